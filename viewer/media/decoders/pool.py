"""Decoder processes for the whole program: blocking, safe for any thread, nothing left behind."""

from __future__ import annotations

import atexit
import threading
from typing import TYPE_CHECKING, Self

from viewer.errors import CancelledError, DecoderDiedError
from viewer.media.decoders import decode, is_native, supports
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, check_limits
from viewer.media.decoders.process import WorkerProcess
from viewer.media.decoders.worker import serve
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from types import TracebackType

    from viewer.media.cancel import CancelToken
    from viewer.media.decoders.process import Serve

_LOOK_SECONDS = 0.1  # how often a thread in the queue looks whether it was cancelled


class DecoderPool:
    """Decodes frames in worker processes that start with the first compressed frame.

    Uncompressed frames are decoded in the calling thread: no library reads their content. One
    worker more is there for previews, so that none waits for a whole frame to be decoded.
    """

    def __init__(self, settings: DecodeSettings, serve: Serve = serve) -> None:
        """Make a pool; `serve` is what its processes run."""
        self._settings = settings
        self._free = threading.Condition()
        count = max(1, settings.workers)
        self._workers = tuple(WorkerProcess(settings, serve) for _ in range(count + 1))
        self._spare = self._workers[-1]  # for previews, when all others are busy
        self._idle = list(self._workers)
        self._closed = False
        # Before multiprocessing's own end, which would wait for a worker that does not listen.
        atexit.register(self.close)

    def decode(self, request: DecodeRequest, cancel: CancelToken | None = None) -> DecodedFrame:
        """Decode one frame; waits for a worker to be free and for the frame.

        A cancelled request leaves the queue; a frame already with a worker is finished, since
        ending a worker costs more than most frames.

        Raises:
            PixelError: as `decoders.decode`, and DecoderTimeoutError or DecoderDiedError.
            CancelledError: the token was set or the pool was closed.
        """
        check_limits(request.pixels, self._settings)
        if cancel is not None:
            cancel.check()
        uid = request.pixels.transfer_syntax_uid
        if is_native(uid) or not supports(uid):
            return decode(request, self._settings)
        worker = self._take(request, cancel)
        try:
            return worker.decode(request)
        except DecoderDiedError:
            if self._closed:  # `close` ended it
                raise CancelledError("closed") from None
            raise
        finally:
            self._give_back(worker)

    def close(self) -> None:
        """End all workers and waiting requests; returns when nothing is left of them."""
        atexit.unregister(self.close)
        with self._free:
            self._closed = True
            self._free.notify_all()
            for worker in self._workers:
                worker.kill()
            while len(self._idle) < len(self._workers):
                self._free.wait()
        for worker in self._workers:
            worker.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _take(self, request: DecodeRequest, cancel: CancelToken | None) -> WorkerProcess:
        with self._free:
            while (worker := self._choice(request)) is None and not self._closed:
                self._free.wait(None if cancel is None else _LOOK_SECONDS)
                if cancel is not None:
                    cancel.check()
            if self._closed or worker is None:
                raise CancelledError("closed")
            self._idle.remove(worker)
            return worker

    def _choice(self, request: DecodeRequest) -> WorkerProcess | None:
        """Rather the one that has this video open; else one that runs, so that few start.

        One that does not start is asked only if none does: the others are worth waiting for.
        """
        free = [worker for worker in self._idle if worker is not self._spare]
        idle = [worker for worker in free if not worker.is_refused]
        if not idle and request.reduction and self._spare in self._idle:
            return self._spare
        if not idle and all(worker.is_refused for worker in self._workers[:-1]):
            idle = free
        if not idle:
            return None
        return next(
            (worker for worker in idle if worker.holds(request.data)),
            max(idle, key=lambda worker: (worker.is_started, idle.index(worker))),
        )

    def _give_back(self, worker: WorkerProcess) -> None:
        with self._free:
            self._idle.append(worker)
            self._free.notify_all()
