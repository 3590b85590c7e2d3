"""What field 86 of an MT940 statement says: who paid, and what for, as banks have agreed on it."""

import re
from dataclasses import dataclass
from decimal import Decimal

from agency.lib.bank.account import plain
from agency.lib.text import clean

LINE = 65  # characters of a full line of field 86; a word may go on in the next
TAG = 4  # ":86:", which some banks count into the first line
PART = 27  # characters of a full subfield of the German banks
# Words that say that there is no reference, or that it stands in field 86.
NONE_GIVEN = {"NONREF", "NOTPROVIDED", "NOT PROVIDED", "EREF", "KREF", "PREF", "MARF"}

# 166?00GUTSCHRIFT?20EREF+...: a code of three digits, then subfields behind one separator.
_CODED = re.compile(r"\d{3}(?P<mark>[^\w\s])(?=\d\d)", re.ASCII)
_WORDS = (*(str(code) for code in range(20, 30)), *(str(code) for code in range(60, 64)))
_PLUS = re.compile(
    r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|COAM|OAMT|PURP)\s?\+", re.ASCII
)
_SLASH = re.compile(
    r"/(EREF|KREF|PREF|MARF|CSID|TRTP|IBAN|BIC|NAME|REMI|BENM|ORDP|ISDT|TRCD|TRNR|CREF|RTRN|ULTD"
    r"|ULTC|PURP|SVCL|CDTRREFTP|CDTRREF|CNTP|ADDR|ACCW)(?=/)",
    re.ASCII,
)
_MONEY = re.compile(r"/(OCMT|CHGS)/([A-Z]{3})(\d{1,15},\d{0,6})", re.ASCII)
_RATE = re.compile(r"/EXCH/(\d{1,9},\d{0,10})", re.ASCII)
_SECOND_SLASH = re.compile(r"^/+|/+$")


@dataclass(frozen=True)
class Details:
    """Texts are empty where the bank says nothing."""

    text: str = ""
    payer: str = ""
    payer_account: str = ""
    end_to_end: str = ""


def read_details(raw: str) -> Details:
    """Field 86 as its bank meant it: with subfields, with words before strokes, or just text."""
    lines = raw.split("\n")
    if coded := _CODED.match("".join(lines)):
        return _of_subfields(_subfields("".join(lines)[3:], coded["mark"]))
    joined = _joined(lines, LINE)
    return _of_strokes(joined) if _SLASH.match(joined) else Details(text=clean(joined))


def given(reference: str) -> str:
    """A reference, or nothing where the bank says in its way that there is none."""
    bare = clean(reference)
    return "" if bare.upper() in NONE_GIVEN else bare


def _subfields(text: str, mark: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in re.split(rf"{re.escape(mark)}(?=\d\d)", text)[1:]:
        found.setdefault(part[:2], []).append(part[2:])
    return found


def _of_subfields(fields: dict[str, list[str]]) -> Details:
    words = _joined([part for code in _WORDS for part in fields.get(code, [])], PART)
    said = _keyed(_PLUS, words)
    posting = " ".join(fields.get("00", []))
    return Details(
        text=clean(f"{said['']} {said.get('SVWZ', '')}") or clean(posting),
        payer=clean(said.get("ABWA") or "".join(fields.get("32", []) + fields.get("33", []))),
        payer_account=plain(clean("".join(fields.get("31", [])) or said.get("IBAN", ""))),
        end_to_end=given(said.get("EREF", "")),
    )


def _of_strokes(text: str) -> Details:
    said = _keyed(_SLASH, text)
    account = said.get("IBAN", "") or said.get("CNTP", "").split("/")[0]
    name = said.get("NAME", "") or (said.get("CNTP", "").split("/") + [""] * 3)[2]
    words = said.get("REMI", "").removeprefix("USTD//").removeprefix("STRD/CUR/")
    return Details(
        text=clean(f"{words} {said.get('CDTRREF', '')}"),
        payer=clean(name),
        payer_account=plain(clean(account)),
        end_to_end=given(said.get("EREF", "")),
    )


def _keyed(words: re.Pattern[str], text: str) -> dict[str, str]:
    """What stands behind each word, and under "" what stands before the first."""
    first, *rest = words.split(text)
    said = {"": first}
    for word, value in zip(rest[::2], rest[1::2], strict=True):
        said.setdefault(word, _SECOND_SLASH.sub("", value.strip()))
    return said


def amounts(text: str) -> dict[str, tuple[str, Decimal]]:
    """Currency and amount as ordered (OCMT) and of charges (CHGS), where a bank writes them."""
    return {word: (currency, _decimal(said)) for word, currency, said in _MONEY.findall(text)}


def exchange_rate(text: str) -> Decimal | None:
    """The rate behind /EXCH/, if there is one."""
    found = _RATE.search(text)
    return _decimal(found[1]) if found else None


def _decimal(written: str) -> Decimal:
    return Decimal(written.replace(",", "."))


def _joined(parts: list[str], full: int) -> str:
    """One text: a full part goes on in the next without a space, a shorter one ends a word."""
    return "".join(part if len(part) >= full else f"{part} " for part in parts)
