"""The tag browser's list: every element a witness finds, nothing without end."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from pydicom import dcmread
from pydicom.datadict import keyword_for_tag

from tests.factories.elements import IMPLICIT, UNDEFINED, Writer, parsed, part10
from tests.shared_data import shared_data
from viewer.limits import TAG_BYTES, TAG_DEPTH, TAG_NODES
from viewer.media.dataset import RawDataset
from viewer.media.header import read_dataset
from viewer.media.tags import TOO_DEEP, TOO_LARGE, TOO_MANY, read_tags
from viewer.model.tags import (
    ITEM_TAG,
    Difference,
    TagNode,
    TagTree,
    all_text,
    compared,
    filtered,
    rows_of,
)
from viewer.settings import DecodeSettings

WRITER = Writer()
FILES = (
    "made/objects/sr/enhanced_sr.dcm",
    "objects/sr/test-SR.dcm",
    "series/ct-ge-gantry-tilt",
    "series/mr-philips-survey-3-planes",
)


def tags_of(path: Path) -> TagTree:
    with path.open("rb") as stream:
        return read_tags(read_dataset(stream, settings=DecodeSettings()))


def tree(*elements: bytes) -> tuple[TagNode, ...]:
    return read_tags(parsed(b"".join(elements))).nodes


def implicit(data: bytes) -> RawDataset:
    return read_dataset(io.BytesIO(part10(data, IMPLICIT)), settings=DecodeSettings())


def a_file(name: str) -> Path:
    path = shared_data() / name
    return path if path.is_file() else min(p for p in path.rglob("*") if p.is_file())


def count(nodes: tuple[TagNode, ...]) -> int:
    return sum(1 + count(node.children) for node in nodes)


def elements(
    nodes: tuple[TagNode, ...], depth: int = 0, closed: frozenset[int] = frozenset()
) -> list[tuple[int, int]]:
    """Depth and tag of every element but those inside of `closed` ones."""
    found = []
    for node in nodes:
        if node.tag != ITEM_TAG:
            found.append((depth, node.tag))
        if node.tag not in closed:
            found += elements(node.children, depth + (node.tag == ITEM_TAG), closed)
    return found


@pytest.mark.parametrize("name", FILES)
def test_pydicom_and_we_find_the_same_elements_with_the_same_names(name: str) -> None:
    path = a_file(name)
    ours = tags_of(path)
    theirs = dcmread(path, force=True)
    expected: list[tuple[int, int]] = []

    def walk(dataset: object, depth: int) -> None:
        for element in dataset:  # type: ignore[attr-defined]
            expected.append((depth, int(element.tag)))
            if element.VR == "SQ":
                for item in element.value:
                    walk(item, depth + 1)

    walk(theirs.file_meta, 0)
    walk(theirs, 0)
    after_pixels = [e for e in expected if e[1] > 0x7FE00010]
    unknown = {e.tag for e in theirs.iterall() if e.VR == "UN"}  # we open those with items
    found = elements(ours.nodes, closed=frozenset(map(int, unknown)))
    expected = [e for e in expected if e not in after_pixels]
    assert (set(expected) - set(found), set(found) - set(expected)) == (set(), set())
    assert found == expected
    for node in ours.nodes:
        if node.tag >> 16 & 1 == 0 and (keyword := keyword_for_tag(node.tag)):
            assert node.name == keyword


@pytest.mark.parametrize("name", FILES)
def test_dcmdump_prints_the_same_short_values(name: str) -> None:
    if shutil.which("dcmdump") is None:
        pytest.skip("needs DCMTK")
    path = a_file(name)
    command = ["dcmdump", "+L", "+Qn", str(path)]
    dump = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603
    lines = dump.decode("latin-1")
    theirs = dict(
        re.findall(
            r"^\((\w{4},\w{4})\) (?:UI|CS|DA|TM|IS|DS|SH|LO) \[(.*?)\] ", lines, re.MULTILINE
        )
    )
    ours = {
        f"{node.tag >> 16:04x},{node.tag & 0xFFFF:04x}": node.value for node in tags_of(path).nodes
    }
    assert len(theirs) > 20
    for tag, value in theirs.items():
        if value.isascii() and int(tag[:4], 16) % 2 == 0:
            assert ours[tag].split(" (")[0] == value.strip(), tag


def test_values_are_shown_as_what_they_are() -> None:
    nodes = tree(
        WRITER.element(0x00080016, "UI", "1.2.840.10008.5.1.4.1.1.2"),
        WRITER.element(0x00100010, "PN", "Muster^Erika"),
        WRITER.element(0x00200013, "IS", "12"),
        WRITER.element(0x00280009, "AT", b"\x18\x00\x63\x10"),
        WRITER.element(0x00280010, "US", 512),
        WRITER.element(0x00282000, "OB", bytes(range(40))),
        WRITER.element(0x00289999, "US", [1] * 50),
    )
    values = {node.name: node.value for node in nodes}
    assert values["SOPClassUID"] == "1.2.840.10008.5.1.4.1.1.2 (CT Image Storage)"
    assert values["PatientName"] == "Muster^Erika"
    assert values["Rows"] == "512"
    assert values["FrameIncrementPointer"] == "(0018,1063)"
    assert values["ICCProfile"].startswith("40 bytes: 00 01 02")
    assert values["Unknown"].endswith("(50 values)")


def test_private_elements_name_their_creator() -> None:
    creator = WRITER.element(0x00290010, "LO", "SIEMENS CSA HEADER")
    known = WRITER.element(0x00291008, "CS", "IMAGE NUM 4")
    orphan = WRITER.element(0x00311001, "LO", "whose?")
    nodes = {node.tag: node for node in tree(creator, known, orphan)}
    assert nodes[0x00290010].name == "PrivateCreator"
    assert nodes[0x00291008].creator == "SIEMENS CSA HEADER"
    assert nodes[0x00291008].name == "CSA Image Header Type"
    assert "nobody" in nodes[0x00311001].creator


def test_implicit_vr_gets_its_names_from_the_dictionary() -> None:
    writer = Writer(explicit=False)
    data = writer.element(0x00280103, "US", 1) + writer.element(0x00280106, "SS", -5)
    nodes = {node.name: node for node in read_tags(implicit(data)).nodes}
    assert (nodes["SmallestImagePixelValue"].vr, nodes["SmallestImagePixelValue"].value) == (
        "SS",
        "-5",
    )


def test_text_holds_nothing_that_rules_a_line() -> None:
    node = tree(WRITER.element(0x00081030, "LO", "a\x1b[31m\u202eb\x00c".encode()))[-1]
    assert node.value.isprintable()


def test_deep_nesting_ends_at_the_limit_and_says_so() -> None:
    inner = WRITER.element(0x00080100, "SH", "X")
    for _ in range(TAG_DEPTH * 3):
        inner = WRITER.sequence(0x0040A730, WRITER.item(inner, UNDEFINED), length=UNDEFINED)
    found = read_tags(parsed(inner))
    assert TOO_DEEP in found.notices
    depth, nodes = 0, found.nodes
    while nodes and nodes[-1].children:
        depth, nodes = depth + 1, nodes[-1].children
    assert depth == 2 * TAG_DEPTH


def test_a_flood_of_elements_ends_at_the_limit_and_says_so() -> None:
    item = WRITER.item(b"".join(WRITER.element(0x00110010 + n, "LO", "") for n in range(99)))
    flood = WRITER.sequence(0x0040A730, *[item] * (TAG_NODES // 80), length=UNDEFINED)
    found = read_tags(parsed(flood))
    assert TOO_MANY in found.notices
    assert count(found.nodes) <= TAG_NODES + 1


def test_a_sequence_too_large_is_not_opened_and_it_is_said() -> None:
    text = WRITER.element(0x00080100, "UT", bytes(TAG_BYTES))
    found = read_tags(parsed(WRITER.sequence(0x0040A730, WRITER.item(text))))
    assert TOO_LARGE in found.notices
    assert "not listed" in found.nodes[-1].value


def test_pixels_are_told_by_their_length_alone() -> None:
    node = tree(WRITER.element(0x7FE00010, "OW", bytes(1000)))[-1]
    assert (node.name, node.children) == ("PixelData", ())
    assert node.value.startswith("1000 bytes")


@pytest.mark.parametrize("cut", range(0, 400, 7))
def test_a_file_cut_anywhere_is_listed_as_far_as_it_goes(cut: int) -> None:
    whole = b"".join(
        (
            WRITER.element(0x00080016, "UI", "1.2.3"),
            WRITER.sequence(0x0040A730, *[WRITER.item(WRITER.element(0x00080100, "SH", "AB"))] * 9),
            WRITER.element(0x00100010, "PN", "Muster^Erika"),
        )
    )
    found = read_tags(parsed(whole[: 24 + cut]))
    assert found.nodes


def test_differences_of_two_files_are_found_also_deep_and_behind_the_cut() -> None:
    def dataset(number: str, code: str, blob: bytes, extra: bytes = b"") -> tuple[TagNode, ...]:
        return tree(
            WRITER.element(0x00200013, "IS", number),
            WRITER.element(0x00282000, "OB", blob),
            WRITER.sequence(
                0x0040A730,
                WRITER.item(WRITER.element(0x00080100, "SH", code)),
                *([extra] * bool(extra)),
            ),
        )

    blob = bytes(100)
    left = dataset("1", "A", blob)
    same = compared(left, dataset("1", "A", blob))
    assert not any(row.difference for row in same)
    rows = {row.node.name: row for row in compared(left, dataset("2", "B", blob[:99] + b"\x01"))}
    assert rows["InstanceNumber"].difference is Difference.VALUE
    assert rows["ICCProfile"].difference is Difference.VALUE
    assert rows["ContentSequence"].difference is Difference.INSIDE
    more = compared(
        left, dataset("1", "A", blob, WRITER.item(WRITER.element(0x00080100, "SH", "C")))
    )
    sequence = next(row for row in more if row.node.name == "ContentSequence")
    assert sequence.difference is Difference.VALUE  # 1 item, 2 items
    assert sequence.children[1].difference is Difference.RIGHT
    only = filtered(more, "", only_differences=True)
    assert [row.node.name for row in only] == ["ContentSequence"]
    assert [row.difference for row in only[0].children] == [Difference.RIGHT]


@pytest.mark.parametrize(
    "text", ["patientname", "(0010,0010)", "00100010", "muster", "MUSTER erika", "0010,0010 pn"]
)
def test_search_by_name_number_or_value(text: str) -> None:
    rows = rows_of(
        tree(
            WRITER.element(0x00080060, "CS", "CT"),
            WRITER.element(0x00100010, "PN", "Muster^Erika"),
        )
    )
    found = filtered(rows, text, only_differences=False)
    assert [row.node.name for row in found] == ["PatientName"]


def test_search_keeps_the_way_to_what_lies_inside() -> None:
    rows = rows_of(
        tree(WRITER.sequence(0x0040A730, WRITER.item(WRITER.element(0x00080100, "SH", "T-04000"))))
    )
    (found,) = filtered(rows, "t-04000", only_differences=False)
    assert found.children[0].children[0].node.value == "T-04000"
    assert "\n".join(all_text((found,))).count("\n") == 2
    assert io.StringIO("\n".join(all_text((found,)))).readline().startswith("(0040,A730)")
