"""Overlay planes, on their own and embedded in pixel words (D-080..D-082)."""

import struct

import numpy as np

from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.model.header import EmbeddedOverlay, Overlay
from viewer.model.image import ImagePixels
from viewer.settings import DecodeSettings


def overlays(raw: RawDataset, settings: DecodeSettings) -> tuple[Overlay, ...]:
    """Every overlay with data of its own; an unusable one is noted and left out."""
    found = []
    for group in raw.overlay_groups():
        if _in(group, at.OVERLAY_DATA) not in raw:
            continue
        overlay = _overlay(raw, group, settings.max_frame_bytes)
        if overlay is None:
            raw.note(f"overlay {group:04X} is not usable")
        else:
            found.append(overlay)
    return tuple(found)


def _in(group: int, tag: int) -> int:
    """The attribute `tag` of group 6000 in a repeating group."""
    return (group - 0x6000 << 16) + tag


def _overlay(raw: RawDataset, group: int, max_bytes: int) -> Overlay | None:
    size = _size(raw, group)
    if size is None:
        return None
    rows, columns = size
    frames = max(1, raw.integer(_in(group, at.NUMBER_OF_FRAMES_IN_OVERLAY)) or 1)
    tag = _in(group, at.OVERLAY_DATA)
    data = np.frombuffer(raw.raw(tag), np.uint8)
    if not raw.encoding.little and raw.vr(tag) == b"OW":
        data = data[: len(data) // 2 * 2].reshape(-1, 2)[:, ::-1].ravel()
    count = frames * rows * columns
    if count > max_bytes or len(data) * 8 < count:
        return None  # never filled with what is not there (D-015)
    flat = np.unpackbits(data, count=count, bitorder="little").astype(np.bool_)
    bits = flat.reshape(frames, rows, columns)
    bits.setflags(write=False)
    return Overlay(
        group=group,
        bits=bits,
        origin=_origin(raw, group),
        first_frame=raw.integer(_in(group, at.IMAGE_FRAME_ORIGIN)) or 1,
        kind=raw.code(_in(group, at.OVERLAY_TYPE)) or "G",
        label=raw.text(_in(group, at.OVERLAY_LABEL)),
        description=raw.text(_in(group, at.OVERLAY_DESCRIPTION)),
    )


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
