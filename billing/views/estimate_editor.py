"""The editor of an open version: one page, one form, saved by itself or by its buttons."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from django_htmx.http import reswap, retarget

from accounts.forms.fields import key_of
from agency.lib.money import minor_units
from agency.lib.refusal import WRONG_STATE, Refused
from billing.estimating import of_gross
from billing.forms.estimates import EstimateForm
from billing.models.estimate_drafting import Stale
from billing.models.estimate_terms import rates_for, tax_words, taxes_for
from billing.plans import usual_steps
from billing.views.estimate_page import crumbs, estimate_for, ladder, returned, rights


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def estimate_draft(request, pk):
    """The open version of an estimate: its page, and where its form is sent to."""
    version = open_version(estimate_for(request.user, pk), request.user)
    if request.method == "POST":
        return save(request, version)
    return editor(request, version, form_of(request, version))


def open_version(estimate, user):
    estimate.demand_writing(user, timezone.now())
    estimate.latest.refuse_unless_open()
    return estimate.latest


def form_of(request, version, data=None):
    cost = version.estimate.can_see_cost(request.user)
    return EstimateForm(data, version=version, cost=cost, at=timezone.now())


def save(request, version):
    """Take over what was typed, then do what the pressed button says."""
    form = form_of(request, version, request.POST)
    act = request.POST.get("act", "")
    if not form.is_valid():
        return again(request, version, form)
    name, _colon, number = act.partition(":")
    edit = key_of(number) if name == "overwrite" else form.cleaned_data["edit"]
    try:
        version.write(request.user, edit, form.words, timezone.now())
    except Stale as stale:
        return conflict(request, version, form, stale.version)
    except Refused as refusal:
        form.take(refusal)
        return again(request, version, form)
    if request.headers.get("X-Autosave") == "true":
        return render(request, "billing/_estimate_saved.html", saved(request, version, form))
    return carry_out(request, version, name, form)


def saved(request, version, form):
    """What an autosave brings up to date: the keys and nets of its rows, and the sums."""
    kept = [row for row in form.rows.rows if not row.is_empty]
    for row, line in zip(kept, version.lines.all(), strict=True):
        row.key, row.net = str(line.key), line.net
        row.price_now = line.price
    return desk(request, version, form) | {"kept": kept}


def carry_out(request, version, act, form):
    """After the save: to the signatures, or on with the figures."""
    if act == "submit":
        return submit(request, version, form)
    draft = reverse("billing:estimate-draft", args=[version.estimate_id])
    if act == "rate":
        added = add_rate(version, request.user, key_of(request.POST.get("rate", "")))
        messages.success(request, _("Added.") if added else _("Saved. Choose a rate to add it."))
        return redirect(f"{draft}#lines")
    if act == "plan":
        steps = usual_steps(form.cleaned_data["plan"], version, timezone.localdate())
        if steps:
            version.write(request.user, version.edit, {"steps": steps}, timezone.now())
            messages.success(request, _("The plan stands below; change it as you like."))
        else:
            messages.warning(request, _("This plan has nothing to divide here."))
        return redirect(f"{draft}#plan")
    messages.success(request, _("Saved."))
    return redirect(draft)


def add_rate(version, user, key):
    """One more line, with unit, price and cost of the rate card."""
    at = timezone.now()
    today = version.client.local_date(at)
    rate = rates_for(version.client, version.currency, today).filter(pk=key).first()
    if rate is None:
        return False
    category, percent, _name = taxes_for(version.client, today)[0]
    version.add_rate(user, rate, (category, percent), at)
    return True


def submit(request, version, form):
    try:
        version.submit(request.user, timezone.now())
    except Refused as refusal:
        fresh = estimate_for(request.user, version.estimate_id).latest
        form = form_of(request, fresh, form.data)
        form.is_valid()
        form.take(refusal)
        return editor(request, fresh, form, status=refusal.status)
    messages.success(request, _("Submitted."))
    return redirect(version)


def again(request, version, form):
    """The page with what was typed, and what is wrong with it."""
    if not request.htmx:
        return editor(request, version, form, status=form.status)
    answer = render(request, "billing/_estimate_problems.html", {"form": form}, status=form.status)
    return retarget(reswap(answer, "outerHTML"), "#estimate-problems")


def conflict(request, version, form, theirs):
    """Somebody saved meanwhile: theirs is shown, and what was typed here stays on the page."""
    clash = {"theirs": theirs, "lines": theirs.lines.all()}
    if not request.htmx:
        return editor(request, theirs, form, status=WRONG_STATE, conflict=clash)
    context = {"conflict": clash, "estimate": version.estimate}
    answer = render(request, "billing/_estimate_conflict.html", context, status=WRONG_STATE)
    return retarget(reswap(answer, "outerHTML"), "#conflict")


def editor(request, version, form, status=200, conflict=None):
    context = desk(request, version, form) | {"conflict": conflict}
    return render(request, "billing/estimate_editor.html", context, status=status)


def desk(request, version, form):
    """What the editor shows."""
    estimate, user, at = version.estimate, request.user, timezone.now()
    sums = version.sums
    today = version.client.local_date(at)
    return {
        "estimate": estimate,
        "version": version,
        "form": form,
        "edit": version.edit,
        "crumbs": crumbs(estimate, (_("Draft"), "")),
        "sees_cost": estimate.can_see_cost(user),
        "sums": sums,
        "taxes": [(tax_words(tax.category, tax.rate), tax.tax) for tax in sums.totals.subtotals],
        "gross_commission": of_gross(version.commission_percent),
        "decimals": minor_units(version.currency),
        "rates": rates_for(version.client, version.currency, today),
        "plan": version.plan(),
        "ladder": ladder(version, user, at),
        "returned": returned(version),
        "can": rights(version, user, at),
    }
