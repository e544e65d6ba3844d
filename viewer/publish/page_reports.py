"""Reports on a staged disc, read for its pages: structured ones as text, PDF as sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.errors import FileReadError
from viewer.media.decoders.pool import DecoderPool
from viewer.media.documents.encapsulated import encapsulated_document
from viewer.media.documents.pdf import PageSize, page_request, page_sizes, sizes_request
from viewer.media.documents.sr import parse_report
from viewer.media.header import read_dataset
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TypeVar

    import numpy as np
    from numpy.typing import NDArray

    from viewer.media.dataset import RawDataset
    from viewer.model.report import Report

    _Read = TypeVar("_Read")

PDF = "application/pdf"
_LONGEST_PX = 1400  # of a sheet: small print stays readable
_SHEETS = 20  # of one document; the rest is in the document itself


def read_report(path: Path) -> Report:
    """The content of a structured report; raises FileReadError."""
    return _read(path, parse_report)


def read_document(path: Path) -> bytes:
    """The file inside an encapsulated document; raises FileReadError."""
    return _read(path, encapsulated_document)


def _read(path: Path, job: Callable[[RawDataset], _Read]) -> _Read:
    try:
        with path.open("rb") as stream:
            return job(read_dataset(stream, settings=DecodeSettings()))
    except OSError as error:
        raise FileReadError(f"cannot be read: {type(error).__name__}") from error


class Sheets:
    """Draws the pages of PDF documents in a confined process, started when first needed (P-041)."""

    def __init__(self) -> None:
        self._pool: DecoderPool | None = None

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.close()

    def of(self, data: bytes) -> tuple[int, Iterator[NDArray[np.generic]]]:
        """How many pages there are, and the first of them, (rows, columns, 3) RGB each.

        Raises PixelError for what is no PDF that can be drawn; so does the iterator.
        """
        if self._pool is None:
            self._pool = DecoderPool(DecodeSettings(workers=1))
        sizes = page_sizes(self._pool.decode(sizes_request(data)))
        return len(sizes), self._drawn(self._pool, data, sizes[:_SHEETS])

    @staticmethod
    def _drawn(
        pool: DecoderPool, data: bytes, sizes: tuple[PageSize, ...]
    ) -> Iterator[NDArray[np.generic]]:
        for page, (width, height) in enumerate(sizes):
            scale = _LONGEST_PX / max(width, height)
            rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
            yield pool.decode(page_request(data, page, rows, columns)).array
