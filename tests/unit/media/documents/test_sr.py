"""Structured reports: every text a witness finds is in ours, and no tree is too much."""

import io
import re
import subprocess
from pathlib import Path

import pytest

from tests.factories.elements import UNDEFINED, Writer, parsed
from tests.shared_data import shared_data
from viewer.limits import REPORT_DEPTH, REPORT_ITEMS
from viewer.media.documents.sr import (
    CUT_OFF,
    TOO_DEEP,
    TOO_LONG,
    parse_report,
)
from viewer.media.header import read_dataset
from viewer.model.report import Report, ReportItem
from viewer.settings import DecodeSettings

REPORTS = (
    "made/objects/sr/enhanced_sr.dcm",
    "made/objects/ko/key_object_selection.dcm",
    "objects/sr/report_dfl",
    "objects/sr/sr_document.dcm",
    "objects/sr/sr_document_with_multiple_groups.dcm",
    "objects/sr/test-SR.dcm",
)
WRITER = Writer()


def report_of(name: str) -> Report:
    with (shared_data() / name).open("rb") as stream:
        return parse_report(read_dataset(stream, settings=DecodeSettings()))


def code(tag: int, meaning: str, value: str = "1", scheme: str = "99TEST") -> bytes:
    return WRITER.sequence(
        tag,
        WRITER.item(
            WRITER.element(0x00080100, "SH", value)
            + WRITER.element(0x00080102, "SH", scheme)
            + WRITER.element(0x00080104, "LO", meaning)
        ),
    )


def item(value_type: str, value: bytes = b"", concept: str = "", children: bytes = b"") -> bytes:
    content = WRITER.element(0x0040A010, "CS", "CONTAINS")
    content += WRITER.element(0x0040A040, "CS", value_type)
    content += code(0x0040A043, concept) if concept else b""
    return WRITER.item(content + value + children)


def text(value: str, concept: str = "Finding", children: bytes = b"") -> bytes:
    return item("TEXT", WRITER.element(0x0040A160, "UT", value), concept, children)


def content(*items: bytes) -> bytes:
    return WRITER.sequence(0x0040A730, *items)


def measured(number: str, unit: str, unit_meaning: str, scheme: str = "UCUM") -> bytes:
    value = code(0x004008EA, unit_meaning, unit, scheme) + WRITER.element(0x0040A30A, "DS", number)
    return item("NUM", WRITER.sequence(0x0040A300, WRITER.item(value)), "Length")


def items_of(*items: bytes) -> tuple[ReportItem, ...]:
    return parse_report(parsed(content(*items))).items


@pytest.mark.parametrize("name", REPORTS)
def test_every_text_of_dsrdump_is_in_the_report(name: str) -> None:
    """P-032: meanings of concepts and codes, texts, numbers and names, as DCMTK reads them."""
    command = ["dsrdump", "+U8", "+Pl", "-Ph", str(shared_data() / name)]
    dump = subprocess.run(  # noqa: S603  an independent witness
        command, capture_output=True, text=True, check=True
    ).stdout
    report = report_of(name)
    words = " ".join(
        part for i in report.items for part in (i.concept, i.value.replace("\n", " "), i.unit)
    )
    plain = re.sub(r"\W+", " ", f"{report.title} {words}")
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"(?=[)>\s])', dump)
    units = set(re.findall(r'\(([^,()]*),[^,"]*,"([^"]*)"', dump))
    assert strings
    for string in strings:
        if any(string == meaning and code in words for code, meaning in units):
            continue
        for piece in re.sub(r"\\[nr]", " ", string).split("^"):
            assert re.sub(r"\W+", " ", piece).strip() in plain


def test_items_keep_order_and_depth() -> None:
    report = report_of("made/objects/sr/enhanced_sr.dcm")
    assert report.title == "Diagnostic Imaging Report"
    assert (report.completion, report.verification) == ("COMPLETE", "VERIFIED")
    assert report.verifiers[0].name == "Observer, Vera"
    assert (report.date, report.time) == ("20240229", "101500")
    shown = [(i.level, i.value_type, i.concept, i.value, i.unit) for i in report.items]
    assert shown == [
        (0, "CODE", "Procedure reported", "CT", ""),
        (0, "PNAME", "Person Observer Name", "Observer, Vera", ""),
        (0, "DATETIME", "Study date/time", "20240229101500.123+0100", ""),
        (0, "CONTAINER", "Findings", "", ""),
        (
            *(1, "TEXT", "Finding"),
            'Round structure, <b>not</b> html & "quoted"\nsecond line, Größe 12 mm',
            "",
        ),
        (1, "NUM", "Length", "12.5", "mm"),
        (1, "IMAGE", "", "CT image", ""),
    ]


def test_key_objects_have_a_title_and_a_count() -> None:
    report = report_of("made/objects/ko/key_object_selection.dcm")
    assert (report.title, report.is_key_objects, report.referenced_images) == (
        "Of Interest",
        True,
        1,
    )


def test_references_by_place_say_what_is_meant() -> None:
    """P-031: dsrdump prints `selected from 1.3.2` and `inferred from 1.2.2.1`."""
    values = [i.value for i in report_of("objects/sr/test-SR.dcm").items if not i.value_type]
    assert values == ["see SCoord Code: circle, 2 points", "see Code: Sample Code"]


def test_a_reference_to_itself_or_to_nothing_ends() -> None:
    pointer = WRITER.item(WRITER.element(0x0040DB73, "UL", [1, 1]))
    nowhere = WRITER.item(WRITER.element(0x0040DB73, "UL", [1, 9, 9]))
    values = [i.value for i in items_of(pointer, nowhere)]
    assert values == ["see ", "see a part that is missing"]


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (measured("12", "mm", "millimeter"), ("12", "mm")),
        (measured("95", "mm[Hg]", "mmHg"), ("95", "mmHg")),
        (measured("3", "1", "no units"), ("3", "")),
        (measured("3", "{score}", "score"), ("3", "score")),
        (measured("3", "cm", "Length Unit", "99OLD"), ("3", "Length Unit")),
        (item("NUM", code(0x0040A301, "Measurement failure")), ("Measurement failure", "")),
        (item("NUM"), ("", "")),
    ],
)
def test_numbers_have_units_or_the_reason_why_not(number: bytes, shown: tuple[str, str]) -> None:
    (only,) = items_of(number)
    assert (only.value, only.unit) == shown


def test_codes_without_a_meaning_are_shown_as_codes() -> None:
    (only,) = items_of(item("CODE", code(0x0040A168, "", "T-A7010", "SRT")))
    assert only.value == "T-A7010 (SRT)"


def test_unknown_value_types_are_shown_raw() -> None:
    """P-032."""
    (only,) = items_of(item("TABLE", WRITER.element(0x0040A160, "UT", "what it holds")))
    assert (only.value_type, only.value) == ("TABLE", "what it holds")


def test_lines_stay_and_control_characters_go() -> None:
    (only,) = items_of(text("first\r\nsecond\rthird\x07\x1b[31m red\n\nlast\n"))
    assert only.value.split("\n") == ["first", "second", "third[31m red", "", "last"]


def test_a_damaged_item_costs_nothing_else() -> None:
    broken = item("NUM", WRITER.element(0x0040A300, "SQ", b"\1\2\3\4\5\6\7\10"), "Length")
    values = [i.value for i in items_of(text("before"), broken, text("after"))]
    assert values == ["before", "", "after"]


def test_a_cut_file_says_so_and_shows_what_is_there() -> None:
    whole = (shared_data() / "objects/sr/sr_document.dcm").read_bytes()
    stream = io.BytesIO(whole[:-300])
    report = parse_report(read_dataset(stream, settings=DecodeSettings()))
    assert report.title == "Imaging Measurement Report"
    assert "Cervico-thoracic spine" in {i.value for i in report.items}
    assert report.notices == (CUT_OFF,)


@pytest.mark.parametrize("length", [None, UNDEFINED])
def test_a_bottomless_tree_ends_at_the_limit(length: int | None) -> None:
    tree = text("bottom")
    for _ in range(1000):
        tree = item("CONTAINER", children=WRITER.sequence(0x0040A730, tree, length=length))
    report = parse_report(parsed(content(tree)))
    assert max(i.level for i in report.items) == REPORT_DEPTH - 1
    assert report.notices == (TOO_DEEP,)


def test_an_endless_list_ends_at_the_limit() -> None:
    report = parse_report(parsed(content(*[text("x", "")] * (REPORT_ITEMS + 1))))
    assert len(report.items) == REPORT_ITEMS
    assert report.notices == (TOO_LONG,)


def test_other_objects_are_empty_reports() -> None:
    assert parse_report(parsed()).items == ()


def test_implicit_encoding_reads_the_same(tmp_path: Path) -> None:
    source = shared_data() / "objects/sr/sr_document.dcm"
    command = ["dcmconv", "+ti", str(source), str(tmp_path / "implicit")]
    subprocess.run(command, check=True)  # noqa: S603  an independent writer
    with (tmp_path / "implicit").open("rb") as stream:
        found = parse_report(read_dataset(stream, settings=DecodeSettings()))
    assert found == report_of("objects/sr/sr_document.dcm")


def test_damage_among_the_authors_is_told_as_well() -> None:
    """Found by fuzzing: it was asked for before they were read."""
    unended = WRITER.element(0x0040A088, "SQ", b"", UNDEFINED)
    authors = WRITER.sequence(0x0040A078, WRITER.item(unended))
    assert parse_report(parsed(authors)).notices == (CUT_OFF,)
