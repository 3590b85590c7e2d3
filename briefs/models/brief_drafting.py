from django.db import models
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Approval, Question, Rung
from agency.lib.refusal import Refused
from agency.lib.rows import locked
from agency.lib.spell import save_in_spell, save_with_history
from briefs.models.approval_chain import ApprovalChain

WORDS = ("title", "sections", "lines", "changes", "is_for_client")


class Stale(Refused):
    """Somebody changed the draft since the page was opened; `version` is what stands there now."""

    def __init__(self, version):
        name = version.edited_by.name if version.edited_by else ""
        super().__init__(_("%(name)s changed this brief meanwhile.") % {"name": name})
        self.version = version


class Drafted(models.Model):
    """A brief being written, until it is given to those who sign it."""

    class Meta:
        abstract = True

    def write(self, by, edit, words, at):
        """Save what was typed on top of edit number `edit`; nothing typed meanwhile is lost.

        `words` holds any of title, sections, lines, changes and is_for_client; of the sections,
        those it names.
        """
        with locked(self):
            self.brief.demand_writing(by, at)
            self.refuse_unless_open()
            if edit != self.edit:
                raise Stale(self)
            self._put(words, by, at)
        return self

    def _put(self, words, by, at):
        if "sections" in words:
            words = words | {"sections": self._with_sections(words["sections"])}
        changed = [n for n in WORDS if n in words and getattr(self, n) != words[n]]
        if not changed:
            return
        for name in changed:
            setattr(self, name, words[name])
        self.edit, self.edited_by, self.edited_at = self.edit + 1, by, at
        save_in_spell(self, [*changed, "edit", "edited_by", "edited_at"], by, at)
        self.brief.rename(self.title, by, at)

    def _with_sections(self, typed):
        """All sections of this kind in their order, with what was typed into some of them."""
        merged = self.sections | typed
        asked = (section.key for section in self.brief.shape.sections)
        return {key: merged[key] for key in asked if merged.get(key)}

    # -- Completeness -----------------------------------------------------------------------------

    @property
    def missing(self):
        """The mandatory sections in which nothing stands yet."""
        asked = self.brief.shape.sections
        return [s for s in asked if s.is_mandatory and not self.sections.get(s.key, "").strip()]

    @property
    def lacks_rows(self):
        return self.brief.shape.needs_rows and not self.lines

    @property
    def blocking_questions(self):
        """Questions that have to be answered before anybody is asked to sign."""
        return Question.objects.of(self.brief).blocking()

    # -- Giving it away, and back -----------------------------------------------------------------

    def submit(self, by, at):
        """Ask for the signatures this kind of brief needs, under exactly these words."""
        with locked(self):
            self.client.demand(by, Rung.AE, at)
            self.refuse_unless_open()
            self._refuse_unless_complete()
            signatures = ApprovalChain.objects.signatures(self, at)
            self.brief.draw_number(by, at)
            self.content_hash = self.fingerprint()
            self.submitted_at, self.submitted_by, self.returned_at = at, by, None
            self._move_to(self.Status.SUBMITTED, by, at, "content_hash", "submitted_at",
                          "submitted_by", "returned_at")  # fmt: skip
            Approval.objects.ask(
                self,
                signatures,
                client=self.client,
                kind=self.brief.get_kind_display(),
                title=f"{self.label} {self.title}",
                content_hash=self.content_hash,
                author=self.brief.author,
                co_authors=self.brief.co_authors.all(),
                at=at,
            )

    def take_back(self, by, at):
        """Out of the round again, to change something; nobody is asked to sign any more."""
        with locked(self):
            self.brief.demand_writing(by, at)
            if self.status != self.Status.SUBMITTED:
                raise Refused(_("Only a brief that waits for a signature can be taken back."))
            Approval.objects.drop(self, by, at)
            self._move_to(self.Status.DRAFT, by, at)

    def refuse_unless_open(self):
        if self.is_open:
            return
        if self.status == self.Status.SUBMITTED:
            raise Refused(_("This brief waits for a signature. Take it back to change it."))
        raise Refused(_("This version does not change any more; make a new one."))

    def _refuse_unless_complete(self):
        if self.missing:
            names = get_text_list([str(section.label) for section in self.missing], _("and"))
            raise Refused(_("Still empty: %(sections)s.") % {"sections": names})
        if self.lacks_rows:
            table = {"table": self.brief.shape.table}
            raise Refused(_("The table “%(table)s” has no row yet.") % table)
        if self.number > 1 and not self.changes.strip():
            raise Refused(_("Say what changed since the version before."), field="changes")
        if questions := list(self.blocking_questions):
            texts = get_text_list([f"“{question.text}”" for question in questions], _("and"))
            sentence = gettext_lazy("These questions have to be answered first: %(texts)s.")
            raise Refused(sentence % {"texts": texts})

    def _move_to(self, status, by, at, *fields):
        """A turning point: it stands in the history by itself."""
        self.status = status
        save_with_history(self, ["status", *fields], by, at, status)
