"""My day: what one person owes, has to do, attends and is waited for."""

from datetime import timedelta

import pytest

from accounts.models import RiskSnapshot
from agency import my_day
from reports.models import ContactReport, Obligation
from tests.cast import (
    NOW,
    make_absence,
    make_action_item,
    make_client,
    make_contact,
    make_contact_held,
    make_contract,
    make_debt,
    make_group,
    make_notice,
    make_office,
    make_person,
    make_team,
    put_on_team,
)

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
TUESDAY = NOW.date()


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


def page(signed_in, person):
    answer = signed_in(person).get("/my-day/")
    assert answer.status_code == 200
    return answer


# -- Reports owed --------------------------------------------------------------------------------


def test_the_reports_one_owes_stand_with_the_most_pressing_first(client_of, ladder, signed_in):
    make_debt(client_of, ladder.ae, NOW - 3 * HOUR, subject="Young")
    make_debt(client_of, ladder.ae, NOW - 30 * HOUR, subject="Late")
    make_debt(client_of, ladder.am, NOW - 30 * HOUR, subject="Another's")
    make_debt(client_of, ladder.ae, NOW + HOUR, subject="Not held yet", at=NOW)
    make_debt(client_of, ladder.ae, NOW - 3 * HOUR, subject="Done").meet(NOW)

    answer = page(signed_in, ladder.ae)

    assert [row.debt.interaction.subject for row in answer.context["owed"]] == ["Late", "Young"]
    assert [row.is_late for row in answer.context["owed"]] == [True, False]
    assert "1 report overdue," in answer.content.decode()
    assert "2 owed in all." in answer.content.decode()


def test_a_late_report_shows_who_knows_and_who_comes_next(client_of, ladder):
    debt = make_debt(client_of, ladder.ae, NOW - 29 * HOUR)
    Obligation.objects.step_due(NOW)
    debt.refresh_from_db()

    (row,) = my_day.reports_owed(ladder.ae, NOW)

    # The AM at the deadline, the AD four hours later; the GAD is next, then the CSD
    assert [(rung["text"], rung["state"]) for rung in row.rungs] == [
        ("Am (AM) told", "done"),
        ("Ad (AD) told", "done"),
        ("Gad (GAD)", "next"),
        ("CSD", "later"),
    ]
    assert row.rungs[2]["at"] == debt.next_step_at == debt.due_at + 8 * HOUR


def test_the_button_says_whether_to_write_go_on_or_look(client_of, ladder):
    debt = make_debt(client_of, ladder.ae, NOW - HOUR)

    def act(person):
        return [(row.act, row.drafted_by) for row in my_day.reports_owed(person, NOW)]

    assert act(ladder.ae) == [("Write report", "")]

    debt.draft_by(ladder.aae)
    assert act(ladder.ae) == [("Open", "Aae")]
    assert act(ladder.aae) == [("Write report", "")]

    ContactReport.objects.write_up(debt.interaction, ladder.aae, NOW)
    assert act(ladder.aae) == [("Continue", "")]
    assert act(ladder.ae) == [("Open", "Aae")]


def test_what_one_owes_for_a_client_one_no_longer_serves_is_not_shown(client_of, ladder):
    make_debt(client_of, ladder.ae, NOW - HOUR)
    client_of.team.filter(person__in=[ladder.ae, ladder.aae]).delete()

    assert my_day.reports_owed(ladder.ae, NOW) == []


# -- Action items --------------------------------------------------------------------------------


def test_items_stand_in_overdue_today_and_this_week(client_of, ladder, joanna):
    def item(days, text, **owner):
        make_action_item(client_of, text, TUESDAY + days * DAY, **(owner or {"person": ladder.ae}))

    item(-1, "Overdue")
    item(0, "Today")
    item(6, "On Monday")
    item(7, "In a week")
    item(0, "The client's", contact=joanna)
    item(0, "Another's", person=ladder.am)
    item(0, "Done", person=ladder.ae)
    client_of.action_items.filter(text="Done").update(done_at=NOW)

    groups = my_day.items_of(ladder.ae, NOW)

    assert [(title, [item.text for item in items]) for title, _tone, items in groups] == [
        ("Overdue", ["Overdue"]),
        ("Today", ["Today", "The client's"]),
        ("This week", ["On Monday"]),
    ]


def test_today_is_the_person_s_own_day(client_of, ladder):
    far = make_office("Auckland", "Pacific/Auckland", "NZ")
    person = put_on_team(client_of, make_person("far", rank="ae", office=far), "ae").person
    make_action_item(client_of, "Yesterday there", TUESDAY, person=person)
    at = NOW + 3 * HOUR  # 12:00 UTC is one in the morning of Wednesday in Auckland

    assert [len(items) for _t, _c, items in my_day.items_of(person, at)] == [1, 0, 0]


def test_the_promises_of_clients_of_others_are_none_of_ones_day(client_of, ladder):
    other = make_team(make_client("KES", "Kestrel"), ladder)
    other.team.filter(person=ladder.ae).delete()
    contact = make_contact(other, "Henrik Dahl")
    make_action_item(other, "The other client's", TUESDAY, contact=contact)

    assert [items for _t, _c, items in my_day.items_of(ladder.ae, NOW)] == [[], [], []]


# -- Schedule, what waits, accounts --------------------------------------------------------------


def test_the_schedule_is_today_with_the_now_line_in_it(client_of, ladder):
    for hours, subject in ((-2, "Past"), (0, "Just over"), (3, "Coming"), (30, "Tomorrow")):
        make_contact_held(client_of, ladder.ae, NOW + hours * HOUR, subject)
    make_contact_held(client_of, ladder.am, NOW + HOUR, "Another's")

    schedule = my_day.schedule_of(ladder.ae, NOW)

    assert [contact.subject for contact in schedule["past"]] == ["Past", "Just over"]
    assert [contact.subject for contact in schedule["coming"]] == ["Coming"]


def test_what_asks_for_something_waits_and_reports_owed_are_not_told_twice(client_of, ladder):
    debt = make_debt(client_of, ladder.ae, NOW - HOUR)
    make_notice(ladder.ae, client_of, "Answer the client", is_to_do=True)
    make_notice(ladder.ae, debt, "Report owed", is_to_do=True)
    make_notice(ladder.ae, ladder.am, "For your information", is_to_do=False)
    make_notice(ladder.am, client_of, "Another's", is_to_do=True)

    assert [notice.text for notice in my_day.waiting_for(ladder.ae, NOW)] == ["Answer the client"]


def snapshot(client, band="amber", **signals):
    RiskSnapshot.objects.create(
        client=client,
        on=TUESDAY,
        points=20,
        band=band,
        since_on=TUESDAY,
        coverage=100,
        signals=signals,
        weights="2026-11",
        taken_at=NOW,
    )


def test_the_accounts_one_serves_stand_with_their_band_and_what_weighs_most(client_of, ladder):
    other = put_on_team(make_client("AUR", "Aurelia Coffee"), ladder.ae, "ae").client
    snapshot(client_of, "red", reports="3.0", items="12.0", gap="0")
    snapshot(other, "green", gap="0.0")
    snapshot(make_client("KES", "Kestrel"), "red", gap="7.0")
    served = my_day.accounts_of(ladder.ae, NOW)

    assert [(row.client.name, row.band, str(row.why)) for row in served] == [
        ("Aurelia Coffee", "green", "Nothing owed"),
        ("Brightwater Bank", "red", "Our action items overdue"),
    ]
    assert my_day.accounts_of(ladder.stranger, NOW) == []


# -- The page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", "aae ae am ad gad csd finance traffic planner stranger".split())
def test_everyone_has_a_day_even_an_empty_one(ladder, signed_in, who):
    text = page(signed_in, getattr(ladder, who)).content.decode()

    for words in ("Nothing owed", "Nothing due this week", "Nobody waits for you"):
        assert words in text


def test_the_day_of_a_stranger_and_of_finance_tells_nothing_of_the_client(
    client_of, ladder, signed_in
):
    full(client_of, ladder)

    for who in (ladder.stranger, ladder.finance, ladder.traffic):
        assert "Brightwater" not in page(signed_in, who).content.decode()


def test_a_stand_in_sees_what_he_was_handed(client_of, ladder, signed_in):
    person = make_person("delegate", rank="ae")
    make_absence(ladder.ae, TUESDAY, delegate=person)
    make_debt(client_of, ladder.ae, NOW - HOUR, subject="Card launch")
    Obligation.objects.hand_over(NOW)

    assert "Card launch" in page(signed_in, person).content.decode()


def full(client, ladder):
    """Something of everything that a day holds, for the AE of one client."""
    make_debt(client, ladder.ae, NOW - 40 * HOUR)
    make_debt(client, ladder.ae, NOW - HOUR).draft_by(ladder.aae)
    make_contact_held(client, ladder.ae, NOW + HOUR)
    for days in (-1, 0, 1):
        make_action_item(client, due_on=TUESDAY + days * DAY, person=ladder.ae)
    contact = make_contact(client)
    make_action_item(client, due_on=TUESDAY, contact=contact)
    make_notice(ladder.ae, client, is_to_do=True)
    snapshot(client, reports="3.0")
    make_contract(client, yearly_fee=4_242_424)


def test_a_day_costs_the_same_with_one_row_of_each_and_with_thirty(
    client_of, ladder, signed_in, django_assert_num_queries
):
    def measure():
        Obligation.objects.step_due(NOW)
        with django_assert_num_queries(MY_DAY_QUERIES):
            assert browser.get("/my-day/").status_code == 200

    full(client_of, ladder)
    browser = signed_in(ladder.ae)
    browser.get("/my-day/")
    measure()
    for number in range(29):
        code = f"A{chr(65 + number // 26)}{chr(65 + number % 26)}"
        full(make_team(make_client(code, code, group=make_group(code)), ladder), ladder)
    measure()


MY_DAY_QUERIES = 14


def test_the_day_is_dated_in_words(ladder, signed_in):
    assert "Tuesday 10 March" in page(signed_in, ladder.ae).content.decode()
