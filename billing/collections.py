"""The worklist of whoever collects what is overdue."""

from django.db.models import OuterRef, Subquery

from billing.models import CollectionCall, Reminder


def worklist(invoices, today):
    """Overdue invoices with their last letter and promise, the oldest first; one query."""
    letters = Reminder.objects.sent().filter(invoice=OuterRef("pk")).order_by("-level")
    calls = CollectionCall.objects.filter(invoice=OuterRef("pk")).order_by("-noted_at", "-pk")
    promises = calls.filter(promised_on__isnull=False)
    return (
        invoices.overdue(today)
        .annotate(
            last_level=Subquery(letters.values("level")[:1]),
            reminded_at=Subquery(letters.values("sent_at")[:1]),
            called_at=Subquery(calls.values("noted_at")[:1]),
            said=Subquery(calls.values("said")[:1]),
            promised_on=Subquery(promises.values("promised_on")[:1]),
        )
        .select_related("client")
        .order_by("due_date", "pk")
    )
