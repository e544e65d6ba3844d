"""One copy on disk: new preamble and meta information, the clean data set, the pixels (A-017)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO, Final

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filebase import DicomIO
from pydicom.filewriter import write_dataset, write_file_meta_info
from pydicom.uid import UID

import viewer
from viewer.deid import piece
from viewer.deid.errors import ExcludedError
from viewer.deid.masking import EXPLICIT_LITTLE, masked_description, masked_frames
from viewer.deid.pixel_copy import Layout, copy_pixels, pixel_vr
from viewer.media.transfer_syntax import is_encapsulated, is_lossy

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.deid.boxes import Box
    from viewer.media.decoders.pool import DecoderPool
    from viewer.media.elements import PixelElement
    from viewer.model.image import ImagePixels

IMPLEMENTATION_UID: Final = "2.25.156894621877425917042741384826354181477"
_IMPLICIT, _BIG = "1.2.840.10008.1.2", "1.2.840.10008.1.2.2"
_DEFLATED: Final = "1.2.840.10008.1.2.1.99"
_STANDARD_SYNTAXES: Final = "1.2.840.10008.1.2"
_OFFSET_TABLES: Final = (0x7FE0_0001, 0x7FE0_0002)


@dataclass(frozen=True, slots=True)
class PixelSource:
    """Where the pixels of a source are: `stream` is what `element.offset` counts in.

    With `has_drawings` overlays are kept in bits of the pixel words that no sample uses (D-082).
    """

    stream: BinaryIO
    element: PixelElement
    description: ImagePixels | None
    has_drawings: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What the proof compares with what it reads: `pixel_digest` is "" without pixels."""

    transfer_syntax_uid: str
    pixel_digest: str = ""


def write_copy(
    path: Path,
    ds: Dataset,
    syntax: str,
    pixels: PixelSource | None,
    boxes: tuple[Box, ...] = (),
    pool: DecoderPool | None = None,
) -> Written:
    """Write `ds`, a clean data set without pixels, and the pixels of its source.

    `syntax` is that of the source; the copy keeps it, but deflated data sets and masked
    compressed images become Explicit VR Little Endian. Never replaces a file.

    Raises ExcludedError, PixelError or FileReadError for the source, OSError for `path`.
    """
    is_masked = bool(boxes) and pixels is not None and pixels.description is not None
    out_syntax = _out_syntax(syntax, pixels, is_masked=is_masked)
    if is_masked and pixels is not None and pixels.description is not None:
        _describe_masked(ds, syntax, pixels.description)
    ds.file_meta = _meta(ds, out_syntax)
    with path.open("xb") as stream:
        _write_header(stream, ds, out_syntax)
        if pixels is None:
            return Written(out_syntax)
        layout = _layout(pixels, out_syntax)
        if is_masked and pool is not None and pixels.description is not None:
            digest = _write_masked(stream, pixels, layout, boxes, pool)
        else:
            digest = copy_pixels(
                pixels.stream,
                pixels.element,
                pixels.description,
                replace(layout, sample_bits=_sample_bits(pixels)),
                stream.write,
            )
    return Written(out_syntax, digest)


def _write_header(stream: BinaryIO, ds: Dataset, syntax: str) -> None:
    """Preamble, meta information and everything before the pixels.

    Not `dcmwrite`: it refuses syntaxes newer than itself, though all but two are encoded alike.
    """
    stream.write(bytes(128) + b"DICM")
    encoded = DicomIO(stream)
    encoded.is_implicit_VR, encoded.is_little_endian = False, True
    write_file_meta_info(encoded, ds.file_meta, enforce_standard=True)
    encoded.is_implicit_VR, encoded.is_little_endian = syntax == _IMPLICIT, syntax != _BIG
    write_dataset(encoded, ds)


def _out_syntax(syntax: str, pixels: PixelSource | None, *, is_masked: bool) -> str:
    if not syntax.startswith(_STANDARD_SYNTAXES):
        raise ExcludedError("syntax", "a transfer syntax only its maker knows")
    if is_masked and is_encapsulated(syntax):
        return EXPLICIT_LITTLE
    is_native = pixels is not None and pixels.element.length is not None
    if syntax == _DEFLATED or (pixels is None and is_encapsulated(syntax)):
        return EXPLICIT_LITTLE
    if is_native and is_encapsulated(syntax):
        raise ExcludedError("damaged", "compressed pixels that are not stored as such")
    return syntax


def _layout(pixels: PixelSource, syntax: str) -> Layout:
    bits = pixels.description.bits_allocated if pixels.description is not None else 8
    vr = pixel_vr(pixels.element, bits, encapsulated=is_encapsulated(syntax))
    return Layout(pixels.element.tag, vr, explicit=syntax != _IMPLICIT, little=syntax != _BIG)


def _sample_bits(pixels: PixelSource) -> int:
    """The bits of a word that belong to the image, 0 if all are to be kept."""
    description = pixels.description
    if not pixels.has_drawings or description is None:
        return 0
    if pixels.element.length is None or description.bits_allocated != 16:
        raise ExcludedError("overlay", "drawings are mixed into its compressed pixels")
    low = description.high_bit + 1 - description.bits_stored
    return ((1 << description.bits_stored) - 1) << low


def _write_masked(
    stream: BinaryIO,
    pixels: PixelSource,
    layout: Layout,
    boxes: tuple[Box, ...],
    pool: DecoderPool,
) -> str:
    description = pixels.description
    assert description is not None
    masked = masked_description(description)
    length = (masked.frame_bits * masked.number_of_frames + 7) // 8
    stream.write(layout.head(length + length % 2))
    digest = sha256()
    for frame in masked_frames(pixels.stream, pixels.element, description, boxes, pool):
        stream.write(frame)
        digest.update(frame)
    if length % 2:
        stream.write(b"\0")
        digest.update(b"\0")
    return digest.hexdigest()


def _describe_masked(ds: Dataset, syntax: str, pixels: ImagePixels) -> None:
    """The header of an image that was compressed and is not any more."""
    if not is_encapsulated(syntax):
        return
    masked = masked_description(pixels)
    for tag in _OFFSET_TABLES:
        ds.pop(tag, None)
    ds[0x0028_0004] = piece.text_element(0x0028_0004, "CS", masked.photometric_interpretation)
    if pixels.samples_per_pixel > 1:
        ds[0x0028_0006] = piece.number_element(0x0028_0006, "US", 0, is_little=True)
    if is_lossy(syntax) and 0x0028_2110 not in ds and syntax not in _MAY_BE_LOSSLESS:
        ds[0x0028_2110] = piece.text_element(0x0028_2110, "CS", "01")


_MAY_BE_LOSSLESS: Final = frozenset(
    f"1.2.840.10008.1.2.4.{number}" for number in (91, 93, 112, 203)
)


def _meta(ds: Dataset, syntax: str) -> FileMetaDataset:
    """File meta information with nothing of the source's but the kind of object."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(piece.text_at(ds, "SOPClassUID"))
    meta.MediaStorageSOPInstanceUID = UID(piece.text_at(ds, "SOPInstanceUID"))
    meta.TransferSyntaxUID = UID(syntax)
    meta.ImplementationClassUID = UID(IMPLEMENTATION_UID)
    meta.ImplementationVersionName = f"LIGHTBOX_{viewer.__version__}"[:16]
    return meta
