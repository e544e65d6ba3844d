"""Prefetch order: nearest first, about 70 % ahead."""

from hypothesis import given
from hypothesis import strategies as st

from viewer.app.prefetch import prefetch_order


def test_seven_of_ten_lie_ahead_in_the_middle_of_a_long_stack() -> None:
    first_ten = list(prefetch_order(100, 400, 1))[:10]
    assert sum(i > 100 for i in first_ten) == 7
    assert first_ten[0] == 101


def test_backward_scrolling_turns_the_order_around() -> None:
    assert next(prefetch_order(100, 400, -1)) == 99


@given(st.integers(1, 60), st.data(), st.sampled_from([1, -1]))
def test_every_other_index_comes_exactly_once(
    length: int, data: st.DataObject, direction: int
) -> None:
    index = data.draw(st.integers(0, length - 1))
    order = list(prefetch_order(index, length, direction))
    assert sorted(order) == [i for i in range(length) if i != index]


def test_depth_is_a_limit() -> None:
    assert len(list(prefetch_order(0, 10_000, 1, depth=30))) == 30
