"""Decoded frames: wishes in, loaded frames out, within a memory limit.

Each viewport states one wish: the frame it needs now and those it may need next. A wish
replaces the former one, so stale requests vanish without being cancelled. Loader threads
take the most urgent frame at the moment they are free; each does the whole way of a frame
(read, decode in a worker process, prepare for display).
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from viewer.errors import FileReadError, MediumNotFoundError, ViewerError
from viewer.observe import Event
from viewer.settings import MIB, Settings

if TYPE_CHECKING:
    from viewer.model.display_set import StackFrame
    from viewer.model.header import InstanceHeader
    from viewer.model.image import Frame, FrameKey
    from viewer.render.source import RenderImage

log = logging.getLogger(__name__)

_MAY_PASS = (FileReadError, MediumNotFoundError)  # unlike what the bytes themselves are
NEVER = 1 << 30  # depth of a frame nobody wants

Post = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True, eq=False)
class LoadedFrame:
    """Pixels of one frame, ready to be drawn and probed."""

    key: FrameKey
    frame: Frame
    image: RenderImage

    @property
    def nbytes(self) -> int:
        """Memory it holds."""
        return self.frame.nbytes + self.image.nbytes


@dataclass(frozen=True, slots=True)
class FailedFrame:
    """A frame that cannot be shown and the typed reason."""

    key: FrameKey
    error: ViewerError
    header: InstanceHeader | None = None


class FrameSource(Protocol):
    """Where frames come from; called on loader threads."""

    def load(self, frame: StackFrame) -> LoadedFrame:
        """Read, decode and prepare one frame; raises ViewerError."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What one viewport (or the thumbnail strip) wants."""

    now: FrameKey | None
    ahead: tuple[FrameKey, ...] = ()
    frames: Mapping[FrameKey, StackFrame] = field(default_factory=dict)
    background: bool = False  # thumbnails: after every `now`, before any `ahead`


class FrameStore:
    """Cache and loader; all methods but the threads' own are called on the owner thread."""

    def __init__(self, source: FrameSource, settings: Settings, post: Post) -> None:
        self.arrived: Event[FrameKey] = Event()
        self._source = source
        self._post = post
        self._limit = settings.cache.frames_mib * MIB
        self._workers = settings.decode.workers
        self._lock = threading.Condition()
        self._wishes: dict[object, Wish] = {}
        self._loaded: OrderedDict[FrameKey, LoadedFrame | FailedFrame] = OrderedDict()
        self._bytes = 0
        self._in_flight: set[FrameKey] = set()
        self._forgotten: set[int] = set()  # media; their numbers are never used again
        self._closed = False
        self._threads: list[threading.Thread] = []

    def get(self, key: FrameKey) -> LoadedFrame | FailedFrame | None:
        """The frame if it is in memory; counts as a use."""
        with self._lock:
            entry = self._loaded.get(key)
            if entry is not None:
                self._loaded.move_to_end(key)
            return entry

    def has(self, key: FrameKey) -> bool:
        """Whether the frame is in memory, without counting as a use."""
        return key in self._loaded

    def wish(self, owner: object, wish: Wish) -> None:
        """Replace what `owner` wants."""
        with self._lock:
            now = self._loaded.get(wish.now) if wish.now is not None else None
            if isinstance(now, FailedFrame) and isinstance(now.error, _MAY_PASS):
                del self._loaded[now.key]  # a scratched disc may give it at the next try (M-042)
            self._wishes[owner] = wish
            self._start_threads()
            self._lock.notify_all()

    def drop_wish(self, owner: object) -> None:
        """Want nothing for `owner` any more."""
        with self._lock:
            self._wishes.pop(owner, None)

    def forget(self, medium: int) -> None:
        """Drop every frame of a medium that was closed, and take no more of it."""
        with self._lock:
            self._forgotten.add(medium)  # its frames on their way are not wanted either
            for key in [k for k in self._loaded if k.file.medium == medium]:
                self._bytes -= _size(self._loaded.pop(key))

    def close(self) -> None:
        """Stop the loader threads and wait for them."""
        with self._lock:
            self._closed = True
            self._wishes.clear()
            self._lock.notify_all()
        for thread in self._threads:
            thread.join()

    def _start_threads(self) -> None:
        # One thread more than workers: uncompressed frames need no worker.
        while len(self._threads) < self._workers + 1:
            thread = threading.Thread(target=self._run, name="frame-loader", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _run(self) -> None:
        while True:
            with self._lock:
                frame = self._next()
                while frame is None and not self._closed:
                    self._lock.wait()
                    frame = self._next()
                if frame is None:
                    return
                self._in_flight.add(frame.key)
            entry = self._load(frame)
            with self._lock:
                self._in_flight.discard(frame.key)
                if self._closed:
                    return
                self._keep(entry)
            key = frame.key
            del entry  # a thread that waits must not hold pixels of a closed disc
            self._post(lambda key=key: self.arrived.emit(key))  # type: ignore[misc]

    def _load(self, frame: StackFrame) -> LoadedFrame | FailedFrame:
        try:
            return self._source.load(frame)
        except ViewerError as error:
            log.info("a frame cannot be shown: %s", error.code)
            return FailedFrame(frame.key, error, frame.header)
        except Exception as error:  # noqa: BLE001  a loader thread must outlive any one frame
            log.warning("unexpected %s while loading a frame", type(error).__name__)
            reason = ViewerError(f"unexpected {type(error).__name__}")
            return FailedFrame(frame.key, reason, frame.header)

    def _next(self) -> StackFrame | None:
        """The most urgent frame nobody is loading yet."""
        wishes = list(self._wishes.values())
        ordered = [w for w in wishes if not w.background] + [w for w in wishes if w.background]
        for wish in ordered:
            if wish.now is not None and self._is_open(wish.now):
                return wish.frames[wish.now]
        for wish in ordered:
            if wish.background:
                for key in wish.ahead:
                    if self._is_open(key):
                        return wish.frames[key]
        return self._next_ahead([w for w in ordered if not w.background])

    def _next_ahead(self, wishes: list[Wish]) -> StackFrame | None:
        for depth in range(max((len(w.ahead) for w in wishes), default=0)):
            for wish in wishes:
                if depth < len(wish.ahead) and self._is_open(wish.ahead[depth]):
                    return wish.frames[wish.ahead[depth]] if self._has_room(depth) else None
        return None

    def _has_room(self, depth: int) -> bool:
        """Whether prefetching at `depth` would not push out a frame that is wanted sooner."""
        average = self._bytes / max(1, len(self._loaded))
        if self._bytes + average * (1 + len(self._in_flight)) <= self._limit:
            return True
        depths = self._depths()
        return any(depths.get(key, NEVER) > depth for key in self._loaded)

    def _depths(self) -> dict[FrameKey, int]:
        """How soon each wanted frame is wanted; -1 is now."""
        depths: dict[FrameKey, int] = {}
        for wish in self._wishes.values():
            for depth, key in enumerate(wish.ahead):
                depths[key] = min(depth, depths.get(key, NEVER))
            if wish.now is not None:
                depths[wish.now] = -1
        return depths

    def _is_open(self, key: FrameKey) -> bool:
        known = key in self._loaded or key in self._in_flight
        return not known and key.file.medium not in self._forgotten

    def _keep(self, entry: LoadedFrame | FailedFrame) -> None:
        if entry.key.file.medium in self._forgotten:
            return
        self._loaded[entry.key] = entry
        self._bytes += _size(entry)
        if self._bytes <= self._limit:
            return
        depths = self._depths()
        # Stable sort: of frames nobody wants, the one longest unused goes first.
        for key in sorted(self._loaded, key=lambda k: -depths.get(k, NEVER)):
            if self._bytes <= self._limit:
                break
            if depths.get(key) != -1:
                self._bytes -= _size(self._loaded.pop(key))


def _size(entry: LoadedFrame | FailedFrame) -> int:
    return entry.nbytes if isinstance(entry, LoadedFrame) else 0
