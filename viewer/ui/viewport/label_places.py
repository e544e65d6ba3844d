"""Where words go that stand beside drawings, so that all of them can be read."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSizeF

_MOST: Final = 60  # beside each other; more cannot be kept apart in a picture anyway
GAP_PX: Final = 4.0  # else the words of two drawings read as those of one


def apart(boxes: list[QRectF], size: QSizeF) -> list[QRectF]:
    """The boxes (logical pixels of a viewport of `size`), moved down or up off each other.

    The upper ones stay. It depends on where they are alone, not on their order, so that nothing
    jumps when another drawing is chosen. What finds no place stays where it is.
    """
    found = list(boxes)
    if len(boxes) > _MOST:
        return found
    placed: list[QRectF] = []
    order = sorted(range(len(boxes)), key=lambda n: (boxes[n].top(), boxes[n].left()))
    for number in order:
        box = boxes[number]
        below, above = _moved(box, placed, down=True), _moved(box, placed, down=False)
        if below.bottom() <= size.height() or box.bottom() > size.height():
            found[number] = below
        elif above.top() >= 0:
            found[number] = above
        placed.append(found[number])
    return found


def _moved(box: QRectF, others: list[QRectF], *, down: bool) -> QRectF:
    """The box moved one way until it is on none of the others."""
    moved = QRectF(box)
    ordered = sorted(others, key=lambda other: other.top() if down else -other.bottom())
    for other in ordered:
        if moved.intersects(other):
            if down:
                moved.moveTop(other.bottom() + GAP_PX)
            else:
                moved.moveBottom(other.top() - GAP_PX)
    return moved
