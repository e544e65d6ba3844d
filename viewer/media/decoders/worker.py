"""The worker process: decodes one frame after the other until its pipe closes.

Codecs run here because they read bytes from a stranger: a crash, a hang or a greedy allocation
ends a worker, never the window (S-19). Importing this module loads no codec; a spawned process
imports it before it knows what it will need.
"""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.errors import DecodeError, PixelError
from viewer.media.decoders import decode, limits, wire
from viewer.media.decoders.base import DecodedFrame
from viewer.media.decoders.segment import Segment
from viewer.memory_back import give_back
from viewer.settings import MIB, DecodeSettings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


def serve(connection: Connection, settings: DecodeSettings) -> None:
    """Answer tasks until the other side closes the pipe."""
    _silence()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the window's to handle
    limits.end_with_owner()
    limits.be_modest(settings.worker_memory_mib * MIB)
    _warm_up()
    wire.put(connection, wire.READY)
    desk = Desk(connection)
    while True:
        try:
            task: wire.Task | None = connection.recv()
            if task is None:
                desk.forget()
                give_back()
                continue
            answer = desk.answer(task, settings)
        except (EOFError, OSError):
            break
        wire.put(connection, answer)


class Desk:
    """The shared memory at hand, and the data of the last task for those that follow it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._segment: Segment | None = None
        self._data = b""

    def answer(self, task: wire.Task, settings: DecodeSettings) -> bytes:
        """Decode the frame of a task into its segment; word the outcome."""
        segment = self._open(task)
        if not task.same_data:
            self._data = bytes(segment.memory[: task.data_length])
        request = replace(task.request, data=self._data)
        try:
            frame = _contiguous(decode(request, settings))
        except PixelError as error:
            return wire.failure(task, error)
        except MemoryError:
            too_much = DecodeError("the frame needs more memory than a decoder may use")
            return wire.failure(task, too_much)
        except Exception as error:  # noqa: BLE001  a job runner: one frame fails, not the worker
            strange = DecodeError(f"the decoder failed with {type(error).__name__}")
            return wire.failure(task, strange)
        _lay_down(frame, task, segment)
        return wire.success(task, frame)

    def _open(self, task: wire.Task) -> Segment:
        if self._segment is None or self._segment.name != task.segment:
            self.clear()
            self._segment = Segment.receive(task.segment, task.segment_size, self._connection)
        return self._segment

    def forget(self) -> None:
        """Let go of all that is of a disc."""
        self._data = b""
        self.clear()

    def clear(self) -> None:
        """Let go of the shared memory."""
        if self._segment is not None:
            self._segment.close()
            self._segment = None


def _contiguous(frame: DecodedFrame) -> DecodedFrame:
    """The frame with its values in one piece each, as the owner will have them."""
    import numpy as np  # noqa: PLC0415  not before the process has limits

    planes = tuple(np.ascontiguousarray(plane) for plane in frame.overlay_planes)
    return replace(frame, array=np.ascontiguousarray(frame.array), overlay_planes=planes)


def _lay_down(frame: DecodedFrame, task: wire.Task, segment: Segment) -> None:
    import numpy as np  # noqa: PLC0415  not before the process has limits

    where = wire.places(task.request, task.data_length)
    target: np.ndarray[tuple[int, ...], np.dtype[np.generic]] = np.ndarray(
        frame.array.shape, frame.array.dtype, segment.memory, where.pixels
    )
    target[...] = frame.array
    offset = where.planes
    for plane in frame.overlay_planes:
        np.ndarray(plane.shape, np.bool_, segment.memory, offset)[...] = plane
        offset += plane.size


def _silence() -> None:
    """Discard what codecs print; it would mix with the output of the command line."""
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)
    os.close(null)


def _warm_up() -> None:
    """Import what nearly every task needs, so that no frame's time limit pays for it."""
    try:
        from viewer.media.decoders import imagecodecs_decoder, rle  # noqa: F401, PLC0415  see above
    except ImportError:  # told by the first frame that needs it
        return
