"""D-080..D-083: overlay planes."""

import dataclasses
import io

import pytest

from tests.factories.elements import BIG, Writer, grey, parsed, part10
from viewer.media.header import read_dataset
from viewer.media.overlays import embedded_overlays, overlays, overlays_left_out
from viewer.media.parse_image import OVERLAY_LEFT_OUT, image_facts
from viewer.model.header import EmbeddedOverlay
from viewer.settings import DecodeSettings

W = Writer()
WORDS = dataclasses.replace(grey(), bits_stored=12, high_bit=11)


def plane(
    *, group: int = 0x6000, data: bytes | None = b"\x21\0", frames: int = 0, bit: int = 0
) -> bytes:
    base = group << 16
    parts = [
        W.element(base | 0x0010, "US", 2),
        W.element(base | 0x0011, "US", 3),
        W.element(base | 0x0015, "IS", str(frames)) if frames else b"",
        W.element(base | 0x0040, "CS", "R"),
        W.element(base | 0x0050, "SS", [-4, 7]),
        W.element(base | 0x0051, "US", 2),
        W.element(base | 0x0100, "US", 16 if bit else 1),
        W.element(base | 0x0102, "US", bit),
        W.element(base | 0x1500, "LO", "marks"),
        W.element(base | 0x3000, "OW", data) if data is not None else b"",
    ]
    return b"".join(parts)


def test_bits_are_packed_from_the_least_significant_one_without_row_padding() -> None:
    (found,) = overlays(parsed(plane(group=0x6002)), WORDS)
    assert (found.bits, found.frames, found.rows, found.columns) == (b"\x21", 1, 2, 3)
    assert (found.group, found.origin, found.first_frame) == (0x6002, (-4, 7), 2)
    assert (found.kind, found.label) == ("R", "marks")


def test_frames_follow_each_other_without_padding() -> None:
    (found,) = overlays(parsed(plane(frames=2, data=b"\x41\0")), WORDS)
    assert (found.bits, found.frames) == (b"\x41\0", 2)


@pytest.mark.parametrize("data", [b"", b"\x01\0"])
def test_too_little_data_is_noted_not_filled(data: bytes) -> None:
    raw = parsed(plane(frames=4, data=data))
    assert overlays(raw, WORDS) == ()
    assert raw.deviations == ("overlay 6000 is not usable",)


def test_embedded_overlays_lie_outside_the_stored_bits() -> None:
    raw = parsed(plane(data=None, bit=12))
    expected = (EmbeddedOverlay(0x6000, 12, 2, 3, (-4, 7), "marks"),)
    assert embedded_overlays(raw, WORDS, lossy=False) == expected
    assert embedded_overlays(raw, WORDS, lossy=True) == ()
    assert embedded_overlays(parsed(plane(data=None, bit=11)), WORDS, lossy=False) == ()
    assert embedded_overlays(parsed(plane()), WORDS, lossy=False) == ()


def large(group: int, side: int) -> bytes:
    base = group << 16
    size = W.element(base | 0x0010, "US", side) + W.element(base | 0x0011, "US", side)
    return size + W.element(base | 0x3000, "OW", bytes(side * side // 8))


def test_overlays_out_of_proportion_to_the_image_are_left_out_and_told() -> None:
    """D-133: an image of six pixels may have 2^23 overlay bits in all: two times 2000 x 2000."""
    raw = parsed(*(large(group, 2000) for group in range(0x6000, 0x6018, 2)))
    found = overlays(raw, WORDS)
    assert [overlay.group for overlay in found] == [0x6000, 0x6002]
    assert overlays_left_out(raw, found)
    assert "overlay 6004 is not usable" in raw.deviations
    assert image_facts(raw, "", WORDS).notices == (OVERLAY_LEFT_OUT,)


def test_a_group_without_any_value_is_no_overlay() -> None:
    raw = parsed(*(W.element(tag, "US") for tag in (0x60000010, 0x60000011, 0x60003000)))
    assert overlays(raw, WORDS) == ()
    assert not overlays_left_out(raw, ())
    assert raw.deviations == ()


def test_words_in_big_endian_are_turned_round() -> None:
    big = Writer(little=False)
    elements = b"".join(
        big.element(0x60000000 | tag, vr, value)
        for tag, vr, value in ((0x10, "US", 2), (0x11, "US", 8), (0x3000, "OW", b"\x02\x01"))
    )
    stream = io.BytesIO(part10(big.element(0x00080060, "CS", "OT") + elements, BIG))
    (found,) = overlays(read_dataset(stream, settings=DecodeSettings()), WORDS)
    assert found.bits == b"\x01\x02"


def test_what_a_region_measured_is_kept_as_the_file_states_it() -> None:
    """D-083: ROI Area, Mean and Standard Deviation, in stored values."""
    base = 0x60000000
    measured = W.element(base | 0x1301, "IS", "4") + W.element(base | 0x1302, "DS", "12.50")
    whole = plane()
    split = whole.index(b"\x00\x60\x00\x15")
    (found,) = overlays(parsed(whole[:split] + measured + whole[split:]), WORDS)
    assert found.statistics == ("area 4 px", "mean 12.50")
