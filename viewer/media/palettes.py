"""Palette colour tables, plain and segmented (D-073..D-075)."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.lut_data import lut_descriptor, lut_entries
from viewer.model.image import ImagePixels
from viewer.model.lut import Palette

_CHANNELS: Final = (
    (at.RED_PALETTE_DESCRIPTOR, at.RED_PALETTE_DATA, at.SEGMENTED_RED_PALETTE_DATA),
    (at.GREEN_PALETTE_DESCRIPTOR, at.GREEN_PALETTE_DATA, at.SEGMENTED_GREEN_PALETTE_DATA),
    (at.BLUE_PALETTE_DESCRIPTOR, at.BLUE_PALETTE_DATA, at.SEGMENTED_BLUE_PALETTE_DATA),
)
_DISCRETE, _LINEAR, _INDIRECT = 0, 1, 2
_MOST_BYTES: Final = 8 * 65536  # of segments: four words for each entry there can be


def palette(raw: RawDataset, pixels: ImagePixels) -> Palette | None:
    """The palette an image is to be shown with; None for none, or for one that is broken.

    A supplemental palette counts only if Pixel Presentation asks for colour (D-075).
    """
    supplemental = pixels.photometric_interpretation != "PALETTE COLOR"
    if supplemental and raw.code(at.PIXEL_PRESENTATION) not in {"COLOR", "MIXED"}:
        return None
    if pixels.samples_per_pixel != 1 or at.RED_PALETTE_DESCRIPTOR not in raw:
        return None
    return palette_table(raw, signed=pixels.signed, supplemental=supplemental)


def palette_table(raw: RawDataset, *, signed: bool, supplemental: bool = False) -> Palette | None:
    """The three tables as one palette; `signed` is the first value they map. None if broken."""
    channels = []
    for descriptor_tag, data_tag, segmented_tag in _CHANNELS:
        descriptor = lut_descriptor(raw, descriptor_tag, signed=signed)
        if descriptor is None:
            return None
        count, first, _ = descriptor
        if data_tag in raw:
            entries = lut_entries(raw, data_tag, count)
        else:
            entries = _expanded(raw, segmented_tag, count)
        if entries is None:
            return None
        wide = len(raw.raw(data_tag)) >= 2 * count or data_tag not in raw
        channels.append((first, _to_8_bit(entries, wide=wide)))
    return _combined(channels, supplemental=supplemental)


def _combined(
    channels: list[tuple[int, NDArray[np.uint8]]], *, supplemental: bool
) -> Palette | None:
    if len({(first, len(entries)) for first, entries in channels}) != 1:
        return None  # C.7.6.3.1.5: the descriptors shall be equal
    rgb = np.stack([entries for _, entries in channels], axis=1)
    rgb.setflags(write=False)
    return Palette(channels[0][0], rgb, supplemental)


def _to_8_bit(entries: NDArray[np.uint16], *, wide: bool) -> NDArray[np.uint8]:
    """16-bit entries by their high byte, unless all of them are 8-bit values (D-073)."""
    shift = 8 if wide and entries.max(initial=0) > 255 else 0
    return (entries >> shift).astype(np.uint8)


def _expanded(raw: RawDataset, tag: int, count: int) -> NDArray[np.uint16] | None:
    """A segmented table of words, expanded; None unless that gives `count` entries (D-074)."""
    if tag not in raw or raw.elements[tag][2] > _MOST_BYTES:
        return None
    data = raw.raw(tag)
    words = np.frombuffer(data, np.dtype(f"{raw.encoding.order}u2"), len(data) // 2)
    values = expand_segments(words.tolist(), count)
    return np.array(values, np.uint16) if values is not None else None


def expand_segments(words: list[int], count: int) -> list[int] | None:
    """The entries segments stand for; None if they break a rule of PS3.3 C.7.9.2."""
    values: list[int] = []
    position = 0
    while position + 1 < len(words) and len(values) < count:
        if words[position] == _INDIRECT:
            if not _copy_segments(words, position, values, count):
                return None
            position += 4
            continue
        following = _append_segment(words, position, values)
        if following is None:
            return None
        position = following
    return values if len(values) == count else None


def _copy_segments(words: list[int], position: int, values: list[int], count: int) -> bool:
    """Repeat the segments an indirect one points to; they may not be indirect themselves."""
    if position + 4 > len(words):
        return False
    source = (words[position + 2] | words[position + 3] << 16) // 2
    for _ in range(words[position + 1]):
        before = len(values)
        following = _append_segment(words, source, values)
        # One that adds nothing could be repeated for hours.
        if following is None or not before < len(values) <= count:
            return False
        source = following
    return True


def _append_segment(words: list[int], position: int, values: list[int]) -> int | None:
    """Append one discrete or linear segment; returns the position after it."""
    if position + 2 > len(words):
        return None
    kind, length = words[position], words[position + 1]
    if kind == _DISCRETE and position + 2 + length <= len(words):
        values.extend(words[position + 2 : position + 2 + length])
        return position + 2 + length
    if kind == _LINEAR and values and position + 3 <= len(words):
        start, end = values[-1], words[position + 2]
        values.extend(round(start + (end - start) * step / length) for step in range(1, length + 1))
        return position + 3
    return None
