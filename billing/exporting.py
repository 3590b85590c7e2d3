"""Issued documents on their way to the books: which they are, what hinders them, their files.

Formats and columns: finance/README.md section 7. In every format the sums over a batch are those
of the ledger, with credit notes taken off.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from agency.lib.books import datev, xero
from agency.lib.books.fault import Fault
from agency.lib.books.table import MANNERS, csv_lines, xlsx
from agency.lib.money import ZERO, rounded
from billing import export_rows

SUMS = ("net", "tax", "gross")


@dataclass
class Export:
    """What would leave, or leaves, in one format: the documents of a company in a span of days."""

    entity: Any
    accounts: Any
    format: str
    first_day: date
    last_day: date
    at: datetime
    manner: str = "iso"
    exported_by: str = "Plates"

    @property
    def issued(self):
        """All that were issued in these days, whether they left already or not."""
        days = (self.first_day, self.last_day)
        return self.entity.invoices.issued().filter(issue_date__range=days)

    @cached_property
    def invoices(self):
        """Those that have not left in this format yet, in the order of their issue."""
        rows = self.issued.exclude(exports__format=self.format, exports__is_void=False)
        rows = rows.select_related("client__billing", "job", "preceding", "entity").with_open()
        rows = rows.prefetch_related("lines__job", "adjustments", "subtotals")
        return list(rows.order_by("issue_date", "number"))

    @cached_property
    def left_already(self) -> int:
        return self.issued.count() - len(self.invoices)

    @cached_property
    def totals(self) -> list[dict]:
        """[{"currency", "count", "net", "tax", "gross"}] as text, for the ledger to be compared."""
        sums: dict[str, dict] = defaultdict(lambda: {"count": 0, **dict.fromkeys(SUMS, ZERO)})
        for invoice in self.invoices:
            of_currency = sums[invoice.currency]
            of_currency["count"] += 1
            for name in SUMS:
                of_currency[name] += export_rows.signed(invoice, getattr(invoice, name))
        return [
            {"currency": code, "count": found["count"]}
            | {name: str(rounded(found[name])) for name in SUMS}
            for code, found in sorted(sums.items())
        ]

    @cached_property
    def faults(self) -> list[Fault]:
        """What the format cannot hold; nothing is made while there are any."""
        return [*self._unbooked(), *self._unheld()]

    @cached_property
    def differing(self) -> list[str]:
        """Numbers whose VAT the other program may round to another cent."""
        return xero.differing(self._sales(self.invoices)) if self.format == "xero" else []

    def files(self) -> list[tuple[str, bytes]]:
        """[(name, bytes)], the same for the same documents."""
        makers = {
            "csv": self._csv,
            "xlsx": self._xlsx,
            "xero": self._xero,
            "datev": self._datev,
        }
        return makers[self.format]()

    # -- The formats -------------------------------------------------------------------------------

    def _csv(self):
        lines = csv_lines(export_rows.HEAD, self._rows(), MANNERS[self.manner])
        return [(f"{self._name}.csv", "".join(lines).encode())]

    def _xlsx(self):
        return [(f"{self._name}.xlsx", xlsx(export_rows.HEAD, self._rows()))]

    def _xero(self):
        invoices = [row for row in self.invoices if not row.is_credit_note]
        credit_notes = [row for row in self.invoices if row.is_credit_note]
        made = []
        for label, rows, are_credit_notes in (
            ("invoices", invoices, False),
            ("credit-notes", credit_notes, True),
        ):
            contents = xero.files(self._sales(rows), credit_notes=are_credit_notes)
            made += [
                (f"{self._name}-{label}{f'-{number}' if number > 1 else ''}.csv", content)
                for number, content in enumerate(contents, start=1)
            ]
        return made

    def _datev(self):
        content = datev.write(self._batch, self._bookings)
        days = f"{self.first_day:%Y%m%d}_{self.last_day:%Y%m%d}"
        return [(f"EXTF_Buchungsstapel_{days}.csv", content)]

    @property
    def _name(self):
        code = self.entity.code or "plates"
        return f"{code}-{self.format}-{self.first_day}-{self.last_day}".lower()

    def _rows(self):
        return export_rows.own_rows(self.invoices, self.accounts, self._today)

    def _sales(self, invoices):
        return [export_rows.sale(invoice, self.accounts) for invoice in invoices]

    @property
    def _today(self):
        return self.at.date()

    @cached_property
    def _bookings(self):
        return [
            booking
            for invoice in self.invoices
            for booking in export_rows.bookings(invoice, self.accounts)
        ]

    @cached_property
    def _batch(self):
        books = self.accounts.books
        return datev.Batch(
            consultant=books.consultant or 0,
            client=books.client_number or 0,
            year_starts=self._year_starts,
            account_length=books.account_length,
            first_day=self.first_day,
            last_day=self.last_day,
            label=f"Plates {self.first_day:%Y-%m}",
            created_at=self.at,
            exported_by=self.exported_by[:25],
            currency=self.entity.currency,
            is_final=books.is_final,
        )

    @property
    def _year_starts(self):
        begins = self.first_day.replace(month=self.accounts.books.year_starts_in, day=1)
        return begins if begins <= self.first_day else begins.replace(year=begins.year - 1)

    def _unbooked(self):
        """Turnover that has no account, where the format asks for one."""
        if self.format not in ("xero", "datev"):
            return []
        missing = {
            (part.category, Decimal(part.rate).normalize()): invoice.number
            for invoice in reversed(self.invoices)
            for part in export_rows.parts_of(invoice)
            if not self.accounts.code(part.category, part.rate, part.group)
        }
        sentence = _("No revenue account is entered for VAT %(category)s, %(rate)s %%.")
        return [
            Fault(number, _("account"), sentence % {"category": category, "rate": f"{rate:f}"})
            for (category, rate), number in missing.items()
        ]

    def _unheld(self):
        if self.format == "datev":
            return datev.faults(self._batch, self._bookings) if not self._unbooked() else []
        if self.format == "xero":
            return xero.faults(self._sales(self.invoices)) if not self._unbooked() else []
        return []
