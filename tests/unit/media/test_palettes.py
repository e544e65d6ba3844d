"""D-073..D-075: palettes, plain, segmented, supplemental."""

import dataclasses

import pytest

from tests.factories.elements import Writer, grey, parsed
from viewer.media.palettes import expand_segments, palette
from viewer.model.lut import Palette

W = Writer()
PALETTE = dataclasses.replace(grey(bits=8), photometric_interpretation="PALETTE COLOR")


def table(descriptor: list[int], *channels: bytes, segmented: bool = False) -> bytes:
    first = 0x00281221 if segmented else 0x00281201
    words = [value & 0xFFFF for value in descriptor]
    heads = b"".join(W.element(0x00281101 + i, "US", words) for i in range(3))
    return heads + b"".join(W.element(first + i, "OW", data) for i, data in enumerate(channels))


def rgb(found: Palette | None) -> list[list[int]]:
    assert found is not None
    return [[int(value) for value in colour] for colour in found.rgb]


def test_16_bit_entries_are_shown_by_their_high_byte() -> None:
    raw = parsed(table([2, 0, 16], b"\0\0\xff\xff", b"\0\x80\0\x40", b"\xff\0\xff\1"))
    assert rgb(palette(raw, PALETTE)) == [[0, 128, 0], [255, 64, 1]]


@pytest.mark.parametrize(
    "data", [(b"\1\2", b"\3\4", b"\5\6"), (b"\1\0\2\0", b"\3\0\4\0", b"\5\0\6\0")]
)
def test_8_bit_entries_are_shown_as_they_are_in_bytes_or_words(data: tuple[bytes, ...]) -> None:
    raw = parsed(table([2, 50, 8], *data))
    found = palette(raw, PALETTE)
    assert rgb(found) == [[1, 3, 5], [2, 4, 6]]
    assert found is not None
    assert (found.first_mapped, found.supplemental) == (50, False)


def test_the_first_mapped_value_is_signed_as_the_pixels_are() -> None:
    raw = parsed(table([2, -3, 8], b"\1\2", b"\3\4", b"\5\6"))
    found = palette(raw, dataclasses.replace(PALETTE, signed=True))
    assert found is not None
    assert found.first_mapped == -3


@pytest.mark.parametrize(
    ("words", "count", "expected"),
    [
        ([0, 1, 0, 1, 4, 1000], 5, [0, 250, 500, 750, 1000]),  # D-074's vector
        ([0, 2, 7, 9, 1, 2, 5], 4, [7, 9, 7, 5]),
        ([0, 2, 7, 9, 2, 1, 0, 0], 4, [7, 9, 7, 9]),
        ([0, 1, 10, 1, 2, 20, 2, 2, 0, 0], 6, [10, 15, 20, 10, 15, 20]),
        ([0, 2, 7, 9], 3, None),  # too few
        ([1, 4, 1000], 4, None),  # nothing to start from
        ([2, 1, 0, 0], 1, None),  # points to itself
        ([0, 1, 7, 2, 60000, 0, 0], 9, None),
        ([9, 1, 7], 1, None),
        ([0, 0, 0, 1, 7, 2, 1, 0, 0], 2, None),  # repeats a segment of nothing
    ],
)
def test_segments(words: list[int], count: int, expected: list[int] | None) -> None:
    assert expand_segments(words, count) == expected


def test_segments_of_nothing_are_not_repeated_for_hours() -> None:
    """Found by fuzzing: 100 KB of such segments took 16 seconds (71 million of them)."""
    nothing, repeat = [0, 0] * 12_000, [2, 11_900, 6, 0] * 6_000
    assert expand_segments([0, 1, 5, *nothing, *repeat], 10) is None


@pytest.mark.parametrize(("size", "is_read"), [(8 * 65536, True), (8 * 65536 + 2, False)])
def test_more_segments_than_a_palette_can_need_are_not_read(size: int, is_read: bool) -> None:  # noqa: FBT001  a parameter
    one_entry = b"\0\0\1\0\7\0".ljust(size, b"\0")
    raw = parsed(table([1, 0, 16], one_entry, one_entry, one_entry, segmented=True))
    assert (palette(raw, PALETTE) is not None) is is_read


def test_a_segmented_palette_is_expanded() -> None:
    grey_ramp = b"".join(w.to_bytes(2, "little") for w in (0, 1, 0, 1, 2, 65535))
    raw = parsed(table([3, 0, 16], grey_ramp, grey_ramp, grey_ramp, segmented=True))
    assert rgb(palette(raw, PALETTE)) == [[0] * 3, [128] * 3, [255] * 3]


def test_a_broken_palette_is_rejected_as_a_whole() -> None:
    assert palette(parsed(table([9, 0, 16], b"\0" * 4, b"\0" * 4, b"\0" * 4)), PALETTE) is None
    assert palette(parsed(table([2, 0, 8], b"\1\2", b"\3\4")), PALETTE) is None


def test_a_palette_of_a_grey_image_counts_only_if_colour_is_asked_for() -> None:
    colours = table([2, 100, 8], b"\1\2", b"\3\4", b"\5\6")
    assert palette(parsed(colours), grey()) is None
    found = palette(parsed(W.element(0x00089205, "CS", "MIXED"), colours), grey())
    assert found is not None
    assert found.supplemental
