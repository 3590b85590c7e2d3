"""What is new in a text, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from agency.lib.difference import ADDED, REMOVED, SAME, Piece, pieces


def test_one_word_that_went_and_one_that_came():
    assert pieces("Four city light posters", "Six city light posters") == [
        Piece(REMOVED, "Four "),
        Piece(ADDED, "Six "),
        Piece(SAME, "city light posters"),
    ]


def test_a_text_that_stayed_is_one_piece_and_none_is_none():
    assert pieces("As it was.", "As it was.") == [Piece(SAME, "As it was.")]
    assert pieces("", "") == []


def test_a_text_that_is_new_or_gone_is_one_piece():
    assert pieces("", "Now there") == [Piece(ADDED, "Now there")]
    assert pieces("Gone now", "") == [Piece(REMOVED, "Gone now")]


def test_two_texts_with_hardly_a_word_in_common_are_not_cut_to_pieces():
    before, after = "The card that needs no parents", "Order in four minutes, at night, alone"
    assert pieces(before, after) == [Piece(REMOVED, before), Piece(ADDED, after)]


def test_chinese_is_compared_sign_by_sign():
    found = pieces("第一张属于你的卡", "第一张只属于你的卡")
    assert [piece.text for piece in found if piece.is_added] == ["只"]
    assert not any(piece.is_removed for piece in found)


words = st.lists(st.sampled_from(["the", "card", "is", "yours", "卡", "новая", "."]), max_size=30)


@given(words, words)
def test_what_stayed_and_what_came_is_the_new_text_and_nothing_of_the_old_is_lost(old, new):
    before, after = " ".join(old), " ".join(new)
    found = pieces(before, after)
    assert "".join(p.text for p in found if not p.is_removed) == after
    assert "".join(p.text for p in found if not p.is_added).split() == before.split()
