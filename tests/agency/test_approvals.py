"""The approvals queue: what waits for whom, for how long, and what comes next."""

from datetime import timedelta

import pytest

from accounts.models import AgencyProfile, Approval, Notice, Rung, Signature, about
from agency.approvals import queue_of
from agency.lib.refusal import Refused
from agency.navigation import counts_and_pins
from reports.models import ContactReport
from tests.cast import (
    NOW,
    make_absence,
    make_client,
    make_draft,
    make_person,
    put_on_team,
)

HASH = "a" * 64
HOUR = timedelta(hours=1)


def ask(client, *signatures, author, title="Card launch", at=NOW, document=None):
    return Approval.objects.ask(
        document or client,
        signatures,
        client=client,
        kind="Creative brief",
        title=title,
        content_hash=HASH,
        author=author,
        at=at,
    )


AM, AD = Signature(rung=Rung.AM), Signature(rung=Rung.AD)
PLANNER = Signature(function="planning")


def titles(person, view="mine"):
    return [line.title for line in queue_of(person, view, NOW + HOUR)]


# -- With whom it lies ---------------------------------------------------------------------------


def test_signatures_are_asked_for_one_after_the_other(client_of, ladder):
    first, second = ask(client_of, AM, AD, author=ladder.ae)
    assert (titles(ladder.am), titles(ladder.ad)) == (["Card launch"], [])

    assert first.approve(ladder.am, HASH, NOW) is False
    assert (titles(ladder.am), titles(ladder.ad)) == ([], ["Card launch"])

    second.refresh_from_db()
    assert second.approve(ladder.ad, HASH, NOW) is True


def test_what_a_manager_wrote_lies_with_the_next_above_who_is_asked(client_of, ladder):
    (step,) = ask(client_of, AM, author=ladder.am)

    assert step.lies_with == Rung.AD
    assert (titles(ladder.am), titles(ladder.ad)) == ([], ["Card launch"])
    with pytest.raises(Refused, match="wrote himself"):
        step.approve(ladder.am, HASH, NOW)


def test_a_small_house_may_let_people_sign_their_own_and_stamps_it(client_of, ladder):
    (step,) = ask(client_of, AM, author=ladder.am)
    profile = AgencyProfile.current()
    profile.self_approval = True
    profile.save()

    step.approve(ladder.am, HASH, NOW)
    assert step.is_self_approved


def test_an_empty_rung_is_skipped(ladder):
    lone = make_person("lone", rank="ae", manager=ladder.ad)
    client = put_on_team(make_client("ORC", "Orchard"), lone, "ae").client

    (step,) = ask(client, AM, author=lone)

    assert (step.rung, step.lies_with) == (Rung.AM, Rung.AD)


def test_a_director_sees_what_lies_below_him_in_a_list_of_its_own(client_of, ladder):
    ask(client_of, AM, author=ladder.ae)

    assert titles(ladder.ad) == []
    assert titles(ladder.ad, "below") == ["Card launch"]
    assert titles(ladder.ae, "asked") == ["Card launch"]


def test_the_planners_of_the_team_are_asked_and_no_others(client_of, ladder):
    put_on_team(client_of, ladder.planner, "planning")
    other = make_person("other.planner", function="planning")
    ask(client_of, PLANNER, author=ladder.ae)

    assert (titles(ladder.planner), titles(other), titles(ladder.am)) == (["Card launch"], [], [])


def test_whoever_is_asked_finds_it_in_the_inbox_and_his_stand_in_when_he_is_away(client_of, ladder):
    make_absence(ladder.am, NOW.date(), delegate=ladder.ad)
    (step,) = ask(client_of, AM, author=ladder.ae)

    told = Notice.objects.filter(**about(step), done_at=None)
    assert ladder.ad in {notice.person for notice in told}
    assert ladder.am not in {notice.person for notice in told}


# -- Deciding ------------------------------------------------------------------------------------


def test_what_changed_since_it_was_opened_is_not_signed(client_of, ladder):
    (step,) = ask(client_of, AM, author=ladder.ae)
    with pytest.raises(Refused, match="It changed"):
        step.approve(ladder.am, "b" * 64, NOW)
    assert titles(ladder.am) == ["Card launch"]


def test_returning_needs_a_reason_goes_to_the_author_and_ends_the_round(client_of, ladder):
    first, second = ask(client_of, AM, AD, author=ladder.ae)
    with pytest.raises(Refused, match="Say what"):
        first.send_back(ladder.am, "  ", HASH, NOW)

    first.send_back(ladder.am, "Two propositions.", HASH, NOW)

    second.refresh_from_db()
    assert (first.outcome, second.dropped_at) == ("returned", NOW)
    told = Notice.objects.filter(person=ladder.ae, **about(client_of), done_at=None)
    assert "Two propositions." in told.get().text
    assert titles(ladder.am) == titles(ladder.ad) == []

    ask(client_of, AM, author=ladder.ae)
    assert not told.exists()


def test_an_account_executive_may_not_sign_and_hears_whom_to_ask(client_of, ladder):
    other = make_person("other.ae", rank="ae")
    put_on_team(client_of, other, "ae")
    (step,) = ask(client_of, AM, author=ladder.ae)
    with pytest.raises(Refused, match=r"Ask Am \(AM\)") as refusal:
        step.approve(other, HASH, NOW)
    assert refusal.value.status == 403


def test_a_decision_is_made_once(client_of, ladder):
    (step,) = ask(client_of, AM, author=ladder.ae)
    again = Approval.objects.get(pk=step.pk)
    step.approve(ladder.am, HASH, NOW)
    with pytest.raises(Refused, match="decided already"):
        again.send_back(ladder.ad, "Too late.", HASH, NOW)
    assert Approval.objects.get(pk=step.pk).decided_by == ladder.am


# -- The page ------------------------------------------------------------------------------------


def test_reports_to_read_stand_in_the_same_queue_the_longest_waiting_first(
    client_of, ladder, joanna
):
    report = make_draft(client_of, ladder.ae, joanna, NOW - 5 * HOUR, by=ladder.aae)
    ask(client_of, AM, author=ladder.ae, title="Later", at=NOW)
    report.submit(ladder.aae, ladder.am, NOW - HOUR)

    assert titles(ladder.am) == ["Creative review", "Later"]
    assert ContactReport.objects.with_reviewer().count() == 1


def test_the_number_beside_the_link_is_what_waits_for_this_very_person(client_of, ladder):
    ask(client_of, AM, author=ladder.ae)
    numbers = [
        counts_and_pins(person, NOW)[0]["approvals"] for person in (ladder.ae, ladder.am, ladder.ad)
    ]
    assert numbers == [0, 1, 0]


def test_the_page_says_how_long_and_what_to_open_first(client_of, ladder, signed_in, time_machine):
    ask(client_of, AM, author=ladder.ae)
    time_machine.move_to(NOW + 26 * HOUR, tick=False)
    page = signed_in(ladder.am).get("/approvals/").content.decode()
    assert "for 26 h" in page
    assert "Open the first" in page
    assert "Nothing waits for you" in signed_in(ladder.ad).get("/approvals/").content.decode()


@pytest.mark.parametrize("rows", [1, 30])
def test_the_queue_asks_the_same_number_of_questions_however_long_it_is(
    rows, client_of, ladder, signed_in, django_assert_num_queries
):
    for number in range(rows):
        ask(client_of, AM, author=ladder.ae, document=make_person(f"subject{number}"))
    browser = signed_in(ladder.am)
    with django_assert_num_queries(5):
        browser.get("/approvals/")
