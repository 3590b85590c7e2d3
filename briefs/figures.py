"""Read-only sums of this floor: what jobs, briefs and boards say about an account's risk."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, Count, F, OuterRef, Q, Sum, When, Window
from django.db.models.functions import RowNumber
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.figures import SHOWN_PER_SIGNAL, Proof, Signal, clamp, tenths
from accounts.models import Client
from agency.lib.counted import counted
from briefs.models import BriefVersion, Job, Milestone, WorkPresentation
from briefs.rounds import with_rounds

MILESTONES_COUNT_FOR = timedelta(days=60)
MILESTONES_CAP, MISSED_SHARE_AT_CAP = 8, 0.30
REWORK_COUNTS_FOR = timedelta(days=90)
REWORK_CAP, REWORK_AT_CAP = 6, 2
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
    missed milestones"). What the client was late with does not count. One query.
    """
    today = at.date()
    judged = Milestone.objects.judged(today - MILESTONES_COUNT_FOR, today - timedelta(days=1))
    missed = Case(When(MISSED, then=1), default=0)
    newest_miss = [missed.desc(), F("planned_end").desc(), F("pk").asc()]
    rows = judged.filter(client__in=clients).annotate(
        missed=missed,
        place=Window(RowNumber(), partition_by="client", order_by=newest_miss),
        due=Window(Count("pk"), partition_by="client"),
        late=Window(Sum(missed), partition_by="client"),
    )
    shown = rows.filter(place__lte=SHOWN_PER_SIGNAL).order_by("client", "place")
    shown = shown.values_list("client", "due", "late", "missed", "job", "job__number", "name")
    counts, proof = {}, defaultdict(list)
    for client, due, late, is_missed, job, number, name in shown:
        counts[client] = (due, late)
        if is_missed:
            url = reverse_lazy("briefs:timing", args=[job])
            proof[client].append(Proof(f"{number} {name}", url))
    return {
        client: MilestoneCounts(due, late, tuple(proof[client]))
        for client, (due, late) in counts.items()
    }


@dataclass(frozen=True)
class Rework:
    """How far beyond the contract the jobs of a client went, a job on average."""

    mean: float
    jobs: int
    proof: tuple[Proof, ...] = ()


def rework_counts(clients, at) -> dict[int, Rework]:
    """{client's id: Rework}: rounds beyond the contract and rebriefs a job, over 90 days.

    A job counts if work of it was presented or answered, or a brief of it written anew, within
    that time. Its rounds are those of the work that went through most, less the rounds that the
    contract in force includes; without a contract none is beyond. Rebriefs count in full: none is
    ever included. Source: domain.md section 5, signal B "Rework". One query.
    """
    since = at - REWORK_COUNTS_FOR
    shown = WorkPresentation.objects.filter(presented_at__lte=at)
    recent = shown.filter(Q(presented_at__gt=since) | Q(answered_at__gt=since))
    rebriefs = BriefVersion.objects.filter(is_rebrief=True, made_at__gt=since, made_at__lte=at)
    worked_on = recent.filter(client__in=clients, work__job__isnull=False).order_by()
    written_anew = rebriefs.filter(brief__client__in=clients, brief__job__isnull=False).order_by()
    # One set of jobs, not two conditions on each, which would be asked of every job there ever was.
    counting = worked_on.values("work__job").union(written_anew.values("brief__job"))
    jobs = with_rounds(Job.objects.filter(pk__in=counting), at.date(), shown).order_by("pk")
    beyond = defaultdict(list)
    for job in jobs.annotate(rebriefs=counted(rebriefs.filter(brief__job=OuterRef("pk")))):
        over = 0 if job.included is None else max(0, job.rounds - job.included)
        beyond[job.client_id].append((over + job.rebriefs, job))
    return {client: rework(found) for client, found in beyond.items()}


def rework(found):
    worst = sorted((pair for pair in found if pair[0]), key=lambda pair: -pair[0])
    proof = tuple(Proof(job.number, job.get_absolute_url()) for _count, job in worst)
    return Rework(sum(count for count, _job in found) / len(found), len(found), proof)


def signals(clients, at):
    """{client's id: [signals of this floor]}; a signal without data is not in it."""
    found = defaultdict(list)
    for client, counts in milestone_counts(clients, at).items():
        found[client].append(milestone_signal(counts))
    for client, counts in rework_counts(clients, at).items():
        found[client].append(rework_signal(counts))
    return found


def milestone_signal(counts: MilestoneCounts) -> Signal:
    """Promised milestones missed: 8·clamp(late share / 0.30) over 60 days (domain.md 5, B)."""
    words = ngettext(
        "%(late)d of %(due)d promised milestone missed",
        "%(late)d of %(due)d promised milestones missed",
        counts.due,
    ) % {"late": counts.late, "due": counts.due}
    return Signal(
        code="milestones",
        dimension="B",
        points=tenths(MILESTONES_CAP * clamp(counts.late_share / MISSED_SHARE_AT_CAP)),
        cap=MILESTONES_CAP,
        words=words,
        proof=counts.proof,
    )


def rework_signal(counts: Rework) -> Signal:
    """Rounds and rebriefs beyond the contract: 6·clamp(mean a job / 2) over 90 days."""
    words = _("%(mean)s rounds or rebriefs a job beyond the contract") % {
        "mean": f"{counts.mean:.1f}"
    }
    return Signal(
        code="rework",
        dimension="B",
        points=tenths(REWORK_CAP * clamp(counts.mean / REWORK_AT_CAP)),
        cap=REWORK_CAP,
        words=words,
        proof=counts.proof,
    )
