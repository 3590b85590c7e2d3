"""What contacts and reports tell of an account's risk: facts of a client, numbers, proof, cost."""

from datetime import timedelta
from decimal import Decimal

import pytest

from accounts.figures import clamp, tenths
from accounts.models import Client
from reports.figures import annotations, contact_gap_signals, report_signals, signals, tone_signals
from reports.models import ContactReport, Obligation
from tests.cast import NOW, make_client, make_contact_held, make_debt, put_on_team

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def facts(client, at=NOW):
    return Client.objects.annotate(**annotations(at)).get(pk=client.pk)


@pytest.mark.parametrize(
    ("points", "shown"), [(0.25, "0.3"), (0.249, "0.2"), (3.3333, "3.3"), (7, "7.0"), (0, "0.0")]
)
def test_points_are_rounded_half_up_to_tenths(points, shown):
    assert str(tenths(points)) == shown


@pytest.mark.parametrize(("x", "held"), [(-0.1, 0), (0, 0), (0.4, 0.4), (1, 1), (7, 1)])
def test_a_share_stays_between_nothing_and_all(x, held):
    assert clamp(x) == held


def test_the_last_contact_is_the_last_that_was_held(client_of, ladder):
    assert facts(client_of).last_contact is None
    held = make_contact_held(client_of, ladder.ae, NOW - DAY)
    make_contact_held(client_of, ladder.ae, NOW - 2 * DAY)
    make_contact_held(client_of, ladder.ae, NOW + HOUR)
    make_contact_held(make_client("KES", "Kestrel"), ladder.ae, NOW - HOUR)

    found = facts(client_of)

    assert (found.last_contact, found.last_contact_at) == (held.pk, held.ends_at)


def test_a_debt_is_with_the_csd_from_the_climb_to_its_end(client_of, ladder):
    debt = make_debt(client_of, ladder.ae, NOW - 9 * DAY)
    Obligation.objects.step_due(debt.due_at + 8 * HOUR)
    assert facts(client_of).csd_told_at is None

    Obligation.objects.step_due(NOW)
    assert facts(client_of).csd_told_at == NOW

    debt.refresh_from_db()
    debt.meet(NOW)
    assert facts(client_of).csd_told_at is None


def test_a_debt_that_opened_again_is_with_nobody_until_it_climbs_again(client_of, ladder):
    debt = make_debt(client_of, ladder.ae, NOW - 9 * DAY)
    Obligation.objects.step_due(NOW)
    Obligation.objects.update(generation=2)

    assert debt.steps.filter(rung=6).exists()
    assert facts(client_of).csd_told_at is None


def test_the_numbers_behind_the_reports_are_those_of_sixty_days_and_of_the_week(client_of, ladder):
    for ended, hours in ((20, 20), (20, 30), (3, 20), (3, 30), (8, 30), (2, None)):
        debt = make_debt(client_of, ladder.ae, NOW - ended * DAY)
        if hours:
            debt.meet(debt.ended_at + hours * HOUR)

    numbers = report_signals([facts(client_of)], NOW)[client_of.pk].numbers

    # Due seven days ago to the minute is no longer of this week
    assert {name: numbers[name] for name in ("due", "late", "open", "week_due", "week_late")} == {
        "due": 6,
        "late": 3,
        "open": 1,
        "week_due": 3,
        "week_late": 2,
    }


def test_three_reports_are_the_proof_what_is_owed_first_and_then_the_newest(client_of, ladder):
    debts = {
        days: make_debt(client_of, ladder.ae, NOW - days * DAY, subject=f"{days} days ago")
        for days in (9, 5, 7, 8, 6)
    }
    for days in (5, 7, 8):
        debts[days].meet(NOW)
    debts[6].meet(NOW - 6 * DAY)
    report = ContactReport.objects.write_up(debts[9].interaction, ladder.ae, NOW)
    ContactReport.objects.filter(pk=report.pk).update(number="BRW/CR/26-001")

    proof = report_signals([facts(client_of)], NOW)[client_of.pk].proof

    assert [one.label for one in proof] == ["BRW/CR/26-001", "5 days ago", "7 days ago"]
    assert [one.url for one in proof] == [debts[n].get_absolute_url() for n in (9, 5, 7)]


def test_the_three_reports_that_felt_cool_are_the_proof(client_of, ladder):
    for number in range(4):
        ContactReport.objects.create(
            client=client_of,
            interaction=make_contact_held(client_of, ladder.ae, NOW - DAY),
            number=f"BRW/CR/26-{number}",
            author=ladder.ae,
            started_at=NOW,
            reading=-1,
            distributed_at=NOW - number * DAY,
        )

    signal = tone_signals([facts(client_of)], NOW)[client_of.pk]

    assert (signal.points, signal.words) == (Decimal(7), "The last three contacts felt cooler")
    assert [one.label for one in signal.proof] == [f"BRW/CR/26-{n}" for n in range(3)]


def test_nobody_asks_for_the_rhythm_of_a_client_met_lately(
    client_of, ladder, django_assert_num_queries
):
    make_contact_held(client_of, ladder.ae, NOW - 10 * DAY)
    recent = facts(client_of)
    with django_assert_num_queries(0):
        contact_gap_signals([recent], NOW)

    quiet = facts(client_of, NOW + 5 * DAY)
    with django_assert_num_queries(1):
        contact_gap_signals([quiet], NOW + 5 * DAY)


def test_the_signals_cost_four_queries_for_one_client_and_for_thirty(
    client_of, ladder, django_assert_num_queries
):
    def measure():
        clients = list(Client.objects.annotate(**annotations(NOW)))
        with django_assert_num_queries(4):
            signals(clients, NOW)

    make_debt(client_of, ladder.ae, NOW - 20 * DAY)
    measure()
    for number in range(29):
        more = make_client(f"A{chr(65 + number // 26)}{chr(65 + number % 26)}", f"Client {number}")
        make_debt(put_on_team(more, ladder.ae, "ae").client, ladder.ae, NOW - 20 * DAY)
    measure()
