from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.utils.translation import gettext_lazy as _

from accounts.access import clients_open
from accounts.models.about import About, about
from accounts.models.attachment import Attachment
from accounts.models.client import Client
from accounts.models.delivery import Unsendable, send_due
from accounts.models.paper import Paper
from accounts.models.user import User
from agency.lib.address import mailbox, plain
from agency.lib.refusal import Refused
from agency.lib.rows import locked
from agency.lib.text import clean

LEASE = timedelta(minutes=5)
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
# One hour apart after the first few, so the last try is 48 hours after the first. Counted in
# tries, not from `created_at`: hours in which our own worker stood still are no reason to give up.
MOST_TRIES = 51


class OutgoingMailQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(clients_open(user, "client"))

    def waiting(self):
        return self.filter(accepted_at=None, failed_at=None)

    def failed(self):
        """Mails that never went out or that came back."""
        return self.filter(Q(failed_at__isnull=False) | Q(bounced_at__isnull=False))

    def to_send(self, at):
        """Mails nobody has sent yet, whose paper is printed and whose time has come."""
        return (
            self.waiting()
            .filter(next_try_at__lte=at)
            .filter(Q(paper=None) | Q(paper__printed_at__isnull=False))
        )

    def send_due(self, at):
        """Hand over what is due; each mail once, however many workers run."""
        return send_due(self, at)

    def claim(self, at):
        """The next mail that is due, ours alone for five minutes; None when nothing is left."""
        with transaction.atomic():
            due = self.to_send(at).select_related("person", "client", "paper", "attachment")
            rows = due.select_for_update(skip_locked=True, of=("self",))
            mail = rows.order_by("next_try_at", "pk").first()
            if mail is not None:
                mail.tries += 1
                mail.next_try_at = at + LEASE
                mail.save(update_fields=["tries", "next_try_at"])
        return mail

    def put_off(self, at, why, *, uncounted=0):
        """None of these could be handed over: try them again later, or give up at last.

        `uncounted` is the number of tries that `tries` does not know of yet.
        """
        one_more = {"tries": F("tries") + uncounted, "error": why[:300]}
        waits = [
            When(tries__lte=number - uncounted, then=Value(at + wait))
            for number, wait in enumerate(BACK_OFF, 1)
        ]
        rows = self.waiting()
        rows.filter(tries__gte=MOST_TRIES - uncounted).update(failed_at=at, **one_more)
        rows.update(next_try_at=Case(*waits, default=Value(at + BACK_OFF[-1])), **one_more)

    def put_off_all(self, at, why):
        """The mail server is away, so each mail that is due has been tried in vain."""
        self.to_send(at).put_off(at, why, uncounted=1)


class OutgoingMail(About):
    """One mail to one recipient, from the moment it is owed to what became of it."""

    key = models.CharField(max_length=120, unique=True)
    client = models.ForeignKey(Client, models.PROTECT, null=True, blank=True, related_name="mails")
    person = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="mails")
    to_name = models.CharField(max_length=120, blank=True)
    to_address = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, blank=True, related_name="mails")
    attachment = models.ForeignKey(
        Attachment, models.PROTECT, null=True, blank=True, related_name="mails"
    )
    message_id = models.CharField(max_length=400, unique=True)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    # Who last said that it came back, or had it sent again.
    handled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("outgoing mail")
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(accepted_at=None, failed_at=None),
                name="mail_to_send",
            ),
            models.Index(fields=["about_type", "about_id"], name="mail_about"),
        ]

    def __str__(self):
        return f"{self.to_address}: {self.subject}"

    @classmethod
    def owed(cls, *, key, address, name, subject, body, at, subject_of=None, **columns):
        """A mail that is owed from `at` on, not saved yet; `key` makes it unique for good."""
        return cls(
            key=key,
            to_address=address,
            to_name=clean(name)[:120],
            subject=clean(subject)[:200],
            body=body,
            message_id=f"<{key}@{urlsplit(settings.BASE_URL).hostname}>",
            created_at=at,
            next_try_at=at,
            **(about(subject_of) if subject_of is not None else {}),
            **columns,
        )

    @property
    def state(self):
        """Where the mail is: waiting, delayed, accepted, failed or bounced."""
        if self.bounced_at:
            return "bounced"
        if self.accepted_at:
            return "accepted"
        if self.failed_at:
            return "failed"
        return "delayed" if self.error else "waiting"

    def letter(self, sender):
        """The mail as it goes out. Raises Unsendable where it must not or cannot go out."""
        self._refuse_in_vain()
        attachments = []
        if self.paper:
            attachments.append((self.paper.file_name, self.paper.read(), "application/pdf"))
        if self.attachment:
            file = self.attachment
            attachments.append((file.name, file.read(), file.media_type))
        letter = Letter(
            subject=clean(self.subject),
            body=self.body,
            from_email=sender,
            to=[mailbox(self.to_name, self.to_address)],
            reply_to=[mailbox("", self.reply_to)] if self.reply_to else [],
            attachments=attachments,
            headers={
                "Message-ID": self.message_id,
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
        )
        letter.address = plain(self.to_address)
        return letter

    def accept(self, at):
        """The mail server has taken it."""
        self._settle(accepted_at=at, error="")

    def fail(self, at, why):
        """It will not be tried again by itself."""
        self._settle(failed_at=at, error=str(why)[:300])

    def put_off(self, at, why):
        """It could not be handed over this time."""
        OutgoingMail.objects.filter(pk=self.pk).put_off(at, str(why))
        self.refresh_from_db()

    def record_bounce(self, by, at, note):
        """The mail came back after the mail server had taken it."""
        with locked(self):
            if self.bounced_at:
                return
            if not self.accepted_at:
                raise Refused(_("This mail has not gone out, so it cannot have come back."))
            self.bounced_at, self.error, self.handled_by = at, clean(note)[:300], by
            self.save(update_fields=["bounced_at", "error", "handled_by"])

    def send_again(self, by, at, address=""):
        """Try a mail again that failed or came back, to another address if the first was wrong."""
        with locked(self):
            if self.state in {"waiting", "delayed"}:
                return
            if self.state == "accepted":
                raise Refused(_("The mail server has taken this mail; there is nothing to repeat."))
            self.accepted_at = self.failed_at = self.bounced_at = None
            self.tries, self.error, self.next_try_at, self.handled_by = 0, "", at, by
            self.to_address = address or self.to_address
            self.save()

    def _settle(self, **columns):
        # Only a mail that still waits: a second worker whose lease ran out changes nothing.
        OutgoingMail.objects.waiting().filter(pk=self.pk).update(**columns)
        for name, value in columns.items():
            setattr(self, name, value)

    def _refuse_in_vain(self):
        """Rights are asked for at the moment of sending, not of writing."""
        if self.tries > MOST_TRIES:
            raise Unsendable(_("This mail was tried too often."))
        if self.person is None:
            return
        if not self.person.is_active:
            raise Unsendable(_("%(name)s is no longer with the agency.") % {"name": self.person})
        if self.client and not Client.objects.open_to(self.person).filter(pk=self.client_id):
            raise Unsendable(
                _("%(name)s may no longer see %(client)s.")
                % {"name": self.person, "client": self.client}
            )


class Letter(EmailMessage):
    """A mail to exactly one address, whatever its headers can be made to look like."""

    address = ""

    def recipients(self):
        return [self.address]
