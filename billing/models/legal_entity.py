from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from simple_history.models import HistoricalRecords

from accounts.models import Rank, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take, unique_or_refused
from agency.lib.tax_numbers import spaced_iban
from billing.models.columns import Country, Currency
from billing.models.of_money import BooksQuerySet, can_keep_books, can_reopen_books

NAME_IS_TAKEN = _("Another company of the agency has this name.")
ACCOUNT_IS_TAKEN = _("This account is entered already.")


class LegalEntityQuerySet(BooksQuerySet):
    def in_use(self):
        return self.filter(retired_at=None)

    def add(self, by, at, **facts):
        """Enter a company that is to send invoices."""
        self.demand_keeping(by)
        entity = self.model(**facts)
        with unique_or_refused(NAME_IS_TAKEN, field="name"):
            signed(entity, by, at).save(force_insert=True)
        return entity


class LegalEntity(models.Model):
    """A company of the agency's that sends invoices in its own name and numbers."""

    name = models.CharField(_("legal name"), max_length=200, unique=True)
    street = models.CharField(_("street"), max_length=160)
    street_more = models.CharField(_("address, continued"), max_length=160, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("city"), max_length=80)
    region = models.CharField(_("region"), max_length=80, blank=True)
    country = Country(_("country"))
    vat_id = models.CharField(_("VAT id"), max_length=20, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=40, blank=True)
    registration = models.CharField(_("register number"), max_length=80, blank=True)
    legal_form = models.CharField(
        _("what the law wants on every letter"),
        max_length=300,
        blank=True,
        help_text=_("Register court, directors, capital."),
    )
    contact_name = models.CharField(_("contact for invoices"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    endpoint = models.CharField(_("electronic address"), max_length=80, blank=True)
    endpoint_scheme = models.CharField(_("its scheme (EAS)"), max_length=4, blank=True)
    currency = Currency(_("currency of the books"))
    code = models.CharField(
        _("short code in numbers"),
        max_length=6,
        blank=True,
        help_text=_("Stands in the numbers of its papers where the agency has several companies."),
    )
    shares_series = models.BooleanField(
        _("credit notes are numbered with the invoices"), default=False
    )
    # Nothing is issued, credited or booked as paid on this day or before it.
    frozen_until = models.DateField(_("books closed until"), null=True, blank=True)
    # Why they were opened again after that; empty once they are closed further on.
    reopened_because = models.CharField(max_length=300, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = LegalEntityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        verbose_name = _("company of the agency")

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("billing:legal-entity", args=[self.pk])

    def can_keep(self, user):
        return can_keep_books(user)

    def is_closed_on(self, day):
        """Whether the books of this day are closed: nothing may be dated on it any more."""
        return self.frozen_until is not None and day <= self.frozen_until

    def change(self, by, at, **facts):
        """Change the address, the numbers or the contact; papers that were issued keep theirs."""
        LegalEntity.objects.demand_keeping(by)
        with locked(self):
            changed = take(self, **facts)
            if changed:
                with unique_or_refused(NAME_IS_TAKEN, field="name"):
                    signed(self, by, at).save(update_fields=changed)

    def close_books(self, by, at, *, until, reason=""):
        """Let nothing be dated on this day or before it; back to an earlier day takes the CSD."""
        LegalEntity.objects.demand_keeping(by)
        with locked(self):
            if until == self.frozen_until:
                return
            if until and until > by.local_date(at):
                raise Refused(_("This day is still to come."), field="until")
            goes_back = self.frozen_until and (until is None or until < self.frozen_until)
            if goes_back:
                self._demand_reopening(by, reason)
            self.frozen_until, self.reopened_because = until, reason if goes_back else ""
            signed(self, by, at).save(update_fields=["frozen_until", "reopened_because"])

    def retire(self, by, at):
        """No longer offered for new invoices; its papers stay."""
        LegalEntity.objects.demand_keeping(by)
        with locked(self):
            if self.retired_at:
                return
            if count := self.profiles.count():
                sentence = ngettext(
                    "One client is invoiced by it. Give it another company first.",
                    "%(count)s clients are invoiced by it. Give them another company first.",
                    count,
                )
                raise Refused(sentence % {"count": count})
            self.retired_at = at
            signed(self, by, at).save(update_fields=["retired_at"])

    def bring_back(self, by, at):
        LegalEntity.objects.demand_keeping(by)
        with locked(self):
            if self.retired_at:
                self.retired_at = None
                signed(self, by, at).save(update_fields=["retired_at"])

    def _demand_reopening(self, by, reason):
        sentence = _("Closed books are opened by the client services director. Ask %(names)s.")
        directors = User.objects.at_work().filter(rank=Rank.CSD)
        by.demand(can_reopen_books(by), sentence, directors)
        if not reason:
            raise Refused(_("Say why the books are opened again."), field="reason")


class BankAccountQuerySet(BooksQuerySet):
    def open(self):
        return self.filter(closed_on=None)

    def of(self, entity, currency):
        """The account printed on invoices of a company in a currency; None without one."""
        return self.open().filter(entity=entity, currency=currency, is_default=True).first()

    def add(self, entity, by, at, **facts):
        """Enter an account; the first of a company in its currency is printed on invoices."""
        self.demand_keeping(by)
        with locked(entity):
            account = self.model(entity=entity, **facts)
            account.refuse_without_number()
            account.is_default = self.of(entity, account.currency) is None
            with unique_or_refused(ACCOUNT_IS_TAKEN, field="iban"):
                signed(account, by, at).save(force_insert=True)
        return account


class BankAccount(models.Model):
    """An account that clients pay into and suppliers are paid from."""

    entity = models.ForeignKey(LegalEntity, models.PROTECT, related_name="accounts")
    name = models.CharField(_("what we call it"), max_length=80)
    holder = models.CharField(_("holder"), max_length=70)
    bank = models.CharField(_("bank"), max_length=120, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    number = models.CharField(_("account number"), max_length=60, blank=True)
    routing = models.CharField(
        _("bank code"), max_length=120, blank=True, help_text=_("Sort code, routing number, БИК.")
    )
    currency = Currency(_("currency"))
    is_default = models.BooleanField(_("printed on invoices in this currency"), default=False)
    closed_on = models.DateField(_("closed"), null=True, blank=True)

    objects = BankAccountQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["entity", "-is_default", "name"]
        verbose_name = _("bank account")
        constraints = [
            models.UniqueConstraint(
                fields=["iban", "currency"], condition=~Q(iban=""), name="bank_account_once"
            ),
            models.UniqueConstraint(
                fields=["entity", "currency"],
                condition=Q(is_default=True, closed_on=None),
                name="one_default_account_per_currency",
            ),
            models.CheckConstraint(
                condition=~Q(iban="") | ~Q(number=""), name="bank_account_has_a_number"
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return self.entity.get_absolute_url()

    @property
    def dialog(self):
        """The id of the dialog on its page that asks before it is closed."""
        return f"close-{self.pk}"

    @property
    def number_text(self):
        """The IBAN in groups, or the number and code of a bank that has none."""
        return spaced_iban(self.iban) if self.iban else f"{self.number} {self.routing}".strip()

    def change(self, by, at, **facts):
        BankAccount.objects.demand_keeping(by)
        with locked(self.entity), locked(self):
            self._refuse_closed()
            changed = take(self, **facts)
            if not changed:
                return
            self.refuse_without_number()
            if "currency" in changed:
                self.is_default = self._is_the_first()
                changed.append("is_default")
            with unique_or_refused(ACCOUNT_IS_TAKEN, field="iban"):
                signed(self, by, at).save(update_fields=changed)

    def make_default(self, by, at):
        """Print this one on invoices in its currency, instead of the one before."""
        BankAccount.objects.demand_keeping(by)
        with locked(self.entity), locked(self):
            self._refuse_closed()
            before = BankAccount.objects.of(self.entity, self.currency)
            if before == self:
                return
            if before:
                before.is_default = False
                signed(before, by, at).save(update_fields=["is_default"])
            self.is_default = True
            signed(self, by, at).save(update_fields=["is_default"])

    def close(self, by, at):
        """Nothing is paid into it any more; what was paid stays."""
        BankAccount.objects.demand_keeping(by)
        with locked(self.entity), locked(self):
            self._refuse_closed()
            self.closed_on, self.is_default = by.local_date(at), False
            signed(self, by, at).save(update_fields=["closed_on", "is_default"])

    def refuse_without_number(self):
        if not self.iban and not self.number:
            raise Refused(_("Enter the IBAN or, where there is none, the number."), field="iban")

    def _is_the_first(self):
        default = BankAccount.objects.of(self.entity, self.currency)
        return default is None or default == self

    def _refuse_closed(self):
        if self.closed_on:
            raise Refused(_("This account is closed."))
