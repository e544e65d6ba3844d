"""Pages of a PDF as pictures, with PDFium (P-041).

A page is asked for as a frame: `data` is the whole document, `frame_index` the page, `pixels`
8-bit RGB of the size wanted, into which the page is fitted with white margins. Which pages there
are is a frame too, of `PDF_PAGE_SIZES`: one row for each of the first `PDF_PAGES` pages, width
and height in points; rows of zeros follow the last page.

The build of PDFium has no JavaScript, no XFA and no network, and no form environment is made:
fields are drawn as they were filled in, and cannot do anything. Nothing is followed, launched or
unpacked: links and attachments are not looked at. The open document stays in the process from
one request to the next.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from viewer.errors import DecodeError, TruncatedPixelsError
from viewer.media.decoders import syntaxes
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, frame_layout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.media.decoders.codestream import Buffer

A4 = (595.0, 842.0)  # points; for pages that state no possible size
_WHITE = (255, 255, 255, 255)
_NEEDS_PASSWORD = 4  # FPDF_ERR_PASSWORD
_HEAD = 1024  # bytes in which readers look for the signature (ISO 32000-1, annex H.3)


def decode(request: DecodeRequest) -> DecodedFrame:
    """Draw one page, or list the sizes of all.

    Raises:
        ImportError: if PDFium is not installed.
        DecodeError: if the data is no PDF, is protected by a password, or the page is damaged.
        TruncatedPixelsError: if the document has no such page; the message has their number.
    """
    document = _document_of(request.data)
    if request.pixels.transfer_syntax_uid == syntaxes.PDF_PAGE_SIZES:
        return _sizes(document, request)
    return DecodedFrame(_page(document, request))


def _sizes(document: Any, request: DecodeRequest) -> DecodedFrame:  # noqa: ANN401  no types
    import numpy as np  # noqa: PLC0415  not before the process has limits

    sizes = np.zeros(frame_layout(request.pixels).shape, np.float32)
    count = len(document)
    for number in range(min(count, len(sizes))):
        sizes[number] = _size(document, number)
    if count <= len(sizes):
        return DecodedFrame(sizes)
    return DecodedFrame(sizes, notices=(f"the first {len(sizes)} of {count} pages are shown",))


def _size(document: Any, number: int) -> tuple[float, float]:  # noqa: ANN401  no types
    from pypdfium2 import PdfiumError  # noqa: PLC0415  loads PDFium

    try:
        width, height = document.get_page_size(number)
    except PdfiumError:  # told when the page is drawn
        return A4
    possible = all(math.isfinite(side) and 1 <= side <= 1e6 for side in (width, height))
    return (width, height) if possible else A4


def _page(document: Any, request: DecodeRequest) -> NDArray[np.uint8]:  # noqa: ANN401  no types
    import numpy as np  # noqa: PLC0415  not before the process has limits
    import pypdfium2 as pdfium  # noqa: PLC0415  loads PDFium
    from pypdfium2 import raw  # noqa: PLC0415  loads PDFium

    number, pixels = request.frame_index, request.pixels
    if not 0 <= number < len(document):
        raise TruncatedPixelsError(f"the document ends after page {len(document)}")
    page = _load(document, number)
    width, height = _size(document, number)
    scale = min(pixels.columns / width, pixels.rows / height)
    across = max(1, min(pixels.columns, round(width * scale)))
    down = max(1, min(pixels.rows, round(height * scale)))
    left, top = (pixels.columns - across) // 2, (pixels.rows - down) // 2
    bitmap = pdfium.PdfBitmap.new_native(pixels.columns, pixels.rows, raw.FPDFBitmap_BGRx)
    try:
        bitmap.fill_rect(_WHITE, 0, 0, pixels.columns, pixels.rows)
        flags = raw.FPDF_ANNOT  # what was written onto the page later
        raw.FPDF_RenderPageBitmap(bitmap, page, left, top, across, down, 0, flags)
        return np.ascontiguousarray(bitmap.to_numpy()[:, :, 2::-1])
    finally:
        bitmap.close()
        page.close()


def _load(document: Any, number: int) -> Any:  # noqa: ANN401  no types
    """Open a page, with the fields of a form as plain marks on it."""
    from pypdfium2 import PdfiumError, raw  # noqa: PLC0415  loads PDFium

    try:
        page = document[number]
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            page.close()
            page = document[number]  # drawn as it was before, until it is loaded again
    except PdfiumError:
        raise DecodeError(f"page {number + 1} is damaged") from None
    return page


def _open(data: Buffer) -> Any:  # noqa: ANN401  no types
    import pypdfium2 as pdfium  # noqa: PLC0415  loads PDFium

    content = bytes(data)
    if b"%PDF-" not in content[:_HEAD]:
        raise DecodeError("the document is not a PDF")
    try:
        return pdfium.PdfDocument(content)
    except pdfium.PdfiumError as error:
        # The code may be that of another document before; only locked ones have this word.
        if error.err_code == _NEEDS_PASSWORD and b"/Encrypt" in content:
            raise DecodeError("the PDF is protected by a password") from None
        raise DecodeError("the PDF is damaged") from None


_open_documents: list[tuple[Buffer, Any]] = []


def _document_of(data: Buffer) -> Any:  # noqa: ANN401  no types
    """The document that is open for this very object, or a new one in its place."""
    if not _open_documents or _open_documents[0][0] is not data:
        while _open_documents:
            _open_documents.pop()[1].close()
        _open_documents.append((data, _open(data)))
    return _open_documents[0][1]
