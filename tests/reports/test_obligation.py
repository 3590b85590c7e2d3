"""The verbs of a debt: waive, void, meet, reopen, hand over; and what they refuse."""

from datetime import timedelta

import pytest

from agency.lib.refusal import Refused
from reports.models import Obligation
from tests.cast import NOW, make_debt

ACTS = {
    "waive": lambda debt, by: debt.waive(by, "A handshake", NOW),
    "void": lambda debt, by: debt.void(NOW),
    "move": lambda debt, by: debt.move(NOW, NOW),
    "hand_to": lambda debt, by: debt.hand_to(by, "Holiday"),
    "draft_by": lambda debt, by: debt.draft_by(by),
}


@pytest.fixture
def debt(client_of, ladder):
    return make_debt(client_of, ladder.ae)


def test_a_director_may_waive_a_report_with_a_reason(debt, ladder):
    debt.waive(ladder.ad, "  A handshake in the lift ", NOW)

    debt.refresh_from_db()
    assert (debt.state(NOW), debt.waived_by, debt.waiver_reason, debt.next_step_at) == (
        "waived",
        ladder.ad,
        "A handshake in the lift",
        None,
    )


@pytest.mark.parametrize("rank", ["aae", "ae", "am"])
def test_nobody_below_a_director_may_waive(debt, ladder, rank):
    with pytest.raises(Refused) as refusal:
        debt.waive(getattr(ladder, rank), "Please", NOW)

    assert refusal.value.status == 403
    debt.refresh_from_db()
    assert debt.is_open


def test_nothing_is_waived_without_a_reason(debt, ladder):
    with pytest.raises(Refused) as refusal:
        debt.waive(ladder.ad, "   ", NOW)

    assert refusal.value.field == "reason"


@pytest.mark.parametrize("act", ACTS)
def test_a_closed_debt_refuses_every_change(debt, ladder, act):
    debt.void(NOW)

    with pytest.raises(Refused) as refusal:
        ACTS[act](debt, ladder.ad)

    assert refusal.value.status == 409
    assert debt.history.count() == 2


def test_meeting_a_debt_twice_changes_nothing(debt):
    debt.meet(NOW + timedelta(hours=1))
    debt.meet(NOW + timedelta(hours=9))

    debt.refresh_from_db()
    assert debt.met_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours", "state"), [(-1, "scheduled"), (1, "running"), (24, "breached"), (30, "breached")]
)
def test_a_debt_says_where_it_stands(debt, hours, state):
    assert debt.state(NOW + timedelta(hours=hours)) == state


@pytest.mark.parametrize(("hours", "state"), [(23, "met"), (24, "met"), (25, "met_late")])
def test_a_late_report_is_never_called_on_time(debt, hours, state):
    debt.meet(NOW + timedelta(hours=hours))

    assert debt.state(NOW + timedelta(days=9)) == state


def test_a_debt_that_opens_again_keeps_its_deadline_and_climbs_at_once(debt):
    debt.meet(NOW + timedelta(hours=20))
    debt.reopen(NOW + timedelta(hours=30))
    Obligation.objects.step_due(NOW + timedelta(hours=30))

    debt.refresh_from_db()
    assert debt.due_at == NOW + timedelta(hours=24)
    assert [step.step for step in debt.steps.filter(generation=2)] == ["breach"]


def test_only_a_met_debt_opens_again(debt):
    with pytest.raises(Refused):
        debt.reopen(NOW)


def test_history_tells_who_waived(debt, ladder, signed_in):
    debt.waive(ladder.ad, "A handshake", NOW)

    newest, first = debt.history.all()
    assert (first.waived_at, newest.waived_at) == (None, NOW)


def test_colleagues_off_the_client_see_no_debt(debt, ladder):
    seen = {
        person.short_rank: Obligation.objects.visible_to(person).count()
        for person in [*ladder.rungs, ladder.stranger, ladder.planner, ladder.traffic]
    }
    assert seen == {
        "AAE": 1,
        "AE": 0,
        "AM": 1,
        "AD": 1,
        "GAD": 1,
        "CSD": 1,
        "Planning": 0,
        "Traffic": 0,
    }
    assert Obligation.objects.visible_to(ladder.ae).count() == 1
    assert Obligation.objects.visible_to(ladder.finance).count() == 0
