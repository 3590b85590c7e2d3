"""The rows of a brief's table: their cells in words, their sums, and where each is found.

A row is a dict of strings as briefs.sections says: days ISO, amounts plain decimals.
"""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language, pgettext

from agency.lib.amount import amount_text
from briefs.models.job_type import Channel


def cell_text(column, value: str) -> str:
    """What a cell says on a page or a paper, in the language that is switched on."""
    value = str(value or "")
    read = {"day": _day, "amount": _amount, "number": _number, "channel": channel_label}
    return read.get(column.kind, str)(value) if value else ""


def money_text(amount: Decimal, currency: str) -> str:
    """An amount with its currency, or bare where the column names it."""
    text = amount_text(amount, get_language() or "en")
    return f"{currency} {text}" if currency else text


def is_numeric(column) -> bool:
    return column.kind in {"number", "amount"}


def channel_label(value: str) -> str:
    """The channel in words; what an older plan called otherwise stays as it was written."""
    return str(Channel(value).label) if value in Channel.values else value


def amount_of(line: dict) -> Decimal:
    """The amount of a row; nothing where none is written yet."""
    try:
        return Decimal(line.get("amount") or 0)
    except InvalidOperation:
        return Decimal(0)


def totals(lines: list[dict]) -> list[tuple[str, Decimal]]:
    """The sum per currency, as (currency, amount)."""
    sums = {}
    for line in lines:
        currency = line.get("currency", "")
        sums[currency] = sums.get(currency, Decimal(0)) + amount_of(line)
    return list(sums.items())


def totals_by_channel(lines: list[dict]) -> list[tuple[str, str, Decimal]]:
    """The sum per channel and currency, as (channel in words, currency, amount), in order."""
    sums = {}
    for line in lines:
        place = (channel_label(line.get("channel", "")), line.get("currency", ""))
        sums[place] = sums.get(place, Decimal(0)) + amount_of(line)
    return [(channel, currency, amount) for (channel, currency), amount in sums.items()]


def anchor_of(line: dict) -> str:
    """The id of a row on the page of its plan, by which any question about money finds it."""
    return f"line-{line.get('key', '')}"


def period_of(line: dict) -> tuple[date, date] | None:
    """From when to when a row runs; None where that is not written."""
    try:
        return date.fromisoformat(line.get("from", "")), date.fromisoformat(line.get("to", ""))
    except ValueError:
        return None


def _day(value):
    try:
        return date_format(date.fromisoformat(value), pgettext("day", "j M Y"))
    except ValueError:
        return value


def _amount(value):
    try:
        return amount_text(Decimal(value), get_language() or "en")
    except InvalidOperation:
        return value


def _number(value):
    try:
        return number_format(Decimal(value), force_grouping=True)
    except InvalidOperation:
        return value
