from contextlib import contextmanager

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Approval, Attachment, Rung, Signature, User, about
from accounts.models.paper import content_hash
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from briefs import board_news as news
from briefs.models.brief_version import BriefVersion


class Packed(models.Model):
    """What a board is given to judge: the brief that holds, a summary, the work, under one hash."""

    pack_submitted_at = models.DateTimeField(null=True, blank=True)
    pack_submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    pack_approved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    def pack_content(self):
        """All that the signature is under, as a plain dict."""
        version = self.brief_version
        return {
            "kind": self.kind,
            "title": self.title,
            "summary": self.summary,
            "brief": version and [version.pk, version.number, version.content_hash],
            "works": [work.pack_content() for work in self.works.all()],
            "files": self._files(),
        }

    @property
    def pack_hash(self):
        return content_hash(self.pack_content())

    @cached_property
    def has_binding_brief(self):
        version = self.brief_version_id
        return bool(version and BriefVersion.objects.binding().filter(pk=version).exists())

    def pack_lacks(self):
        """What the pack still needs before anybody may sign it, in sentences."""
        if self.brief_version_id is None:
            yield _("Choose the approved brief that the work is judged against.")
        elif not self.has_binding_brief:
            yield _("That brief does not hold any more. Choose the one that does.")
        if not self.summary.strip():
            yield _("Write the board brief: what the board is to judge.")
        if not self.works.all():
            yield _("Put the work into the pack that the board is to judge.")

    def refuse_poor_pack(self):
        self.__dict__.pop("has_binding_brief", None)  # it may have been asked before the lock
        for sentence in self.pack_lacks():
            raise Refused(sentence)

    def submit_pack(self, by, at):
        """Give the pack to the account director: the brief, the summary and the work are in it."""
        self.client.demand(by, Rung.AE, at)
        with self.held_open():
            if self.pack_submitted_at:
                raise Refused(_("The pack lies with the account director already."))
            self.refuse_poor_pack()
            self.pack_submitted_at, self.pack_submitted_by = at, by
            signed(self, by, at).save(update_fields=["pack_submitted_at", "pack_submitted_by"])
            self._ask(Rung.AD, _("Board pack"), self.pack_hash, by, at)

    def approve_pack(self, by, content_hash, at):
        """The account director signs exactly this pack; the board may be held."""
        with locked(self):
            step = self.standing_step(self.Status.PLANNED)
            step.demand_deciding(by, at)
            self.refuse_poor_pack()
            step.approve(by, content_hash, at)
            self.status, self.pack_approved_at = self.Status.PACK_APPROVED, at
            signed(self, by, at).save(update_fields=["status", "pack_approved_at"])
            news.tell_of_pack(self, by, at)

    def return_pack(self, by, reason, content_hash, at):
        """The pack goes back with what is to be put right."""
        with locked(self):
            self.standing_step(self.Status.PLANNED).send_back(by, reason, content_hash, at)
            self.pack_submitted_at = None
            signed(self, by, at).save(update_fields=["pack_submitted_at"])

    def take_pack_back(self, by, at):
        """The pack is not what it should be: nobody need sign it, or what was signed is void."""
        self.client.demand(by, Rung.AE, at)
        with self.held_open():
            if not self.pack_submitted_at:
                raise Refused(_("The pack lies with nobody."))
            self.reopen_pack(by, at)

    def reopen_pack(self, by, at):
        """The pack is another one now: whatever signature was asked or given is void."""
        if not self.pack_submitted_at:
            return
        Approval.objects.drop(self, by, at)
        self.status = self.Status.PLANNED
        self.pack_submitted_at = self.pack_approved_at = None
        fields = ["status", "pack_submitted_at", "pack_approved_at"]
        signed(self, by, at).save(update_fields=fields)

    # -- Beneath the verbs, of the minutes too ---------------------------------------------------

    @contextmanager
    def held_open(self):
        """Hold a board whose session is still to come."""
        with locked(self):
            if self.status == self.Status.CANCELLED:
                raise Refused(_("The session was cancelled."))
            if not self.is_coming:
                raise Refused(_("The session was held; its pack stays as it was."))
            yield

    def _files(self):
        """The hashes of what lies beside the works, in one query."""
        works = {work.pk: work for work in self.works.all()}
        if not works:
            return []
        kind = about(next(iter(works.values())))["about_type"]
        files = Attachment.objects.there().filter(about_type=kind, about_id__in=works)
        return list(files.order_by("pk").values_list("sha256", flat=True))

    @property
    def standing_approval(self):
        """The signature that is waited for now; None."""
        return Approval.objects.of(self).waiting().first()

    def standing_step(self, status):
        step = self.standing_approval if self.status == status else None
        if step is None:
            raise Refused(_("Nobody waits for a signature here."))
        return step

    def _ask(self, rung, kind, content_hash, by, at, co_authors=()):
        Approval.objects.ask(
            self,
            [Signature(rung=rung)],
            client=self.client,
            kind=kind,
            title=self.title,
            content_hash=content_hash,
            author=by,
            co_authors=[person for person in co_authors if person != by],
            at=at,
        )
