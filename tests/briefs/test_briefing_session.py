"""Briefing sessions: a brief is presented to the departments, who ask and say they understood."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from accounts.models import ConflictWall, Notice, Question, about
from agency.lib.refusal import WRONG_RANK, WRONG_STATE, Refused
from briefs.models import BriefingSession
from tests.briefs.written import make_next, make_version
from tests.cast import NOW, make_person, put_on_team

HOUR = timedelta(hours=1)
AT = NOW + 2 * HOUR


@pytest.fixture
def daria(client_of):
    return put_on_team(client_of, make_person("daria", function="creative"), "creative").person


@pytest.fixture
def media(client_of):
    return put_on_team(client_of, make_person("mo", function="media"), "media").person


@pytest.fixture
def version(client_of, ladder):
    return make_version(client_of, ladder.ae, status="issued", approved_at=NOW)


@pytest.fixture
def session(version, ladder, daria, media):
    return plan(version, ladder.am, [daria, media], ladder.ae)


def plan(version, presenter, people, by, starts_at=NOW, at=NOW, **fields):
    facts = {"ends_at": starts_at + HOUR, "place": "Room 4", **fields}
    return BriefingSession.objects.plan(
        version, starts_at, facts["ends_at"], facts["place"], presenter, people, by, at
    )


def refusal_of(act, *args, **named):
    with pytest.raises(Refused) as refused:
        act(*args, **named)
    return refused.value


def notices(session):
    rows = Notice.objects.filter(**about(session), done_at=None)
    return {notice.person.name: notice.text for notice in rows}


# -- Planned --------------------------------------------------------------------------------------


def test_everybody_invited_is_told_and_so_is_the_presenter(session, ladder):
    assert notices(session) == dict.fromkeys(
        ["Daria", "Mo", "Am"], "Briefing on Tue 10 Mar, 10:00: Student card (Brightwater Bank)"
    )
    assert session.status == "planned"
    assert session.history.get().history_user == ladder.ae


def test_only_a_brief_that_holds_is_presented(client_of, ladder, daria):
    draft = make_version(client_of, ladder.ae)
    refused = refusal_of(plan, draft, ladder.am, [daria], ladder.ae)
    assert (refused.status, "approved" in str(refused)) == (WRONG_STATE, True)


def test_it_ends_after_it_begins_and_on_the_same_day(version, ladder, daria):
    for ends_at in (NOW, NOW - HOUR, NOW + 13 * HOUR):
        refused = refusal_of(plan, version, ladder.am, [daria], ladder.ae, ends_at=ends_at)
        assert refused.field == "ends_at"


def test_nobody_is_invited_who_does_not_see_the_client(version, ladder, client_of, daria):
    ConflictWall.objects.create(
        client=client_of, person=daria, reason="x", raised_by=ladder.csd, raised_at=NOW
    )
    for outsider in (ladder.stranger, daria):
        refused = refusal_of(plan, version, ladder.am, [outsider], ladder.ae)
        assert refused.field == "participants"
        assert outsider.name in str(refused)


def test_an_assistant_asks_an_executive_to_plan_it(version, ladder, daria):
    assert refusal_of(plan, version, ladder.am, [daria], ladder.aae).status == WRONG_RANK


def test_a_change_tells_the_newcomer_and_those_who_stay_each_what_concerns_them(
    session, ladder, daria, media
):
    Notice.objects.all().delete()
    later = NOW + 3 * HOUR
    session.change(later, later + HOUR, "Room 9", ladder.am, [daria, ladder.aae], ladder.ae, NOW)

    text = "Student card (Brightwater Bank)"
    assert notices(session) == {
        "Aae": f"Briefing on Tue 10 Mar, 13:00: {text}",
        "Daria": f"Briefing changed, now Tue 10 Mar, 13:00: {text}",
        "Am": f"Briefing changed, now Tue 10 Mar, 13:00: {text}",
    }


def test_a_change_that_changes_nothing_tells_nobody(session, ladder, daria, media):
    Notice.objects.all().delete()
    session.change(
        session.starts_at, session.ends_at, "Room 4", ladder.am, [daria, media], ladder.ae, NOW
    )
    assert notices(session) == {}
    assert session.history.count() == 1


def test_the_newest_version_is_presented_instead_of_one_that_was_replaced(session, version, ladder):
    version.status = "superseded"
    version.save(update_fields=["status"])
    assert "newer version" in str(refusal_of(session.hold, [], "", ladder.ae, AT))

    new = make_next(version, status="approved_internal", approved_at=NOW)
    session.present_newest(ladder.ae, AT)
    session.hold([], "", ladder.ae, AT)
    assert session.version == new


# -- Held -----------------------------------------------------------------------------------------


def test_after_it_was_held_everybody_invited_is_asked_whether_he_was_there_or_not(
    session, ladder, daria
):
    session.hold([daria], "Posters first.", ladder.ae, AT)

    there = {place.person.name: place.was_present for place in session.participants.all()}
    assert there == {"Daria": True, "Mo": False}
    asked = Notice.objects.filter(**about(session), is_to_do=True, done_at=None)
    assert {notice.person.name for notice in asked} == there.keys()
    assert set(BriefingSession.objects.waiting_for(daria)) == {session}


def test_it_cannot_have_been_held_before_it_began(session, ladder):
    refused = refusal_of(session.hold, [], "", ladder.ae, NOW - HOUR)
    assert refused.status == WRONG_STATE


def test_who_understood_is_noted_once_and_his_inbox_is_free(session, ladder, daria):
    session.hold([daria], "", ladder.ae, AT)
    session.understand(daria, AT)
    session.understand(daria, AT + HOUR)

    place = session.participants.get(person=daria)
    assert place.understood_at == AT
    assert "Daria" not in notices(session)
    assert not BriefingSession.objects.waiting_for(daria).exists()


def test_nobody_answers_for_another(session, ladder, daria):
    session.hold([daria], "", ladder.ae, AT)
    assert refusal_of(session.understand, ladder.csd, AT).status == WRONG_RANK


def test_a_cancelled_session_says_why_and_is_over(session, ladder):
    session.cancel("The client changed the date.", ladder.ae, NOW)
    assert notices(session)["Daria"].endswith("The client changed the date.")
    assert refusal_of(session.hold, [], "", ladder.ae, AT).status == WRONG_STATE


# -- Its pages ------------------------------------------------------------------------------------


def sent_form(session, people, **fields):
    return {
        "starts_at": "2026-03-11T10:00",
        "ends_at": "2026-03-11T11:00",
        "place": "Room 4",
        "presenter": session.presenter_id,
        "participants": [person.pk for person in people],
        **fields,
    }


def test_a_session_is_planned_from_its_brief(session, version, ladder, daria, signed_in):
    browser = signed_in(ladder.ae)
    url = f"/briefs/{version.brief_id}/briefings/new/"
    page = browser.get(url).content.decode()
    assert "Daria (Creative)" in page

    answer = browser.post(url, sent_form(session, [daria]))
    made = BriefingSession.objects.latest("pk")
    assert answer.url == made.get_absolute_url()
    assert [place.person for place in made.participants.all()] == [daria]


def test_a_session_that_ends_before_it_begins_keeps_what_was_typed(
    session, version, ladder, daria, signed_in
):
    typed = sent_form(session, [daria], ends_at="2026-03-11T09:00", place="The blue room")
    answer = signed_in(ladder.ae).post(f"/briefs/{version.brief_id}/briefings/new/", typed)
    assert answer.status_code == 422
    assert "The blue room" in answer.content.decode()
    assert "It ends before it begins." in answer.content.decode()


def test_in_the_meeting_a_question_goes_to_the_author_of_the_brief(
    session, ladder, daria, signed_in
):
    browser = signed_in(daria)
    typed = {"text": "How many posters at each campus?", "section": "media"}
    browser.post(f"/briefings/{session.pk}/questions/", typed)

    question = Question.objects.get()
    assert (question.about, question.section) == (session.brief, "media")
    assert (question.asked_by, question.assignee) == (daria, ladder.ae)
    page = browser.get(f"/briefings/{session.pk}/").content.decode()
    assert "How many posters at each campus?" in page
    assert "Media context" in page


def test_an_empty_question_and_one_about_no_section_are_refused(session, daria, signed_in):
    browser = signed_in(daria)
    for typed in ({"text": " "}, {"text": "What?", "section": "elsewhere"}):
        assert browser.post(f"/briefings/{session.pk}/questions/", typed).status_code == 422
    assert not Question.objects.exists()


def test_the_page_leads_from_planned_to_understood(session, ladder, daria, media, signed_in):
    browser = signed_in(ladder.ae)
    browser.post(f"/briefings/{session.pk}/hold/", {"present": [daria.pk], "notes": "Loud."})
    page = browser.get(f"/briefings/{session.pk}/").content.decode()
    assert "0 of 2 understood" in page
    assert "Loud." in page
    assert "I understood the brief" not in page

    browser = signed_in(daria)
    assert "I understood the brief" in browser.get(f"/briefings/{session.pk}/").content.decode()
    browser.post(f"/briefings/{session.pk}/understood/")
    assert "1 of 2 understood" in browser.get(f"/briefings/{session.pk}/").content.decode()


def test_a_stranger_finds_nothing(session, ladder, signed_in):
    browser = signed_in(ladder.stranger)
    for act in ("", "briefing.ics", "change/"):
        assert browser.get(f"/briefings/{session.pk}/{act}").status_code == 404
    for act in ("hold/", "cancel/", "understood/", "questions/", "newest/"):
        assert browser.post(f"/briefings/{session.pk}/{act}").status_code == 404
        assert browser.get(f"/briefings/{session.pk}/{act}").status_code == 405


def test_any_calendar_takes_the_session(session, daria, signed_in):
    answer = signed_in(daria).get(f"/briefings/{session.pk}/briefing.ics")
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")

    assert event["summary"] == "Briefing: Student card, Brightwater Bank"
    assert event["location"] == "Room 4"
    assert event.decoded("dtstart") == session.starts_at
    assert answer["Content-Disposition"].startswith("attachment")


def test_only_an_address_is_a_link(session):
    for place, link in [
        ("https://meet.example/abc", True),
        ("javascript:alert(1)", False),
        ("Room 4, https://meet.example", False),
        ("http://meet.example", False),
    ]:
        session.place = place
        assert bool(session.link) == link


@pytest.mark.parametrize("people", [1, 30])
def test_the_page_asks_as_often_for_thirty_as_for_one(
    version, ladder, client_of, signed_in, django_assert_num_queries, people
):
    invited = [
        put_on_team(client_of, make_person(f"maker{n}", function="creative"), "creative").person
        for n in range(people)
    ]
    session = plan(version, ladder.am, invited, ladder.ae)
    for person in invited:
        Question.objects.ask(version.brief, "Why?", person, NOW, assignee=ladder.ae)
    browser = signed_in(ladder.ae)
    browser.get(f"/briefings/{session.pk}/")
    with django_assert_num_queries(PAGE_QUERIES):
        browser.get(f"/briefings/{session.pk}/")


@pytest.mark.parametrize("sessions", [1, 30])
def test_the_page_of_a_brief_lists_its_sessions_in_one_query(
    version, ladder, daria, signed_in, django_assert_num_queries, sessions
):
    for _number in range(sessions):
        plan(version, ladder.am, [daria], ladder.ae)
    with django_assert_num_queries(1):
        rows = list(BriefingSession.objects.of_brief(version.brief).on_page())
        said = {(r.version.brief.title, r.presenter.name, r.invited, r.understood) for r in rows}
    assert said == {("Student card", "Am", 1, 0)}


PAGE_QUERIES = 11
