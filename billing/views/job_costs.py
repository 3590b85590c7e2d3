"""What a job costs beside what it may: every figure opens the lines behind it."""

from django.contrib.auth.decorators import login_required
from django.db.models import Max, Sum
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Escalation, Rung, about
from accounts.views.client_page import done, filled_in, sent
from accounts.views.dialogs import ask
from agency.lib.hours import hours_text
from billing.ceilings import ceiling_of
from billing.cost_figures import Spent, forecast_of, percent_used, spent_on
from billing.forms.suppliers import EscalationForm, OverrideForm
from billing.models import CostOverride, Quote
from billing.models.ceiling_watch import most_of
from billing.models.of_cost import is_finance
from billing.views.cost_page import ASKED, form_page, job_for
from billing.views.orders import crumbs


@login_required
@require_safe
def job_costs(request, pk):
    job, user = job_for(request.user, pk), request.user
    ceiling, spent = ceiling_of(job), spent_on(job)
    rung = job.client.rung_for(user)
    context = {
        "job": job,
        "ceiling": ceiling,
        "spent": spent,
        **standing(ceiling, spent),
        "forecast": forecast_of(job, spent, user.local_date(timezone.now())),
        "lines": lines_of(job, ceiling),
        **behind(job, may_see_people=rung >= Rung.AM or is_finance(user)),
        "overrides": job.cost_overrides.select_related("allowed_by"),
        "escalations": Escalation.objects.filter(**about(job)).select_related("person"),
        "may_write": rung >= Rung.AE,
        "may_allow": rung >= Rung.AD and ceiling.amount is not None,
        "may_escalate": rung >= Rung.AM,
        "crumbs": crumbs(job)[:-1] + [(_("Costs"), "")],
    }
    return render(request, "billing/job_costs.html", context)


@login_required
@require_safe
def job_cost_panel(request, pk):
    """The four figures, as the job's own page hosts them."""
    job = job_for(request.user, pk)
    ceiling, spent = ceiling_of(job), spent_on(job)
    context = {"job": job, "ceiling": ceiling, "spent": spent, **standing(ceiling, spent)}
    return render(request, "billing/_job_cost_panel.html", context)


def standing(ceiling, spent: Spent):
    """How a job stands: what is left, how much is used, the colour of it, the most it may cost."""
    if ceiling.amount is None:
        return {"left": None, "used": None, "tone": "", "shares": []}
    used = percent_used(spent.total, ceiling.amount)
    tone = "crit" if used >= 100 else "warn" if used >= 75 else "good"
    return {
        "left": ceiling.amount - spent.total,
        "used": used,
        "tone": tone,
        "shares": [("fill", spent.actual), ("pale", spent.committed)],
        "bar_total": max(ceiling.amount, spent.total),
    }


def lines_of(job, ceiling):
    """Each approved line with what was ordered against it, and what the rest of it is."""
    ordered = {}
    for order in job.purchase_orders.committed():
        key = (order.estimate_id, order.line_key)
        ordered[key] = ordered.get(key, 0) + order.cost
    return [
        {
            "line": line,
            "ordered": ordered.get(key, 0),
            "left": line.ceiling - ordered.get(key, 0),
            "query": f"line={line.estimate}:{line.key}",
        }
        for key, line in ceiling.lines.items()
    ]


def behind(job, *, may_see_people):
    """The rows that the figures are made of."""
    rows = job.time_entries.handed_in().order_by("person__name", "activity")
    rows = rows.values("person", "person__name", "activity")
    rows = rows.annotate(minutes=Sum("minutes"), cost=Sum("cost"), last=Max("day"))
    hours = [{**row, "hours": hours_text(row["minutes"])} for row in rows]
    return {
        "orders": job.purchase_orders.for_list(),
        "parts": job.bill_parts.exclude(bill__status="withdrawn").select_related(
            "bill__supplier", "order"
        ),
        "expenses": job.expenses.exclude(status="refused").select_related("person"),
        "hours": hours if may_see_people else [],
        "hours_total": hours_text(sum(row["minutes"] for row in hours)),
        "may_see_people": may_see_people,
        "quotes": Quote.objects.standing().filter(job=job).select_related("supplier", "file"),
    }


@login_required
@require_http_methods(ASKED)
def allow_cost(request, pk):
    """Let a job cost more than the tolerance allows, with a reason that is kept."""
    job, at = job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AD, at)
    ceiling = ceiling_of(job)
    most = most_of(job, ceiling) if ceiling.amount is not None else None
    note = _("The client has approved no estimate of this job yet.")
    if most is not None:
        words = {"most": f"{most:.2f}", "currency": ceiling.currency}
        note = _("With the tolerance it may cost %(most)s %(currency)s now.") % words
    return ask(
        request,
        CostsOf(job),
        OverrideForm(sent(request)),
        lambda chosen: CostOverride.objects.allow(job, request.user, at, **chosen),
        title=_("Let %s cost more") % job.number,
        button=_("Allow it"),
        done=_("Allowed."),
        note=note,
    )


class CostsOf:
    """The page of a job's costs, as a dialog leads back to it."""

    def __init__(self, job):
        self.job = job

    def get_absolute_url(self):
        return reverse("billing:job-costs", args=[self.job.pk])


@login_required
def escalate_job(request, pk):
    """Carry a problem of money from the director to the client services director."""
    job, at = job_for(request.user, pk), timezone.now()
    job.client.demand(request.user, Rung.AM, at)
    rung = Rung.CSD if job.client.rung_for(request.user) >= Rung.AD else Rung.AD
    form = EscalationForm(sent(request), initial={"subject": _("%s costs too much") % job})
    act = {"rung": rung, "client": job.client, "by": request.user, "at": at}
    act |= {"kind": Escalation.Kind.FINANCIAL, "record": job}
    if filled_in(request, form, Escalation.objects.raise_to, **act):
        return done(request, _("Escalated; it has to be answered."), to=form.made)
    title, back = _("Escalate a problem of money"), CostsOf(job).get_absolute_url()
    trail = crumbs(job, (_("Escalate"), ""))
    intro = _("Say what is wrong and what you propose; it is answered in words that are kept.")
    words = {"title": title, "yes": _("Escalate"), "back": back, "crumbs": trail, "intro": intro}
    return form_page(request, form, **words)
