"""Reads what can be read of one file, gently first: the worst places are left for last.

A drive takes long over every place it cannot read, and may stop answering for good. So what
reads easily is read first, everywhere; then scratches are narrowed from both ends; then every
sector in them is tried, at last from behind as well.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from viewer.errors import FileReadError, MediumNotFoundError, WriteError
from viewer.media.source import READ_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from viewer.publish.rescue.gaps import Gaps, Range

SECTOR: Final = 2048
WRITING: Final = "writing the image"  # what comes after all passes, told in bytes as they are
_BLOCK: Final = 32 * SECTOR


class Pass(StrEnum):
    """One way to go over what is missing."""

    SWEEP = "reading"  # large blocks
    TRIM = "narrowing down scratches"  # from both ends to the first bad sector
    SCRAPE = "trying every sector"
    BACKWARDS = "trying again"  # every sector, the last first


def run_pass(
    kind: Pass,
    open_source: Callable[[], BinaryIO],
    target: Path,
    gaps: Gaps,
    watch: Callable[[int], None],
) -> None:
    """Fill `target`, a file of full length, and take from `gaps` what was read.

    `watch` is told the bytes of every try, read or not, and may raise to stop. Raises WriteError,
    MediumNotFoundError when the medium is gone; everything else that cannot be read stays a gap.
    """
    if not gaps:
        return
    try:
        stream = open_source()
    except MediumNotFoundError:
        raise
    except (*READ_ERRORS, FileReadError):
        watch(0)
        return
    with stream, _opened(target) as writing:
        filler = _Filler(getattr(stream, "raw", stream), writing, gaps, watch)
        _RUN[kind](filler)


def _opened(target: Path) -> BinaryIO:
    try:
        return target.open("r+b", buffering=0)
    except OSError as error:
        raise WriteError(error.strerror or "the place refused it") from error


class _Filler:
    """Reads pieces into their place."""

    def __init__(
        self, reading: BinaryIO, writing: BinaryIO, gaps: Gaps, watch: Callable[[int], None]
    ) -> None:
        self._reading = reading
        self._writing = writing
        self.gaps = gaps
        self._watch = watch

    def take(self, start: int, end: int) -> bool:
        """Try one piece; True if all of it was read."""
        self._watch(end - start)
        try:
            self._reading.seek(start)
            data = self._reading.read(end - start)
        except MediumNotFoundError:
            raise
        except (*READ_ERRORS, FileReadError):
            return False
        try:
            self._writing.seek(start)
            self._writing.write(data)
        except OSError as error:
            raise WriteError(error.strerror or "the place refused it") from error
        self.gaps.fill(start, start + len(data))
        return len(data) == end - start


def _pieces(gap: Range, size: int) -> Iterator[Range]:
    """Parts of a gap that do not cross a multiple of `size`."""
    start, last = gap
    while start < last:
        end = min(last, (start // size + 1) * size)
        yield start, end
        start = end


def _sweep(filler: _Filler) -> None:
    for gap in filler.gaps:
        for start, end in _pieces(gap, _BLOCK):
            filler.take(start, end)


def _trim(filler: _Filler) -> None:
    for gap in filler.gaps:
        pieces = list(_pieces(gap, SECTOR))
        done = next((n for n, piece in enumerate(pieces) if not filler.take(*piece)), len(pieces))
        for piece in reversed(pieces[done + 1 :]):
            if not filler.take(*piece):
                break


def _scrape(filler: _Filler) -> None:
    for gap in filler.gaps:
        for start, end in _pieces(gap, SECTOR):
            filler.take(start, end)


def _backwards(filler: _Filler) -> None:
    for gap in reversed(list(filler.gaps)):
        for start, end in reversed(list(_pieces(gap, SECTOR))):
            filler.take(start, end)


_RUN: Final = {
    Pass.SWEEP: _sweep,
    Pass.TRIM: _trim,
    Pass.SCRAPE: _scrape,
    Pass.BACKWARDS: _backwards,
}
