"""How much work a picture is worth while things move."""

from __future__ import annotations

from viewer.render.resample import Quality

_SLOW_MS = 20.0  # a picture that took longer is drawn with less work while things move


class QualityLadder:
    """Chooses how much work the next picture is worth (rendering.md 6.5)."""

    def __init__(self) -> None:
        self.moving = False
        self._rung = Quality.FULL

    @property
    def quality(self) -> Quality:
        """Full at rest; what was quick enough lately while moving."""
        return self._rung if self.moving else Quality.FULL

    def took(self, duration_ms: float) -> None:
        """Note how long the last picture took."""
        limit_ms = _SLOW_MS if self._rung is Quality.FULL else 2 * _SLOW_MS  # squares are ugly
        if self.moving and duration_ms > limit_ms and self._rung > Quality.NEAREST:
            self._rung = Quality(self._rung - 1)

    def rest(self) -> bool:
        """Nothing moves any more; True if the last picture was less than full."""
        was_coarse = self.quality is not Quality.FULL
        self.moving = False
        self._rung = Quality.FULL
        return was_coarse
