"""Where the parts of a chart stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conference.kernel import charts

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (1, 2), (3, 4), (7, 8), (10, 10), (11, 20), (24, 30), (37, 40), (99, 100), (101, 200), (1999, 2000)]
)
def test_an_axis_ends_at_a_round_number_whose_half_is_whole(most, top):
    assert charts.top_of(most) == top


@given(st.lists(st.integers(0, 10_000), max_size=100))
def test_columns_stay_in_the_picture_and_are_as_high_as_their_numbers(numbers):
    picture = charts.columns([(str(number), number) for number in numbers])
    assert [mark.value for mark in picture.marks] == numbers
    assert all(
        mark.x >= 0 and mark.x + mark.width <= 100.001 and mark.y >= 0 and mark.y + mark.height <= picture.height + 0.001 for mark in picture.marks
    )
    assert len(picture.ticks) <= charts.MOST_TICKS + 1
    if numbers:
        assert picture.ticks[-1].label == str(numbers[-1])


def test_a_chart_of_nothing_is_empty():
    assert charts.columns([]).marks == charts.columns([]).ticks == charts.bars([]) == charts.heat({}, range(7), [], beginning=10) == ()


def test_the_largest_bar_is_full_unless_another_measure_is_given():
    assert [bar.width for bar in charts.bars([("a", 4), ("b", 1)])] == [100, 25]
    assert [bar.width for bar in charts.bars([("a", 0.5)], most=1)] == [50]


@pytest.mark.parametrize(("share", "level"), [(None, 0), (0.0, 0), (0.01, 1), (0.25, 1), (0.26, 2), (0.75, 3), (1.0, 4)])
def test_shades_rise_with_the_share(share, level):
    assert charts.level(share) == level
    assert charts.heat({(0, 9): share} if share is not None else {}, [0], [9], beginning=10)[0].level == level
