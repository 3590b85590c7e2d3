"""The week's priorities: one list a client and week, sent to the whole team, then it stands."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from accounts.models import Notice, about
from agency.lib.refusal import Refused
from briefs.models import WeeklyNote
from briefs.models.weekly_note import monday_of
from tests.briefs.brand_cast import at
from tests.cast import NOW, make_brand, make_client, make_ladder, make_team, put_on_team

WEEK = monday_of(NOW.date())


def lines(*texts):
    return [{"about": "", "label": "", "text": text} for text in texts]


def write(client, by, *texts, week_on=WEEK):
    return WeeklyNote.objects.write(client, by, NOW, week_on=week_on, lines=lines(*texts))


def typed(*texts):
    return {f"text_{number}": text for number, text in enumerate(texts)}


def test_an_executive_keeps_the_list_and_moves_its_lines(client_of, ladder, signed_in):
    brand = make_brand(client_of)
    browser, url = signed_in(ladder.ae), at("client-week", client_of)
    sent = typed("Cards first", "Loans") | {"about_0": f"brand:{brand.pk}"}
    assert browser.post(url, sent).status_code == 302
    assert browser.post(url, sent | {"move": "down:0"}).status_code == 302
    note = WeeklyNote.objects.get()
    assert note.week_on == monday_of(client_of.local_date(timezone.now()))
    assert [line["text"] for line in note.lines] == ["Loans", "Cards first"]
    assert note.lines[1]["label"] == "Cards"
    for nonsense in ("down:1", "up:0", "up:x", "up:" + "9" * 50):
        browser.post(url, typed("Loans", "Cards first") | {"move": nonsense})
    assert [line["text"] for line in WeeklyNote.objects.get().lines] == ["Loans", "Cards first"]


def test_a_new_week_begins_with_the_last_one(client_of, ladder, signed_in):
    today = client_of.local_date(timezone.now())
    write(client_of, ladder.ae, "Cards first", week_on=monday_of(today) - timedelta(days=7))
    page = signed_in(ladder.ae).get(at("client-week", client_of))
    assert page.context["form"]["text_0"].value() == "Cards first"
    assert not WeeklyNote.objects.filter(week_on=monday_of(today)).exists()


def test_everybody_on_the_team_of_whatever_department_is_told(client_of, ladder, signed_in):
    put_on_team(client_of, ladder.planner, "planning")
    note = write(client_of, ladder.ae, "Cards first")
    note.send(ladder.ae, NOW)
    told = {notice.person for notice in Notice.objects.filter(**about(note))}
    assert told == {ladder.aae, ladder.am, ladder.ad, ladder.gad, ladder.planner}
    page = signed_in(ladder.planner).get(note.get_absolute_url())
    assert "Cards first" in page.content.decode()
    assert "form" not in page.context or page.context["form"] is None


def test_a_sent_list_stands(client_of, ladder, signed_in):
    note = write(client_of, ladder.ae, "Cards first")
    note.send(ladder.ae, NOW)
    url = note.get_absolute_url()
    answer = signed_in(ladder.ae).post(url, typed("Loans"))
    assert answer.status_code == 409
    with pytest.raises(Refused, match="it stands"):
        note.send(ladder.am, NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        WeeklyNote.objects.filter(pk=note.pk).update(lines=[])


def test_an_empty_list_is_not_sent(client_of, ladder):
    with pytest.raises(Refused, match="nothing in it"):
        write(client_of, ladder.ae).send(ladder.ae, NOW)


@pytest.mark.parametrize(
    ("who", "status"), [("aae", 403), ("planner", 403), ("finance", 404), ("stranger", 404)]
)
def test_executives_write_and_send_it(client_of, ladder, signed_in, who, status):
    put_on_team(client_of, ladder.planner, "planning")
    note, browser = write(client_of, ladder.ae, "Cards first"), signed_in(getattr(ladder, who))
    assert browser.post(at("client-week", client_of), typed("Mine")).status_code == status
    assert browser.post(at("send-week", client_of)).status_code == status
    with pytest.raises(Refused):
        note.send(getattr(ladder, who), NOW)
    assert browser.get(at("send-week", client_of)).status_code == (405 if status == 403 else 405)


def test_the_departments_read_the_week_of_all_their_clients(client_of, ladder, signed_in):
    put_on_team(client_of, ladder.planner, "planning")
    today = client_of.local_date(timezone.now())
    note = write(client_of, ladder.ae, "Cards first", week_on=monday_of(today))
    assert "Cards first" not in signed_in(ladder.planner).get("/week/").content.decode()
    note.send(ladder.ae, NOW)
    assert "Cards first" in signed_in(ladder.planner).get("/week/").content.decode()
    assert "Cards first" not in signed_in(ladder.stranger).get("/week/").content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_weeks_ask_the_same_for_one_client_and_for_thirty(
    ladder, signed_in, rows, django_assert_num_queries
):
    week_on = monday_of(timezone.localdate())
    for number in range(rows):
        client = put_on_team(
            make_client(f"A{chr(65 + number // 26)}{chr(65 + number % 26)}", f"C{number}"),
            ladder.ae,
            "ae",
        ).client
        write(client, ladder.ae, "Cards first", week_on=week_on).send(ladder.ae, NOW)
    browser = signed_in(ladder.ae)
    browser.get("/week/")
    with django_assert_num_queries(4):
        browser.get("/week/")


@pytest.mark.django_db(transaction=True)
def test_of_four_who_send_at_once_one_wins_and_each_is_told_once():
    people = make_ladder()
    note = write(make_team(make_client(), people), people.ae, "Cards first")
    gate = threading.Barrier(4)

    def run(_number):
        gate.wait()
        try:
            WeeklyNote.objects.get(pk=note.pk).send(people.ae, NOW)
            return "sent"
        except Refused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(run, range(4)))
    assert answers == ["refused", "refused", "refused", "sent"]
    assert note.history.count() == 2
