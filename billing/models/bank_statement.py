from dataclasses import dataclass, field
from hashlib import sha256

from django.db import models, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.models import HistoricalRecords

from accounts.models import User
from agency.lib.bank.account import plain
from agency.lib.bank.statement import balance_fault, keyed
from agency.lib.refusal import Refused
from billing.models.booking import BookingQuerySet
from billing.models.columns import Amount, Currency
from billing.models.legal_entity import BankAccount


@dataclass
class Taken:
    """What one statement of a file brought."""

    statement: "BankStatement"
    new: list = field(default_factory=list)
    known: int = 0
    is_known: bool = False
    warnings: list = field(default_factory=list)

    @property
    def credits(self):
        return [entry for entry in self.new if entry.is_credit]


class BankStatementQuerySet(BookingQuerySet):
    def take_in(self, by, at, content, statements, *, file_name="", account=None):
        """Keep the statements of one file; an entry that is known already is not kept again.

        The account is the one whose number the statement has, or the one that was chosen.
        """
        self.demand_booking(by)
        digest, found = sha256(content).hexdigest(), {}
        with transaction.atomic():
            for key, statement, entry in keyed(statements):
                found.setdefault(id(statement), []).append((key, entry))
            return [
                self._keep(
                    statement, found.get(id(statement), []), by, at,
                    account=account_of(statement, account), digest=digest, file_name=file_name,
                )
                for statement in statements
            ]  # fmt: skip

    def _keep(self, read, entries, by, at, *, account, digest, file_name):
        """One statement with those of its entries that are new."""
        BankAccount._base_manager.select_for_update().get(pk=account.pk)
        keys = [key for key, _entry in entries]
        known = set(
            BankEntry.objects.filter(account=account, key__in=keys).values_list("key", flat=True)
        )
        row = self.model(
            account=account,
            key=sha256("".join([str(read.opening), str(read.closing), *keys]).encode()).hexdigest(),
            sha256=digest,
            file_name=file_name[:120],
            number=(read.number or read.identification)[:40],
            currency=read.currency,
            entry_count=len(entries),
            imported_by=by,
            imported_at=at,
        )
        row.put_balances(read)
        if same := self.filter(account=account, key=row.key).first():
            return Taken(same, known=len(entries), is_known=True)
        taken = Taken(row, known=len(known), warnings=row.warnings_of(read))
        row.warning = " ".join(taken.warnings)[:600]
        row._history_user, row._history_date = by, at
        row.save(force_insert=True)
        new = [BankEntry.of(row, key, entry) for key, entry in entries if key not in known]
        taken.new = BankEntry.objects.bulk_create(new)
        return taken


def account_of(statement, chosen):
    """The account a statement is of; refused with its number where none of ours is meant."""
    number = plain(statement.account)
    rows = [
        account
        for account in BankAccount.objects.all()
        if number and plain(account.iban or account.number) == number
    ]
    fitting = [account for account in rows if account.currency == statement.currency]
    if fitting or len(rows) == 1:
        return (fitting or rows)[0]
    if rows:
        sentence = _("Account %(number)s is not kept in %(currency)s here.")
        facts = {"number": number, "currency": statement.currency}
        raise Refused(sentence % facts, field="files")
    if chosen and not chosen.iban:
        return chosen
    if chosen:
        sentence = _("This file is of account %(number)s, not of %(chosen)s.")
        raise Refused(sentence % {"number": number or "–", "chosen": chosen}, field="account")
    sentence = _("No account of ours has the number %(number)s. Choose the account, or enter it.")
    raise Refused(sentence % {"number": number or "–"}, field="account")


class BankStatement(models.Model):
    """One statement of an account as the bank sent it, and who read it in."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="statements")
    # Of its balances and entries: the same statement in another file is the same.
    key = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120, blank=True)
    number = models.CharField(max_length=40, blank=True)
    currency = Currency()
    opening = Amount(null=True, blank=True)
    opening_on = models.DateField(null=True, blank=True)
    closing = Amount(null=True, blank=True)
    closing_on = models.DateField(null=True, blank=True)
    entry_count = models.PositiveIntegerField(default=0)
    warning = models.CharField(max_length=600, blank=True)
    imported_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField()

    objects = BankStatementQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        ordering = ["-imported_at", "-pk"]
        verbose_name = gettext_lazy("bank statement")
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="bank_statement_once")
        ]

    def __str__(self):
        return f"{self.account} {self.number}".strip()

    def get_absolute_url(self):
        return reverse("billing:bank-statement", args=[self.pk])

    def put_balances(self, read):
        days = [entry.booked_on for entry in read.entries]
        if read.opening:
            self.opening, self.opening_on = read.opening.amount, read.opening.on
        if read.closing:
            self.closing, self.closing_on = read.closing.amount, read.closing.on
        self.closing_on = self.closing_on or max(days, default=None)

    def warnings_of(self, read):
        """What does not add up: in itself, or with the statement before."""
        return [text for text in (balance_fault(read), self.gap()) if text]

    def gap(self):
        """A sentence where its opening balance is not the closing one of the statement before."""
        if self.opening is None or self.closing_on is None:
            return ""
        before = BankStatement.objects.filter(account=self.account, closing__isnull=False)
        before = before.filter(closing_on__lte=self.opening_on or self.closing_on)
        last = before.order_by("-closing_on", "-pk").first()
        if last is None or last.closing == self.opening:
            return ""
        sentence = _(
            "The statement before closed on %(day)s with %(closing)s, this one opens with"
            " %(opening)s: a statement between them is missing."
        )
        return sentence % {
            "day": date_format(last.closing_on, "j M Y"),
            "closing": f"{last.closing:.2f}",
            "opening": f"{self.opening:.2f}",
        }


class BankEntryQuerySet(BookingQuerySet):
    def newest_day(self, account):
        """The day up to which we know what came in on an account; None before the first file."""
        if account is None:
            return None
        booked = self.filter(account=account).aggregate(day=models.Max("booked_on"))["day"]
        closed = BankStatement.objects.filter(account=account)
        closed = closed.aggregate(day=models.Max("closing_on"))["day"]
        return max(filter(None, [booked, closed]), default=None)


class BankEntry(models.Model):
    """One line of a bank statement; it never changes."""

    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="entries")
    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="entries")
    key = models.CharField(max_length=64)
    booked_on = models.DateField()
    value_on = models.DateField()
    amount = Amount()
    currency = Currency()
    payer = models.CharField(max_length=140, blank=True)
    payer_account = models.CharField(max_length=60, blank=True)
    reference = models.CharField(max_length=280, blank=True)
    end_to_end = models.CharField(max_length=70, blank=True)
    bank_reference = models.CharField(max_length=140, blank=True)
    text = models.TextField(max_length=2000, blank=True)
    is_reversal = models.BooleanField(default=False)
    original_amount = Amount(null=True, blank=True)
    original_currency = models.CharField(max_length=3, blank=True)
    charges = Amount(default=0)

    objects = BankEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-booked_on", "-pk"]
        verbose_name = gettext_lazy("bank entry")
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="bank_entry_read_once")
        ]
        indexes = [models.Index(fields=["account", "-booked_on"], name="bank_entries_by_day")]

    def __str__(self):
        return f"{self.booked_on} {self.payer}"

    @property
    def is_credit(self):
        """Money that came in, other than what only came back of what we had sent."""
        return self.amount > 0 and not self.is_reversal

    @property
    def takes_back(self):
        """Whether the bank took money back that had come in."""
        return self.amount < 0 and self.is_reversal

    @classmethod
    def of(cls, statement, key, read):
        words = {
            name: getattr(read, name)[: cls._meta.get_field(name).max_length]
            for name in (
                "payer", "payer_account", "reference", "end_to_end", "bank_reference", "text",
                "original_currency",
            )
        }  # fmt: skip
        return cls(
            statement=statement, account=statement.account, key=key, booked_on=read.booked_on,
            value_on=read.value_on, amount=read.amount, currency=read.currency,
            is_reversal=read.is_reversal, original_amount=read.original_amount,
            charges=read.charges, **words,
        )  # fmt: skip
