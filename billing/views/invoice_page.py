"""What the page of an invoice offers, and where it lies."""

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Rung
from billing.models.of_money import may_bill


def crumbs(invoice):
    client = invoice.client
    return [
        (_("Invoices"), reverse("billing:invoices")),
        (client.name, f"{reverse('billing:invoices')}?client={client.pk}&view=all"),
        (str(invoice), ""),
    ]


def acts(invoice, user, standing):
    """{"first": the one thing to do next, "more": the rest} for this person in this state."""
    rung = invoice.client.rung_for(user)
    may = {
        "write": may_bill(invoice.client, user, Rung.AE),
        "manage": may_bill(invoice.client, user, Rung.AM),
        "issue": invoice.can_issue(user),
        "direct": rung >= Rung.AD,
        "decide": standing is not None and standing.can_decide(user),
    }
    status = invoice.Status
    offered = {
        status.DRAFT: _of_draft,
        status.SUBMITTED: _of_submitted,
        status.APPROVED: _of_approved,
        status.ISSUED: _of_issued,
    }[invoice.status](invoice, may)
    return [{**act, "url": reverse(f"billing:{act['name']}", args=[invoice.pk])} for act in offered]


def _act(name, label, icon, **how):
    return {"name": name, "label": label, "icon": icon, **how}


def _over_ceiling(invoice, may):
    if may["direct"] and not invoice.is_credit_note and not invoice.ceiling_reason:
        yield _act("allow-over-ceiling", _("Allow over the estimate…"), "scale", dialog=True)


def _of_draft(invoice, may):
    if may["write"]:
        yield _act("submit-invoice", _("Submit"), "send", primary=True)
        if not invoice.is_credit_note:
            yield _act("edit-invoice", _("Edit"), "pencil", plain=True)
        yield from _over_ceiling(invoice, may)
        yield _act("discard-invoice", _("Discard…"), "trash-2", dialog=True, danger=True)


def _of_submitted(invoice, may):
    if may["decide"]:
        yield _act("approve-invoice", _("Approve"), "check", primary=True, hash=True)
        yield _act("return-invoice", _("Return…"), "undo-2", dialog=True, plain=True)
    if may["write"]:
        yield _act("take-back-invoice", _("Take it back"), "undo-2")
    yield from _over_ceiling(invoice, may)


def _of_approved(invoice, may):
    if may["issue"]:
        yield _act("issue-invoice", _("Issue…"), "file-check", dialog=True, primary=True)
    if may["manage"]:
        yield _act("return-invoice", _("Return…"), "undo-2", dialog=True)
    yield from _over_ceiling(invoice, may)


def _of_issued(invoice, may):
    if not invoice.is_credit_note:
        if may["manage"]:
            yield _act("credit-invoice", _("Credit note…"), "file-pen", dialog=True, plain=True)
        if may["write"] and not invoice.disputed_at:
            yield _act("dispute-invoice", _("Disputed…"), "message-circle", dialog=True)
        if may["manage"] and invoice.disputed_at:
            yield _act("settle-dispute", _("Settle the dispute…"), "handshake", dialog=True)
        if may["write"]:
            yield _act("renew-invoice", _("New invoice in its place"), "file-plus")
    yield from _of_unpaid(invoice, may)
    if may["issue"] and not invoice.external_tax_id:
        yield _act("record-tax-number", _("Number of the tax office…"), "hash", dialog=True)


def _of_unpaid(invoice, may):
    """What is done about what is still open of it."""
    if not invoice.open_amount:
        return
    if invoice.is_credit_note:
        if may["issue"]:
            yield _act("set-off", _("Use it against an invoice…"), "coins", dialog=True)
        return
    if may["write"]:
        yield _act("log-call", _("Note a call…"), "phone", dialog=True)
    if may["direct"]:
        yield _act("write-off", _("Write off…"), "undo-2", dialog=True)
    if may["issue"]:
        yield _act("withhold", _("Tax withheld…"), "percent", dialog=True)


def menu_of(offered):
    """Those that stand behind the "…": neither the next thing to do nor plain buttons."""
    return [
        act if act.get("dialog") else {**act, "post": act["url"]}
        for act in offered
        if not (act.get("primary") or act.get("plain"))
    ]
