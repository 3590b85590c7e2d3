import hashlib
import secrets
from collections import defaultdict
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.access import clients_served
from accounts.models.about import About, about
from accounts.models.agency_profile import AgencyProfile
from accounts.models.client import Client
from accounts.models.of_client import OfClientQuerySet
from accounts.models.user import Rung, User
from agency.lib.files import (
    ACTIVE,
    LONGEST_NAME,
    harmless_name,
    is_run_by_name,
    kind_of,
    write_whole,
)
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed

MEGABYTE = 1 << 20
MOST_PER_RECORD = 50
TAKEN = _("PDF, pictures, office documents, text, zip archives, sound and film")
RUNS = _(
    "“%(name)s” is a web page, a script or a program, or has macros. Send it as a PDF or text."
)
UNKNOWN = _("“%(name)s” is of a kind that is not taken. Taken are: %(taken)s.")


class FileDamaged(Exception):
    """The stored bytes are gone, or are not those that came in."""


class AttachmentQuerySet(OfClientQuerySet):
    def there(self):
        return self.filter(removed_at=None)

    def of(self, record):
        return self.filter(**about(record))

    def put_beside(self, records):
        """Give each record its `files`, with one query for all of them, and where to add more."""
        kinds, files = defaultdict(list), defaultdict(list)
        for record in records:
            kinds[ContentType.objects.get_for_model(record).pk].append(record.pk)
        beside = Q(pk__in=[])
        for kind, keys in kinds.items():
            beside |= Q(about_type=kind, about_id__in=keys)
        if kinds:
            for row in self.filter(beside).select_related("added_by", "removed_by"):
                files[row.about_type_id, row.about_id].append(row)
        for record in records:
            record.files = files[ContentType.objects.get_for_model(record).pk, record.pk]
            record.attach_url = attach_url(record)

    @staticmethod
    def can_attach(client, user):
        """Whoever works for the client, of whatever department; not who may only read."""
        served = Client.objects.filter(clients_served(user), pk=client.pk)
        return bool(client.rung_for(user)) or served.exists()

    def attach(self, record, client, file, by, at):
        """Put a file beside a record, if the record takes any more."""
        demand_attaching(record, client, by, at)
        if self.of(record).there().count() >= MOST_PER_RECORD:
            sentence = _("There are %(count)d files already. Put these into one archive.")
            raise Refused(sentence % {"count": MOST_PER_RECORD}, field="files")
        return self.keep(record, client, file, by, at)

    def attach_all(self, record, files, by, at):
        """Put all of these beside a record, or none."""
        with transaction.atomic():
            return [self.attach(record, record.client, file, by, at) for file in files or ()]

    def keep(self, record, client, file, by, at):
        """Keep a file: what it is is told by its content, never by its name."""
        kind = demand_taken(file)
        stored = f"attachments/{at:%Y/%m}/{secrets.token_hex(16)}"
        path = Path(default_storage.path(stored))
        file.seek(0)
        written = write_whole(path, file.chunks())
        row = self.model(
            client=client,
            name=harmless_name(file.name, kind),
            media_type=kind.media_type,
            file=stored,
            size=written.size,
            sha256=written.sha256,
            added_by=by,
            added_at=at,
            **about(record),
        )
        try:
            with transaction.atomic():
                signed(row, by, at).save(force_insert=True)
        except BaseException:
            path.unlink(missing_ok=True)  # no row, so nobody would ever find it
            raise
        return row


class Attachment(About):
    """A file that somebody put beside a record: a plan, a layout, a proof."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="attachments")
    name = models.CharField(max_length=LONGEST_NAME)
    media_type = models.CharField(max_length=100)
    file = models.CharField(max_length=100, unique=True)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    removal_reason = models.CharField(max_length=300, blank=True)

    objects = AttachmentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["added_at", "pk"]
        verbose_name = _("attachment")
        indexes = [models.Index(fields=["about_type", "about_id"], name="attachments_of_record")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("accounts:attachment", args=[self.pk])

    @property
    def path(self):
        return Path(default_storage.path(self.file))

    @property
    def is_picture(self):
        return self.media_type in {"image/png", "image/jpeg", "image/gif", "image/webp"}

    def read(self):
        """The bytes as they came in. Raises FileDamaged rather than give out any others."""
        try:
            content = self.path.read_bytes()
        except OSError as error:
            raise FileDamaged(f"Attachment {self.pk} cannot be read.") from error
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise FileDamaged(f"Attachment {self.pk} is not what came in.")
        return content

    def is_read_by(self, user):
        """Whether the record it lies beside is one this person may see."""
        rows = self.about_type.model_class()._default_manager.visible_to(user)
        return rows.filter(pk=self.about_id).exists()

    def remove(self, by, reason, at):
        """Take it away; that it was there, and why it went, stays on record."""
        if not reason.strip():
            raise Refused(_("Say why it goes."), field="reason")
        demand_attaching(self.about, self.client, by, at)
        if by.pk != self.added_by_id:
            self.client.demand(by, Rung.AE, at)
        with locked(self):
            if self.removed_at:
                raise Refused(_("This file is gone already."))
            self.removed_at, self.removed_by, self.removal_reason = at, by, reason.strip()[:300]
            signed(self, by, at).save(update_fields=["removed_at", "removed_by", "removal_reason"])


def demand_attaching(record, client, by, at):
    """Whoever works for the client may; the record itself may say no, once it is settled."""
    if not Attachment.objects.can_attach(client, by):
        sentence = _("Only the team of %(client)s adds and removes files.")
        raise Refused.rank(sentence % {"client": client.name})
    if ask := getattr(record, "demand_attaching", None):
        ask(by, at)


def demand_taken(file):
    """What kind of file it is; refused where it is empty, too large or of no kind we take."""
    name = harmless_name(file.name or "")
    limit = AgencyProfile.current().attachment_megabytes
    if not file.size:
        raise Refused(_("“%(name)s” is empty.") % {"name": name}, field="files")
    if file.size > limit * MEGABYTE:
        sentence = _(
            "“%(name)s” is larger than %(limit)d MB. Send a link to it, or make it smaller."
        )
        raise Refused(sentence % {"name": name, "limit": limit}, field="files")
    kind = ACTIVE if is_run_by_name(name) else kind_of(file)
    if kind in (None, ACTIVE):
        sentence = RUNS if kind else UNKNOWN
        raise Refused(sentence % {"name": name, "taken": TAKEN}, field="files")
    return kind


def attach_url(record):
    return reverse("accounts:attach", args=[noun_of(type(record)), record.pk])


def noun_of(model):
    """How an address calls a kind of record: briefs-job."""
    return f"{model._meta.app_label}-{model._meta.model_name}"


def model_called(noun):
    """The model an address means; None unless its records take attachments."""
    app, _dash, name = noun.partition("-")
    try:
        model = apps.get_model(app, name)
    except (LookupError, ValueError):
        return None
    return model if getattr(model, "takes_attachments", False) else None
