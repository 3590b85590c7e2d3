"""A table for a spreadsheet: CSV in the manner of a country, or XLSX with numbers and days."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from agency.lib.export import plain_cell

# Fixed, so that the same rows give the same bytes.
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
DAY, AMOUNT, TEXT = "day", "amount", "text"


@dataclass(frozen=True)
class Manner:
    """How numbers and days are written: delimiter, decimal sign, pattern of a day."""

    delimiter: str = ","
    decimal: str = "."
    day: str = "%Y-%m-%d"


MANNERS = {
    "iso": Manner(),
    "en": Manner(day="%d/%m/%Y"),
    "us": Manner(day="%m/%d/%Y"),
    "de": Manner(";", ",", "%d.%m.%Y"),
    "fr": Manner(";", ",", "%d/%m/%Y"),
}


def csv_lines(
    head: Sequence[str], rows: Iterable[Sequence], manner: Manner | None = None
) -> Iterator[str]:
    """The lines of a CSV file by RFC 4180, with the mark of UTF-8; a cell is never a formula."""
    manner = manner or Manner()
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=manner.delimiter)
    text.write("\ufeff")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_written(value, manner) for value in row])
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def _written(value, manner):
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", manner.decimal)
    if isinstance(value, date):
        return value.strftime(manner.day)
    return plain_cell(value)


def xlsx(head: Sequence[str], rows: Iterable[Sequence], *, sheet: str = "Invoices") -> bytes:
    """An XLSX file: numbers are numbers, days are days, and text is text whatever it begins with.

    Kept to constant memory, so the widths are by the head alone. A number that a spreadsheet would
    round (over 15 digits) is written as text.
    """
    import xlsxwriter

    content = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False}
    book = xlsxwriter.Workbook(content, options)
    book.set_properties({"created": MADE_AT})
    page = book.add_worksheet(sheet)
    formats = {
        DAY: book.add_format({"num_format": "yyyy-mm-dd"}),
        AMOUNT: book.add_format({"num_format": "#,##0.00##"}),
        TEXT: book.add_format({}),
    }
    bold = book.add_format({"bold": True})
    for column, name in enumerate(head):
        page.write_string(0, column, name, bold)
        page.set_column(column, column, max(10, min(len(name) + 3, 40)))
    page.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _put(page, number, column, value, formats)
    book.close()
    return content.getvalue()


def _put(page, row, column, value, formats):
    if value is None or value == "":
        return
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= 15:
        page.write_number(row, column, float(value), formats[AMOUNT])
    elif isinstance(value, int) and not isinstance(value, bool):
        page.write_number(row, column, value)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, formats[DAY])
    else:
        page.write_string(row, column, str(value), formats[TEXT])
