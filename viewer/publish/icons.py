"""Small pictures for the records of series, so that a directory can be leafed through (M-022)."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

import numpy as np

from viewer.errors import FileReadError, PixelError
from viewer.media.directory_writer import ICON
from viewer.media.load import load_frame
from viewer.media.medium import Medium
from viewer.media.rewrite import element, head
from viewer.model.image import FileKey, FrameKey
from viewer.model.viewport import Presentation, ViewState
from viewer.render.source import prepare
from viewer.render.viewport import ViewportRenderer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from viewer.media.decoders.pool import DecoderPool
    from viewer.settings import Settings

SIDE: Final = 64  # rows and columns, as the profiles for CT and MR ask (M-050)
_NUMBER: Final = 0  # of the medium, for this reading only
Above = tuple[str, str, str]


def series_icons(
    tree: Path,
    chosen: Mapping[Above, str],
    pool: DecoderPool,
    settings: Settings,
    check: Callable[[], None],
) -> Iterator[tuple[Above, bytes]]:
    """An Icon Image Sequence element for each series, where its picture can be shown.

    `chosen` names the file of each, from the root `tree`.
    """
    medium = Medium.open(tree, _NUMBER, settings)
    try:
        for above, path in chosen.items():
            check()
            try:
                yield above, icon_element(_picture(medium, path, pool))
            except (PixelError, FileReadError):
                continue
    finally:
        medium.close()


def _picture(medium: Medium, path: str, pool: DecoderPool) -> NDArray[np.uint8]:
    """Grey, (SIDE, SIDE): the middle frame as a viewport would show it."""
    file = FileKey(_NUMBER, path)
    header = medium.header(file)
    count = header.image.pixels.number_of_frames if header.image is not None else 1
    frame = load_frame(medium, header, FrameKey(file, count // 2), pool)
    assert header.image is not None  # `load_frame` raises without
    image = prepare(frame, header.image, header.image.frame(count // 2))
    words = ViewportRenderer().render(image, Presentation(), ViewState(), (SIDE, SIDE))
    channels = [(words >> shift & 0xFF).astype(np.float32) for shift in (16, 8, 0)]
    weights = (0.299, 0.587, 0.114)
    grey = np.zeros((SIDE, SIDE), np.float32)
    for weight, channel in zip(weights, channels, strict=True):
        grey += np.float32(weight) * channel
    return np.rint(grey).astype(np.uint8)


def icon_element(grey: NDArray[np.uint8]) -> bytes:
    """A whole Icon Image Sequence element (PS3.3 F.7)."""

    def number(tag: int, value: int) -> bytes:
        return element(tag, b"US", struct.pack("<H", value))

    rows, columns = grey.shape
    item = b"".join(
        (
            number(0x0028_0002, 1),
            element(0x0028_0004, b"CS", b"MONOCHROME2"),
            number(0x0028_0010, rows),
            number(0x0028_0011, columns),
            number(0x0028_0100, 8),
            number(0x0028_0101, 8),
            number(0x0028_0102, 7),
            number(0x0028_0103, 0),
            element(0x7FE0_0010, b"OB", grey.tobytes()),
        )
    )
    items = b"\xfe\xff\x00\xe0" + struct.pack("<I", len(item)) + item
    return head(ICON, b"SQ", len(items)) + items
