"""The worker process: decodes one frame after the other until its pipe closes.

Codecs run here because they read bytes from a stranger: a crash, a hang or a greedy allocation
ends a worker, never the window (S-19). Importing this module loads no codec; a spawned process
imports it before it knows what it will need.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from multiprocessing.shared_memory import SharedMemory
from typing import TYPE_CHECKING

from viewer.errors import DecodeError, PixelError
from viewer.media.decoders import decode, wire
from viewer.media.decoders.base import DecodedFrame, DecodeRequest
from viewer.settings import MIB, DecodeSettings

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_NICENESS = 5  # rendering.md 6.6: the window comes first


def serve(connection: Connection, settings: DecodeSettings) -> None:
    """Answer tasks until the other side closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the window's to handle
    _be_modest(settings.worker_memory_mib * MIB)
    _silence()
    _warm_up()
    connection.send_bytes(wire.READY)
    desk = _Desk()
    while True:
        try:
            task: wire.Task = connection.recv()
        except (EOFError, OSError):
            break
        connection.send_bytes(desk.answer(task, settings))
    desk.clear()


class _Desk:
    """The shared memory at hand, and the data of the last task for those that follow it."""

    def __init__(self) -> None:
        self._segment: SharedMemory | None = None
        self._data = b""

    def answer(self, task: wire.Task, settings: DecodeSettings) -> bytes:
        """Decode the frame of a task into its segment; word the outcome."""
        segment = self._open(task.segment)
        if not task.same_data:
            self._data = bytes(wire.memory(segment)[: task.data_length])
        request = replace(task.request, data=self._data)
        try:
            frame = decode(request, settings)
            _lay_down(frame, request, segment)
        except PixelError as error:
            return wire.failure(error)
        except MemoryError:
            return wire.failure(DecodeError("the frame needs more memory than a decoder may use"))
        except Exception as error:  # noqa: BLE001  a job runner: one frame fails, not the worker
            return wire.failure(DecodeError(f"the decoder failed with {type(error).__name__}"))
        return wire.success(frame)

    def _open(self, name: str) -> SharedMemory:
        if self._segment is None or self._segment.name != name:
            self.clear()
            self._segment = SharedMemory(name)
        return self._segment

    def clear(self) -> None:
        """Let go of the shared memory; the pool owns and removes it."""
        if self._segment is not None:
            self._segment.close()
            self._segment = None


def _lay_down(frame: DecodedFrame, request: DecodeRequest, segment: SharedMemory) -> None:
    import numpy as np  # noqa: PLC0415  not before the process has limits

    where = wire.places(request, len(request.data))
    target: np.ndarray[tuple[int, ...], np.dtype[np.generic]] = np.ndarray(
        frame.array.shape, frame.array.dtype, wire.memory(segment), where.pixels
    )
    target[...] = frame.array
    offset = where.planes
    for plane in frame.overlay_planes:
        np.ndarray(plane.shape, np.bool_, wire.memory(segment), offset)[...] = plane
        offset += plane.size


def _be_modest(memory_bytes: int) -> None:
    """Take less priority than the window and, where the system can, limited memory."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # each thread would reserve memory for nothing
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415  only Windows needs it

        psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS)
        return
    os.nice(_NICENESS)
    if sys.platform == "linux":
        import resource  # noqa: PLC0415  POSIX only

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold pixels


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
