import statistics

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api_python.statistics.percentiles import percentile

NUMBERS = st.floats(min_value=0, max_value=1e12)


@pytest.mark.parametrize(
    ("percent", "value"),
    [(0, 10), (25, 20), (50, 30), (75, 40), (90, 46), (95, 48), (99, 49.6), (100, 50)],
)
def test_interpolates_between_neighbours(percent: float, value: float) -> None:
    assert percentile([10, 20, 30, 40, 50], percent) == pytest.approx(value)


@pytest.mark.parametrize("percent", [0, 50, 99, 100])
def test_of_one_value_is_that_value(percent: float) -> None:
    assert percentile([7.5], percent) == 7.5


def test_the_median_of_two_lies_between_them() -> None:
    assert percentile([1, 2], 50) == 1.5


def test_there_is_none_of_nothing() -> None:
    with pytest.raises(ValueError, match="of nothing"):
        percentile([], 50)


@pytest.mark.parametrize("percent", [-0.1, 100.1, float("nan")])
def test_lies_between_0_and_100(percent: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        percentile([1], percent)


@given(st.lists(NUMBERS, min_size=2).map(sorted))
def test_agrees_with_the_standard_library(ordered: list[float]) -> None:
    expected = statistics.quantiles(ordered, n=100, method="inclusive")

    assert [percentile(ordered, percent) for percent in range(1, 100)] == pytest.approx(expected)


@given(st.lists(NUMBERS, min_size=1).map(sorted), st.floats(0, 100), st.floats(0, 100))
def test_never_falls_and_never_leaves_the_range(ordered: list[float], low: float, high: float) -> None:
    assume(low <= high)

    assert ordered[0] <= percentile(ordered, low) <= percentile(ordered, high) <= ordered[-1]


@given(NUMBERS, st.integers(1, 50), st.floats(0, 100))
def test_of_equal_values_is_that_value(value: float, count: int, percent: float) -> None:
    assert percentile([value] * count, percent) == value
