"""The at-risk score: the apps' signals put together, their bands, and the plainest reasons."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.figures import Signal, action_item_signals, flag_in_words, standing_flags
from accounts.figures import annotations as account_facts
from accounts.models import Band, Client, RiskFlag, RiskSnapshot
from briefs.figures import signals as briefs_floor_signals
from reports.figures import annotations as report_facts
from reports.figures import signals as report_floor_signals

# domain.md section 5. What is computed today, out of twelve; later floors add theirs here.
WEIGHTS_VERSION = "2026-11"
DIMENSIONS = {"A": 30, "B": 20, "C": 20, "D": 20, "E": 10}
SIGNAL_CAPS = {
    "reports": 10,
    "items": 12,
    "milestones": 8,
    "rework": 6,
    "gap": 7,
    "tone": 10,
}
SIGNAL_NAMES = {
    "reports": _("24-hour reports late or owed"),
    "items": _("Our action items overdue"),
    "milestones": _("Promised milestones missed"),
    "rework": _("Rework beyond the contract"),
    "gap": _("No contact"),
    "tone": _("Tone of the last reports"),
}
AMBER_FROM, RED_FROM = Decimal(20), Decimal(45)
LEAVING_MARGIN, LEAVING_DAYS = Decimal(3), 2
# Too little data is what a green score is called that nobody may trust: no better, no worse.
SEVERITY = {Band.RED: 2, Band.AMBER: 1, Band.GREEN: 0, Band.GREY: 0}
ENOUGH_COVERAGE = 60


@dataclass(frozen=True)
class Reason:
    """Why an account wobbles, in words, and the record that caused it."""

    words: str
    url: str

    def __str__(self):
        return str(self.words)


@dataclass(frozen=True)
class Floor(Reason):
    """The best band that one fact still allows, whatever the points."""

    band: str = Band.AMBER


@dataclass(frozen=True)
class Risk:
    """One account's risk at one moment: the sum of its signals, its band and why."""

    score: Decimal
    band: str
    coverage: int
    signals: tuple[Signal, ...]
    floors: tuple[Floor, ...] = ()
    flags: tuple[RiskFlag, ...] = ()

    @property
    def reasons(self):
        """The plainest reasons with the record behind each, worst first; floors before signals."""
        worst = sorted(self.signals, key=lambda signal: -signal.points)
        return [
            *self.floors,
            *(Reason(signal.words, signal.proof[0].url) for signal in worst if signal.points),
        ]

    @property
    def explanation(self):
        """(name, signal) for every signal, the heaviest first; their points sum to the score."""
        heaviest = sorted(self.signals, key=lambda signal: -signal.points)
        return [(SIGNAL_NAMES[signal.code], signal) for signal in heaviest]

    @property
    def worst(self):
        """The signal that adds most; None where nothing does."""
        scoring = [signal for signal in self.signals if signal.points]
        return max(scoring, key=lambda signal: signal.points, default=None)


def with_facts(clients, at):
    """Client rows carrying what every floor's signals need of them; one query."""
    facts = {**account_facts(at), **report_facts(at), **standing_before(at.date())}
    return clients.select_related("office", "group__director").annotate(**facts)


def risks(clients, at):
    """{client's id: Risk} for rows of `with_facts`, in a constant number of queries."""
    found = report_floor_signals(clients, at)
    for client, signals in briefs_floor_signals(clients, at).items():
        found[client].extend(signals)
    for client, signal in action_item_signals(clients, at).items():
        found[client].append(signal)
    flags = standing_flags(clients)
    return {client.pk: risk_of(client, found[client.pk], flags[client.pk]) for client in clients}


def risk_of(client, signals, flags):
    """The risk of one row of `with_facts`."""
    risk = assess(signals, floors_of(client, flags), bool(client.csd_told_at))
    return replace(risk, flags=tuple(flags))


def floors_of(client, flags):
    """What alone makes an account amber or red: flags, notice given, a decision-maker who left."""
    floors = [floor_of_flag(flag) for flag in flags]
    if client.status == Client.Status.NOTICE:
        floors.append(Floor(_("Notice was given"), client.get_absolute_url(), Band.RED))
    if client.decider_left:
        words = _("%(name)s, who decided there, has left") % {"name": client.decider_left}
        floors.append(Floor(words, reverse("accounts:client-people", args=[client.pk])))
    return tuple(sorted(floors, key=lambda floor: -SEVERITY[floor.band]))


def floor_of_flag(flag):
    band = Band.RED if flag.kind == RiskFlag.Kind.CSD else Band.AMBER
    return Floor(flag_in_words(flag), reverse("board-account", args=[flag.client_id]), band)


def assess(signals, floors=(), is_at_csd=False):
    """The risk that some signals, floors and an escalation at the CSD amount to."""
    signals = tuple(sorted(signals, key=lambda signal: signal.code))
    score = sum((signal.points for signal in signals), Decimal(0))
    coverage = coverage_of(signals)
    bands = [band_of(score), band_of_dimensions(signals), *(floor.band for floor in floors)]
    band = max([*bands, Band.AMBER if is_at_csd else Band.GREEN], key=SEVERITY.get)
    if coverage < ENOUGH_COVERAGE and band == Band.GREEN:
        band = Band.GREY
    return Risk(score, band, coverage, signals, tuple(floors))


def coverage_of(signals):
    """The share, in per cent, of the points that had data, of the signals that exist."""
    covered = sum(SIGNAL_CAPS[signal.code] for signal in signals if signal.has_data)
    return round(100 * covered / sum(SIGNAL_CAPS.values()))


def band_of(score):
    if score >= RED_FROM:
        return Band.RED
    return Band.AMBER if score >= AMBER_FROM else Band.GREEN


def band_of_dimensions(signals):
    """The best band that single bad dimensions still allow.

    A sum hides a single dead dimension (domain.md 0.5): three quarters of one dimension is amber
    at least, six tenths of two is red.
    """
    shares = dimension_shares(signals).values()
    if sum(share >= Decimal("0.6") for share in shares) >= 2:
        return Band.RED
    return Band.AMBER if any(share >= Decimal("0.75") for share in shares) else Band.GREEN


def dimension_shares(signals):
    """{dimension: points as a share of its cap}."""
    points = defaultdict(Decimal)
    for signal in signals:
        points[signal.dimension] += signal.points
    return {dimension: points[dimension] / cap for dimension, cap in DIMENSIONS.items()}


@dataclass(frozen=True)
class Standing:
    """The band an account is shown in, since when, and how many better days it has behind it."""

    band: str
    since_on: object
    better_days: int = 0


def standing(risk, before, on):
    """Where an account stands today, after its latest snapshot `before` (None: the first day).

    A worse band holds at once. A better one needs three points of margin on two days running,
    so that an account does not flap between bands.
    """
    if before is None or SEVERITY[risk.band] > SEVERITY[before.band]:
        return Standing(risk.band, on)
    if SEVERITY[risk.band] == SEVERITY[before.band]:
        return Standing(risk.band, before.since_on if risk.band == before.band else on)
    limit = RED_FROM if before.band == Band.RED else AMBER_FROM
    is_clear = risk.score <= limit - LEAVING_MARGIN
    better_days = before.better_days + 1 if is_clear else 0
    if better_days >= LEAVING_DAYS:
        return Standing(risk.band, on)
    return Standing(before.band, before.since_on, better_days)


def standing_before(on):
    """What each client row carries along of its latest snapshot of an earlier day."""
    latest = RiskSnapshot.objects.filter(client=OuterRef("pk"), on__lt=on).order_by("-on")
    return {
        f"{name}_before": Subquery(latest.values(name)[:1])
        for name in ("band", "since_on", "better_days")
    }


def standings(clients, found, at):
    """{client's id: Standing} today, for rows of `with_facts` and {client's id: Risk}."""
    return {
        client.pk: standing(found[client.pk], before_today(client), at.date()) for client in clients
    }


def before_today(client):
    """Where a row of `with_facts` stood; None before its first snapshot."""
    if client.band_before is None:
        return None
    return Standing(client.band_before, client.since_on_before, client.better_days_before)


def take_snapshots(at):
    """Write down today's risk of every client the agency serves; again the same day renews it."""
    clients = list(with_facts(Client.objects.served(), at))
    found = risks(clients, at)
    placed = standings(clients, found, at)
    rows = [snapshot_of(client, risk, placed[client], at) for client, risk in found.items()]
    RiskSnapshot.objects.bulk_create(
        rows,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["client", "on"],
        update_fields=[
            "points",
            "band",
            "since_on",
            "better_days",
            "coverage",
            "signals",
            "weights",
            "taken_at",
        ],
    )
    return len(rows)


def snapshot_of(client, risk, placed, at):
    return RiskSnapshot(
        client_id=client,
        on=at.date(),
        points=risk.score,
        band=placed.band,
        since_on=placed.since_on,
        better_days=placed.better_days,
        coverage=risk.coverage,
        signals={signal.code: str(signal.points) for signal in risk.signals},
        weights=WEIGHTS_VERSION,
        taken_at=at,
    )
