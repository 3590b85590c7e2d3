"""The batch verb of outgoing mail: one round to the mail server every ten seconds."""

import logging
import time
from datetime import timedelta
from email.utils import parseaddr
from smtplib import SMTPRecipientsRefused, SMTPResponseException, SMTPSenderRefused

from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _

from accounts.models.agency_profile import AgencyProfile
from agency.lib.address import mailbox

log = logging.getLogger(__name__)

# Shorter than a tick: rounds would pile up before a slow server and keep the clock from a worker.
LONGEST_ROUND = timedelta(seconds=8)
SERVICE_CLOSES = 421
MESSAGE_TOO_LARGE = 552


class Unsendable(Exception):
    """Why a mail must not or cannot go out, in a sentence."""


def send_due(mails, at):
    """Send what is due at `at`; returns how many mails the server has accepted.

    Each mail is claimed for five minutes by a write of its own and sent without any lock: a worker
    that is killed leaves its mail to whoever comes after the lease, and sends it twice at worst.
    """
    if not mails.to_send(at).exists():
        return 0
    return Round(mails, at).go()


class Round:
    """One connection, and mail after mail over it, until the next tick."""

    def __init__(self, mails, at):
        self.mails, self.at = mails, at
        self.began = time.monotonic()
        self.sender = sender()
        self.connection = get_connection()
        self.accepted = 0

    def go(self):
        try:
            self.connection.open()
        except OSError as error:  # every SMTPException is one
            log.warning("The mail server cannot be reached: %r", error)
            self.mails.put_off_all(self.now, no_answer(error))
            return 0
        try:
            while self.now < self.at + LONGEST_ROUND and self._send_next():
                pass
        finally:
            self._close()
        return self.accepted

    @property
    def now(self):
        # The moment of acceptance counts, not that of the tick: it is what stops a clock.
        return self.at + timedelta(seconds=time.monotonic() - self.began)

    def _send_next(self):
        """Claim a mail and hand it over; False when nothing is left or the server is gone."""
        mail = self.mails.claim(self.now)
        if mail is None:
            return False
        letter = self._written(mail)
        return letter is None or self._handed_over(mail, letter)

    def _written(self, mail):
        try:
            letter = mail.letter(self.sender)
            letter.message()
        except (Unsendable, ValueError) as error:
            log.warning("Mail %s cannot go out: %s", mail.pk, error)
            mail.fail(self.now, error)
        except Exception:
            log.exception("Mail %s could not be written; it is set aside.", mail.pk)
            mail.put_off(self.now, _("The mail or its paper could not be read."))
        else:
            return letter
        return None

    def _handed_over(self, mail, letter):
        try:
            self.connection.send_messages([letter])
        except OSError as error:
            return self._refused(mail, error)
        except Exception as error:
            log.exception("Mail %s could not be handed over; it is set aside.", mail.pk)
            mail.put_off(self.now, no_answer(error))
            return False
        mail.accept(self.now)
        self.accepted += 1
        return True

    def _refused(self, mail, error):
        code, sentence = answer(error)
        log.warning("Mail %s was not accepted: %s", mail.pk, sentence)
        if is_final(error, code):
            mail.fail(self.now, sentence)
        else:
            mail.put_off(self.now, sentence)
        # Without an answer the connection is worth nothing; the next tick opens another.
        return code is not None and code != SERVICE_CLOSES

    def _close(self):
        try:
            self.connection.close()
        except OSError as error:
            log.info("The mail server did not say goodbye: %r", error)


def sender():
    """Whom our mails come from: the agency's name, at its own address or the installation's."""
    profile = AgencyProfile.current()
    address = profile.mail_from or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return mailbox(profile.name, address)


def answer(error):
    """The server's code and its sentence; no code where it did not answer."""
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return None, no_answer(error)
    text = text.decode(errors="replace") if isinstance(text, bytes) else str(text)
    return code, f"{code} {' '.join(text.split())}"


def no_answer(error):
    return _("The mail server did not answer: %(error)s") % {"error": error}


def is_final(error, code):
    """Whether trying again is in vain: the server refuses this recipient or this mail for good.

    A refused sender is a fault of our own set-up, which is mended without touching each mail.
    """
    if code is None or code < 500:
        return False
    return not isinstance(error, SMTPSenderRefused) or code == MESSAGE_TOO_LARGE
