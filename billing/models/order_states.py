from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """What may become of a purchase order."""

    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")
    SENT = "sent", _("With the supplier")
    RECEIVED = "received", _("Received")
    BILLED = "billed", _("Billed")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")


# What they are worth is spoken for.
COMMITTED = (Status.APPROVED, Status.SENT, Status.RECEIVED, Status.BILLED)
EDITABLE = (Status.DRAFT, Status.APPROVED, Status.SENT, Status.RECEIVED)
TONES = {"draft": "warn", "approved": "good", "sent": "info", "received": "info"}
# Bills in these states count as money spent.
COUNTED = ("approved", "paid")
