"""Records to the bytes of a DICOMDIR, linked by the places they lie at (PS3.3 F.3, M-021)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from viewer.media.part10 import file_start
from viewer.media.rewrite import element, head

if TYPE_CHECKING:
    from collections.abc import Mapping

DIRECTORY_CLASS: Final = "1.2.840.10008.1.3.10"
EXPLICIT_LITTLE: Final = "1.2.840.10008.1.2.1"
IN_USE: Final = 0xFFFF
# Item, then next record (0004,1400), in-use flag (0004,1410), lower level (0004,1420).
_LINKS: Final = struct.Struct("<4sI8sI8sH8sI")
_ITEM: Final = b"\xfe\xff\x00\xe0"
_NEXT: Final = b"\x04\x00\x00\x14UL\x04\x00"
_FLAG: Final = b"\x04\x00\x10\x14US\x02\x00"
_LOWER: Final = b"\x04\x00\x20\x14UL\x04\x00"
_SEQUENCE: Final = 0x0004_1220
_FIRST, _LAST, _CONSISTENT, _FILE_SET_ID = 0x0004_1200, 0x0004_1202, 0x0004_1212, 0x0004_1130


@dataclass(slots=True)
class RecordNode:
    """One record: its elements from (0004,1430) on, and what is below it, by key."""

    content: bytes
    below: dict[str, RecordNode] = field(default_factory=dict)
    in_use: int = IN_USE

    @property
    def length(self) -> int:
        """Bytes of the whole item."""
        return _LINKS.size + len(self.content)


def directory_bytes(
    roots: dict[str, RecordNode],
    file_set_id: str,
    instance_uid: str,
    root_elements: Mapping[int, bytes],
) -> bytes:
    """The whole file; `root_elements` are further elements beside the records, by tag."""
    ordered: list[RecordNode] = []
    _flatten(roots, ordered)
    start = file_start(DIRECTORY_CLASS, instance_uid, EXPLICIT_LITTLE)
    first_at = len(start) + len(_root(root_elements, file_set_id, (0, 0), 0))
    places: dict[int, int] = {}
    at = first_at
    for node in ordered:
        places[id(node)] = at
        at += node.length
    parts = [start, _root(root_elements, file_set_id, _ends(roots, places), at - first_at)]
    following: dict[int, int] = {}
    _note_following(roots, places, following)
    for node in ordered:
        lower = _ends(node.below, places)[0]
        body = _LINKS.size - 8 + len(node.content)
        parts.append(
            _LINKS.pack(_ITEM, body, _NEXT, following[id(node)], _FLAG, node.in_use, _LOWER, lower)
        )
        parts.append(node.content)
    return b"".join(parts)


def _flatten(level: dict[str, RecordNode], ordered: list[RecordNode]) -> None:
    """Depth first: a reader that ignores the offsets still sees the tree (M-021)."""
    for node in level.values():
        ordered.append(node)
        _flatten(node.below, ordered)


def _note_following(
    level: dict[str, RecordNode], places: dict[int, int], following: dict[int, int]
) -> None:
    nodes = list(level.values())
    places_of = [places[id(node)] for node in nodes]
    for node, after in zip(nodes, [*places_of[1:], 0], strict=bool(nodes)):
        following[id(node)] = after
        _note_following(node.below, places, following)


def _ends(level: dict[str, RecordNode], places: dict[int, int]) -> tuple[int, int]:
    """Where the first and the last record of a level lie, 0 for none."""
    nodes = list(level.values())
    return (places[id(nodes[0])], places[id(nodes[-1])]) if nodes else (0, 0)


def _root(
    further: Mapping[int, bytes], file_set_id: str, ends: tuple[int, int], length: int
) -> bytes:
    elements = {
        **further,
        _FILE_SET_ID: element(_FILE_SET_ID, b"CS", file_set_id.encode("ascii")),
        _FIRST: element(_FIRST, b"UL", struct.pack("<I", ends[0])),
        _LAST: element(_LAST, b"UL", struct.pack("<I", ends[1])),
        _CONSISTENT: element(_CONSISTENT, b"US", b"\0\0"),
        _SEQUENCE: head(_SEQUENCE, b"SQ", length),
    }
    return b"".join(elements[tag] for tag in sorted(elements))
