"""A version of a brief as the client meets it: the Approvable of accounts, for briefs."""

from django.utils.translation import gettext_lazy as _

from accounts.models import ClientLink, Paper, about
from agency.lib.refusal import Refused
from briefs.documents import client_changes
from briefs.lines import cell_text


class ForTheClient:
    """What a version of a brief says and does where a client approves it by link."""

    client_authority = "approves_briefs"
    client_amount, takes_order, shows_money = None, False, False

    def client_author(self):
        return self.submitted_by or self.brief.author

    def asked_about(self):
        return self.brief

    def client_words(self):
        return {
            "kind": str(self.brief.get_kind_display()),
            "title": self.title or self.brief.title,
            "number": self.brief.number,
            "version": self.number,
        }

    def client_document(self):
        """The sections and the columns that are meant for the client; no others can be printed."""
        shape = self.brief.shape
        sections = [
            {"heading": str(section.label), "text": text, "is_large": section.is_large}
            for section in shape.sections_for(for_client=True)
            if (text := self.sections.get(section.key, "").strip())
        ]
        columns = [column for column in shape.columns if column.is_client_visible]
        return {
            "template": "briefs/_client_document.html",
            "sections": sections,
            "table": str(shape.table),
            "columns": [str(column.label) for column in columns],
            "rows": [
                [(str(c.label), cell_text(c, line.get(c.key, ""))) for c in columns]
                for line in self.lines
            ],
        }

    def client_changes(self):
        before = self._last_shown()
        found = client_changes(self, before)
        if not (found["statement"] or found["sections"] or found["lines"]):
            return None
        approved_at = before.client_signed_at
        template = "briefs/_client_changes.html"
        return found | {"version": before.number, "approved_at": approved_at, "template": template}

    def client_paper(self):
        return Paper.objects.filter(**about(self)).first()

    def demand_for_client(self):
        if not self.is_for_client:
            raise Refused(_("This brief was not approved to go to the client."))
        if self.status != self.Status.APPROVED_INTERNAL:
            raise Refused(_("Only a version that the agency has approved goes to the client."))
        if self.newest_for_client() != self:
            raise Refused(_("There is a newer version for the client."))

    def newest_for_client(self):
        versions = self.brief.versions.filter(
            status=self.Status.APPROVED_INTERNAL, is_for_client=True
        )
        return versions.order_by("-number").first()

    def _last_shown(self):
        """The version before that the client saw: the one he approved last, else opened last."""
        earlier = self.brief.versions.filter(number__lt=self.number, is_for_client=True)
        approved = earlier.filter(client_signed_at__isnull=False).first()
        opened = ClientLink.objects.filter(
            about_type=about(self)["about_type"], first_opened_at__isnull=False
        )
        return approved or earlier.filter(pk__in=opened.values("about_id")).first()
