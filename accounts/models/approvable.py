"""What a document has to offer to be put to a client for approval by link."""

from decimal import Decimal
from typing import Protocol

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.client import Client
from accounts.models.paper import Paper
from accounts.models.user import User
from agency.lib.refusal import Refused


class Approvable(Protocol):
    """One version of a document that somebody at the client may approve, on whatever floor it is.

    A ClientLink points at it by `about`; a brief's version is one, an estimate's version another.
    The words for the client are asked for in the client's language, which is switched on by then.
    """

    pk: int
    client: Client
    # Of exactly what is approved: an answer to another hash is refused.
    content_hash: str
    # Without VAT, where the authority has a limit; None where it has none.
    client_amount: Decimal | None
    # Whether the client may give the number of his purchase order with his yes.
    takes_order: bool
    # Whether sums of the client's work stand in it, which other departments do not see.
    shows_money: bool
    # The field of ContactPerson that gives the authority: "approves_briefs", "approves_estimates".
    client_authority: str

    def get_absolute_url(self) -> str:
        """Its page inside the house."""

    def client_author(self) -> User:
        """Who wrote it, hears of the answer and answers questions."""

    def asked_about(self) -> Model:
        """Where the client's questions stand: beside the brief, not one of its versions."""

    def client_words(self) -> dict:
        """{"kind": "Creative brief", "title": "Card launch", "number": …, "version": 2}.

        And "amount" where a sum is approved.
        """

    def client_document(self) -> dict:
        """What is shown: "template" (of the page's body) and whatever that template prints.

        Only what is meant for the client; the PDF and the page say the same.
        """

    def client_changes(self) -> dict | None:
        """{"version": 1, "approved_at": …, "template": …} and what that prints; None for a first.

        What is new since the version that this client read last.
        """

    def client_paper(self) -> Paper | None:
        """The PDF of exactly this version, once it is printed."""

    def demand_for_client(self) -> None:
        """Raise Refused unless this very version may be put to the client, and answered, now."""

    def newest_for_client(self) -> "Approvable | None":
        """The version that stands in its place now; itself while it is the one."""

    def client_sign(self, by, at, name="") -> None:
        """The client approved it; `by` is a colleague who records it, None when it came by link.

        One that `takes_order` takes his `order_number` too. Its authors are told by the document
        itself.
        """

    def client_decline(self, by, reason, at, name="") -> None:
        """The client declined it, saying why."""


def may_decide(document: Approvable, at, *, in_writing=True):
    """The contact people with the authority for this document today, who can be written to."""
    people = document.client.contacts.on(document.client.local_date(at))
    people = people.filter(**{document.client_authority: True})
    if document.client_amount is not None:
        enough = Q(approval_limit=None) | Q(approval_limit__gte=document.client_amount)
        people = people.filter(enough)
    return people.exclude(email="") if in_writing else people


def refuse_powerless(document, contact, at):
    """Refuse somebody without the authority, who has left, or who cannot be written to."""
    if may_decide(document, at).filter(pk=contact.pk).exists():
        return
    if not contact.email:
        sentence = _("%(name)s has no e-mail address.")
    elif contact.has_left(document.client.local_date(at)):
        sentence = _("%(name)s is no longer at the client.")
    elif document.client_amount is not None and getattr(contact, document.client_authority):
        sentence = _("%(name)s may not approve so much. See the limit on the client's people.")
    else:
        sentence = _("%(name)s has no authority to approve this. Enter it on the client's people.")
    raise Refused(sentence % {"name": contact.name}, field="contact")
