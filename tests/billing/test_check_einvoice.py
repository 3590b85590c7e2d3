"""A supplier's e-invoice is checked by a command and on a page: to the cent, and never a fault."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from tests.lib.einvoices import invoice, line, pdf_with, subtotal

URL = "/billing/check-einvoice/"
WRONG = {"tax": "38.01", "gross": "238.01", "due": "238.01"}
WRONG_LINE = "BT-131 of line 1 (net amount): should be 300.00, is 200.00"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with a right invoice, a wrong one, and what is none."""
    monkeypatch.chdir(tmp_path)
    Path("right.xml").write_bytes(invoice())
    Path("right.pdf").write_bytes(pdf_with({"factur-x.xml": invoice()}))
    Path("wrong.xml").write_bytes(invoice(**WRONG))
    Path("missing.xml").write_bytes(invoice(subtotals=""))
    Path("letter.xml").write_text("Dear Sirs,")
    return tmp_path


def checked(*names):
    """The exit status of the command, and the lines it printed."""
    out, status = StringIO(), 0
    try:
        call_command("check_einvoice", *names, stdout=out)
    except SystemExit as stopped:
        status = stopped.code
    return status, out.getvalue().splitlines()


# -- The command: it needs no database, so no test of it has one ---------------------------------


def test_right_invoices_are_ok(folder):
    assert checked("right.xml", "right.pdf") == (0, ["right.xml: ok", "right.pdf: ok"])


def test_each_differing_field_has_a_line(folder):
    assert checked("wrong.xml", "right.xml") == (
        1,
        [
            "wrong.xml: BT-110 expected 38.00, found 38.01",
            "wrong.xml: BT-112 expected 238.00, found 238.01",
            "wrong.xml: BT-115 expected 238.00, found 238.01",
            "right.xml: ok",
        ],
    )


def test_a_vat_rate_that_is_not_printed_is_nothing(folder):
    assert checked("missing.xml") == (
        1,
        ["missing.xml: BT-116 of S 19 % expected 200.00, found nothing"],
    )


def test_a_file_that_can_not_be_read_has_one_line_and_the_next_ones_are_checked(folder):
    assert checked("letter.xml", "nowhere.xml", ".", "wrong.xml", "right.xml") == (
        2,
        [
            "letter.xml: This file is neither XML nor a PDF.",
            "nowhere.xml: No such file or directory",
            ".: Is a directory",
            "wrong.xml: BT-110 expected 38.00, found 38.01",
            "wrong.xml: BT-112 expected 238.00, found 238.01",
            "wrong.xml: BT-115 expected 238.00, found 238.01",
            "right.xml: ok",
        ],
    )


def test_a_name_that_no_terminal_can_print_is_no_fault(folder):
    assert checked("\udcff.xml", "a\x00b.xml") == (
        2,
        ["?.xml: No such file or directory", "a\x00b.xml: embedded null byte"],
    )


def test_a_file_beyond_the_limit_is_not_read(folder):
    with Path("huge.xml").open("wb") as file:
        file.truncate(30_000_000_000)

    assert checked("huge.xml") == (
        2,
        ["huge.xml: This file is too large: 30000 MB. An invoice may have 20 MB."],
    )


# -- The page -----------------------------------------------------------------------------------


def dropped(browser, content, name="invoice.xml"):
    return browser.post(URL, {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("who", ["aae", "ae", "am", "ad", "gad", "csd", "finance"])
def test_who_sees_money_may_check(ladder, signed_in, who):
    assert signed_in(getattr(ladder, who)).get(URL).status_code == 200


@pytest.mark.parametrize("who", ["planner", "traffic", "admin"])
def test_for_others_the_page_does_not_exist(ladder, signed_in, who):
    browser = signed_in(getattr(ladder, who))

    assert browser.get(URL).status_code == 404
    assert dropped(browser, invoice()).status_code == 404


def test_a_right_invoice_is_shown_whole(ladder, signed_in):
    answer = dropped(signed_in(ladder.finance), invoice())

    sheet = answer.context["sheet"]
    assert answer.status_code == 200
    assert sheet["title"] == "Invoice R-7"
    assert sheet["differences"] == []
    assert sheet["seller"] == [("Name", "Lens and Light Ltd")]
    assert sheet["buyer"] == [("Name", "Northlight")]
    assert sheet["about"] == [("Issued", "Mon 2 Nov 2026")]
    (row,) = sheet["lines"]
    assert (row["name"], row["quantity"], row["price"], row["vat"]) == (
        "Retouching",
        "2",
        "100.00",
        "S 19\u00a0%",
    )
    assert [(each["name"], each["amount"]["text"]) for each in sheet["totals"]] == [
        ("Lines", "200.00"),
        ("Without VAT", "200.00"),
        ("VAT", "38.00"),
        ("With VAT", "238.00"),
        ("To be paid", "238.00"),
    ]
    assert "Every sum is right" in answer.text


def test_what_differs_is_said_on_top_and_beside_its_field(ladder, signed_in):
    answer = dropped(signed_in(ladder.finance), invoice(rows=line(amount="3")))

    assert answer.context["sheet"]["lines"][0]["net"] == {"text": "200.00", "expected": "300.00"}
    assert WRONG_LINE in answer.text
    assert answer.text.count("should be 300.00") == 2
    assert "1 amount is not what it should be" in answer.text


def test_a_vat_rate_that_is_missing_has_a_row_and_one_too_many_says_so(ladder, signed_in):
    answer = dropped(signed_in(ladder.finance), invoice(subtotals=subtotal(rate="7", tax="14.00")))

    rows = [
        (str(row["category"]), row["code"], row["base"])
        for row in answer.context["sheet"]["breakdown"]
    ]
    assert rows == [
        ("Taxed", "S 7\u00a0%", {"text": "200.00", "expected": "nothing"}),
        ("Missing", "S 19 %", {"text": "nothing", "expected": "200.00"}),
    ]


def test_a_pdf_that_carries_an_invoice_is_checked_too(ladder, signed_in):
    content = pdf_with({"factur-x.xml": invoice()})

    answer = dropped(signed_in(ladder.finance), content, "R-7.pdf")

    assert (answer.context["sheet"]["title"], answer.context["sheet"]["name"]) == (
        "Invoice R-7",
        "R-7.pdf",
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"Dear Sirs,", "This file is neither XML nor a PDF."),
        (b"", "This file is empty."),
        (b"<!DOCTYPE a><a/>", "This file declares a document type or entities, which no invoice"),
        (b" " * 20_000_001, "This file is too large: 21 MB. An invoice may have 20 MB."),
        (pdf_with({}), "This PDF carries no electronic invoice."),
    ],
    ids=range(5),
)
def test_a_file_that_can_not_be_read_is_refused_at_its_field(ladder, signed_in, content, sentence):
    answer = dropped(signed_in(ladder.finance), content)

    assert answer.status_code == 422
    assert answer.context["sheet"] is None
    ((field, (said,)),) = answer.context["form"].errors.items()
    assert (field, said[: len(sentence)]) == ("file", sentence)


def test_no_file_is_asked_for(ladder, signed_in):
    answer = signed_in(ladder.finance).post(URL)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {"file": ["Choose an e-invoice."]}


def test_what_a_supplier_writes_is_shown_and_never_run(ladder, signed_in):
    content = invoice().replace(b"Retouching", b"&lt;script&gt;alert(1)&lt;/script&gt;")

    answer = dropped(signed_in(ladder.finance), content, "<b>.xml")

    assert "<script>alert(1)" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_checking_stores_nothing_and_asks_as_little_however_long_the_invoice(
    ladder, signed_in, django_assert_num_queries
):
    browser = signed_in(ladder.finance)
    browser.get(URL)
    rows = "".join(line(str(number)) for number in range(1, 31))
    sums = {"lines": "6000", "net": "6000", "tax": "1140", "gross": "7140", "due": "7140"}
    long = invoice(rows=rows, subtotals=subtotal("6000", "1140"), **sums)
    for content in (invoice(), long):
        with django_assert_num_queries(3):
            assert dropped(browser, content).context["sheet"]["differences"] == []
