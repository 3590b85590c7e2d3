"""Several workers and several hands at once, with real threads on the real database."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections

from accounts.models import Notice, OutgoingMail
from agency.lib.refusal import Refused
from reports.models import Obligation, ObligationStep
from tests.cast import NOW, make_client, make_debt, make_ladder, make_team

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 8


def at_once(act, threads=THREADS):
    """Run act(number) in so many threads that start together; the answers and the errors."""
    gate = threading.Barrier(threads)

    def run(number):
        gate.wait()
        try:
            return act(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(threads)))


@pytest.fixture
def agency():
    people = make_ladder()
    return people, make_team(make_client(), people)


def test_eight_sweeps_take_each_step_of_forty_debts_once(agency):
    people, client = agency
    debts = [make_debt(client, people.ae) for _ in range(40)]
    at = debts[0].due_at + timedelta(hours=8)

    answers = at_once(lambda _number: Obligation.objects.step_due(at))

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    steps = ObligationStep.objects.values_list("obligation", "step")
    assert len(steps) == len(set(steps)) == 40 * 6
    assert Notice.objects.count() == 40 * 4
    assert OutgoingMail.objects.count() == 40 * 4


def test_eight_directors_waive_one_report_and_one_wins(agency):
    people, client = agency
    debt = make_debt(client, people.ae)

    answers = at_once(
        lambda number: Obligation.objects.get(pk=debt.pk).waive(people.ad, f"{number}", NOW)
    )

    assert answers.count(None) == 1
    assert sum(isinstance(answer, Refused) for answer in answers) == THREADS - 1
    assert debt.history.count() == 2


def test_a_report_is_either_met_or_escalated_never_both(agency):
    people, client = agency
    debts = [make_debt(client, people.ae) for _ in range(30)]
    due = debts[0].due_at

    def meet_or_sweep(number):
        if number % 2:
            return Obligation.objects.step_due(due)
        for debt in debts[number::8]:
            Obligation.objects.get(pk=debt.pk).meet(due - timedelta(seconds=1))
        return None

    answers = at_once(meet_or_sweep)

    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    for debt in Obligation.objects.filter(met_at__isnull=False):
        assert debt.next_step_at is None
        late_notices = Notice.objects.filter(about_id=debt.pk, done_at=None)
        assert late_notices.count() == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the pragmas of SQLite")
def test_sqlite_runs_with_the_three_settings_that_racing_writers_need(db):
    with connection.cursor() as cursor:
        modes = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "busy_timeout")
        ]

    assert modes == ["wal", 1, 20_000]
    assert connection.transaction_mode == "IMMEDIATE"
