from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from agency.lib.rows import locked, signed, take, unique_or_refused
from billing.models.columns import Group, Percent, VatCategory
from billing.models.legal_entity import LegalEntity
from billing.models.of_money import BooksQuerySet

TAKEN = _("There is an account for this already.")


class RevenueAccountQuerySet(BooksQuerySet):
    def add(self, entity, by, at, **facts):
        """Say on which account a kind of turnover is booked."""
        self.demand_keeping(by)
        account = self.model(entity=entity, **facts)
        with unique_or_refused(TAKEN, field="category"):
            signed(account, by, at).save(force_insert=True)
        return account


class RevenueAccount(models.Model):
    """The account of the books on which turnover of one VAT rate, and of one group, is booked."""

    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="revenue_accounts")
    category = models.CharField(_("VAT"), max_length=2, choices=VatCategory.choices)
    rate = Percent(_("in per cent"), default=0)
    # Empty: for every group that has no account of its own.
    group = models.CharField(_("for"), max_length=10, choices=Group.choices, blank=True)
    code = models.CharField(_("account"), max_length=20)
    tax_key = models.CharField(_("tax key (DATEV)"), max_length=4, blank=True)
    tax_name = models.CharField(_("tax rate’s name (Xero)"), max_length=60, blank=True)

    objects = RevenueAccountQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["category", "-rate", "group"]
        verbose_name = _("revenue account")
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "category", "rate", "group"], name="revenue_account_once"
            ),
            models.CheckConstraint(
                condition=Q(category="S") | Q(rate=0), name="revenue_account_rate_fits"
            ),
        ]

    def __str__(self):
        return self.code

    def edit(self, by, at, **facts):
        with locked(self):
            type(self).objects.demand_keeping(by)
            if changed := take(self, **facts):
                with unique_or_refused(TAKEN, field="category"):
                    signed(self, by, at).save(update_fields=changed)


class Bookkeeping(models.Model):
    """What the accounting program calls one company of the agency (DATEV's header)."""

    entity = models.OneToOneField(LegalEntity, models.PROTECT, related_name="bookkeeping")
    consultant = models.PositiveIntegerField(_("DATEV consultant number"), null=True, blank=True)
    client_number = models.PositiveIntegerField(_("DATEV client number"), null=True, blank=True)
    account_length = models.PositiveSmallIntegerField(_("digits of an account"), default=4)
    year_starts_in = models.PositiveSmallIntegerField(_("month the year starts in"), default=1)
    debtor = models.CharField(
        _("account of clients without a number of their own"), max_length=20, blank=True
    )
    is_final = models.BooleanField(_("bookings come in as final"), default=False)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bookkeeping")
        constraints = [
            models.CheckConstraint(
                condition=Q(year_starts_in__range=(1, 12)), name="year_starts_in_a_month"
            ),
            models.CheckConstraint(
                condition=Q(account_length__range=(4, 8)), name="accounts_of_four_to_eight_digits"
            ),
        ]

    def __str__(self):
        return f"{self.entity}"

    @classmethod
    def of(cls, entity):
        """That of a company; with what is usual where nobody has entered any, not saved yet."""
        return cls.objects.filter(entity=entity).first() or cls(entity=entity)

    def change(self, by, at, **facts):
        RevenueAccount.objects.demand_keeping(by)
        changed = take(self, **facts)
        if self._state.adding or changed:
            signed(self, by, at).save()


@dataclass(frozen=True)
class Accounts:
    """The revenue accounts of one company and what its books are called."""

    books: Bookkeeping
    rows: dict[tuple[str, Decimal, str], RevenueAccount]

    @classmethod
    def of(cls, entity) -> "Accounts":
        """Those of a company, in two queries."""
        rows = entity.revenue_accounts.all()
        keyed = {(row.category, row.rate.normalize(), row.group): row for row in rows}
        return cls(Bookkeeping.of(entity), keyed)

    def row(self, category, rate, group="") -> RevenueAccount | None:
        """The account for this VAT: that of the group, else the one for every group."""
        rate = Decimal(rate).normalize()
        return self.rows.get((category, rate, group)) or self.rows.get((category, rate, ""))

    def code(self, category, rate, group="") -> str:
        """Its number; empty where none is entered."""
        row = self.row(category, rate, group)
        return row.code if row else ""

    def debtor(self, invoice) -> str:
        """The client's own account, else the one for all without."""
        profile = getattr(invoice.client, "billing", None)
        return (profile.account_code if profile else "") or self.books.debtor
