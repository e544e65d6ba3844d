"""One copy on disk: new preamble and meta information, the clean data set, the pixels (A-017)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, Final

from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

import viewer
from viewer.deid import piece
from viewer.deid.encoding import Encoder, meta_information
from viewer.deid.errors import ExcludedError
from viewer.deid.frames import EXPLICIT_BIG, EXPLICIT_LITTLE, IMPLICIT_LITTLE, sample_bits
from viewer.deid.output import Coding
from viewer.deid.pixel_copy import Layout, copy_pixels, pixel_vr
from viewer.deid.recoding import describe, is_as_asked, recoding_of, write_recoded
from viewer.media.part10 import IMPLEMENTATION_UID
from viewer.media.transfer_syntax import is_encapsulated

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.deid.boxes import Box
    from viewer.deid.frames import PixelSource
    from viewer.media.decoders.pool import DecoderPool

_DEFLATED: Final = "1.2.840.10008.1.2.1.99"
_STANDARD_SYNTAXES: Final = "1.2.840.10008.1.2"


@dataclass(frozen=True, slots=True)
class Written:
    """What the proof compares with what it reads: `pixel_digest` is "" without pixels.

    Not `as_asked` are pixels that the syntax asked for cannot hold.
    """

    transfer_syntax_uid: str
    pixel_digest: str = ""
    as_asked: bool = True


@dataclass(frozen=True, slots=True)
class Pixels:
    """The pixels of a copy: their source, and how they are stored; with `boxes` black in them."""

    source: PixelSource
    coding: Coding
    pool: DecoderPool
    boxes: tuple[Box, ...] = ()


def write_copy(path: Path, ds: Dataset, syntax: str, pixels: Pixels | None = None) -> Written:
    """Write `ds`, a clean data set without pixels, and the pixels of its source.

    `syntax` is that of the source. Never replaces a file.

    Raises ExcludedError, PixelError or FileReadError for the source, OSError for `path`.
    """
    if not syntax.startswith(_STANDARD_SYNTAXES):
        raise ExcludedError("syntax", "a transfer syntax only its maker knows")
    if pixels is None:
        syntax = _syntax_without_pixels(syntax)
        with path.open("xb") as stream:
            _write_header(stream, ds, syntax)
        return Written(syntax)
    source = pixels.source
    if source.element.length is not None and is_encapsulated(syntax):
        raise ExcludedError("damaged", "compressed pixels that are not stored as such")
    recoding = recoding_of(source, syntax, pixels.coding, pixels.boxes)
    if recoding is not None:
        describe(ds, recoding, source)
    out_syntax = _syntax_as_it_lies(syntax, pixels.coding) if recoding is None else recoding.syntax
    with path.open("xb") as stream:
        _write_header(stream, ds, out_syntax)
        layout = _layout(source, out_syntax)
        if recoding is not None:
            digest = write_recoded(source, recoding, layout, pixels.pool, stream.write)
        else:
            bits = 0 if is_encapsulated(syntax) else sample_bits(source)
            digest = copy_pixels(
                source.stream,
                source.element,
                source.description,
                replace(layout, sample_bits=bits),
                stream.write,
            )
    return Written(out_syntax, digest, as_asked=is_as_asked(out_syntax, pixels.coding))


def _write_header(stream: BinaryIO, ds: Dataset, syntax: str) -> None:
    """Preamble, meta information and everything before the pixels."""
    stream.write(bytes(128) + b"DICM" + meta_information(_meta(ds, syntax)))
    stream.write(
        Encoder(explicit=syntax != IMPLICIT_LITTLE, little=syntax != EXPLICIT_BIG).data_set(ds)
    )


def _syntax_without_pixels(syntax: str) -> str:
    return EXPLICIT_LITTLE if syntax == _DEFLATED or is_encapsulated(syntax) else syntax


def _syntax_as_it_lies(syntax: str, coding: Coding) -> str:
    """The syntax of a copy whose pixels are copied as they are."""
    is_little = syntax in {IMPLICIT_LITTLE, EXPLICIT_LITTLE}
    if syntax == _DEFLATED or (is_little and coding is Coding.UNCOMPRESSED):
        return EXPLICIT_LITTLE
    return syntax


def _layout(pixels: PixelSource, syntax: str) -> Layout:
    bits = pixels.description.bits_allocated if pixels.description is not None else 8
    vr = pixel_vr(pixels.element, bits, encapsulated=is_encapsulated(syntax))
    return Layout(
        pixels.element.tag,
        vr,
        explicit=syntax != IMPLICIT_LITTLE,
        little=syntax != EXPLICIT_BIG,
        syntax=syntax,
    )


def _meta(ds: Dataset, syntax: str) -> Dataset:
    """File meta information with nothing of the source's but the kind of object."""
    texts = (
        (0x0002_0002, "UI", piece.text_at(ds, "SOPClassUID")),
        (0x0002_0003, "UI", piece.text_at(ds, "SOPInstanceUID")),
        (0x0002_0010, "UI", syntax),
        (0x0002_0012, "UI", IMPLEMENTATION_UID),
        (0x0002_0013, "SH", f"LIGHTBOX_{viewer.__version__}"[:16]),
    )
    return Dataset({BaseTag(tag): piece.text_element(tag, vr, text) for tag, vr, text in texts})
