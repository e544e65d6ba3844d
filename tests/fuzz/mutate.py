"""Damage for DICOM files, from single bits to whole elements; the same for the same `Random`.

Used by the coverage-guided targets as their mutator and by the pipeline run on whole files.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from tests.fuzz.layout import Span, replaced, spans
from tests.fuzz.values import TAGS, VRS, extreme, text, value_of
from viewer.media.encoding import ITEM, LONG_VRS, SEQUENCE_END, UNDEFINED

LARGEST: Final = 1 << 20  # bytes of a mutated input
_SELDOM: Final = 0.9
_FILLED: Final = 40_000  # bytes; libFuzzer's inputs have 64 KiB
_DEEP: Final = (2, 5, 40, 300)
_PIXEL_DATA = 0x7FE00010

Change = Callable[[Random, bytes, "Sequence[bytes]"], bytes]


def mutated(random: Random, data: bytes, others: Sequence[bytes], start: int = 0) -> bytes:
    """`data` with one to a few changes; `others` are seeds to take parts from.

    `start` is where the elements begin in an input that is no whole file; bytes before it are
    choices of the target and are only changed as bytes.
    """
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 5, 9))):
        if random.random() < 0.75:
            data = _change_element(random, data, others, start)
        else:
            data = change_bytes(random, data, others)
        data = data[:LARGEST]
    return data


def change_bytes(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """One change that knows nothing of DICOM."""
    if not data:
        return random.randbytes(8)
    return random.choice(_BYTE_CHANGES)(random, data, others)


def _place(random: Random, data: bytes) -> int:
    """Anywhere, but rather in front: headers are short and pixels long."""
    top = len(data) if random.random() < 0.5 else min(len(data), 2048)
    return random.randrange(top)


def _flip(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    del others
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        changed[_place(random, data)] ^= 1 << random.randrange(8)
    return bytes(changed)


def _set_bytes(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    del others
    size = random.choice((1, 2, 4, 8))
    at = _place(random, data)
    order = random.choice(("little", "big"))
    new = extreme(random, size).to_bytes(size, "little" if order == "little" else "big")
    return data[:at] + new + data[at + size :]


def _truncate(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    del others
    return data[: _place(random, data)]


def _insert(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    del others
    at = _place(random, data)
    new = random.choice(
        (text(random), random.randbytes(random.choice((1, 2, 3, 8))), data[at : at + 16])
    )
    return data[:at] + new + data[at:]


def _cut(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    del others
    at = _place(random, data)
    return data[:at] + data[at + random.choice((1, 2, 4, 8, 64, 1000)) :]


def _repeat(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    del others
    at = _place(random, data)
    part = data[at : at + random.choice((2, 8, 32, 200))]
    return data[:at] + part * random.choice((2, 3, 20)) + data[at:]


def _splice(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = random.choice(others) if others else data
    if not other:
        return data
    return data[: _place(random, data)] + other[_place(random, other) :]


_BYTE_CHANGES: Final = (
    _flip, _flip, _flip, _set_bytes, _set_bytes, _truncate, _insert, _cut, _repeat, _splice,
)  # fmt: skip


def _change_element(random: Random, data: bytes, others: Sequence[bytes], start: int) -> bytes:
    found = spans(data, start)
    if not found:
        return change_bytes(random, data, others)
    if random.random() < 0.12 and any(span.tag == _PIXEL_DATA for span in found):
        return _change_fragments(random, data, found)
    span = random.choice(found)
    change = random.choice(_ELEMENT_CHANGES)
    return change(random, data, span, others)


def written(span: Span, tag: int, vr: bytes, value: bytes, length: int | None = None) -> bytes:
    """An element in the encoding of `span`; `length` overrides the true one."""
    encoding = span.encoding
    size = len(value) if length is None else length
    head = struct.pack(encoding.order + "HH", tag >> 16, tag & 0xFFFF)
    if not encoding.explicit or tag >= ITEM:
        return head + struct.pack(encoding.order + "I", size & 0xFFFFFFFF) + value
    if vr in LONG_VRS:
        return head + vr + b"\0\0" + struct.pack(encoding.order + "I", size & 0xFFFFFFFF) + value
    return head + vr[:2].ljust(2) + struct.pack(encoding.order + "H", size & 0xFFFF) + value


def _new_value(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    del others
    value = value_of(random, span.vr, span.encoding)
    return replaced(data, span, written(span, span.tag, span.vr, value))


def _same_size(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    """Another value in the room of the old one: nothing else moves."""
    del others
    room = span.end - span.value
    value = value_of(random, span.vr, span.encoding)[:room]
    return data[: span.value] + value.ljust(room, b"\0") + data[span.end :]


def _new_vr(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    del others
    vr = random.choice(VRS) if random.random() < 0.9 else random.choice((b"??", b"\0\0", b"ZZ"))
    if random.random() < 0.5 and span.encoding.explicit and not span.is_mark:
        return data[: span.start + 4] + vr + data[span.start + 6 :]
    return replaced(data, span, written(span, span.tag, vr, data[span.value : span.end]))


def _new_length(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    del others
    size = span.length_size
    true = span.end - span.value
    length = random.choice(
        (true + 1, true - 1, true + 2, true * 2, 0, extreme(random, size), UNDEFINED)
    ) % (1 << 8 * size)
    field = length.to_bytes(size, span.encoding.byte_order)
    return data[: span.length_at] + field + data[span.length_at + size :]


def _new_tag(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    del others
    tag = random.choice(TAGS)
    head = struct.pack(span.encoding.order + "HH", tag >> 16, tag & 0xFFFF)
    return data[: span.start] + head + data[span.start + 4 :]


def _add(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    """An attribute the viewer asks for, in front of this element."""
    del others
    tag, vr = random.choice(TAGS), random.choice(VRS)
    if 0x60000000 <= tag < 0x601F0000:
        tag += random.randrange(16) << 17
    new = written(span, tag, vr, value_of(random, vr, span.encoding))
    return replaced(data, span, new + data[span.start : span.end])


def _duplicate(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    del others
    element = data[span.start : span.end]
    return replaced(data, span, element * random.choice((2, 2, 3, 50)))


def _fill(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    """The element, or a list of numbers in it, as often as there is room: what does that cost?"""
    if random.random() < _SELDOM:  # what is large is slow, and stays so when it is changed again
        return _same_size(random, data, span, others)
    room = _FILLED // random.choice((1, 2, 8))
    element = data[span.start : span.end]
    if span.is_mark or random.random() < 0.5:
        count = room // max(1, len(element))
        return replaced(data, span, element * max(1, count))
    value = random.choice((b"1\\", b"A\\", b"\1\0", data[span.value : span.end])) or b"1\\"
    return replaced(data, span, written(span, span.tag, span.vr, value * (room // len(value))))


def _drop(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    del random, others
    return replaced(data, span, b"")


def _reorder(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    """Take the element away and put it somewhere else."""
    del others
    element = data[span.start : span.end]
    without = replaced(data, span, b"")
    places = spans(without)
    if not places:
        return data
    target = random.choice(places)
    return replaced(without, target, element + without[target.start : target.end])


def _nest(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    """Wrap the element into sequences of its own, some of them deep."""
    del others
    content = data[span.start : span.end]
    tag = random.choice((span.tag, random.choice(TAGS)))
    for _ in range(random.choice(_DEEP)):
        if random.random() < 0.5:
            content = written(span, tag, b"SQ", written(span, ITEM, b"", content))
        else:
            item = written(span, ITEM, b"", content, UNDEFINED) + written(
                span, 0xFFFEE00D, b"", b""
            )
            content = written(
                span, tag, b"SQ", item + written(span, SEQUENCE_END, b"", b""), UNDEFINED
            )
        if len(content) > 60_000:
            break
    return replaced(data, span, content)


def _transplant(random: Random, data: bytes, span: Span, others: Sequence[bytes]) -> bytes:
    """An element of another seed in front of this one, as its bytes are there."""
    other = random.choice(others) if others else data
    found = spans(other)
    if not found:
        return data
    donor = random.choice(found)
    if donor.encoding is span.encoding:
        new = other[donor.start : donor.end]
    else:
        new = written(span, donor.tag, donor.vr, other[donor.value : donor.end])
    return replaced(data, span, new[:LARGEST] + data[span.start : span.end])


_ELEMENT_CHANGES: Final = (
    _new_value, _new_value, _new_value, _same_size, _same_size, _same_size, _new_vr, _new_length,
    _new_length, _new_tag, _add, _add, _duplicate, _fill, _drop, _drop, _reorder, _nest,
    _transplant,
)  # fmt: skip


def _change_fragments(random: Random, data: bytes, found: list[Span]) -> bytes:
    """Damage in pixel data: the offset table, the fragments' heads, the codestream's bytes."""
    pixels = next(span for span in found if span.tag == _PIXEL_DATA)
    items = [s for s in found if s.tag == ITEM and s.start >= pixels.value and not s.above]
    if not items or random.random() < 0.3:  # anywhere in the pixels
        room = len(data) - pixels.value
        if room <= 0:
            return data
        at = pixels.value + random.randrange(min(room, 4096) if random.random() < 0.7 else room)
        return _byte_at(random, data, at)
    item = random.choice((items[0], random.choice(items)))
    return random.choice(_FRAGMENT_CHANGES)(random, data, item, items[0])


def _lie_about_length(random: Random, data: bytes, item: Span, first: Span) -> bytes:
    del first
    return _new_length(random, data, item, ())


def _lose_fragment(random: Random, data: bytes, item: Span, first: Span) -> bytes:
    del random, first
    return replaced(data, item, b"")


def _repeat_fragment(random: Random, data: bytes, item: Span, first: Span) -> bytes:
    del first
    return replaced(data, item, data[item.start : item.end] * random.choice((2, 3, 40)))


def _any_table(random: Random, data: bytes, item: Span, first: Span) -> bytes:
    del item
    count = random.choice((1, 2, 3, 100))
    table = b"".join(extreme(random, 4).to_bytes(4, "little") for _ in range(count))
    return replaced(data, first, written(first, ITEM, b"", table))


def _cut_fragment(random: Random, data: bytes, item: Span, first: Span) -> bytes:
    del first
    middle = item.value + random.randrange(max(1, item.end - item.value))
    parts = data[item.value : middle], data[middle : item.end]
    return replaced(data, item, b"".join(written(item, ITEM, b"", part) for part in parts))


def _damage_codestream(random: Random, data: bytes, item: Span, first: Span) -> bytes:
    del first
    at = item.value + random.randrange(max(1, min(item.end - item.value, 200)))
    return _byte_at(random, data, at)


_FRAGMENT_CHANGES: Final = (
    _lie_about_length, _lose_fragment, _repeat_fragment, _any_table, _cut_fragment,
    _damage_codestream, _damage_codestream,
)  # fmt: skip


def _byte_at(random: Random, data: bytes, at: int) -> bytes:
    size = random.choice((1, 1, 2, 4))
    return data[:at] + extreme(random, size).to_bytes(size, "big") + data[at + size :]
