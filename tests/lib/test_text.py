"""What people type or paste is kept without what is not text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.lib.text import clean


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Joanna   Okafor ", "Joanna Okafor"),
        ("NUL\x00 and bell\x07", "NUL and bell"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\u2066isolated\u2069", "isolated"),
        ("two\r\nlines", "two lines"),
        ("e\u0301", "é"),
        ("half \ud83d a character", "half a character"),
        ("张伟 和 Привет", "张伟 和 Привет"),
        ("👩\u200d💻 stays joined", "👩\u200d💻 stays joined"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
    ],
)
def test_one_line_of_text(typed, kept):
    assert clean(typed) == kept


def test_several_lines_keep_their_ends_and_two_empty_lines_at_most():
    assert clean(" one \r\n\r\n\r\n\r\n\r\n two\u2028three ", lines=True) == (
        "one\n\n\n two\nthree"
    )


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once
    more = clean(text, lines=True)
    assert clean(more, lines=True) == more


@given(st.text())
def test_nothing_is_left_that_a_database_refuses(text):
    clean(text, lines=True).encode()
    assert "\x00" not in clean(text)
