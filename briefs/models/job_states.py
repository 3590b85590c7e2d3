"""Where a job stands, and how it gets from one state to the next."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Rung


class Status(models.TextChoices):
    OPENED = "opened", _("Opened")
    BRIEFED = "briefed", _("Briefed")
    ESTIMATE_PENDING = "estimate_pending", _("Estimate pending")
    LIVE = "live", _("Live")
    DELIVERED = "delivered", _("Delivered")
    CLOSED = "closed", _("Closed")
    ON_HOLD = "on_hold", _("On hold")
    CANCELLED = "cancelled", _("Cancelled")


# Work is going on, or may.
RUNNING = (Status.OPENED, Status.BRIEFED, Status.ESTIMATE_PENDING, Status.LIVE)
ENDED = (Status.CLOSED, Status.CANCELLED)
TONES = {
    Status.LIVE: "good",
    Status.DELIVERED: "info",
    Status.ON_HOLD: "warn",
    Status.ESTIMATE_PENDING: "warn",
}


@dataclass(frozen=True)
class Move:
    """One way on: from which states, to which, and from which rung up. None: back to before."""

    start: tuple
    to: Status | None
    rung: Rung


MOVES = {
    "note_briefed": Move((Status.OPENED,), Status.BRIEFED, Rung.AE),
    "await_estimate": Move((Status.BRIEFED,), Status.ESTIMATE_PENDING, Rung.AE),
    "go_live": Move((Status.BRIEFED, Status.ESTIMATE_PENDING), Status.LIVE, Rung.AM),
    "deliver": Move((Status.LIVE,), Status.DELIVERED, Rung.AE),
    "take_back": Move((Status.DELIVERED,), Status.LIVE, Rung.AE),
    "hold": Move(RUNNING, Status.ON_HOLD, Rung.AE),
    "resume": Move((Status.ON_HOLD,), None, Rung.AE),
    "cancel": Move((*RUNNING, Status.ON_HOLD), Status.CANCELLED, Rung.AM),
    "close": Move((Status.DELIVERED,), Status.CLOSED, Rung.AE),
    "reopen": Move(ENDED, None, Rung.AD),
}
