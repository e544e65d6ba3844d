"""Decoder processes for the whole program: blocking, safe for any thread, nothing left behind."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Self

from viewer.errors import CancelledError, DecoderDiedError
from viewer.media.decoders import decode, is_native, supports
from viewer.media.decoders.base import DecodedFrame, DecodeRequest, check_limits
from viewer.media.decoders.process import WorkerProcess
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from types import TracebackType

    from viewer.media.cancel import CancelToken

_LOOK_SECONDS = 0.1  # how often a thread in the queue looks whether it was cancelled


class DecoderPool:
    """Decodes frames in worker processes that start with the first compressed frame.

    Uncompressed frames are decoded in the calling thread: no library reads their content.
    """

    def __init__(self, settings: DecodeSettings) -> None:
        self._settings = settings
        self._free = threading.Condition()
        self._workers = tuple(WorkerProcess(settings) for _ in range(max(1, settings.workers)))
        self._idle = list(self._workers)
        self._closed = False

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
        worker = self._take(request.data, cancel)
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

    def _take(self, data: object, cancel: CancelToken | None) -> WorkerProcess:
        with self._free:
            while not self._idle and not self._closed:
                self._free.wait(None if cancel is None else _LOOK_SECONDS)
                if cancel is not None:
                    cancel.check()
            if self._closed:
                raise CancelledError("closed")
            # Rather the one that has this video open; else the one used last, so that few start.
            worker = next((w for w in self._idle if w.holds(data)), self._idle[-1])
            self._idle.remove(worker)
            return worker

    def _give_back(self, worker: WorkerProcess) -> None:
        with self._free:
            self._idle.append(worker)
            self._free.notify_all()
