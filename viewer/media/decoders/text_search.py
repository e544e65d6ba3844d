"""Words in a picture, with RapidOCR and the models in its wheel (A-053).

No transfer syntax, but the same case: libraries that nobody here wrote look at what a stranger
made, and OpenCV changes the environment of its process. So it runs in a decoder process.

The data of a request is `HEAD` (rows and columns) and an RGB picture of 8 bits. The answer has a
row for each text: its left, upper, right and lower edge in pixels, thousandths of certainty that it
is read rightly, and its characters. Rows of zeros follow the last one.
"""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from viewer.errors import DecodeError
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, frame_layout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

HEAD: Final = struct.Struct("<II")
EDGES: Final = 4
TEXT_FROM: Final = EDGES + 1  # column of the first character
_CHANNELS: Final = 3
_LEAST_CERTAINTY: Final = 0.0  # what cannot be read is text all the same


def decode(request: DecodeRequest) -> DecodedFrame:
    """Find the texts of one picture.

    Raises:
        ImportError: if RapidOCR is not installed.
        DecodeError: if the data is no picture, or the library fails.
    """
    picture = _picture(request.data)
    try:
        found, _ = _engine()(picture, use_cls=False)
    except (ImportError, MemoryError):
        raise
    except Exception as error:  # whatever three libraries raise about one picture
        raise DecodeError(f"the text search failed with {type(error).__name__}") from error
    return DecodedFrame(_table(found or [], request))


def _picture(data: bytes | memoryview) -> NDArray[np.uint8]:
    """The picture (rows, columns, BGR), as OpenCV has it."""
    import numpy as np  # noqa: PLC0415  not before the process has limits

    if len(data) < HEAD.size:
        raise DecodeError("there is no picture")
    rows, columns = HEAD.unpack_from(data)
    if not rows * columns or len(data) != HEAD.size + rows * columns * _CHANNELS:
        raise DecodeError("the picture is not of the size it says")
    rgb = np.frombuffer(data, np.uint8, offset=HEAD.size).reshape(rows, columns, _CHANNELS)
    return np.ascontiguousarray(rgb[:, :, ::-1])


def _table(found: list[Any], request: DecodeRequest) -> NDArray[np.generic]:
    import numpy as np  # noqa: PLC0415  as above

    layout = frame_layout(request.pixels)
    table = np.zeros(layout.shape, layout.dtype)
    longest = layout.shape[1] - TEXT_FROM
    for row, (corners, text, certainty) in zip(table, found, strict=False):
        points = np.clip(np.asarray(corners, np.float64), 0, None)
        row[:2] = np.floor(points.min(axis=0))
        row[2:EDGES] = np.ceil(points.max(axis=0))
        row[EDGES] = round(1000 * float(certainty))
        letters = [ord(letter) for letter in str(text)[:longest]]
        row[TEXT_FROM : TEXT_FROM + len(letters)] = letters
    return table


@lru_cache(maxsize=1)
def _engine() -> Any:  # noqa: ANN401  no types
    import onnxruntime  # noqa: PLC0415  loads the library

    onnxruntime.disable_telemetry_events()
    from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415  as above

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1, text_score=_LEAST_CERTAINTY)
