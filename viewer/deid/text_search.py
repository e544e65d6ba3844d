"""Searches pictures for text in a process of its own, to propose what to black out (A-051, A-053).

Advisory: that nothing is found never clears a picture.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Self

import numpy as np

from viewer.deid.boxes import Box
from viewer.deid.found_text import FoundText
from viewer.limits import (
    TEXT_SEARCH_MIB,
    TEXT_SEARCH_SECONDS,
    TEXTS_CHARACTERS,
    TEXTS_FOUND,
)
from viewer.media.decoders import syntaxes
from viewer.media.decoders.base import DecodeRequest
from viewer.media.decoders.pool import DecoderPool
from viewer.media.decoders.text_search import EDGES, HEAD, TEXT_FROM
from viewer.model.image import ImagePixels
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from types import TracebackType

    from numpy.typing import NDArray

    from viewer.deid.found_text import Recogniser
    from viewer.media.cancel import CancelToken

_TILE: Final = 1280  # pixels of a side that are searched at once; larger ones are made smaller
_OVERLAP: Final = 192  # a line of text that is cut is whole in the next tile
_SMALL: Final = 700  # the larger side of pictures whose letters are enlarged first
_BESIDE, _ABOVE = 0.5, 0.25  # of the height of a text: room around it
_ANSWER: Final = ImagePixels(
    rows=TEXTS_FOUND,
    columns=TEXT_FROM + TEXTS_CHARACTERS,
    samples_per_pixel=1,
    photometric_interpretation="MONOCHROME2",
    bits_allocated=32,
    bits_stored=32,
    high_bit=31,
    signed=False,
    planar_configuration=0,
    number_of_frames=1,
    transfer_syntax_uid=syntaxes.TEXT_SEARCH,
)
NOT_INSTALLED: Final = "Text search is not installed."


class TextSearch:
    """Finds text; its process starts with the first picture and ends with `close`."""

    def __init__(self, recogniser: Recogniser, settings: DecodeSettings | None = None) -> None:
        self._recogniser = recogniser
        limits = replace(
            settings or DecodeSettings(),
            workers=1,
            worker_memory_mib=TEXT_SEARCH_MIB,
            seconds_per_frame=TEXT_SEARCH_SECONDS,
        )
        self._pool = DecoderPool(limits)

    def close(self) -> None:
        """End the process; a search that runs raises CancelledError."""
        self._pool.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def find(
        self, picture: NDArray[np.uint8], cancel: CancelToken | None = None
    ) -> tuple[FoundText, ...]:
        """The texts of a picture (rows, columns[, 3]) of 8 bits, boxes in its pixels.

        Raises PixelError, of which UnsupportedTransferSyntaxError if the library is missing, and
        CancelledError.
        """
        rgb = picture if picture.ndim == 3 else np.repeat(picture[:, :, np.newaxis], 3, axis=2)
        factor = 2 if max(rgb.shape[:2]) <= _SMALL else 1
        if factor > 1:
            rgb = rgb.repeat(factor, axis=0).repeat(factor, axis=1)
        found = []
        for top, left in _tiles(*rgb.shape[:2]):
            tile = rgb[top : top + _TILE, left : left + _TILE]
            data = HEAD.pack(*tile.shape[:2]) + np.ascontiguousarray(tile).tobytes()
            table = self._pool.decode(DecodeRequest(_ANSWER, data), cancel).array
            for row in table:
                text = _text_of(row, (left, top), factor, picture.shape[:2])
                if text is not None:
                    found.append(text)
        return tuple(replace(text, meaning=self._recogniser.meaning(text.text)) for text in found)


def boxes_around(texts: Iterable[FoundText], rows: int, columns: int) -> tuple[Box, ...]:
    """Boxes that hide these texts with some room; those that overlap become one."""
    boxes: list[Box] = []
    for text in texts:
        box = text.box
        height = box.bottom - box.top + 1
        across, down = (max(2, round(part * height)) for part in (_BESIDE, _ABOVE))
        grown = Box(
            max(0, box.left - across),
            max(0, box.top - down),
            min(columns - 1, box.right + across),
            min(rows - 1, box.bottom + down),
        )
        while (other := next((b for b in boxes if b.meets(grown)), None)) is not None:
            boxes.remove(other)
            grown = other.around(grown)
        boxes.append(grown)
    return tuple(sorted(boxes))


def _tiles(rows: int, columns: int) -> Iterator[tuple[int, int]]:
    """Upper left corners of tiles that cover a picture."""
    for top in _starts(rows):
        for left in _starts(columns):
            yield top, left


def _starts(length: int) -> list[int]:
    if length <= _TILE:
        return [0]
    step = _TILE - _OVERLAP
    count = -(-(length - _TILE) // step) + 1
    return [min(number * step, length - _TILE) for number in range(count)]


def _text_of(
    row: NDArray[np.generic], offset: tuple[int, int], factor: int, shape: tuple[int, ...]
) -> FoundText | None:
    """A row of the answer in pixels of the picture; None for an empty one."""
    numbers = [int(value) for value in row]
    edges = numbers[:EDGES]
    if not any(edges[2:]):
        return None
    rows, columns = shape[:2]
    across, down = offset
    left, right = ((edge + across) // factor for edge in (edges[0], edges[2]))
    top, bottom = ((edge + down) // factor for edge in (edges[1], edges[3]))
    if left >= columns or top >= rows or left > right or top > bottom:
        return None
    box = Box(left, top, min(right, columns - 1), min(bottom, rows - 1))
    letters = [chr(code) for code in numbers[TEXT_FROM:] if 0 < code < 0xD800]
    return FoundText(box, "".join(letters), min(numbers[EDGES], 1000) / 1000)
