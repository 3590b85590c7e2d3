"""Links for clients: made, sent, withdrawn; what is refused; what the client answers by them."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.db import IntegrityError, transaction

from accounts.models import ClientAnswer, ClientLink, Notice, OutgoingMail
from agency.lib.refusal import Refused
from briefs.models import BriefVersion
from tests.cast import NOW, make_client, make_contact, make_version_for_client

LATER = NOW + timedelta(hours=5)


@pytest.fixture
def approver(client_of):
    return make_contact(client_of, "Dana Reyes", approves_briefs=True)


@pytest.fixture
def version(client_of, ladder):
    return make_version_for_client(client_of, ladder.ae)


@pytest.fixture
def link(version, approver, ladder):
    return ClientLink.objects.invite(version, approver, ladder.am, NOW)


def say_yes(link, at=LATER, **facts):
    link.approve(at, **{"name": "Dana Reyes", "content_hash": link.content_hash, **facts})


def say_no(link, at=LATER, words="The figure is last year's.", **facts):
    link.decline(at, words=words, name="Dana Reyes", content_hash=link.content_hash, **facts)


# -- Inviting -----------------------------------------------------------------------------------


def test_a_letter_brings_the_address_and_only_the_hash_of_its_secret_is_kept(link, approver):
    mail = OutgoingMail.objects.get()
    token = urlsplit(link.address).path.split("/")[2]

    assert (mail.to_address, mail.client) == (approver.email, link.client)
    assert link.address in mail.body
    assert ClientLink.objects.found(token) == link
    assert len(token.split(".")[0]) >= 32  # 192 bits in base 64
    assert token.split(".")[0] not in str(list(link.keys.values()))
    assert link.expires_at == NOW + timedelta(days=14)


def test_the_letter_speaks_the_contacts_language(version, approver, ladder):
    approver.language = "it"
    approver.save()
    link = ClientLink.objects.invite(version, approver, ladder.ae, NOW)

    assert link.language == "it"


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"approves_briefs": False}, "no authority"),
        ({"email": ""}, "no e-mail"),
        ({"until_on": NOW.date() - timedelta(days=1)}, "no longer at the client"),
        ({"from_on": NOW.date() + timedelta(days=1)}, "no authority"),
    ],
)
def test_only_a_contact_with_the_authority_and_an_address_is_asked(
    facts, sentence, version, approver, ladder
):
    for name, value in facts.items():
        setattr(approver, name, value)
    approver.save()

    with pytest.raises(Refused, match=sentence):
        ClientLink.objects.invite(version, approver, ladder.ae, NOW)
    assert not ClientLink.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_nobody_of_another_client_is_asked(version, ladder):
    other = make_contact(make_client("ORC", "Orchard"), "Otto", approves_briefs=True)
    with pytest.raises(Refused):
        ClientLink.objects.invite(version, other, ladder.ae, NOW)


@pytest.mark.parametrize("status", sorted({*BriefVersion.Status.values} - {"approved_internal"}))
def test_only_what_the_agency_has_approved_goes_out(status, client_of, approver, ladder):
    version = make_version_for_client(client_of, ladder.ae, status=status)
    with pytest.raises(Refused, match="agency has approved"):
        ClientLink.objects.invite(version, approver, ladder.ae, NOW)


def test_what_was_approved_for_inside_only_does_not_go_out(client_of, approver, ladder):
    version = make_version_for_client(client_of, ladder.ae, is_for_client=False)
    with pytest.raises(Refused, match="not approved to go to the client"):
        ClientLink.objects.invite(version, approver, ladder.ae, NOW)


def test_an_executive_asks_and_an_assistant_does_not(version, approver, ladder):
    with pytest.raises(Refused) as refusal:
        ClientLink.objects.invite(version, approver, ladder.aae, NOW)
    assert refusal.value.status == 403


def test_one_contact_has_one_open_link_to_a_version(link, version, approver, ladder):
    with pytest.raises(Refused, match="has a link"):
        ClientLink.objects.invite(version, approver, ladder.ae, NOW)
    assert OutgoingMail.objects.count() == 1


# -- Withdrawing, sending again, reminding --------------------------------------------------------


def test_a_withdrawn_link_opens_nothing(link, ladder):
    link.revoke(ladder.ae, "Wrong person", LATER)

    assert link.why_shut(LATER) == "revoked"
    with pytest.raises(Refused, match="no longer works"):
        say_yes(link)
    with pytest.raises(Refused, match="was withdrawn"):
        link.revoke(ladder.ae, "Again", LATER)
    with pytest.raises(Refused, match="Say why"):
        link.revoke(ladder.ae, " ", LATER)


def test_sending_again_makes_a_new_address_and_the_old_one_says_so(link, ladder):
    old = link.address
    link.send_again(ladder.ae, LATER)

    assert link.address != old
    assert OutgoingMail.objects.count() == 2
    assert ClientLink.objects.found(token_of(old)).why_shut(LATER) == "replaced"
    assert ClientLink.objects.found(token_of(link.address)).why_shut(LATER) == ""


def test_an_expired_link_is_shut_until_it_is_extended(link, ladder):
    after = link.expires_at
    assert link.why_shut(after) == "expired"
    with pytest.raises(Refused, match="no longer works"):
        say_yes(link, after)

    link.extend(ladder.ae, (after + timedelta(days=3)).date(), after)
    assert link.why_shut(after) == ""
    with pytest.raises(Refused, match="still to come"):
        link.extend(ladder.ae, after.date(), after)


def test_a_reminder_goes_once_a_day_and_the_first_address_still_works(link, ladder):
    first = token_of(link.address)
    with pytest.raises(Refused, match="written to today"):
        link.remind(ladder.ae, LATER)
    tomorrow = NOW + timedelta(days=1)
    link.remind(ladder.ae, tomorrow)
    with pytest.raises(Refused, match="written to today"):
        link.remind(ladder.ae, tomorrow + timedelta(hours=2))

    assert OutgoingMail.objects.count() == 2
    assert ClientLink.objects.found(first).why_shut(tomorrow) == ""
    assert ClientLink.objects.found(token_of(link.address)).why_shut(tomorrow) == ""


@pytest.mark.parametrize("verb", ["revoke", "send_again", "extend", "remind"])
def test_an_assistant_manages_no_link(verb, link, ladder):
    tomorrow = NOW + timedelta(days=1)
    more = {"revoke": ["Why"], "extend": [tomorrow.date() + timedelta(days=9)]}.get(verb, [])
    with pytest.raises(Refused) as refusal:
        getattr(link, verb)(ladder.aae, *more, tomorrow)
    assert refusal.value.status == 403


# -- Answering ----------------------------------------------------------------------------------


def test_a_yes_is_kept_with_name_time_address_and_hash(link, version, approver, ladder):
    say_yes(link, name="D. Reyes", ip="192.0.2.7", user_agent="Browser")

    answer = ClientAnswer.objects.get()
    version.refresh_from_db()
    assert (answer.contact, answer.name, answer.ip) == (approver, "D. Reyes", "192.0.2.7")
    assert (answer.decided_at, answer.content_hash) == (LATER, version.content_hash)
    assert (version.status, version.client_signed_at) == ("client_signed", LATER)
    assert link.why_shut(LATER) == "answered"
    assert Notice.objects.get(person=ladder.am).text.startswith("Approved by D. Reyes")
    copy = OutgoingMail.objects.first()
    assert copy.to_address == approver.email
    assert version.content_hash in copy.body


def test_a_no_needs_words_and_goes_back_to_whoever_asked(link, version, ladder):
    with pytest.raises(Refused, match="what should be different"):
        say_no(link, words=" ")
    say_no(link)

    notice = Notice.objects.get(person=ladder.am)
    assert notice.is_to_do
    assert "last year's" in notice.text
    assert ClientAnswer.objects.get().decision == "declined"
    assert BriefVersion.objects.get().status != "client_signed"


def test_of_two_contacts_the_second_is_told_who_was_faster(link, version, client_of, ladder):
    second = make_contact(client_of, "Otto Berg", approves_briefs=True)
    other = ClientLink.objects.invite(version, second, ladder.ae, NOW)
    say_yes(link)

    with pytest.raises(Refused, match="Dana Reyes approved this version on 10 March 2026, 15:00"):
        say_no(other)
    other.refresh_from_db()
    assert other.answer == ClientAnswer.objects.get()
    with pytest.raises(Refused, match="Dana Reyes approved"):
        ClientLink.objects.invite(version, second, ladder.ae, LATER)


def test_a_page_of_another_version_is_no_answer_to_this_one(link):
    with pytest.raises(Refused, match="read it again"):
        say_yes(link, content_hash="f" * 64)
    assert not ClientAnswer.objects.exists()


def test_a_version_that_was_replaced_is_not_answered(link, version):
    BriefVersion.objects.filter(pk=version.pk).update(status="superseded")
    link.refresh_from_db()
    assert link.why_shut(LATER) == "replaced"
    with pytest.raises(Refused, match="no longer works"):
        say_yes(link)


def test_who_lost_the_authority_meanwhile_answers_nothing(link, approver):
    approver.approves_briefs = False
    approver.save()
    link.refresh_from_db()
    with pytest.raises(Refused, match="no longer works"):
        say_yes(link)


def test_an_answer_and_its_link_never_change(link):
    say_yes(link)
    for change in (
        lambda: ClientAnswer.objects.update(name="Somebody else"),
        lambda: ClientAnswer.objects.all().delete(),
        lambda: ClientLink.objects.update(content_hash="0" * 64),
        lambda: ClientLink.objects.update(answer=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def token_of(address):
    return urlsplit(address).path.split("/")[2]


@pytest.mark.parametrize("was_opened", [True, False])
def test_what_changed_is_told_against_a_version_that_the_client_opened(
    client_of, ladder, version, approver, was_opened
):
    if was_opened:
        ClientLink.objects.invite(version, approver, ladder.am, NOW).open(NOW)
    later = make_version_for_client(client_of, ladder.ae, brief=version.brief)
    assert bool(later.client_changes()) is was_opened
