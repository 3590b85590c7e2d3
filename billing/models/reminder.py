from datetime import timedelta

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models, transaction
from django.db.models import Max, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import OutgoingMail, Paper, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing import reminder_news as news
from billing.models.bank_statement import BankEntry, BankStatement
from billing.models.collection_call import CollectionCall
from billing.models.columns import Amount, Percent
from billing.models.invoice import Invoice
from billing.models.legal_entity import BankAccount
from billing.models.of_money import MoneyQuerySet, demand_billing, may_bill
from billing.models.reference_rate import ReferenceRate
from billing.reminder_words import interest_of, letter_words, mail_words
from billing.reminding import FIRST_APPROVED, is_last, next_level, obstacle

LEAD = timedelta(days=31)


class ReminderQuerySet(MoneyQuerySet):
    client_path = "invoice__client"

    def proposed(self):
        return self.filter(status=Reminder.Status.PROPOSED)

    def sent(self):
        return self.filter(status=Reminder.Status.SENT)

    def propose_due(self, at):
        """Propose what is due today, and send what needs nobody's approval; each once.

        Safe to run late, twice, or on two workers.
        """
        self._close_paid(at)
        rates, days = rates_known(), BankDays()
        for invoice in unpaid(at):
            policy = invoice.client.billing.reminder_days
            today = invoice.client.local_date(at)
            calls = invoice.calls.all()
            broken = sum(1 for call in calls if call.promised_on and call.promised_on < today)
            handled = {row.level: row.handled_on for row in invoice.reminders.all()}
            level = next_level(policy, invoice.due_date, today, handled, broken)
            if level is None:
                continue
            why_not = obstacle(invoice, today, days.of(invoice), promised(calls))
            if why_not and level < FIRST_APPROVED:
                continue
            self._propose(invoice, level, at, rates)

    def _propose(self, invoice, level, at, rates):
        """One row for this level; whoever comes second finds it there."""
        with transaction.atomic():
            held = Invoice._base_manager.select_for_update().get(pk=invoice.pk)
            if self.model._base_manager.filter(invoice=held, level=level).exists():
                return
            row = self.model(invoice=invoice, level=level, proposed_at=at)
            row.put_interest(rates, at)
            row._history_date = at
            row.save(force_insert=True)
            if level < FIRST_APPROVED:
                row.send_by_itself(at)
            else:
                news.tell_of_proposal(row, at)
            if is_last(invoice.client.billing.reminder_days, level):
                news.escalate(row, at)

    def _close_paid(self, at):
        """What was proposed and is paid by now needs no letter."""
        still = Invoice.objects.open().filter(reminders__status="proposed").values("pk")
        for row in self.proposed().exclude(invoice__in=still).select_related("invoice__client"):
            with locked(row):
                if row.status == Reminder.Status.PROPOSED:
                    row.pass_over(None, at, str(_("It was paid meanwhile.")))


def unpaid(at):
    """Open invoices that a reminder may be due for, with all that is asked about them."""
    rows = Invoice.objects.open().filter(due_date__lte=at.date() + LEAD)
    rows = rows.filter(client__billing__isnull=False)
    calls = CollectionCall.objects.order_by("-noted_at", "-pk")
    return rows.select_related("client__billing", "client__office", "entity").prefetch_related(
        Prefetch("calls", queryset=calls), "reminders"
    )


def promised(calls):
    """The day the client promised last; None if the last word was none."""
    return next((call.promised_on for call in calls if call.promised_on), None)


def rates_known():
    return list(ReferenceRate.objects.values_list("valid_from", "percent"))


class BankDays:
    """Up to which day we know what came in: on the account that is printed on an invoice."""

    def __init__(self):
        rows = BankAccount.objects.filter(closed_on=None, is_default=True)
        self.accounts = {(row.entity_id, row.currency): row.pk for row in rows}
        self.days = {}
        for model, column in ((BankEntry, "booked_on"), (BankStatement, "closing_on")):
            found = model._base_manager.values_list("account").annotate(day=Max(column))
            for account, day in found:
                if day:
                    self.days[account] = max(day, self.days.get(account, day))

    def of(self, invoice):
        return self.days.get(self.accounts.get((invoice.entity_id, invoice.currency)))


class Reminder(models.Model):
    """A letter that reminds a client of an invoice: proposed, sent or passed over; once each."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Passed over")

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="reminders")
    level = models.PositiveSmallIntegerField(_("level"))
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.PROPOSED)
    proposed_at = models.DateTimeField()
    # What the law would allow; a proposal, no part of what is owed.
    interest = Amount(null=True, blank=True)
    interest_percent = Percent(null=True, blank=True)
    rate_from = models.DateField(null=True, blank=True)
    compensation = Amount(null=True, blank=True)
    # As it went out.
    to_address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    open_then = Amount(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    skipped_at = models.DateTimeField(null=True, blank=True)
    skipped_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    papers = GenericRelation(Paper, "about_id", "about_type")

    objects = ReminderQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-proposed_at", "-pk"]
        verbose_name = _("reminder")
        constraints = [
            models.UniqueConstraint(fields=["invoice", "level"], name="each_reminder_once"),
            models.CheckConstraint(
                condition=Q(status="sent", sent_at__isnull=False)
                | Q(status="skipped", skipped_at__isnull=False, sent_at=None)
                | Q(status="proposed", sent_at=None, skipped_at=None),
                name="reminder_dated_as_it_stands",
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.invoice}"

    def get_absolute_url(self):
        return reverse("billing:reminder", args=[self.pk])

    @property
    def name(self):
        """Which letter it is."""
        names = (_("Notice before the due day"), _("Friendly reminder"), _("Firm reminder"))
        return names[self.level] if self.level < len(names) else _("Last reminder")

    @property
    def tone(self):
        return {"sent": "good", "proposed": "warn"}.get(self.status, "")

    @property
    def handled_on(self):
        """The day of its last change, where the client is."""
        moment = self.sent_at or self.skipped_at or self.proposed_at
        return self.invoice.client.local_date(moment)

    @property
    def paper(self):
        return self.papers.first()

    def can_decide(self, user):
        """Finance, and the account manager and above."""
        return may_bill(self.invoice.client, user, Rung.AM)

    def obstacle(self, at):
        """Why it may not go out now; empty if it may."""
        invoice = self.invoice
        if not invoice.open_amount:
            return _("It is paid.")
        today = invoice.client.local_date(at)
        account = BankAccount.objects.of(invoice.entity, invoice.currency)
        day = BankEntry.objects.newest_day(account)
        found = obstacle(invoice, today, day, promised(invoice.calls.order_by("-noted_at", "-pk")))
        if not found and not invoice.client.invoice_email:
            return _("The client has no e-mail for invoices. Enter it first.")
        return found

    def put_interest(self, rates, at):
        found = interest_of(self.invoice, rates, at)
        if found:
            self.interest, self.interest_percent = found.amount, found.percent
            self.rate_from = found.rate_from
            self.compensation = news.compensation_of(self.invoice)

    def draft(self, reader, at):
        """The paragraphs as they would go out now."""
        return letter_words(self, reader, at)["paragraphs"]

    # -- Verbs -------------------------------------------------------------------------------------

    def send(self, by, at):
        """Approve it and let it go out."""
        with locked(self):
            demand_billing(self.invoice.client, by, Rung.AM, at)
            self._demand_proposed()
            if why_not := self.obstacle(at):
                raise Refused(why_not)
            self._put_in_the_post(by, at)

    def skip(self, by, at, reason):
        """Let this one go unsent; why is kept."""
        with locked(self):
            demand_billing(self.invoice.client, by, Rung.AM, at)
            self._demand_proposed()
            if not reason.strip():
                raise Refused(_("Say why."), field="reason")
            self.pass_over(by, at, reason)

    def send_by_itself(self, at):
        """A notice or a friendly letter, which needs nobody's approval."""
        if not self.obstacle(at):
            self._put_in_the_post(None, at)

    # -- Beneath the verbs -------------------------------------------------------------------------

    def pass_over(self, who, at, reason):
        self.status, self.skipped_at, self.skipped_by = self.Status.SKIPPED, at, who
        self.reason = reason.strip()[:300]
        signed(self, who, at).save(update_fields=["status", "skipped_at", "skipped_by", "reason"])
        news.close(self, at)

    def _demand_proposed(self):
        if self.status == self.Status.SENT:
            raise Refused(_("This reminder was sent. Each goes out once."))
        if self.status == self.Status.SKIPPED:
            raise Refused(_("This reminder was passed over."))

    def _put_in_the_post(self, by, at):
        invoice, client = self.invoice, self.invoice.client
        self.put_interest(rates_known(), at)
        words = letter_words(self, by, at)
        self.status, self.sent_at, self.sent_by = self.Status.SENT, at, by
        self.to_address, self.open_then = client.invoice_email, invoice.open_amount
        self.subject, self.text = words["title"][:200], "\n\n".join(words["paragraphs"])
        signed(self, by, at).save()
        paper = Paper.owed(
            subject_of=self, client=client, number=f"{invoice.number}-R{self.level}", version=1,
            title=self.subject, template="reminder.html", language=client.language,
            shows_money=True, content=words, at=at,
        )  # fmt: skip
        paper.save()
        OutgoingMail.owed(
            key=f"reminder-{self.pk}", address=self.to_address,
            name=client.billing.contact_name or client.name, subject=self.subject,
            body=mail_words(self, words), subject_of=self, at=at, client=client, paper=paper,
            reply_to=invoice.entity.email,
        ).save()  # fmt: skip
        news.close(self, at)
