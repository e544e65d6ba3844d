"""What the pool and its worker processes say to each other.

Tasks go to a worker as pickles. Answers come back as JSON: a worker has read bytes from a
stranger, so nothing it says is trusted - an answer is either exactly what the request implies or
`GarbledAnswerError`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from viewer.errors import (
    DecodeError,
    PixelDescriptionError,
    PixelError,
    TruncatedPixelsError,
    UnsupportedTransferSyntaxError,
)
from viewer.limits import ANSWER_NOTICES, ANSWER_TEXT_CHARACTERS
from viewer.media.decoders.base import DecodeRequest, request_layout

if TYPE_CHECKING:
    from multiprocessing.shared_memory import SharedMemory

    from viewer.media.decoders.base import DecodedFrame

READY = b'"ready"'
_ALIGNMENT = 64
_ERRORS: dict[str, type[PixelError]] = {
    error.__name__: error
    for error in (PixelError, PixelDescriptionError, TruncatedPixelsError, DecodeError)
}


class GarbledAnswerError(Exception):
    """A worker answered something that no healthy worker answers."""


@dataclass(frozen=True, slots=True)
class Task:
    """One request whose data is in shared memory; its own `data` is empty.

    With `same_data` the data is the one of the task before, and is not in shared memory again.
    """

    request: DecodeRequest
    segment: str
    data_length: int
    same_data: bool = False


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a task lie in its segment: data, pixels, overlay planes."""

    pixels: int
    planes: int
    end: int


def places(request: DecodeRequest, data_length: int) -> Places:
    """Lay out a segment; both sides compute this from the request alone."""
    pixels = _aligned(data_length)
    planes = _aligned(pixels + request_layout(request).nbytes)
    area = request.pixels.rows * request.pixels.columns
    return Places(pixels, planes, planes + area * len(request.overlay_bits))


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGNMENT) * _ALIGNMENT


def memory(segment: SharedMemory) -> memoryview:
    """Return the bytes of an open segment."""
    if segment.buf is None:
        raise OSError("the shared memory is closed")
    return segment.buf


def success(frame: DecodedFrame) -> bytes:
    """Word the answer for a decoded frame that is in shared memory."""
    return json.dumps(
        {
            "shape": frame.array.shape,
            "dtype": frame.array.dtype.str,
            "planes": len(frame.overlay_planes),
            "notices": frame.notices,
        }
    ).encode()


def failure(error: PixelError) -> bytes:
    """Word the answer for a frame that cannot be decoded."""
    if isinstance(error, UnsupportedTransferSyntaxError):
        return json.dumps({"syntax": error.syntax, "needs": error.needs}).encode()
    return json.dumps({"error": type(error).__name__, "text": str(error)}).encode()


def notices_of(answer: bytes, request: DecodeRequest) -> tuple[str, ...]:
    """Check an answer against its request; return the notices of the frame.

    Raises:
        GarbledAnswerError: if the answer is not one, or describes another frame.
        PixelError: the typed error the worker met.
    """
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise GarbledAnswerError("not JSON") from error
    if not isinstance(said, dict):
        raise GarbledAnswerError("not an object")
    if said.keys() == {"syntax", "needs"}:
        needs = tuple(_text(need) for need in _list(said["needs"]))
        raise UnsupportedTransferSyntaxError(_text(said["syntax"]), needs)
    if said.keys() == {"error", "text"}:
        kind = _ERRORS.get(_text(said["error"]))
        if kind is None:
            raise GarbledAnswerError("unknown error")
        raise kind(_text(said["text"]))
    layout = request_layout(request)
    implied = {
        "shape": list(layout.shape),
        "dtype": layout.dtype,
        "planes": len(request.overlay_bits),
        "notices": said.get("notices"),
    }
    if said != implied:
        raise GarbledAnswerError("another frame")
    return tuple(_text(notice) for notice in _list(said["notices"]))


def _list(value: Any) -> list[Any]:  # noqa: ANN401  whatever JSON holds
    if not isinstance(value, list) or len(value) > ANSWER_NOTICES:
        raise GarbledAnswerError("not a short list")
    return value


def _text(value: Any) -> str:  # noqa: ANN401  whatever JSON holds
    if not isinstance(value, str) or len(value) > ANSWER_TEXT_CHARACTERS:
        raise GarbledAnswerError("not a short text")
    return value
