"""What may be done to the state of a job, in words, and the addresses of its buttons."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Act:
    """How one verb of a job is offered: on its button, in its question, and when it is done."""

    label: str
    done: str
    icon: str
    # What the question says; empty: it is done without asking.
    asks: str = ""
    danger: bool = False


ACTS = {
    "note_briefed": Act(_("Mark as briefed"), _("The job is briefed."), "file-check"),
    "await_estimate": Act(_("Mark estimate as sent"), _("Waiting for the estimate."), "hourglass"),
    "go_live": Act(_("Go live"), _("The job is live."), "play"),
    "deliver": Act(_("Mark as delivered"), _("The job is delivered."), "package"),
    "close": Act(_("Close"), _("The job is closed."), "archive"),
    "resume": Act(_("Resume"), _("The job goes on."), "play"),
    "take_back": Act(
        _("Not delivered after all…"), _("The job is live again."), "undo-2",
        _("What has to be put right?"),
    ),
    "hold": Act(
        _("Put on hold…"), _("The job is on hold."), "pause", _("Why does nothing happen for now?")
    ),
    "cancel": Act(
        _("Cancel the job…"), _("The job is cancelled."), "ban",
        _("Why will it not be done? Its number stays taken."), danger=True,
    ),
    "reopen": Act(
        _("Reopen…"), _("The job is open again."), "rotate-ccw", _("What was overlooked?")
    ),
}  # fmt: skip
# On hold, cancelling and taking back are never what a page offers first.
FIRST = ("note_briefed", "await_estimate", "go_live", "deliver", "close", "resume")


def acts_of(job, user):
    """The one act the page offers first, and the items of its menu."""
    verbs = job.moves_for(user) if job.is_open else []
    first = next((verb for verb in FIRST if verb in verbs), None)
    menu = [item(job, verb) for verb in verbs if verb != first]
    if job.is_open and job.can_edit(user):
        menu.insert(0, {"label": _("Edit"), "url": at("edit-job", job), "icon": "pencil"})
    return (item(job, first) if first else None), menu


def item(job, verb):
    """A verb as the menu takes it: posted at once, or asked about in a dialog."""
    act, url = ACTS[verb], at("move-job", job, verb)
    shown = {"label": act.label, "icon": act.icon, "danger": act.danger}
    if verb == "close":
        return shown | {"url": at("job-closing", job)}
    if act.asks or (verb == "note_briefed" and not job.has_binding_brief):
        return shown | {"url": url, "dialog": True}
    return shown | {"post": url}


def at(name, job, *further):
    return reverse(f"briefs:{name}", args=[job.pk, *further])
