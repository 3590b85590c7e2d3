"""The six worked examples of the 24-hour rule, and what a plan leaves out."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Contract
from reports.models import Obligation, ReportRule
from tests.cast import make_contract, make_debt, make_office

ROME, MOSCOW = ZoneInfo("Europe/Rome"), ZoneInfo("Europe/Moscow")

# contact ends, deadline, ladder, deadline on working days
EXAMPLES = [
    (
        ROME,
        "10 Mar 10:00",
        "11 Mar 10:00",
        "11 Mar 14:00/11 Mar 18:00/12 Mar 10:00",
        "11 Mar 10:00",
    ),
    (
        ROME,
        "13 Mar 17:00",
        "14 Mar 17:00",
        "16 Mar 04:00/16 Mar 08:00/17 Mar 00:00",
        "16 Mar 17:00",
    ),
    (
        ROME,
        "14 Mar 15:00",
        "15 Mar 15:00",
        "16 Mar 04:00/16 Mar 08:00/17 Mar 00:00",
        "17 Mar 00:00",
    ),
    (
        ROME,
        "30 Apr 16:00",
        "01 May 16:00",
        "04 May 04:00/04 May 08:00/05 May 00:00",
        "04 May 16:00",
    ),
    (
        ROME,
        "28 Mar 12:00",
        "29 Mar 13:00",
        "30 Mar 04:00/30 Mar 08:00/31 Mar 00:00",
        "31 Mar 00:00",
    ),
    (
        MOSCOW,
        "11 Mar 18:30",
        "12 Mar 18:30",
        "12 Mar 22:30/13 Mar 02:30/13 Mar 18:30",
        "12 Mar 18:30",
    ),
]


def moment(text, zone):
    return datetime.strptime(f"2026 {text}", "%Y %d %b %H:%M").replace(tzinfo=zone)


def shown(at, zone):
    return at.astimezone(zone).strftime("%d %b %H:%M")


@pytest.fixture
def owing(client_of, ladder):
    """A debt of Brightwater's AE for a contact that ended at a local time of one office."""

    def owe(zone, ended, at=None):
        if zone is MOSCOW:
            client_of.office = make_office("Moscow", "Europe/Moscow", "RU")
            client_of.save()
        ended_at = moment(ended, zone)
        return make_debt(client_of, ladder.ae, ended_at, at=at or ended_at)

    return owe


@pytest.mark.parametrize(("zone", "ended", "due", "climbs", "_working"), EXAMPLES)
def test_a_report_is_due_24_hours_after_the_contact_and_climbs_on_working_days(
    owing, zone, ended, due, climbs, _working
):
    debt = owing(zone, ended)

    assert shown(debt.due_at, zone) == due
    assert [shown(step.at, zone) for step in debt.plan() if step.is_climb] == [
        due,
        *climbs.split("/"),
    ]


@pytest.mark.parametrize(("zone", "ended", "_due", "_climbs", "working"), EXAMPLES)
def test_a_contract_may_count_working_days_instead(
    owing, client_of, zone, ended, _due, _climbs, working
):
    make_contract(client_of, report_clock=Contract.Clock.WORKING_DAYS)

    assert shown(owing(zone, ended).due_at, zone) == working


def test_warnings_come_12_6_and_2_hours_before_the_deadline(owing):
    debt = owing(ROME, "10 Mar 10:00")

    warnings = [step for step in debt.plan() if not step.is_climb]
    assert [(step.code, debt.due_at - step.at) for step in warnings] == [
        ("warn-1", timedelta(hours=12)),
        ("warn-2", timedelta(hours=6)),
        ("warn-3", timedelta(hours=2)),
    ]


def test_a_deadline_on_a_day_off_is_announced_before_the_weekend(owing):
    debt = owing(ROME, "13 Mar 15:00")

    assert [(step.code, shown(step.at, ROME)) for step in debt.plan()][0] == (
        "leaving",
        "13 Mar 17:00",
    )


def test_a_contact_logged_late_skips_the_warnings_that_are_past(owing):
    debt = owing(ROME, "10 Mar 10:00", at=moment("11 Mar 05:00", ROME))

    assert [step.code for step in debt.plan()] == [
        "warn-3",
        "breach",
        "climb-1",
        "climb-2",
        "top",
    ]


def test_a_contact_logged_after_its_deadline_is_born_late_and_climbs_from_then(owing):
    logged = moment("12 Mar 09:00", ROME)
    debt = owing(ROME, "10 Mar 10:00", at=logged)

    assert debt.is_logged_late
    assert [(step.code, shown(step.at, ROME)) for step in debt.plan()] == [
        ("breach", "12 Mar 09:00"),
        ("climb-1", "12 Mar 13:00"),
        ("climb-2", "12 Mar 17:00"),
        ("top", "13 Mar 09:00"),
    ]


def test_the_contract_of_a_client_sets_its_own_hours(owing, client_of):
    make_contract(client_of, report_hours=48)

    assert shown(owing(ROME, "10 Mar 10:00").due_at, ROME) == "12 Mar 10:00"


def test_an_ended_contract_no_longer_sets_the_hours(owing, client_of):
    make_contract(client_of, report_hours=48, ends_on=datetime(2026, 3, 9).date())

    assert shown(owing(ROME, "10 Mar 10:00").due_at, ROME) == "11 Mar 10:00"


def test_the_agency_may_let_the_ladder_climb_by_the_calendar(owing):
    rule = ReportRule.current()
    rule.ladder_clock = ReportRule.LadderClock.CALENDAR
    rule.save()

    debt = owing(ROME, "13 Mar 17:00")
    assert [shown(step.at, ROME) for step in debt.plan() if step.is_climb] == [
        "14 Mar 17:00",
        "14 Mar 21:00",
        "15 Mar 01:00",
        "15 Mar 17:00",
    ]


def test_the_page_can_print_the_arithmetic(owing):
    debt = owing(ROME, "13 Mar 17:00")
    sums = debt.arithmetic()

    assert (sums.start, sums.hours, sums.due) == (debt.ended_at, 24, debt.due_at)


def test_the_first_step_is_what_the_sweep_waits_for(owing):
    debt = owing(ROME, "10 Mar 10:00")

    assert Obligation.objects.get().next_step_at == debt.plan()[0].at
