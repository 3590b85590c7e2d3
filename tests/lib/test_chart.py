"""The small charts: every number becomes a place inside its box, in a text SVG understands."""

import re

from hypothesis import given
from hypothesis import strategies as st

from agency.lib import chart

SCORES = st.floats(-500, 500, allow_nan=False)


def test_a_rising_score_ends_high_and_left_to_right():
    line = chart.spark([0, 50, 100], limit=45)

    assert line.points == "3,25 44,14 85,3"
    assert (line.end_x, line.end_y) == ("85", "3")
    assert line.limit_y == "15.1"


def test_a_week_nobody_measured_leaves_a_gap_in_time_not_a_zero():
    assert chart.spark([10, None, 10], width=26, height=26).points == "3,21 23,21"


def test_one_value_makes_no_line():
    assert chart.spark([40]) is None
    assert chart.spark([None, 40, None]) is None


@given(st.lists(st.none() | SCORES, min_size=2, max_size=30))
def test_no_point_leaves_its_box(values):
    line = chart.spark(values)

    for left, top in re.findall(r"([^, ]+),([^ ]+)", line.points if line else ""):
        assert 0 <= float(left) <= 88
        assert 0 <= float(top) <= 28


def test_pieces_of_a_bar_stand_side_by_side_and_fill_it():
    assert chart.stacked([("crit", 3), ("warn", 5), ("good", 0), ("good", 12)]) == [
        chart.Part("crit", "0%", "15%"),
        chart.Part("warn", "15%", "25%"),
        chart.Part("good", "40%", "60%"),
    ]


def test_a_bar_shows_no_more_than_its_whole():
    assert chart.stacked([("fill", 130)], total=100) == [chart.Part("fill", "0%", "100%")]
    assert chart.stacked([("fill", 80), ("crit", 40)], total=100) == [
        chart.Part("fill", "0%", "80%"),
        chart.Part("crit", "80%", "20%"),
    ]


def test_nothing_of_nothing_is_an_empty_bar():
    assert chart.stacked([]) == []
    assert chart.stacked([("fill", 5)], total=0) == []
    assert chart.mark(5, 0) == "0%"


def test_a_ring_shows_the_share_left_and_never_more_than_all():
    assert chart.ring(0.5) == "25.13 50.27"
    assert chart.ring(1.7) == chart.ring(1) == "50.27 50.27"
    assert chart.ring(-1) == "0 50.27"


def test_a_plate_leans_further_the_worse_the_account_stands():
    assert [chart.tilt(tone) for tone in ("good", "", "warn", "crit")] == [0, 0, 14, 32]
