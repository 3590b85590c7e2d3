"""What is told of a document to the client, and the mail it goes out with."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import OutgoingMail
from briefs.work_news import tell

APPROVED = gettext_lazy("Approved, ready to go: %(kind)s, %(title)s")


def tell_of_approval(document, by, at):
    words = {"kind": document.get_kind_display(), "title": str(document)}
    why = gettext_lazy("because you wrote it")
    tell(document, [document.author], by, at, APPROVED, why, is_to_do=True, **words)


def mail(document, contacts, by, at):
    """A letter to each of these people in his language, with the PDF as it was approved."""
    mails = []
    for contact in contacts:
        with translation.override(contact.language or document.client.language):
            lines = [
                _("Dear %(name)s,") % {"name": contact.name},
                "",
                document.message or _("please find it attached."),
                "",
                _("Kind regards"),
                f"{by.name}, {by.paper_title}",
            ]
            mails.append(
                OutgoingMail.owed(
                    key=f"outgoing-{document.pk}-{contact.pk}",
                    address=contact.email,
                    name=contact.name,
                    subject=str(document),
                    body="\n".join(lines),
                    subject_of=document,
                    at=at,
                    client=document.client,
                    attachment=document.file,
                    reply_to=by.email,
                )
            )
    OutgoingMail.objects.bulk_create(mails)
