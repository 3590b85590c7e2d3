"""A contact that fell away: void before its start, a superior's word afterwards."""

from datetime import timedelta

import pytest

from accounts.models import Notice, Rank
from agency.lib.refusal import Refused
from tests.cast import NOW, make_absence, make_contact_held, make_debt, make_person

HOUR = timedelta(hours=1)


@pytest.fixture
def held(client_of, ladder):
    return make_debt(client_of, ladder.ae).interaction


@pytest.fixture
def planned(client_of, ladder):
    return make_debt(client_of, ladder.ae, ended_at=NOW + 2 * HOUR, at=NOW).interaction


@pytest.fixture
def asked(held, ladder):
    """The AE says that yesterday's meeting fell away."""
    held.cancel(ladder.ae, "The client called it off.", NOW + HOUR)
    return held


def test_before_its_start_it_is_void_at_once(planned, ladder):
    planned.cancel(ladder.ae, "", NOW)

    planned.refresh_from_db()
    assert planned.state(NOW) == "cancelled"
    assert planned.obligation.state(NOW) == "void"
    assert planned.obligation.next_step_at is None


def test_at_its_start_it_is_too_late_for_that(planned, ladder):
    planned.cancel(ladder.ae, "Called off.", planned.starts_at)

    assert planned.is_standing
    assert planned.asks_for_cancellation


def test_afterwards_a_superior_is_asked_and_the_clock_runs_on(asked, ladder):
    assert asked.is_standing
    assert asked.obligation.is_open
    notice = Notice.objects.get(person=ladder.am)
    assert notice.is_to_do
    assert ladder.ae.name in notice.reason


def test_afterwards_a_reason_is_needed(held, ladder):
    with pytest.raises(Refused) as no:
        held.cancel(ladder.ae, "  ", NOW + HOUR)

    assert no.value.field == "reason"


def test_the_superior_confirms_and_nothing_is_owed(asked, ladder):
    asked.confirm_cancellation(ladder.am, NOW + 2 * HOUR)

    asked.refresh_from_db()
    assert asked.cancelled_by == ladder.am
    assert asked.cancel_reason == "The client called it off."
    assert asked.obligation.state(NOW) == "void"
    assert Notice.objects.get(person=ladder.am).done_at
    assert "Cancelled by" in Notice.objects.get(person=ladder.ae).text


def test_the_superior_refuses_and_it_stays_owed(asked, ladder):
    due = asked.obligation.due_at

    asked.refuse_cancellation(ladder.am, NOW + 2 * HOUR)

    asked.refresh_from_db()
    assert not asked.asks_for_cancellation
    assert (asked.obligation.is_open, asked.obligation.due_at) == (True, due)
    assert "took place" in Notice.objects.get(person=ladder.ae).text


@pytest.mark.parametrize("who", ["aae", "ae", "planner", "admin"])
@pytest.mark.parametrize("verb", ["confirm_cancellation", "refuse_cancellation"])
def test_nobody_below_decides_and_the_refusal_names_who_does(asked, ladder, who, verb):
    with pytest.raises(Refused, match=ladder.am.name) as no:
        getattr(asked, verb)(getattr(ladder, who), NOW)

    assert no.value.status == 403
    assert asked.asks_for_cancellation


def test_asking_twice_and_deciding_twice_change_nothing(asked, ladder):
    with pytest.raises(Refused, match="asked already"):
        asked.cancel(ladder.ae, "Again.", NOW + HOUR)
    asked.confirm_cancellation(ladder.am, NOW + HOUR)

    for verb in (asked.confirm_cancellation, asked.refuse_cancellation):
        with pytest.raises(Refused) as no:
            verb(ladder.am, NOW + HOUR)
        assert no.value.status == 409
    with pytest.raises(Refused, match="did not take place"):
        asked.cancel(ladder.am, "Again.", NOW + HOUR)


def test_a_superior_who_cancels_needs_nobody(held, ladder):
    held.cancel(ladder.am, "I was there: it did not happen.", NOW + HOUR)

    assert held.state(NOW) == "cancelled"


def test_whoever_stands_in_for_the_absent_superior_is_asked_and_may_confirm(held, ladder):
    deputy = make_person("Deputy", Rank.AE)
    make_absence(ladder.am, NOW.date(), delegate=deputy)
    held.cancel(ladder.ae, "Called off.", NOW + HOUR)

    assert Notice.objects.get(is_to_do=True).person == deputy
    assert held.superior(NOW + HOUR) == deputy
    held.confirm_cancellation(deputy, NOW + HOUR)
    assert held.state(NOW) == "cancelled"


def test_nobody_confirms_for_himself_as_a_stand_in(held, ladder):
    make_absence(ladder.am, NOW.date(), delegate=ladder.ae)
    held.cancel(ladder.ae, "Called off.", NOW + HOUR)

    assert held.superior(NOW + HOUR) == ladder.ad
    with pytest.raises(Refused, match=ladder.ad.name):
        held.confirm_cancellation(ladder.ae, NOW + HOUR)


def test_an_assistants_contact_is_confirmed_by_the_account_manager(client_of, ladder):
    of_the_assistant = make_debt(client_of, ladder.aae).interaction

    assert of_the_assistant.superior(NOW + HOUR) == ladder.am
    assert not of_the_assistant.can_confirm(ladder.ae, NOW + HOUR)


def test_what_owes_nothing_is_cancelled_by_anybody_on_the_account(client_of, ladder):
    mail = make_contact_held(client_of, ladder.ae, kind="email")

    mail.cancel(ladder.aae, "Entered twice.", NOW + HOUR)

    assert mail.state(NOW) == "cancelled"


def test_a_client_who_stayed_away_is_kept_as_such(held, ladder):
    held.client_stayed_away(ladder.ae, NOW + HOUR)

    assert held.state(NOW) == "no_show"
    assert held.obligation.state(NOW) == "void"
    assert "did not show up" in Notice.objects.get(person=ladder.am).text


def test_nobody_stays_away_before_it_begins(planned, ladder):
    with pytest.raises(Refused, match="not begun"):
        planned.client_stayed_away(ladder.ae, NOW)


def test_staying_away_twice_changes_nothing(held, ladder):
    held.client_stayed_away(ladder.ae, NOW + HOUR)

    with pytest.raises(Refused):
        held.client_stayed_away(ladder.ae, NOW + 2 * HOUR)
    held.refresh_from_db()
    assert held.no_show_at == NOW + HOUR


def test_nothing_falls_away_once_its_report_is_out(held, ladder):
    held.obligation.meet(NOW + HOUR)

    for verb in (
        lambda: held.cancel(ladder.am, "x", NOW + 2 * HOUR),
        lambda: held.client_stayed_away(ladder.ae, NOW + 2 * HOUR),
    ):
        with pytest.raises(Refused, match="distributed"):
            verb()


def test_people_off_the_ladder_cancel_nothing_of_others(held, ladder):
    with pytest.raises(Refused) as no:
        held.cancel(ladder.planner, "x", NOW)

    assert no.value.status == 403


def test_a_waived_report_does_not_keep_a_contact_from_falling_away(held, ladder):
    held.obligation.waive(ladder.ad, "A courtesy call.", NOW)

    held.cancel(ladder.am, "It never was.", NOW + HOUR)

    assert held.obligation.state(NOW) == "waived"
