"""Links the records of a DICOMDIR that is being written, by the bytes they lie at (M-021)."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset

_ITEM_HEAD: Final = 8
# The heads of the links, which are the first elements of the directory and of its records:
# first and last record of the root; next record, (record in use), first record below.
_FIRST, _LAST, _NEXT, _BELOW = (
    struct.pack("<HH2sH", 0x0004, number, b"UL", 4) for number in (0x1200, 0x1202, 0x1400, 0x1420)
)
_LINK: Final = len(_NEXT) + 4
_IN_USE: Final = 10  # bytes of (0004,1410), between the two links of a record


@dataclass(slots=True)
class RecordNode:
    """One record and what is below it, by key."""

    record: Dataset
    below: dict[str, RecordNode] = field(default_factory=dict)


def linked_directory(
    root: dict[str, RecordNode],
    directory_of: Callable[[list[Dataset]], Dataset],
    written: Callable[[Dataset], bytes] | None = None,
) -> bytes:
    """The whole file: written without the links, which are put in where all of it lies then.

    `directory_of` gives the data set of the directory with these records, file meta included;
    `written` puts it into bytes of Explicit VR Little Endian, by pydicom if it is None. All links
    must be there, with any number.
    """
    ordered: list[RecordNode] = []
    _flatten(root, ordered)
    data = bytearray((written or _written)(directory_of([node.record for node in ordered])))
    places = _record_places(data)
    place = {id(node): at for node, at in zip(ordered, places, strict=True)}
    first, last = _link(data, root, place)
    start = data.index(_FIRST)
    _put(data, start, _FIRST, first)
    _put(data, start + _LINK, _LAST, last)
    return bytes(data)


def _flatten(level: dict[str, RecordNode], ordered: list[RecordNode]) -> None:
    """Depth first: a reader that ignores the offsets still sees the tree (M-021)."""
    for node in level.values():
        ordered.append(node)
        _flatten(node.below, ordered)


def _link(data: bytearray, level: dict[str, RecordNode], place: dict[int, int]) -> tuple[int, int]:
    """Set the offsets of all siblings and their children; gives first and last place."""
    nodes = list(level.values())
    if not nodes:
        return 0, 0
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        start = place[id(node)] + _ITEM_HEAD
        _put(data, start, _NEXT, place[id(following)] if following else 0)
        _put(data, start + _LINK + _IN_USE, _BELOW, _link(data, node.below, place)[0])
    return place[id(nodes[0])], place[id(nodes[-1])]


def _put(data: bytearray, start: int, head: bytes, link: int) -> None:
    """Write one link; raises ValueError if there is no room for it where it must be."""
    if data[start : start + len(head)] != head:
        raise ValueError("a record without its links")
    struct.pack_into("<I", data, start + len(head), link)


def _written(ds: Dataset) -> bytes:
    from pydicom import dcmwrite  # noqa: PLC0415  pydicom is slow to import

    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()


def _record_places(data: bytearray) -> list[int]:
    """Byte offsets of the items of the Directory Record Sequence."""
    from pydicom import dcmread  # noqa: PLC0415  pydicom is slow to import

    records = dcmread(BytesIO(data)).DirectoryRecordSequence
    return [int(record.seq_item_tell) for record in records]
