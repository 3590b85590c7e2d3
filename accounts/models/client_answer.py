from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts import link_news as news
from accounts.models.about import About, about
from accounts.models.approvable import may_decide
from accounts.models.attachment import Attachment
from accounts.models.client import Client
from accounts.models.contact import ContactPerson
from accounts.models.of_client import OfClientQuerySet
from accounts.models.user import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, unique_or_refused

NOON = time(12)
ANSWERED = _("The client has answered this version already.")


class ClientAnswerQuerySet(OfClientQuerySet):
    def to(self, document):
        """The one answer to a version, or None."""
        rows = self.filter(**about(document)).select_related("contact", "recorded_by")
        return rows.first()

    def give(self, document, contact, decision, at, **facts):
        """Write down the client's one answer to a version; a second one is refused."""
        answer = self.model(
            client=document.client,
            contact=contact,
            decision=decision,
            decided_at=at,
            content_hash=document.content_hash,
            **{"name": contact.name, **facts},
            **about(document),
        )
        with unique_or_refused(ANSWERED):
            answer.save(force_insert=True)
        return answer

    def record(self, document, by, at, *, contact, decided_on, method, order_number="", note="",
               proof):  # fmt: skip
        """Write down an approval that was given outside the link; its proof is kept beside it."""
        client = document.client
        with locked(document):
            client.demand(by, Rung.AM, at)
            refuse_answered(document)
            document.demand_for_client()
            refuse_unfounded(document, contact, decided_on, method, order_number, proof, at)
            order = {"order_number": order_number.strip()} if document.takes_order else {}
            document.client_sign(by, at, name=contact.name, **order)
            is_today = decided_on == client.local_date(at)
            answer = self.give(
                document,
                contact,
                "approved",
                at if is_today else client.office.calendar.moment(decided_on, NOON),
                method=method,
                order_number=order_number.strip(),
                words=note.strip(),
                recorded_by=by,
                recorded_at=at,
            )
            for file in proof:
                Attachment.objects.attach(answer, client, file, by, at)
            answer.settle(by, at)
        return answer


class ClientAnswer(About):
    """What somebody at the client decided about one version: when, how, in what words."""

    class Decision(models.TextChoices):
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")

    class Method(models.TextChoices):
        LINK = "link", _("By link")
        PAPER = "paper", _("On paper")
        EMAIL = "email", _("By e-mail")
        ORDER = "order", _("By purchase order")

    client = models.ForeignKey(Client, models.PROTECT, related_name="answers")
    contact = models.ForeignKey(ContactPerson, models.PROTECT, related_name="answers")
    content_hash = models.CharField(max_length=64)
    decision = models.CharField(max_length=10, choices=Decision.choices)
    method = models.CharField(_("how"), max_length=8, choices=Method.choices, default=Method.LINK)
    # As it was typed, beside the contact the link was sent to.
    name = models.CharField(max_length=120)
    words = models.TextField(max_length=2000, blank=True)
    order_number = models.CharField(_("purchase order"), max_length=60, blank=True)
    decided_at = models.DateTimeField()
    ip = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)

    objects = ClientAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at"]
        verbose_name = _("answer of a client")
        constraints = [
            models.UniqueConstraint(
                fields=["about_type", "about_id"], name="one_client_answer_per_version"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(method="link", recorded_by=None)
                    | (~models.Q(method="link") & models.Q(recorded_by__isnull=False))
                ),
                name="client_answer_by_link_or_recorded",
            ),
        ]
        indexes = [models.Index(fields=["client", "-decided_at"], name="answers_of_client")]

    def __str__(self):
        return f"{self.get_decision_display()}: {self.name}"

    @property
    def is_approval(self):
        return self.decision == self.Decision.APPROVED

    def get_absolute_url(self):
        return self.about.get_absolute_url()

    def settle(self, by, at):
        """The version is answered: all its links close, with this answer."""
        links = ClientAnswer.links.rel.related_model.objects
        for link in links.of(self.about).open():
            link.close(self, by, at)

    def demand_attaching(self, by, at):
        """The proof comes with the record, and stays."""
        if at != self.recorded_at:
            raise Refused(_("The proof of an approval stays as it is."))


def refuse_answered(document):
    if answer := ClientAnswer.objects.to(document):
        raise Refused(news.said(answer))


def refuse_unfounded(document, contact, decided_on, method, order_number, proof, at):
    """Refuse what could not have been approved so: by whom, when, without a proof."""
    if not may_decide(document, at, in_writing=False).filter(pk=contact.pk).exists():
        sentence = _("%(name)s has no authority to approve this.")
        raise Refused(sentence % {"name": contact.name}, field="contact")
    if decided_on > document.client.local_date(at):
        raise Refused(_("That day is still to come."), field="decided_on")
    if method not in {"paper", "email", "order"}:
        raise Refused(_("Say how it was given."), field="method")
    if method == "order" and not order_number.strip():
        raise Refused(_("Enter the number of the purchase order."), field="order_number")
    if not proof:
        raise Refused(_("Attach the proof."), field="proof")
