"""Private elements: only listed ones of listed makers, and only numbers and codes (A-022)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.deid import piece, values
from viewer.deid.table import private_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

_FIRST_BLOCK, _LAST_BLOCK = 0x10, 0xFF


def safe_private(elements: Sequence[piece.Element]) -> list[piece.Element]:
    """Those that may stay, each block with its creator; `elements` are of one data set."""
    creators = {
        int(element.tag): _creator(element)
        for element in elements
        if _FIRST_BLOCK <= int(element.tag) & 0xFFFF <= _LAST_BLOCK
    }
    kept: list[piece.Element] = []
    blocks: set[int] = set()
    for element in elements:
        tag = int(element.tag)
        block = tag & 0xFFFF_0000 | (tag & 0xFFFF) >> 8
        if is_safe(element, creators.get(block, "")):
            kept.append(element)
            blocks.add(block)
    named = [piece.text_element(block, "LO", creators[block]) for block in sorted(blocks)]
    return [*named, *kept]


def is_safe(element: piece.Element, creator: str) -> bool:
    """True if the element is on the list and its value is the number the list says."""
    tag = int(element.tag)
    row = private_rows().get((creator, tag >> 16, tag & 0xFF))
    if row is None or element.VR not in {None, "UN", row.vr}:
        return False
    value = element.value
    if isinstance(value, bytes):
        return values.fits(row.vr, value, "1-n")
    return piece.is_fit(element, tag, row.vr)


def _creator(element: piece.Element) -> str:
    value = element.value
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value or "")
    return text.strip(" \0")
