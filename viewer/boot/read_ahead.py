"""Reads files whole, one after the other: on a disc a seek costs as much as 150 kB (packaging.md).

What was read stays in the system's memory of files, so that loading it afterwards asks the drive
for nothing. A file that cannot be read is passed over: whoever needs it will tell.
"""

from __future__ import annotations

import os

from viewer.boot import load_list

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractContextManager

PIECE_BYTES = 1 << 18  # a CD takes 70 ms for it: as often the splash can answer


class Freely:
    """A turn that is always one's own; as `contextlib.nullcontext`, which takes time to load."""

    def __enter__(self) -> None:
        """Wait for nobody."""

    def __exit__(self, *_: object) -> None:
        """Keep nobody waiting."""


def read_set(
    folder: str,
    parts: Iterable[load_list.Part],
    group: str,
    progress: Callable[[int, int], None] | None = None,
    turn: AbstractContextManager[object] = Freely(),  # noqa: B008  it has no state
) -> int:
    """Read the parts of one set; returns how many bytes there were.

    `progress` gets bytes read and bytes to read, after each piece; raising in it stops. Each
    piece is read in a `turn`.
    """
    wanted = [(os.path.join(folder, p.path), p) for p in parts if p.group == group]  # noqa: PTH118
    sizes = [_size(file, part) for file, part in wanted]
    total, done = sum(sizes), 0
    for (file, part), size in zip(wanted, sizes, strict=True):
        for count in _pieces(file, part.start, size, turn):
            done += count
            if progress is not None:
                progress(done, total)
    return done


def _size(file: str, part: load_list.Part) -> int:
    """How much there should be; who wrote the list knew, so that the disc need not be asked."""
    if part.end is not None:
        return max(0, part.end - part.start)
    try:
        return max(0, os.stat(file).st_size - part.start)  # noqa: PTH116
    except OSError:
        return 0


def _pieces(
    file: str, start: int, size: int, turn: AbstractContextManager[object]
) -> Iterable[int]:
    try:
        with turn:
            stream = open(file, "rb", buffering=0)  # noqa: PTH123, SIM115  closed below
        with stream:
            stream.seek(start)
            while size > 0:
                with turn:
                    count = len(stream.read(min(size, PIECE_BYTES)))
                if not count:
                    return
                size -= count
                yield count
    except OSError:
        return
