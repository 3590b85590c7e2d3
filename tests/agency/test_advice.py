"""The next thing to do about an account, and what happened to it."""

from datetime import date, timedelta

import pytest

from accounts.access import ladder_of
from accounts.models import Client, RiskFlag
from agency.advice import next_thing
from agency.board import account_of
from agency.happened import what_happened
from agency.risk import with_facts
from reports.models import Obligation
from tests.agency.test_risk import MONDAY, debts, felt, held, overdue
from tests.cast import NOW, make_debt, make_sent

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def advice(client):
    account = account_of(with_facts(Client.objects.filter(pk=client.pk), NOW).get(), NOW)
    return next_thing(account, ladder_of(account.client, None, NOW))


def owed(client, ladder):
    debts(client, ladder.ae, still_open=1)


def was_late(client, ladder):
    debts(client, ladder.ae, late=2)
    held(client, ladder.ae, 1)


def promised(client, ladder):
    overdue(client, ladder.ae, MONDAY)


def silent(client, ladder):
    held(client, ladder.ae, 21)


def cooler(client, ladder):
    felt(client, ladder.ae, -1, -1, -1)


def flagged(client, ladder):
    RiskFlag.objects.raise_flag(client, by=ladder.am, reason="They sound cold", at=NOW)


@pytest.mark.parametrize(
    ("trouble", "text", "owner", "days"),
    [
        (owed, "Get the report on “Creative review” to the client.", "ae", 0),
        (was_late, "Ask why 2 reports came late, and what would have helped.", "am", 2),
        (
            promised,
            "Close what Brightwater Bank waits for: 1 of our action items overdue, 1 day.",
            "am",
            1,
        ),
        (silent, "Call Brightwater Bank: no contact for 21 days.", "ae", 1),
        (
            cooler,
            "Ask the client how things stand between us; the last contacts felt cooler.",
            "ad",
            2,
        ),
        (flagged, "Answer this: Am: They sound cold", "ad", 1),
    ],
)
def test_each_trouble_has_its_next_thing_an_owner_a_day_and_a_place(
    client_of, ladder, signed_in, trouble, text, owner, days
):
    trouble(client_of, ladder)

    thing = advice(client_of)

    assert (thing.text, thing.owner) == (text, getattr(ladder, owner))
    assert thing.due_on == date(2026, 3, 10) + days * DAY
    assert signed_in(ladder.csd).get(thing.url).status_code == 200


def test_the_heaviest_trouble_comes_first(client_of, ladder):
    silent(client_of, ladder)
    flagged(client_of, ladder)
    owed(client_of, ladder)

    assert advice(client_of).text.startswith("Get the report")


def test_a_steady_account_asks_for_nothing(client_of):
    assert advice(client_of) is None


def test_an_account_without_a_team_still_has_a_next_thing(client_of, ladder):
    silent(client_of, ladder)
    client_of.team.all().delete()

    assert advice(client_of).owner is None


def test_what_happened_is_climbs_reports_and_flags_newest_first(client_of, ladder, joanna):
    late = make_debt(client_of, ladder.ae, NOW - 3 * DAY, subject="Range review")
    Obligation.objects.step_due(NOW - 2 * DAY)
    sent = make_sent(client_of, ladder.ae, joanna, NOW - DAY)
    flag = RiskFlag.objects.raise_flag(client_of, by=ladder.am, reason="They sound cold", at=NOW)
    RiskFlag.objects.raise_flag(client_of, by=ladder.am, reason="Long ago", at=NOW - 61 * DAY)

    events = what_happened(client_of, NOW)

    assert [(event["who"], event["what"]) for event in events] == [
        ("Am", "raised a flag: They sound cold"),
        (sent.number, "distributed after 2 h"),
        ("Am (AM)", "told of the late report on “Range review”"),
    ]
    assert [event["at"] for event in events] == [
        flag.raised_at,
        sent.distributed_at,
        late.due_at,
    ]
    assert [event.get("url") for event in events[1:]] == [
        sent.get_absolute_url(),
        late.get_absolute_url(),
    ]


def test_what_happened_shows_eight_and_costs_three_queries(
    client_of, ladder, django_assert_num_queries
):
    for number in range(30):
        RiskFlag.objects.raise_flag(client_of, by=ladder.am, reason=f"{number}", at=NOW)

    with django_assert_num_queries(3):
        assert len(what_happened(client_of, NOW)) == 8
