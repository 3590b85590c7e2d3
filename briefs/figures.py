"""Read-only sums of this floor: what jobs and their timing say about an account's risk."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse_lazy

from accounts.figures import SHOWN_PER_SIGNAL, Proof
from accounts.models import Client
from briefs.models import Milestone

MILESTONES_COUNT_FOR = timedelta(days=60)
MISSED = Q(done_on=None) | Q(done_on__gt=F("planned_end"))


@dataclass(frozen=True)
class MilestoneCounts:
    """Our client-facing milestones of one client: those that fell due, and those we missed."""

    due: int = 0
    late: int = 0
    proof: tuple[Proof, ...] = ()

    @property
    def late_share(self) -> float:
        return self.late / self.due if self.due else 0.0


def milestone_counts(clients: Collection[Client], at: datetime) -> Mapping[int, MilestoneCounts]:
    """{client's id: counts of the last 60 days}; a client without such milestones is not in it.

    Lateness is judged by the version that was agreed on the day itself (domain.md section 5, "B
    missed milestones"). What the client was late with does not count. Two queries.
    """
    today = at.date()
    judged = Milestone.objects.judged(today - MILESTONES_COUNT_FOR, today - timedelta(days=1))
    rows = judged.filter(client__in=clients)
    counts = (
        rows.order_by()
        .values("client")
        .annotate(due=Count("pk"), late=Count("pk", filter=MISSED))
        .values_list("client", "due", "late")
    )
    proof = _proof_of_misses(rows.filter(MISSED))
    return {
        client: MilestoneCounts(due, late, tuple(proof[client])) for client, due, late in counts
    }


def _proof_of_misses(rows):
    newest = Window(RowNumber(), partition_by="client", order_by=[F("planned_end").desc(), "pk"])
    rows = rows.annotate(place=newest).filter(place__lte=SHOWN_PER_SIGNAL).order_by("place")
    proof = defaultdict(list)
    for client, job, number, name in rows.values_list("client", "job", "job__number", "name"):
        proof[client].append(Proof(f"{number} {name}", reverse_lazy("briefs:timing", args=[job])))
    return proof
