"""Which frame is subtracted from which (D-124)."""

import pytest

from viewer.model.mask import MaskFacts, MaskItem, MaskOperation, subtraction_for


def masks(item: MaskItem, number: int, count: int = 40) -> tuple[int, ...] | None:
    """Mask frame numbers, from 1, for frame `number`."""
    recipe = subtraction_for(MaskFacts((item,)), number - 1, count)
    return None if recipe is None else tuple(frame + 1 for frame in recipe.masks)


@pytest.mark.parametrize(("number", "mask"), [(20, 15), (21, 14), (30, 5)])
def test_reversed_time_vectors_of_the_standard(number: int, mask: int) -> None:
    item = MaskItem(MaskOperation.REVERSED_TIME, ranges=((20, 40),), offset=5)
    assert masks(item, number) == (mask,)


def test_time_differences_count_back_by_the_offset() -> None:
    item = MaskItem(MaskOperation.TIME, offset=3)
    assert masks(item, 10) == (7,)
    assert masks(item, 3) is None  # there is no frame 0: shown as it is


def test_the_mean_of_frames_holds_in_its_ranges_only() -> None:
    item = MaskItem(MaskOperation.AVERAGE, (1, 3), ranges=((5, 6), (9, 9)))
    assert [masks(item, n) for n in (4, 5, 6, 7, 9)] == [None, (1, 3), (1, 3), None, (1, 3)]
    assert masks(MaskItem(MaskOperation.AVERAGE, (99,)), 5) is None  # not in the file


def test_averaged_contrast_frames_end_with_the_film() -> None:
    item = MaskItem(MaskOperation.AVERAGE, (1,), averaging=3)
    recipe = subtraction_for(MaskFacts((item,)), 37, 40)
    assert recipe is not None
    assert recipe.contrast == (37, 38, 39)
    last = subtraction_for(MaskFacts((item,)), 39, 40)
    assert last is not None
    assert last.contrast == (39,)


def test_the_first_item_that_holds_decides() -> None:
    facts = MaskFacts(
        (
            MaskItem(MaskOperation.AVERAGE, (1,), ranges=((2, 9),)),
            MaskItem(MaskOperation.AVERAGE, (10,)),
        )
    )
    chosen = [subtraction_for(facts, n - 1, 20) for n in (5, 12)]
    assert [recipe.masks for recipe in chosen if recipe is not None] == [(0,), (9,)]
