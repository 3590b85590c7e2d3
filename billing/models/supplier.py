from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from accounts.models import Rung, User
from agency.lib.refusal import Refused
from agency.lib.rows import locked, signed, take, unique_or_refused
from billing import cost_news as news
from billing.models.columns import Country, Currency
from billing.models.of_cost import (
    demand_finance,
    demand_other,
    demand_rung,
    is_finance,
    sees_costs,
)

NAME_IS_TAKEN = _("There is a supplier of this name already.")
OF_ACCOUNT = ("iban", "bic")


class SupplierQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Suppliers are the house's: whoever sees costs sees them all."""
        return self if sees_costs(user) else self.none()

    def approved(self):
        return self.filter(status=Supplier.Status.APPROVED)

    def demand_proposing(self, by):
        if not is_finance(by):
            demand_rung(by, Rung.AE)

    def propose(self, by, at, *, name, **facts):
        """Enter somebody we might buy from; an account director approves him before we do."""
        self.demand_proposing(by)
        supplier = self.model(name=name, proposed_by=by, proposed_at=at, **facts)
        if supplier.iban:
            supplier.account_changed_at, supplier.account_changed_by = at, by
        with unique_or_refused(NAME_IS_TAKEN, field="name"):
            signed(supplier, by, at).save(force_insert=True)
        if supplier.iban:
            news.tell_of_account(supplier, by, at)
        return supplier


class Supplier(models.Model):
    """Somebody the agency buys from for its clients, once an account director approved him."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        APPROVED = "approved", _("Approved")
        STOPPED = "stopped", _("Stopped")

    class Category(models.TextChoices):
        FILM = "film", _("Film and sound")
        PHOTO = "photo", _("Photography")
        PRINT = "print", _("Print")
        DIGITAL = "digital", _("Digital production")
        MEDIA = "media", _("Media")
        EVENT = "event", _("Events")
        RESEARCH = "research", _("Research")
        TALENT = "talent", _("Freelance and talent")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=160)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PROPOSED
    )
    categories = models.JSONField(_("what we buy there"), default=list)
    is_partner = models.BooleanField(_("partner agency"), default=False)
    contact = models.CharField(_("contact"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    address = models.TextField(_("address"), max_length=500, blank=True)
    country = Country(_("country"))
    vat_id = models.CharField(_("VAT id"), max_length=20, blank=True)
    currency = Currency(_("currency"))
    payment_days = models.PositiveSmallIntegerField(_("days to pay"), default=30)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approval_reason = models.CharField(_("why this one"), max_length=500, blank=True)
    stopped_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)
    stop_reason = models.CharField(_("why we stopped"), max_length=500, blank=True)
    # An account that anybody typed is paid into after a second person of finance has checked it.
    account_changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    account_changed_at = models.DateTimeField(null=True, blank=True)
    account_checked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )
    account_checked_at = models.DateTimeField(null=True, blank=True)

    objects = SupplierQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("supplier")
        constraints = [
            models.UniqueConstraint(Lower("name"), name="supplier_name_once"),
            models.CheckConstraint(
                condition=Q(account_checked_by=None)
                | ~Q(account_checked_by=F("account_changed_by")),
                name="account_checked_by_a_second_person",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("billing:supplier", args=[self.pk])

    @property
    def tone(self):
        return {"approved": "good", "proposed": "warn"}.get(self.status, "")

    @property
    def category_labels(self):
        known = dict(self.Category.choices)
        return ", ".join(str(known.get(one, one)) for one in self.categories)

    @property
    def can_be_paid(self):
        """Whether its account was checked by a second person after it was last changed."""
        return bool(self.iban and self.account_checked_at)

    @property
    def may_be_bought_from(self):
        return self.status == self.Status.APPROVED

    def can_edit(self, user):
        return sees_costs(user)

    def can_approve(self, user):
        return user.stands_at_least(Rung.AD) and self.status != self.Status.APPROVED

    def can_stop(self, user):
        return user.stands_at_least(Rung.AD) and self.status != self.Status.STOPPED

    def can_check_account(self, user):
        changed = self.iban and not self.account_checked_at
        return bool(changed) and is_finance(user) and user.pk != self.account_changed_by_id

    def edit(self, by, at, **facts):
        """Change what is known of it; another account waits for finance to check it again."""
        Supplier.objects.demand_proposing(by)
        with locked(self):
            changed = take(self, **facts)
            if not changed:
                return
            if account := bool(set(OF_ACCOUNT).intersection(changed)):
                changed += take(
                    self,
                    account_changed_by=by,
                    account_changed_at=at,
                    account_checked_by=None,
                    account_checked_at=None,
                )
            with unique_or_refused(NAME_IS_TAKEN, field="name"):
                signed(self, by, at).save(update_fields=changed)
            if account and self.iban:
                news.tell_of_account(self, by, at)

    def check_account(self, by, at):
        """A second person of finance has asked the supplier, and the account is right."""
        demand_finance(by)
        with locked(self):
            if not self.iban:
                raise Refused(_("No account is entered."))
            if self.account_checked_at:
                raise Refused(_("This account was checked already."))
            sentence = _("Whoever entered an account does not check it; ask a colleague.")
            demand_other(by, self.account_changed_by, sentence)
            self.account_checked_by, self.account_checked_at = by, at
            signed(self, by, at).save(update_fields=["account_checked_by", "account_checked_at"])
            news.close(self, at)

    def approve(self, by, reason, at):
        """We may buy there: an account director says why there."""
        demand_rung(by, Rung.AD)
        with locked(self):
            if self.status == self.Status.APPROVED:
                raise Refused(_("This supplier is approved already."))
            if not reason.strip():
                raise Refused(
                    _("Say why this one: price, quality, what it has done."), field="reason"
                )
            facts = {"approved_by": by, "approved_at": at, "approval_reason": reason.strip()[:500]}
            self._become(self.Status.APPROVED, by, at, stop_reason="", **facts)
            news.tell_of_approval(self, by, at)

    def stop(self, by, reason, at):
        """Nothing is ordered there any more; what was ordered is received and paid."""
        demand_rung(by, Rung.AD)
        with locked(self):
            if self.status == self.Status.STOPPED:
                raise Refused(_("Nothing is ordered there already."))
            if not reason.strip():
                raise Refused(_("Say why."), field="reason")
            facts = {"stopped_by": by, "stopped_at": at, "stop_reason": reason.strip()[:500]}
            self._become(self.Status.STOPPED, by, at, **facts)

    def _become(self, status, by, at, **facts):
        changed = take(self, status=status, **facts)
        signed(self, by, at).save(update_fields=changed)
