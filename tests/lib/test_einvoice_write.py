"""E-invoices as written: the official schemas and rules find nothing, and they do see faults."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from agency.lib.einvoice.document import Party
from agency.lib.einvoice.profiles import BILLING, PEPPOL, XRECHNUNG
from agency.lib.einvoice.write_cii import cii
from agency.lib.einvoice.write_ubl import ubl
from agency.lib.money import Adjustment, Item, percent_of
from tests.lib.invoices import (
    BUYER,
    EXAMPLES,
    busy,
    make_document,
    make_line,
    of_category,
    of_kind,
)
from tests.lib.official import broken_rules, schema_errors

SYNTAXES = pytest.mark.parametrize("write", [cii, ubl], ids=["CII", "UBL"])
CENT = Decimal("0.01")


@SYNTAXES
@pytest.mark.parametrize("name", EXAMPLES)
def test_the_official_schema_and_rules_find_nothing(name, write):
    xml = write(EXAMPLES[name])

    assert (schema_errors(xml), broken_rules(xml)) == ([], set())


PRICES = st.decimals("0", "99999", places=4)
QUANTITIES = st.decimals("-999", "9999", places=3)
PERCENTS = st.decimals("0", "40", places=2)
TAXES = st.sampled_from([("S", "19"), ("S", "7"), ("S", "5.5"), ("Z", "0"), ("E", "0")])


@st.composite
def documents(draw):
    """Any invoice: lines with discounts, discounts of the whole, something paid already."""
    lines = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        category, rate = draw(TAXES)
        item = Item(draw(QUANTITIES), draw(PRICES), category, Decimal(rate))
        if draw(st.booleans()):
            percent, base = draw(PERCENTS), item.net()
            off = Adjustment(False, percent_of(base, percent), "", Decimal(0), base, percent, "Off")
            item = replace(item, adjustments=(off,))
        lines.append(replace(make_line(number, "0"), item=item, net=item.net()))
    first = lines[0].item
    amount = draw(st.decimals("0.01", "50", places=2))
    charge = Adjustment(draw(st.booleans()), amount, first.category, first.rate, reason="Courier")
    return make_document(lines, adjustments=(charge,), prepaid=draw(PERCENTS))


@settings(max_examples=20, deadline=None)
@given(documents())
def test_whatever_is_reckoned_by_our_rules_keeps_the_official_ones(document):
    for write in (cii, ubl):
        xml = write(document)
        assert (schema_errors(xml), broken_rules(xml)) == ([], set())


def one_cent_more_on_a_line(document):
    first, *others = document.lines
    return replace(document, lines=(replace(first, net=first.net + CENT), *others))


def one_cent_more_in_total(document):
    return replace(document, totals=replace(document.totals, gross=document.totals.gross + CENT))


def another_category(document):
    first, *others = document.totals.subtotals
    swapped = replace(first, category="AE", rate=Decimal(0))
    return replace(document, totals=replace(document.totals, subtotals=(swapped, *others)))


@SYNTAXES
@pytest.mark.parametrize(
    ("mutate", "rule"),
    [
        (one_cent_more_on_a_line, "BR-CO-10"),
        (one_cent_more_in_total, "BR-CO-15"),
        (another_category, "BR-AE-10"),
    ],
)
def test_the_official_rules_see_a_wrong_invoice(mutate, rule, write):
    assert rule in broken_rules(write(mutate(make_document())))


@SYNTAXES
def test_the_same_document_gives_the_same_bytes(write):
    assert write(busy()) == write(busy())
    assert write(busy()).startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<")


@SYNTAXES
def test_nothing_that_the_document_does_not_say_leaves_an_empty_element(write):
    for document in EXAMPLES.values():
        tree = etree.fromstring(write(document))
        empty = [each.tag for each in tree.iter() if not len(each) and not (each.text or "")]
        assert [tag for tag in empty if not tag.endswith("HeaderTradeDelivery")] == []


@SYNTAXES
def test_texts_arrive_as_they_were_typed_but_for_what_xml_cannot_hold(write):
    texts = set(etree.fromstring(write(busy())).itertext())

    assert {"Вторая строка <&> 中文", "30 days net.\nInterest of 9 points from then on."} <= texts


@SYNTAXES
def test_lines_typed_in_a_browser_have_one_kind_of_end(write):
    xml = write(make_document(payment_terms="30 days.\r\nNo discount.\r"))

    assert b"30 days.\nNo discount.<" in xml


@SYNTAXES
def test_of_the_buyer_only_what_the_standard_knows_is_written(write):
    buyer = replace(BUYER, tax_number="7707083893", legal_form="Share capital 1 EUR")
    xml = write(make_document(buyer=buyer))

    assert (b"7707083893" in xml, b"Share capital" in xml, broken_rules(xml)) == (
        False, False, set(),
    )  # fmt: skip


@SYNTAXES
def test_every_number_and_reference_is_written(write):
    texts = set(etree.fromstring(write(busy())).itertext())

    assert {
        "PO 4500-77120", "SO-1", "C-2026-1", "PR-7", "04011000-12345-34", "INV-2026-00007",
        "INV-2026-00008", "10", "4400", "RF8820260042", "DE75512108001245126199", "SOGEDEFF",
        "HRB 123456", "29/815/08151", "Haus B", "Zimmer 12", "Factor AG", "-3", "11.1133", "-33.34",
    } <= texts  # fmt: skip


@SYNTAXES
@pytest.mark.parametrize("profile", [XRECHNUNG, PEPPOL])
def test_a_profile_names_itself_and_its_process(profile, write):
    xml = write(make_document(), profile)

    texts = list(etree.fromstring(xml).itertext())
    assert (texts.count(profile), texts.count(BILLING)) == (1, 1)
    assert schema_errors(xml) == []


def test_a_credit_note_is_a_document_of_its_own_in_ubl_and_a_kind_of_invoice_in_cii():
    note = of_kind("381")

    assert etree.QName(etree.fromstring(ubl(note))).localname == "CreditNote"
    assert b"<ram:TypeCode>381</ram:TypeCode>" in cii(note)


def test_peppol_allows_one_note():
    document = make_document(notes=("One.", "Two."))

    assert ubl(document).count(b"<cbc:Note>") == 2
    assert b"<cbc:Note>One.\nTwo.</cbc:Note>" in ubl(document, PEPPOL)


def test_the_rule_of_the_tax_point_has_one_code_here_and_three_there():
    document = make_document(tax_point_code="35")

    assert b"<ram:DueDateTypeCode>29<" in cii(document)
    assert b"<cbc:DescriptionCode>35<" in ubl(document)


def test_what_is_outside_the_scope_of_vat_has_no_rate():
    document = of_category("O", seller=Party(name="Club"))

    assert b"RateApplicablePercent" not in cii(document)
    assert b"cbc:Percent" not in ubl(document)
