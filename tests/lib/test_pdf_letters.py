"""Characters that cannot be printed are told before an invoice goes out."""

from agency.lib.pdf_letters import unprintable
from tests.lib.paper_invoice import BILLS


def texts_of(words):
    """Every text in a dict of lists of dicts."""
    if isinstance(words, str):
        yield words
    elif isinstance(words, dict | list):
        for each in words.values() if isinstance(words, dict) else words:
            yield from texts_of(each)


def test_what_our_bills_say_can_be_printed():
    assert {name: unprintable("".join(texts_of(words))) for name, words in BILLS.items()} == (
        dict.fromkeys(BILLS, "")
    )


def test_what_cannot_be_printed_is_named_once_and_in_order():
    assert unprintable("Film 🎬 and ไทย, again 🎬\r\n\tend\u200b") == "🎬ไทย"


def test_an_empty_text_can_be_printed():
    assert unprintable("") == ""
