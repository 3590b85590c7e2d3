"""What a job may cost: the estimates that the client approved, and the lines they are made of."""

from dataclasses import dataclass, field
from decimal import Decimal

from agency.lib.money import EXACT, minor_units, rounded
from billing.models.estimate import Estimate
from billing.models.estimate_line import EstimateLine

ZERO = Decimal(0)


@dataclass(frozen=True)
class CeilingLine:
    """One approved line that an order may be placed against, and what it may cost."""

    estimate: int
    key: int
    label: str
    net: Decimal
    ceiling: Decimal


@dataclass(frozen=True)
class Ceiling:
    """What one job may cost without VAT; `amount` is None while the client approved nothing."""

    currency: str
    amount: Decimal | None = None
    lines: dict = field(default_factory=dict)

    def line_of(self, estimate_id, key):
        return self.lines.get((estimate_id, key))


def ceiling_of(job):
    """The ceiling of a job: its estimate and change orders in the versions that bind."""
    binding = list(Estimate.objects.in_force().filter(job=job).select_related("binding"))
    if not binding:
        return Ceiling(job.client.currency)
    versions = [estimate.binding for estimate in binding]
    rows = EstimateLine.objects.filter(version__in=versions).select_related("version")
    lines = {(line.version.estimate_id, line.key): ceiling_line(line) for line in rows}
    amount = sum((version.net for version in versions), ZERO)
    return Ceiling(versions[0].currency, amount, lines)


def ceiling_line(line):
    """What a line may cost: our own calculated cost where one is given, else what it brings."""
    places = minor_units(line.version.currency)
    ceiling = line.net
    if line.cost is not None:
        ceiling = rounded(EXACT.multiply(line.quantity, line.cost), places)
    return CeilingLine(line.version.estimate_id, line.key, line.description, line.net, ceiling)
