import hashlib
import json
import re
import secrets
from datetime import timedelta
from pathlib import Path

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import clients_open, sees_money
from accounts.models.about import About, about
from accounts.models.client import Client
from accounts.models.press import print_due
from agency.lib.files import write_whole
from agency.lib.refusal import Refused
from agency.lib.rows import locked

LEASE = timedelta(minutes=5)
BACK_OFF = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
MOST_TRIES = 5


class PaperDamaged(Exception):
    """The stored bytes are gone, or are not those that were printed."""


class PaperQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of the clients whose work one may read; other departments see none with money."""
        papers = self.filter(clients_open(user, "client"))
        return papers if sees_money(user) else papers.filter(shows_money=False)

    def to_print(self, at):
        return self.filter(printed_at=None, failed_at=None, next_try_at__lte=at)

    def print_due(self, at):
        """Print what is due; each paper once, however many workers run."""
        return print_due(self, at)

    def claim(self, at):
        """The next paper that is due, ours alone for five minutes; None when nothing is left."""
        with transaction.atomic():
            rows = self.to_print(at).select_for_update(skip_locked=True)
            paper = rows.order_by("next_try_at", "pk").first()
            if paper is not None:
                paper.tries += 1
                paper.next_try_at = at + LEASE
                paper.save(update_fields=["tries", "next_try_at"])
        return paper


class Paper(About):
    """A document as it was sent: what it says, its bytes, and the hash of both."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="papers")
    number = models.CharField(_("number"), max_length=40)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.CharField(_("title"), max_length=200)
    template = models.CharField(max_length=80)
    language = models.CharField(max_length=12, default="en")
    shows_money = models.BooleanField(default=False)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    printed_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="papers/%Y/%m", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    objects = PaperQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("paper")
        constraints = [
            models.UniqueConstraint(fields=["about_type", "about_id"], name="one_paper_per_subject")
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=models.Q(printed_at=None, failed_at=None),
                name="paper_to_print",
            )
        ]

    def __str__(self):
        return f"{self.number} v{self.version}"

    @classmethod
    def owed(cls, *, client, title, template, content, at, subject_of, **columns):
        """A paper that is to be printed from `at` on, not saved yet.

        `template` is a file of templates/pdf, `content` the plain dict of documents.py that it
        prints: text, numbers, lists and dicts. `columns` are number, version, language and
        shows_money.
        """
        content = json.loads(canonical(content))
        return cls(
            client=client,
            title=title[:200],
            template=template,
            content=content,
            content_hash=content_hash(content),
            created_at=at,
            next_try_at=at,
            **about(subject_of),
            **columns,
        )

    @property
    def file_name(self):
        """What the file is called at the reader's: ABC-CR-26-017-v1.pdf."""
        number = re.sub(r"[^A-Za-z0-9]+", "-", self.number).strip("-")
        return f"{number or 'paper'}-v{self.version}.pdf"

    @property
    def words(self):
        """What its template prints: the content, and as `seal` the content's hash."""
        fixed = {"language": self.language, "title": self.title, "number": self.number}
        return {**fixed, **self.content, "seal": self.content_hash}

    def read(self):
        """The bytes as they were printed. Raises PaperDamaged rather than give out any others."""
        try:
            content = Path(self.file.path).read_bytes()
        except (OSError, ValueError) as error:
            raise PaperDamaged(f"Paper {self.pk} cannot be read.") from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise PaperDamaged(f"Paper {self.pk} is not what was printed.")
        return content

    def keep(self, content, at):
        """Store the bytes that were printed, under a name nobody can guess; once and for good."""
        name = f"papers/{at:%Y/%m}/{secrets.token_hex(16)}.pdf"
        write_whole(Path(self.file.storage.path(name)), [content])
        kept = Paper.objects.filter(pk=self.pk, printed_at=None).update(
            file=name,
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            printed_at=at,
            failed_at=None,
            error="",
        )
        if not kept:  # our lease ran out, and another worker was faster
            self.file.storage.delete(name)
        self.refresh_from_db()

    def put_off(self, at, why):
        """It could not be printed this time: try again later, after the last try give up."""
        rows = Paper.objects.filter(pk=self.pk, printed_at=None)
        if self.tries < MOST_TRIES:
            rows.update(next_try_at=at + BACK_OFF[self.tries - 1], error=str(why)[:300])
        else:
            rows.update(failed_at=at, error=str(why)[:300])
        self.refresh_from_db()

    def print_again(self, by, at):
        """Try to print a paper again that failed; what was mended meanwhile is not its content."""
        with locked(self):
            if self.printed_at:
                raise Refused(_("This paper is printed; it never changes."))
            if self.failed_at:
                self.failed_at, self.tries, self.error, self.next_try_at = None, 0, "", at
                self.save(update_fields=["failed_at", "tries", "error", "next_try_at"])


def canonical(content):
    """The one way to write a content down, whatever the order of its keys (RFC 8785 in spirit).

    Raises TypeError or ValueError for what JSON has no word for: dates, NaN.
    """
    return json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def content_hash(content):
    """SHA-256, in hex, of the content written canonically; the hash itself is no part of it."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


class DocumentViewQuerySet(models.QuerySet):
    def note(self, person, client, record, what, at):
        """Remember that somebody looked at a document, where the client is restricted."""
        if client.is_restricted:
            self.create(person=person, client=client, what=what[:120], seen_at=at, **about(record))

    def note_contact(self, contact, client, record, what, at):
        """The same of somebody at the client, who came by a link."""
        if client.is_restricted:
            self.create(
                contact=contact, client=client, what=what[:120], seen_at=at, **about(record)
            )


class DocumentView(About):
    """That somebody looked at a document of a restricted client."""

    person = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(
        "accounts.ContactPerson", models.PROTECT, null=True, blank=True, related_name="+"
    )
    client = models.ForeignKey(Client, models.CASCADE, related_name="document_views")
    what = models.CharField(max_length=120)
    seen_at = models.DateTimeField()

    objects = DocumentViewQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at"]
        indexes = [models.Index(fields=["client", "-seen_at"], name="document_views_of_client")]

    def __str__(self):
        return f"{self.who} {self.what} {self.seen_at}"

    @property
    def who(self):
        return self.person or self.contact
