"""What the at-risk board shows: accounts by band, their line, the facts above them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from accounts.access import clients_served
from accounts.models import Band, Client, RiskSnapshot, Rung
from agency.risk import Risk, Standing, risks, standings, with_facts

WEEKS = 12
TREND_WEEKS, TREND_FROM = 4, 8
ENDS_SOON = timedelta(days=90)
NEW_FOR = timedelta(days=60)
EVERYTHING = Q()
BANDS = [Band.RED, Band.AMBER, Band.GREY, Band.GREEN]
CALM = {Band.GREY, Band.GREEN}
# So many rows of a band are shown unasked; of a calm band, only if there are no more.
AT_FIRST = 40
CALM_AT_FIRST = 12


@dataclass(frozen=True)
class Account:
    """One client on the board, with everything its row says."""

    client: Client
    risk: Risk
    standing: Standing
    on: date
    line: tuple = ()

    @property
    def score(self):
        return round(self.risk.score)

    @property
    def band(self):
        return self.standing.band

    @property
    def band_label(self):
        return Band(self.band).label

    @property
    def days(self):
        return (self.on - self.standing.since_on).days

    @property
    def change(self):
        """Points against four weeks ago; None where nobody measured then, or it is but noise."""
        then = self.line[-1 - TREND_WEEKS] if len(self.line) > TREND_WEEKS else None
        if then is None or abs(self.risk.score - then) < TREND_FROM:
            return None
        return round(self.risk.score - then)

    @property
    def reasons(self):
        return self.risk.reasons[:2]

    @property
    def is_new(self):
        return bool(self.client.since_on and self.on - self.client.since_on < NEW_FOR)

    @property
    def income_at_risk(self):
        return self.risk.score * (self.client.yearly_fee or 0)


@dataclass(frozen=True)
class BandOfAccounts:
    """The accounts of one band; those beyond the first wait until somebody asks for them."""

    band: Band
    accounts: list[Account]
    is_opened: bool

    @property
    def is_calm(self):
        return self.band in CALM

    @property
    def rows(self):
        if self.is_opened:
            return self.accounts
        if self.is_calm:
            return self.accounts if len(self.accounts) <= CALM_AT_FIRST else []
        return self.accounts[:AT_FIRST]

    @property
    def waiting(self):
        return len(self.accounts) - len(self.rows)


@dataclass
class Board:
    """The accounts one person sees, in bands, and the facts that sum them up."""

    accounts: list[Account]
    opened: str = ""

    @property
    def bands(self):
        of_band = {band: [] for band in BANDS}
        for row in self.accounts:
            of_band[row.band].append(row)
        return [
            BandOfAccounts(band, rows, band == self.opened)
            for band, rows in of_band.items()
            if rows
        ]

    @property
    def counts(self):
        return Counter(row.band for row in self.accounts)

    @property
    def parts(self):
        """The accounts as pieces of one bar."""
        tones = [("crit", Band.RED), ("warn", Band.AMBER), ("good", Band.GREEN)]
        return [(tone, self.counts[band]) for tone, band in tones]

    @property
    def fee(self):
        return sum((row.client.yearly_fee or Decimal(0) for row in self.accounts), Decimal(0))

    @property
    def fee_at_risk(self):
        at_risk = [row for row in self.accounts if row.band == Band.RED]
        return sum((row.client.yearly_fee or Decimal(0) for row in at_risk), Decimal(0))

    @property
    def fee_share(self):
        return round(100 * self.fee_at_risk / self.fee) if self.fee else 0

    @property
    def reports(self):
        """This week's reports: how many fell due, how many of them came late or not at all."""
        week = Counter()
        for row in self.accounts:
            for signal in row.risk.signals:
                if signal.code == "reports":
                    week["due"] += signal.numbers["week_due"]
                    week["late"] += signal.numbers["week_late"]
        return {"due": week["due"], "late": week["late"], "in_time": week["due"] - week["late"]}

    @property
    def at_csd(self):
        """When the CSD was told of reports that are still owed, oldest first."""
        return sorted(
            row.client.csd_told_at for row in self.accounts if row.client.csd_told_at is not None
        )


def board_of(user, at, chosen=EVERYTHING):
    """The board of the served clients that `user` answers for, narrowed by `chosen`."""
    own = Client.objects.served().filter(clients_served(user))
    clients = list(with_facts(own.filter(chosen), at))
    found = risks(clients, at)
    placed = standings(clients, found, at)
    lines = _lines([key for key in found if placed[key].band in {Band.RED, Band.AMBER}], at)
    accounts = [
        Account(client, found[client.pk], placed[client.pk], at.date(), lines.get(client.pk, ()))
        for client in clients
    ]
    accounts = [_with_today(account) for account in accounts]
    accounts.sort(key=lambda row: (BANDS.index(row.band), -row.income_at_risk, -row.risk.score))
    return Board(accounts)


def account_of(client, at):
    """One client of `with_facts` as its own page and the peek panel show it."""
    found = risks([client], at)
    placed = standings([client], found, at)
    line = _lines([client.pk], at).get(client.pk, ())
    return _with_today(Account(client, found[client.pk], placed[client.pk], at.date(), line))


def _with_today(account):
    line = (*account.line, account.risk.score) if account.line else ()
    return Account(account.client, account.risk, account.standing, account.on, line)


def _lines(clients, at):
    """{client's id: its points of the last weeks, oldest first, None where nobody measured}."""
    days = [at.date() - timedelta(weeks=back) for back in range(WEEKS - 1, 0, -1)]
    points = {}
    rows = RiskSnapshot.objects.filter(client__in=clients, on__in=days)
    for client, on, score in rows.order_by().values_list("client", "on", "points"):
        points.setdefault(client, {})[on] = score
    return {client: tuple(known.get(day) for day in days) for client, known in points.items()}


def may_see_board(user):
    """Everyone on the ladder has a board; of what is on it, access decides."""
    return user.rung is not None


def may_see_fees(user):
    return user.stands_at_least(Rung.AM)
