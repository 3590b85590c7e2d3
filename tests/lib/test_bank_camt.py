"""CAMT statements: every version alike, batches taken apart, and nothing opened or fetched."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from agency.lib.bank.read import read_statements
from agency.lib.bank.statement import Balance, Entry, Unreadable, balance_fault, keyed

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "finance" / "bank" / "camt"
FILES = ("camt053.v2.minimal", "camt053.v2.with-party-ids", "camt053.v4", "camt053.v8")
DAY = date(2026, 11, 3)

BROKEN = "This file is broken XML: it ends early or has been changed. Download it again."
NO_ACCOUNT = "A statement in this file does not say which account it is of."
needs_files = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the sample statements are not beside this project"
)


def balance(code, amount, side="CRDT", currency="EUR"):
    return f"""<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}
        </Amt><CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2026-11-03</Dt></Dt></Bal>"""


BALANCES = balance("OPBD", "0.00") + balance("CLBD", "100.00")


def entry(inside="", *, amount="100.00", side="CRDT", more=""):
    return f"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>{more}<Sts>BOOK</Sts>
        <BookgDt><Dt>2026-11-03</Dt></BookgDt><NtryDtls>{inside}</NtryDtls></Ntry>"""


def file(
    entries="", *, balances=BALANCES, message="BkToCstmrStmt", part="Stmt", version="053.001.08"
):
    return f"""<?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{version}"><{message}><{part}>
        <Id>S1</Id><ElctrncSeqNb>12</ElctrncSeqNb>
        <Acct><Id><IBAN>DE89370400440532013000</IBAN></Id><Ccy>EUR</Ccy></Acct>
        {balances}{entries}</{part}></{message}></Document>""".encode()


def entries_of(*entries, **changed):
    [statement] = read_statements(file("".join(entries), **changed))
    return list(statement.entries)


def the_entry(inside="", **changed):
    [only] = entries_of(entry(inside, **changed))
    return only


def refusal(content):
    with pytest.raises(Unreadable) as refused:
        read_statements(content)
    return refused.value.message


# -- Files of other people ----------------------------------------------------------------------


def money_of(told):
    amount, currency = told["getAmount"], told["getCurrency"]["getCode"]
    return Decimal(amount).scaleb(0 if currency == "JPY" else -2), currency


def day_of(told):
    return date.fromisoformat(told["0"][:10])


def balance_of(record, kind):
    [told] = [each for each in record["getBalances"] if each["getType"] == kind]
    return Balance(*money_of(told["getAmount"]), day_of(told["getDate"]))


@needs_files
@pytest.mark.parametrize("name", FILES)
def test_a_sample_file_says_what_its_expectation_says(name):
    [told] = json.loads((FOLDER / f"{name}.json").read_text())["getEntries"]
    record, details = told["getRecord"], told["getTransactionDetail"]
    debtor = details["getRelatedParties"][1]

    [statement] = read_statements((FOLDER / f"{name}.xml").read_bytes())
    [read] = statement.entries

    assert (
        statement.account,
        statement.number,
        statement.identification,
        statement.opening,
        statement.closing,
    ) == (
        record["getAccount"]["getIdentification"],
        record["getLegalSequenceNumber"],
        record["getId"],
        balance_of(record, "opening"),
        balance_of(record, "closing"),
    )
    amount, currency = money_of(told["getAmount"])
    remittance = details["getRemittanceInformation"]
    assert read == Entry(
        booked_on=day_of(told["getBookingDate"]),
        value_on=day_of(told["getValueDate"]),
        amount=amount if told["getCreditDebitIndicator"] == "CRDT" else -amount,
        currency=currency,
        payer=debtor["getRelatedPartyType"]["getName"],
        payer_account=debtor["getAccount"]["getIdentification"],
        reference=remittance["getCreditorReferenceInformation"]["getRef"],
        end_to_end=details["getReference"]["getEndToEndId"] or "",
        bank_reference=told["getAccountServicerReference"] or "",
        is_reversal=told["getReversalIndicator"],
    )


# -- One entry ----------------------------------------------------------------------------------

FULL = """<TxDtls><Refs><AcctSvcrRef>B-42</AcctSvcrRef><EndToEndId>E-7</EndToEndId></Refs>
    <AmtDtls><InstdAmt><Amt Ccy="USD">118.00</Amt></InstdAmt>
    <TxAmt><Amt Ccy="EUR">100.00</Amt><CcyXchg><XchgRate>0.8475</XchgRate></CcyXchg></TxAmt>
    </AmtDtls>
    <Chrgs><Rcrd><Amt Ccy="EUR">1.50</Amt></Rcrd><Rcrd><Amt Ccy="USD">9.00</Amt></Rcrd></Chrgs>
    <RltdPties><Dbtr><Pty><Nm>Brightwater Bank</Nm></Pty></Dbtr>
    <DbtrAcct><Id><IBAN>NL91 ABNA 0417 1643 00</IBAN></Id></DbtrAcct>
    <Cdtr><Pty><Nm>Northlight</Nm></Pty></Cdtr>
    <CdtrAcct><Id><Othr><Id>4711</Id></Othr></Id></CdtrAcct></RltdPties>
    <RmtInf><Ustrd>Invoice 2026</Ustrd><Ustrd>0042</Ustrd><Strd>
    <RfrdDocInf><Nb>INV-42</Nb></RfrdDocInf>
    <CdtrRefInf><Ref>rf88 2026 0042</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"""


def test_everything_a_bank_says_of_a_payment_is_read():
    assert the_entry(FULL, more="<AcctSvcrRef>A-1</AcctSvcrRef>") == Entry(
        booked_on=DAY,
        value_on=DAY,
        amount=Decimal("100.00"),
        currency="EUR",
        payer="Brightwater Bank",
        payer_account="NL91ABNA0417164300",
        reference="RF8820260042",
        end_to_end="E-7",
        bank_reference="B-42",
        text="Invoice 2026 0042 INV-42",
        original_amount=Decimal("118.00"),
        original_currency="USD",
        rate=Decimal("0.8475"),
        charges=Decimal("1.50"),
    )


def test_of_money_that_went_out_the_other_side_is_who_was_paid():
    out = the_entry(FULL, side="DBIT")

    assert (out.amount, out.payer, out.payer_account) == (Decimal("-100.00"), "Northlight", "4711")


def test_a_payment_of_ours_that_came_back_is_money_in_and_told_by_who_was_to_be_paid():
    back = the_entry(FULL, more="<RvslInd>true</RvslInd>")

    assert (back.amount, back.is_reversal, back.payer) == (Decimal("100.00"), True, "Northlight")


@pytest.mark.parametrize("nothing", ["NOTPROVIDED", "notprovided", ""])
def test_an_end_to_end_reference_that_was_not_provided_is_none(nothing):
    assert the_entry(FULL.replace("E-7", nothing)).end_to_end == ""


def test_a_reference_written_among_the_words_is_found():
    words = "<TxDtls><RmtInf><Ustrd>Inv 42, RF88 2026 0042 thank you</Ustrd></RmtInf></TxDtls>"

    assert the_entry(words).reference == "RF8820260042"


def test_a_reference_sent_as_end_to_end_is_found():
    assert (
        the_entry("<TxDtls><Refs><EndToEndId>RF8820260042</EndToEndId></Refs></TxDtls>").reference
        == "RF8820260042"
    )


def test_what_was_ordered_is_told_only_where_it_is_not_what_was_booked():
    same = the_entry(FULL.replace('"USD">118.00', '"EUR">100'))

    assert (same.original_amount, same.original_currency) == (None, "")


def test_an_entry_without_details_has_the_words_of_the_bank():
    [plain] = entries_of(entry(more="<AddtlNtryInf>Fees October</AddtlNtryInf>", side="DBIT"))

    assert (plain.text, plain.payer, plain.amount) == ("Fees October", "", Decimal("-100.00"))


def test_the_moment_of_booking_counts_as_the_day_the_bank_writes():
    late = entry().replace("<Dt>2026-11-03</Dt>", "<DtTm>2026-11-03T23:30:00-05:00</DtTm>")

    assert entries_of(late)[0].booked_on == DAY


@pytest.mark.parametrize("status", ["<Sts>PDNG</Sts>", "<Sts><Cd>PDNG</Cd></Sts>"])
def test_what_is_not_booked_yet_is_no_entry(status):
    assert entries_of(entry(), entry().replace("<Sts>BOOK</Sts>", status)) == [the_entry()]


# -- Batches ------------------------------------------------------------------------------------


def part(amount, name, *, side="", currency="EUR", own=""):
    marked = f"<CdtDbtInd>{side}</CdtDbtInd>" if side else ""
    return f"""<TxDtls><Refs>{own}</Refs><Amt Ccy="{currency}">{amount}</Amt>{marked}
        <RltdPties><Dbtr><Nm>{name}</Nm></Dbtr></RltdPties>
        <RmtInf><Ustrd>for {name}</Ustrd></RmtInf></TxDtls>"""


REFERENCE = "<AcctSvcrRef>A-1</AcctSvcrRef>"


def told(entries):
    return [(each.amount, each.payer, each.bank_reference, each.text) for each in entries]


def test_a_batch_is_taken_apart_into_its_payments():
    batch = entry(part("60.00", "A") + part("40.00", "B"), more=REFERENCE)

    assert told(entries_of(batch)) == [
        (Decimal("60.00"), "A", "A-1/1", "for A"),
        (Decimal("40.00"), "B", "A-1/2", "for B"),
    ]


def test_equal_payments_of_a_batch_have_keys_of_their_own_even_if_the_bank_repeats_its_reference():
    batch = entry(2 * part("50.00", "A", own=REFERENCE), more=REFERENCE)

    assert len({key for key, _s, _e in keyed(read_statements(file(batch)))}) == 2


def test_older_versions_say_the_amounts_of_a_batch_elsewhere():
    details = part("60.00", "A") + part("40.00", "B")
    older = details.replace("<Amt ", "<AmtDtls><TxAmt><Amt ").replace(
        "</Amt>", "</Amt></TxAmt></AmtDtls>"
    )

    assert entries_of(entry(older)) == entries_of(entry(details))


def test_a_batch_may_hold_payments_of_both_directions():
    mixed = entry(part("130.00", "A") + part("30.00", "B", side="DBIT"))

    assert [each.amount for each in entries_of(mixed)] == [Decimal("130.00"), Decimal("-30.00")]


@pytest.mark.parametrize(
    "details",
    [
        part("60.00", "A") + part("39.99", "B"),
        part("60.00", "A") + part("40.00", "B", currency="USD"),
        part("60.00", "A") + "<TxDtls><RmtInf><Ustrd>for B</Ustrd></RmtInf></TxDtls>",
    ],
    ids=["short of a cent", "another currency", "no amount"],
)
def test_a_batch_whose_parts_do_not_make_it_stays_whole(details):
    assert told(entries_of(entry(details, more=REFERENCE))) == [
        (Decimal("100.00"), "", "A-1", "for A for B")
    ]


# -- Balances and messages ----------------------------------------------------------------------


@pytest.mark.parametrize("version", ["053.001.02", "053.001.06", "053.001.08", "053.001.13"])
def test_every_version_reads_alike(version):
    assert entries_of(entry(FULL), version=version) == entries_of(entry(FULL))


def test_the_status_has_another_shape_in_newer_versions():
    newer = entry().replace("<Sts>BOOK</Sts>", "<Sts><Cd>BOOK</Cd></Sts>")

    assert entries_of(newer) == [the_entry()]


def ends_of(*balances):
    [statement] = read_statements(file(balances="".join(balances)))
    return tuple(each and each.amount for each in (statement.opening, statement.closing))


def test_the_balances_of_a_statement_are_the_booked_ones():
    assert ends_of(
        balance("CLAV", 9), balance("OPBD", 1, "DBIT"), balance("CLBD", 2), balance("FWAV", 9)
    ) == (Decimal(-1), Decimal(2))


def test_yesterdays_closing_balance_opens_today():
    assert ends_of(balance("PRCD", 1), balance("CLBD", 2)) == (Decimal(1), Decimal(2))


def test_a_page_in_the_middle_of_a_statement_stands_between_its_own_balances():
    assert ends_of(balance("ITBD", 1), balance("ITBD", 2)) == (Decimal(1), Decimal(2))
    assert ends_of(balance("OPBD", 1), balance("ITBD", 2)) == (Decimal(1), Decimal(2))
    assert ends_of(balance("ITBD", 1), balance("CLBD", 2)) == (Decimal(1), Decimal(2))


def test_one_balance_in_the_middle_is_not_both_ends():
    assert ends_of(balance("ITBD", 1)) == (Decimal(1), None)


def test_a_statement_that_does_not_add_up_is_read_and_told():
    [statement] = read_statements(file(entry(amount="99.00")))

    assert balance_fault(statement) == (
        "The opening balance of 0.00 and the entries make 99.00, but the statement closes with"
        " 100.00 EUR."
    )


def test_a_report_of_the_day_is_taken_if_it_has_both_balances():
    report = file(entry(), message="BkToCstmrAcctRpt", part="Rpt", version="052.001.08")

    assert [each.entries for each in read_statements(report)] == [(the_entry(),)]


@pytest.mark.parametrize(
    ("message", "part_of_it"), [("BkToCstmrAcctRpt", "Rpt"), ("BkToCstmrDbtCdtNtfctn", "Ntfctn")]
)
def test_a_notice_without_balances_is_refused(message, part_of_it):
    notice = file(entry(), message=message, part=part_of_it, balances="")

    assert refusal(notice) == (
        "This is a notice of payments without an opening and a closing balance."
        " Ask your bank for the statement of the day, CAMT.053."
    )


def test_a_statement_in_an_envelope_is_found():
    inside = file(entry()).split(b"?>", 1)[1]

    assert read_statements(b"<Envelope><Header/>" + inside + b"</Envelope>") == read_statements(
        file(entry())
    )


def test_a_statement_that_is_twice_in_a_file_counts_once():
    once = file(entry())
    twice = once.replace(b"</Stmt>", b"</Stmt>" + once[once.index(b"<Stmt>") :].split(b"</BkTo")[0])

    assert twice.count(b"<Stmt>") == 2
    assert read_statements(twice) == read_statements(once)


# -- What is refused ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("DE89370400440532013000", "", NO_ACCOUNT),
        ('Ccy="EUR">100.00<', ">100.00<", "An amount in this file is missing, or has no currency."),
        (">100.00<", ">1e9<", "“1e9” in this file is no amount."),
        (">100.00<", ">-5<", "“-5” in this file is no amount."),
        (">100.00<", ">.<", "“.” in this file is no amount."),
        (">100.00<", ">NaN<", "“NaN” in this file is no amount."),
        (">100.00<", "><", "“” in this file is no amount."),
        (">2026-11-03<", ">2026-02-30<", "“2026-02-30” in this file is no date."),
        (">2026-11-03<", ">3.11.2026<", "“3.11.2026” in this file is no date."),
        (">CRDT<", "><", "An amount in this file does not say whether it came in or went out."),
        ("BookgDt", "Bookg", "An entry in this file has no date."),
        ("Stmt>", "Else>", "This XML file is no bank statement. Ask your bank for CAMT.053."),
        ("<Stmt", "<Else", BROKEN),
        ("</Document>", "", BROKEN),
    ],
)  # fmt: skip
def test_a_file_with_a_fault_is_refused_with_a_sentence(before, after, sentence):
    whole = file(entry()).decode()
    assert before in whole

    assert refusal(whole.replace(before, after).encode()) == sentence


def test_a_message_without_a_statement_is_refused():
    assert refusal(b"<Document><BkToCstmrStmt/></Document>") == (
        "This bank file has no statement in it."
    )


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        f"<!DOCTYPE Document [{LAUGHS}]>",
    ],
    ids=["from another host", "from our disk", "a billion laughs"],
)
def test_a_file_that_declares_entities_is_refused_before_it_is_read(declared, encoding):
    start, rest = file(entry()).decode().split("?>", 1)
    content = f"{start.replace('UTF-8', encoding)}?>{declared}{rest}"

    assert refusal(content.encode(encoding)) == (
        "This XML file declares a document type, which no bank statement does."
    )


def test_a_statement_in_utf_16_is_read():
    text = file(entry(FULL)).decode().replace("UTF-8", "UTF-16")

    assert read_statements(text.encode("utf-16")) == read_statements(file(entry(FULL)))


def test_a_nest_without_end_is_refused():
    assert refusal(b"<a>" * 100_000) == BROKEN
