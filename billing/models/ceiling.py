"""How much of a job the client has authorised: its approved estimate and change orders."""

from decimal import Decimal

from django.db.models import Sum

from billing.models.estimate import Estimate


def ceilings(jobs) -> dict[int, Decimal]:
    """{job's key: net that the client approved for it}, in the client's currency; one query.

    A job without an approved estimate is not in it: nothing is authorised. Ceiling as in
    domain.md section 3: approved estimate and approved change orders.
    """
    keys = [job.pk if hasattr(job, "pk") else job for job in jobs]
    rows = Estimate.objects.in_force().filter(job__in=keys).order_by()
    return dict(rows.values_list("job").annotate(total=Sum("binding__net")))


def ceiling_of(job) -> Decimal:
    """What the client approved for one job, without VAT; nothing where no estimate holds."""
    return ceilings([job]).get(job.pk, Decimal(0))
