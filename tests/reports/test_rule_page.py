"""The page of the 24-hour rule: who sets it, what it refuses, and which clocks a change reaches."""

from datetime import time, timedelta

import pytest

from agency.lib.refusal import WRONG_RANK, Refused
from reports.models import Obligation, ReportRule
from tests.cast import NOW, make_client, make_contract, make_debt, put_on_team

PAGE = "/settings/rule/"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def rule(**changes):
    fields = {
        "hours": "24",
        "clock": "calendar",
        "warning_hours": "12, 6, 2",
        "leaving_at": "17:00",
        "ladder_hours": "4, 8, 24",
        "ladder_clock": "working_days",
    }
    return fields | changes


def values():
    current = ReportRule.objects.get()
    return {name: getattr(current, name) for name in rule()}


BEFORE = {
    "hours": 24,
    "clock": "calendar",
    "warning_hours": [12, 6, 2],
    "leaving_at": time(17),
    "ladder_hours": [4, 8, 24],
    "ladder_clock": "working_days",
}


# -- Who -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["csd", "admin"])
def test_the_csd_and_the_administration_set_the_rule(ladder, signed_in, who):
    browser = signed_in(getattr(ladder, who))
    assert browser.get(PAGE).status_code == 200

    answer = browser.post(PAGE, rule(hours="48"))

    assert (answer.status_code, answer.url) == (302, PAGE)
    assert values() == BEFORE | {"hours": 48}
    assert ReportRule.history.latest("history_id").history_user == getattr(ladder, who)


@pytest.mark.parametrize("who", "aae ae am ad gad finance traffic planner stranger".split())
def test_others_are_told_whom_to_ask(ladder, signed_in, who):
    browser = signed_in(getattr(ladder, who))
    ReportRule.current()

    for answer in (browser.get(PAGE), browser.post(PAGE, rule(hours="48"))):
        assert answer.status_code == 403
        assert "Ask Admin, Csd" in answer.content.decode()
    with pytest.raises(Refused) as refusal:
        ReportRule.current().change(getattr(ladder, who), NOW, hours=48)
    assert refusal.value.status == WRONG_RANK
    assert values() == BEFORE


def test_nobody_sets_it_without_signing_in(client, db):
    assert client.get(PAGE).url.startswith("/auth/login/")


# -- What it takes -------------------------------------------------------------------------------


def test_every_field_is_kept(ladder, signed_in):
    new = rule(
        hours="36",
        clock="office_hours",
        warning_hours=" 2;10, 2 ",
        leaving_at="16:30",
        ladder_hours="1,2,168",
        ladder_clock="calendar",
    )

    signed_in(ladder.csd).post(PAGE, new)

    assert values() == {
        "hours": 36,
        "clock": "office_hours",
        "warning_hours": [10, 2],
        "leaving_at": time(16, 30),
        "ladder_hours": [1, 2, 168],
        "ladder_clock": "calendar",
    }


def test_a_rule_may_warn_nobody(ladder, signed_in):
    signed_in(ladder.csd).post(PAGE, rule(warning_hours=""))

    assert values()["warning_hours"] == []


MISSING = {
    "hours": "Hours for a report is missing.",
    "clock": "How these hours count is missing.",
    "leaving_at": "“Send before you leave” at is missing.",
    "ladder_hours": "Climb so many hours after is missing.",
    "ladder_clock": "How the ladder&#x27;s hours count is missing.",
}
WRONG = [
    ("hours", "0", "greater than or equal to 1"),
    ("hours", "169", "less than or equal to 168"),
    ("hours", "24.5", "Enter a whole number."),
    ("hours", "a day", "Enter a whole number."),
    ("hours", "9" * 400, "less than or equal to 168"),
    ("clock", "lunar", "Select a valid choice. lunar is not one of the available choices."),
    ("warning_hours", "12, 9, 6, 2", "Three warnings at most."),
    ("warning_hours", "soon", "Whole hours with commas, for example 12, 6, 2."),
    ("warning_hours", "12, 0", "Each between 1 and 168 hours."),
    ("warning_hours", "169", "Each between 1 and 168 hours."),
    ("warning_hours", "-2", "Each between 1 and 168 hours."),
    ("leaving_at", "25:00", "Enter a time, for example 13:55."),
    ("leaving_at", "noon", "Enter a time, for example 13:55."),
    ("ladder_hours", "4, 8", "Three rising numbers, for example 4, 8, 24."),
    ("ladder_hours", "4, 8, 16, 24", "Three rising numbers, for example 4, 8, 24."),
    ("ladder_hours", "24, 8, 4", "Three rising numbers, for example 4, 8, 24."),
    ("ladder_hours", "4, 4, 8", "Three rising numbers, for example 4, 8, 24."),
    ("ladder_hours", "4, eight, 24", "Whole hours with commas, for example 12, 6, 2."),
    ("ladder_hours", "4, 8, 169", "Each between 1 and 168 hours."),
    ("ladder_clock", "office_hours", "Select a valid choice."),
]


@pytest.mark.parametrize(
    ("name", "typed", "sentence"), [*((name, "", said) for name, said in MISSING.items()), *WRONG]
)
def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_is_kept(
    ladder, signed_in, name, typed, sentence
):
    answer = signed_in(ladder.csd).post(PAGE, rule(hours="36") | {name: typed})
    page = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in page
    assert list(answer.context["form"].errors) == [name]
    assert f'id="id_{name}_error"' in page
    assert answer.context["form"][name].value() == typed
    assert typed in page
    if name != "hours":
        assert 'value="36"' in page
    assert values() == BEFORE


# -- What it reaches -----------------------------------------------------------------------------


def due_after(debt):
    debt.refresh_from_db()
    return (debt.due_at - debt.ended_at) / HOUR


def test_a_change_holds_for_later_debts_only(client_of, ladder, signed_in):
    earlier = make_debt(client_of, ladder.ae, NOW - HOUR)
    step = earlier.next_step_at

    signed_in(ladder.csd).post(PAGE, rule(hours="10"))
    later = make_debt(client_of, ladder.ae, NOW - HOUR)
    Obligation.objects.step_due(NOW)

    assert (due_after(earlier), earlier.hours, earlier.next_step_at) == (24, 24, step)
    assert (due_after(later), later.hours) == (10, 10)


def test_the_hours_count_on_the_clock_that_was_chosen(client_of, ladder, signed_in):
    friday = NOW + timedelta(days=3, hours=7)  # Friday 13 March, 17:00 in Rome

    signed_in(ladder.csd).post(PAGE, rule(clock="working_days"))

    # Monday 16 March, 17:00 in Rome
    assert due_after(make_debt(client_of, ladder.ae, friday)) == 72


def test_a_client_s_contract_goes_before_the_rule(client_of, ladder, signed_in):
    make_contract(client_of, report_hours=6)
    kestrel = put_on_team(make_client("KES", "Kestrel"), ladder.ae, "ae").client

    signed_in(ladder.csd).post(PAGE, rule(hours="48"))

    assert due_after(make_debt(client_of, ladder.ae)) == 6
    assert due_after(make_debt(kestrel, ladder.ae)) == 48


def test_the_page_reckons_what_the_rule_makes_of_a_meeting_that_ends_now(
    client_of, ladder, signed_in
):
    signed_in(ladder.csd).post(
        PAGE, rule(hours="10", ladder_hours="1, 2, 3", ladder_clock="calendar")
    )

    sample = signed_in(ladder.csd).get(PAGE).context["sample"]

    assert sample["sums"].due == NOW + 10 * HOUR
    assert sample["climbs"] == [(n, NOW + (10 + n) * HOUR) for n in (1, 2, 3)]
