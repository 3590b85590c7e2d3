"""Action items: what is done to one of them, and the one list of what is mine, due and late."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import ActionItem, ConflictWall, Notice, OutgoingMail
from agency.lib.refusal import WRONG_RANK, WRONG_STATE, Refused
from tests.cast import (
    NOW,
    make_action_item,
    make_client,
    make_contact,
    make_person,
    make_team,
)

AT = NOW + timedelta(hours=3)
TODAY = NOW.date()


@pytest.fixture
def item(client_of, ladder):
    return make_action_item(client_of, person=ladder.ae)


@pytest.fixture
def theirs(client_of, joanna):
    return make_action_item(client_of, "Approve the stills", contact=joanna, source="BRW/CR/26-001")


def refusal_of(act, *args):
    with pytest.raises(Refused) as refused:
        act(*args)
    return refused.value


# -- Done -----------------------------------------------------------------------------------------


def test_the_owner_ticks_it_off_and_takes_that_back(item, ladder, signed_in):
    browser = signed_in(ladder.ae)

    browser.post(f"/action-items/{item.pk}/done/")
    item.refresh_from_db()
    assert item.done_by == ladder.ae

    browser.post(f"/action-items/{item.pk}/open/")
    item.refresh_from_db()
    assert item.is_open


def test_a_row_answers_in_its_place(item, ladder, signed_in):
    answer = signed_in(ladder.ae).post(f"/action-items/{item.pk}/done/", HTTP_HX_REQUEST="true")

    page = answer.content.decode()
    assert f'id="item-{item.pk}"' in page
    assert f"/action-items/{item.pk}/open/" in page
    assert "<html" not in page


def test_done_twice_is_refused(item, ladder, signed_in):
    item.complete(ladder.ae, AT)

    answer = signed_in(ladder.ae).post(f"/action-items/{item.pk}/done/")

    item.refresh_from_db()
    assert answer.status_code == WRONG_STATE
    assert item.done_at == AT


def test_what_is_open_cannot_be_reopened(item, ladder):
    assert refusal_of(item.reopen, ladder.ae, AT).status == WRONG_STATE


def test_an_ae_of_the_client_may_do_it_for_a_colleague(client_of, ladder):
    item = make_action_item(client_of, person=ladder.aae)

    item.complete(ladder.am, AT)

    assert item.done_by == ladder.am


def test_a_junior_may_do_only_his_own(item, client_of, ladder):
    own = make_action_item(client_of, person=ladder.aae)
    own.complete(ladder.aae, AT)

    for act in (
        lambda: item.complete(ladder.aae, AT),
        lambda: item.reopen(ladder.aae, AT),
        lambda: item.move(ladder.aae, TODAY + timedelta(9), "x", AT),
        lambda: item.cancel(ladder.aae, "x", AT),
        lambda: item.hand_to(ladder.aae, ladder.aae, AT),
        lambda: item.remind(ladder.aae, AT),
    ):
        assert refusal_of(act).status == WRONG_RANK


def test_each_act_is_in_the_history(item, ladder):
    item.complete(ladder.am, AT)

    latest = item.history.latest("history_id")
    assert (latest.history_user, latest.history_date) == (ladder.am, AT)


# -- Moved ----------------------------------------------------------------------------------------


def test_a_move_keeps_the_first_day_and_counts(item, ladder):
    first = item.due_on

    item.move(ladder.ae, first + timedelta(3), "The photographer is ill", AT)
    item.move(ladder.ae, first + timedelta(5), "Still ill", AT)

    assert (item.due_on, item.first_due_on, item.moves) == (first + timedelta(5), first, 2)
    assert item.history.latest("history_id").history_change_reason == "Still ill"


def test_what_the_client_sees_moves_with_a_reason(item, ladder, signed_in):
    day = (timezone.localdate() + timedelta(9)).isoformat()
    path = f"/action-items/{item.pk}/day/"

    answer = signed_in(ladder.ae).post(path, {"due_on": day, "reason": " "})

    assert answer.status_code == WRONG_STATE
    assert "say why it moves" in answer.content.decode()
    assert day in answer.content.decode()


def test_what_is_for_us_only_moves_without(client_of, ladder):
    item = make_action_item(client_of, person=ladder.ae, is_client_visible=False)

    item.move(ladder.ae, TODAY + timedelta(9), "", AT)

    assert item.moves == 1


@pytest.mark.parametrize("days", [0, -30])
def test_a_day_that_makes_no_sense_is_refused(item, ladder, days):
    day = item.due_on + timedelta(days)

    assert refusal_of(item.move, ladder.ae, day, "x", AT).field == "due_on"


@pytest.mark.parametrize("day", ["", "soon", "2026-02-30", "0001-01-01", "9999-12-31"])
def test_a_bad_day_is_marked(item, ladder, signed_in, day):
    path = f"/action-items/{item.pk}/day/"

    answer = signed_in(ladder.ae).post(path, {"due_on": day, "reason": "Why"})

    assert answer.status_code == 422
    assert "Why" in answer.content.decode()


# -- Cancelled, handed over -----------------------------------------------------------------------


def test_a_cancelled_item_says_why_and_its_owner_hears(item, ladder):
    item.cancel(ladder.am, "The client dropped it", AT)

    assert item.cancel_reason == "The client dropped it"
    assert "The client dropped it" in Notice.objects.get(person=ladder.ae).text
    assert refusal_of(item.complete, ladder.ae, AT).status == WRONG_STATE


def test_a_cancellation_needs_a_reason(item, ladder, signed_in):
    answer = signed_in(ladder.ae).post(f"/action-items/{item.pk}/cancel/", {"reason": ""})

    assert answer.status_code == 422


def test_it_is_handed_to_a_colleague_who_is_told(item, ladder, signed_in):
    answer = signed_in(ladder.ae).post(f"/action-items/{item.pk}/owner/", {"person": ladder.aae.pk})

    item.refresh_from_db()
    assert answer.status_code == 302
    assert item.person == ladder.aae
    assert Notice.objects.get(person=ladder.aae).is_to_do


def test_what_the_client_owed_becomes_ours(theirs, ladder):
    theirs.hand_to(ladder.am, ladder.ae, AT)

    assert (theirs.person, theirs.contact) == (ladder.ae, None)


@pytest.mark.parametrize("name", ["ae", "stranger", "finance"])
def test_it_is_handed_only_to_somebody_else_who_sees_the_client(item, ladder, name):
    assert refusal_of(item.hand_to, ladder.am, getattr(ladder, name), AT).field == "person"


def test_an_unknown_colleague_is_marked(item, ladder, signed_in):
    answer = signed_in(ladder.ae).post(f"/action-items/{item.pk}/owner/", {"person": 99999})

    assert answer.status_code == 422


# -- Reminded -------------------------------------------------------------------------------------


def test_the_client_is_reminded_once_a_day(theirs, ladder, joanna):
    theirs.remind(ladder.ae, AT)
    refusal = refusal_of(theirs.remind, ladder.ae, AT + timedelta(hours=2))
    theirs.remind(ladder.ae, AT + timedelta(days=1))

    assert refusal.status == WRONG_STATE
    first, _second = OutgoingMail.objects.order_by("created_at")
    assert (first.to_address, first.reply_to) == (joanna.email, ladder.ae.email)
    assert "Approve the stills" in first.body
    assert "BRW/CR/26-001" in first.body


def test_the_reminder_speaks_the_readers_language(client_of, ladder):
    mario = make_contact(client_of, "Mario Rossi", language="it")
    item = make_action_item(client_of, contact=mario)

    item.remind(ladder.ae, AT)

    assert "13 Mar" in OutgoingMail.objects.get().body


def test_our_own_people_are_not_reminded_by_mail(item, ladder):
    assert refusal_of(item.remind, ladder.ae, AT).status == WRONG_STATE


def test_what_is_for_us_only_is_not_asked_for(client_of, ladder, joanna):
    item = make_action_item(client_of, contact=joanna, is_client_visible=False)

    refusal_of(item.remind, ladder.ae, AT)

    assert not OutgoingMail.objects.exists()


def test_nobody_is_reminded_without_an_address(client_of, ladder):
    item = make_action_item(client_of, contact=make_contact(client_of, "Luis", email=""))

    assert "no e-mail address" in str(refusal_of(item.remind, ladder.ae, AT).message)


# -- Who sees it ----------------------------------------------------------------------------------


def test_a_colleague_off_the_team_sees_what_he_has_to_do_himself(client_of, ladder, signed_in):
    artist = make_person("artist", function="creative")
    own = make_action_item(client_of, "Draw it", person=artist)
    make_action_item(client_of, "Not his", person=ladder.ae)

    page = signed_in(artist).get("/action-items/").content.decode()
    signed_in(artist).post(f"/action-items/{own.pk}/done/")

    own.refresh_from_db()
    assert "Draw it" in page
    assert "Not his" not in page
    assert own.done_by == artist


def test_behind_a_wall_he_sees_nothing(client_of, ladder):
    artist = make_person("artist", function="creative")
    make_action_item(client_of, person=artist)
    ConflictWall.objects.create(
        client=client_of, person=artist, reason="x", raised_by=ladder.csd, raised_at=NOW
    )

    assert not ActionItem.objects.visible_to(artist).exists()


@pytest.mark.parametrize("act", ["done", "open", "day", "cancel", "owner", "reminder"])
def test_strangers_find_nothing(item, ladder, signed_in, act):
    assert signed_in(ladder.stranger).post(f"/action-items/{item.pk}/{act}/").status_code == 404


@pytest.mark.parametrize("act", ["done", "open", "reminder"])
def test_acts_without_a_question_are_posted(item, ladder, signed_in, act):
    assert signed_in(ladder.ae).get(f"/action-items/{item.pk}/{act}/").status_code == 405


# -- The list -------------------------------------------------------------------------------------


@pytest.fixture
def many(client_of, ladder, joanna):
    today = timezone.localdate()
    for text, days in (("Late", -2), ("Due today", 0), ("This week", 3), ("Later", 30)):
        make_action_item(client_of, text, today + timedelta(days), person=ladder.ae)
    make_action_item(client_of, "Juniors", today, person=ladder.aae)
    make_action_item(client_of, "With the client", today, contact=joanna)
    done = make_action_item(client_of, "Finished", today, person=ladder.ae)
    done.complete(ladder.ae, timezone.now())


def test_mine_are_grouped_by_urgency(many, ladder, signed_in):
    answer = signed_in(ladder.ae).get("/action-items/")

    groups = [(name, [item.text for item in rows]) for name, _t, rows in answer.context["groups"]]
    assert groups == [
        ("Overdue", ["Late"]),
        ("Today", ["Due today"]),
        ("This week", ["This week"]),
        ("Later", ["Later"]),
    ]


@pytest.mark.parametrize(
    ("person", "view", "texts"),
    [
        ("ae", "client", ["With the client"]),
        ("ae", "done", ["Finished"]),
        ("am", "mine", []),
        ("am", "team", ["Late", "Juniors", "Due today", "This week", "Later"]),
    ],
)
def test_the_saved_views(many, ladder, signed_in, person, view, texts):
    answer = signed_in(getattr(ladder, person)).get(f"/action-items/?view={view}")

    assert sorted(item.text for item in answer.context["page"]) == sorted(texts)


def test_the_team_is_offered_from_an_am_upwards(many, ladder, signed_in):
    assert "view=team" not in signed_in(ladder.ae).get("/action-items/").content.decode()
    assert "view=team" in signed_in(ladder.am).get("/action-items/").content.decode()


def test_one_client_shows_all_that_is_open_there(many, client_of, ladder, signed_in):
    other = make_team(make_client("ORC", "Orchard Dairy"), ladder)
    make_action_item(other, "Elsewhere", person=ladder.ae)

    answer = signed_in(ladder.am).get(f"/action-items/?client={client_of.pk}")

    texts = {item.text for item in answer.context["page"]}
    assert "Elsewhere" not in texts
    assert {"Late", "Juniors", "With the client"} <= texts


@pytest.mark.parametrize("query", ["view=x", "client=x", "client=99999", "page=x", "page=-1"])
def test_a_query_that_makes_no_sense_narrows_nothing(many, ladder, signed_in, query):
    assert signed_in(ladder.ae).get(f"/action-items/?{query}").status_code == 200


def test_the_list_asks_as_often_with_one_row_as_with_thirty(
    client_of, ladder, joanna, signed_in, django_assert_num_queries
):
    make_action_item(client_of, person=ladder.ae)
    browser = signed_in(ladder.ae)
    browser.get("/action-items/")
    with django_assert_num_queries(QUERIES):
        browser.get("/action-items/")

    for number in range(30):
        other = make_team(make_client(f"A{chr(65 + number // 26)}{chr(65 + number % 26)}"), ladder)
        make_action_item(other, f"Item {number}", person=ladder.ae)

    with django_assert_num_queries(QUERIES):
        browser.get("/action-items/")


QUERIES = 7
