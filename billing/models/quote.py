from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Attachment, Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed
from billing.models.columns import Amount, Currency
from billing.models.estimate import Estimate
from billing.models.of_cost import CostQuerySet
from billing.models.supplier import Supplier
from briefs.models import Job


class QuoteQuerySet(CostQuerySet):
    client_path = "job__client"

    def standing(self):
        return self.filter(dropped_at=None)

    def beside(self, order):
        """The quotes for what an order buys: of its line, or of the job where it has none."""
        return self.standing().filter(
            job=order.job_id, estimate=order.estimate_id, line_key=order.line_key
        )

    def enter(self, job, by, at, *, supplier, net, line=None, file=None, **facts):
        """Put down what a supplier asks for a piece of work."""
        with locked(job):
            job.client.demand(by, Rung.AE, at)
            estimate_id, key = line or (None, None)
            quote = self.model(
                job=job,
                supplier=supplier,
                net=net,
                estimate_id=estimate_id,
                line_key=key,
                entered_by=by,
                entered_at=at,
                **facts,
            )
            signed(quote, by, at).save(force_insert=True)
            if file:
                quote.file = Attachment.objects.keep(quote, job.client, file, by, at)
                signed(quote, by, at).save(update_fields=["file"])
        return quote


class Quote(models.Model):
    """What one supplier asks for a piece of work, beside what others ask."""

    job = models.ForeignKey(Job, models.PROTECT, related_name="quotes")
    estimate = models.ForeignKey(
        Estimate, models.PROTECT, null=True, blank=True, related_name="quotes"
    )
    line_key = models.PositiveIntegerField(null=True, blank=True)
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, related_name="quotes", verbose_name=_("supplier")
    )
    net = Amount(_("net"))
    currency = Currency(_("currency"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+")
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    dropped_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = QuoteQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["net", "pk"]
        verbose_name = _("quote")
        constraints = [models.CheckConstraint(condition=Q(net__gte=0), name="quote_not_negative")]

    def __str__(self):
        return f"{self.supplier} {self.net}"

    def get_absolute_url(self):
        return f"{reverse('billing:job-costs', args=[self.job_id])}#quotes"

    @property
    def client(self):
        return self.job.client

    def drop(self, by, at):
        """It was entered by mistake, or does not hold any more."""
        with locked(self):
            self.job.client.demand(by, Rung.AE, at)
            if self.dropped_at:
                raise Refused(_("This quote is gone already."))
            self.dropped_at, self.dropped_by = at, by
            signed(self, by, at).save(update_fields=["dropped_at", "dropped_by"])
