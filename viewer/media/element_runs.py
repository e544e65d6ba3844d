"""Stretches of a header that stay as they are from file to file, passed in one comparison.

Most elements of a series' files are the same, byte for byte, and the walk over the same bytes
ends with the same elements: only their place may have shifted.
"""

from dataclasses import dataclass, field
from typing import Final

from viewer.media.encoding import Element, Encoding

_WALKED_ENOUGH: Final = 48  # elements taken one by one that make learning worth its time
_PATIENCE: Final = 4  # files in a row that taught nothing, then only every eighth is looked at
_LARGEST: Final = 256 * 1024
_PLACES: Final = 64  # of one run that are kept
_HEAD_SIZES: Final = frozenset({8, 12})
_UNDEFINED: Final = b"\xff\xff\xff\xff"


@dataclass(slots=True)
class Run:
    """Consecutive elements: their bytes, the last tag, and what they are at each place."""

    data: bytes
    last: int
    elements: list[tuple[int, Element]]  # offsets counted from the start of the run
    _at: dict[int, dict[int, Element]] = field(default_factory=dict)

    def at(self, position: int) -> dict[int, Element]:
        """The elements of this run when it starts at `position`."""
        known = self._at.get(position)
        if known is None:
            if len(self._at) >= _PLACES:
                self._at.clear()
            known = self._at[position] = {
                tag: (vr, position + offset, length) for tag, (vr, offset, length) in self.elements
            }
        return known


Runs = dict[int, Run]  # by the tag of the first element


class RunMemory:
    """Learns runs from two files that follow each other; for one thread."""

    def __init__(self) -> None:
        self._runs: Runs = {}
        self._encoding: Encoding | None = None
        self._before: tuple[bytes, dict[int, Element]] = b"", {}
        self._in_vain = 0

    def known(self, encoding: Encoding) -> Runs:
        """Runs that may be in a data set of this encoding."""
        return self._runs if encoding is self._encoding else {}

    def learn(
        self, encoding: Encoding, buffer: bytes, elements: dict[int, Element], passed: int
    ) -> None:
        """Take a header whose elements lie in `buffer`; `passed` of them were in known runs."""
        if len(buffer) > _LARGEST:
            return
        before, self._before = self._before, (buffer, elements)
        if len(elements) - passed < _WALKED_ENOUGH:
            self._in_vain = 0
            return
        self._in_vain += 1
        if self._in_vain <= _PATIENCE or self._in_vain % 8 == 0:
            self._encoding = encoding
            self._runs = _common(buffer, elements, *before)


def _common(
    buffer: bytes,
    elements: dict[int, Element],
    old_buffer: bytes,
    old_elements: dict[int, Element],
) -> Runs:
    """Runs of elements that lie next to each other and are the same in both headers."""
    runs: Runs = {}
    members: list[tuple[int, Element]] = []
    start = end = next((offset for _, offset, _ in elements.values()), 8) - 8  # of the first
    for tag, element in [*elements.items(), (0, (b"", 0, 0))]:
        _, offset, length = element
        old = old_elements.get(tag)
        head = offset - end
        same = (
            old is not None
            and head in _HEAD_SIZES
            and buffer[end : offset + length] == old_buffer[old[1] - head : old[1] + length]
            and old[2] == length
            and offset + length <= len(buffer)
            and buffer[offset - 4 : offset] != _UNDEFINED  # its delimiter is no part of it
        )
        if same:
            members.append((tag, element))
        else:
            if members:
                runs[members[0][0]] = _run(buffer[start:end], members, start)
            members = []
            start = offset + length
        end = offset + length
    return runs


def _run(data: bytes, members: list[tuple[int, Element]], start: int) -> Run:
    moved = [(tag, (vr, offset - start, length)) for tag, (vr, offset, length) in members]
    return Run(data, members[-1][0], moved)
