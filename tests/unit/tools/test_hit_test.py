"""What is under the pointer."""

import pytest

from viewer.tools.editing import Part
from viewer.tools.hit_test import FINGER_PX, Hit, Target, hit_test

LINE = Target("line", (((10.0, 10.0), (110.0, 10.0)),), ((10.0, 10.0), (110.0, 10.0)))
LABELLED = Target("words", (((10.0, 50.0), (110.0, 50.0)),), (), label=(120, 40, 180, 60))


@pytest.mark.parametrize(
    ("at", "hit"),
    [
        ((112, 13), Hit("line", Part.HANDLE, 1)),
        ((60, 14), Hit("line", Part.LINE)),
        ((60, 20), None),
        ((130, 50), Hit("words", Part.LABEL)),
        ((184, 50), None),
        ((60, 30), None),
    ],
)
def test_handles_lines_and_words(at: tuple[float, float], hit: Hit | None) -> None:
    assert hit_test([LINE, LABELLED], at) == hit


def test_a_finger_reaches_farther() -> None:
    assert hit_test([LINE], (60, 28)) is None
    assert hit_test([LINE], (60, 28), FINGER_PX) == Hit("line", Part.LINE)
    assert hit_test([LABELLED], (190, 50), FINGER_PX) == Hit("words", Part.LABEL)


def test_the_one_on_top_is_hit_unless_another_is_selected() -> None:
    below = Target("below", LINE.paths, LINE.handles)
    assert hit_test([below, LINE], (60, 10)) == Hit("line", Part.LINE)
    chosen = Target("below", LINE.paths, LINE.handles, is_selected=True)
    assert hit_test([chosen, LINE], (60, 10)) == Hit("below", Part.LINE)


def test_the_inside_of_a_region_belongs_to_the_picture() -> None:
    ring = ((0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0), (0.0, 0.0))
    box = Target("box", (ring,), ring[:4])
    assert hit_test([box], (50, 50)) is None
    assert hit_test([box], (50, 3)) == Hit("box", Part.LINE)


def test_a_drawing_of_one_point() -> None:
    point = Target("point", (), ((20.0, 20.0),))
    assert hit_test([point], (23, 20)) == Hit("point", Part.HANDLE, 0)
