"""Writes a DICOMDIR record by record, with the defects that real ones have."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.factories.elements import UNDEFINED, Writer, even, part10

CT = "1.2.840.10008.5.1.4.1.1.2"
_SYNTAXES = {
    (True, "<"): "1.2.840.10008.1.2.1",
    (False, "<"): "1.2.840.10008.1.2",
    (True, ">"): "1.2.840.10008.1.2.2",
}


@dataclass
class Node:
    """One record: type, (tag, VR, value) in order of tags, and the records below it."""

    kind: str
    values: list[tuple[int, str, str | bytes]] = field(default_factory=list)
    below: list[Node] = field(default_factory=list)
    in_use: int = 0xFFFF
    offset: int = 0
    next: int = 0

    def all(self) -> list[Node]:
        """This record and those below, depth first, as most writers store them."""
        return [self, *(node for child in self.below for node in child.all())]


def image(file_id: str, uid: str, kind: str = "IMAGE", *, in_use: int = 0xFFFF) -> Node:
    """A leaf record; `file_id` with backslashes."""
    values: list[tuple[int, str, str | bytes]] = [
        (0x00041500, "CS", file_id),
        (0x00041510, "UI", even(CT.encode(), b"\0")),
        (0x00041511, "UI", even(uid.encode(), b"\0")),
        (0x00041512, "UI", b"1.2.840.10008.1.2.1\0"),
        (0x00200013, "IS", uid.rpartition(".")[2]),
    ]
    return Node(kind, values, in_use=in_use)


def series(uid: str, *below: Node) -> Node:
    values: list[tuple[int, str, str | bytes]] = [
        (0x00080060, "CS", "CT"),
        (0x0020000E, "UI", even(uid.encode(), b"\0")),
        (0x00200011, "IS", "1"),
    ]
    return Node("SERIES", values if uid else values[:1], list(below))


def study(uid: str, *below: Node) -> Node:
    values: list[tuple[int, str, str | bytes]] = [
        (0x00080020, "DA", "20240102"),
        (0x0020000D, "UI", even(uid.encode(), b"\0")),
    ]
    return Node("STUDY", values, list(below))


def patient(name: str, patient_id: str, *below: Node) -> Node:
    values: list[tuple[int, str, str | bytes]] = [
        (0x00100010, "PN", name),
        (0x00100020, "LO", patient_id),
    ]
    return Node("PATIENT", values, list(below))


def small_tree() -> list[Node]:
    """Two patients; the first has two series of two images, the second one image."""
    first = patient(
        "Doe^Jane",
        "A",
        study(
            "1.1",
            series("1.1.1", image("D\\A1", "9.1"), image("D\\A2", "9.2")),
            series("1.1.2", image("D\\B1", "9.3"), image("D\\B2", "9.4")),
        ),
    )
    second = patient("Roe^Sam", "B", study("1.2", series("1.2.1", image("D\\C1", "9.5"))))
    return [first, second]


def write_dicomdir(
    roots: list[Node],
    *,
    writer: Writer | None = None,
    undefined: bool = False,
    order: Callable[[list[Node]], list[Node]] = lambda nodes: nodes,
    shift: int = 0,
) -> bytes:
    """The file; `order` stores the records otherwise, `shift` is added to every link."""
    writer = writer or Writer()
    nodes = order([node for root in roots for node in root.all()])
    syntax = _SYNTAXES[writer.explicit, writer.order]
    start = len(part10(_root(writer, 0), syntax)) + (12 if writer.explicit else 8)
    for node in nodes:
        node.offset = start
        start += len(_item(writer, node, 0, 0, undefined=undefined))
    _link(roots)
    records = b"".join(
        _item(
            writer,
            node,
            node.next + shift if node.next else 0,
            node.below[0].offset + shift if node.below else 0,
            undefined=undefined,
        )
        for node in nodes
    )
    root = _root(writer, roots[0].offset + shift if roots else 0)
    sequence = writer.sequence(0x00041220, records, length=UNDEFINED if undefined else None)
    return part10(root + sequence, syntax)


def _link(siblings: list[Node]) -> None:
    offsets = [node.offset for node in siblings[1:]] + [0]
    for node, following in zip(siblings, offsets, strict=siblings != []):
        node.next = following
        _link(node.below)


def _root(writer: Writer, first: int) -> bytes:
    return b"".join(
        (
            writer.element(0x00041130, "CS", "TEST"),
            writer.element(0x00041200, "UL", first),
            writer.element(0x00041202, "UL", first),
            writer.element(0x00041212, "US", 0),
        )
    )


def _item(writer: Writer, node: Node, following: int, lower: int, *, undefined: bool) -> bytes:
    content = b"".join(
        (
            writer.element(0x00041400, "UL", following),
            writer.element(0x00041410, "US", node.in_use),
            writer.element(0x00041420, "UL", lower),
            writer.element(0x00041430, "CS", node.kind),
            *(writer.element(tag, vr, value) for tag, vr, value in node.values),
        )
    )
    return writer.item(content, UNDEFINED if undefined else None)


def patched(data: bytes, offset: int, value: int) -> bytes:
    """The same bytes with a little-endian 32-bit number at `offset`."""
    return data[:offset] + struct.pack("<I", value) + data[offset + 4 :]
