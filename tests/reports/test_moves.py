"""Moving a contact's end and rescheduling it: what is free, what a superior must allow."""

from datetime import timedelta

import pytest

from agency.lib.refusal import Refused
from reports.models import Interaction
from tests.cast import NOW, make_contact_held, make_debt

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def held(client_of, ladder):
    """Ended at NOW; the AE answers."""
    return make_debt(client_of, ladder.ae).interaction


@pytest.fixture
def planned(client_of, ladder):
    """From one to two hours ahead."""
    return make_debt(client_of, ladder.ae, ended_at=NOW + 2 * HOUR, at=NOW).interaction


def test_an_earlier_end_is_free_and_the_clock_counts_from_there(held, ladder):
    held.move_end(ladder.ae, NOW - 20 * MINUTE, NOW + HOUR)

    held.refresh_from_db()
    assert held.ends_at == NOW - 20 * MINUTE
    assert held.obligation.due_at == NOW + 24 * HOUR - 20 * MINUTE
    assert held.obligation.generation == 2


def test_a_quarter_of_an_hour_later_is_free_before_the_deadline(held, ladder):
    held.move_end(ladder.ae, NOW + 15 * MINUTE, NOW + HOUR)

    assert held.obligation.due_at == NOW + 24 * HOUR + 15 * MINUTE


def test_a_minute_more_needs_a_superior_and_the_refusal_names_him(held, ladder):
    with pytest.raises(Refused, match=ladder.am.name) as no:
        held.move_end(ladder.ae, NOW + 16 * MINUTE, NOW + HOUR)

    assert (no.value.status, no.value.field) == (403, "ends_at")
    held.refresh_from_db()
    assert held.ends_at == NOW


def test_free_quarters_of_an_hour_do_not_add_up(held, ladder):
    held.move_end(ladder.ae, NOW + 15 * MINUTE, NOW + HOUR)

    with pytest.raises(Refused):
        held.move_end(ladder.ae, NOW + 20 * MINUTE, NOW + HOUR)


def test_back_to_the_first_end_is_free(held, ladder):
    held.move_end(ladder.ae, NOW - 30 * MINUTE, NOW + HOUR)
    held.move_end(ladder.ae, NOW + 10 * MINUTE, NOW + HOUR)

    assert held.obligation.ended_at == NOW + 10 * MINUTE


def test_after_the_deadline_no_minute_later_is_free(held, ladder):
    with pytest.raises(Refused):
        held.move_end(ladder.ae, NOW + MINUTE, NOW + 24 * HOUR)


def test_a_superior_may_allow_more_even_after_the_deadline(held, ladder):
    held.move_end(ladder.am, NOW + 2 * HOUR, NOW + 25 * HOUR)

    assert held.obligation.due_at == NOW + 26 * HOUR


def test_a_manager_is_no_superior_of_a_director(client_of, ladder):
    held = make_debt(client_of, ladder.ad).interaction

    with pytest.raises(Refused, match=ladder.gad.name):
        held.move_end(ladder.am, NOW + HOUR, NOW + 2 * HOUR)


def test_the_top_rung_answers_for_itself(client_of, ladder):
    held = make_debt(client_of, ladder.csd).interaction

    held.move_end(ladder.csd, NOW + HOUR, NOW + 2 * HOUR)

    assert held.obligation.ended_at == NOW + HOUR


@pytest.mark.parametrize("who", ["ae", "am", "csd"])
def test_nobody_moves_what_was_held_into_the_future(held, ladder, who):
    with pytest.raises(Refused, match="future"):
        held.move_end(getattr(ladder, who), NOW + 2 * HOUR, NOW + HOUR)


def test_a_contact_still_running_may_end_later_than_now(client_of, ladder):
    running = make_debt(client_of, ladder.ae, ended_at=NOW + 30 * MINUTE, at=NOW).interaction

    running.move_end(ladder.ae, NOW + 40 * MINUTE, NOW)

    assert running.obligation.ended_at == NOW + 40 * MINUTE


def test_the_end_stays_after_the_start_and_within_a_day(held, ladder):
    for end in (held.starts_at, held.starts_at - HOUR, held.starts_at + 25 * HOUR):
        with pytest.raises(Refused) as no:
            held.move_end(ladder.am, end, NOW + 40 * HOUR)
        assert no.value.field == "ends_at"


def test_nothing_moves_once_the_report_is_met(held, ladder):
    held.obligation.meet(NOW + HOUR)

    with pytest.raises(Refused, match="distributed"):
        held.move_end(ladder.ae, NOW - MINUTE, NOW + 2 * HOUR)


def test_nothing_moves_once_it_is_cancelled(planned, ladder):
    planned.cancel(ladder.ae, "", NOW)

    for verb in (
        lambda: planned.move_end(ladder.ae, NOW + 3 * HOUR, NOW),
        lambda: planned.reschedule(ladder.ae, NOW + 3 * HOUR, NOW + 4 * HOUR, NOW),
    ):
        with pytest.raises(Refused) as no:
            verb()
        assert no.value.status == 409


@pytest.mark.parametrize("who", ["planner", "finance", "admin"])
def test_people_off_the_ladder_move_only_what_they_logged(client_of, ladder, who):
    person = getattr(ladder, who)
    theirs = make_contact_held(client_of, person)
    ours = make_contact_held(client_of, ladder.ae)

    theirs.move_end(person, NOW - MINUTE, NOW)
    with pytest.raises(Refused) as no:
        ours.move_end(person, NOW - MINUTE, NOW)
    assert no.value.status == 403


def test_a_planned_contact_is_put_to_another_day_and_its_clock_with_it(planned, ladder):
    planned.reschedule(ladder.ae, NOW + 48 * HOUR, NOW + 49 * HOUR, NOW)

    assert Interaction.objects.count() == 1
    assert planned.obligation.due_at == NOW + 73 * HOUR
    assert planned.planned_ends_at == NOW + 49 * HOUR
    assert planned.history.count() == 2


def test_once_begun_it_is_not_rescheduled(planned, ladder):
    with pytest.raises(Refused, match="has begun"):
        planned.reschedule(ladder.ae, NOW + 48 * HOUR, NOW + 49 * HOUR, planned.starts_at)


def test_rescheduling_to_impossible_times_is_refused_at_the_field(planned, ladder):
    with pytest.raises(Refused) as no:
        planned.reschedule(ladder.ae, NOW + 49 * HOUR, NOW + 48 * HOUR, NOW)

    assert no.value.field == "ends_at"


def test_moving_a_contact_without_a_debt_moves_nothing_else(client_of, ladder):
    mail = make_contact_held(client_of, ladder.ae, kind="email")

    mail.move_end(ladder.ae, NOW - MINUTE, NOW)

    assert mail.debt is None
    assert mail.ends_at == NOW - MINUTE


# -- Who and what ---------------------------------------------------------------------------------


def test_a_typo_is_put_right_and_found_by_its_new_words(held, ladder):
    held.correct(ladder.ae, NOW, subject="Creative preview", kind="call")

    held.refresh_from_db()
    assert (held.subject, held.kind) == ("Creative preview", "call")


def test_a_meeting_does_not_become_a_mail_to_lose_its_report(held, ladder):
    with pytest.raises(Refused) as no:
        held.correct(ladder.ae, NOW, subject="x", kind="email")

    assert no.value.field == "kind"


def test_people_change_and_those_who_stay_keep_their_rows(held, ladder, joanna):
    row = held.participants.get()

    held.seat(ladder.ae, NOW, present=[ladder.ae], absent=[joanna], guests=[("Ann", "")])
    held.seat(ladder.ae, NOW, present=[ladder.ae, joanna])

    places = {place.label: place for place in held.participants.with_people()}
    assert places.keys() == {ladder.ae.name, joanna.name}
    assert places[ladder.ae.name] == row
    assert places[joanna.name].was_present
    assert places[joanna.name].history.count() == 2


def test_a_director_keeps_a_report_inside(held, ladder):
    with pytest.raises(Refused) as no:
        held.mark_sensitive(ladder.am, NOW, sensitive=True)
    assert no.value.status == 403

    held.mark_sensitive(ladder.ad, NOW, sensitive=True)
    held.refresh_from_db()
    assert held.is_sensitive


def test_a_drafter_is_told_and_must_see_the_client(held, ladder):
    held.assign_drafter(ladder.ae, ladder.aae, NOW)

    assert held.obligation.drafter == ladder.aae
    assert ladder.aae.notices.get().is_to_do
    with pytest.raises(Refused) as no:
        held.assign_drafter(ladder.ae, ladder.stranger, NOW)
    assert no.value.field == "person"


def test_only_the_administration_says_that_the_system_was_down(held, ladder):
    with pytest.raises(Refused):
        held.obligation.flag_system_fault(ladder.csd, is_fault=True)

    held.obligation.flag_system_fault(ladder.admin, is_fault=True)
    assert held.obligation.is_system_fault


def test_the_clock_of_a_contact_starts_once(client_of, ladder):
    contact = make_contact_held(client_of, ladder.ae, ended_at=NOW - 48 * HOUR)

    contact.start_clock(ladder.ae, NOW)

    assert contact.obligation.is_logged_late
    with pytest.raises(Refused, match="runs already"):
        contact.start_clock(ladder.ae, NOW)


def test_starting_the_clock_after_a_week_asks_a_superior(client_of, ladder):
    contact = make_contact_held(client_of, ladder.ae, ended_at=NOW - timedelta(days=8))

    contact.start_clock(ladder.ae, NOW)

    assert contact.confirmation_needed
    assert ladder.am.notices.get().is_to_do
