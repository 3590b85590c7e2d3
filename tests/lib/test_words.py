"""Search finds a word however it was typed: without case, accents, or spaces between characters."""

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agency.lib.words import normalise, prefix_range, tokens


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Смета", "смета"),
        ("Съёмка", "съемка"),
        ("Йогурт", "ИОГУРТ"),
        ("Perché", "perche"),
        ("Straße", "STRASSE"),
        ("Łukasz", "lukasz"),
        ("Sørensen", "sorensen"),
        ("İstanbul", "istanbul"),
        ("Ｐｌａｔｅｓ", "plates"),
        ("ﬁlm", "film"),
        ("ℌaus", "haus"),
        ("Zoe\u0308", "zoë"),
        ("Đặng", "dang"),
    ],
)
def test_a_word_is_found_on_any_keyboard(written, typed):
    assert tokens(written) == tokens(typed)


def test_chinese_is_found_inside_a_sentence():
    assert tokens("会议纪要V2已发") == ["会", "议", "纪", "要", "v2", "已", "发"]
    assert set(tokens("会议")) <= set(tokens("周会议程"))


def test_a_number_of_a_paper_is_found_by_its_parts():
    assert tokens("ABC/CR/26-017") == ["abc", "cr", "26", "017"]


def test_punctuation_and_underscores_part_words():
    assert tokens("card_launch, «film»; Sant'Ambrogio") == [
        "card",
        "launch",
        "film",
        "sant",
        "ambrogio",
    ]


def test_each_word_comes_once_in_the_order_of_the_text():
    assert tokens("new card, New Card, launch") == ["new", "card", "launch"]


def test_nothing_but_punctuation_has_no_words():
    assert tokens(" --- … !") == []


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert tokens(normalise(text)) == tokens(text)


def test_a_prefix_is_the_range_up_to_the_next_beginning():
    assert prefix_range("card") == ("card", "care")
    assert prefix_range("会") == ("会", "伛")
    assert prefix_range("\ud7ff") == ("\ud7ff", "\ue000")
    assert prefix_range("a\U0010ffff") == ("a\U0010ffff", "b")


@pytest.mark.parametrize("empty", ["", "\U0010ffff"])
def test_a_prefix_needs_something_to_begin_with(empty):
    with pytest.raises(ValueError, match="nothing"):
        prefix_range(empty)


characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
words = st.text(characters, min_size=1, max_size=4)


prefixes = words.filter(lambda word: word.strip("\U0010ffff"))


@given(st.lists(words, min_size=1, max_size=30), prefixes)
def test_a_database_finds_by_the_range_what_begins_with_the_prefix(stored, prefix):
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("CREATE TABLE entry (word TEXT)")
        connection.executemany("INSERT INTO entry VALUES (?)", [(word,) for word in stored])
        found = connection.execute(
            "SELECT word FROM entry WHERE word >= ? AND word < ?", prefix_range(prefix)
        ).fetchall()
    finally:
        connection.close()

    assert sorted(word for (word,) in found) == sorted(w for w in stored if w.startswith(prefix))
