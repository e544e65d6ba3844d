"""Pixel description, overlays, lookup tables and palettes, and what drawing makes of them.

Inputs are the elements of a data set behind a few bytes that choose how the pixels are stored.
"""

from __future__ import annotations

import functools
import io
import struct
from collections.abc import Sequence
from random import Random

import numpy as np

from tests.factories.elements import Writer, part10
from tests.fuzz import seeds
from tests.fuzz.contract import require, require_sane_texts, same
from tests.fuzz.header_targets import SETTINGS
from tests.fuzz.layout import spans
from tests.fuzz.mutate import mutated
from tests.fuzz.target import Target
from viewer.errors import FileReadError, PixelError
from viewer.media.dataset import RawDataset
from viewer.media.decoders.base import frame_layout
from viewer.media.header import read_dataset
from viewer.media.luts import modality_lut, padding, voi_transforms
from viewer.media.overlays import embedded_overlays, overlays, overlays_left_out
from viewer.media.palettes import palette
from viewer.media.parse_image import image_facts
from viewer.media.parse_pixels import check_pixels
from viewer.media.read import index_frames
from viewer.model.header import FrameFacts, ImageFacts
from viewer.model.image import FileKey, Frame, FrameKey, ImagePixels, PixelKind
from viewer.model.lut import GreyPresentation, ModalityLut, ModalityTable, VoiTransform
from viewer.render.index_map import IndexMap
from viewer.render.overlay import overlay_plane
from viewer.render.palette import palette_rgb
from viewer.render.pipeline import compose_rgb32_table, stored_range, to_grey

_CHOICES = 4  # bytes in front of the elements
_KEY = FrameKey(FileKey(1, "X"), 0)
_CT = "1.2.840.10008.5.1.4.1.1.2"
_DX = "1.2.840.10008.5.1.4.1.1.1.1"
_MOST_FRAMES = 40
_LARGEST = 8 * 1024  # bytes of elements of a few groups
_EDGES = np.array(
    [0, 1, -1, 255, 256, 4095, 32767, -32768, 65535, 2.0**31, -(2.0**31), 2.0**63, 1e300, -1e300]
)


def _raw(data: bytes) -> RawDataset | None:
    """The elements behind the choices; None if they are nothing that can be read."""
    start = part10(Writer().element(0x00080060, "CS", "OT"))
    try:
        return read_dataset(io.BytesIO(start + data[_CHOICES:]), settings=SETTINGS)
    except FileReadError:
        return None


def _pixels(data: bytes) -> ImagePixels:
    """The description of a small image as the choices want it."""
    choices = data[:_CHOICES].ljust(_CHOICES, b"\0")
    allocated = (8, 16, 32, 1)[choices[0] & 3]
    stored = 1 + choices[1] % allocated
    samples = 3 if choices[0] & 4 else 1
    grey = ("MONOCHROME2", "MONOCHROME1", "PALETTE COLOR")[choices[2] % 3]
    return ImagePixels(
        rows=1 + choices[3] % 16,
        columns=1 + choices[3] // 16,
        samples_per_pixel=samples,
        photometric_interpretation=grey if samples == 1 else "RGB",
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=stored - 1,
        signed=bool(choices[0] & 8),
        planar_configuration=0,
        number_of_frames=1 + choices[2] // 64,
        transfer_syntax_uid="1.2.840.10008.1.2.1",
        kind=PixelKind.FLOAT if choices[0] & 0x30 == 0x30 else PixelKind.INTEGER,
    )


def _description(data: bytes) -> None:
    """Pixel description to frames: whatever is promised can be asked for."""
    try:
        raw = read_dataset(io.BytesIO(data), settings=SETTINGS)
        pixels = check_pixels(raw, SETTINGS)
    except (FileReadError, PixelError):
        return
    require(same(pixels, check_pixels(raw, SETTINGS)), "one description was read in two ways")
    try:
        require(frame_layout(pixels).nbytes > 0, "a frame without bytes")
    except PixelError:
        return
    image_facts(raw, _CT, pixels)
    assert raw.pixel_data is not None
    try:
        index = index_frames(raw.stream, raw.pixel_data, pixels)
        for number in {*range(min(_MOST_FRAMES, index.count)), index.count - 1, index.count}:
            try:
                frame = index.read(raw.stream, number)
            except PixelError:
                continue
            require(0 <= frame.bit_offset < 8, "a bit offset of a byte or more")
            require(len(frame.data) <= max(len(data), SETTINGS.max_inflated_bytes), "more bytes")
    except FileReadError:  # a deflated data set that is corrupt further on
        return


def _overlays(data: bytes) -> None:
    raw, pixels = _raw(data), _pixels(data)
    if raw is None:
        return
    found = overlays(raw, pixels)
    embedded = embedded_overlays(raw, pixels, lossy=bool(data[:1] >= b"\x80"))
    require_sane_texts((found, embedded))
    require(overlays_left_out(raw, found) in {True, False}, "neither all nor some")
    bits = pixels.bits_allocated
    require(all(0 <= e.bit_position < bits for e in embedded), "an overlay bit outside the word")
    shape = (pixels.rows, pixels.columns)
    image = ImageFacts(pixels, (FrameFacts(),), overlays=found, embedded_overlays=embedded)
    planes = tuple(np.ones(shape, np.bool_) for _ in embedded)
    plane = overlay_plane(Frame(_KEY, np.zeros(shape, np.uint8), (), planes), image)
    if plane is not None:
        require(plane.shape == shape and plane.dtype == np.bool_, "an overlay of another shape")


def _luts(data: bytes) -> None:
    raw, pixels = _raw(data), _pixels(data)
    if raw is None:
        return
    for sop_class in (_CT, _DX):
        modality = modality_lut(raw, sop_class, pixels)
        transforms = voi_transforms(raw, modality, pixels)
        require_sane_texts((modality, transforms))
        gap = padding(raw, pixels)
        require(gap is None or gap.low <= gap.high, "a padding range upside down")
        for voi in (None, *transforms[:3]):
            _require_grey(pixels, GreyPresentation(modality, voi, gap))
        _require_steady(raw, modality, transforms, pixels)


def _require_grey(pixels: ImagePixels, look: GreyPresentation) -> None:
    with np.errstate(all="ignore"):
        grey = to_grey(_EDGES, look, stored_range(pixels))
    require(grey.shape == _EDGES.shape and grey.dtype == np.uint8, "grey of another shape")


def _require_steady(
    raw: RawDataset,
    modality: ModalityLut,
    transforms: Sequence[VoiTransform],
    pixels: ImagePixels,
) -> None:
    require(same(transforms, voi_transforms(raw, modality, pixels)), "read in two ways")
    if isinstance(modality, ModalityTable):
        require(0 < len(modality.table.entries) <= 65536, "a table of another size")


def _palettes(data: bytes) -> None:
    raw, pixels = _raw(data), _pixels(data)
    if raw is None:
        return
    found = palette(raw, pixels)
    require(same(found, palette(raw, pixels)), "one palette was read in two ways")
    if found is None:
        return
    require(found.rgb.ndim == 2 and found.rgb.shape[1] == 3, "a palette of another shape")
    require(0 < len(found.rgb) <= 65536, "a palette of another size")
    require(palette_rgb(_EDGES, found).shape == (len(_EDGES), 3), "colours of another shape")
    if data[:1] >= b"\x80":
        words = compose_rgb32_table(IndexMap(0, 0), GreyPresentation(), stored_range(pixels), found)
        require(bool((words >> 24 == 0xFF).all()), "a colour that is not opaque")


def _change(random: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    if random.random() < 0.2 and len(data) >= _CHOICES:
        return random.randbytes(_CHOICES) + data[_CHOICES:]
    return mutated(random, data, others, _CHOICES)


@functools.cache
def _overlay_seeds() -> tuple[bytes, ...]:
    made = [seeds.overlay_elements(group) for group in (0x6000, 0x6002, 0x601E)]
    w = Writer()
    embedded = w.element(0x60000010, "US", 4) + w.element(0x60000011, "US", 4)
    embedded += w.element(0x60000100, "US", 16) + w.element(0x60000102, "US", 12)
    return (*_with_choices([*made, made[0] + made[1], embedded]), *_picked(0x6000, 0x601F))


@functools.cache
def _lut_seeds() -> tuple[bytes, ...]:
    return (*_with_choices([seeds.rich_elements()]), *_picked(0x0028, 0x0028))


@functools.cache
def _palette_seeds() -> tuple[bytes, ...]:
    w = Writer()
    heads = b"".join(w.element(0x00281101 + n, "US", [6, 0, 16]) for n in range(3))
    words = (0, 1, 10, 1, 2, 20, 2, 2, 0, 0)
    segments = struct.pack(f"<{len(words)}H", *words)
    plain = b"".join(w.element(0x00281201 + n, "OW", b"\1\2" * 6) for n in range(3))
    cut = b"".join(w.element(0x00281221 + n, "OW", segments) for n in range(3))
    colour = w.element(0x00089205, "CS", "COLOR")
    made = [heads + plain, heads + cut, colour + heads + plain]
    return (*_with_choices(made), *_picked(0x0028, 0x0028, holding=b"\x28\0\1\x11"))


def _with_choices(elements: Sequence[bytes]) -> list[bytes]:
    choices = (b"\0\7\2\x33", b"\1\x0b\2\x33", b"\x09\x0f\2\x21", b"\x81\x0f\0\x44")
    return [choice + data for data in elements for choice in choices]


def _picked(first: int, last: int, holding: bytes = b"") -> list[bytes]:
    """The elements of these groups of all seeds that are in explicit little endian."""
    found = set()
    for data in seeds.headers():
        parts = [
            data[span.start : span.end]
            for span in spans(data)
            if first <= span.tag >> 16 <= last
            and not span.above
            and span.encoding.explicit
            and span.encoding.little
        ]
        elements = b"".join(parts)
        if elements and holding in elements:
            found.add(b"\1\x0b\2\x33" + elements)
    return sorted(found)


TARGETS = (
    Target("pixels", seeds.headers, _description, share=9),
    Target("overlays", _overlay_seeds, _overlays, _change, share=11, largest=_LARGEST),
    Target("luts", _lut_seeds, _luts, _change, share=11, largest=_LARGEST),
    Target("palettes", _palette_seeds, _palettes, _change, share=12, largest=_LARGEST),
)
