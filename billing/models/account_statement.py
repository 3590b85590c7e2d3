from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Client, OutgoingMail, Paper, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing.models.of_money import MoneyQuerySet, demand_billing
from billing.statement_of_account import statement_words


class AccountStatementQuerySet(MoneyQuerySet):
    def make(self, client, by, at, *, on):
        """Put on paper what a client owes as of a day; it stays as it was made."""
        demand_billing(client, by, Rung.AE, at)
        if on > client.local_date(at):
            raise Refused(_("This day is still to come."), field="on")
        with transaction.atomic():
            row = self.model(client=client, as_of=on, made_by=by, made_at=at)
            signed(row, by, at).save(force_insert=True)
            with translation.override(client.language):
                words = statement_words(client, on, by)
            Paper.owed(
                subject_of=row, client=client, number=f"{client.code}-SoA-{on:%Y%m%d}", version=1,
                title=words["title"], template="statement.html", language=client.language,
                shows_money=True, content=words, at=at,
            ).save()  # fmt: skip
        return row


class AccountStatement(models.Model):
    """A statement of account of a client as it stood on a day, kept as it was made."""

    client = models.ForeignKey(Client, models.PROTECT, related_name="account_statements")
    as_of = models.DateField(_("as of"))
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    to_address = models.EmailField(blank=True)

    papers = GenericRelation(Paper, "about_id", "about_type")

    objects = AccountStatementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("statement of account")

    def __str__(self):
        return f"{self.client} {self.as_of or ''}".strip()

    def get_absolute_url(self):
        return reverse("billing:statement", args=[self.client_id])

    @property
    def paper(self):
        return self.papers.first()

    def send(self, by, at):
        """Mail it to the client's address for invoices; once."""
        with locked(self):
            demand_billing(self.client, by, Rung.AM, at)
            if self.sent_at:
                raise Refused(_("It was sent already. Make a new one."))
            if not self.client.invoice_email:
                raise Refused(_("The client has no e-mail for invoices. Enter it first."))
            self.sent_at, self.sent_by, self.to_address = at, by, self.client.invoice_email
            signed(self, by, at).save(update_fields=["sent_at", "sent_by", "to_address"])
            with translation.override(self.client.language):
                body = say("Please find attached what is open on your account.")
                lines = [say("Dear Sir or Madam,"), body, f"{by.name}, {by.paper_title}"]
            OutgoingMail.owed(
                key=f"account-statement-{self.pk}", address=self.to_address,
                name=self.client.name, subject=self.paper.title, body="\n\n".join(lines),
                subject_of=self, at=at, client=self.client, paper=self.paper, reply_to=by.email,
            ).save()  # fmt: skip
