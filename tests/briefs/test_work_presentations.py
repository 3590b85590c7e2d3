"""Work on its way to the client: only what a board let through, and what the client said of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Client
from agency.lib.refusal import Refused
from briefs.figures import rework_counts
from briefs.models import BoardWork, WorkPresentation
from tests.briefs.boards import (
    DAY,
    HOUR,
    decide_all,
    make_approved,
    make_brief,
    make_creative,
    make_held,
    make_job,
    sign_pack,
)
from tests.cast import NOW, make_client, make_contact, make_contract, put_on_team

BACK = {"reason": "Weak.", "next_step": "Begin again."}


@pytest.fixture
def chair(client_of):
    return make_creative(client_of, "chair")


@pytest.fixture
def job(client_of, ladder):
    return make_job(client_of, ladder.ae)


def decided(client, ladder, chair, outcome="approved", job=None, kind="creative", **words):
    """Work of a board that said so."""
    board = make_approved(
        client, ladder.ae, ladder.csd, chair, kind=kind, jobs=[job] if job else []
    )
    if job:
        board.works.get().edit(ladder.ae, NOW - DAY, title="Route A", job=job)
        sign_pack(board, ladder.ae, ladder.csd, NOW - DAY)
    board.hold(ladder.ae, board.people, NOW)
    decide_all(board, chair, outcome, **words)
    return BoardWork.objects.get(board=board)


def present(work, by, joanna, at=NOW):
    return WorkPresentation.objects.present(work, by, [joanna], at, at)


def way(name, work):
    return reverse(f"briefs:{name}", args=[work.pk])


def test_approved_work_is_presented_and_the_answer_noted(
    client_of, ladder, chair, joanna, signed_in
):
    work = decided(client_of, ladder, chair)
    browser = signed_in(ladder.ae)
    sent = {"contacts": [joanna.pk], "presented_at": "2026-03-10T10:00"}
    assert browser.post(way("present-work", work), {"contacts": []}).status_code == 422
    assert browser.post(way("present-work", work), sent).url == work.get_absolute_url()
    shown = WorkPresentation.objects.get()
    assert (list(shown.contacts.all()), shown.presented_by) == ([joanna], ladder.ae)
    assert browser.post(way("present-work", work), sent).status_code == 409
    wanted = {"answer": "changes_wanted"}
    assert browser.post(way("note-client-answer", work), wanted).status_code == 409
    browser.post(way("note-client-answer", work), wanted | {"words": "Show people."})
    shown.refresh_from_db()
    assert (shown.answer, shown.words, shown.noted_by) == (
        "changes_wanted",
        "Show people.",
        ladder.ae,
    )
    page = browser.get(work.get_absolute_url()).content.decode()
    assert "Show people." in page
    assert "Joanna Okafor" in page
    answer = browser.post(way("note-client-answer", work), {"answer": "accepted"})
    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("outcome", "words", "sentence"),
    [
        ("rework", BACK, "The board did not approve it"),
        ("rejected", BACK, "The board did not approve it"),
        ("approved_with_changes", {"changes": "Earlier."}, "changes are not confirmed"),
        ("keep_off_brief", {"reason": "For summer."}, "has not released it"),
    ],
)
def test_work_without_an_approved_outcome_is_not_presented(
    client_of, ladder, chair, joanna, outcome, words, sentence
):
    work = decided(client_of, ladder, chair, outcome, **words)
    with pytest.raises(Refused, match=sentence):
        present(work, ladder.ae, joanna)
    assert WorkPresentation.objects.count() == 0


def test_undecided_work_is_not_presented(client_of, ladder, chair, joanna):
    board = make_held(client_of, ladder.ae, ladder.csd, chair)
    with pytest.raises(Refused, match="No board has approved it yet"):
        present(board.works.get(), ladder.ae, joanna)


def test_changes_are_confirmed_by_the_chair_or_the_manager(
    client_of, ladder, chair, joanna, signed_in
):
    work = decided(client_of, ladder, chair, "approved_with_changes", changes="Earlier.")
    assert signed_in(ladder.ae).post(way("confirm-work-changes", work)).status_code == 403
    assert signed_in(chair).post(way("confirm-work-changes", work)).status_code == 302
    assert signed_in(chair).post(way("confirm-work-changes", work)).status_code == 409
    present(BoardWork.objects.get(), ladder.ae, joanna)


def test_off_brief_work_is_released_and_shown_beside_the_answer(
    client_of, ladder, chair, joanna, job, signed_in
):
    off = decided(client_of, ladder, chair, "keep_off_brief", job=job, reason="For summer.")
    assert signed_in(ladder.am).post(way("release-work", off)).status_code == 403
    assert signed_in(ladder.ad).post(way("release-work", off)).status_code == 302
    assert signed_in(ladder.ad).post(way("release-work", off)).status_code == 409
    off.refresh_from_db()
    with pytest.raises(Refused, match="beside the answer to the brief"):
        present(off, ladder.ae, joanna)
    decided(client_of, ladder, chair, job=job)
    present(off, ladder.ae, joanna)


def test_the_csd_lets_work_go_with_a_reason_that_everybody_reads(
    client_of, ladder, chair, joanna, job, signed_in
):
    work = decided(client_of, ladder, chair, "rework", job=job, **BACK)
    sent = {"reason": "The client flies tonight."}
    for who in ("gad", "ad", "ae"):
        assert signed_in(getattr(ladder, who)).post(
            way("override-board", work), sent
        ).status_code == (403)
    browser = signed_in(ladder.csd)
    assert browser.post(way("override-board", work), {"reason": ""}).status_code == 422
    assert browser.post(way("override-board", work), sent).status_code == 302
    assert browser.post(way("override-board", work), sent).status_code == 409
    work.refresh_from_db()
    present(work, ladder.ae, joanna)
    for address in (
        work.get_absolute_url(),
        reverse("briefs:job-reviews", args=[job.pk]),
        reverse("briefs:client-reviews", args=[client_of.pk]),
    ):
        assert "The client flies tonight." in browser.get(address).content.decode()


def test_the_csd_sends_a_weak_presentation_back(client_of, ladder, chair, joanna, signed_in):
    work = decided(client_of, ladder, chair, kind="presentation")
    browser = signed_in(ladder.csd)
    assert browser.post(way("send-back-work", work), {"reason": "Weak."}).status_code == 422
    assert browser.post(way("send-back-work", work), BACK).status_code == 302
    assert browser.post(way("send-back-work", work), BACK).status_code == 409
    work.refresh_from_db()
    with pytest.raises(Refused, match="The CSD sent it back"):
        present(work, ladder.ae, joanna)
    other = decided(client_of, ladder, chair)
    with pytest.raises(Refused, match="Only a presentation"):
        other.send_back(ladder.csd, "Weak.", "Begin again.", NOW)


def test_nobody_of_another_client_and_no_day_ahead(client_of, ladder, chair, joanna):
    work = decided(client_of, ladder, chair)
    other = make_contact(make_client("ORC", "Orchard"), "Olga")
    with pytest.raises(Refused, match="another client"):
        present(work, ladder.ae, other)
    with pytest.raises(Refused, match="still to come"):
        WorkPresentation.objects.present(work, ladder.ae, [joanna], NOW + HOUR, NOW)
    with pytest.raises(Refused, match="Say who"):
        WorkPresentation.objects.present(work, ladder.ae, [], NOW, NOW)


# -- Rounds beyond the contract -------------------------------------------------------------------


def test_rounds_beyond_the_contract_and_rebriefs_count_a_job(client_of, ladder, chair, joanna, job):
    make_contract(client_of, rounds_included=0)
    work = decided(client_of, ladder, chair, job=job)
    present(work, ladder.ae, joanna).note_answer(ladder.ae, "changes_wanted", "More.", NOW)
    make_brief(client_of, ladder.ae, job, is_rebrief=True)
    quiet = make_job(client_of, ladder.ae, "Quiet job")
    decided_too = decided(client_of, ladder, chair, job=quiet)
    present(decided_too, ladder.ae, joanna).note_answer(ladder.ae, "accepted", "", NOW)

    found = rework_counts([client_of], NOW)[client_of.pk]

    assert (found.mean, found.jobs) == (1.0, 2)
    assert [proof.label for proof in found.proof] == [job.number]
    assert rework_counts(Client.objects.all(), NOW + timedelta(days=91)) == {}


def test_included_rounds_cost_nothing_and_the_work_says_how_many(
    client_of, ladder, chair, joanna, job, signed_in
):
    contract = make_contract(client_of, rounds_included=1)
    work = decided(client_of, ladder, chair, job=job)
    present(work, ladder.ae, joanna).note_answer(ladder.ae, "changes_wanted", "More.", NOW)
    assert rework_counts(Client.objects.all(), NOW)[client_of.pk].mean == 0
    contract.edit(ladder.ad, NOW, rounds_included=0)
    page = signed_in(ladder.ae).get(work.get_absolute_url()).content.decode()
    assert "Rounds of changes: 1; the contract includes 0." in page


def test_the_figures_ask_the_same_for_one_client_and_for_thirty(
    client_of, ladder, chair, joanna, job, django_assert_num_queries
):
    make_contract(client_of)
    work = decided(client_of, ladder, chair, job=job)
    present(work, ladder.ae, joanna)
    with django_assert_num_queries(1):
        rework_counts(Client.objects.all(), NOW)
    for number in range(29):
        other = make_client(f"C{chr(65 + number // 26)}{chr(65 + number % 26)}", f"Client {number}")
        make_contract(other)
        put_on_team(other, ladder.ae, "ae")
        further = make_job(other, ladder.ae)
        make_brief(other, ladder.ae, further, is_rebrief=True)
    with django_assert_num_queries(1):
        assert len(rework_counts(Client.objects.all(), NOW)) == 30
