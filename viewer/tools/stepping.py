"""From pixels and wheel notches to whole steps through a stack."""

from __future__ import annotations

from dataclasses import dataclass

WHEEL_NOTCH = 120.0  # eighths of a degree, as mice report one notch
TRACKPAD_STEP_PX = 24.0
_SHORTEST_STEP_PX, _LONGEST_STEP_PX = 3.0, 32.0


@dataclass(frozen=True, slots=True)
class Steps:
    """Counts whole steps out of small movements, keeping what is left over."""

    rest: float = 0.0

    def moved(self, amount: float, per_step: float) -> tuple[int, Steps]:
        """Add `amount`; returns whole steps of `per_step` (signed) and the new remainder.

        A change of direction drops the remainder, so turning back answers at once.
        """
        rest = self.rest if self.rest * amount >= 0 else 0.0
        total = rest + amount
        steps = int(total / per_step)  # towards zero, alike in both directions
        return steps, Steps(total - steps * per_step)


def drag_step_px(count: int, height_px: float) -> float:
    """Logical pixels of a vertical drag for one image of a stack of `count`.

    The height of the viewport spans the stack, within limits that keep a short stack from
    sticking and let a long one be crossed in two or three drags.
    """
    return min(_LONGEST_STEP_PX, max(_SHORTEST_STEP_PX, height_px / max(count, 1)))
