"""Tables for a spreadsheet, in the manner of each country, and harmless."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal

from agency.lib.books.table import MANNERS, csv_lines, xlsx

HEAD = ["number", "net", "issue_date", "description"]
ROWS = [
    ["INV-1", Decimal("-1234.50"), date(2026, 3, 7), "=1+1"],
    ["INV-2", None, None, 'Ein "Wort"; zwei\nZeilen'],
]


def read(manner):
    text = "".join(csv_lines(HEAD, ROWS, MANNERS[manner]))
    assert text.startswith("\ufeff")
    delimiter = MANNERS[manner].delimiter
    return list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=delimiter))


def test_numbers_and_days_are_written_in_the_manner_of_the_country():
    assert read("iso")[1][1:3] == ["-1234.50", "2026-03-07"]
    assert read("de")[1][1:3] == ["-1234,50", "07.03.2026"]
    assert read("us")[1][1:3] == ["-1234.50", "03/07/2026"]


def test_a_formula_is_text_and_a_line_break_stays_in_its_cell():
    rows = read("de")

    assert rows[1][3] == "'=1+1"
    assert rows[2] == ["INV-2", "", "", 'Ein "Wort"; zwei\nZeilen']


def sheet_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        parts = [name for name in book.namelist() if "sheet1.xml" in name or "Strings" in name]
        return "".join(book.read(name).decode() for name in parts)


def test_a_workbook_has_real_numbers_and_days_and_no_formula():
    sheet = sheet_of(xlsx(HEAD, ROWS))

    assert "<v>-1234.5</v>" in sheet
    assert "<v>46088</v>" in sheet  # the 7th of March 2026, counted from 1900
    assert "<f>" not in sheet
    assert "=1+1" in sheet


def test_a_workbook_of_the_same_rows_has_the_same_bytes():
    assert xlsx(HEAD, ROWS) == xlsx(HEAD, ROWS)
