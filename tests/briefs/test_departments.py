"""Work with other departments: what waits for whom, and what each step tells whom."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connections

from accounts.models import Attachment, Notice, OutgoingMail, Question
from agency.lib.refusal import WRONG_RANK, WRONG_STATE, Refused
from briefs.models import (
    BriefingSession,
    Deliverable,
    DocumentEntry,
    Instruction,
    MaterialRequest,
    OutgoingDocument,
)
from briefs.tasks import tell_of_stale_documents
from tests.briefs.boards import make_board, make_brief
from tests.briefs.departments import (
    DUE,
    PDF,
    PNG,
    make_creative,
    make_deliverable,
    make_entry,
    make_instruction,
    make_job,
    make_material,
    make_outgoing,
    pdf,
)
from tests.cast import NOW, make_contact, make_person

LATER = NOW + timedelta(hours=2)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(LATER, tick=False)


def refusal_of(act, *args, **options):
    with pytest.raises(Refused) as refused:
        act(*args, **options)
    return refused.value


def told(person):
    return list(Notice.objects.filter(person=person, done_at=None).values_list("text", flat=True))


# -- Instructions ---------------------------------------------------------------------------------


def test_an_instruction_waits_for_the_department_on_the_team_and_nobody_else(client_of, ladder):
    row, creative = make_instruction(client_of, ladder), make_creative(client_of)
    elsewhere = make_person("other.creative", function="creative")

    assert list(Instruction.objects.waiting_for(creative)) == [row]
    assert told(creative) == [f"To acknowledge: Three routes ({row.job})"]
    for person in (elsewhere, ladder.planner, ladder.ae):
        assert list(Instruction.objects.waiting_for(person)) == []


def test_a_department_without_anybody_on_the_team_is_not_instructed(client_of, ladder):
    job = make_job(client_of, ladder)

    refusal = refusal_of(
        Instruction.objects.give, job, "media", ladder.ae, NOW, title="a", text="b", due_on=DUE
    )

    assert (refusal.status, refusal.field) == (WRONG_STATE, "department")


def test_acknowledging_tells_who_gave_it_and_takes_it_off_the_list(client_of, ladder, signed_in):
    row, creative = make_instruction(client_of, ladder), make_creative(client_of)

    signed_in(creative).post(f"/instructions/{row.pk}/acknowledge/")

    row.refresh_from_db()
    assert (row.acknowledged_by, row.acknowledged_at) == (creative, LATER)
    assert told(creative) == []
    assert told(ladder.ae) == ["Acknowledged by Daria: Three routes"]
    assert list(Instruction.objects.unacknowledged(ladder.ae)) == []


def test_a_working_day_unacknowledged_is_late(client_of, ladder):
    row = make_instruction(client_of, ladder, at=NOW)

    assert list(Instruction.objects.unacknowledged(ladder.ae)) == [row]
    assert not row.is_unheard(NOW + timedelta(hours=23))
    assert row.is_unheard(NOW + timedelta(hours=25))


def test_a_question_goes_back_to_who_gave_it_and_its_answer_returns(client_of, ladder):
    row, creative = make_instruction(client_of, ladder), make_creative(client_of)

    row.send_back(creative, "Which formats?", LATER)
    assert told(ladder.ae) == ["Sent back by Daria: Three routes. Which formats?"]
    assert list(Instruction.objects.waiting_for(creative)) == []

    row.give_again(ladder.ae, "Six, as in the brief.", DUE, LATER)
    assert list(Instruction.objects.waiting_for(creative)) == [row]
    assert row.answer == "Six, as in the brief."


def test_on_a_job_that_ended_nothing_is_asked_for_again(client_of, ladder, signed_in):
    job, creative = make_job(client_of, ladder), make_creative(client_of)
    row, material = make_instruction(client_of, ladder, job), make_material(client_of, ladder, job)
    row.send_back(creative, "Which formats?", LATER)
    material.receive(ladder.ae, LATER)
    page, again = f"/jobs/{job.pk}/work/", f"/materials/{material.pk}/again/"
    assert again in signed_in(ladder.ae).get(page).content.decode()
    job.cancel(ladder.ad, "The client stops.", LATER)

    assert "closed" in str(refusal_of(row.give_again, ladder.ae, "Six.", DUE, LATER))
    assert "closed" in str(refusal_of(material.reopen, ladder.ae, "The vector files", LATER))
    assert not Instruction.objects.waiting_for(creative).exists()
    assert not MaterialRequest.objects.open().exists()
    assert again not in signed_in(ladder.ae).get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_acknowledge_at_once_one_wins(client_of, ladder):
    row = make_instruction(client_of, ladder)
    people = [make_creative(client_of), make_creative(client_of, "paul")]
    gate = Barrier(2)

    def click(person):
        gate.wait()
        try:
            Instruction.objects.get(pk=row.pk).acknowledge(person, LATER)
        except Refused as refusal:
            return refusal.status
        finally:
            connections.close_all()
        return "won"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(map(str, pool.map(click, people))) == [str(WRONG_STATE), "won"]


# -- Materials ------------------------------------------------------------------------------------


def test_what_is_missing_blocks_its_stage_until_it_is_there(client_of, joanna, ladder):
    job = make_job(client_of, ladder)
    row = make_material(client_of, ladder, job=job, stage=job.stages.current().get())
    make_material(client_of, ladder, job=job, title="Texts")

    assert list(MaterialRequest.objects.blocking(job)) == [row]
    row.receive_part(ladder.aae, "The vector files", LATER)
    assert list(MaterialRequest.objects.blocking(job)) == [row]
    with pytest.raises(Refused, match="Logo files"):
        job.advance(ladder.ae, LATER)
    row.receive(ladder.aae, LATER, [pdf()])

    assert list(MaterialRequest.objects.blocking(job)) == []
    job.advance(ladder.ae, LATER)
    assert Attachment.objects.of(row).get().name == "plan.pdf"


def test_the_client_is_reminded_once_a_day_of_what_is_still_missing(client_of, joanna, ladder):
    row = make_material(client_of, ladder)
    row.receive_part(ladder.ae, "The vector files", LATER)

    row.remind(ladder.ae, LATER)
    refusal = refusal_of(row.remind, ladder.am, LATER + timedelta(hours=1))
    row.remind(ladder.ae, LATER + timedelta(days=1))

    mail = OutgoingMail.objects.order_by("pk").first()
    assert refusal.status == WRONG_STATE
    assert OutgoingMail.objects.count() == 2
    assert mail.to_address == joanna.email
    assert "The vector files" in mail.body


def test_whoever_has_no_address_is_not_written_to(client_of, ladder):
    silent = make_contact(client_of, "Luis Prieto", email="")
    row = make_material(client_of, ladder, contact=silent)

    assert "no e-mail address" in str(refusal_of(row.remind, ladder.ae, LATER))
    assert not row.can_be_reminded(LATER)


# -- Deliverables ---------------------------------------------------------------------------------


def test_a_rejection_says_why_and_what_to_do_next_and_begins_a_round(client_of, ladder):
    row, creative = make_deliverable(client_of, ladder), make_creative(client_of)
    row.deliver(creative, "", LATER, [pdf()])

    assert refusal_of(row.reject, ladder.ae, "Too dark", " ", DUE, LATER).field == "next_step"
    row.reject(ladder.ae, "Too dark", "Try white", DUE, LATER)
    row.deliver(creative, "On white", LATER)
    row.accept(ladder.am, "Clear now", LATER)

    rounds = [(one.round, one.outcome, one.next_step) for one in row.deliveries.all()]
    assert rounds == [(1, "rejected", "Try white"), (2, "accepted", "")]
    assert Deliverable.objects.tally() == {"accepted": 1, "right_first_time": 0}


def test_what_is_accepted_the_first_time_counts(client_of, ladder):
    row = make_deliverable(client_of, ladder)
    row.deliver(make_creative(client_of), "", LATER)
    assert list(Deliverable.objects.to_accept(ladder.ae)) == [row]

    row.accept(ladder.ae, "Clear", LATER)

    assert Deliverable.objects.tally() == {"accepted": 1, "right_first_time": 1}


def test_what_was_judged_keeps_its_files(client_of, ladder):
    row, creative = make_deliverable(client_of, ladder), make_creative(client_of)
    first = row.deliver(creative, "", LATER, [pdf()])
    row.reject(ladder.ae, "Too dark", "Try white", DUE, LATER)
    first.refresh_from_db()

    refusal = refusal_of(Attachment.objects.attach, first, client_of, pdf(), creative, LATER)

    assert refusal.status == WRONG_STATE


def test_late_ones_are_those_still_owed(client_of, ladder):
    row = make_deliverable(client_of, ladder)

    assert list(Deliverable.objects.late(DUE)) == []
    assert list(Deliverable.objects.late(DUE + timedelta(days=1))) == [row]


# -- The register ---------------------------------------------------------------------------------


def test_what_is_older_than_agreed_goes_to_its_keeper_and_the_ae_once(
    client_of, ladder, time_machine
):
    row = make_entry(client_of, ladder, check_every=30)
    time_machine.move_to(NOW + timedelta(days=31), tick=False)

    tell_of_stale_documents()
    tell_of_stale_documents()

    assert list(DocumentEntry.objects.stale((NOW + timedelta(days=31)).date())) == [row]
    for person in (ladder.aae, ladder.ae):
        assert told(person) == ["Older than agreed: Brand guidelines (Brightwater Bank)"]


def test_one_click_makes_it_fresh_again(client_of, ladder, signed_in):
    row = make_entry(client_of, ladder, at=NOW - timedelta(days=40), check_every=30)
    assert row.is_stale(LATER)

    signed_in(ladder.aae).post(f"/documents/{row.pk}/verify/")

    row.refresh_from_db()
    assert not row.is_stale(LATER)
    assert row.checked_by == ladder.aae


def test_other_departments_do_not_see_what_tells_of_money(client_of, ladder, signed_in):
    contract = make_entry(client_of, ladder, kind="contract", title="Frame contract")
    plan = make_entry(client_of, ladder, kind="plan", title="Media plan")
    creative = make_creative(client_of)

    page = signed_in(creative).get(f"/clients/{client_of.pk}/documents/").content.decode()

    assert list(DocumentEntry.objects.visible_to(creative)) == [plan]
    assert contract.title not in page


def test_a_link_that_would_run_is_no_link(client_of, ladder, signed_in):
    fields = {"kind": "plan", "title": "Plan", "owner": ladder.ae.pk, "link": "javascript:alert(1)"}

    answer = signed_in(ladder.ae).post(f"/clients/{client_of.pk}/documents/new/", fields)

    assert answer.status_code == 422
    assert not DocumentEntry.objects.exists()


# -- To the client --------------------------------------------------------------------------------


def approved(client, ladder):
    row = make_outgoing(client, ladder)
    row.submit(ladder.ae, LATER)
    row.approve(ladder.am, row.content_hash, LATER)
    row.approve(ladder.ad, row.content_hash, LATER)
    return row


def test_it_goes_after_am_and_ad_have_signed_with_the_very_bytes(client_of, joanna, ladder):
    row = make_outgoing(client_of, ladder)
    row.submit(ladder.ae, LATER)
    row.approve(ladder.am, row.content_hash, LATER)
    assert refusal_of(row.send, ladder.ae, [joanna], LATER).status == WRONG_STATE

    row.approve(ladder.ad, row.content_hash, LATER)
    row.send(ladder.ae, [joanna], LATER)

    letter = OutgoingMail.objects.get().letter("plates@northlight.example")
    assert letter.attachments[0][:2] == ("plan.pdf", PDF)
    assert refusal_of(row.send, ladder.ae, [joanna], LATER).status == WRONG_STATE


def test_the_author_signs_nothing_of_his_own_and_a_stale_page_signs_nothing(client_of, ladder):
    row = make_outgoing(client_of, ladder, by=ladder.am)
    row.submit(ladder.am, LATER)

    assert refusal_of(row.approve, ladder.am, row.content_hash, LATER).status == WRONG_RANK
    assert refusal_of(row.approve, ladder.ad, "0" * 64, LATER).status == WRONG_STATE


def test_what_is_approved_does_not_change_even_by_hand(client_of, ladder):
    row = approved(client_of, ladder)

    with pytest.raises(IntegrityError):
        OutgoingDocument.objects.filter(pk=row.pk).update(title="Another")


def test_only_a_pdf_goes(client_of, ladder):
    refusal = refusal_of(make_outgoing, client_of, ladder, upload=pdf("a.pdf", PNG))

    assert refusal.field == "upload"
    assert not OutgoingDocument.objects.exists()


def test_a_new_version_takes_its_place_and_is_approved_anew(client_of, ladder):
    row = approved(client_of, ladder)

    following = row.renew(ladder.ae, LATER, title="Second", message="", upload=pdf("b.pdf"))

    assert (row.status, following.version, following.status) == ("replaced", 2, "draft")
    assert list(OutgoingDocument.objects.newest()) == [following]


# -- Pages ----------------------------------------------------------------------------------------


def test_what_waits_for_a_department_is_its_home(client_of, ladder, signed_in):
    make_instruction(client_of, ladder)
    make_deliverable(client_of, ladder)
    browser = signed_in(make_creative(client_of))

    assert browser.get("/").url == "/waiting/"
    page = browser.get("/waiting/").content.decode()

    assert "Three routes" in page
    assert "Key visual" in page


@pytest.mark.parametrize("count", [1, 30])
def test_what_else_waits_for_a_department_costs_the_same_however_much(
    client_of, ladder, signed_in, count, django_assert_num_queries
):
    creative, elsewhere = make_creative(client_of), make_creative(client_of, "paul")
    job = make_job(client_of, ladder)
    for number in range(count):
        version = make_brief(client_of, ladder.ae, job, status="issued", issued_at=NOW)
        make_board(
            client_of, ladder.ae, ladder.ad, title=f"Board {number}", members=[creative],
            starts_at=LATER + timedelta(days=1), ends_at=LATER + timedelta(days=1, hours=1),
        )  # fmt: skip
        Question.objects.ask(version.brief, "Six formats?", ladder.ae, NOW, assignee=creative)
        BriefingSession.objects.plan(
            version, LATER + timedelta(days=1), LATER + timedelta(days=1, hours=1), "Room 2",
            ladder.ae, [creative], ladder.ae, NOW,
        )  # fmt: skip
    browser = signed_in(creative)
    browser.get("/waiting/")
    with django_assert_num_queries(11):
        page = browser.get("/waiting/")
    for name in ("boards", "questions", "briefings"):
        assert len(page.context[name]) == count
    assert len(page.context["issued"]) == min(count, 20)
    other = signed_in(elsewhere).get("/waiting/").context
    assert not other["boards"] + other["questions"] + other["briefings"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_pages_ask_the_same_however_much_there_is(
    client_of, joanna, ladder, signed_in, count, django_assert_num_queries
):
    job = make_job(client_of, ladder)
    for _number in range(count):
        make_instruction(client_of, ladder, job)
        make_material(client_of, ladder, job)
        make_deliverable(client_of, ladder, job).deliver(make_creative(client_of), "", LATER)
        make_deliverable(client_of, ladder, job)
        make_entry(client_of, ladder, job=job)
    pages = [
        (ladder.ae, f"/jobs/{job.pk}/work/", 9),
        (ladder.ae, f"/jobs/{job.pk}/files/", 7),
        (ladder.ae, f"/clients/{client_of.pk}/documents/", 7),
        (make_creative(client_of), "/waiting/", 12),
    ]
    for person, address, queries in pages:
        browser = signed_in(person)
        browser.get(address)
        with django_assert_num_queries(queries):
            assert browser.get(address).status_code == 200
