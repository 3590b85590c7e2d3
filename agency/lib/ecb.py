"""The euro reference rates of the European Central Bank, from a file somebody downloaded."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from lxml import etree

SOURCE = "ECB"
BASE = "EUR"
MOST_BYTES = 2 << 20
MOST_RATES = 5_000
MOST = Decimal("9999999999")


class NoRates(ValueError):
    """The file is none of the bank's, or a value in it cannot be read."""


def read(content: bytes) -> list[tuple[date, str, Decimal]]:
    """(day, currency, what one euro is worth in it) of each rate in a CSV or XML file of the bank.

    Its files are eurofxref-daily.xml, eurofxref-hist-90d.xml and eurofxref.csv (ecb.europa.eu,
    "Euro foreign exchange reference rates"). Days without a rate ("N/A") are left out. Raises
    NoRates for any other file, for one of more than MOST_RATES rates, and for an empty one.
    """
    if len(content) > MOST_BYTES:
        raise NoRates("too large")
    rates = (
        _xml(content) if content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<") else _csv(content)
    )
    if not 0 < len(rates) <= MOST_RATES:
        raise NoRates("no rates, or too many")
    return rates


def _xml(content):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as wrong:
        raise NoRates(str(wrong)) from wrong
    rates = []
    for cube in root.iter("{*}Cube"):
        if (day := cube.get("time")) is None:
            continue
        rates += [(_day(day), _code(one.get("currency")), _rate(one.get("rate"))) for one in cube]
    return rates


def _csv(content):
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as wrong:
        raise NoRates(str(wrong)) from wrong
    head = [cell.strip() for cell in rows[0]] if rows else []
    if not head or head[0] != "Date":
        raise NoRates("no head")
    return [
        (_day(row[0].strip()), _code(code), _rate(value.strip()))
        for row in rows[1:]
        if row and row[0].strip()
        for code, value in zip(head[1:], row[1:], strict=False)
        if code and value.strip() not in {"", "N/A"}
    ]


def _day(text):
    for shape in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(text, shape).date()
        except ValueError:
            continue
    raise NoRates(text)


def _code(text):
    if not text or len(text) != 3 or not text.isascii() or not text.isupper():
        raise NoRates(text)
    return text


def _rate(text):
    try:
        rate = Decimal(text or "")
    except InvalidOperation as wrong:
        raise NoRates(text) from wrong
    if not rate.is_finite() or not 0 < rate < MOST:
        raise NoRates(text)
    return rate
