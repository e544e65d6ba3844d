"""Decoder processes for the whole program: blocking, safe for any thread, nothing left behind."""

from __future__ import annotations

import atexit
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from viewer.boot.queue import PROGRAM_FIRST
from viewer.errors import CancelledError, DecoderDiedError, PixelError
from viewer.media.decoders import decode, is_native, supports
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, check_limits
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from types import TracebackType

    from viewer.media.cancel import CancelToken
    from viewer.media.decoders.process import Serve, WorkerProcess

_LOOK_SECONDS = 0.1  # how often a thread in the queue looks whether it was cancelled


class DecoderPool:
    """Decodes frames in worker processes that start with the first compressed frame.

    Uncompressed frames are decoded in the calling thread: no library reads their content. One
    worker more is there for previews, so that none waits for a whole frame to be decoded.
    """

    def __init__(self, settings: DecodeSettings, serve: Serve | None = None) -> None:
        """Make a pool; `serve` is what its processes run, by default `worker.serve`."""
        self._settings = settings
        self._free = threading.Condition()
        self._serve = serve
        self._workers: tuple[WorkerProcess, ...] = ()
        self._idle: list[WorkerProcess] = []
        self._to_forget: set[WorkerProcess] = set()  # once they are through with their frame
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
        if cancel is not None:
            cancel.check()
        uid = request.pixels.transfer_syntax_uid
        if is_native(uid) or not supports(uid):
            return decode(request, self._settings)
        check_limits(request.pixels, self._settings)
        worker = self._take(request, cancel)
        try:
            return worker.decode(request)
        except DecoderDiedError:
            if self._closed:  # `close` ended it
                raise CancelledError("closed") from None
            raise
        finally:
            self._give_back(worker)
            if request.reduction:
                self._warm_spare()

    def warm(self) -> None:
        """Start the first worker beside whatever goes on; a failure is told by the first frame."""
        threading.Thread(target=self._warm, name="decoder-start", daemon=True).start()

    def _warm(self) -> None:
        PROGRAM_FIRST.wait(urgent=True)  # it reads what the program is just reading
        with suppress(CancelledError):
            self._start(self._take(None, None))

    def _start(self, worker: WorkerProcess) -> None:
        try:
            with suppress(PixelError, CancelledError):
                worker.start()
        finally:
            self._give_back(worker)

    def _warm_spare(self) -> None:
        """After a first preview: the next one may come while all others decode."""
        with self._free:
            spare = self._workers[-1]
            if self._closed or spare.is_started or spare not in self._idle:
                return
            self._idle.remove(spare)
        threading.Thread(
            target=self._start, args=(spare,), name="decoder-start", daemon=True
        ).start()

    def forget(self) -> None:
        """Keep nothing of the last frames: what they are of was closed.

        Shared memory stays as large as the largest frame so far, and has the last one in it.
        """
        with self._free:
            for worker in self._idle:
                worker.forget()
            self._to_forget = set(self._workers) - set(self._idle)

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

    def _take(self, request: DecodeRequest | None, cancel: CancelToken | None) -> WorkerProcess:
        with self._free:
            self._hire()
            while (worker := self._choice(request)) is None and not self._closed:
                self._free.wait(None if cancel is None else _LOOK_SECONDS)
                if cancel is not None:
                    cancel.check()
            if self._closed or worker is None:
                raise CancelledError("closed")
            self._idle.remove(worker)
            return worker

    def _hire(self) -> None:
        """Have workers; what they need is loaded with the first compressed frame."""
        if not self._workers:
            from viewer.media.decoders.process import WorkerProcess  # noqa: PLC0415

            runs = () if self._serve is None else (self._serve,)
            count = max(1, self._settings.workers) + 1
            self._workers = tuple(WorkerProcess(self._settings, *runs) for _ in range(count))
            self._idle = list(self._workers)

    def _choice(self, request: DecodeRequest | None) -> WorkerProcess | None:
        """Rather the one that has this video open; else one that runs, so that few start.

        One that does not start is asked only if none does: the others are worth waiting for. The
        last one is for previews, when all others are busy.
        """
        *regular, spare = self._workers
        free = [worker for worker in self._idle if worker is not spare]
        idle = [worker for worker in free if not worker.is_refused]
        if not idle and request is not None and request.reduction and spare in self._idle:
            return spare
        if not idle and all(worker.is_refused for worker in regular):
            idle = free
        if not idle:
            return None
        return next(
            (worker for worker in idle if request is not None and worker.holds(request.data)),
            max(idle, key=lambda worker: (worker.is_started, idle.index(worker))),
        )

    def _give_back(self, worker: WorkerProcess) -> None:
        with self._free:
            if worker in self._to_forget:
                self._to_forget.remove(worker)
                worker.forget()
            self._idle.append(worker)
            self._free.notify_all()
