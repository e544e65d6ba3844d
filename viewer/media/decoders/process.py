"""One worker process as its owner sees it: started when needed, replaced when it fails.

Not thread-safe; `pool.DecoderPool` lets one thread at a time have it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from contextlib import suppress
from dataclasses import replace
from multiprocessing.shared_memory import SharedMemory
from typing import TYPE_CHECKING

from viewer.errors import DecodeError, DecoderDiedError, DecoderTimeoutError
from viewer.media.decoders import wire
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, frame_layout
from viewer.media.decoders.syntaxes import WHOLE_FILES
from viewer.media.decoders.worker import serve
from viewer.media.transfer_syntax import VIDEO

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from viewer.settings import DecodeSettings

_START_SECONDS = 60.0  # from an optical disc the libraries load slowly
_END_SECONDS = 5.0
_VIDEO_PATIENCE = 6  # a jump in a video decodes all frames in between
_START_LOCK = threading.Lock()


class WorkerProcess:
    """Decodes frames in a child process."""

    def __init__(self, settings: DecodeSettings) -> None:
        self._settings = settings
        self._process: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._segment: SharedMemory | None = None
        self._sent: object = None  # the whole file the child has, if any
        self.waiting = False  # a task is with the child

    @property
    def pid(self) -> int | None:
        """The child's process ID; None before the first task and after `stop`."""
        return None if self._process is None else self._process.pid

    def holds(self, data: object) -> bool:
        """Whether the child already has this file."""
        return self._sent is not None and self._sent is data

    def start(self) -> None:
        """Start the child if there is none; raises DecoderDiedError, DecoderTimeoutError."""
        self._running()

    def decode(self, request: DecodeRequest) -> DecodedFrame:
        """Decode one frame; the child is replaced after a timeout, death or nonsense.

        Raises:
            PixelError: what the decoder raised, or DecoderTimeoutError, DecoderDiedError.
        """
        connection = self._running()
        seconds = self._settings.seconds_per_frame
        if request.pixels.transfer_syntax_uid in VIDEO:
            seconds *= _VIDEO_PATIENCE
        try:
            task = self._task(request)
            connection.send(task)
            self.waiting = True
            notices = wire.notices_of(_receive(connection, seconds), request)
        except DecoderTimeoutError:
            self.stop()
            raise
        except (EOFError, OSError, wire.GarbledAnswerError) as error:
            self.stop()
            raise DecoderDiedError("the decoder process ended in this frame") from error
        finally:
            self.waiting = False
        return self._collect(task, notices)

    def kill(self) -> None:
        """End the child at once; may be called while another thread waits in `decode`."""
        process = self._process
        if process is not None:
            with suppress(ValueError):  # that thread has ended and closed it meanwhile
                process.kill()

    def stop(self) -> None:
        """End the child and free everything; the next `decode` starts a new one."""
        if self._process is not None:
            self._process.kill()  # it holds nothing worth a goodbye, and may not listen
            self._process.join(_END_SECONDS)
            with suppress(ValueError):  # stuck in the system; it ends when that lets it go
                self._process.close()
            self._process = None
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._drop_segment()

    def _running(self) -> Connection:
        if self._process is not None and self._process.is_alive() and self._connection:
            return self._connection
        self.stop()
        context = multiprocessing.get_context("spawn")  # fork would copy a window and its threads
        ours, theirs = context.Pipe()
        process = context.Process(
            target=serve, args=(theirs, self._settings), name="decoder", daemon=True
        )
        with _START_LOCK:
            process.start()
        theirs.close()
        self._process, self._connection = process, ours
        try:
            ready = _receive(ours, _START_SECONDS) == wire.READY
        except DecoderTimeoutError:
            self.stop()
            raise
        except (EOFError, OSError):
            ready = False
        if not ready:
            self.stop()
            raise DecoderDiedError("the decoder process ended at its start")
        return ours

    def _task(self, request: DecodeRequest) -> wire.Task:
        """Put the data into shared memory, unless the child has this file already."""
        length = len(request.data)
        same = self.holds(request.data) and self._segment is not None
        segment = self._space(wire.places(request, length).end)
        if not same:
            wire.memory(segment)[:length] = request.data
        self._sent = request.data if request.pixels.transfer_syntax_uid in WHOLE_FILES else None
        return wire.Task(replace(request, data=b""), segment.name, length, same_data=same)

    def _space(self, size: int) -> SharedMemory:
        """Return the segment, a larger one if need be."""
        if self._segment is not None and self._segment.size >= size:
            return self._segment
        self._drop_segment()
        _check_shared_memory(size)
        name = f"lightbox-{os.getpid()}-{os.urandom(4).hex()}"  # macOS: up to 30 characters
        self._segment = SharedMemory(name, create=True, size=size)
        return self._segment

    def _drop_segment(self) -> None:
        self._sent = None
        if self._segment is not None:
            self._segment.close()
            self._segment.unlink()
            self._segment = None

    def _collect(self, task: wire.Task, notices: tuple[str, ...]) -> DecodedFrame:
        """Copy the frame out of shared memory; shape and type are the request's."""
        import numpy as np  # noqa: PLC0415  not before the first paint

        segment = self._segment
        if segment is None:
            raise DecoderDiedError("the decoder process ended in this frame")
        request = task.request
        layout = frame_layout(request.pixels)
        where = wire.places(request, task.data_length)
        array = np.ndarray(layout.shape, layout.dtype, wire.memory(segment), where.pixels).copy()
        shape = (len(request.overlay_bits), request.pixels.rows, request.pixels.columns)
        # Any byte but 0 is True: a bool array must not hold other bytes.
        planes = np.ndarray(shape, np.uint8, wire.memory(segment), where.planes) != 0
        return DecodedFrame(array, tuple(planes), notices)


def _receive(connection: Connection, seconds: float) -> bytes:
    if not connection.poll(seconds):
        raise DecoderTimeoutError(f"no answer from the decoder after {seconds:g} seconds")
    return connection.recv_bytes(wire.MAX_ANSWER_BYTES)


def _check_shared_memory(size: int) -> None:
    """Refuse what does not fit: Linux would end the program at the first write (SIGBUS)."""
    if sys.platform == "linux":
        free = os.statvfs("/dev/shm")  # noqa: S108  not a file: the system's shared memory
        if size > free.f_bavail * free.f_frsize:
            raise DecodeError("not enough shared memory for this frame")
