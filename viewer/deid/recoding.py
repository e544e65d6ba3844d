"""What the pixels of a copy are stored as, and the writing of those that change (A-052).

Pixels stay as they lie wherever they can. Others go frame by frame through `frames`, `masking` and
`encoders`; every codestream made here is decoded again and compared before it is written.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from viewer.deid import piece
from viewer.deid.checksum import Checksum
from viewer.deid.encoders import (
    JPEG_2000,
    JPEG_LOSSLESS,
    JPEG_LS,
    can_encode,
    encode,
    photometric_of,
)
from viewer.deid.errors import ExcludedError
from viewer.deid.frames import (
    EXPLICIT_BIG,
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    PlainImage,
    is_plain_kind,
    packed_bits,
    plain_frames,
    plain_image,
    stored_words,
)
from viewer.deid.masking import blacken, check_boxes
from viewer.deid.output import Coding
from viewer.deid.pixel_copy import UNDEFINED, closing_item, item
from viewer.media.decoders import decode
from viewer.media.decoders.base import DecodeRequest
from viewer.media.transfer_syntax import ENCAPSULATED_UNCOMPRESSED, RLE, is_encapsulated

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy as np
    from numpy.typing import NDArray
    from pydicom.dataset import Dataset

    from viewer.deid.boxes import Box
    from viewer.deid.frames import PixelSource
    from viewer.deid.pixel_copy import Layout
    from viewer.media.decoders.pool import DecoderPool
    from viewer.model.image import ImagePixels

_SYNTAXES: Final = {
    Coding.UNCOMPRESSED: EXPLICIT_LITTLE,
    Coding.JPEG_2000: JPEG_2000,
    Coding.JPEG_LS: JPEG_LS,
    Coding.RLE: RLE,
}
_JPEG: Final = "1.2.840.10008.1.2.4."
# What an image in the syntax of its source becomes when its pixels must change: the lossless one
# of the family. Families without an entry (JPEG XL, deflated frames) become uncompressed.
_FAMILIES: Final = {
    **{_JPEG + number: JPEG_LOSSLESS for number in ("50", "51", "53", "55", "57", "70")},
    **{_JPEG + number: JPEG_LS for number in ("80", "81")},
    **{_JPEG + number: JPEG_2000 for number in ("90", "91", "92", "93", "201", "202", "203")},
    RLE: RLE,
}
_METHODS: Final = {
    **{_JPEG + number: "ISO_10918_1" for number in ("50", "51", "53", "55")},
    _JPEG + "81": "ISO_14495_1",
    **{_JPEG + number: "ISO_15444_1" for number in ("91", "203")},
    _JPEG + "93": "ISO_15444_2",
    **{_JPEG + number: "ISO_18181_1" for number in ("111", "112")},
}
_OFFSET_TABLES: Final = (0x7FE0_0001, 0x7FE0_0002)
_LOSSY, _RATIO, _METHOD = 0x0028_2110, 0x0028_2112, 0x0028_2114


@dataclass(frozen=True, slots=True)
class Recoding:
    """How an image is stored anew: `syntax` of the copy, `image` its frames before encoding."""

    syntax: str
    image: PlainImage
    boxes: tuple[Box, ...] = ()

    @property
    def stored(self) -> ImagePixels:
        """The image as the copy describes it."""
        pixels = self.image.pixels
        if not is_encapsulated(self.syntax):
            return replace(pixels, transfer_syntax_uid=self.syntax)
        return replace(
            pixels,
            transfer_syntax_uid=self.syntax,
            photometric_interpretation=photometric_of(pixels, self.syntax),
            planar_configuration=0,
        )


def recoding_of(
    source: PixelSource, syntax: str, coding: Coding, boxes: tuple[Box, ...]
) -> Recoding | None:
    """How the pixels have to change, None if they are copied as they lie.

    Raises ExcludedError for pixels that have to change and cannot, PixelError for damage.
    """
    pixels = source.description
    must = bool(boxes) or (source.has_drawings and is_encapsulated(syntax))
    if pixels is None or not (must or _is_other(syntax, coding)):
        return None
    if not must and not is_plain_kind(pixels):
        return None
    check_boxes(pixels, boxes)
    image = plain_image(source)
    wanted = _wanted(syntax, coding)
    if is_encapsulated(wanted) and not can_encode(image.pixels, wanted):
        if not must:
            return None
        wanted = EXPLICIT_LITTLE
    return Recoding(wanted, image, boxes)


def _is_other(syntax: str, coding: Coding) -> bool:
    """Whether the pixels would lie otherwise; little endian words are the same in two syntaxes.

    Nobody can tell what fragments without a codestream hold beside the picture.
    """
    if coding is Coding.ORIGINAL:
        return syntax == ENCAPSULATED_UNCOMPRESSED
    if coding is Coding.UNCOMPRESSED:
        return is_encapsulated(syntax) or syntax == EXPLICIT_BIG
    return syntax != _SYNTAXES[coding]


def _wanted(syntax: str, coding: Coding) -> str:
    if coding is not Coding.ORIGINAL:
        return _SYNTAXES[coding]
    if is_encapsulated(syntax):
        return _FAMILIES.get(syntax, EXPLICIT_LITTLE)
    return syntax if syntax == IMPLICIT_LITTLE else EXPLICIT_LITTLE


def is_as_asked(syntax: str, coding: Coding) -> bool:
    """Whether a copy in `syntax` is what `coding` asks for."""
    return coding is Coding.ORIGINAL or syntax == _SYNTAXES[coding]


def describe(ds: Dataset, recoding: Recoding, source: PixelSource) -> None:
    """Make the header say how the pixels are stored now, and what they lost before."""
    before, after = source.description, recoding.stored
    assert before is not None
    for tag in _OFFSET_TABLES:
        ds.pop(tag, None)
    kind = after.photometric_interpretation
    if kind != before.photometric_interpretation:
        ds[0x0028_0004] = piece.text_element(0x0028_0004, "CS", kind)
    if after.samples_per_pixel > 1:
        planar = after.planar_configuration
        ds[0x0028_0006] = piece.number_element(0x0028_0006, "US", planar, is_little=True)
    if after.high_bit != before.high_bit:
        ds[0x0028_0102] = piece.number_element(0x0028_0102, "US", after.high_bit, is_little=True)
    if recoding.image.is_lossy:
        _keep_lossy(ds, before, source.element.available)


def _keep_lossy(ds: Dataset, before: ImagePixels, compressed_bytes: int) -> None:
    """Once lossy, always lossy (S-07, PS3.3 C.7.6.1.1.5): flag, ratio, method."""
    if piece.text_at(ds, "LossyImageCompression") == "01":
        return
    ds[_LOSSY] = piece.text_element(_LOSSY, "CS", "01")
    plain_bytes = before.frame_bits * before.number_of_frames / 8
    ratio = f"{plain_bytes / max(1, compressed_bytes):.2f}"
    ds[_RATIO] = piece.text_element(_RATIO, "DS", ratio)
    method = _METHODS.get(before.transfer_syntax_uid)
    if method is not None:
        ds[_METHOD] = piece.text_element(_METHOD, "CS", method)


def write_recoded(
    source: PixelSource,
    recoding: Recoding,
    layout: Layout,
    pool: DecoderPool,
    write: Callable[[bytes], object],
) -> str:
    """Write the whole element; the SHA-256 of its value as written.

    Raises ExcludedError and PixelError for the source, OSError for the place.
    """
    digest = Checksum()

    def put(data: bytes) -> None:
        digest.update(data)
        write(data)

    pixels = recoding.image.pixels
    if is_encapsulated(recoding.syntax):
        write(layout.head(UNDEFINED))
        put(item(b""))  # no offset table: one fragment is one frame
        for frame in _frames(source, recoding, pool):
            put(item(_encoded(frame, recoding)))
        put(closing_item())
        return digest.hexdigest()
    length = (pixels.frame_bits * pixels.number_of_frames + 7) // 8
    write(layout.head(length + length % 2))
    frames = _frames(source, recoding, pool)
    for data in packed_bits(frames) if pixels.bits_allocated == 1 else map(_bytes, frames):
        put(data)
    if length % 2:
        put(b"\0")
    return digest.hexdigest()


def _bytes(frame: NDArray[np.uint8]) -> bytes:
    return frame.tobytes()


def _frames(
    source: PixelSource, recoding: Recoding, pool: DecoderPool
) -> Iterator[NDArray[np.uint8]]:
    for frame in plain_frames(source, recoding.image, pool):
        if recoding.boxes:
            blacken(frame, recoding.image.pixels, recoding.boxes, source.darkest)
        yield frame


def _encoded(frame: NDArray[np.uint8], recoding: Recoding) -> bytes:
    """One frame compressed, once it is certain that it can be had back.

    Decoded here and not in a process of its own: the stream is nobody's but ours.
    """
    pixels = recoding.image.pixels
    stream = encode(frame, pixels, recoding.syntax)
    asked = replace(recoding.stored, number_of_frames=1)
    if pixels.samples_per_pixel > 1:
        asked = replace(asked, photometric_interpretation="RGB")  # as it is, whatever it is
    back = stored_words(decode(DecodeRequest(asked, stream)).array, pixels)
    if not _is_same(frame, back, pixels):
        raise ExcludedError("stream", "its pixels could not be compressed without loss")
    return stream


def _is_same(frame: NDArray[np.uint8], back: NDArray[np.uint8], pixels: ImagePixels) -> bool:
    """Whether all samples are equal; bits above Bits Stored are nobody's."""
    word = f"<u{pixels.bits_allocated // 8}"
    mine, theirs = frame.view(word), back.view(word)
    if pixels.planar_configuration and pixels.samples_per_pixel > 1:
        mine = mine.reshape(pixels.samples_per_pixel, -1).T.reshape(-1)
    unequal = mine ^ theirs
    return not (unequal & unequal.dtype.type((1 << pixels.bits_stored) - 1)).any()
