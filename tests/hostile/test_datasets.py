"""Data sets made to hurt: depth, length and number without end."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import pytest

from tests.factories.elements import UNDEFINED, parsed, part10
from tests.hostile import objects as make
from tests.hostile.checking import Outcome, check
from tests.hostile.objects import ITEM, PIXELS, W, element, instance, native
from viewer import limits
from viewer.errors import DecodeError
from viewer.media.decoders.codestream import probe
from viewer.media.documents.sr import TOO_LONG, parse_report
from viewer.media.header import read_dataset
from viewer.media.locate import find_directories
from viewer.media.medium import Medium
from viewer.media.parse_pixels import check_pixels
from viewer.media.read import index_frames
from viewer.media.source import FolderSource
from viewer.settings import DecodeSettings, Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEQUENCE = 0x00400555
CONTENT = 0x0040A730
HUGE: dict[str, Callable[[int], bytes]] = {
    "NESTED": lambda n: native(bytes(6))(
        instance(n, (SEQUENCE, make.nested(50_000, defined=False)))
    ),
    "NESTED2": lambda n: native(bytes(6))(
        instance(n, (SEQUENCE, make.nested(50_000, defined=True)))
    ),
    "NAME": lambda n: make.implicit(n, (0x00100010, b"A" * 5_000_000)),
    "DIGITS": lambda n: make.implicit(
        n,
        (0x00200013, b"9" * 1_000_000),
        (0x00281052, b"1." + b"3" * 1_000_000),
        (0x00281053, b"9" * 1_000_000),
    ),
    "WINDOWS": lambda n: make.implicit(
        n,
        (0x00281050, b"\\".join([b"40"] * 300_000)),
        (0x00281051, b"\\".join([b"400"] * 300_000)),
        (0x00281055, b"\\".join([b"w"] * 300_000)),
    ),
    "TYPES": lambda n: make.implicit(n, (0x00080008, b"\\".join([b"ORIGINAL"] * 300_000))),
    "ASTRAY": lambda n: native(bytes(6))(instance(n, (0x00210000, astray()))),
}


def astray() -> bytes:
    """Sixty thousand sequences, each with a length that leads into the next one."""
    return b"".join(W.element(0x00211000 + n, "SQ", ITEM, 11) for n in range(60_000))


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder = tmp_path_factory.mktemp("huge")
    for number, (name, maker) in enumerate(HUGE.items(), 1):
        (folder / name).write_bytes(maker(number))
    (folder / "GOOD").write_bytes(native(bytes(6))(instance(99)))
    return check(folder)


def test_every_picture_is_still_shown(outcome: Outcome) -> None:
    assert outcome.counts["shown"] == len(HUGE) + 1
    assert outcome.findings("GOOD") == []


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("DIGITS", "rescale is not usable, values are uncalibrated (D-031)"),
        ("WINDOWS", "a window of the file is not usable (D-045)"),
        ("ASTRAY", "sequence with a wrong length"),
    ],
)
def test_what_is_left_out_is_told(outcome: Outcome, name: str, words: str) -> None:
    assert outcome.findings(name) == [("not-conformant", words)]


def test_long_values_end() -> None:
    raw = parsed(W.element(0x00204000, "UT", b"A" * 100_000))
    assert raw.text(0x00204000) == "A" * (limits.TEXT_CHARACTERS - 1) + "…"
    raw = parsed(W.element(0x00204000, "UN", b"1\\" * 100_000))
    assert len(raw.texts(0x00204000)) <= limits.TEXT_BYTES


def test_a_value_larger_than_memory_is_not_read(tmp_path: Path) -> None:
    """A sparse file: the value is there, and takes no room on the disc."""
    path = tmp_path / "large"
    path.write_bytes(part10(W.element(0x00420011, "OB", b"", limits.VALUE_BYTES + 2)))
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + limits.VALUE_BYTES + 2)
        raw = read_dataset(file, settings=DecodeSettings())
        assert raw.raw(0x00420011) == b""
    assert raw.deviations == ("value of 00420011 is too large to be read",)


def test_a_stream_larger_than_a_decoder_can_take_is_not_read(tmp_path: Path) -> None:
    length = limits.STREAM_BYTES + 2
    fragment = ITEM[:4] + struct.pack("<I", length)
    head = instance(1) + W.element(PIXELS, "OB", W.item(b"") + fragment, UNDEFINED)
    path = tmp_path / "IM1"
    path.write_bytes(part10(head, make.JPEG_2000))
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size + length)
    outcome = check(tmp_path)
    told = f"frame 1: a compressed stream of {length} bytes is larger than the limit"
    assert ("pixels-damaged", told) in outcome.findings("IM1")


def test_fragments_without_end_are_not_all_looked_at() -> None:
    count = limits.FRAGMENTS + 10
    pixels = W.item(b"") + W.item(make.rle(b"\5abcdef\0")) + ITEM * count + make.END
    data = part10(instance(1) + W.element(PIXELS, "OB", pixels, UNDEFINED), make.RLE)
    raw = read_dataset(io.BytesIO(data), settings=DecodeSettings())
    assert raw.pixel_data is not None
    index = index_frames(raw.stream, raw.pixel_data, check_pixels(raw, DecodeSettings()))
    assert index.count == 1
    assert index.notices == (f"more than {limits.FRAGMENTS} fragments, the rest is not read",)


def test_a_flood_of_deviations_is_cut() -> None:
    odd = b"".join(
        W.element(0x00211000 + n, "OB", b"", UNDEFINED) + W.item(b"xy", 90 + n) for n in range(200)
    )
    assert 0 < len(parsed(odd).deviations) <= limits.DEVIATIONS


def test_a_codestream_behind_too_many_boxes_is_none() -> None:
    boxes = b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0\0\0\x08free" * limits.CODESTREAM_BOXES
    with pytest.raises(DecodeError, match="no codestream"):
        probe(boxes + b"\0\0\0\0jp2c" + make.jpeg_2000(2, 2))


def test_a_report_of_books_is_cut_and_says_so() -> None:
    words = W.element(0x0040A040, "CS", "TEXT") + W.element(0x0040A160, "UT", b"A" * 200_000)
    report = parse_report(parsed(W.sequence(CONTENT, *[W.item(words)] * 50)))
    assert len(report.items) == limits.REPORT_CHARACTERS // limits.REPORT_VALUE_CHARACTERS
    assert len(report.items[0].value) == limits.REPORT_VALUE_CHARACTERS + 1
    assert report.notices == (TOO_LONG,)


def test_markup_in_a_report_stays_letters() -> None:
    text = "<script>alert(1)</script><img src='http://x/'>"
    words = W.element(0x0040A040, "CS", "TEXT") + W.element(0x0040A160, "UT", text)
    report = parse_report(parsed(W.sequence(CONTENT, W.item(words))))
    assert report.items[0].value == text


def test_a_point_list_is_counted_whole() -> None:
    """Only a part of a long value is decoded; the number of points is that of all."""
    points = struct.pack("<40000f", *[1.0] * 40_000)
    words = (
        W.element(0x0040A040, "CS", "SCOORD")
        + W.element(0x00700022, "UN", points)
        + W.element(0x00700023, "CS", "POLYLINE")
    )
    report = parse_report(parsed(W.sequence(CONTENT, W.item(words))))
    assert report.items[0].value == "polyline, 20000 points"


def test_a_directory_beyond_the_limit_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("viewer.media.listing.DIRECTORY_BYTES", 500)
    (tmp_path / "DICOMDIR").write_bytes(part10(element(0x00041130, "CS", "X" * 600)[1]))
    medium = Medium.open(tmp_path, 1, Settings())
    medium.read_directory()
    told = [finding.detail for finding in medium.report().findings]
    medium.close()
    assert "more than 500 bytes, the rest is not read" in told


def test_a_home_folder_is_not_searched_to_its_end(tmp_path: Path) -> None:
    for number in range(limits.FOLDERS_SEARCHED + 1):
        (tmp_path / f"{number:05}").mkdir()
    (tmp_path / "00000" / "DICOMDIR").touch()
    (tmp_path / f"{limits.FOLDERS_SEARCHED:05}" / "DICOMDIR").touch()
    assert find_directories(FolderSource(tmp_path)) == ("00000/DICOMDIR",)
