"""How stored values of up to 16 bits become the uint16 index of a composed table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

INDEX_BITS: Final = 16
ENTRIES: Final = 1 << INDEX_BITS
# Origins are rounded to this, so that slices of one series share a map and thus a table.
_ORIGIN_STEP: Final = 1024


@dataclass(frozen=True, slots=True)
class IndexMap:
    """index = (stored - origin) << shift.

    The shift spreads narrow data over all 65,536 indices, so that values interpolated
    between two stored ones keep their fraction (rendering.md 2).
    """

    origin: int
    shift: int

    @classmethod
    def covering(cls, low: int, high: int) -> IndexMap | None:
        """The map for stored values low..high, None if they need more than 16 bits."""
        origin = low // _ORIGIN_STEP * _ORIGIN_STEP
        bits = max(1, (high - origin).bit_length())
        if bits > INDEX_BITS:
            origin = low
            bits = (high - origin).bit_length()
        return cls(origin, INDEX_BITS - bits) if bits <= INDEX_BITS else None

    def index(self, stored: NDArray[np.generic]) -> NDArray[np.uint16]:
        """Indices of integer stored values, which must lie in the mapped range.

        The subtraction is modulo 2^16, which is exact for every value of that range.
        """
        word = stored.astype(np.uint16, casting="unsafe")
        if self.origin:
            word -= np.uint16(self.origin % ENTRIES)
        if self.shift:
            word <<= np.uint16(self.shift)
        return word

    def stored(self) -> NDArray[np.float64]:
        """The stored value of every index, (65536,), with the fraction of those in between."""
        return np.arange(ENTRIES, dtype=np.float64) / (1 << self.shift) + self.origin
