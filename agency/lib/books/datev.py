"""DATEV's EXTF Buchungsstapel: a header, the captions, and 125 fields for each booking.

Windows-1252, semicolons, CRLF, decimal comma. Read by: DATEV format description, version 700,
category 21, booking version 13.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from agency.lib.books.datev_fields import FIELDS
from agency.lib.books.fault import Fault

ENCODING = "cp1252"
PLACES = {name: place for place, (name, _is_text) in enumerate(FIELDS)}
DOCUMENT = re.compile(r"[A-Za-z0-9$&%*+\-/]{0,36}\Z")
MOST_AMOUNT = Decimal("9999999999.99")


@dataclass(frozen=True)
class Batch:
    """Whose bookings they are, and of which days; one batch lies in one fiscal year."""

    consultant: int
    client: int
    year_starts: date
    account_length: int
    first_day: date
    last_day: date
    label: str
    created_at: datetime
    exported_by: str = ""
    initials: str = ""
    currency: str = "EUR"
    is_final: bool = False


@dataclass(frozen=True)
class Booking:
    """One document's gross amount of one VAT category on one revenue account.

    `amount` is unsigned; a debit books it on `account`. In another currency than the batch's,
    `rate` is how many of its units one unit of the batch's was worth, `base_amount` the amount
    in the batch's currency.
    """

    amount: Decimal
    is_debit: bool
    account: str
    contra_account: str
    day: date
    document: str
    text: str = ""
    currency: str = ""
    rate: Decimal | None = None
    base_amount: Decimal | None = None
    tax_key: str = ""
    document_2: str = ""
    cost_centre: str = ""
    cost_unit: str = ""
    vat_id: str = ""
    vat_rate: Decimal | None = None
    served_on: date | None = None
    due_on: date | None = None
    is_reversal: bool = False


def batch_faults(batch: Batch) -> list[Fault]:
    """What the header cannot hold."""
    found = []

    def demand(is_right, field, sentence):
        if not is_right:
            found.append(Fault(batch.label, field, sentence))

    demand(1001 <= batch.consultant <= 9999999, "Berater", _("It has four to seven digits."))
    demand(1 <= batch.client <= 99999, "Mandant", _("It has one to five digits."))
    demand(4 <= batch.account_length <= 8, "Sachkontenlänge", _("It is between 4 and 8."))
    demand(len(batch.label) <= 30, "Bezeichnung", _("It has 30 characters at most."))
    ends = batch.year_starts.replace(year=batch.year_starts.year + 1)
    in_year = batch.year_starts <= batch.first_day <= batch.last_day < ends
    demand(in_year, "WJ-Beginn", _("The days do not lie in one fiscal year."))
    demand(_fits(batch.label), "Bezeichnung", unheld(batch.label))
    demand(_fits(batch.exported_by), "Exportiert von", unheld(batch.exported_by))
    return found


def faults(batch: Batch, bookings: Iterable[Booking]) -> list[Fault]:
    """What the format cannot hold, to be mended before a file is made."""
    return [*batch_faults(batch), *(fault for row in bookings for fault in _faults(batch, row))]


def _faults(batch, row):
    checks = [
        (0 < row.amount <= MOST_AMOUNT, "Umsatz (ohne Soll/Haben-Kz)",
         _("It is not between 0.01 and 9,999,999,999.99.")),
        (_is_account(row.account, batch.account_length + 1), "Konto",
         _("“%s” is no account number of the right length.") % row.account),
        (_is_account(row.contra_account, batch.account_length), "Gegenkonto (ohne BU-Schlüssel)",
         _("“%s” is no account number of the right length.") % row.contra_account),
        (DOCUMENT.match(row.document), "Belegfeld 1",
         _("“%s” has more than 36 characters, or others than letters, digits and $&%%*+-/.")
         % row.document),
        (batch.first_day <= row.day <= batch.last_day, "Belegdatum",
         _("It does not lie in the days of the batch.")),
        (len(row.cost_centre) <= 8, "KOST1 - Kostenstelle", _("It has 8 characters at most.")),
        (len(row.cost_unit) <= 8, "KOST2 - Kostenstelle", _("It has 8 characters at most.")),
        (len(row.document_2) <= 12, "Belegfeld 2", _("It has 12 characters at most.")),
        (_is_converted(batch, row), "Kurs", _("Another currency needs a rate and a base amount.")),
        *((_fits(text), field, unheld(text)) for field, text in _texts(row)),
    ]  # fmt: skip
    return [Fault(row.document, field, said) for is_right, field, said in checks if not is_right]


def _texts(row):
    return [("Buchungstext", row.text), ("EU-Land u. UStID (Bestimmung)", row.vat_id)]


def _is_converted(batch, row):
    is_foreign = row.currency not in {"", batch.currency}
    return not is_foreign or (bool(row.rate) and row.base_amount is not None)


def _is_account(number, longest):
    return number.isascii() and number.isdigit() and 0 < len(number) <= longest


def _fits(text):
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return True


def unheld(text: str) -> str:
    """A sentence that names the characters Windows-1252 does not have."""
    strange = "".join(dict.fromkeys(each for each in text if not _fits(each)))
    return _("The format cannot hold “%s”.") % strange


def write(batch: Batch, bookings: Sequence[Booking]) -> bytes:
    """The file's bytes, the same for the same bookings.

    Raises ValueError where `faults` finds any.
    """
    found = faults(batch, bookings)
    if found:
        raise ValueError("; ".join(map(str, found[:5])))
    lines = [_header(batch), ";".join(name for name, _is_text in FIELDS)]
    lines += [_line(batch, row) for row in bookings]
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING)


def _header(batch):
    created = batch.created_at.strftime("%Y%m%d%H%M%S") + f"{batch.created_at.microsecond:06d}"[:3]
    fields = [
        _quoted("EXTF"), "700", "21", _quoted("Buchungsstapel"), "13", created, "",
        _quoted("PL"), _quoted(batch.exported_by[:25]), _quoted(""),
        str(batch.consultant), str(batch.client), _day(batch.year_starts),
        str(batch.account_length), _day(batch.first_day), _day(batch.last_day),
        _quoted(batch.label), _quoted(batch.initials[:2]), "1", "0", str(int(batch.is_final)),
        _quoted(batch.currency), "", _quoted(""), "", "", _quoted(""), "", "", _quoted(""),
        _quoted(""),
    ]  # fmt: skip
    return ";".join(fields)


def _line(batch, row):
    values = {
        "Umsatz (ohne Soll/Haben-Kz)": _number(row.amount, 2),
        "Soll/Haben-Kennzeichen": "S" if row.is_debit else "H",
        "Konto": row.account,
        "Gegenkonto (ohne BU-Schlüssel)": row.contra_account,
        "BU-Schlüssel": row.tax_key,
        "Belegdatum": row.day.strftime("%d%m"),
        "Belegfeld 1": row.document,
        "Belegfeld 2": row.document_2,
        "Buchungstext": row.text[:60],
        "KOST1 - Kostenstelle": row.cost_centre,
        "KOST2 - Kostenstelle": row.cost_unit,
        "EU-Land u. UStID (Bestimmung)": row.vat_id,
        "EU-Steuersatz (Bestimmung)": _number(row.vat_rate, 2),
        "Festschreibung": str(int(batch.is_final)),
        "Leistungsdatum": _day(row.served_on, "%d%m%Y"),
        "Fälligkeit": _day(row.due_on, "%d%m%Y"),
        "Generalumkehr (GU)": "1" if row.is_reversal else "0",
        **_in_base(batch, row),
    }
    fields = ("" for _field in FIELDS)
    fields = dict(enumerate(fields)) | {PLACES[name]: value for name, value in values.items()}
    return ";".join(
        _quoted(fields[place]) if is_text else fields[place]
        for place, (_name, is_text) in enumerate(FIELDS)
    )


def _in_base(batch, row):
    if row.currency in {"", batch.currency}:
        return {"WKZ Umsatz": batch.currency}
    return {
        "WKZ Umsatz": row.currency,
        "Kurs": _number(row.rate, 6),
        "Basis-Umsatz": _number(row.base_amount, 2),
        "WKZ Basis-Umsatz": batch.currency,
    }


def _quoted(text):
    return '"' + text.replace('"', '""') + '"'


def _number(value, decimals):
    return "" if value is None else f"{value:.{decimals}f}".replace(".", ",")


def _day(value, pattern="%Y%m%d"):
    return value.strftime(pattern) if value else ""
