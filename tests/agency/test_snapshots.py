"""The daily snapshots: one a client and day, and what a band needs to be left again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import Band, Client, Heartbeat, RiskFlag, RiskSnapshot
from agency.board import account_of
from agency.celery import app
from agency.my_day import accounts_of
from agency.risk import Risk, band_of, standing, take_snapshots, with_facts
from agency.tasks import take_risk_snapshots
from tests.cast import NOW, make_client, make_debt, make_ladder, make_team, put_on_team
from tests.reports.test_races import at_once

DAY = timedelta(days=1)
TODAY = NOW.date()


def account(client, at=NOW):
    return account_of(with_facts(Client.objects.filter(pk=client.pk), at).get(), at)


def remembered(client, points, days_ago, band="green", since=None, **fields):
    on = TODAY - days_ago * DAY
    values = {"coverage": 100, "signals": {}, "weights": "2026-11", "taken_at": NOW, **fields}
    return RiskSnapshot.objects.create(
        client=client, on=on, points=points, band=band, since_on=since or on, **values
    )


# -- Leaving a worse band: three points of margin on two days running -----------------------------


def bands(*scores):
    """The bands an account is shown in, day by day, and since how many days; None is grey."""
    before, shown = None, []
    for day, score in enumerate(scores):
        band = Band.GREY if score is None else band_of(Decimal(score))
        risk = Risk(Decimal(score or 0), band, 100, ())
        on = TODAY + day * DAY
        placed = standing(risk, before, on)
        shown.append((str(placed.band), (on - placed.since_on).days))
        before = RiskSnapshot(
            band=placed.band, since_on=placed.since_on, better_days=placed.better_days
        )
    return [band for band, _days in shown], [days for _band, days in shown]


@pytest.mark.parametrize(
    ("scores", "shown"),
    [
        ([10, 20, 45], "green amber red"),  # a worse band holds at once
        ([50, 43, 43, 43], "red red red red"),
        ([50, 42, 42], "red red amber"),
        ([50, 42, 43, 42, 42], "red red red red amber"),
        ([25, 18, 18, 18], "amber amber amber amber"),
        ([25, 17, 17], "amber amber green"),
        ([25, 17, 20, 17, 17], "amber amber amber amber green"),
        ([50, 5, 5], "red red green"),
        ([25, None, None], "amber amber grey"),
        ([20, None, 20, None], "amber amber amber amber"),  # no flapping through grey
        ([None, 0, None], "grey green grey"),
        ([None, 45], "grey red"),
    ],
)
def test_a_better_band_is_earned_on_two_days(scores, shown):
    assert bands(*scores)[0] == shown.split()


def test_since_counts_from_the_day_the_band_began():
    assert bands(25, 25, 17, 17, 17)[1] == [0, 1, 2, 0, 1]
    assert bands(50, 42, 42, 60)[1] == [0, 1, 0, 0]


# -- The rows ------------------------------------------------------------------------------------


def test_the_first_day_is_written_down_with_its_inputs(client_of, ladder):
    make_debt(client_of, ladder.ae, NOW - 2 * DAY)

    assert take_snapshots(NOW) == 1

    row = RiskSnapshot.objects.get()
    assert (row.client, row.on, row.points, row.band) == (client_of, TODAY, 10, "grey")
    assert (row.since_on, row.coverage, row.taken_at) == (TODAY, 32, NOW)
    assert row.signals == {"gap": "0.0", "reports": "10.0"}
    assert row.weights == "2026-11"


def test_again_the_same_day_renews_the_row_and_again_tomorrow_adds_one(client_of, ladder):
    take_snapshots(NOW)
    make_debt(client_of, ladder.ae, NOW - 2 * DAY)
    RiskFlag.objects.raise_flag(client_of, by=ladder.csd, reason="A pitch", at=NOW)

    take_snapshots(NOW + timedelta(hours=1))
    row = RiskSnapshot.objects.get()
    assert (row.points, row.band, row.taken_at) == (10, "red", NOW + timedelta(hours=1))

    take_snapshots(NOW + DAY)
    assert list(RiskSnapshot.objects.order_by("on").values_list("on", "band", "since_on")) == [
        (TODAY, "red", TODAY),
        (TODAY + DAY, "red", TODAY),
    ]


def test_a_day_s_last_word_counts_for_its_better_days_however_often_it_was_asked(client_of):
    remembered(client_of, 50, 1, "red")
    for _again in range(3):
        take_snapshots(NOW)

    assert RiskSnapshot.objects.get(on=TODAY).better_days == 1
    assert account(client_of).band == "red"
    assert account(client_of, NOW + DAY).band == "grey"


def test_only_clients_that_are_served_are_measured(client_of):
    for code, status in (("ONH", "on_hold"), ("NOT", "notice"), ("PRO", "prospect")):
        make_client(code, code, status=status)
    make_client("CLO", "Closed", status="closed")

    take_snapshots(NOW)

    codes = RiskSnapshot.objects.order_by("client__code").values_list("client__code", flat=True)
    assert list(codes) == ["BRW", "NOT", "ONH"]


@pytest.mark.django_db(transaction=True)
def test_eight_clocks_at_once_write_one_row_a_client():
    people = make_ladder()
    for number in range(12):
        make_team(make_client(f"A{chr(65 + number)}A", f"Client {number}"), people)

    assert at_once(lambda _number: take_snapshots(NOW)) == [12] * 8
    assert RiskSnapshot.objects.count() == 12


def test_the_rows_cost_the_same_for_one_client_and_for_thirty(
    client_of, ladder, django_assert_num_queries
):
    def measure():
        with django_assert_num_queries(SNAPSHOT_QUERIES):
            take_snapshots(NOW)

    make_debt(client_of, ladder.ae, NOW - 20 * DAY)
    take_snapshots(NOW - DAY)
    measure()
    for number in range(29):
        more = make_client(f"A{chr(65 + number // 26)}{chr(65 + number % 26)}", f"Client {number}")
        make_debt(put_on_team(more, ladder.ae, "ae").client, ladder.ae, NOW - 20 * DAY)
    take_snapshots(NOW - DAY)
    measure()


SNAPSHOT_QUERIES = 10


def test_the_clock_takes_them_every_quarter_of_an_hour_and_leaves_its_mark(client_of, time_machine):
    (entry,) = [
        row
        for row in app.conf.beat_schedule.values()
        if row["task"] == "agency.tasks.take_risk_snapshots"
    ]
    assert entry["schedule"] in (900, timedelta(minutes=15))

    time_machine.move_to(NOW, tick=False)
    take_risk_snapshots()

    assert RiskSnapshot.objects.get().taken_at == timezone.now() == NOW
    assert Heartbeat.objects.get(name="take-risk-snapshots").beaten_at == NOW


# -- What is read out of them --------------------------------------------------------------------


def test_the_line_is_twelve_weeks_long_ends_today_and_shows_where_nobody_measured(client_of):
    for weeks in (11, 12, 4, 1):
        remembered(client_of, weeks, 7 * weeks)
    remembered(client_of, 99, 3)

    line = account(client_of).line

    assert len(line) == 12
    assert line == (11, *[None] * 6, 4, *[None] * 2, 1, 0)


def test_there_is_no_line_before_the_first_week_is_over(client_of):
    remembered(client_of, 5, 1)

    assert account(client_of).line == ()
    assert account(client_of).change is None


@pytest.mark.parametrize(
    ("then", "change"), [("2.0", 8), ("2.1", None), ("10.0", None), ("18.0", -8), ("30", -20)]
)
def test_the_trend_is_eight_points_against_four_weeks_ago(client_of, ladder, then, change):
    make_debt(client_of, ladder.ae, NOW - 2 * DAY)  # ten points today
    remembered(client_of, then, 28)

    assert account(client_of).change == change


def test_since_when_is_read_from_the_day_before(client_of):
    remembered(client_of, 0, 1, "grey", since=TODAY - 20 * DAY)

    assert account(client_of).days == 20


def test_my_day_draws_the_weeks_and_yesterday_only_where_today_is_not_taken_yet(client_of, ladder):
    for days in (14, 7, 1):
        remembered(client_of, days, days)

    (row,) = accounts_of(ladder.ae, NOW)
    assert row.line == [14, 7, 1]

    take_snapshots(NOW)
    (row,) = accounts_of(ladder.ae, NOW)
    assert row.line == [14, 7, 0]
