"""What the pool and its worker processes say to each other.

Tasks go to a worker as pickles. Answers come back as JSON: a worker has read bytes from a
stranger, so nothing it says is trusted - an answer is either exactly what the request implies or
`GarbledAnswerError`. It names its task, so that a late one is not taken for the next, and the
checksum of the frame, so that what somebody else wrote into the shared memory is not shown.

Answers are lines, except on Windows, whose pipes keep messages apart: a line that never ends can
be given up, half a message of `multiprocessing` cannot.
"""

from __future__ import annotations

import json
import os
import sys
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from viewer.errors import (
    DecodeError,
    PixelDescriptionError,
    PixelError,
    TruncatedPixelsError,
    UnsupportedTransferSyntaxError,
)
from viewer.limits import ANSWER_BYTES, ANSWER_NOTICES, ANSWER_TEXT_CHARACTERS
from viewer.media.decoders.base import DecodeRequest, request_layout

if TYPE_CHECKING:
    from collections.abc import Iterable
    from multiprocessing.connection import Connection

    import numpy as np
    from numpy.typing import NDArray

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

    A segment the worker does not have yet is given right after the task. With `same_data` the
    data is the one of the task before, and is not in shared memory again.
    """

    number: int
    request: DecodeRequest
    segment: str
    segment_size: int
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


def checksum(pixels: NDArray[np.generic], planes: Iterable[NDArray[np.bool_]]) -> int:
    """The CRC-32 of a frame and its overlay planes, all of them contiguous."""
    crc = zlib.crc32(pixels.data)
    for plane in planes:
        crc = zlib.crc32(plane.data, crc)
    return crc


def success(task: Task, frame: DecodedFrame) -> bytes:
    """Word the answer for a decoded frame with contiguous arrays, as it is in shared memory."""
    return json.dumps(
        {
            "task": task.number,
            "shape": frame.array.shape,
            "dtype": frame.array.dtype.str,
            "planes": len(frame.overlay_planes),
            "checksum": checksum(frame.array, frame.overlay_planes),
            "notices": frame.notices,
        }
    ).encode()


def failure(task: Task, error: PixelError) -> bytes:
    """Word the answer for a frame that cannot be decoded."""
    said: dict[str, Any] = {"error": type(error).__name__, "text": str(error)}
    if isinstance(error, UnsupportedTransferSyntaxError):
        said = {"syntax": error.syntax, "needs": error.needs}
    return json.dumps({"task": task.number, **said}).encode()


@dataclass(frozen=True, slots=True)
class Told:
    """What a worker told about the frame it has laid down."""

    notices: tuple[str, ...]
    checksum: int


def told(answer: bytes, task: Task) -> Told:
    """Check an answer against its task.

    Raises:
        GarbledAnswerError: if the answer is not one, or describes another frame.
        PixelError: the typed error the worker met.
    """
    try:
        said = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise GarbledAnswerError("not JSON") from error
    if not isinstance(said, dict) or said.pop("task", None) != task.number:
        raise GarbledAnswerError("no answer to this task")
    if said.keys() == {"syntax", "needs"}:
        needs = tuple(_text(need) for need in _list(said["needs"]))
        raise UnsupportedTransferSyntaxError(_text(said["syntax"]), needs)
    if said.keys() == {"error", "text"}:
        kind = _ERRORS.get(_text(said["error"]))
        if kind is None:
            raise GarbledAnswerError("unknown error")
        raise kind(_text(said["text"]))
    layout = request_layout(task.request)
    implied = {
        "shape": list(layout.shape),
        "dtype": layout.dtype,
        "planes": len(task.request.overlay_bits),
        "checksum": said.get("checksum"),
        "notices": said.get("notices"),
    }
    if said != implied:
        raise GarbledAnswerError("another frame")
    notices = tuple(_text(notice) for notice in _list(said["notices"]))
    return Told(notices, _number(said["checksum"]))


def put(connection: Connection, answer: bytes) -> None:
    """Send an answer; for the worker."""
    if sys.platform == "win32":
        connection.send_bytes(answer)
        return
    left = memoryview(answer + b"\n")
    while left:
        left = left[os.write(connection.fileno(), left) :]


def take(connection: Connection, so_far: bytearray) -> bool:
    """Add what has come to `so_far` without waiting; True once it is a whole answer.

    Raises:
        GarbledAnswerError: it is too long, or more than one.
        EOFError, OSError: the other side is gone.
    """
    if sys.platform == "win32":
        so_far += connection.recv_bytes(ANSWER_BYTES)
        return True
    came = os.read(connection.fileno(), ANSWER_BYTES)
    if not came:
        raise EOFError
    so_far += came
    end = so_far.find(b"\n")
    if len(so_far) > ANSWER_BYTES or end not in {-1, len(so_far) - 1}:
        raise GarbledAnswerError("not one short line")
    return end >= 0


def _list(value: Any) -> list[Any]:  # noqa: ANN401  whatever JSON holds
    if not isinstance(value, list) or len(value) > ANSWER_NOTICES:
        raise GarbledAnswerError("not a short list")
    return value


def _text(value: Any) -> str:  # noqa: ANN401  whatever JSON holds
    if not isinstance(value, str) or len(value) > ANSWER_TEXT_CHARACTERS:
        raise GarbledAnswerError("not a short text")
    return value


def _number(value: Any) -> int:  # noqa: ANN401  whatever JSON holds
    if type(value) is not int:
        raise GarbledAnswerError("not a number")
    return value
