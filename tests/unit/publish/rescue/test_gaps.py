import itertools

from hypothesis import given
from hypothesis import strategies as st

from viewer.publish.rescue.gaps import Gaps, Range

ranges = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


def members(gaps: Gaps) -> set[int]:
    return {byte for start, end in gaps for byte in range(start, end)}


def test_ranges_are_put_in_order_and_together() -> None:
    assert list(Gaps([(5, 9), (0, 2), (8, 12), (3, 3), (2, 4)])) == [(0, 4), (5, 12)]
    assert not Gaps([(7, 7)])


@given(ranges, ranges)
def test_filling_takes_away_exactly_what_was_read(first: list[Range], filled: list[Range]) -> None:
    gaps = Gaps(first)
    expected = members(gaps)
    for start, end in filled:
        gaps.fill(start, end)
        expected -= set(range(start, end))
    assert members(gaps) == expected
    assert gaps.missing == len(expected)
    assert bool(gaps) == bool(expected)
    kept = list(gaps)
    assert kept == sorted(kept)
    assert all(a < b for a, b in kept)
    assert all(one[1] < other[0] for one, other in itertools.pairwise(kept))


@given(ranges, st.integers(0, 60), st.integers(0, 60))
def test_it_knows_what_it_touches(first: list[Range], start: int, end: int) -> None:
    gaps = Gaps(first)
    assert gaps.touches(start, end) == bool(members(gaps) & set(range(start, end)))
