"""Which frames to load before they are asked for."""

from collections.abc import Iterator
from itertools import islice

AHEAD_SHARE = 0.7  # of the prefetched frames, in the direction of scrolling
DEPTH = 400


def prefetch_order(index: int, length: int, direction: int, depth: int = DEPTH) -> Iterator[int]:
    """Indices near `index`, nearest first, about 70 % of them ahead (rendering.md 6.6)."""
    ahead = range(index + 1, length) if direction > 0 else range(index - 1, -1, -1)
    behind = range(index - 1, -1, -1) if direction > 0 else range(index + 1, length)
    return islice(_interleave(iter(ahead), iter(behind)), depth)


def _interleave(ahead: Iterator[int], behind: Iterator[int]) -> Iterator[int]:
    taken = backward = 0
    while True:
        want_behind = taken and backward / taken < 1 - AHEAD_SHARE
        first, second = (behind, ahead) if want_behind else (ahead, behind)
        index = next(first, None)
        if index is None:
            yield from second
            return
        taken += 1
        backward += bool(want_behind)
        yield index
