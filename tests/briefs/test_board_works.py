"""Work at a board: scored by its members, decided about, sent on or back."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse

from accounts.models import Notice
from agency.lib.refusal import Refused
from briefs.models import BoardScore, BoardWork, ReviewBoard
from tests.briefs.boards import (
    BEFORE,
    make_approved,
    make_board,
    make_brief,
    make_creative,
    make_held,
    make_work,
)
from tests.briefs.boards import make_approved as make_board_approved
from tests.cast import NOW, make_client, make_ladder, make_team

CHANGES = {"changes": "Show the card earlier."}
BACK = {"reason": "It answers another brief.", "next_step": "Begin with the waiting customer."}


@pytest.fixture
def chair(client_of):
    return make_creative(client_of, "chair")


@pytest.fixture
def held(client_of, ladder, chair):
    """In session, with two routes; the director and the executive sit on it."""
    return make_held(
        client_of,
        ladder.ae,
        ladder.csd,
        chair,
        works=("Route A", "Route B"),
        members=[ladder.ad, ladder.ae],
    )


@pytest.fixture
def work(held, chair):
    work = held.works.first()
    work.score(chair, 8, "Answers the proposition.", NOW)
    return work


def act(name, work):
    return reverse(f"briefs:{name}", args=[work.pk])


def text_of(answer):
    return answer.content.decode()


# -- Holding and scoring --------------------------------------------------------------------------


def test_a_session_begins_once_with_those_who_are_there(client_of, ladder, chair, signed_in):
    board = make_approved(client_of, ladder.ae, ladder.ad, chair, members=[ladder.ae])
    with pytest.raises(Refused, match="It is not time yet"):
        board.hold(ladder.ae, board.people, BEFORE)
    board.hold(ladder.ae, [chair], NOW)
    assert {seat.person: seat.was_present for seat in board.seats.all()} == {
        chair: True,
        ladder.ae: False,
    }
    notice = Notice.objects.get(person=chair)
    assert (notice.is_to_do, "To score now" in notice.text) == (True, True)
    with pytest.raises(Refused, match="It is held already"):
        board.hold(ladder.ae, [chair], NOW)


def test_a_board_is_not_held_against_a_brief_that_was_replaced(client_of, ladder, chair):
    board = make_approved(client_of, ladder.ae, ladder.ad, chair)
    board.brief_version.status = "superseded"
    board.brief_version.save()
    with pytest.raises(Refused, match="does not hold any more"):
        board.hold(ladder.ae, board.people, NOW)


def test_members_score_one_work_after_the_other(held, ladder, signed_in):
    first, second = held.works.all()
    browser = signed_in(ladder.ad)
    page = text_of(browser.get(first.get_absolute_url()))
    assert "Save the score" in page
    assert "The card that waits for you." in page
    assert browser.post(act("score-work", first), {"score": "8"}).status_code == 422
    sent = {"score": "8", "comment": "The waiting is there."}
    assert browser.post(act("score-work", first), sent).url == second.get_absolute_url()
    assert browser.post(act("score-work", second), sent).url == held.get_absolute_url()
    browser.post(act("score-work", first), sent | {"score": "6"})
    assert [(row.work, row.score) for row in BoardScore.objects.order_by("work")] == [
        (first, 6),
        (second, 8),
    ]
    assert Notice.objects.get(person=ladder.ad, text__startswith="To score").done_at


def test_what_others_gave_is_shown_after_ones_own_score(work, ladder, signed_in):
    browser = signed_in(ladder.ad)
    assert "Answers the proposition." not in text_of(browser.get(work.get_absolute_url()))
    browser.post(act("score-work", work), {"score": "6", "comment": "Too quiet."})
    page = text_of(browser.get(work.get_absolute_url()))
    assert "Answers the proposition." in page
    assert "of 10, 2 scores, 6 to 8" in page


def test_only_those_who_sit_on_it_score(work, ladder, signed_in):
    sent = {"score": "8", "comment": "Fine."}
    for who, status in (("am", 403), ("stranger", 404), ("planner", 404), ("ad", 302)):
        answer = signed_in(getattr(ladder, who)).post(act("score-work", work), sent)
        assert answer.status_code == status, who


def test_no_score_before_the_session_nor_after_the_outcome(client_of, ladder, chair, work):
    coming = make_board(client_of, ladder.ae, chair, make_brief(client_of, ladder.ae))
    with pytest.raises(Refused, match="has not approved the pack"):
        make_work(coming, ladder.ae).score(chair, 8, "Fine.", NOW)
    work.decide(chair, "approved", NOW)
    with pytest.raises(Refused, match="The board has decided"):
        work.score(chair, 3, "After all.", NOW)


# -- Outcomes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("approved", {}),
        ("approved_with_changes", CHANGES),
        ("rework", BACK),
        ("rejected", BACK),
        ("keep_off_brief", {"reason": "Good for the summer."}),
    ],
)
def test_a_board_says_what_becomes_of_work(work, chair, signed_in, outcome, words):
    browser = signed_in(chair)
    sent = {"outcome": outcome} | words
    if words:
        assert browser.post(act("decide-work", work), {"outcome": outcome}).status_code == 409
    assert browser.post(act("decide-work", work), sent).url == work.get_absolute_url()
    work.refresh_from_db()
    assert (work.outcome, work.decided_by, work.decided_at is not None) == (outcome, chair, True)
    page = text_of(browser.get(work.get_absolute_url()))
    assert all(text in page for text in words.values())
    assert browser.post(act("decide-work", work), sent).status_code == 409


@pytest.mark.parametrize("missing", ["reason", "next_step"])
@pytest.mark.parametrize("outcome", ["rework", "rejected"])
def test_what_goes_back_says_why_and_what_next(work, chair, outcome, missing):
    with pytest.raises(Refused) as refusal:
        work.decide(chair, outcome, NOW, **(BACK | {missing: " "}))
    assert refusal.value.field == missing


def test_work_below_the_mark_is_approved_with_a_reason(held, chair):
    work = held.works.last()
    work.score(chair, 6, "Not yet.", NOW)
    with pytest.raises(Refused, match="below 7"):
        work.decide(chair, "approved", NOW)
    work.decide(chair, "approved", NOW, reason="The client wants it tomorrow.")


def test_work_nobody_scored_gets_no_outcome(held, chair):
    with pytest.raises(Refused, match="Nobody has scored it"):
        held.works.last().decide(chair, "approved", NOW)


@pytest.mark.parametrize(
    ("who", "status"), [("ae", 403), ("am", 403), ("stranger", 404), ("ad", 302), ("csd", 302)]
)
def test_chairs_and_directors_decide(work, ladder, signed_in, who, status):
    browser = signed_in(getattr(ladder, who))
    answer = browser.post(act("decide-work", work), {"outcome": "approved"})
    assert answer.status_code == status


def test_those_who_made_it_hear_what_next(client_of, ladder, chair):
    writer = make_creative(client_of, "writer")
    version = make_brief(client_of, ladder.ae)
    board = make_board(client_of, ladder.ae, chair, version)
    work = make_work(board, ladder.ae, makers=[writer])
    board.submit_pack(ladder.ae, BEFORE)
    board.approve_pack(ladder.ad, board.pack_hash, BEFORE)
    board.hold(ladder.ae, [chair], NOW)
    work.score(chair, 4, "Another brief.", NOW)
    work.decide(chair, "rework", NOW, **BACK)
    notice = Notice.objects.get(person=writer)
    assert notice.text == "Rework: Route A. Begin with the waiting customer."
    assert notice.reason == "because you made it or planned its board"


def test_what_a_board_decided_is_frozen_in_the_database(work, chair):
    work.decide(chair, "approved", NOW)
    for change in ({"outcome": "rejected"}, {"reason": "Else"}, {"title": "Else"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            BoardWork.objects.filter(pk=work.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM briefs_boardwork WHERE id = %s", [work.pk])


def test_rework_comes_back_in_its_next_round(work, client_of, ladder, chair):
    work.decide(chair, "rework", NOW, **BACK)
    version = make_brief(client_of, ladder.ae)
    board = make_board(client_of, ladder.ae, chair, version, title="Second round")
    again = make_work(board, ladder.ae, "Route A, again", previous=work)
    assert (again.round, again.root) == (2, work)
    with pytest.raises(Refused, match="has a later round"):
        make_work(board, ladder.ae, "Once more", previous=work)
    with pytest.raises(Refused, match="or none is wanted"):
        make_work(board, ladder.ae, "Of the undecided", previous=again)


# -- Races ----------------------------------------------------------------------------------------


def at_once(acts):
    """What came of these acts that begin together: None, or the refusal."""
    gate = threading.Barrier(len(acts))

    def run(one):
        gate.wait()
        try:
            one()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def race(transactional_db):
    ladder = make_ladder()
    client = make_team(make_client(), ladder)
    return ladder, client, make_creative(client, "chair")


def test_two_members_score_at_once_and_both_count(race):
    ladder, client, chair = race
    board = make_held(client, ladder.ae, ladder.csd, chair, members=[ladder.ad])
    pk = board.works.get().pk

    def score(person, mark):
        return lambda: BoardWork.objects.get(pk=pk).score(person, mark, "Fine.", NOW)

    found = at_once([score(chair, 8), score(ladder.ad, 6), score(chair, 8)])
    assert found == [None, None, None]
    assert sorted(BoardScore.objects.values_list("score", flat=True)) == [6, 8]


def test_two_directors_sign_at_once_and_one_wins(race):
    ladder, client, chair = race
    board = make_board(client, ladder.ae, chair, make_brief(client, ladder.ae))
    make_work(board, ladder.ae)
    board.submit_pack(ladder.ae, BEFORE)
    wanted = board.pack_hash

    def sign(person):
        return lambda: ReviewBoard.objects.get(pk=board.pk).approve_pack(person, wanted, BEFORE)

    found = at_once([sign(ladder.ad), sign(ladder.gad)])
    assert sorted(one is None for one in found) == [False, True]


def test_a_session_begins_once_however_many_click(race):
    ladder, client, chair = race
    board = make_approved(client, ladder.ae, ladder.csd, chair)

    def hold():
        ReviewBoard.objects.get(pk=board.pk).hold(ladder.ae, [chair], NOW)

    found = at_once([hold, hold, hold])
    assert sum(one is None for one in found) == 1
    assert ReviewBoard.objects.get().history.filter(status="held").count() == 1


def test_work_that_was_scored_before_the_session_stays_as_it_was_judged(
    client_of, ladder, chair, signed_in
):
    board = make_board_approved(client_of, ladder.ae, ladder.csd, chair)
    work, begun = board.works.get(), board.starts_at
    work.score(chair, 8, "Answers the proposition.", begun)
    with pytest.raises(Refused, match="begun to score it"):
        work.take_out(ladder.ae, begun)
    with pytest.raises(Refused, match="begun to score it"):
        work.edit(ladder.ae, begun, title="Route Z")
    assert board.works.get() == work
