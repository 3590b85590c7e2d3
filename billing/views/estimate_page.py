"""An estimate as it is read: its lines and sums, its signatures, what may be done to it."""

from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.forms.fields import key_of
from accounts.models import Approval, Client, DocumentView, Paper, Question, Rung, about
from billing.comparing import compare
from billing.models import Estimate, Group
from billing.models.estimate_terms import tax_words
from billing.views.estimate_client import client_side


def estimate_for(user, pk):
    """The estimate of a page, with its newest version and where `user` stands for its client."""
    standing = Client.objects.filter(pk=OuterRef("job__client")).with_standing(user)
    rows = Estimate.objects.visible_to(user).select_related(
        "job__client__office", "job__brand", "author", "latest__edited_by", "latest__withdrawn_by",
        "latest__submitted_by", "latest__brief_version__brief", "binding", "amends__binding",
    )  # fmt: skip
    rows = rows.prefetch_related("writers").annotate(standing=standing.values("standing")[:1])
    estimate = get_object_or_404(rows, pk=pk)
    know(estimate, user)
    estimate.latest.estimate = estimate
    return estimate


def know(estimate, user):
    """Tell its client where this person stands, so that no question asks again."""
    client = estimate.job.client
    client.standing, client.standing_of = estimate.standing or 0, user.pk


@login_required
@require_safe
def estimate(request, pk):
    """The newest version."""
    found = estimate_for(request.user, pk)
    return show(request, found, found.latest)


@login_required
@require_safe
def estimate_version(request, pk, number):
    """One version as it stood."""
    found = estimate_for(request.user, pk)
    return show(request, found, version_of(found, number))


def version_of(found, number):
    if number == found.latest.number:
        return found.latest
    rows = found.versions.select_related(
        "edited_by", "withdrawn_by", "submitted_by", "brief_version__brief"
    )
    version = rows.filter(number=number).first()
    if version is None:
        raise Http404
    version.estimate = found
    return version


def show(request, found, version):
    user, at = request.user, timezone.now()
    DocumentView.objects.note(user, found.client, found, version.label, at)
    versions = list(found.versions.order_by("number").only("number", "status", "estimate", "net"))
    sees_cost = found.can_see_cost(user)
    is_newest = version.pk == found.latest_id
    context = {
        "estimate": found,
        "version": version,
        "is_newest": is_newest,
        "crumbs": crumbs(found),
        "sees_cost": sees_cost,
        "sums": version.sums,
        "groups": groups(version, before(request, found, version), cost=sees_cost),
        "before": before(request, found, version),
        "versions": versions,
        "taxes": [(tax_words(t.category, t.rate), t.tax) for t in version.sums.totals.subtotals],
        "plan": version.plan(),
        "ladder": ladder(version, user, at),
        "is_mine": is_newest and version.can_sign(user, at),
        "returned": returned(version),
        "side": client_side(version, user, at),
        "family": family(found),
        "paper": paper_of(version),
        "questions": Question.objects.of(found).on_page(),
        "can": rights(version, user, at) if is_newest else {},
        "today": timezone.localdate(),
    }
    return render(request, "billing/estimate_page.html", context)


def before(request, found, version):
    """The version to compare with: the one before, or the one that `?with=1` names."""
    asked = key_of(request.GET.get("with", ""))
    numbers = [asked] if asked and asked < version.number else [version.number - 1]
    return found.versions.filter(number__in=numbers).first() if version.number > 1 else None


def groups(version, older, *, cost):
    """[(group, its net, its lines with what changed)] in the order of groups."""
    lines = list(version.lines.all())
    older = older and compare(older, version, cost=cost)
    changes = older.by_key if older else {}
    found = []
    for group in Group:
        of_group = [line for line in lines if line.group == group]
        for line in of_group:
            line.was = changes.get(line.key)
        if of_group:
            net = sum(line.net for line in of_group)
            found.append({"group": group, "net": net, "lines": of_group})
    return found


def ladder(version, user, at):
    """Who prepared it, who signed or has to, and the client: one step each."""
    by, author = version.submitted_by, version.estimate.author
    steps = [
        {
            "who": author.name,
            "words": _("prepares it") if version.submitted_at is None else _("prepared it"),
            "state": "done" if version.submitted_at else "now",
            "at": version.submitted_at,
            "note": _("given on by %(name)s") % {"name": by.name} if by and by != author else "",
        }
    ]
    return [*steps, *signatures(version), client_step(version)]


def signatures(version):
    asked = list(Approval.objects.of(version).select_related("decided_by"))
    round_at = max((step.asked_at for step in asked), default=None)
    last = [step for step in asked if step.asked_at == round_at]
    last = [step for step in last if step.decided_at or not step.dropped_at]
    if not last or version.is_open:
        return [{"who": _("The agency"), "words": _("signs, as the limits say"), "state": "later"}]
    return [signature(step) for step in last]


def signature(step):
    if step.decided_at:
        words = _("approved it") if step.outcome == "approved" else _("returned it")
        if step.is_self_approved:
            words = _("approved it himself, as the agency allows")
        state = "done" if step.outcome == "approved" else "back"
        who = f"{step.decided_by.name} ({step.decided_by.short_rank})"
        return {"who": who, "state": state, "words": words, "at": step.decided_at}
    who = Rung(step.lies_with or step.rung).label
    return {"who": who, "state": "now", "words": _("has to approve it"), "at": step.opened_at}


def client_step(version):
    who = version.client_signer or version.client.name
    if version.client_approved_at:
        note = _("order %(po)s") % {"po": version.client_po} if version.client_po else ""
        at = version.client_approved_at
        return {"who": who, "state": "done", "words": _("approved it"), "at": at, "note": note}
    if version.declined_at:
        return {"who": who, "state": "back", "words": _("declined it"), "at": version.declined_at}
    if version.expired_at:
        words = _("did not answer in time")
        return {"who": who, "state": "back", "words": words, "at": version.expired_at}
    if version.status in {"approved_internal", "sent"}:
        at = version.sent_at or version.approved_at
        words = _("has it") if version.sent_at else _("gets it next")
        return {"who": who, "state": "now", "words": words, "at": at}
    return {"who": who, "state": "later", "words": _("approves it")}


def returned(version):
    """The signature that sent it back, while it is being put right."""
    if version.status != "returned":
        return None
    steps = Approval.objects.of(version).filter(outcome="returned").select_related("decided_by")
    return steps.last()


def family(found):
    """The estimate and its change orders, with what each adds; [] where it stands alone."""
    root = found.amends or found
    orders = root.change_orders.select_related("latest", "binding").order_by("made_at", "pk")
    orders = list(orders)
    return [root, *orders] if orders else []


def paper_of(version):
    return Paper.objects.filter(**about(version)).first() if version.approved_at else None


def rights(version, user, at):
    """What this person may do to the newest version now."""
    estimate, client = version.estimate, version.client
    rung, status = client.rung_for(user), version.status
    is_writer = estimate.can_write(user)
    holds = status in {"approved_internal", "sent"}
    return {
        "write": is_writer and version.is_open,
        "submit": rung >= Rung.AE and version.is_open,
        "take_back": is_writer and status == "submitted",
        "revise": is_writer and not version.is_open and status not in {"submitted", "superseded"},
        "withdraw": rung >= (Rung.AM if version.approved_at else Rung.AE)
        and status not in {"superseded", "withdrawn", "client_approved"},
        "send": rung >= Rung.AE and holds and not version.is_past(at),
        "add": estimate.can_write(user, Rung.AE)
        and not estimate.is_change_order
        and estimate.binding_id is not None
        and not estimate.job.has_ended,
    }


def crumbs(found, *further):
    client, job = found.client, found.job
    return [
        (client.name, client.get_absolute_url()),
        (job.number, job.get_absolute_url()),
        (_("Estimates"), f"{reverse('billing:estimates')}?client={client.pk}"),
        (found.number or found.get_kind_display(), found.get_absolute_url() if further else ""),
        *further,
    ]
