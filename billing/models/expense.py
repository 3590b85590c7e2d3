from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import AgencyProfile, Attachment, Client, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take
from billing import cost_news as news
from billing.ceilings import ceiling_of
from billing.models.approval_limit import ApprovalLimit
from billing.models.ceiling_watch import refuse_beyond, watch
from billing.models.columns import Amount, Currency
from billing.models.of_cost import (
    CostQuerySet,
    demand_finance,
    demand_other,
    into,
    is_within_limit,
)
from billing.usual_limits import Limited
from briefs.models import Job

NO_RECEIPT = _("A receipt is needed: a picture or a PDF of it.")


class ExpenseQuerySet(CostQuerySet):
    def visible_to(self, user):
        """One's own, and what the rule of costs shows."""
        return self.filter(Q(pk__in=super().visible_to(user).values("pk")) | Q(person=user))

    def for_list(self):
        return self.select_related("client__office", "job", "person", "file")

    def claim(self, client, by, at, *, file, job=None, **facts):
        """Lay a receipt before the agency: what somebody paid for a client's work."""
        with locked(client):
            client.demand(by, Rung.AAE, at)
            if job is not None and job.client_id != client.pk:
                raise Refused(_("This job is another client's."), field="job")
            if file is None:
                raise Refused(NO_RECEIPT, field="file")
            day = client.local_date(at)
            base = ceiling_of(job).currency if job else client.currency
            cost, rate = into(facts["amount"], facts["currency"], base, day)
            worth = {"cost": cost, "rate": rate, "base": base}
            expense = self.model(client=client, job=job, person=by, claimed_at=at, **worth, **facts)
            signed(expense, by, at).save(force_insert=True)
            expense.file = Attachment.objects.keep(expense, client, file, by, at)
            signed(expense, by, at).save(update_fields=["file"])
            people = ApprovalLimit.objects.who_may(
                Limited.EXPENSE, client, expense.cost, at, currency=base, author=by
            )
            news.ask_for_approval(expense, people, by, at)
        return expense


class Expense(models.Model):
    """What somebody of the agency paid out of his own pocket for a client, with the receipt."""

    class Status(models.TextChoices):
        SUBMITTED = "submitted", _("To approve")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        PAID = "paid", _("Paid back")

    client = models.ForeignKey(Client, models.PROTECT, related_name="expenses")
    job = models.ForeignKey(
        Job, models.PROTECT, null=True, blank=True, related_name="expenses", verbose_name=_("job")
    )
    person = models.ForeignKey(User, models.PROTECT, related_name="+")
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.SUBMITTED
    )
    day = models.DateField(_("day"))
    title = models.CharField(_("what for"), max_length=160)
    amount = Amount(_("amount"))
    currency = Currency(_("currency"))
    rate = models.DecimalField(max_digits=18, decimal_places=8, default=1)
    # In the currency of the job's estimate, as it counts against it.
    cost = Amount(default=0)
    base = Currency()
    is_billable = models.BooleanField(_("the client pays it"), default=False)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    claimed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    is_self_approved = models.BooleanField(default=False)
    reason = models.CharField(max_length=500, blank=True)
    paid_on = models.DateField(null=True, blank=True)

    objects = ExpenseQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-day", "-pk"]
        verbose_name = _("agency expense")
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="expense_positive")]
        indexes = [models.Index(fields=["status", "day"], name="expenses_by_state")]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("billing:expense", args=[self.pk])

    @property
    def label(self):
        return f"{self.title}, {self.person.name}"

    @property
    def tone(self):
        return {"submitted": "warn", "approved": "info", "paid": "good"}.get(self.status, "")

    def can_approve(self, user, at):
        own = user.pk == self.person_id and not AgencyProfile.current().self_approval
        if self.status != self.Status.SUBMITTED or own:
            return False
        money = (self.cost, self.base)
        return is_within_limit(Limited.EXPENSE, user, self.client, *money, at)

    def approve(self, by, at):
        """It is paid back: whoever's limit covers it, and not who spent it."""
        with locked(self):
            self._refuse_unless(self.Status.SUBMITTED)
            self._demand_deciding(by, at)
            if self.job:
                list(Job.objects.filter(pk=self.job_id).select_for_update())
                refuse_beyond(self.job, self.cost, at)
            own = by.pk == self.person_id
            facts = {"approved_by": by, "approved_at": at, "is_self_approved": own}
            self._become(self.Status.APPROVED, by, at, **facts)
            if self.job:
                watch(self.job, by, at)
            news.tell_of_decision(self, self.person, by, at)

    def refuse(self, by, reason, at):
        """It is not for the agency to pay."""
        with locked(self):
            self._refuse_unless(self.Status.SUBMITTED)
            self._demand_deciding(by, at)
            if not reason.strip():
                raise Refused(_("Say why."), field="reason")
            self._become(self.Status.REFUSED, by, at, reason=reason.strip()[:500])
            news.tell_of_decision(self, self.person, by, at)

    def pay_back(self, by, on, at):
        """The money is on its way; finance says on which day, and never to itself."""
        with locked(self):
            self._refuse_unless(self.Status.APPROVED)
            demand_finance(by)
            demand_other(by, self.person, _("Nobody pays himself back; ask a colleague."))
            self._become(self.Status.PAID, by, at, paid_on=on)

    def _demand_deciding(self, by, at):
        if not AgencyProfile.current().self_approval:
            demand_other(by, self.person, _("Nobody approves his own expense."))
        ApprovalLimit.objects.demand(
            Limited.EXPENSE,
            by,
            self.client,
            self.cost,
            self.base,
            at,
            author=self.person,
        )

    def _refuse_unless(self, *start):
        if self.status not in start:
            sentence = _("The expense is “%(status)s”; this cannot be done now.")
            raise Refused(sentence % {"status": self.get_status_display()})

    def _become(self, status, by, at, **facts):
        changed = take(self, status=status, **facts)
        signed(self, by, at).save(update_fields=changed)
