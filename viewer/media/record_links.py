"""Links the records of a DICOMDIR that is being written, by the bytes they lie at (M-021)."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydicom.dataset import Dataset


@dataclass(slots=True)
class RecordNode:
    """One record and what is below it, by key."""

    record: Dataset
    below: dict[str, RecordNode] = field(default_factory=dict)


def linked_directory(
    root: dict[str, RecordNode], directory_of: Callable[[list[Dataset]], Dataset]
) -> bytes:
    """The whole file: written once to learn where the records lie, again with the links.

    `directory_of` gives the data set of the directory with these records, file meta included.
    """
    ordered: list[RecordNode] = []
    _flatten(root, ordered)
    directory = directory_of([node.record for node in ordered])
    places = _record_places(_written(directory))
    place = {id(node): at for node, at in zip(ordered, places, strict=True)}
    first, last = _link(root, place)
    directory.OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity = first
    directory.OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity = last
    return _written(directory)


def _flatten(level: dict[str, RecordNode], ordered: list[RecordNode]) -> None:
    """Depth first: a reader that ignores the offsets still sees the tree (M-021)."""
    for node in level.values():
        ordered.append(node)
        _flatten(node.below, ordered)


def _link(level: dict[str, RecordNode], place: dict[int, int]) -> tuple[int, int]:
    """Set the offsets of all siblings and their children; gives first and last place."""
    nodes = list(level.values())
    if not nodes:
        return 0, 0
    for node, following in zip(nodes, [*nodes[1:], None], strict=True):
        node.record.OffsetOfTheNextDirectoryRecord = place[id(following)] if following else 0
        node.record.OffsetOfReferencedLowerLevelDirectoryEntity = _link(node.below, place)[0]
    return place[id(nodes[0])], place[id(nodes[-1])]


def _written(ds: Dataset) -> bytes:
    from pydicom import dcmwrite  # noqa: PLC0415  pydicom is slow to import

    buffer = BytesIO()
    dcmwrite(buffer, ds, enforce_file_format=True)
    return buffer.getvalue()


def _record_places(data: bytes) -> list[int]:
    """Byte offsets of the items of the Directory Record Sequence."""
    from pydicom import dcmread  # noqa: PLC0415  pydicom is slow to import

    records = dcmread(BytesIO(data)).DirectoryRecordSequence
    return [int(record.seq_item_tell) for record in records]
