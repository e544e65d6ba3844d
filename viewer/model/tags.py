"""What a file says, element by element, as text for people; and two of them side by side."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

ITEM_TAG: Final = 0xFFFEE000  # stands for an item of a sequence


@dataclass(frozen=True, slots=True)
class TagNode:
    """One element or item; all text of it is a stranger's, cut to a length that can be shown.

    `digest` tells long values apart that are cut in `value`; it is empty where `value` is all.
    """

    tag: int
    name: str  # DICOM keyword, or what a private creator calls it
    vr: str
    value: str
    creator: str = ""  # of a private element
    digest: bytes = b""
    children: tuple[TagNode, ...] = ()


@dataclass(frozen=True, slots=True)
class TagTree:
    """Every element of a file in order, and what is left out."""

    nodes: tuple[TagNode, ...] = ()
    notices: tuple[str, ...] = ()


class Difference(StrEnum):
    """How two files differ in an element; the value is the word for people."""

    NONE = ""
    VALUE = "differs"
    INSIDE = "differs inside"
    LEFT = "only in the first"
    RIGHT = "only in the second"


@dataclass(frozen=True, slots=True)
class TagRow:
    """One line of the browser: an element of one file, or the same element of two."""

    left: TagNode | None
    right: TagNode | None = None
    difference: Difference = Difference.NONE
    children: tuple[TagRow, ...] = ()

    @property
    def node(self) -> TagNode:
        """Whichever there is: it names the element."""
        found = self.left if self.left is not None else self.right
        assert found is not None
        return found

    @property
    def number(self) -> str:
        """The tag as it is written, "" for an item."""
        return "" if self.node.tag == ITEM_TAG else tag_text(self.node.tag)


def tag_text(tag: int) -> str:
    """Write a tag as (gggg,eeee)."""
    return f"({tag >> 16:04X},{tag & 0xFFFF:04X})"


def rows_of(nodes: tuple[TagNode, ...]) -> tuple[TagRow, ...]:
    """The lines for one file."""
    return tuple(TagRow(node, children=rows_of(node.children)) for node in nodes)


def compared(left: tuple[TagNode, ...], right: tuple[TagNode, ...]) -> tuple[TagRow, ...]:
    """The lines for two files: elements paired by tag, items by their place."""
    rows = []
    for one, other in _paired(left, right):
        if one is None or other is None:
            word = Difference.RIGHT if one is None else Difference.LEFT
            rows.append(_alone(one, other, word))
            continue
        children = compared(one.children, other.children)
        if _value(one) != _value(other):
            word = Difference.VALUE
        elif any(child.difference for child in children):
            word = Difference.INSIDE
        else:
            word = Difference.NONE
        rows.append(TagRow(one, other, word, children))
    return tuple(rows)


def filtered(rows: tuple[TagRow, ...], text: str, *, only_differences: bool) -> tuple[TagRow, ...]:
    """The lines whose name, number or value holds every word, and those they lie in."""
    words = text.casefold().split()
    if not words and not only_differences:
        return rows
    return tuple(_filtered(rows, words, only_differences=only_differences))


def line_text(row: TagRow, depth: int = 0) -> str:
    """One line for the clipboard: number, name, VR and the values, divided by tabs."""
    node = row.node
    values = [node.value]
    if row.right is not None or row.difference:
        values = [side.value if side is not None else "" for side in (row.left, row.right)]
        values.append(str(row.difference))
    return "\t".join(("  " * depth + row.number, full_name(node), node.vr, *values))


def all_text(rows: tuple[TagRow, ...], depth: int = 0) -> Iterator[str]:
    """Every line for the clipboard, items indented."""
    for row in rows:
        yield line_text(row, depth)
        yield from all_text(row.children, depth + 1)


def full_name(node: TagNode) -> str:
    """The name, after its private creator if it has one."""
    return f"{node.creator}: {node.name}" if node.creator else node.name


def _filtered(
    rows: tuple[TagRow, ...], words: list[str], *, only_differences: bool
) -> Iterator[TagRow]:
    for row in rows:
        if only_differences and not row.difference:
            continue
        hit = not words or _holds(row, words)
        inner = tuple(
            _filtered(row.children, [] if hit else words, only_differences=only_differences)
        )
        if hit or inner:
            yield TagRow(row.left, row.right, row.difference, inner)


def _holds(row: TagRow, words: list[str]) -> bool:
    node = row.node
    values = " ".join(side.value for side in (row.left, row.right) if side is not None)
    hay = f"{row.number} {node.tag:08X} {node.creator} {node.name} {node.vr} {values}".casefold()
    return all(word in hay for word in words)


def _value(node: TagNode) -> object:
    if node.tag == ITEM_TAG:
        return len(node.children) > 0
    return node.digest or node.value


def _alone(one: TagNode | None, other: TagNode | None, word: Difference) -> TagRow:
    node = one if one is not None else other
    assert node is not None
    children = tuple(
        _alone(child, None, word) if one is not None else _alone(None, child, word)
        for child in node.children
    )
    return TagRow(one, other, word, children)


def _paired(
    left: tuple[TagNode, ...], right: tuple[TagNode, ...]
) -> Iterator[tuple[TagNode | None, TagNode | None]]:
    if any(side and side[0].tag == ITEM_TAG for side in (left, right)):
        for place in range(max(len(left), len(right))):
            yield (
                left[place] if place < len(left) else None,
                right[place] if place < len(right) else None,
            )
        return
    one, other = {n.tag: n for n in left}, {n.tag: n for n in right}
    for tag in sorted(one.keys() | other.keys()):
        yield one.get(tag), other.get(tag)
