"""Overlay planes, on their own and embedded in pixel words (D-080..D-082)."""

import struct

from viewer.limits import OVERLAY_BITS, OVERLAY_BITS_PER_PIXEL
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.model.header import EmbeddedOverlay, Overlay
from viewer.model.image import ImagePixels


def overlays(raw: RawDataset, pixels: ImagePixels) -> tuple[Overlay, ...]:
    """Every overlay with data of its own; an unusable one is noted and left out.

    So is one with which the overlays would be out of all proportion to the image (D-133).
    """
    found = []
    frame = pixels.rows * pixels.columns
    room = max(OVERLAY_BITS, OVERLAY_BITS_PER_PIXEL * frame * pixels.number_of_frames)
    for group in _groups_with_data(raw):
        overlay = _overlay(raw, group, room)
        if overlay is None:
            raw.note(f"overlay {group:04X} is not usable")
        else:
            room -= _bits(overlay.frames, overlay.rows, overlay.columns)
            found.append(overlay)
    return tuple(found)


def state_overlays(raw: RawDataset) -> tuple[Overlay, ...]:
    """The overlays of a presentation state, which has no image to be in proportion to."""
    found, room = [], OVERLAY_BITS * 8
    for group in _groups_with_data(raw):
        overlay = _overlay(raw, group, room)
        if overlay is not None:
            room -= _bits(overlay.frames, overlay.rows, overlay.columns)
            found.append(overlay)
    return tuple(found)


def _in(group: int, tag: int) -> int:
    """The attribute `tag` of group 6000 in a repeating group."""
    return (group - 0x6000 << 16) + tag


def overlays_left_out(raw: RawDataset, found: tuple[Overlay, ...]) -> bool:
    """Whether the header has overlays with data that are not among those `found`."""
    return len(_groups_with_data(raw)) > len(found)


def _groups_with_data(raw: RawDataset) -> list[int]:
    """The groups that have data of their own; some writers give every group, with no values."""
    return [
        group
        for group in raw.overlay_groups()
        if (tag := _in(group, at.OVERLAY_DATA)) in raw
        and (raw.elements[tag][2] or _size(raw, group) is not None)
    ]


def _bits(frames: int, rows: int, columns: int) -> int:
    return frames * rows * columns


def _overlay(raw: RawDataset, group: int, room: int) -> Overlay | None:
    """The overlay of one group; None if it has too few bits, or more than there is `room` for."""
    size = _size(raw, group)
    if size is None:
        return None
    rows, columns = size
    frames = max(1, raw.integer(_in(group, at.NUMBER_OF_FRAMES_IN_OVERLAY)) or 1)
    tag = _in(group, at.OVERLAY_DATA)
    count = _bits(frames, rows, columns)
    if count > room or raw.elements[tag][2] * 8 < count:
        return None  # never filled with what is not there (D-015)
    data = raw.raw(tag)
    if not raw.encoding.little and raw.vr(tag) == b"OW":
        data = _swapped(data)
    if len(data) * 8 < count:
        return None
    return Overlay(
        group=group,
        bits=data[: (count + 7) // 8],
        frames=frames,
        rows=rows,
        columns=columns,
        origin=_origin(raw, group),
        first_frame=raw.integer(_in(group, at.IMAGE_FRAME_ORIGIN)) or 1,
        kind=raw.code(_in(group, at.OVERLAY_TYPE)) or "G",
        label=raw.text(_in(group, at.OVERLAY_LABEL)),
        description=raw.text(_in(group, at.OVERLAY_DESCRIPTION)),
        statistics=_statistics(raw, group),
    )


def _statistics(raw: RawDataset, group: int) -> tuple[str, ...]:
    """What the producer measured in a region, in stored values, not checked (D-083)."""
    stated = (
        ("area", raw.text(_in(group, at.ROI_AREA)), " px"),
        ("mean", raw.text(_in(group, at.ROI_MEAN)), ""),
        ("SD", raw.text(_in(group, at.ROI_STANDARD_DEVIATION)), ""),
    )
    return tuple(f"{name} {value}{unit}" for name, value, unit in stated if value)


def _swapped(words: bytes) -> bytes:
    """The bytes of 16-bit words in the other order."""
    data = bytearray(words[: len(words) // 2 * 2])
    data[::2], data[1::2] = data[1::2], data[::2]
    return bytes(data)


def embedded_overlays(
    raw: RawDataset, pixels: ImagePixels, *, lossy: bool
) -> tuple[EmbeddedOverlay, ...]:
    """Overlays kept in unused bits of the pixel words; lost after lossy compression (D-082)."""
    if pixels.samples_per_pixel != 1 or lossy:
        return ()
    found = []
    for group in raw.overlay_groups():
        bit = raw.integer(_in(group, at.OVERLAY_BIT_POSITION))
        allocated = raw.integer(_in(group, at.OVERLAY_BITS_ALLOCATED))
        size = _size(raw, group)
        if _in(group, at.OVERLAY_DATA) in raw or bit is None or size is None:
            continue
        lowest = pixels.high_bit + 1 - pixels.bits_stored
        outside = bit < lowest or bit > pixels.high_bit
        if allocated == pixels.bits_allocated and outside and bit < allocated:
            label = raw.text(_in(group, at.OVERLAY_LABEL))
            found.append(EmbeddedOverlay(group, bit, *size, _origin(raw, group), label))
        elif bit or allocated != 1:
            raw.note(f"embedded overlay {group:04X} is not usable")
    return tuple(found)


def _size(raw: RawDataset, group: int) -> tuple[int, int] | None:
    rows = raw.integer(_in(group, at.OVERLAY_ROWS))
    columns = raw.integer(_in(group, at.OVERLAY_COLUMNS))
    return (rows, columns) if rows and columns and rows > 0 and columns > 0 else None


def _origin(raw: RawDataset, group: int) -> tuple[int, int]:
    """Row and column of the first bit, 1-based; below 1 is allowed, whatever VR is written."""
    data = raw.raw(_in(group, at.OVERLAY_ORIGIN))
    if len(data) < 4:
        return 1, 1
    row, column = struct.unpack_from(f"{raw.encoding.order}2h", data)
    return row, column
