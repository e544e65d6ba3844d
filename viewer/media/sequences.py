"""Finds the end of sequences without recursion, however deep they are nested (PS3.5 7.5)."""

from typing import NamedTuple

from viewer.media.byte_window import ByteWindow
from viewer.media.encoding import (
    ALL_VRS,
    IMPLICIT_LITTLE,
    ITEM,
    ITEM_END,
    SEQUENCE_END,
    UNDEFINED,
    Encoding,
    guess_encoding,
)


class SequenceExtent(NamedTuple):
    """Where the content of a sequence ends, where the next element is, and what was wrong."""

    content_end: int
    next_element: int
    problem: str


def find_sequence_end(
    window: ByteWindow, start: int, end: int, encoding: Encoding
) -> SequenceExtent:
    """Walk from the first item at `start` to the end of its sequence, at most to `end`.

    Lengths of items are trusted when they fit; a missing sequence delimiter is noticed by the
    first tag that is no item. Never raises: damage ends the walk and is described.
    """
    # One entry per open level: [is an item, encoding of its elements].
    levels: list[tuple[bool, Encoding]] = [(False, encoding)]
    position = start
    problem = ""
    while levels:
        in_item, encoding = levels[-1]
        at = position - window.base
        if at < 0 or at + 12 > len(window.buffer):
            window.load(position, 12)
            at = position - window.base
        head = encoding.head(window.buffer, at) if position + 8 <= end else None
        if head is None:
            return SequenceExtent(end, end, "sequence without end")
        tag, vr, length, size = head
        if in_item:
            step = _step_in_item(levels, head, end - position)
        elif tag == ITEM and length > end - position - 8:  # as an undefined length is
            levels.append((True, _of_item(window, position + 8, encoding)))
            step = 8
        else:
            step = _step_in_sequence(levels, tag, length)
            if step == 0:
                problem = "sequence delimiter missing"
        if step < 0:
            return SequenceExtent(
                position, position, f"unreadable element in a sequence, VR {vr!r}"
            )
        position += step
        if not levels:
            content_end = position - size if tag == SEQUENCE_END else position
            return SequenceExtent(content_end, position, problem)
    raise AssertionError("unreachable")


def _of_item(window: ByteWindow, position: int, encoding: Encoding) -> Encoding:
    """Explicit VR inside an implicit VR data set does occur; its first element shows it."""
    if encoding.explicit:
        return encoding
    return guess_encoding(window.peek(position, 8), 0, encoding)


def _step_in_sequence(levels: list[tuple[bool, Encoding]], tag: int, length: int) -> int:
    """Bytes to go on by: over an item, or out of the sequence (0: no delimiter)."""
    if tag == ITEM:
        return 8 + length
    levels.pop()
    return 8 if tag == SEQUENCE_END else 0


def _step_in_item(
    levels: list[tuple[bool, Encoding]], head: tuple[int, bytes, int, int], room: int
) -> int:
    """Bytes to go on by within an item; -1 when nothing sensible is there."""
    tag, vr, length, size = head
    if tag == ITEM_END:
        levels.pop()
        return size
    if tag in {SEQUENCE_END, ITEM}:  # the item's own delimiter is missing
        levels.pop()
        return 0
    encoding = levels[-1][1]
    if encoding.explicit and vr not in ALL_VRS:
        return -1
    if length == UNDEFINED or (vr == b"SQ" and length > room - size):  # the latter: cut off
        nested = IMPLICIT_LITTLE if vr == b"UN" and encoding.explicit else encoding
        levels.append((False, nested))
        return size
    return size + length if length <= room - size else -1
