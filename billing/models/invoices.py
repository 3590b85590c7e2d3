from datetime import timedelta
from decimal import Decimal

from django.db import models, transaction
from django.db.models import (
    Case,
    DecimalField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    Sum,
    When,
)
from django.db.models import Value as V
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Rung
from agency.lib.refusal import Refused
from agency.lib.rows import signed, unique_or_refused
from billing.models.billing_profile import BillingProfile
from billing.models.of_money import MoneyQuerySet, demand_billing

SUM = DecimalField(max_digits=18, decimal_places=4)
# SQLite adds decimals as floats; what is less than this is nothing.
NOTHING = Decimal("0.0005")
ZERO = V(Decimal(0), output_field=SUM)
BUCKETS = ((0, 0), (1, 30), (31, 60), (61, 90), (91, None))


class InvoiceQuerySet(MoneyQuerySet):
    def invoices(self):
        return self.exclude(kind=self.model.Kind.CREDIT_NOTE)

    def credit_notes(self):
        return self.filter(kind=self.model.Kind.CREDIT_NOTE)

    def issued(self):
        return self.filter(issued_at__isnull=False)

    def with_open(self):
        """Add `settled_amount` and `open_sum`: what has been paid or let go, and what is left."""
        allocations = self.model.allocations.rel.related_model.objects.order_by()
        to_it = allocations.filter(invoice=OuterRef("pk")).values("invoice")
        by_it = allocations.filter(credit_note=OuterRef("pk")).values("credit_note")
        settled = Coalesce(Subquery(to_it.annotate(s=Sum("amount")).values("s")), ZERO)
        used = Coalesce(Subquery(by_it.annotate(s=Sum("amount")).values("s")), ZERO)
        rows = self.annotate(settled_amount=ExpressionWrapper(settled + used, output_field=SUM))
        left = ExpressionWrapper(F("due") - F("settled_amount"), output_field=SUM)
        return rows.annotate(
            open_sum=Case(When(issued_at__isnull=False, then=left), default=ZERO, output_field=SUM)
        )

    def open(self):
        """Invoices of which something is left to be paid."""
        return self.issued().invoices().with_open().filter(open_sum__gt=NOTHING)

    def overdue(self, on):
        return self.open().filter(due_date__lt=on)

    def paid(self):
        return self.issued().invoices().with_open().filter(open_sum__lte=NOTHING)

    def on_page(self):
        return self.select_related(
            "client__office", "client__billing", "entity", "job", "contract", "estimate__estimate",
            "preceding", "author", "issued_by", "disputed_by", "ceiling_by", "approved_by",
        )  # fmt: skip

    def delete(self):
        """Drafts only: what was issued stays, also where many are deleted at once."""
        if self.issued().exists():
            raise Refused(_("An issued invoice is never deleted. Issue a credit note."))
        return super().delete()

    def draft(self, client, by, at, *, lines, adjustments=(), **facts):
        """Begin an invoice: its lines as dicts of InvoiceLine, and what else is known of it.

        What is not named comes from how the client is invoiced.
        """
        demand_billing(client, by, Rung.AE, at)
        profile = BillingProfile.objects.select_related("entity").filter(client=client).first()
        if profile is None:
            sentence = _("Enter first how %(client)s is invoiced.")
            raise Refused(sentence % {"client": client})
        known = {
            "entity": profile.entity,
            "currency": client.currency,
            "language": client.language,
            "buyer_reference": profile.buyer_reference,
            "tax_reason": profile.tax_reason,
            "payment_days": client.payment_days,
            "coin": profile.coin,
        }
        with transaction.atomic():
            row = self.model(client=client, author=by, made_at=at, **{**known, **facts})
            row.refuse_of_others()
            row.put_totals([], [])
            with unique_or_refused(_("This is billed already."), field="source_key"):
                signed(row, by, at).save(force_insert=True)
            row.put_parts(lines, adjustments)
            row.put_totals(*row.parts)
            row.save_totals()
        return row

    def by_bucket(self, on):
        """{client, currency, bucket of days overdue, sum} rows of what is open, in one query."""
        whens = [
            When(due_date__gte=on if first == 0 else on - timedelta(days=last), then=V(number))
            for number, (first, last) in enumerate(BUCKETS[:-1])
        ]
        number = Case(*whens, default=V(len(BUCKETS) - 1), output_field=models.IntegerField())
        rows = self.open().annotate(bucket=number).order_by()
        return rows.values("client", "client__name", "currency", "bucket").annotate(
            amount=Sum("open_sum"),
            disputed=Coalesce(Sum("open_sum", filter=Q(disputed_at__isnull=False)), ZERO),
            count=models.Count("pk"),
        )
