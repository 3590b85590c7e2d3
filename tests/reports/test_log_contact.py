"""Logging a contact: who answers for its report, from when the clock runs, and what is refused."""

from datetime import timedelta

import pytest

from accounts.models import Notice, SearchEntry
from agency.lib.refusal import Refused
from reports.models import Interaction, Obligation, Participant
from tests.cast import (
    NOW,
    make_brand,
    make_client,
    make_contact,
    make_team,
    put_on_team,
)

HOUR = timedelta(hours=1)


def log(by, client, at=NOW, **facts):
    facts = {
        "kind": "meeting",
        "subject": "Creative review",
        "starts_at": at - HOUR,
        "ends_at": at,
        "present": [by],
        **facts,
    }
    return Interaction.objects.log(by, at, client=client, **facts)


def test_a_logged_contact_starts_the_clock_from_its_end(client_of, ladder, joanna):
    contact = log(
        ladder.ae,
        client_of,
        ends_at=NOW - 2 * HOUR,
        starts_at=NOW - 3 * HOUR,
        present=[ladder.ae, joanna],
    )

    assert contact.obligation.owner == ladder.ae
    assert contact.obligation.drafter is None
    assert contact.obligation.due_at == NOW + 22 * HOUR
    assert contact.time_zone == "Europe/Rome"
    assert {place.label for place in contact.participants.all()} == {ladder.ae.name, joanna.name}


def test_the_end_is_now_unless_somebody_says_otherwise(client_of, ladder):
    assert log(ladder.ae, client_of, ends_at=None).ends_at == NOW


def test_guests_from_nowhere_are_kept_by_name_and_address(client_of, ladder):
    contact = log(ladder.ae, client_of, guests=[("Ann Guest", "ann@elsewhere.example")])

    assert (
        Participant.objects.get(interaction=contact, person=None).email == "ann@elsewhere.example"
    )


def test_an_aae_who_logs_for_the_ae_becomes_the_drafter(client_of, ladder):
    contact = log(ladder.aae, client_of, present=[ladder.aae, ladder.ae])

    assert contact.obligation.owner == ladder.ae
    assert contact.obligation.drafter == ladder.aae


def test_what_the_director_held_alone_he_owes_alone(client_of, ladder):
    assert log(ladder.ad, client_of).obligation.owner == ladder.ad


def test_nobody_of_the_team_present_leaves_it_to_the_clients_ae(client_of, ladder):
    assert log(ladder.csd, client_of).obligation.owner == ladder.ae


def test_where_no_rung_is_filled_whoever_logged_it_owes_it(ladder):
    lonely = make_client("LON", "Lonely Ltd")
    put_on_team(lonely, ladder.planner, "planning")
    ladder.csd.is_active = False
    ladder.csd.save()

    assert log(ladder.planner, lonely, present=[]).obligation.owner == ladder.planner


def test_the_owner_hears_of_a_contact_a_colleague_logged(client_of, ladder):
    contact = log(ladder.am, client_of, present=[ladder.am, ladder.ae])

    notice = Notice.objects.get()
    assert notice.person == ladder.ae
    assert notice.is_to_do
    assert "Brightwater Bank, Creative review" in notice.text
    assert ladder.am.name in notice.reason
    assert notice.url == contact.get_absolute_url()


def test_nobody_is_told_of_his_own_contact(client_of, ladder):
    log(ladder.ae, client_of)

    assert not Notice.objects.exists()


def test_a_contact_ahead_is_planned_and_its_deadline_provisional(client_of, ladder):
    contact = log(ladder.ae, client_of, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)

    assert contact.state(NOW) == "planned"
    assert contact.obligation.state(NOW) == "scheduled"
    assert contact.obligation.due_at == NOW + 26 * HOUR


@pytest.mark.parametrize("kind", ["email", "message"])
def test_what_is_written_already_owes_no_report(client_of, ladder, kind):
    assert log(ladder.ae, client_of, kind=kind).debt is None


@pytest.mark.parametrize("kind", ["meeting", "call", "video", "session"])
def test_what_is_spoken_owes_one(client_of, ladder, kind):
    assert log(ladder.ae, client_of, kind=kind).debt is not None


def test_a_contact_can_be_found_by_its_words_and_its_people(client_of, ladder, joanna):
    contact = log(ladder.ae, client_of, present=[ladder.ae, joanna])

    entry = SearchEntry.objects.get(kind="contact", about_id=contact.pk)
    assert {"creative", "brightwater", "okafor"} <= {word.word for word in entry.words.all()}


def test_history_says_who_wrote_it_down_and_when(client_of, ladder):
    contact = log(ladder.aae, client_of)

    line = contact.history.get()
    assert (line.history_user, line.history_date) == (ladder.aae, NOW)
    assert contact.obligation.history.get().history_user == ladder.aae
    assert contact.participants.get().history.get().history_user == ladder.aae


# -- What cannot be true --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("starts", "ends", "field", "words"),
    [
        (NOW, NOW, "ends_at", "end after it starts"),
        (NOW, NOW - HOUR, "ends_at", "end after it starts"),
        (NOW - 25 * HOUR, NOW, "ends_at", "one contact a day"),
        (NOW - timedelta(days=731), NOW - timedelta(days=731) + HOUR, "starts_at", "two years"),
        (NOW + timedelta(days=366), NOW + timedelta(days=366) + HOUR, "starts_at", "a year ahead"),
    ],
)
def test_times_that_cannot_be_are_refused_at_their_field(
    client_of, ladder, starts, ends, field, words
):
    with pytest.raises(Refused, match=words) as no:
        log(ladder.ae, client_of, starts_at=starts, ends_at=ends)

    assert no.value.field == field
    assert not Interaction.objects.exists()


def test_a_stranger_logs_nothing(client_of, ladder):
    with pytest.raises(Refused) as no:
        log(ladder.stranger, client_of)

    assert no.value.status == 403


def test_people_brands_and_jobs_of_another_client_are_refused(client_of, ladder):
    other = make_team(make_client("ORC", "Orchard Dairy"), ladder)

    for facts in ({"present": [make_contact(other, "Luis Prieto")]}, {"brand": make_brand(other)}):
        with pytest.raises(Refused, match="another client"):
            log(ladder.ae, client_of, **facts)


# -- Older than a week ----------------------------------------------------------------------------


@pytest.fixture
def old(client_of, ladder):
    """Held nine days ago, logged by the AE today."""
    ended = NOW - timedelta(days=9)
    return log(ladder.ae, client_of, starts_at=ended - HOUR, ends_at=ended)


def test_a_contact_older_than_a_week_waits_for_a_superior(old, ladder):
    assert old.confirmation_needed
    assert old.debt is None
    notice = Notice.objects.get()
    assert (notice.person, notice.is_to_do) == (ladder.am, True)


def test_exactly_a_week_needs_nobody(client_of, ladder):
    ended = NOW - timedelta(days=7)

    assert log(ladder.ae, client_of, starts_at=ended - HOUR, ends_at=ended).debt is not None


def test_once_confirmed_its_clock_runs_and_it_is_late_at_once(old, ladder):
    old.confirm_old(ladder.am, NOW + HOUR)

    debt = Obligation.objects.get()
    assert (debt.owner, debt.is_logged_late) == (ladder.ae, True)
    assert debt.state(NOW + HOUR) == "breached"
    assert Notice.objects.get(person=ladder.am).done_at == NOW + HOUR


def test_whoever_asked_hears_the_answer(old, ladder):
    old.reject_old(ladder.am, "", NOW + HOUR)

    old.refresh_from_db()
    assert old.state(NOW) == "cancelled"
    assert "did not confirm" in Notice.objects.get(person=ladder.ae).text
    assert not Obligation.objects.exists()


@pytest.mark.parametrize("who", ["aae", "ae", "planner", "admin"])
def test_only_a_superior_confirms_and_the_refusal_names_him(old, ladder, who):
    with pytest.raises(Refused, match=ladder.am.name) as no:
        old.confirm_old(getattr(ladder, who), NOW)

    assert no.value.status == 403
    assert Obligation.objects.count() == 0


def test_confirming_twice_changes_nothing(old, ladder):
    old.confirm_old(ladder.am, NOW)

    for verb in (
        lambda: old.confirm_old(ladder.ad, NOW),
        lambda: old.reject_old(ladder.ad, "", NOW),
    ):
        with pytest.raises(Refused) as no:
            verb()
        assert no.value.status == 409
    assert Obligation.objects.count() == 1
    assert old.is_standing


def test_the_top_rung_needs_nobodys_word(client_of, ladder):
    ended = NOW - timedelta(days=9)

    assert log(ladder.csd, client_of, starts_at=ended - HOUR, ends_at=ended).debt is not None


# -- The schedule ---------------------------------------------------------------------------------


def test_the_schedule_shows_the_contacts_one_takes_part_in(client_of, ladder):
    mine = log(ladder.ae, client_of, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    log(ladder.am, client_of, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    gone = log(ladder.ae, client_of, starts_at=NOW + HOUR, ends_at=NOW + 2 * HOUR)
    gone.cancel(ladder.ae, "", NOW)

    day = (NOW - 10 * HOUR, NOW + 14 * HOUR)
    assert list(Interaction.objects.schedule_of(ladder.ae, *day)) == [mine]


def test_the_schedule_forgets_clients_one_no_longer_sees(client_of, ladder):
    log(ladder.ae, client_of, present=[ladder.ae, ladder.stranger])

    day = (NOW - 10 * HOUR, NOW + 14 * HOUR)
    assert not Interaction.objects.schedule_of(ladder.stranger, *day).exists()
