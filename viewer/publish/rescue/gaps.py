"""Which bytes of a file are still missing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Range = tuple[int, int]  # first byte, and the one behind the last


class Gaps:
    """Ranges of bytes that have not been read; sorted, apart from each other, none empty."""

    def __init__(self, ranges: Iterable[Range] = ()) -> None:
        self._ranges: list[Range] = []
        for start, end in sorted(ranges):
            if start >= end:
                continue
            if self._ranges and start <= self._ranges[-1][1]:
                self._ranges[-1] = (self._ranges[-1][0], max(end, self._ranges[-1][1]))
            else:
                self._ranges.append((start, end))

    def __bool__(self) -> bool:
        return bool(self._ranges)

    def __iter__(self) -> Iterator[Range]:
        """The ranges as they are now, whatever is filled meanwhile."""
        return iter(tuple(self._ranges))

    @property
    def missing(self) -> int:
        """Bytes in all of them."""
        return sum(end - start for start, end in self._ranges)

    def fill(self, start: int, end: int) -> None:
        """These bytes have been read."""
        first = bisect_right(self._ranges, start, key=lambda one: one[1])
        last = bisect_left(self._ranges, end, lo=first, key=lambda one: one[0])
        touched = self._ranges[first:last]
        if start < end and touched:
            rest = ((touched[0][0], start), (end, touched[-1][1]))
            self._ranges[first:last] = [(a, b) for a, b in rest if a < b]

    def touches(self, start: int, end: int) -> bool:
        """Whether any of these bytes is missing."""
        return start < end and any(a < end and start < b for a, b in self._ranges)
