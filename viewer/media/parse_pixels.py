"""The Image Pixel module, refused when it describes pixels that cannot exist (D-130..D-133)."""

import math
from dataclasses import replace
from typing import Final

from viewer.errors import NoPixelsError, PixelDescriptionError
from viewer.limits import FRAMES
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.media.elements import PixelElement
from viewer.media.header import EXPLICIT_LITTLE_UID
from viewer.media.header_memory import remembered
from viewer.media.transfer_syntax import is_encapsulated, syntax_of_codestream
from viewer.model.image import ImagePixels, PixelKind
from viewer.settings import DecodeSettings

_KINDS: Final = {
    at.PIXEL_DATA: PixelKind.INTEGER,
    at.FLOAT_PIXEL_DATA: PixelKind.FLOAT,
    at.DOUBLE_FLOAT_PIXEL_DATA: PixelKind.DOUBLE,
}
_BITS_ALLOCATED: Final = {
    PixelKind.INTEGER: frozenset({1, 8, 12, 16, 32, 64}),  # 12: retired packing
    PixelKind.FLOAT: frozenset({32}),
    PixelKind.DOUBLE: frozenset({64}),
}
_ONE_SAMPLE: Final = frozenset({"MONOCHROME1", "MONOCHROME2", "PALETTECOLOR"})
_OTHER_COLOURS: Final = frozenset({"HSV", "CIELAB"})  # three samples that are no RGB
_FRAGMENT_HEADER = 8
_STREAM_HEAD = 4096  # bytes in which a codestream names its kind
_PADDING: Final = (0, 1)  # bytes a native element may have more than it needs


def check_pixels(raw: RawDataset, settings: DecodeSettings) -> ImagePixels:
    """The pixel description of an instance, with small defects mended and noted on `raw`.

    Raises NoPixelsError if there is no pixel data, PixelDescriptionError naming the attribute
    for what no decoder could be asked for.
    """
    element = raw.pixel_data
    if element is None:
        raise NoPixelsError("there is no pixel data")
    pixels = remembered(_described, raw, _KINDS[element.tag], raw.transfer_syntax_uid)
    if (pixels.frame_bits + 7) // 8 > settings.max_frame_bytes:
        raise PixelDescriptionError(
            f"a frame of {pixels.rows} x {pixels.columns} pixels is larger than the limit (D-133)"
        )
    return _fitted(raw, element, pixels)


def _described(raw: RawDataset, kind: PixelKind, syntax: str) -> ImagePixels:
    """The module as the elements state it."""
    rows, columns = _size(raw)
    samples = raw.integer(at.SAMPLES_PER_PIXEL) or 1
    if samples not in {1, 3}:
        raise PixelDescriptionError(f"Samples per Pixel (0028,0002) is {samples}")
    photometric = _photometric(raw, samples)
    if photometric in _OTHER_COLOURS:
        raise PixelDescriptionError(f"Photometric Interpretation (0028,0004) is {photometric}")
    allocated, stored, high = _bits(raw, kind)
    return ImagePixels(
        rows=rows,
        columns=columns,
        samples_per_pixel=samples,
        photometric_interpretation=photometric,
        bits_allocated=allocated,
        bits_stored=stored,
        high_bit=high,
        signed=kind is not PixelKind.INTEGER or raw.integer(at.PIXEL_REPRESENTATION) == 1,
        planar_configuration=1 if raw.integer(at.PLANAR_CONFIGURATION) == 1 else 0,
        number_of_frames=max(1, raw.integer(at.NUMBER_OF_FRAMES) or 1),
        transfer_syntax_uid=syntax,
        kind=kind,
    )


def _size(raw: RawDataset) -> tuple[int, int]:
    rows, columns = raw.integer(at.ROWS), raw.integer(at.COLUMNS)
    for value, name in ((rows, "Rows (0028,0010)"), (columns, "Columns (0028,0011)")):
        if value is None:
            raise PixelDescriptionError(f"{name} is missing")
        if value <= 0:
            raise PixelDescriptionError(f"{name} is {value}")
    assert rows is not None
    assert columns is not None
    return rows, columns


def _bits(raw: RawDataset, kind: PixelKind) -> tuple[int, int, int]:
    """Bits Allocated, Bits Stored and High Bit (PS3.5 8.1.1)."""
    allocated = raw.integer(at.BITS_ALLOCATED)
    if allocated is None:
        raise PixelDescriptionError("Bits Allocated (0028,0100) is missing")
    if allocated not in _BITS_ALLOCATED[kind]:
        raise PixelDescriptionError(f"Bits Allocated (0028,0100) is {allocated} (D-132)")
    if kind is not PixelKind.INTEGER:
        return allocated, allocated, allocated - 1
    stored = raw.integer(at.BITS_STORED) or 0
    if not 0 < stored <= allocated:
        raw.note(f"Bits Stored (0028,0101) is {stored or 'missing'}, taken as {allocated}")
        stored = allocated
    high = raw.integer(at.HIGH_BIT)
    if high is None or not stored - 1 <= high < allocated:
        raw.note(f"High Bit (0028,0102) is {high}, taken as {stored - 1}")
        high = stored - 1
    return allocated, stored, high


def _photometric(raw: RawDataset, samples: int) -> str:
    """Photometric Interpretation without blanks; one that fits the samples if it does not."""
    stated = raw.code(at.PHOTOMETRIC_INTERPRETATION).replace(" ", "")
    fits = bool(stated) and (stated in _ONE_SAMPLE) == (samples == 1)
    photometric = stated if fits else ("MONOCHROME2" if samples == 1 else "RGB")
    if not fits:
        raw.note(f"Photometric Interpretation is {stated or 'missing'}, taken as {photometric}")
    return "PALETTE COLOR" if photometric == "PALETTECOLOR" else photometric


def _fitted(raw: RawDataset, element: PixelElement, pixels: ImagePixels) -> ImagePixels:
    """Correct what the pixel element itself proves wrong: syntax, chroma, absurd frame numbers."""
    length = element.length
    is_native = not is_encapsulated(pixels.transfer_syntax_uid)
    if is_native and length == _needed(pixels) <= element.available:
        return pixels  # nearly always
    if length is None and is_native:
        pixels = replace(pixels, transfer_syntax_uid=_syntax_of_stream(raw, element))
    if length is None:
        return _limited(pixels, element.available // _FRAGMENT_HEADER)
    if length != _needed(pixels) and pixels.photometric_interpretation == "YBR_FULL_422":
        full = replace(pixels, photometric_interpretation="YBR_FULL")
        if length - _needed(full) in _PADDING:
            raw.note("YBR_FULL_422 with full chroma, taken as YBR_FULL")
            pixels = full
    if is_encapsulated(pixels.transfer_syntax_uid):
        if length - _needed(pixels) not in _PADDING:
            return _limited(pixels, element.available // _FRAGMENT_HEADER)
        raw.note("pixel data is not compressed as the transfer syntax says")
        return replace(pixels, transfer_syntax_uid=EXPLICIT_LITTLE_UID)
    room = min(length, element.available)
    return _limited(pixels, math.ceil(room * 8 / pixels.frame_bits))


def _syntax_of_stream(raw: RawDataset, element: PixelElement) -> str:
    """The syntax of fragments in a file that declares none, or one without fragments (M-002)."""
    table = int.from_bytes(raw.window.get(element.offset + 4, 4), "little")
    syntax = syntax_of_codestream(raw.window.get(element.offset + table + 16, _STREAM_HEAD))
    if not syntax:
        return raw.transfer_syntax_uid
    raw.note(f"compressed pixel data, by its codestream {syntax}")
    return syntax


def _needed(pixels: ImagePixels) -> int:
    return (pixels.frame_bits * pixels.number_of_frames + 7) // 8


def _limited(pixels: ImagePixels, possible: int) -> ImagePixels:
    """Frames that cannot be in the file, or are too many, are promised to nobody (D-016)."""
    possible = min(max(1, possible), FRAMES)
    if pixels.number_of_frames <= possible:
        return pixels
    return replace(pixels, number_of_frames=possible)
