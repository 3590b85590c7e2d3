"""Days away, who stands in, and who may say so."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.models import Absence, Client, Function, Notice, Rank
from agency.lib.refusal import WRONG_RANK, Refused
from tests.cast import NOW, make_absence, make_client, make_ladder, make_person, put_on_team

TODAY = NOW.date()


def day(distance):
    return TODAY + timedelta(days=distance)


def enter(person, by=None, first=1, last=5, delegate=None, **more):
    return Absence.objects.enter(
        by or person,
        NOW,
        person=person,
        starts_on=day(first),
        ends_on=day(last),
        delegate=delegate,
        **more,
    )


@pytest.fixture
def hr(ladder):
    return make_person("petra.nowak", function=Function.HR)


@pytest.fixture
def away(ladder):
    return enter(ladder.ae, delegate=ladder.stranger)


# -- Entering -----------------------------------------------------------------------------------


def test_somebody_enters_days_away_and_the_stand_in_is_told(ladder, away):
    assert (away.starts_on, away.ends_on, away.delegate) == (day(1), day(5), ladder.stranger)
    notice = Notice.objects.get()
    assert notice.person == ladder.stranger
    assert notice.text.startswith("You stand in for Ae: 11 Mar – 15 Mar 2026.")
    assert away.history.get().history_user == ladder.ae


@pytest.mark.parametrize("who", ["am", "ad", "gad", "csd", "admin"])
def test_those_above_enter_it_too_and_the_person_is_told(ladder, who):
    enter(ladder.ae, by=getattr(ladder, who), delegate=ladder.stranger)
    assert set(Notice.objects.values_list("person__name", flat=True)) == {"Ae", "Stranger"}


@pytest.mark.parametrize("who", ["aae", "stranger", "finance", "planner", "traffic"])
def test_others_are_told_whom_to_ask(ladder, hr, who):
    with pytest.raises(Refused, match="Ask Admin, Csd, Petra Nowak") as refusal:
        enter(ladder.ae, by=getattr(ladder, who), delegate=ladder.stranger)
    assert refusal.value.status == WRONG_RANK


@pytest.mark.parametrize("rank", [Rank.AE, Rank.SENIOR_AE, Rank.AM, Rank.AD, Rank.GAD, Rank.CSD])
def test_from_account_executive_up_somebody_must_stand_in(ladder, rank):
    with pytest.raises(Refused, match="Say who stands in") as refusal:
        enter(make_person("somebody", rank=rank))
    assert refusal.value.field == "delegate"


def test_an_assistant_and_other_departments_may_be_away_without(ladder):
    assert enter(ladder.aae).delegate is None
    assert enter(ladder.planner).delegate is None


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(5, 1, "ends_on"), (1, 400, "ends_on"), (-9, -1, "ends_on"), (-40, -2, "ends_on")],
)
def test_days_that_make_no_sense_are_refused(ladder, first, last, field):
    with pytest.raises(Refused) as refusal:
        enter(ladder.ae, first=first, last=last, delegate=ladder.stranger)
    assert refusal.value.field == field


def test_an_illness_that_began_yesterday_may_be_entered(ladder):
    assert enter(ladder.ae, first=-1, last=0, delegate=ladder.stranger).pk


@pytest.mark.parametrize(("first", "last"), [(1, 5), (5, 9), (-3, 1), (2, 3), (0, 30)])
def test_nobody_is_away_twice_at_once(ladder, away, first, last):
    with pytest.raises(Refused, match="is away already: 11 Mar – 15 Mar 2026") as refusal:
        enter(ladder.ae, first=first, last=last, delegate=ladder.stranger)
    assert refusal.value.field == "starts_on"


@pytest.mark.parametrize(("first", "last"), [(0, 0), (6, 9)])
def test_days_before_and_after_are_free(ladder, away, first, last):
    assert enter(ladder.ae, first=first, last=last, delegate=ladder.stranger).pk


@pytest.mark.django_db(transaction=True)
def test_of_two_entries_at_once_for_the_same_days_one_counts():
    ladder, start = make_ladder(), Barrier(4)

    def one(_):
        start.wait()
        try:
            enter(ladder.aae)
        except Refused:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(one, range(4))) == 1


def test_nobody_stands_in_for_himself_nor_does_somebody_who_left(ladder, hr):
    with pytest.raises(Refused, match="Somebody else"):
        enter(ladder.ae, delegate=ladder.ae)
    ladder.stranger.leave(hr, on=TODAY, at=NOW)
    with pytest.raises(Refused, match="no longer works here"):
        enter(ladder.ae, delegate=ladder.stranger)
    with pytest.raises(Refused, match="no longer works here"):
        enter(ladder.stranger, by=hr, delegate=ladder.ae)


def test_a_stand_in_who_is_away_is_warned_of_and_may_be_confirmed(ladder):
    enter(ladder.stranger, first=4, last=8, delegate=ladder.am)
    with pytest.raises(Refused, match="Stranger is away, too: 14 Mar – 18 Mar") as refusal:
        enter(ladder.ae, delegate=ladder.stranger)
    assert refusal.value.field == "although_away"

    assert enter(ladder.ae, delegate=ladder.stranger, although_away=True).pk


def test_whoever_promised_to_stand_in_is_warned(ladder, away):
    with pytest.raises(Refused, match="Stranger stands in for Ae"):
        enter(ladder.stranger, first=5, last=6, delegate=ladder.am)
    assert enter(ladder.stranger, first=6, last=6, delegate=ladder.am).pk


# -- What it means ------------------------------------------------------------------------------


def test_the_stand_in_sees_the_clients_while_it_runs(ladder, client_of):
    first = date.today()
    absence = make_absence(ladder.ae, first, first + timedelta(days=1), ladder.stranger)
    assert list(Client.objects.visible_to(ladder.stranger)) == [client_of]

    absence.cancel(ladder.ae, NOW)
    assert not Client.objects.visible_to(ladder.stranger).exists()


# -- Changing and taking back -------------------------------------------------------------------


def test_days_and_stand_in_change_and_everybody_hears_of_it(ladder, away):
    away.change(ladder.ae, NOW, ends_on=day(9), delegate=ladder.am)

    texts = dict(Notice.objects.values_list("person__name", "text"))
    assert texts["Stranger"] == "You no longer stand in for Ae."
    assert "11 Mar – 19 Mar" in texts["Am"]
    assert set(texts) == {"Stranger", "Am"}


def test_the_same_again_changes_nothing(ladder, away):
    away.change(ladder.ae, NOW, ends_on=day(5), delegate=ladder.stranger)
    assert away.history.count() == 1


def test_the_note_alone_tells_nobody_anew(ladder, away):
    Notice.objects.all().delete()
    away.change(ladder.ae, NOW, note="dentist")
    assert not Notice.objects.exists()


def test_taking_back_what_lies_ahead_cancels_it(ladder, away):
    away.cancel(ladder.ae, NOW)
    assert away.cancelled_at == NOW
    assert Notice.objects.get().text == "You no longer stand in for Ae."
    with pytest.raises(Refused, match="cancelled already"):
        away.cancel(ladder.ae, NOW)
    with pytest.raises(Refused, match="cancelled already"):
        away.change(ladder.ae, NOW, note="x")


def test_coming_back_early_keeps_the_days_that_were_taken(ladder, away):
    away.cancel(ladder.ae, NOW + timedelta(days=3))
    assert (away.ends_on, away.cancelled_at) == (day(2), None)
    with pytest.raises(Refused, match="over already"):
        away.cancel(ladder.ae, NOW + timedelta(days=3))


def test_others_neither_change_nor_cancel_it(ladder, away):
    for act in (
        lambda: away.cancel(ladder.stranger, NOW),
        lambda: away.change(ladder.stranger, NOW, note="x"),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.status == WRONG_RANK


# -- Pages --------------------------------------------------------------------------------------


def soon(distance):
    return date.today() + timedelta(days=distance)


def typed(ladder, **changes):
    fields = {
        "person": ladder.ae.pk,
        "starts_on": soon(1).isoformat(),
        "ends_on": soon(3).isoformat(),
        "delegate": ladder.stranger.pk,
        "note": "",
    }
    return fields | changes


def test_everybody_sees_who_is_away_but_not_why(ladder, signed_in):
    absence = make_absence(ladder.ae, soon(0), soon(9), ladder.stranger)
    Absence.objects.filter(pk=absence.pk).update(note="hospital")

    page = signed_in(ladder.planner).get("/absences/").content.decode()
    assert "This week" in page
    assert "Stranger stands in" in page
    assert "hospital" not in page
    assert f"/absences/{absence.pk}/" not in page

    for person in (ladder.ae, ladder.gad):
        page = signed_in(person).get("/absences/").content.decode()
        assert "hospital" in page
        assert f"/absences/{absence.pk}/" in page


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_costs_the_same_for_one_and_for_thirty(
    ladder, signed_in, many, django_assert_num_queries
):
    for number in range(many):
        person = make_person(f"somebody{number}", rank=Rank.AE, manager=ladder.am)
        make_absence(person, soon(0), soon(20), ladder.ae)
        make_absence(ladder.am, soon(number * 2), soon(number * 2), ladder.ae)
    browser = signed_in(ladder.am)
    browser.get("/absences/")
    with django_assert_num_queries(6):
        browser.get("/absences/")


def test_an_absence_is_entered_on_the_page(ladder, signed_in):
    browser = signed_in(ladder.ae)
    assert "move to whoever stands in" in browser.get("/absences/new/").content.decode()

    answer = browser.post("/absences/new/", typed(ladder))
    assert (answer.status_code, answer.url) == (302, "/absences/")
    assert Absence.objects.get().person == ladder.ae


def test_the_page_offers_those_one_may_enter_for(ladder, signed_in):
    page = signed_in(ladder.am).get(f"/absences/new/?person={ladder.aae.pk}").content.decode()

    assert f'<option value="{ladder.aae.pk}" selected>' in page
    people = page.split('name="person"')[1].split("</select>")[0]
    assert people.count("<option") == 3


def test_nobody_enters_for_a_colleague_by_way_of_the_form(ladder, signed_in):
    page = signed_in(ladder.stranger).post("/absences/new/", typed(ladder))

    assert page.status_code == 422
    assert not Absence.objects.exists()


@pytest.mark.parametrize(
    ("changes", "status", "sentence"),
    [
        ({"starts_on": ""}, 422, "First day is missing."),
        ({"ends_on": "soon"}, 422, "Enter a day, for example"),
        ({"ends_on": "9999-12-31"}, 422, "Enter a day between 1900 and 2199."),
        ({"ends_on": "2026-02-30"}, 422, "Enter a day, for example"),
        ({"delegate": "x"}, 422, "Select a valid choice"),
        ({"delegate": ""}, 409, "Say who stands in"),
        ({"ends_on": "2000-01-01", "starts_on": "2000-01-01"}, 409, "over already"),
        ({"person": "999999"}, 422, "Select a valid choice"),
        ({"note": "x" * 201}, 422, "at most 200 characters"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_nothing_is_lost(
    ladder, signed_in, changes, status, sentence
):
    fields = typed(ladder, **({"note": "на даче"} | changes))
    page = signed_in(ladder.ae).post("/absences/new/", fields)

    assert page.status_code == status
    assert sentence in page.content.decode()
    assert fields["note"] in page.content.decode()
    assert not Absence.objects.exists()


def test_the_warning_is_ticked_away_on_the_page(ladder, signed_in):
    make_absence(ladder.stranger, soon(2), delegate=ladder.am)
    browser = signed_in(ladder.ae)
    assert 'name="although_away"' not in browser.get("/absences/new/").content.decode()

    page = browser.post("/absences/new/", typed(ladder))
    assert page.status_code == 409
    assert 'name="although_away"' in page.content.decode()
    assert browser.post("/absences/new/", typed(ladder, although_away="on")).status_code == 302


def test_an_absence_is_changed_and_taken_back_on_the_page(ladder, signed_in):
    absence = make_absence(ladder.ae, soon(1), soon(3), ladder.stranger)
    browser, url = signed_in(ladder.ae), f"/absences/{absence.pk}/"
    assert browser.get(url).status_code == 200

    browser.post(url, typed(ladder, ends_on=soon(9).isoformat()))
    absence.refresh_from_db()
    assert absence.ends_on == soon(9)

    assert browser.get(f"{url}cancel/").status_code == 405
    assert browser.post(f"{url}cancel/").status_code == 302
    assert browser.post(f"{url}cancel/").status_code == 409
    assert browser.post(url, typed(ladder, note="late")).status_code == 409


def test_colleagues_do_not_open_it_and_there_is_no_other(ladder, signed_in):
    absence = make_absence(ladder.ae, soon(1), soon(3), ladder.stranger)
    browser = signed_in(ladder.stranger)

    assert browser.get(f"/absences/{absence.pk}/").status_code == 403
    assert browser.post(f"/absences/{absence.pk}/cancel/").status_code == 403
    assert browser.get("/absences/999999/").status_code == 404
    assert browser.post("/absences/").status_code == 405


def test_a_client_page_is_not_touched_by_absences_of_strangers(ladder, client_of):
    put_on_team(make_client("ORC", "Orchard Dairy"), ladder.stranger, "ae")
    make_absence(ladder.stranger, date.today(), delegate=ladder.planner)
    assert client_of not in Client.objects.visible_to(ladder.planner)
