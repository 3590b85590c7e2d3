"""The at-risk score against domain.md section 5: every number here was worked out by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.figures import Signal
from accounts.models import ClosingDay, RiskFlag, about
from agency.risk import DIMENSIONS, SIGNAL_CAPS, assess, risks, with_facts
from reports.models import ContactReport, Obligation
from tests.cast import (
    NOW,
    make_action_item,
    make_client,
    make_contact,
    make_contact_held,
    make_debt,
    put_on_team,
)

DAY = timedelta(days=1)
MONDAY = date(2026, 3, 9)  # NOW is the Tuesday after it


def risk_of(client, at=NOW):
    rows = list(with_facts(type(client).objects.filter(pk=client.pk), at))
    return risks(rows, at)[client.pk]


def points_of(client, code, at=NOW):
    """The points of one signal as they are shown; None where there is nothing to judge by."""
    found = {signal.code: str(signal.points) for signal in risk_of(client, at).signals}
    return found.get(code)


def debts(client, owner, in_time=0, late=0, still_open=0, ended_at=NOW - 9 * DAY):
    """Reports that were due eight days ago, met after 20 hours, after 30, or not at all."""
    hours = [20] * in_time + [30] * late + [None] * still_open
    for after in hours:
        debt = make_debt(client, owner, ended_at)
        if after:
            debt.meet(ended_at + timedelta(hours=after))


def held(client, by, *days_ago):
    for days in days_ago:
        make_contact_held(client, by, NOW - days * DAY)


def overdue(client, by, *due_on, **fields):
    for day in due_on:
        make_action_item(client, due_on=day, at=NOW - 40 * DAY, person=by, **fields)


def felt(client, by, *readings, at=NOW - DAY):
    """Distributed reports, oldest first, each a reading or a (reading, tone)."""
    for back, reading in enumerate(reversed(readings)):
        reading, tone = reading if isinstance(reading, tuple) else (reading, None)
        sent_at = at - back * DAY
        ContactReport.objects.create(
            client=client,
            interaction=make_contact_held(client, by, sent_at - timedelta(hours=2)),
            number=f"{client.code}/CR/26-{ContactReport.objects.count()}",
            author=by,
            started_at=sent_at,
            reading=reading,
            tone=tone,
            distributed_at=sent_at,
        )


# -- 24-hour reports: 10·clamp(((late + 2·open) / max(4, due)) / 0.5) over 60 days ----------------


@pytest.mark.parametrize(
    ("in_time", "late", "still_open", "points"),
    [
        (4, 0, 0, "0.0"),
        (0, 1, 0, "5.0"),  # 1/4 / 0.5
        (3, 1, 0, "5.0"),  # 1/4 / 0.5
        (9, 1, 0, "2.0"),  # 1/10 / 0.5
        (17, 1, 1, "3.2"),  # 3/19 / 0.5 = 0.3158
        (11, 0, 1, "3.3"),  # 2/12 / 0.5
        (0, 0, 1, "10.0"),  # 2/4 / 0.5
        (5, 2, 1, "10.0"),  # 4/8 / 0.5
        (0, 6, 0, "10.0"),
    ],
)
def test_late_and_open_reports_weigh_by_their_share(
    client_of, ladder, in_time, late, still_open, points
):
    debts(client_of, ladder.ae, in_time, late, still_open)

    assert points_of(client_of, "reports") == points


def test_reports_late_or_open_are_put_in_words_with_the_contact_behind_them(client_of, ladder):
    debts(client_of, ladder.ae, in_time=2, late=1)
    (signal,) = [s for s in risk_of(client_of).signals if s.code == "reports"]
    late = Obligation.objects.get(met_at__gt=NOW - 9 * DAY + timedelta(hours=24))

    assert signal.words == "1 of 3 reports late"
    assert [proof.url for proof in signal.proof] == [late.get_absolute_url()]

    debts(client_of, ladder.ae, still_open=2, ended_at=NOW - 2 * DAY)
    (signal,) = [s for s in risk_of(client_of).signals if s.code == "reports"]
    assert signal.words == "2 reports are owed and late"
    assert len(signal.proof) == 3


def test_a_report_due_this_minute_is_owed_and_one_due_in_a_second_is_not(client_of, ladder):
    debt = make_debt(client_of, ladder.ae, NOW - DAY)

    assert points_of(client_of, "reports") == "10.0"
    assert points_of(client_of, "reports", debt.due_at - timedelta(seconds=1)) is None


def test_lateness_is_forgotten_after_sixty_days_but_never_what_is_owed_still(client_of, ladder):
    debts(client_of, ladder.ae, late=1, ended_at=NOW - 61 * DAY + timedelta(seconds=1))
    assert points_of(client_of, "reports") == "5.0"
    assert points_of(client_of, "reports", NOW + timedelta(seconds=1)) is None

    debts(client_of, ladder.ae, still_open=1, ended_at=NOW - 90 * DAY)
    Obligation.objects.step_due(NOW)
    assert points_of(client_of, "reports", NOW + timedelta(seconds=1)) == "10.0"


def test_void_and_waived_reports_and_faults_of_the_system_do_not_count(client_of, ladder):
    make_debt(client_of, ladder.ae, NOW - 3 * DAY).void(NOW - 2 * DAY)
    make_debt(client_of, ladder.ae, NOW - 3 * DAY).waive(ladder.ad, "A handshake", NOW)
    make_debt(client_of, ladder.ae, NOW - 3 * DAY)
    Obligation.objects.filter(closed_at=None).update(is_system_fault=True)

    assert points_of(client_of, "reports") is None


# -- Action items: 1.5 each, and 1 per full 5 working days overdue (at most 4), cap 12 -----------


@pytest.mark.parametrize(
    ("due_on", "points"),
    [
        ([MONDAY], "1.5"),
        ([MONDAY] * 3, "4.5"),
        ([date(2026, 3, 3)], "1.5"),  # Wed Thu Fri Mon: four
        ([date(2026, 3, 2)], "2.5"),  # Tue Wed Thu Fri Mon: five
        ([date(2026, 2, 28)], "2.5"),  # a Saturday; Monday to Friday and Monday: six
        ([date(2026, 2, 23), MONDAY], "5.0"),  # ten of the oldest
        ([date(2026, 2, 2)], "5.5"),  # twenty-five: no more than 4
        ([date(2025, 6, 2)], "5.5"),
        ([date(2026, 2, 2)] * 10, "12.0"),  # 15 + 4
    ],
)
def test_overdue_items_weigh_by_number_and_by_working_days(client_of, ladder, due_on, points):
    overdue(client_of, ladder.ae, *due_on)

    assert points_of(client_of, "items") == points


def test_a_day_on_which_the_office_is_closed_is_no_working_day(client_of, ladder):
    ClosingDay.objects.create(office=client_of.office, on=date(2026, 3, 4), name="Fair")
    overdue(client_of, ladder.ae, date(2026, 3, 2))

    assert points_of(client_of, "items") == "1.5"


def test_only_our_own_open_overdue_items_that_the_client_sees_count(client_of, ladder, joanna):
    make_action_item(client_of, due_on=NOW.date(), person=ladder.ae)  # today is not too late
    overdue(client_of, ladder.ae, MONDAY, is_client_visible=False)
    overdue(client_of, ladder.ae, MONDAY, done_at=NOW)
    overdue(client_of, ladder.ae, MONDAY, cancelled_at=NOW)
    make_action_item(client_of, due_on=MONDAY, contact=joanna)

    assert points_of(client_of, "items") == "0.0"


def test_overdue_items_are_put_in_words_with_the_oldest_ones_behind_them(client_of, ladder):
    report = make_client("KES", "Kestrel")
    overdue(client_of, ladder.ae, MONDAY, date(2026, 3, 2), source="BRW/CR/26-1", source_url="/a/")
    overdue(client_of, ladder.ae, MONDAY, MONDAY, source_url="/b/", **about(report))
    (signal,) = [s for s in risk_of(client_of).signals if s.code == "items"]

    assert signal.words == "4 of our action items overdue, oldest 8 days"
    assert [proof.url for proof in signal.proof] == ["/a/", "/a/", "/b/"]
    assert [proof.label for proof in signal.proof][2] == "Send the revised media plan"


# -- The contact gap: 7·clamp((days / max(7, median gap of 180 days) − 1.5) / 1.5) ----------------


@pytest.mark.parametrize(
    ("days_ago", "points"),
    [
        ([10], "0.0"),  # 1.43 - 1.5
        ([11], "0.3"),  # 0.0714 / 1.5 * 7
        ([14], "2.3"),  # 0.5 / 1.5 * 7
        ([21], "7.0"),
        ([300], "7.0"),
        ([21, 35, 49], "0.0"),  # every 14 days: 1.5 of them
        ([28, 42, 56], "2.3"),  # two of them
        ([25, 32, 62, 72], "4.7"),  # gaps of 10, 30, 7: 25/10 = 2.5
        ([14, 14, 15, 16], "2.3"),  # every day: a week at least, and one day is one
        ([28, 42, 300], "2.3"),  # what lies before 180 days says nothing of today's rhythm
    ],
)
def test_a_silence_weighs_by_the_usual_rhythm(client_of, ladder, days_ago, points):
    held(client_of, ladder.ae, *days_ago)

    assert points_of(client_of, "gap") == points


def test_what_did_not_take_place_or_lies_ahead_breaks_no_silence(client_of, ladder):
    held(client_of, ladder.ae, 14)
    last = client_of.interactions.get()
    make_contact_held(client_of, ladder.ae, NOW - DAY, no_show_at=NOW)
    make_contact_held(client_of, ladder.ae, NOW - DAY, cancelled_at=NOW)
    make_contact_held(client_of, ladder.ae, NOW + DAY)
    (signal,) = [s for s in risk_of(client_of).signals if s.code == "gap"]

    assert (str(signal.points), signal.words) == ("2.3", "No contact for 14 days")
    assert [proof.url for proof in signal.proof] == [last.get_absolute_url()]


# -- The tone: a mean of −1 or less over the last three reports counts 7 of 10 -------------------


@pytest.mark.parametrize(
    ("readings", "points"),
    [
        ([-1, -1, -1], "7.0"),
        ([-1, -1, 0], "0.0"),
        ([1, 1, -1, -1, -1], "7.0"),
        ([-1, -1, -1, 0], "0.0"),
        ([(-1, -2), (-1, -1), (0, 0)], "7.0"),  # -3 over three
        ([(-1, 0), (-1, 0), (-1, 0)], "0.0"),  # the tone somebody gave is the finer word
        ([-1, -1], "0.0"),
    ],
)
def test_three_cool_reports_weigh_seven_points(client_of, ladder, readings, points):
    felt(client_of, ladder.ae, *readings)

    assert points_of(client_of, "tone") == points


def test_a_tone_of_last_summer_says_nothing(client_of, ladder):
    felt(client_of, ladder.ae, -1, -1, -1, at=NOW - 180 * DAY)

    assert points_of(client_of, "tone") is None


# -- Bands, floors, coverage ---------------------------------------------------------------------


def signals(code="reports", **points):
    """A=10, E=7.5: a signal in each dimension, with the data of `code`."""
    return [
        Signal(code, dimension, Decimal(str(value)), DIMENSIONS[dimension])
        for dimension, value in points.items()
    ] + [Signal(code, "B", Decimal(0), 20) for code in SIGNAL_CAPS]


@pytest.mark.parametrize(
    ("points", "band"),
    [
        ({"A": 10, "B": 9.9}, "green"),
        ({"A": 10, "B": 10}, "amber"),
        ({"A": 17, "B": 11.9, "C": 11, "D": 5}, "amber"),
        ({"A": 17, "B": 11.9, "C": 11, "D": 5.1}, "red"),
        ({"E": 7.4}, "green"),
        ({"E": 7.5}, "amber"),  # three quarters of one
        ({"C": 15}, "amber"),
        ({"E": 6, "C": 11.9}, "green"),
        ({"E": 6, "C": 12}, "red"),  # six tenths of two
    ],
)
def test_a_score_has_its_band_and_dead_dimensions_have_theirs(points, band):
    assert assess(signals(**points)).band == band


def test_the_weights_are_those_of_the_page():
    assert DIMENSIONS == {"A": 30, "B": 20, "C": 20, "D": 20, "E": 10}
    assert sum(DIMENSIONS.values()) == 100
    assert SIGNAL_CAPS == {
        "reports": 10,
        "items": 12,
        "milestones": 8,
        "rework": 6,
        "gap": 7,
        "tone": 10,
    }


@pytest.mark.parametrize(
    ("codes", "coverage", "band"),
    [
        ("", 0, "grey"),
        ("reports items", 42, "grey"),  # 22 of 53
        ("reports gap tone", 51, "grey"),  # 27 of 53
        ("reports items tone", 60, "green"),  # 32 of 53
        ("reports items milestones rework gap tone", 100, "green"),
    ],
)
def test_too_little_data_is_grey_and_never_green(codes, coverage, band):
    found = assess([Signal(code, "A", Decimal(0), 10) for code in codes.split()])

    assert (found.coverage, found.band) == (coverage, band)


def test_a_signal_without_data_covers_nothing():
    empty = [Signal(code, "A", Decimal(0), 10, has_data=code == "gap") for code in SIGNAL_CAPS]

    assert assess(empty).coverage == 13  # 7 of 53


def test_too_little_data_hides_no_danger():
    worst = [Signal("reports", "A", Decimal(10), 10), Signal("items", "A", Decimal(12), 12)]

    assert assess(worst).band == "amber"


# -- Archetypes: an account as it comes out of the database ---------------------------------------


@pytest.fixture
def steady(client_of, ladder):
    """Met every week, reported in time, nothing overdue: contacts, reports and items to judge by.

    Its reports are four, all in time; its last contact was nine days ago.
    """
    debts(client_of, ladder.ae, in_time=4)
    felt(client_of, ladder.ae, 0, 0, 1, at=NOW - 9 * DAY)
    make_action_item(client_of, person=ladder.ae)
    return client_of


def summary(client, at=NOW):
    risk = risk_of(client, at)
    assert sum((s.points for _name, s in risk.explanation), Decimal(0)) == risk.score
    return str(risk.score), risk.band


def test_a_quiet_good_client_has_no_points(steady):
    assert summary(steady) == ("0.0", "green")
    assert risk_of(steady).reasons == []
    assert risk_of(steady).worst is None


def test_one_late_report_is_no_danger(steady, ladder):
    debts(steady, ladder.ae, late=1)

    assert summary(steady) == ("4.0", "green")  # 1/5 / 0.5
    assert [str(reason) for reason in risk_of(steady).reasons] == ["1 of 5 reports late"]


def test_many_late_reports_and_overdue_items_make_an_account_wobble(steady, ladder):
    debts(steady, ladder.ae, late=4)
    overdue(steady, ladder.ae, *[date(2026, 2, 2)] * 4)

    # 4/8 / 0.5 = 10; 6 + 4 = 10
    assert summary(steady) == ("20.0", "amber")


def test_sloppy_service_that_is_felt_is_red_by_two_dead_dimensions(client_of, ladder):
    debts(client_of, ladder.ae, late=4)
    overdue(client_of, ladder.ae, *[date(2026, 2, 2)] * 4)
    felt(client_of, ladder.ae, -1, -1, -1)

    # A 20 of 30, E 7 of 10, although 27 points alone are amber
    assert summary(client_of) == ("27.0", "red")


def test_a_cold_tone_alone_stays_green(client_of, ladder):
    debts(client_of, ladder.ae, in_time=4)
    felt(client_of, ladder.ae, -1, -1, -1)
    make_action_item(client_of, person=ladder.ae)

    assert summary(client_of) == ("7.0", "green")


def test_an_account_gone_quiet_stays_green_by_its_silence_alone(client_of, ladder):
    debts(client_of, ladder.ae, in_time=4, ended_at=NOW - 30 * DAY)
    felt(client_of, ladder.ae, 0, 0, 0, at=NOW - 30 * DAY)
    make_action_item(client_of, person=ladder.ae)

    assert summary(client_of) == ("7.0", "green")
    assert [str(reason) for reason in risk_of(client_of).reasons] == ["No contact for 30 days"]


def test_a_client_nobody_has_met_yet_is_grey(client_of):
    assert summary(client_of) == ("0", "grey")


def test_a_flag_of_the_team_is_amber_at_least_and_the_csd_s_is_red(steady, ladder):
    ours = RiskFlag.objects.raise_flag(steady, by=ladder.ae, reason="They sound cold", at=NOW)
    assert summary(steady) == ("0.0", "amber")

    theirs = RiskFlag.objects.raise_flag(steady, by=ladder.csd, reason="A pitch", at=NOW + DAY)
    assert summary(steady) == ("0.0", "red")
    assert [str(r) for r in risk_of(steady).reasons] == ["Csd: A pitch", "Ae: They sound cold"]

    theirs.lift(ladder.csd, NOW)
    assert summary(steady) == ("0.0", "amber")
    ours.lift(ladder.ae, NOW)
    assert summary(steady) == ("0.0", "green")


def test_notice_given_is_red(steady):
    type(steady).objects.filter(pk=steady.pk).update(status="notice")

    assert summary(steady) == ("0.0", "red")
    assert [str(reason) for reason in risk_of(steady).reasons] == ["Notice was given"]


@pytest.mark.parametrize(
    ("days_ago", "role", "band"),
    [
        (0, "decision_maker", "green"),  # the last day there
        (1, "decision_maker", "amber"),
        (60, "decision_maker", "amber"),
        (61, "decision_maker", "green"),
        (1, "day_to_day", "green"),
    ],
)
def test_a_decision_maker_who_left_makes_an_account_wobble_for_sixty_days(
    steady, days_ago, role, band
):
    make_contact(steady, role=role, until_on=NOW.date() - days_ago * DAY)

    assert summary(steady) == ("0.0", band)


def test_a_report_that_climbed_to_the_csd_is_amber_until_it_is_closed(steady, ladder):
    debt = make_debt(steady, ladder.ae, NOW - 2 * DAY)
    at = debt.due_at + timedelta(hours=8)
    Obligation.objects.step_due(at)
    assert summary(steady, at) == ("8.0", "green")  # 2/5 / 0.5, and the GAD knows

    at = debt.due_at + 3 * DAY
    Obligation.objects.step_due(at)
    assert summary(steady, at) == ("8.0", "amber")

    debt.meet(at)
    assert summary(steady, at) == ("4.0", "green")


def test_everything_bad_at_once_adds_up(client_of, ladder):
    debts(client_of, ladder.ae, still_open=4, ended_at=NOW - 40 * DAY)
    overdue(client_of, ladder.ae, *[date(2026, 2, 2)] * 8)
    felt(client_of, ladder.ae, -1, -1, -1, at=NOW - 40 * DAY)

    assert summary(client_of) == ("36.0", "red")  # 10 + 12 + 7 + 7
    assert risk_of(client_of).worst.code == "items"


def test_one_client_s_trouble_is_not_another_s(steady, ladder):
    other = put_on_team(make_client("KES", "Kestrel"), ladder.ae, "ae").client
    debts(other, ladder.ae, still_open=4)
    overdue(other, ladder.ae, MONDAY)

    assert summary(steady) == ("0.0", "green")
    assert summary(other) == ("11.5", "grey")  # nothing is known of tone and delivery
