"""Minutes of a board: written, signed, carried into the action list and onto paper."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.models import ActionItem, Approval, Paper
from agency.lib.refusal import Refused
from briefs.models import BoardRationale, ReviewBoard
from tests.briefs.boards import decide_all, make_creative, make_held
from tests.cast import NOW
from tests.lib.paper import text_of as text_of_paper

DUE = (NOW + timedelta(days=7)).date()


@pytest.fixture
def chair(client_of):
    return make_creative(client_of, "chair")


@pytest.fixture
def board(client_of, ladder, chair):
    """Held, and its one work approved."""
    board = make_held(client_of, ladder.ae, ladder.csd, chair, members=[ladder.ae])
    decide_all(board, chair)
    return board


def write(board, by, text="Route A was agreed.", actions=()):
    board.write_minutes(by, board.minutes_edit, text, actions, NOW)


def way(name, board):
    return reverse(f"briefs:{name}", args=[board.pk])


def test_the_executive_writes_the_manager_signs_and_the_list_has_it(board, ladder, signed_in):
    browser = signed_in(ladder.ae)
    page = browser.get(way("board-minutes", board)).content.decode()
    assert "Write down what was said." in page
    sent = {
        "edit": "0",
        "minutes": "Route A was agreed.",
        "action-0-text": "Book the studio",
        "action-0-person": ladder.aae.pk,
        "action-0-due_on": DUE.isoformat(),
        "action-1-text": "",
    }
    assert browser.post(way("board-minutes", board), sent).status_code == 302
    assert browser.post(way("board-minutes", board), sent).status_code == 409
    browser.post(way("submit-board-minutes", board))
    step = Approval.objects.waiting().get()
    assert (step.kind, step.rung) == ("Board minutes", 3)
    browser = signed_in(ladder.am)
    assert "Approve the minutes" in browser.get(board.get_absolute_url()).content.decode()
    board.refresh_from_db()
    answer = browser.post(way("approve-board-minutes", board), {"content_hash": board.minutes_hash})

    assert answer.url == way("board-minutes", board)
    item = ActionItem.objects.get()
    assert (item.text, item.person, item.due_on, item.about, item.is_client_visible) == (
        "Book the studio",
        ladder.aae,
        DUE,
        board,
        False,
    )
    assert browser.post(way("approve-board-minutes", board)).status_code == 409
    assert ActionItem.objects.count() == 1


def test_the_paper_says_what_was_decided_and_who_signed(board, ladder):
    write(board, ladder.ae, actions=[("Book the studio", ladder.aae, DUE)])
    board.submit_minutes(ladder.ae, NOW)
    board.approve_minutes(ladder.am, board.minutes_hash, NOW)
    paper = Paper.objects.get()
    assert paper.content["works"][0]["outcome"] == "Approved"
    assert paper.content["footer"] == "Brightwater Bank. Internal: not for the client."
    Paper.objects.print_due(NOW)
    paper.refresh_from_db()
    text = text_of_paper(paper.read())
    for words in ("Card launch, first round", "Route A", "8.0 of 10", "Book the studio", "Am"):
        assert words in text


def test_minutes_wait_for_outcomes_owners_and_days(client_of, ladder, chair):
    board = make_held(client_of, ladder.ae, ladder.csd, chair)
    with pytest.raises(Refused, match="Write down what was said"):
        board.submit_minutes(ladder.ae, NOW)
    write(board, ladder.ae, actions=[("Book the studio", None, None)])
    with pytest.raises(Refused, match="has no outcome yet"):
        board.submit_minutes(ladder.ae, NOW)
    decide_all(board, chair)
    with pytest.raises(Refused, match="needs an owner and a day"):
        board.submit_minutes(ladder.ae, NOW)
    write(board, ladder.ae, actions=[])
    board.submit_minutes(ladder.ae, NOW)
    with pytest.raises(Refused, match="lie with the account manager"):
        write(board, ladder.ae)


def test_returned_minutes_are_written_on(board, ladder, signed_in):
    write(board, ladder.ae)
    board.submit_minutes(ladder.ae, NOW)
    browser = signed_in(ladder.am)
    assert browser.post(way("return-board-minutes", board), {"reason": ""}).status_code == 422
    browser.post(way("return-board-minutes", board), {"reason": "Who said so?"})
    board.refresh_from_db()
    assert board.minutes_submitted_at is None
    write(board, ladder.ae, "The chair said so.")


def test_a_presentation_waits_for_both_parts_of_its_rationale(client_of, ladder, chair, signed_in):
    board = make_held(client_of, ladder.ae, ladder.csd, chair, kind="presentation")
    decide_all(board, chair)
    write(board, ladder.ae)
    with pytest.raises(Refused, match="Creative has not signed"):
        board.submit_minutes(ladder.ae, NOW)
    signed_in(chair).post(way("board-rationale", board), {"text": "It waits with you."})
    with pytest.raises(Refused, match="Client service has not signed"):
        board.submit_minutes(ladder.ae, NOW)
    signed_in(ladder.ae).post(way("board-rationale", board), {"text": "It sells the card."})
    assert {row.part: row.author for row in BoardRationale.objects.all()} == {
        "creative": chair,
        "service": ladder.ae,
    }
    board.submit_minutes(ladder.ae, NOW)
    with pytest.raises(Refused, match="the rationale too"):
        BoardRationale.objects.sign(board, chair, "Else", NOW)
    for who, status in (("aae", 403), ("stranger", 404)):
        assert signed_in(getattr(ladder, who)).get(way("board-rationale", board)).status_code == (
            status
        )


def test_approved_minutes_are_frozen_and_the_board_is_closed(board, ladder, signed_in):
    write(board, ladder.ae)
    board.submit_minutes(ladder.ae, NOW)
    board.approve_minutes(ladder.am, board.minutes_hash, NOW)
    for change in ({"minutes": "Else"}, {"title": "Else"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ReviewBoard.objects.filter(pk=board.pk).update(**change)
    browser = signed_in(ladder.ae)
    assert browser.post(way("close-review-board", board)).status_code == 302
    assert browser.post(way("close-review-board", board)).status_code == 409
    board.refresh_from_db()
    assert (board.status, board.minutes) == ("closed", "Route A was agreed.")


def test_the_session_goes_into_ones_own_calendar(board, chair, signed_in):
    answer = signed_in(chair).get(way("session-calendar", board))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    for line in (
        "BEGIN:VEVENT",
        "DTSTART:20260310T093000Z",
        "SUMMARY:Creative board: Card launch\\, first round",
        "STATUS:CONFIRMED",
    ):
        assert line in text


def test_the_page_of_the_minutes_costs_the_same_with_thirty_actions(
    board, ladder, signed_in, django_assert_num_queries
):
    browser = signed_in(ladder.ae)
    write(board, ladder.ae, actions=[("One", ladder.ae, DUE)])
    browser.get(way("board-minutes", board))
    with django_assert_num_queries(16):
        browser.get(way("board-minutes", board))
    write(board, ladder.ae, actions=[(f"Action {n}", ladder.ae, DUE) for n in range(30)])
    with django_assert_num_queries(16):
        browser.get(way("board-minutes", board))


def test_who_wrote_the_minutes_does_not_approve_them_though_another_gave_them_in(board, ladder):
    write(board, ladder.am)
    board.submit_minutes(ladder.ae, NOW)
    assert not Approval.objects.waiting().get().can_decide(ladder.am)
    with pytest.raises(Refused, match="wrote himself"):
        board.approve_minutes(ladder.am, board.minutes_hash, NOW)
    board.approve_minutes(ladder.ad, board.minutes_hash, NOW)
