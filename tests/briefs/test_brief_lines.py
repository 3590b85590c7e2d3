"""The rows of a brief's table: typed, checked, added up, and what other departments see of them."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from briefs.forms.lines import MOST_ROWS, LineRows
from briefs.lines import totals, totals_by_channel
from briefs.sections import shape_of
from tests.briefs.written import DELIVERABLES, plan_lines

CHANNEL = {
    "channel": "radio",
    "from": "2026-04-01",
    "to": "2026-04-30",
    "amount": "12 500",
    "reason": "Drivers at seven in the morning.",
}


def version_of(kind="communication", lines=(), currency="EUR"):
    client = SimpleNamespace(currency=currency)
    brief = SimpleNamespace(shape=shape_of(kind), client=client)
    return SimpleNamespace(brief=brief, lines=list(lines))


def posted(*rows, **more):
    data = {"lines-TOTAL": str(len(rows))}
    for index, row in enumerate(rows):
        data |= {f"lines-{index}-{name}": value for name, value in row.items()}
    return data | more


def typed(*rows, kind="communication", stored=(), money=True, **more):
    return LineRows(version_of(kind, stored), posted(*rows, **more), money=money)


def sentences(rows):
    return [error for row in rows.rows for _cell, error in row.errors]


def test_a_row_is_kept_as_the_registry_says():
    (line,) = typed(CHANNEL).lines

    assert len(line.pop("key")) == 8
    assert line == CHANNEL | {"amount": "12500.00", "currency": "EUR", "budget_line": ""}


def test_a_row_keeps_its_key_from_version_to_version():
    stored = plan_lines()
    again = LineRows(version_of(lines=stored)).rows
    sent = [{cell.column.key: cell.value for cell in row.cells} | {"key": row.key} for row in again]

    assert typed(*sent, stored=stored).lines == stored


def test_an_empty_row_and_one_that_is_taken_away_are_left_out():
    rows = typed(CHANNEL, {"currency": "EUR"}, CHANNEL | {"remove": "on"})

    assert len(rows.lines) == 1
    assert rows.is_valid


def test_a_row_that_is_not_finished_is_kept_in_a_draft():
    rows = typed({"channel": "tv"})

    assert rows.is_valid
    assert rows.lines[0]["amount"] == ""


@pytest.mark.parametrize(
    ("typo", "sentence"),
    [
        ({"amount": "about 5"}, "Enter an amount, for example 12500.00."),
        ({"from": "soon"}, "Enter a day, for example 2026-11-24."),
        ({"to": "2026-03-01"}, "It ends before it begins."),
        ({"currency": "Euro"}, "Enter a currency in three letters, for example EUR."),
        ({"reason": "x" * 301}, "300 characters at most."),
    ],
)
def test_what_cannot_be_read_stays_as_typed_with_a_sentence_beside_it(typo, sentence):
    rows = typed(CHANNEL | typo)

    assert not rows.is_valid
    assert sentences(rows) == [sentence]
    (name, value), *_ = typo.items()
    assert next(c.value for c in rows.rows[0].cells if c.column.key == name) == value


def test_a_quantity_is_a_number():
    assert typed(DELIVERABLES[0], kind="creative").lines[0]["quantity"] == "6"
    for wrong in ("many", "-1", "NaN", "1e400"):
        rows = typed(DELIVERABLES[0] | {"quantity": wrong}, kind="creative")
        assert sentences(rows) == ["Enter a number."]


@pytest.mark.parametrize("total", ["", "x", "-1", "401", "9" * 40])
def test_rows_that_did_not_arrive_leave_those_that_are_there(total):
    rows = typed(stored=plan_lines(), **{"lines-TOTAL": total})

    assert rows.problem
    assert not rows.is_valid
    assert rows.lines == plan_lines()


def test_there_are_so_many_rows_and_no_more():
    assert typed(*[CHANNEL] * MOST_ROWS).is_valid
    assert typed(*[CHANNEL] * (MOST_ROWS + 1)).problem == "60 rows at most."


def test_a_key_that_is_sent_twice_or_is_none_names_one_row_only():
    rows = typed(CHANNEL | {"key": "c1"}, CHANNEL | {"key": "c1"}, CHANNEL | {"key": "<b>"})
    keys = [line["key"] for line in rows.lines]

    assert keys[0] == "c1"
    assert len(set(keys)) == 3


def test_other_departments_neither_see_nor_change_amounts():
    stored = plan_lines()
    shown = LineRows(version_of(lines=stored), money=False)
    assert {c.column.key for row in shown.shown for c in row.cells}.isdisjoint(
        {"amount", "currency"}
    )
    assert shown.totals == []

    changed = stored[0] | {"reason": "At every campus", "amount": "1.00", "currency": "USD"}
    assert typed(changed, stored=stored, money=False).lines == [
        stored[0] | {"reason": "At every campus"}
    ]


def test_amounts_are_added_up_by_channel_and_over_all_exactly():
    lines = plan_lines()

    assert totals(lines) == [("EUR", Decimal("207000.50"))]
    assert totals_by_channel(lines) == [
        ("Outdoor", "EUR", Decimal("96000.00")),
        ("Social media", "EUR", Decimal("80000.50")),
        ("Events", "EUR", Decimal("31000.00")),
    ]


def test_two_currencies_are_never_added_together():
    lines = [*plan_lines()[:1], *plan_lines("GBP")[:1]]
    assert totals(lines) == [("EUR", Decimal("96000.00")), ("GBP", Decimal("96000.00"))]
