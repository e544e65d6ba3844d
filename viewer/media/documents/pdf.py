"""What to ask a decoder for when a PDF is read."""

from __future__ import annotations

from dataclasses import replace

from viewer.limits import PDF_PAGES
from viewer.media.decoders import syntaxes
from viewer.media.decoders.base import DecodedFrame, DecodeRequest
from viewer.model.image import ImagePixels, PixelKind

_RGB = ImagePixels(
    rows=1,
    columns=1,
    samples_per_pixel=3,
    photometric_interpretation="RGB",
    bits_allocated=8,
    bits_stored=8,
    high_bit=7,
    signed=False,
    planar_configuration=0,
    number_of_frames=1,
    transfer_syntax_uid=syntaxes.PDF_PAGE,
)
_SIZES = replace(
    _RGB,
    rows=PDF_PAGES,
    columns=2,
    samples_per_pixel=1,
    photometric_interpretation="MONOCHROME2",
    bits_allocated=32,
    bits_stored=32,
    high_bit=31,
    transfer_syntax_uid=syntaxes.PDF_PAGE_SIZES,
    kind=PixelKind.FLOAT,
)

PageSize = tuple[float, float]  # width and height in points


def sizes_request(data: bytes) -> DecodeRequest:
    """Ask for the size of every page, up to `PDF_PAGES`."""
    return DecodeRequest(_SIZES, data)


def page_sizes(answer: DecodedFrame) -> tuple[PageSize, ...]:
    """What the answer to a `sizes_request` says, page by page."""
    sizes = ((float(width), float(height)) for width, height in answer.array)
    return tuple(size for size in sizes if min(size) > 0)


def page_request(data: bytes, page: int, rows: int, columns: int) -> DecodeRequest:
    """Ask for a page, counted from 0, fitted into a picture of this many pixels.

    `data` must be the same object for each page: then it is sent to a worker once.
    """
    return DecodeRequest(replace(_RGB, rows=rows, columns=columns), data, frame_index=page)
