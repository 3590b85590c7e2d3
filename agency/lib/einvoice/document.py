"""One invoice or credit note, as EN 16931 names its parts; neither syntax shows through.

Texts are empty and values None where the document says nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agency.lib.money import ZERO, Adjustment, Item, Totals

INVOICE, CREDIT_NOTE, CORRECTED, PREPAYMENT = "380", "381", "384", "386"


@dataclass(frozen=True)
class Identifier:
    """An identifier and the scheme it is of (ICD of ISO/IEC 6523, or EAS for an endpoint)."""

    value: str
    scheme: str = ""


@dataclass(frozen=True)
class Party:
    """Seller (BG-4), buyer (BG-7) or payee (BG-10)."""

    name: str  # BT-27, BT-44
    trading_name: str = ""  # BT-28, BT-45
    identifiers: tuple[Identifier, ...] = ()  # BT-29, BT-46
    registration: Identifier | None = None  # BT-30, BT-47
    legal_form: str = ""  # BT-33
    vat_id: str = ""  # BT-31, BT-48, with its country prefix
    tax_number: str = ""  # BT-32
    street: str = ""  # BT-35, BT-50
    street_more: str = ""  # BT-36, BT-51
    address_more: str = ""  # BT-162, BT-163
    city: str = ""  # BT-37, BT-52
    postcode: str = ""  # BT-38, BT-53
    region: str = ""  # BT-39, BT-54
    country: str = ""  # BT-40, BT-55, ISO 3166-1 alpha-2
    contact_name: str = ""  # BT-41, BT-56
    phone: str = ""  # BT-42, BT-57
    email: str = ""  # BT-43, BT-58
    endpoint: Identifier | None = None  # BT-34, BT-49


@dataclass(frozen=True)
class Payment:
    """How it is to be paid (BG-16, BG-17)."""

    means: str = "30"  # BT-81, UNTDID 4461
    means_text: str = ""  # BT-82
    reference: str = ""  # BT-83
    iban: str = ""  # BT-84
    account_name: str = ""  # BT-85
    bic: str = ""  # BT-86


@dataclass(frozen=True)
class Preceding:
    """The invoice that a credit note or a correction is about (BG-3)."""

    number: str  # BT-25
    issued_on: date | None = None  # BT-26


@dataclass(frozen=True)
class Line:
    """One line (BG-25). `net` is what the document prints, `item` what it is reckoned from."""

    number: str  # BT-126
    name: str  # BT-153
    item: Item
    net: Decimal  # BT-131
    unit: str = "C62"  # BT-130, UN/ECE Recommendation 20
    description: str = ""  # BT-154
    note: str = ""  # BT-127
    starts_on: date | None = None  # BT-134
    ends_on: date | None = None  # BT-135
    order_line: str = ""  # BT-132
    account: str = ""  # BT-133
    gross_price: Decimal | None = None  # BT-148
    price_discount: Decimal | None = None  # BT-147
    # Lines inside it (BG-DEX-01 of the XRechnung extension): they explain it and are not added.
    parts: tuple["Line", ...] = ()
    # False for a line of the profile EXTENDED that heads others or informs, and is not added.
    is_counted: bool = True


@dataclass(frozen=True)
class Collected:
    """What is collected for somebody else, on top of the invoice (BG-DEX-09)."""

    kind: str  # BT-DEX-001
    amount: Decimal  # BT-DEX-002
    description: str = ""  # BT-DEX-003


@dataclass(frozen=True)
class Document:
    """One invoice or credit note. `totals` are those it prints, right or wrong."""

    number: str  # BT-1
    issued_on: date  # BT-2
    kind: str  # BT-3, UNTDID 1001
    currency: str  # BT-5
    seller: Party
    buyer: Party
    lines: tuple[Line, ...]
    totals: Totals
    adjustments: tuple[Adjustment, ...] = ()  # BG-20, BG-21
    tax_currency: str = ""  # BT-6
    tax_in_tax_currency: Decimal | None = None  # BT-111
    due_on: date | None = None  # BT-9
    tax_point: date | None = None  # BT-7
    tax_point_code: str = ""  # BT-8
    supplied_on: date | None = None  # BT-72
    starts_on: date | None = None  # BT-73
    ends_on: date | None = None  # BT-74
    buyer_reference: str = ""  # BT-10
    project: str = ""  # BT-11
    contract: str = ""  # BT-12
    purchase_order: str = ""  # BT-13
    sales_order: str = ""  # BT-14
    notes: Sequence[str] = ()  # BT-22
    payee: Party | None = None  # BG-10
    payment_terms: str = ""  # BT-20
    payments: tuple[Payment, ...] = ()
    preceding: tuple[Preceding, ...] = ()
    collected: tuple[Collected, ...] = ()
    profile: str = ""  # BT-24
    process: str = ""  # BT-23

    @property
    def is_credit_note(self) -> bool:
        return self.kind in {"81", "83", "381", "396", "532"}

    @property
    def prepaid(self) -> Decimal:
        return self.totals.prepaid or ZERO
