"""How often the client sent work back, against what the contract includes."""

from dataclasses import dataclass

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Contract
from briefs.models import WorkPresentation


@dataclass(frozen=True)
class Rounds:
    """The rounds of changes a client wanted, and those the contract includes; None: no contract."""

    count: int
    included: int | None

    @property
    def beyond(self) -> int:
        return 0 if self.included is None else max(0, self.count - self.included)


def with_rounds(jobs, on, shown):
    """Jobs with the most `rounds` of changes that any one work of theirs went through, and those
    `included` by the contract in force on a day, the newest; None without a contract.

    Works of one job go through their rounds side by side, so they are not added up. `shown` are
    the presentations that count.
    """
    work = Coalesce("work__root", "work")
    asked = shown.changes_wanted().filter(work__job=OuterRef("pk")).order_by().values(root=work)
    rounds = asked.annotate(rounds=Count("pk")).order_by("-rounds").values("rounds")[:1]
    contracts = Contract.objects.in_force(on).filter(client=OuterRef("client"))
    included = contracts.order_by("-starts_on", "-pk").values("rounds_included")[:1]
    return jobs.annotate(rounds=Coalesce(Subquery(rounds), 0), included=Subquery(included))


def rounds_of(work) -> Rounds:
    """The client's rounds of one work up to now, through all its rounds at boards."""
    root = work.root_id or work.pk
    asked = WorkPresentation.objects.changes_wanted().filter(client=work.board.client_id)
    count = sum(1 for key, own in keys_of(asked) if (key or own) == root)
    return Rounds(count, included_of(work.board.client, work))


def included_of(client, work):
    shown = work.shown
    if shown is None:
        return None
    on = client.local_date(shown.presented_at)
    contract = client.contracts.in_force(on).order_by("starts_on", "pk").last()
    return contract.rounds_included if contract else None


def keys_of(presentations):
    return presentations.values_list("work__root", "work")
