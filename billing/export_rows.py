"""One issued document as rows of our own table, as a sale for Xero, as bookings for DATEV."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agency.lib.books import datev, xero
from agency.lib.money import EXACT, ZERO, rounded, shared_out

HEAD = (
    "document_kind", "number", "issue_date", "tax_point", "due_date", "client_code",
    "client_name", "client_vat_id", "job_number", "po_number", "currency", "line_no",
    "description", "qty", "unit", "unit_price", "net", "vat_category", "vat_rate", "account_code",
    "cost_centre", "doc_net", "doc_vat", "doc_gross", "fx_rate", "base_net", "base_vat",
    "preceding_number", "payment_reference", "status", "paid", "open",
)  # fmt: skip
KINDS = {"380": "invoice", "381": "credit_note", "384": "corrective", "386": "prepayment"}
LONGEST_TEXT = 60


@dataclass(frozen=True)
class Part:
    """A line, or an allowance or charge on the whole, with its net amount as it is printed."""

    description: str
    quantity: Decimal
    unit: str
    price: Decimal
    net: Decimal
    category: str
    rate: Decimal
    group: str = ""
    job: str = ""


def signed(invoice, amount: Decimal) -> Decimal:
    """An amount as it counts in a sum: that of a credit note is taken off."""
    return -amount if invoice.is_credit_note else amount


def parts_of(invoice) -> Iterator[Part]:
    """The lines, then the allowances and charges; their nets sum to the document's."""
    for line in invoice.lines.all():
        price = line.price
        if line.base_quantity != 1:
            price = EXACT.divide(line.price, line.base_quantity)
        yield Part(
            line.description, line.quantity, line.unit, price, line.net, line.category, line.rate,
            line.group, line.job.number if line.job else "",
        )  # fmt: skip
    for row in invoice.adjustments.all():
        amount = row.amount if row.is_charge else -row.amount
        sign = Decimal(1) if row.is_charge else Decimal(-1)
        yield Part(row.reason, sign, "C62", row.amount, amount, row.category, row.rate)


def own_rows(invoices: Iterable, accounts, today: date) -> Iterator[list]:
    """A row for each part of each document, by the columns of HEAD."""
    for invoice in invoices:
        for number, part in enumerate(parts_of(invoice), start=1):
            yield _own_row(invoice, number, part, accounts, today)


def _own_row(invoice, number, part, accounts, today):
    net, tax, gross = (signed(invoice, getattr(invoice, name)) for name in ("net", "tax", "gross"))
    rate = invoice.fx_rate or Decimal(1)
    in_base = (rounded(EXACT.multiply(amount, rate)) for amount in (net, tax))
    left = signed(invoice, invoice.open_amount)
    job = part.job or (invoice.job.number if invoice.job else "")
    return [
        KINDS[invoice.kind], invoice.number, invoice.issue_date,
        invoice.tax_point or invoice.period_to, invoice.due_date, invoice.client.code,
        invoice.buyer.get("name", ""), invoice.buyer.get("vat_id", ""), job, invoice.po_number,
        invoice.currency, number, part.description, signed(invoice, part.quantity), part.unit,
        part.price, signed(invoice, part.net), part.category, part.rate,
        accounts.code(part.category, part.rate, part.group), cost_centre(job), net, tax, gross,
        rate, *in_base, invoice.preceding.number if invoice.preceding else "",
        invoice.payment_reference, status(invoice, today), gross - left, left,
    ]  # fmt: skip


def status(invoice, today: date) -> str:
    """Open, overdue, part_paid or paid, in words that a program reads."""
    left = invoice.open_amount
    if left <= 0:
        return "paid"
    if invoice.due_date < today and not invoice.is_credit_note:
        return "overdue"
    return "part_paid" if left < invoice.due else "open"


def cost_centre(job_number: str) -> str:
    """A job's number in eight characters, as DATEV's cost centres have: BRW-26-0042, BRW26042."""
    code, year, sequence = (job_number.split("-") + ["", "", ""])[:3]
    short = f"{code}{year}"
    return f"{short}{sequence.lstrip('0').zfill(max(0, 8 - len(short)))}" if sequence else short


# -- Xero ----------------------------------------------------------------------------------------


def sale(invoice, accounts) -> xero.Sale:
    """One document for Xero; a credit note's amounts are positive there."""
    buyer = invoice.buyer
    return xero.Sale(
        number=invoice.number,
        day=invoice.issue_date,
        due_on=invoice.due_date,
        contact=buyer.get("name", ""),
        email=buyer.get("email", ""),
        address=(buyer.get("street", ""), buyer.get("street_more", "")),
        city=buyer.get("city", ""),
        region=buyer.get("region", ""),
        postcode=buyer.get("postcode", ""),
        country=buyer.get("country", ""),
        reference=invoice.po_number or invoice.payment_reference,
        currency=invoice.currency,
        tax=invoice.tax,
        lines=tuple(_sale_line(invoice, part, accounts) for part in parts_of(invoice)),
    )


def _sale_line(invoice, part, accounts):
    row = accounts.row(part.category, part.rate, part.group)
    job = part.job or (invoice.job.number if invoice.job else "")
    quantity, price = part.quantity, part.price
    if rounded(EXACT.multiply(quantity, price), invoice.decimals) != part.net:
        quantity, price = Decimal(1), part.net
    return xero.SaleLine(
        description=part.description,
        quantity=quantity,
        price=price,
        net=part.net,
        rate=part.rate,
        account=row.code if row else "",
        tax_name=row.tax_name if row else "",
        tracking=(("Job", job),) if job else (),
    )


# -- DATEV ---------------------------------------------------------------------------------------


def bookings(invoice, accounts) -> list[datev.Booking]:
    """A booking for each VAT rate and revenue account; their sum is the document's gross.

    VAT is the document's, once a rate: what several accounts share of it is cut to the cent.
    """
    made = []
    for subtotal in invoice.subtotals.all():
        bases = _bases(invoice, subtotal, accounts)
        taxes = _taxes(subtotal, bases, invoice.decimals)
        for code, base in bases.items():
            if gross := base + taxes[code]:
                made.append(_booking(invoice, subtotal, code, gross, accounts))
    return made


def _bases(invoice, subtotal, accounts):
    """{account: net} of one VAT rate."""
    bases: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for part in parts_of(invoice):
        if (part.category, part.rate) == (subtotal.category, subtotal.rate):
            bases[accounts.code(part.category, part.rate, part.group)] += part.net
    return bases


def _taxes(subtotal, bases, decimals):
    if not subtotal.tax or not sum(bases.values(), ZERO):
        first = next(iter(bases), "")
        return {code: subtotal.tax if code == first else ZERO for code in bases}
    return shared_out(subtotal.tax, bases, decimals)


def _booking(invoice, subtotal, code, gross, accounts):
    owed = signed(invoice, gross)
    row = accounts.row(subtotal.category, subtotal.rate)
    foreign = invoice.fx_rate is not None
    words = invoice.buyer.get("name", "") or invoice.client.name
    return datev.Booking(
        amount=rounded(abs(owed)),
        is_debit=owed > 0,
        account=accounts.debtor(invoice),
        contra_account=code,
        day=invoice.issue_date,
        document=invoice.number,
        text=words[:LONGEST_TEXT],
        currency=invoice.currency if foreign else "",
        rate=rounded(EXACT.divide(Decimal(1), invoice.fx_rate), 6) if foreign else None,
        base_amount=rounded(EXACT.multiply(abs(owed), invoice.fx_rate)) if foreign else None,
        tax_key=row.tax_key if row else "",
        cost_centre=cost_centre(invoice.job.number) if invoice.job else "",
        vat_id=invoice.buyer.get("vat_id", "") if subtotal.category == "AE" else "",
        served_on=invoice.tax_point or invoice.period_to,
        due_on=None if invoice.is_credit_note else invoice.due_date,
    )
