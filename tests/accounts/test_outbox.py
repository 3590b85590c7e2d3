"""What is owed by mail goes out once, to one address, and its outcome is known."""

from datetime import timedelta
from email.utils import getaddresses

import pytest
from django.core import mail as postbox
from django.core.mail.backends.locmem import EmailBackend

from accounts.models import AgencyProfile, Heartbeat, OutgoingMail
from accounts.models.mail import MOST_TRIES
from accounts.tasks import send_due_mail
from agency.lib.refusal import Refused
from tests.cast import LONG_AGO, NOW, make_mail, make_paper

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


def send(at=NOW):
    return OutgoingMail.objects.send_due(at)


def test_a_mail_that_is_owed_goes_out_and_its_acceptance_is_stamped():
    owed = make_mail(reply_to="daria@northlight.example")

    assert send() == 1

    owed.refresh_from_db()
    assert owed.state == "accepted"
    assert NOW <= owed.accepted_at < NOW + MINUTE
    assert (owed.tries, owed.error) == (1, "")
    (letter,) = postbox.outbox
    message = letter.message()
    assert message["To"] == "Joanna Okafor <joanna@brw.example>"
    assert message["Message-ID"] == "<letter-1@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Reply-To"] == "daria@northlight.example"
    assert letter.body == "Dear Joanna,\nhere it is."


def test_a_mail_goes_out_once_however_often_the_round_is_made():
    make_mail()

    assert [send(), send(), send(NOW + timedelta(hours=1))] == [1, 0, 0]
    assert len(postbox.outbox) == 1


def test_a_mail_is_not_sent_before_its_time_and_not_without_its_paper(client_of):
    make_mail("later", at=NOW + MINUTE)
    paper = make_paper(client_of)
    make_mail("with-paper", client=client_of, paper=paper)

    assert send() == 0


def test_the_paper_goes_along_under_its_number(client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = make_paper(client_of)
    paper.keep(b"%PDF-1.7 the bytes", NOW)
    make_mail(client=client_of, paper=paper)

    assert send() == 1
    assert postbox.outbox[0].attachments == [
        ("BRW-CR-26-017-v1.pdf", b"%PDF-1.7 the bytes", "application/pdf")
    ]


def test_a_mail_whose_paper_was_tampered_with_stays_and_says_so(client_of, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    paper = make_paper(client_of)
    paper.keep(b"%PDF-1.7 the bytes", NOW)
    (tmp_path / paper.file.name).write_bytes(b"%PDF-1.7 others")
    owed = make_mail(client=client_of, paper=paper)

    assert send() == 0

    owed.refresh_from_db()
    assert owed.state == "delayed"
    assert owed.error == "The mail or its paper could not be read."
    assert postbox.outbox == []


def test_mails_come_from_the_agency_at_its_own_address_or_the_installations(settings):
    settings.DEFAULT_FROM_EMAIL = "Plates <plates@house.example>"
    profile = AgencyProfile.current()
    AgencyProfile.objects.filter(pk=profile.pk).update(name="Northlight, Rome")
    make_mail("one")
    send()
    AgencyProfile.objects.filter(pk=profile.pk).update(mail_from="reports@northlight.example")
    make_mail("two")
    send()

    assert [letter.from_email for letter in postbox.outbox] == [
        '"Northlight, Rome" <plates@house.example>',
        '"Northlight, Rome" <reports@northlight.example>',
    ]


# -- Rights at the moment of sending ------------------------------------------------------------


def test_nobody_who_has_left_gets_a_mail(ladder, client_of):
    owed = make_mail(person=ladder.ae, client=client_of, address=ladder.ae.email)
    ladder.ae.is_active = False
    ladder.ae.save()

    assert send() == 0
    owed.refresh_from_db()
    assert (owed.state, owed.error) == ("failed", "Ae is no longer with the agency.")


def test_whoever_lost_the_client_meanwhile_does_not_get_the_mail(ladder, client_of):
    owed = make_mail(person=ladder.aae, client=client_of, address=ladder.aae.email)
    kept = make_mail("ae", person=ladder.ae, client=client_of, address=ladder.ae.email)
    client_of.team.filter(person=ladder.aae).update(until_on=LONG_AGO)

    assert send() == 1
    owed.refresh_from_db()
    kept.refresh_from_db()
    assert (owed.state, owed.error) == ("failed", "Aae may no longer see Brightwater Bank.")
    assert kept.state == "accepted"


# -- One mail, one recipient --------------------------------------------------------------------

BREAKS = ["\n", "\r\n", "\u2028", "\u2029", "\x0b", "\x85", "\0"]
NAMES = [
    *(f"Joanna{mark}Bcc: eve@evil.example" for mark in BREAKS),
    "Okafor, Joanna <eve@evil.example>, x",
    'Joanna" <eve@evil.example>, "x',
    "eve@evil.example,",
    "Иоанна " * 15,
    "王" * 100,
    "a" * 120,
    "\u202eannaoJ",
    "Joanna\\",
    "(Joanna",
    "Joanna; eve@evil.example",
    ":;<>@",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_adds_no_header_and_no_recipient(name):
    make_mail(name=name)

    assert send() == 1

    (letter,) = postbox.outbox
    message = letter.message()
    assert letter.recipients() == ["joanna@brw.example"]
    assert [address for _name, address in getaddresses([message["To"]])] == ["joanna@brw.example"]
    assert message["Bcc"] is None
    assert b"\nBcc:" not in message.as_bytes()


ADDRESSES = [
    "joanna@brw.example,eve@evil.example",
    "joanna@brw.example, eve@evil.example",
    "joanna@brw.example;eve@evil.example",
    "joanna@brw.example\nBcc: eve@evil.example",
    "joanna@brw.example\u2028eve@evil.example",
    "joanna@brw\u2028.example",
    "joanna@brw.example\0",
    "<joanna@brw.example>",
    "Joanna <joanna@brw.example>",
    "joanna",
    "@brw.example",
    "joanna@",
    "",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_not_one_address_is_refused_in_a_sentence(address):
    if "\0" in address:
        owed = make_mail()
        owed.to_address = address
        with pytest.raises(ValueError, match="not the address of one mailbox"):
            owed.letter("plates@northlight.example")
        return
    owed = make_mail(address=address)

    assert send() == 0
    owed.refresh_from_db()
    assert owed.state == "failed"
    assert "not the address of one mailbox" in owed.error
    assert postbox.outbox == []


def test_a_subject_of_many_lines_becomes_one():
    make_mail(subject="Card\nlaunch\u2028Bcc: eve@evil.example")

    assert send() == 1
    assert postbox.outbox[0].message()["Subject"] == "Card launch Bcc: eve@evil.example"


def test_a_foreign_domain_goes_out_in_ascii():
    make_mail(address="анна@пример.example".replace("анна", "anna"))

    assert send() == 1
    assert postbox.outbox[0].recipients() == ["anna@xn--e1afmkfd.example"]


def test_the_same_key_is_owed_once():
    make_mail("digest-1")
    again = OutgoingMail.owed(
        key="digest-1", address="x@brw.example", name="", subject="s", body="b", at=NOW
    )

    OutgoingMail.objects.bulk_create([again], ignore_conflicts=True)

    assert OutgoingMail.objects.count() == 1


# -- What went wrong ----------------------------------------------------------------------------


class Broken(EmailBackend):
    """A backend with a fault of its own, which is neither the server's nor the mail's."""

    def send_messages(self, messages):
        raise RuntimeError("a fault of ours")


def test_a_fault_of_ours_sets_the_mail_aside_and_delays_nobody_for_good(settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_outbox.Broken"
    owed = make_mail()

    assert send() == 0

    owed.refresh_from_db()
    assert owed.state == "delayed"
    assert NOW + MINUTE <= owed.next_try_at < NOW + 2 * MINUTE


class Away(EmailBackend):
    """A mail server that cannot be reached."""

    def open(self):
        raise ConnectionRefusedError(111, "Connection refused")


def tries_until_given_up(owed):
    at = NOW
    while owed.failed_at is None:
        send(at)
        owed.refresh_from_db()
        yield at
        at = owed.next_try_at


def test_an_unreachable_server_is_asked_again_for_48_hours_then_the_mail_has_failed(settings):
    settings.EMAIL_BACKEND = "tests.accounts.test_outbox.Away"
    owed = make_mail()

    asked = list(tries_until_given_up(owed))

    pauses = [
        round((later - before) / MINUTE) for before, later in zip(asked, asked[1:], strict=False)
    ]
    assert pauses == [1, 5, 15] + [60] * 47
    assert owed.tries == len(asked) == MOST_TRIES
    assert timedelta(hours=47) < asked[-1] - NOW < timedelta(hours=48)
    assert "Connection refused" in owed.error


def test_while_the_server_is_away_one_try_counts_for_every_mail_that_is_due(
    settings, django_assert_num_queries
):
    settings.EMAIL_BACKEND = "tests.accounts.test_outbox.Away"
    AgencyProfile.current()
    for number in range(30):
        make_mail(f"letter-{number}")

    with django_assert_num_queries(4):
        send()

    assert set(OutgoingMail.objects.values_list("tries", flat=True)) == {1}
    assert send(NOW + timedelta(seconds=59)) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(NOW + timedelta(seconds=61)) == 30


def test_a_mail_that_kills_its_worker_is_not_tried_for_ever():
    owed = make_mail()
    at = NOW
    for _killed in range(MOST_TRIES):
        assert OutgoingMail.objects.claim(at) == owed
        at += timedelta(minutes=5)

    assert send(at) == 0
    owed.refresh_from_db()
    assert (owed.state, owed.error) == ("failed", "This mail was tried too often.")


def test_a_claimed_mail_is_left_alone_for_five_minutes():
    make_mail()
    OutgoingMail.objects.claim(NOW)

    assert send(NOW + timedelta(seconds=299)) == 0
    assert send(NOW + timedelta(seconds=300)) == 1


# -- Verbs --------------------------------------------------------------------------------------


def test_a_bounce_is_recorded_by_whoever_heard_of_it(ladder):
    owed = make_mail()
    send()

    owed.record_bounce(ladder.ae, NOW + MINUTE, "Mailbox\nfull")
    owed.record_bounce(ladder.am, NOW + 2 * MINUTE, "again")

    owed.refresh_from_db()
    assert owed.state == "bounced"
    assert (owed.bounced_at, owed.error, owed.handled_by) == (
        NOW + MINUTE,
        "Mailbox full",
        ladder.ae,
    )
    assert list(OutgoingMail.objects.failed()) == [owed]


def test_what_never_went_out_cannot_come_back(ladder):
    with pytest.raises(Refused, match="has not gone out"):
        make_mail().record_bounce(ladder.ae, NOW, "Mailbox full")


def test_a_mail_that_came_back_is_sent_again_to_a_corrected_address(ladder):
    owed = make_mail()
    send()
    owed.record_bounce(ladder.ae, NOW, "No such user")

    owed.send_again(ladder.ae, NOW + MINUTE, address="j.okafor@brw.example")
    owed.send_again(ladder.ae, NOW + MINUTE)

    assert send(NOW + MINUTE) == 1
    owed.refresh_from_db()
    assert (owed.state, owed.tries) == ("accepted", 1)
    assert postbox.outbox[1].recipients() == ["j.okafor@brw.example"]
    assert (
        postbox.outbox[1].extra_headers["Message-ID"]
        == postbox.outbox[0].extra_headers["Message-ID"]
    )


def test_a_mail_that_arrived_is_not_sent_again(ladder):
    owed = make_mail()
    send()

    with pytest.raises(Refused, match="nothing to repeat"):
        owed.send_again(ladder.ae, NOW)


def test_only_those_who_may_read_a_clients_work_see_its_mails(ladder, client_of):
    owed = make_mail(client=client_of)

    assert list(OutgoingMail.objects.visible_to(ladder.ae)) == [owed]
    for person in (ladder.stranger, ladder.finance, ladder.traffic):
        assert not OutgoingMail.objects.visible_to(person).exists()


def test_the_task_sends_and_leaves_its_heartbeat():
    make_mail()

    send_due_mail()
    send_due_mail(an_argument_of_a_later_release=1)

    assert len(postbox.outbox) == 1
    assert Heartbeat.objects.filter(name="send-due-mail").exists()
