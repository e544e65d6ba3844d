"""What drawing keeps is made once, and gone when asked."""

import gc
import weakref

from viewer.model.shutter import Shutter
from viewer.render.kept import forget_kept, kept
from viewer.render.shutter import hidden_by


def test_what_is_kept_is_made_once_and_the_oldest_goes() -> None:
    made: list[int] = []

    @kept(2)
    def twice(number: int) -> int:
        made.append(number)
        return 2 * number

    assert [twice(n) for n in (1, 2, 1, 3, 1)] == [2, 4, 2, 6, 2]
    assert made == [1, 2, 3]
    assert twice(2) == 4
    assert made == [1, 2, 3, 2]


def test_the_mask_of_a_shutter_goes_with_everything_else() -> None:
    """It is as large as its picture."""
    shutter = Shutter(rectangle=(2, 3, 2, 3))
    mask = hidden_by(shutter, 5, 5, 1.0)
    assert hidden_by(shutter, 5, 5, 1.0) is mask
    gone = weakref.ref(mask)
    del mask
    gc.collect()
    assert gone() is not None
    forget_kept()
    assert gone() is None
