"""What keeps an invoice from going out is said before the official rules would say it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from agency.lib.einvoice.demands import Fault, faults, peppol_faults, xrechnung_faults
from agency.lib.einvoice.document import CREDIT_NOTE, Identifier, Payment
from agency.lib.einvoice.write_cii import cii
from agency.lib.einvoice.write_ubl import ubl
from agency.lib.money import Adjustment, Item
from tests.lib.invoices import (
    AMERICAN,
    BUYER,
    EXAMPLES,
    ITALIAN,
    OUTSIDER,
    SELLER,
    TRANSFER,
    make_document,
    make_line,
    of_category,
    of_kind,
)
from tests.lib.official import broken_rules

WHOLE = make_document()
NAMELESS = make_line(1, "10.00")


def terms(found):
    return [fault.term for fault in found]


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_whole_invoice_has_no_faults(name):
    assert faults(EXAMPLES[name]) == []


NO_TAX_NUMBERS = replace(SELLER, vat_id="", tax_number="", registration=None)


@pytest.mark.parametrize(
    ("document", "expected", "rule"),
    [
        (of_category("AE", buyer=replace(ITALIAN, vat_id="")), ["BT-48"], "BR-AE-02"),
        (of_category("AE", buyer=ITALIAN, reasons={}), ["BT-120"], "BR-AE-10"),
        (of_category("AE", "19", buyer=ITALIAN), ["BT-152"], "BR-AE-05"),
        (of_category("E", reasons={}), ["BT-120"], "BR-E-10"),
        (of_category("Z", reasons={"Z": ("Books", "")}), ["BT-120"], "BR-Z-10"),
        (of_category("G", buyer=AMERICAN, reasons={}), ["BT-120"], "BR-G-10"),
        (of_category("G", buyer=AMERICAN, seller=replace(SELLER, vat_id="")), ["BT-31"],
         "BR-G-02"),
        (of_category("O", buyer=AMERICAN), ["BT-31"], "BR-O-02"),
        (of_category("O", buyer=BUYER, seller=OUTSIDER), ["BT-48"], "BR-O-02"),
        (of_category("O", buyer=AMERICAN, seller=OUTSIDER, reasons={}), ["BT-120"], "BR-O-10"),
        (of_category("O", buyer=AMERICAN, seller=NO_TAX_NUMBERS), ["BT-30"], "BR-CO-26"),
        (of_category("K", buyer=ITALIAN, supplied_on=None), ["BT-72", "BT-80"],
         "BR-IC-11"),
        (of_category("S", "0"), ["BT-152"], "BR-S-05"),
        (of_category("S", "19", seller=NO_TAX_NUMBERS), ["BT-31", "BT-30"], "BR-S-02"),
        (make_document([make_line(1, "1.00"), make_line(2, "1.00", category="O", rate="0")],
                       seller=OUTSIDER, buyer=AMERICAN), ["BT-151"], "BR-O-11"),
        (make_document(seller=replace(SELLER, vat_id="136695976")), ["BT-31"], "BR-CO-09"),
        (make_document(payments=(replace(TRANSFER, iban=""),)), ["BT-84"], "BR-61"),
        (make_document(tax_currency="USD"), ["BT-111"], "BR-53"),
        (make_document(starts_on=date(2026, 2, 1), ends_on=date(2026, 1, 1)), ["BT-74"], "BR-29"),
        (make_document(tax_point=date(2026, 2, 1), tax_point_code="3"), ["BT-7"], "BR-CO-03"),
        (make_document([replace(NAMELESS, name="")]), ["BT-153"], "BR-25"),
        (make_document(buyer=replace(BUYER, name="")), ["BT-44"], "BR-07"),
        (make_document(seller=replace(SELLER, country="")), ["BT-40"], "BR-09"),
        (make_document([make_line(1, "-10.00", price="-10.00")]), ["BT-146"], "BR-27"),
        (make_document(adjustments=(Adjustment(False, Decimal("1.00"), "S", Decimal(19)),)),
         ["BT-97"], "BR-33"),
        (make_document(adjustments=(Adjustment(True, Decimal("1.00"), "S", Decimal(19)),)),
         ["BT-104"], "BR-38"),
    ],
)  # fmt: skip
def test_what_the_official_rules_refuse_has_a_fault_of_ours(document, expected, rule):
    assert terms(faults(document)) == expected
    assert rule in broken_rules(cii(document)) | broken_rules(ubl(document))


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"number": " "}, Fault("BT-1", "The number is missing.")),
        ({"currency": "EURO"}, Fault("BT-5", "Choose the currency.")),
        ({"kind": CREDIT_NOTE}, Fault("BT-25", "Name the invoice that this corrects.")),
        ({"kind": "384"}, Fault("BT-25", "Name the invoice that this corrects.")),
        ({"due_on": None}, Fault("BT-9", "Give the due date or the terms of payment.")),
        ({"due_on": date(2026, 11, 4)}, Fault("BT-9", "The due date is before the date of issue.")),
        ({"supplied_on": None},
         Fault("BT-72", "German law asks for the day or the period of supply.")),
        ({"tax_currency": "EUR"},
         Fault("BT-6", "The currency of the tax is that of the invoice. Leave it out.")),
        ({"tax_in_tax_currency": Decimal(1)},
         Fault("BT-6", "The VAT is given in one more currency. Say in which.")),
        ({"seller": replace(SELLER, street="")},
         Fault("BT-35", "The street of our company is missing.")),
        ({"buyer": replace(BUYER, city="")}, Fault("BT-52", "The town of the client is missing.")),
        ({"buyer": replace(BUYER, vat_id="DE129273399")},
         Fault("BT-48", "The VAT id DE129273399 is not valid. Please check it for typing errors.")),
        ({"payments": (Payment(means="58", iban="DE75512108001245126198"),)},
         Fault("BT-84", "The IBAN DE75512108001245126198 is not valid."
                        " Please check it for typing errors.")),
        ({"payments": (Payment(means="58", iban="40702810900000002851"),)},
         Fault("BT-84", "The IBAN 40702810900000002851 is not valid."
                        " Please check it for typing errors.")),
        ({"lines": ()}, Fault("BG-25", "There is no line yet. Add what is to be paid for.")),
    ],
)  # fmt: skip
def test_each_fault_says_what_to_do(changed, fault):
    assert faults(replace(WHOLE, **changed)) == [fault]


def test_a_line_at_fault_is_named():
    line = replace(NAMELESS, unit="", item=Item(Decimal(1), Decimal(-10), "S", Decimal(19)))

    assert [fault.sentence for fault in faults(make_document([line]))] == [
        "Line 1: the unit is missing.",
        "Line 1: the price may not be below zero; make the quantity negative instead.",
    ]


def test_reverse_charge_without_the_buyers_vat_id_says_so_in_plain_words():
    document = of_category("AE", buyer=replace(ITALIAN, vat_id=""))

    assert faults(document) == [
        Fault("BT-48", "The buyer’s VAT id is missing: reverse charge needs it.")
    ]


@pytest.mark.parametrize("vat_id", ["GB980780684", "EL094259216", "CHE-107.787.577 MWST"])
def test_vat_ids_of_greece_britain_and_switzerland_are_known(vat_id):
    assert faults(make_document(buyer=replace(BUYER, vat_id=vat_id))) == []


def test_what_is_paid_or_credited_needs_no_due_date():
    assert faults(make_document(prepaid="14142.56", due_on=None)) == []
    assert faults(replace(of_kind(CREDIT_NOTE), due_on=None)) == []


def test_a_german_public_body_wants_more():
    bare = replace(
        WHOLE,
        buyer_reference="",
        payments=(),
        seller=replace(SELLER, contact_name="", phone="", email="", postcode="", endpoint=None),
        buyer=replace(BUYER, postcode="", endpoint=Identifier("x")),
        delivery_country="DE",
    )

    assert xrechnung_faults(WHOLE) == []
    assert terms(xrechnung_faults(bare)) == [
        "BT-10", "BT-41", "BT-42", "BT-43", "BT-38", "BT-53", "BT-34", "BT-49", "BG-16", "BT-77",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seller", "term"),
    [({"phone": "-"}, "BT-42"), ({"email": "nobody"}, "BT-43"), ({"email": "a@b."}, "BT-43")],
)
def test_a_contact_must_be_reachable(seller, term):
    document = make_document(seller=replace(SELLER, **seller))

    assert terms(xrechnung_faults(document)) == [term]


def test_peppol_wants_addresses_of_its_own_schemes_and_a_reference_or_an_order():
    foreign = replace(WHOLE, buyer=ITALIAN)
    mail = replace(ITALIAN, endpoint=Identifier("a@b.example", "EM"))

    assert peppol_faults(WHOLE) == []
    assert peppol_faults(replace(foreign, buyer_reference="", purchase_order="PO 1")) == []
    assert terms(peppol_faults(replace(foreign, buyer_reference=""))) == ["BT-10"]
    assert peppol_faults(replace(foreign, buyer=mail)) == [
        Fault("BT-49", "Peppol does not know the address scheme “EM”.")
    ]
    assert terms(peppol_faults(replace(foreign, kind="384"))) == ["BT-3"]
    assert terms(peppol_faults(replace(WHOLE, payments=()))) == ["BG-16"]
