"""How often the client sent work back, against what the contract includes."""

from collections import Counter, defaultdict
from dataclasses import dataclass

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


def included_rounds(clients, on) -> dict:
    """{client's id: revision rounds its contract in force on a day includes}, the newest wins."""
    rows = Contract.objects.in_force(on).filter(client__in=clients).order_by("starts_on", "pk")
    return dict(rows.values_list("client", "rounds_included"))


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


def most_rounds(presentations) -> dict:
    """{job's id: the most rounds of changes that any one work of it went through}.

    Works of one job go through their rounds side by side, so they are not added up.
    """
    rounds = defaultdict(Counter)
    rows = presentations.filter(work__job__isnull=False)
    for job, root, own in rows.values_list("work__job", "work__root", "work"):
        rounds[job][root or own] += 1
    return {job: max(works.values()) for job, works in rounds.items()}
