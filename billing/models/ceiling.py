"""How much of a job the client has authorised: its approved estimate and change orders."""

from decimal import Decimal

from django.db.models import Sum

from agency.lib.money import rounded
from billing.models.estimate import Estimate


def authorised(job, currency: str | None = None) -> Decimal:
    """What the client approved for one job, without VAT; nothing where no estimate holds.

    With a currency only the estimates in it count: an invoice in another is bounded by none.
    """
    rows = Estimate.objects.in_force().filter(job=job)
    if currency:
        rows = rows.filter(binding__currency=currency)
    return rounded(rows.aggregate(total=Sum("binding__net"))["total"] or Decimal(0), 4)
