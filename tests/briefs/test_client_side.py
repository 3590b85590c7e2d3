"""The agency's side of a client's approval: asked, sent again, withdrawn, recorded, listed."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from accounts.models import Attachment, ClientAnswer, ClientLink, OutgoingMail
from agency.lib.refusal import Refused
from tests.cast import (
    NOW,
    make_approved,
    make_client,
    make_contact,
    make_team,
    make_version_for_client,
)

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"


@pytest.fixture
def approver(client_of):
    return make_contact(client_of, "Dana Reyes", approves_briefs=True)


@pytest.fixture
def version(client_of, ladder):
    return make_version_for_client(client_of, ladder.ae, timezone.now())


@pytest.fixture
def link(version, approver, ladder):
    return ClientLink.objects.invite(version, approver, ladder.ae, timezone.now())


def url(name, row):
    return reverse(name, args=[row.pk])


def proof(name="signed.pdf", content=PDF):
    return ContentFile(content, name=name)


def record(version, approver, by, **facts):
    at = timezone.now()
    facts = {
        "contact": approver,
        "decided_on": version.client.local_date(at),
        "method": "paper",
        "proof": [proof()],
        **facts,
    }
    return ClientAnswer.objects.record(version, by, at, **facts)


# -- Asking -------------------------------------------------------------------------------------


def test_an_executive_asks_a_contact_and_reads_the_address_once(
    version, approver, ladder, signed_in
):
    make_contact(version.client, "No Authority")
    browser = signed_in(ladder.ae)
    asked = browser.get(url("briefs:invite-client", version))
    assert list(asked.context["form"].fields["contact"].queryset) == [approver]

    answer = browser.post(url("briefs:invite-client", version), {"contact": approver.pk})
    address = answer.context["link"].address
    assert address in answer.content.decode()
    assert address in OutgoingMail.objects.get().body
    page = browser.get(url("briefs:client-approval", version)).content.decode()
    assert "Dana Reyes" in page
    assert address not in page


def test_without_anybody_who_may_approve_the_page_says_where_to_enter_one(
    version, ladder, signed_in
):
    page = signed_in(ladder.ae).get(url("briefs:client-approval", version)).content.decode()

    assert "Nobody at the client may approve briefs" in page
    assert url("accounts:client-people", version.client) in page
    assert url("briefs:invite-client", version) not in page


def test_an_assistant_is_shown_the_state_and_no_act(link, version, ladder, signed_in):
    page = signed_in(ladder.aae).get(url("briefs:client-approval", version)).content.decode()

    assert "Sent, not opened" in page
    assert "/client-links/" not in page
    assert "Ask the client" not in page


def test_a_link_is_sent_again_extended_and_withdrawn_from_the_page(link, ladder, signed_in):
    browser = signed_in(ladder.ae)
    again = browser.post(url("accounts:send-link-again", link))
    assert "/answer/" in again.content.decode()
    until = timezone.now().date() + timedelta(days=30)
    browser.post(url("accounts:extend-link", link), {"until": until})
    link.refresh_from_db()
    assert link.client.local_date(link.expires_at - timedelta(seconds=1)) == until
    assert browser.post(url("accounts:revoke-link", link), {"reason": ""}).status_code == 422
    browser.post(url("accounts:revoke-link", link), {"reason": "Wrong person"})
    link.refresh_from_db()
    assert (link.revoked_by, link.revoke_reason) == (ladder.ae, "Wrong person")
    assert browser.post(url("accounts:send-link-again", link)).status_code == 409


def test_a_reminder_by_the_list_goes_once_a_day(link, ladder, signed_in):
    browser = signed_in(ladder.ae)
    assert browser.post(url("accounts:remind-client", link)).status_code == 409
    ClientLink.objects.update(made_at=timezone.now() - timedelta(days=2))
    assert browser.post(url("accounts:remind-client", link)).status_code == 302
    assert OutgoingMail.objects.count() == 2


# -- On the brief's page --------------------------------------------------------------------------


def test_the_brief_both_have_signed_offers_to_ask_the_client_as_the_next_thing(
    client_of, approver, ladder, signed_in
):
    version = make_approved(client_of, ladder.ae, [ladder.am, ladder.ad], "expectation")
    browser, ask = signed_in(ladder.ae), url("briefs:invite-client", version)
    page = browser.get(version.get_absolute_url()).content.decode()
    assert 'id="client-approval"' in page
    assert page.count("Ask the client…") == 1
    assert ask in page

    browser.post(ask, {"contact": approver.pk})
    page = browser.get(version.get_absolute_url()).content.decode()
    assert "Sent, not opened" in page
    assert "Ask the client…" not in page
    assert "Ask somebody else…" in page
    assert ask not in signed_in(ladder.aae).get(version.get_absolute_url()).content.decode()


def test_one_that_stays_in_the_house_says_nothing_of_the_client(client_of, ladder, signed_in):
    version = make_approved(client_of, ladder.ae, [ladder.am])
    page = signed_in(ladder.ae).get(version.get_absolute_url()).content.decode()

    assert 'id="client-approval"' not in page
    assert "Ask the client" not in page


@pytest.mark.parametrize("act", ["withdraw", "revise"])
def test_nobody_is_asked_any_more_for_what_is_withdrawn_or_changed(act, link, version, ladder):
    getattr(version, act)(ladder.am, "The client moved the start.", timezone.now())
    link.refresh_from_db()

    assert link.state(timezone.now()) == "dropped"
    assert link.why_shut(timezone.now()) == "replaced"


def test_of_two_approved_versions_only_the_newer_goes_to_the_client(version, approver, ladder):
    make_version_for_client(version.client, ladder.ae, brief=version.brief)

    with pytest.raises(Refused, match="newer version"):
        ClientLink.objects.invite(version, approver, ladder.ae, timezone.now())


# -- Recording ----------------------------------------------------------------------------------


def test_an_approval_on_paper_is_recorded_with_its_proof_and_closes_the_links(
    link, version, approver, ladder
):
    answer = record(version, approver, ladder.am, note="At the meeting")
    version.refresh_from_db()
    link.refresh_from_db()

    assert (answer.method, answer.recorded_by, answer.words) == (
        "paper",
        ladder.am,
        "At the meeting",
    )
    assert version.status == "client_signed"
    assert link.answer == answer
    assert Attachment.objects.of(answer).get().name == "signed.pdf"
    with pytest.raises(Refused, match="stays as it is"):
        Attachment.objects.get().remove(ladder.ad, "Tidying", NOW)
    with pytest.raises(Refused, match="Dana Reyes approved"):
        record(version, approver, ladder.am)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"proof": []}, "proof"),
        ({"method": "order"}, "order_number"),
        ({"method": "link"}, "method"),
        ({"decided_on": timezone.now().date() + timedelta(days=3)}, "decided_on"),
    ],
)
def test_what_is_missing_refuses_the_record(facts, field, version, approver, ladder):
    with pytest.raises(Refused) as refusal:
        record(version, approver, ladder.am, **facts)
    assert refusal.value.field == field
    assert not ClientAnswer.objects.exists()


def test_a_proof_that_is_a_program_is_refused_whole(version, approver, ladder):
    with pytest.raises(Refused):
        record(version, approver, ladder.am, proof=[proof(), proof("run.exe", b"MZ" + bytes(99))])
    version.refresh_from_db()
    assert version.status == "approved_internal"
    assert not ClientAnswer.objects.exists()


def test_an_executive_records_nothing_and_is_told_whom_to_ask(version, approver, ladder):
    with pytest.raises(Refused, match="Ask Am") as refusal:
        record(version, approver, ladder.ae)
    assert refusal.value.status == 403


def test_a_manager_records_an_order_from_the_page(version, approver, ladder, signed_in):
    browser = signed_in(ladder.am)
    data = {
        "contact": approver.pk,
        "decided_on": version.client.local_date(timezone.now()),
        "method": "order",
        "order_number": "PO 4500-77120",
        "proof": proof("order.pdf"),
    }
    assert browser.post(url("briefs:record-approval", version), data).status_code == 302
    page = browser.get(url("briefs:client-approval", version)).content.decode()
    assert "PO 4500-77120" in page
    assert "recorded by Am" in page
    assert "order.pdf" in page


# -- What waits at clients ------------------------------------------------------------------------


def test_the_list_shows_what_waits_and_what_was_answered(link, ladder, signed_in):
    browser = signed_in(ladder.aae)
    waiting = browser.get("/with-the-client/")
    assert [row.pk for row in waiting.context["page"]] == [link.pk]
    link.approve(timezone.now(), name="Dana", content_hash=link.content_hash)
    assert list(browser.get("/with-the-client/").context["page"]) == []
    answered = browser.get("/with-the-client/?view=answered")
    assert [row.pk for row in answered.context["page"]] == [link.pk]
    assert list(signed_in(ladder.stranger).get("/with-the-client/").context["page"]) == []


@pytest.mark.parametrize("rows", [1, 30])
def test_the_list_asks_equally_often_for_one_row_and_for_thirty(
    rows, ladder, signed_in, django_assert_num_queries
):
    for number in range(rows):
        client = make_team(make_client(f"C{chr(65 + number // 26)}{chr(65 + number % 26)}"), ladder)
        contact = make_contact(client, approves_briefs=True)
        version = make_version_for_client(client, ladder.ae)
        ClientLink.objects.invite(version, contact, ladder.ae, timezone.now())
    browser = signed_in(ladder.ae)
    browser.get("/with-the-client/")
    with django_assert_num_queries(7):
        browser.get("/with-the-client/")
