"""The approval bar: who signed, whose turn it is and since when, what comes after."""

from django.utils.translation import gettext as _

from accounts.models import Approval, Function
from briefs.models import ApprovalChain, Brief


def bar(version, user, at):
    """The steps of a version in order, and the one this person may decide, if there is one."""
    asked = list(Approval.objects.of(version).select_related("decided_by"))
    round_at = max((step.asked_at for step in asked), default=None)
    last = [step for step in asked if step.asked_at == round_at]
    came_back = next((step for step in reversed(asked) if step.outcome == "returned"), None)
    turn = next((step for step in last if is_waiting(step)), None)
    return {
        "steps": [*own_steps(version, last), *client_step(version), *issue_step(version)],
        "turn": turn,
        "is_mine": turn is not None and may_decide(version, turn, user),
        "returned": came_back if version.status == "returned" and version.is_open else None,
    }


def is_waiting(step):
    return step.opened_at and not step.decided_at and not step.dropped_at


def may_decide(version, turn, user):
    turn.client = version.client
    return turn.is_asked(user) and not version.is_barred(user)


def own_steps(version, last):
    """The agency's own signatures: as asked, else as they will be asked for."""
    if version.submitted_at and last and not version.is_open:
        return [signature(step) for step in last if not step.dropped_at or step.decided_at]
    rungs = ApprovalChain.objects.rungs(version.brief.kind, is_for_client=version.is_for_client)
    signers = [rung.label for rung in rungs]
    if version.brief.kind == Brief.Kind.CREATIVE and version.client.planner_cosigns:
        signers.insert(0, Function.PLANNING.label)
    return [{"who": signer, "state": "later", "words": _("signs")} for signer in signers]


def signature(step):
    if step.decided_at:
        word = _("approved") if step.outcome == "approved" else _("returned")
        if step.is_self_approved:
            word = _("self-approved")
        state = "done" if step.outcome == "approved" else "back"
        who = f"{step.decided_by.name} ({step.signer})"
        return {"who": who, "state": state, "words": word, "at": step.decided_at}
    if step.opened_at:
        return {"who": step.signer, "state": "now", "words": _("waiting"), "at": step.opened_at}
    return {"who": step.signer, "state": "later", "words": _("then signs")}


def client_step(version):
    if not version.is_for_client:
        return []
    who = version.client_signer or version.client.name
    if version.client_signed_at:
        at = version.client_signed_at
        return [{"who": who, "state": "done", "words": _("approved"), "at": at}]
    if version.declined_at:
        return [{"who": who, "state": "back", "words": _("declined"), "at": version.declined_at}]
    if version.status == "approved_internal":
        at = version.approved_at
        return [{"who": who, "state": "now", "words": _("to approve"), "at": at}]
    return [{"who": who, "state": "later", "words": _("approves")}]


def issue_step(version):
    if version.issued_at:
        words, who = _("issued it"), version.issued_by.name
        return [{"who": who, "state": "done", "words": words, "at": version.issued_at}]
    if version.status in {"superseded", "withdrawn"}:
        return []
    state = "now" if version.can_be_issued else "later"
    return [{"who": _("Departments"), "state": state, "words": _("get it when it is issued")}]
