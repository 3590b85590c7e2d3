"""manage.py step_obligations: what the clock does every ten seconds, by hand."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AgencyProfile
from reports.models import Obligation, ObligationStep
from tests.cast import make_client, make_debt, make_person


@pytest.fixture
def debt(client_of, ladder):
    return make_debt(client_of, ladder.ae)


def run(capsys, *words):
    call_command("step_obligations", *words)
    return capsys.readouterr().out


def test_it_takes_what_is_due_and_says_who_was_told(debt, capsys):
    said = run(capsys, "--at", debt.due_at.isoformat())

    assert f"breach   {debt}: told Am (AM)\n" in said
    assert said.endswith("\n4 steps taken.\n")


def test_the_ladder_is_climbed_to_the_csd_as_the_time_moves_on(debt, capsys):
    for hours in (0, 4, 8, 24):
        run(capsys, "--at", (debt.due_at + timedelta(hours=hours)).isoformat())

    climbed = debt.steps.exclude(step__startswith="warn")
    assert [(row.step, row.told[0]["rank"]) for row in climbed] == [
        ("breach", "AM"),
        ("climb-1", "AD"),
        ("climb-2", "GAD"),
        ("top", "CSD"),
    ]


def test_nothing_is_due_before_its_time(debt, capsys):
    early = debt.due_at - timedelta(hours=12, seconds=1)

    assert run(capsys, "--at", early.isoformat()) == "0 steps taken.\n"


def test_a_second_time_changes_nothing(debt, capsys):
    at = debt.due_at.isoformat()
    run(capsys, "--at", at)

    assert run(capsys, "--at", at) == "0 steps taken.\n"
    assert debt.steps.count() == 4


def test_without_a_time_it_is_now(debt, capsys):
    before = timezone.now()
    run(capsys)

    taken = set(ObligationStep.objects.values_list("taken_at", flat=True))
    assert len(taken) == 1
    assert before <= taken.pop() <= timezone.now()


def test_a_time_without_a_zone_is_utc(debt, capsys):
    naive = debt.due_at.astimezone(UTC).replace(tzinfo=None).isoformat()

    assert "breach" in run(capsys, "--at", naive)
    assert debt.steps.get(step="breach").taken_at == debt.due_at


def test_one_step_is_counted_as_one(debt, capsys):
    at = debt.due_at - timedelta(hours=12)

    said = run(capsys, "--at", at.isoformat())

    assert said == f"warn-1   {debt}: told Ae (AE)\n1 step taken.\n"


def test_where_nobody_can_be_told_it_says_so(db, capsys):
    loner = make_person("loner", rank="csd")
    debt = make_debt(make_client("ALN", "Alone"), loner)
    AgencyProfile.objects.update(fallback_email="")

    said = run(capsys, "--at", debt.due_at.isoformat())

    assert f"breach   {debt}: told nobody" in said


def test_production_refuses_the_future(debt, capsys, settings):
    settings.PRODUCTION = True
    tomorrow = timezone.now() + timedelta(days=1)

    with pytest.raises(CommandError, match="has not come to pass"):
        run(capsys, "--at", tomorrow.isoformat())
    assert not debt.steps.exists()


def test_production_catches_up_with_the_past(debt, capsys, settings):
    settings.PRODUCTION = True

    assert "breach" in run(capsys, "--at", debt.due_at.isoformat())


@pytest.mark.parametrize("words", ["", "tomorrow", "2026-13-01", "10:00", "\0", "1e9"])
def test_a_time_that_is_none_is_refused_in_one_sentence(db, words):
    with pytest.raises(CommandError, match="--at"):
        call_command("step_obligations", "--at", words)
    assert not Obligation.objects.exists()


def test_a_date_alone_is_its_first_moment(debt, capsys):
    day = (debt.due_at + timedelta(days=1)).date()
    run(capsys, "--at", day.isoformat())

    taken = debt.steps.get(step="breach").taken_at
    assert taken == datetime(day.year, day.month, day.day, tzinfo=UTC)
