"""One worker process as its owner sees it: started when needed, replaced when it fails.

Not thread-safe; `pool.DecoderPool` lets one thread at a time have it. Only `kill` may be called
from elsewhere.
"""

from __future__ import annotations

import multiprocessing
import threading
import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from viewer.errors import (
    CancelledError,
    DecodeError,
    DecoderDiedError,
    DecoderStartError,
    DecoderTimeoutError,
)
from viewer.media.decoders import wire
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, request_layout
from viewer.media.decoders.child import Child
from viewer.media.decoders.segment import Segment
from viewer.media.decoders.syntaxes import WHOLE_FILES
from viewer.media.decoders.worker import serve
from viewer.media.transfer_syntax import VIDEO
from viewer.settings import MIB

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from viewer.settings import DecodeSettings

    Serve = Callable[[Connection, DecodeSettings], None]

_START_SECONDS = 60.0  # from an optical disc the libraries load slowly
_VIDEO_PATIENCE = 6  # a jump in a video decodes all frames in between
_LOOK_SECONDS = 0.25  # how often a worker that takes long is looked at
_BUSY = 3  # times as long by the clock as a frame may take work, where others work too
_STARTS = 2  # a start may fail for once, killed by somebody
_PAUSE_SECONDS = 0.5  # without a start after they failed, twice as long each time
_LONGEST_PAUSE_SECONDS = 8.0


class WorkerProcess:
    """Decodes frames in a child process."""

    def __init__(self, settings: DecodeSettings, serve: Serve = serve) -> None:
        self._settings = settings
        self._serve = serve
        self._lock = threading.Lock()  # of `_child` and `_closed`, for `kill`
        self._child: Child | None = None
        self._closed = False
        self._ready = False  # the child has told that it is
        self._segment: Segment | None = None
        self._sent: object = None  # the whole file the child has, if any
        self._tasks = 0
        self._refused_until = 0.0
        self._pause = _PAUSE_SECONDS
        self.waiting = False  # a task is with the child

    @property
    def pid(self) -> int | None:
        """The child's process ID; None before the first task and after `stop`."""
        child = self._child
        return None if child is None else child.pid

    @property
    def is_started(self) -> bool:
        """Whether there is a child, ready or about to be."""
        return self._child is not None

    @property
    def is_refused(self) -> bool:
        """Whether starts failed just now: frames fail at once instead of starting one more."""
        return self._child is None and time.monotonic() < self._refused_until

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
            CancelledError: after `kill`.
        """
        try:
            return self._decode(request)
        except _UnreadError:  # it was ended between frames, of which none is to blame
            try:
                return self._decode(request)
            except _UnreadError as error:
                raise DecoderDiedError("the decoder process ended before this frame") from error

    def _decode(self, request: DecodeRequest) -> DecodedFrame:
        child = self._running()
        seconds = self._settings.seconds_per_frame
        if request.pixels.transfer_syntax_uid in VIDEO:
            seconds *= _VIDEO_PATIENCE
        task, segment = self._task(request)
        try:
            child.connection.send(task)
            if not segment.is_given:
                segment.give(child.connection)
            self.waiting = True
            worked_s = child.worked_s() + seconds
            answer = _receive(
                child.connection,
                seconds,
                lambda: self._look_at(child),
                is_held_up=lambda: child.worked_s() < worked_s,
            )
            return _collected(segment, task, wire.told(answer, task))
        except (DecoderTimeoutError, _GreedyError) as error:
            self._replace()
            if isinstance(error, _GreedyError):
                raise DecodeError("the frame needs more memory than a decoder may use") from error
            raise
        except (BrokenPipeError, ConnectionResetError) as error:
            self._replace()
            raise _UnreadError from error
        except (EOFError, OSError) as error:
            self._replace()
            raise DecoderDiedError("the decoder process ended in this frame") from error
        except wire.GarbledAnswerError as error:
            self._replace()
            raise DecoderDiedError("the decoder process gave nonsense for this frame") from error
        finally:
            self.waiting = False

    def forget(self) -> None:
        """Let go of the last frame and file, here and in the child; between two tasks only."""
        self._sent = None
        if self._segment is None:
            return
        self._segment.close()
        self._segment = None
        if self._child is not None and self._ready:
            with suppress(OSError):  # it ended meanwhile
                self._child.connection.send(None)

    def kill(self) -> None:
        """End the child for good; may be called while another thread waits in `decode`."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.kill()

    def stop(self) -> None:
        """End the child and free everything; the next `decode` starts a new one."""
        with self._lock:
            child, self._child = self._child, None
        self._ready = False
        self._sent = None
        if child is not None:
            child.end()  # it holds nothing worth a goodbye, and may not listen
        if self._segment is not None:
            self._segment.close()
            self._segment = None

    def _running(self) -> Child:
        """The child, once it is ready for a task."""
        if self._child is not None and self._ready:
            if not self._child.connection.poll(0):
                return self._child
            self.stop()  # it ended meanwhile, or talks without being asked
        if self.is_refused:
            raise DecoderStartError("the decoder process does not start")
        for last in (False,) * (_STARTS - 1) + (True,):
            try:
                return self._started()
            except (EOFError, OSError, wire.GarbledAnswerError) as error:
                self.stop()
                if last:
                    self._refuse(error)
        raise AssertionError("unreachable")

    def _started(self) -> Child:
        child = self._child or self._launch()
        if _receive(child.connection, _START_SECONDS, child.check_alive) != wire.READY:
            raise wire.GarbledAnswerError("not ready")
        self._ready = True
        self._pause = _PAUSE_SECONDS
        return child

    def _launch(self) -> Child:
        """Start a child without waiting for it; raises OSError if the system refuses."""
        with self._lock:
            if self._closed:
                raise CancelledError("closed")
            context = multiprocessing.get_context("spawn")  # fork would copy a window's threads
            self._child = Child(context, self._serve, self._settings)
            return self._child

    def _refuse(self, error: Exception) -> NoReturn:
        with self._lock:
            if self._closed:
                raise CancelledError("closed")
        self._refused_until = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, _LONGEST_PAUSE_SECONDS)
        raise DecoderStartError("the decoder process does not start") from error

    def _replace(self) -> None:
        """End the child; the next one gets ready while others tell of this failure."""
        self.stop()
        with suppress(OSError, CancelledError):  # told by the next frame
            self._launch()

    def _look_at(self, child: Child) -> None:
        """Where a system does not limit memory, its owner does."""
        child.check_alive()
        if child.resident_bytes() > self._settings.worker_memory_mib * MIB:
            raise _GreedyError

    def _task(self, request: DecodeRequest) -> tuple[wire.Task, Segment]:
        """Put the data into shared memory, unless the child has this file already.

        Raises:
            DecodeError: there is not enough shared memory.
        """
        length = len(request.data)
        same = self.holds(request.data) and self._segment is not None
        segment = self._space(wire.places(request, length).end)
        if not same:
            segment.memory[:length] = request.data
        self._sent = request.data if request.pixels.transfer_syntax_uid in WHOLE_FILES else None
        self._tasks += 1
        bare = replace(request, data=b"")
        task = wire.Task(self._tasks, bare, segment.name, len(segment), length, same_data=same)
        return task, segment

    def _space(self, size: int) -> Segment:
        """Return the segment, a larger one if need be."""
        if self._segment is not None:
            if len(self._segment) >= size:
                return self._segment
            self._segment.close()
            self._segment = None
        self._sent = None
        try:
            self._segment = Segment.create(size)
        except (OSError, ValueError, OverflowError) as error:
            raise DecodeError("not enough shared memory for this frame") from error
        return self._segment


class _UnreadError(Exception):
    """The child was gone before it had read its task.

    Linux tells: a pipe that ends with something unread in it is reset. Where a system does not,
    such a frame fails like one that the child ended in.
    """


class _GreedyError(Exception):
    """The child has more memory than it may have."""


def _collected(segment: Segment, task: wire.Task, told: wire.Told) -> DecodedFrame:
    """Copy the frame out of shared memory, then check the copy; shape and type are the request's.

    Raises:
        GarbledAnswerError: it is not what the worker had decoded.
    """
    import numpy as np  # noqa: PLC0415  not before the first paint

    request, memory = task.request, segment.memory
    layout = request_layout(request)
    where = wire.places(request, task.data_length)
    array = np.ndarray(layout.shape, layout.dtype, memory, where.pixels).copy()
    shape = (len(request.overlay_bits), request.pixels.rows, request.pixels.columns)
    # Any byte but 0 is True: a bool array must not hold other bytes.
    planes = tuple(np.ndarray(shape, np.uint8, memory, where.planes) != 0)
    if wire.checksum(array, planes) != told.checksum:
        raise wire.GarbledAnswerError("the shared memory holds another frame")
    return DecodedFrame(array, planes, told.notices)


def _receive(
    connection: Connection,
    seconds: float,
    look: Callable[[], None],
    is_held_up: Callable[[], bool] = lambda: False,
) -> bytes:
    """Wait for an answer, and `look` at the child meanwhile; nothing it does can block this.

    After `seconds` a child that `is_held_up` by other programs gets more time.
    """
    start = time.monotonic()
    answer = bytearray()
    while (waited := time.monotonic() - start) < seconds or (
        waited < _BUSY * seconds and is_held_up()
    ):
        if not connection.poll(min(max(seconds - waited, 0.05), _LOOK_SECONDS)):
            look()
        elif wire.take(connection, answer):
            return bytes(answer.rstrip(b"\n"))
    raise DecoderTimeoutError(f"no answer from the decoder after {seconds:g} seconds")
