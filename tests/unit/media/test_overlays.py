"""D-080..D-083: overlay planes."""

import dataclasses

import pytest

from tests.factories.elements import Writer, grey, parsed
from viewer.media.overlays import embedded_overlays, overlays
from viewer.model.header import EmbeddedOverlay
from viewer.settings import DecodeSettings

W = Writer()
SETTINGS = DecodeSettings()
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
    (found,) = overlays(parsed(plane(group=0x6002)), SETTINGS)
    assert found.bits.tolist() == [[[True, False, False], [False, False, True]]]  # 0x21
    assert (found.group, found.origin, found.first_frame) == (0x6002, (-4, 7), 2)
    assert (found.kind, found.label) == ("R", "marks")


def test_frames_follow_each_other_without_padding() -> None:
    (found,) = overlays(parsed(plane(frames=2, data=b"\x41\0")), SETTINGS)
    assert found.bits[1].tolist() == [[True, False, False], [False, False, False]]  # bit 6


@pytest.mark.parametrize("data", [b"", b"\x01\0"])
def test_too_little_data_is_noted_not_filled(data: bytes) -> None:
    raw = parsed(plane(frames=4, data=data))
    assert overlays(raw, SETTINGS) == ()
    assert raw.deviations == ("overlay 6000 is not usable",)


def test_embedded_overlays_lie_outside_the_stored_bits() -> None:
    raw = parsed(plane(data=None, bit=12))
    expected = (EmbeddedOverlay(0x6000, 12, 2, 3, (-4, 7), "marks"),)
    assert embedded_overlays(raw, WORDS, lossy=False) == expected
    assert embedded_overlays(raw, WORDS, lossy=True) == ()
    assert embedded_overlays(parsed(plane(data=None, bit=11)), WORDS, lossy=False) == ()
    assert embedded_overlays(parsed(plane()), WORDS, lossy=False) == ()
