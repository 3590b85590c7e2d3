"""The page of a contact: its clock, its arithmetic, its ladder, and what each may do with it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Notice
from reports.models import Interaction, Obligation
from reports.models.outlook import outlook
from tests.cast import make_absence, make_contact, make_contact_held, make_debt, make_person

HOUR = timedelta(hours=1)
HTMX = {"HX-Request": "true"}
WITH_A_FORM = ["end", "times", "details", "people", "cancellation", "no-show", "waiver", "drafter"]
ONLY_POSTED = ["cancellation/answer", "confirmation", "clock", "sensitivity"]


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def held(client_of, ladder, now, joanna):
    """Ended two hours ago, with Joanna; the AE answers."""
    return make_debt(client_of, ladder.ae, now - 2 * HOUR, present=[ladder.ae, joanna]).interaction


@pytest.fixture
def planned(client_of, ladder, now):
    return make_debt(client_of, ladder.ae, now + 3 * HOUR, at=now).interaction


@pytest.fixture
def late(client_of, ladder, now):
    """Due an hour ago; the AM was told."""
    debt = make_debt(client_of, ladder.ae, now - 25 * HOUR, at=now - 25 * HOUR)
    Obligation.objects.step_due(now)
    return debt.interaction


def url(contact, act=""):
    return f"/contacts/{contact.pk}/{act and act + '/'}"


def read(browser, contact):
    return browser.get(url(contact)).content.decode()


def local(moment):
    return timezone.localtime(moment, timezone.get_fixed_timezone(0)).strftime(
        "%Y-%m-%dT%H:%M+00:00"
    )


# -- What it shows --------------------------------------------------------------------------------


def test_it_shows_the_contact_its_people_and_its_clock(signed_in, ladder, held, joanna):
    page = read(signed_in(ladder.ae), held)

    for words in (
        "Creative review",
        "Brightwater Bank",
        joanna.name,
        "left",
        "+24",
        "Write report",
    ):
        assert words in page


def test_it_shows_who_is_next_on_the_ladder_and_who_comes_later(signed_in, ladder, held):
    page = read(signed_in(ladder.ae), held)

    names = [ladder.am.name, ladder.ad.name, ladder.gad.name, ladder.csd.name]
    assert [page.index(f"{name} (") for name in names] == sorted(
        page.index(f"{name} (") for name in names
    )


def test_of_a_late_report_it_tells_who_was_told(signed_in, ladder, late):
    page = read(signed_in(ladder.ae), late)

    assert 'class="told"' in page
    assert page.index(f"<b>{ladder.am.name} (AM)") < page.index(f"<b>{ladder.ad.name} (AD)")
    assert "late" in page


def test_a_stand_in_is_named_with_the_absent_one(signed_in, ladder, client_of, now):
    deputy = make_person("deputy", rank="am")
    make_absence(ladder.am, now.date() - timedelta(days=1), now.date() + timedelta(days=9), deputy)
    held = make_debt(client_of, ladder.ae, now - HOUR).interaction

    page = read(signed_in(ladder.ae), held)

    assert f"{deputy.name} (AM), stands in for {ladder.am.name}, {ladder.ad.name} (AD)" in page


def test_skipped_days_stand_in_the_arithmetic_by_name(signed_in, ladder, client_of, now):
    rule = Obligation.objects.none()
    assert rule is not None
    debt = make_debt(client_of, ladder.ae, now - HOUR)
    Obligation.objects.filter(pk=debt.pk).update(
        clock="working_days", ended_at=now - HOUR - timedelta(days=(now.weekday() - 4) % 7)
    )

    page = read(signed_in(ladder.ae), debt.interaction)

    assert "Saturday" in page
    assert "Sunday" in page


def test_times_are_the_readers_and_the_place_is_named_when_it_differs(signed_in, ladder, held):
    Interaction.objects.filter(pk=held.pk).update(time_zone="Asia/Shanghai")

    assert "Asia/Shanghai" in read(signed_in(ladder.ae), held)
    Interaction.objects.filter(pk=held.pk).update(time_zone="Europe/Berlin")
    assert "Europe/Berlin" not in read(signed_in(ladder.ae), held)


def test_a_mail_owes_nothing_and_says_so(signed_in, ladder, client_of, now):
    mail = make_contact_held(client_of, ladder.ae, now, kind="email")

    page = read(signed_in(ladder.ae), mail)

    assert "no report is owed" in page
    assert "Write report" not in page


def test_a_met_debt_tells_what_happened_and_nothing_more(signed_in, ladder, late, now):
    late.obligation.meet(now)

    page = read(signed_in(ladder.ae), late)

    assert "Sent late" in page
    assert ladder.ad.name not in page
    assert "Change the end" not in page


def test_the_outlook_of_a_debt_nobody_is_above_has_no_climbs(client_of, ladder):
    debt = make_debt(client_of, ladder.csd)

    steps = outlook(debt, debt.plan(), [], debt.ladder(debt.logged_at))

    assert not any(step.is_climb for step in steps)


# -- Who may see, who may do ----------------------------------------------------------------------


@pytest.mark.parametrize("who", ["stranger", "finance", "traffic", "planner", "admin"])
@pytest.mark.parametrize("act", ["", *WITH_A_FORM, "lateness", *ONLY_POSTED])
def test_to_a_stranger_it_does_not_exist(signed_in, ladder, held, who, act):
    browser = signed_in(getattr(ladder, who))
    ask = browser.post if act in ONLY_POSTED else browser.get

    assert ask(url(held, act)).status_code == 404


@pytest.mark.parametrize("act", ONLY_POSTED)
def test_what_changes_something_is_never_done_by_a_link(signed_in, ladder, held, act):
    assert signed_in(ladder.ae).get(url(held, act)).status_code == 405


@pytest.mark.parametrize("act", ["", *WITH_A_FORM])
def test_signed_out_nothing_is_shown(client, held, act):
    assert client.get(url(held, act))["Location"].startswith("/auth/")


@pytest.mark.parametrize("act", [*WITH_A_FORM, "lateness"])
def test_every_form_is_a_page_and_a_dialog(signed_in, ladder, held, act):
    browser = signed_in(ladder.ad)

    assert "<html" in browser.get(url(held, act)).content.decode()
    assert "<html" not in browser.get(url(held, act), headers=HTMX).content.decode()


def test_buttons_are_shown_by_right(signed_in, ladder, held):
    assert "Waive the report" not in read(signed_in(ladder.ae), held)
    assert "Mark as sensitive" not in read(signed_in(ladder.am), held)
    page = read(signed_in(ladder.ad), held)
    assert "Waive the report" in page
    assert "Mark as sensitive" in page


# -- The acts, as they are clicked ----------------------------------------------------------------


def test_the_end_is_changed_and_the_page_comes_back(signed_in, ladder, held):
    end = held.ends_at - timedelta(minutes=20)

    answer = signed_in(ladder.ae).post(url(held, "end"), {"ends_at": end.isoformat()})

    assert answer["Location"] == url(held)
    assert Obligation.objects.get().ended_at == end


def test_in_a_dialog_the_answer_leads_the_browser(signed_in, ladder, held):
    end = held.ends_at - timedelta(minutes=20)
    answer = signed_in(ladder.ae).post(url(held, "end"), {"ends_at": end.isoformat()}, headers=HTMX)

    assert (answer.status_code, answer["HX-Redirect"]) == (204, url(held))


def test_an_end_that_takes_a_superior_names_him(signed_in, ladder, held):
    end = held.ends_at + HOUR
    answer = signed_in(ladder.ae).post(url(held, "end"), {"ends_at": end.isoformat()})

    assert answer.status_code == 403
    assert ladder.am.name in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Ended is missing"),
        ("soon", "Enter a day and a time"),
        ("\x00", "Enter a day and a time"),
        ("2999-01-01T10:00", "between 1900"),
        ("2001-01-01T10:00", "must end after it starts"),
    ],
)
def test_a_bad_end_is_named_at_its_field(signed_in, ladder, held, typed, words):
    answer = signed_in(ladder.ae).post(url(held, "end"), {"ends_at": typed}, headers=HTMX)

    assert answer.status_code in {409, 422}
    assert words in answer.content.decode()


def test_a_planned_contact_is_rescheduled(signed_in, ladder, planned, now):
    times = {"starts_at": now + 30 * HOUR, "ends_at": now + 31 * HOUR}
    signed_in(ladder.ae).post(
        url(planned, "times"), {name: time.isoformat() for name, time in times.items()}
    )

    assert Obligation.objects.get().due_at == now + 55 * HOUR


def test_rescheduling_what_has_begun_is_answered_with_the_page_and_what_was_typed(
    signed_in, ladder, held, now
):
    later = (now + 30 * HOUR).isoformat()
    answer = signed_in(ladder.ae).post(
        url(held, "times"), {"starts_at": later, "ends_at": later}, headers=HTMX
    )

    assert answer.status_code == 409
    assert "has begun" in answer.content.decode()


def test_details_are_put_right(signed_in, ladder, held):
    signed_in(ladder.ae).post(
        url(held, "details"), {"subject": "Preview", "kind": "call", "place": "Room 4"}
    )

    held.refresh_from_db()
    assert (held.subject, held.kind, held.place) == ("Preview", "call", "Room 4")


def test_people_are_changed_with_those_who_stayed_away(signed_in, ladder, held, joanna, client_of):
    luis = make_contact(client_of, "Luis Prieto")
    signed_in(ladder.ae).post(
        url(held, "people"),
        {
            "contacts": [luis.pk],
            "team": [ladder.ae.pk],
            "colleague": ladder.planner.pk,
            "absent": [f"contacts-{joanna.pk}", f"contacts-{luis.pk}"],
            "new_name": "Ann",
        },
    )

    there = {place.label: place.was_present for place in held.participants.with_people()}
    assert there == {
        luis.name: True,
        joanna.name: False,
        ladder.ae.name: True,
        ladder.planner.name: True,
        "Ann": True,
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("contacts", "999"),
        ("team", "x"),
        ("absent", "contacts-999"),
        ("absent", "drop table"),
        ("guests", "7"),
        ("colleague", "\x00"),
        ("new_email", "x"),
    ],
)
def test_unknown_people_are_named_and_nobody_is_lost(signed_in, ladder, held, name, value):
    answer = signed_in(ladder.ae).post(url(held, "people"), {name: value}, headers=HTMX)

    assert answer.status_code == 422
    assert held.participants.count() == 2


def test_a_cancellation_before_the_start_is_done_at_once(signed_in, ladder, planned):
    page = signed_in(ladder.ae).post(url(planned, "cancellation"), {"reason": ""}, follow=True)

    assert "Cancelled by" in page.content.decode()
    assert Obligation.objects.get().voided_at


def test_afterwards_the_superior_finds_the_question_on_the_page(signed_in, ladder, held):
    browser = signed_in(ladder.ae)
    assert ladder.am.name in browser.get(url(held, "cancellation")).content.decode()
    browser.post(url(held, "cancellation"), {"reason": "They called it off."})

    assert "It fell away" not in read(browser, held)
    browser = signed_in(ladder.am)
    assert "They called it off." in read(browser, held)
    browser.post(url(held, "cancellation/answer"), {"answer": "confirm"})
    assert Obligation.objects.get().voided_at
    assert browser.post(url(held, "cancellation/answer")).status_code == 409


def test_the_superior_may_leave_the_report_owed(signed_in, ladder, held, now):
    held.cancel(ladder.ae, "Not so.", now)

    assert signed_in(ladder.ae).post(url(held, "cancellation/answer")).status_code == 403
    signed_in(ladder.am).post(url(held, "cancellation/answer"), {"answer": "refuse"})

    held.refresh_from_db()
    assert not held.asks_for_cancellation


def test_a_reason_is_needed_and_says_so_at_the_field(signed_in, ladder, held):
    answer = signed_in(ladder.ae).post(url(held, "cancellation"), {"reason": " \x00"})

    assert answer.status_code == 422
    assert "Why is missing" in answer.content.decode()


def test_a_client_who_stayed_away_is_noted(signed_in, ladder, held):
    signed_in(ladder.ae).post(url(held, "no-show"))

    held.refresh_from_db()
    assert held.no_show_at


def test_an_old_contact_is_confirmed_by_the_superior(signed_in, ladder, client_of, now):
    ended = now - timedelta(days=9)
    old = Interaction.objects.log(
        ladder.ae,
        now,
        client=client_of,
        kind="call",
        subject="Old",
        starts_at=ended - HOUR,
        ends_at=ended,
    )

    assert ladder.am.name in read(signed_in(ladder.ae), old)
    assert signed_in(ladder.ae).post(url(old, "confirmation")).status_code == 403
    browser = signed_in(ladder.am)
    assert "It was so" in read(browser, old)
    browser.post(url(old, "confirmation"), {"answer": "confirm"})
    assert Obligation.objects.get().is_logged_late
    assert browser.post(url(old, "confirmation")).status_code == 409


def test_a_contact_without_a_debt_gets_its_clock_by_a_click(signed_in, ladder, client_of, now):
    contact = make_contact_held(client_of, ladder.ae, now - 40 * HOUR)
    browser = signed_in(ladder.ae)

    assert "Start the clock" in read(browser, contact)
    browser.post(url(contact, "clock"))

    assert Obligation.objects.get().is_logged_late
    assert browser.post(url(contact, "clock")).status_code == 409


def test_waiving_takes_a_director_and_a_reason(signed_in, ladder, held):
    assert signed_in(ladder.am).post(url(held, "waiver"), {"reason": "x"}).status_code == 403
    browser = signed_in(ladder.ad)
    assert browser.post(url(held, "waiver"), {"reason": ""}).status_code == 422
    browser.post(url(held, "waiver"), {"reason": "A courtesy call."})

    assert "A courtesy call." in read(browser, held)
    assert browser.post(url(held, "waiver"), {"reason": "Again"}).status_code == 409


def test_a_drafter_is_chosen_from_the_team(signed_in, ladder, held):
    browser = signed_in(ladder.ae)

    assert browser.post(url(held, "drafter"), {"person": ladder.stranger.pk}).status_code == 422
    browser.post(url(held, "drafter"), {"person": ladder.aae.pk})

    assert Obligation.objects.get().drafter == ladder.aae
    assert Notice.objects.filter(person=ladder.aae).exists()


def test_acts_on_a_debt_that_is_not_there_come_from_an_old_page(signed_in, ladder, client_of, now):
    mail = make_contact_held(client_of, ladder.ae, now, kind="email")
    browser = signed_in(ladder.ad)

    for act in ("waiver", "drafter", "lateness"):
        assert browser.post(url(mail, act)).status_code == 409


def test_a_director_marks_it_sensitive_and_takes_it_back(signed_in, ladder, held):
    assert signed_in(ladder.am).post(url(held, "sensitivity")).status_code == 403
    browser = signed_in(ladder.ad)
    browser.post(url(held, "sensitivity"), {"sensitive": "1"})
    assert "Sensitive" in read(browser, held)
    browser.post(url(held, "sensitivity"), {"sensitive": "0"})

    held.refresh_from_db()
    assert not held.is_sensitive


def test_why_it_is_late_is_noted_and_not_asked_of_one_in_time(signed_in, ladder, late, held):
    browser = signed_in(ladder.ae)
    reason = {"reason": "travel", "note": "On the train"}

    assert browser.post(url(held, "lateness"), reason).status_code == 409
    assert browser.post(url(late, "lateness"), {"reason": "boredom"}).status_code == 422
    browser.post(url(late, "lateness"), reason)

    assert "On the train" in read(browser, late)


# -- How much it asks -----------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 30])
def test_the_page_asks_the_same_number_of_queries_however_many_came(
    signed_in, ladder, client_of, now, people, django_assert_num_queries
):
    guests = [make_contact(client_of, f"Person {number}") for number in range(people)]
    held = make_debt(client_of, ladder.ae, now - HOUR, present=[ladder.ae, *guests]).interaction
    browser = signed_in(ladder.ae)
    browser.get(url(held))

    with django_assert_num_queries(12):
        browser.get(url(held))
