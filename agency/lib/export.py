"""Lists as files for a spreadsheet: streamed, and with no cell that a spreadsheet would run."""

import csv
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse

# What a spreadsheet takes for the start of a formula, full-width forms included.
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def plain_cell(value: object) -> object:
    """A value as a spreadsheet shows it and never runs it: text that looks like a formula quoted.

    Numbers stay numbers, negative ones too. A leading apostrophe is what spreadsheets take for
    "this is text" (OWASP ASVS 1.2.10).
    """
    if isinstance(value, str) and value.lstrip(" ").startswith(STARTS_A_FORMULA):
        return "'" + value
    return value


class _Line:
    """A file that only hands back what is written to it, one line at a time."""

    def write(self, text: str) -> str:
        return text


def csv_lines(head: list[str], rows: Iterable[list]) -> Iterator[str]:
    """The lines of a CSV file, with the mark that tells spreadsheets it is UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow([plain_cell(name) for name in head])
    for row in rows:
        yield writer.writerow([plain_cell(value) for value in row])


def csv_answer(name: str, head: list[str], rows: Iterable[list]) -> StreamingHttpResponse:
    """A download called `name`, sent row by row."""
    answer = StreamingHttpResponse(csv_lines(head, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
