"""Headers that look like one seen before: the same bytes but for the values of a few elements.

The files of a series hold the same elements in the same order, and all values but a dozen are
the same. Such a header is passed in as many comparisons as there are values that differ. What
is found is what a walk over its elements would find: that depends on nothing but the bytes
compared here and the lengths read here.
"""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from viewer.media.byte_window import ByteWindow
from viewer.media.elements import AFTER_META, PixelElement, nested_encoding
from viewer.media.encoding import (
    EXPLICIT_LITTLE,
    LONG_VRS,
    UNDEFINED,
    Element,
    Encoding,
    guess_encoding,
)
from viewer.media.sequences import find_sequence_end

_START: Final = 128  # where "DICM" stands
_SAMPLE_PLACE: Final = 1 << 48  # of the sample in a window: behind the end of any file
_SLACK: Final = 512  # bytes that a header may be longer than the sample
_MOST_HOLES: Final = 96  # with more of them the walk is as fast
_SOON: Final = 8  # files; what differs within so many is likely to differ in the next one
_UNDEFINED_BYTES: Final = b"\xff\xff\xff\xff"
_DELIMITER: Final = 8  # bytes behind a sequence of undefined length
_U16: Final = {order: struct.Struct(order + "H").unpack_from for order in "<>"}


class Found(NamedTuple):
    """The elements of a header: of its meta information, of its data set, and its pixel data."""

    meta: dict[int, Element]
    elements: dict[int, Element]
    pixels: PixelElement
    start: int  # of the data set in its file


class _Part(NamedTuple):
    """One element and its places: where its head, value and end are."""

    tag: int
    vr: bytes
    start: int
    value: int
    end: int
    encoding: Encoding

    @property
    def is_short(self) -> bool:
        """True if its length is written in two bytes."""
        return self.encoding.explicit and self.vr not in LONG_VRS

    @property
    def length_at(self) -> int:
        """Where its length is written."""
        return self.value - (2 if self.is_short else 4)

    def follows(self) -> bool:
        """True if its head is where the element before it ends."""
        size = 12 if self.encoding.explicit and not self.is_short else 8
        return self.value - self.start == size


@dataclass(frozen=True, slots=True)
class Sample:
    """A header as it was walked, without deviation; `buffer` reaches behind its last head."""

    buffer: bytes
    encoding: Encoding
    found: Found

    def parts(self) -> Iterator[_Part]:
        """Every element in file order, the pixel data last, as if it were empty."""
        pixels = self.found.pixels
        start = _START + 4
        for elements, encoding in (
            (self.found.meta, EXPLICIT_LITTLE),
            (self.found.elements, self.encoding),
            ({pixels.tag: (pixels.vr, pixels.offset, 0)}, self.encoding),
        ):
            for tag, (vr, value, length) in elements.items():
                yield _Part(tag, vr, start, value, value + length, encoding)
                is_undefined = self.buffer[value - 4 : value] == _UNDEFINED_BYTES
                start = value + length + (_DELIMITER if is_undefined else 0)

    def is_whole(self) -> bool:
        """True if the elements follow each other without gaps, all of them in `buffer`."""
        room = len(self.buffer) - self.found.pixels.offset
        return room >= 0 and all(part.follows() for part in self.parts())

    def value(self, part: _Part) -> bytes:
        """The value of an element, with its length."""
        return self.buffer[part.length_at : part.end]

    def head(self, part: _Part) -> bytes:
        """What is in front of that: tag and VR."""
        return self.buffer[part.start : part.length_at]


class _Step(NamedTuple):
    """Bytes that every header has, then the length and the value of an element that differs."""

    fixed: bytes
    width: int  # of `fixed`
    length_of: Callable[[bytes, int], tuple[int]]
    skip: int  # bytes of the length
    tag: int
    vr: bytes
    encoding: Encoding


class HeaderPattern:
    """A sample, and its holes: the elements in which headers of its kind differ.

    Holes are learned. What differs between two headers soon after each other is one; a
    difference that comes later, as that of the next series, makes a new sample. A hole that
    turns out to be the same for a while is closed, but not a second time.
    """

    def __init__(self, sample: Sample, holes: frozenset[int]) -> None:
        self._closed: frozenset[int] = frozenset()
        self._reach = 0  # bytes in which the longest header of the kind ends
        self._take(sample, holes)

    def _take(self, sample: Sample, holes: frozenset[int]) -> None:
        found = sample.found
        self._sample, self.holes = sample, holes
        self._fitted = 0  # headers since the sample was taken
        self._reach = max(self._reach, found.pixels.offset + _SLACK)
        self._first = next(iter(found.elements))
        self._meta, self._elements = _far(found.meta), _far(found.elements)
        # Where the data set begins moves by as much as these are longer.
        self._meta_holes = [(tag, found.meta[tag][2]) for tag in found.meta if tag in holes]
        *self._steps, self._last = steps = list(_steps(sample, holes | {found.pixels.tag}))
        self._beginning = steps[0].fixed

    def fit(self, window: ByteWindow) -> Found | None:
        """What is in `window`, which then holds the sample too; None for another kind."""
        if not window.buffer.startswith(self._beginning, _START):
            return None
        if len(window.buffer) < self._reach:
            window.load(0, min(self._reach, window.size))
        found = self._walk(window)
        if found is not None:
            window.add(_SAMPLE_PLACE, self._sample.buffer)
            self._fitted += 1
        return found

    def learn(self, sample: Sample) -> frozenset[int] | None:
        """Take a header that did not fit; returns what was different.

        None if the two cannot have a pattern.
        """
        changed = differences(self._sample, sample)
        if changed is None:
            return None
        holes = self.holes | changed if self._fitted < _SOON else self.holes
        if len(holes) > _MOST_HOLES:
            return None
        self._take(sample, holes)
        return changed

    def close_holes(self, found: Found, window: ByteWindow) -> bool:
        """Once, some headers after the sample was taken; True if there were holes to close."""
        if self._fitted != _SOON:
            return False
        sample = self._sample
        same = frozenset(
            part.tag
            for part in sample.parts()
            if part.tag in self.holes - self._closed
            and sample.value(part) == _value(part, found, window)
        )
        self._closed |= same
        if len(same) < len(self.holes):
            self._take(sample, self.holes - same)
        self._fitted = _SOON + 1
        return bool(same)

    def _walk(self, window: ByteWindow) -> Found | None:
        buffer = window.buffer
        meta, elements = self._meta.copy(), self._elements.copy()
        position = _START
        try:
            for fixed, width, length_of, skip, tag, vr, encoding in self._steps:
                if not buffer.startswith(fixed, position):
                    return None
                position += width
                (length,) = length_of(buffer, position)
                position += skip
                following = position + length
                if length == UNDEFINED:
                    extent = find_sequence_end(window, position, window.size, encoding)
                    if extent.problem or window.base:
                        return None
                    buffer, following = window.buffer, extent.next_element
                    length = extent.content_end - position
                found = meta if tag < AFTER_META else elements
                found[tag] = (vr, position, length)
                position = following
            if not buffer.startswith(self._last.fixed, position):
                return None
            position += self._last.width
            (length,) = self._last.length_of(buffer, position)
        except struct.error:  # the buffer ends
            return None
        if self._is_led_astray(buffer, elements):
            return None
        pixels = self._pixels(position + self._last.skip, length, window.size)
        longer = sum(meta[tag][2] - before for tag, before in self._meta_holes)
        return Found(meta, elements, pixels, self._sample.found.start + longer)

    def _pixels(self, offset: int, length: int, size: int) -> PixelElement:
        stated = None if length == UNDEFINED else length
        tag, vr, little = self._last.tag, self._last.vr, self._last.encoding.little
        return PixelElement(tag, vr, offset, stated, max(0, size - offset), little)

    def _is_led_astray(self, buffer: bytes, elements: dict[int, Element]) -> bool:
        """True if the length of the first element could be taken for letters of a VR."""
        encoding = self._sample.encoding
        if encoding.explicit or self._first not in self.holes:
            return False
        head = elements[self._first][1] - 8
        return guess_encoding(buffer, head, encoding) is not encoding


def differences(one: Sample, other: Sample) -> frozenset[int] | None:
    """Elements whose values differ; None if it is more than their values that differs."""
    changed = set()
    for old, new in zip(one.parts(), other.parts(), strict=True):
        head, other_head = one.head(old), other.head(new)
        if old.tag != new.tag or head != other_head:
            return None
        if one.value(old) != other.value(new):
            changed.add(old.tag)
    return frozenset(changed - {one.found.pixels.tag})


def _far(elements: dict[int, Element]) -> dict[int, Element]:
    """The elements of the sample at their place in the windows of other files."""
    return {
        tag: (vr, _SAMPLE_PLACE + value, length) for tag, (vr, value, length) in elements.items()
    }


def _value(part: _Part, found: Found, window: ByteWindow) -> bytes:
    elements = found.meta if part.tag < AFTER_META else found.elements
    _, value, length = elements[part.tag]
    head = part.value - part.length_at
    return window.get(value - head, length + head)


def _steps(sample: Sample, holes: frozenset[int]) -> Iterator[_Step]:
    start: int | None = _START
    for part in sample.parts():
        if start is None:
            start = part.start
        if part.tag in holes:
            fixed = sample.buffer[start : part.length_at]
            order, u32 = part.encoding.order, part.encoding.u32
            length_of, skip = (_U16[order], 2) if part.is_short else (u32, 4)
            nested = nested_encoding(part.encoding, part.vr)
            yield _Step(fixed, len(fixed), length_of, skip, part.tag, part.vr, nested)
            start = None
