"""Decoded frames: wishes in, loaded frames out, within a memory limit.

Each viewport states one wish: the frame it needs now and those it may need next. A wish
replaces the former one, so stale requests vanish without being cancelled. Loader threads
take the most urgent frame at the moment they are free; each does the whole way of a frame
(read, decode in a worker process, prepare for display). Of an image that takes long to decode
one more thread gets a preview first.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from viewer.app.closing import join_all
from viewer.errors import (
    DecoderDiedError,
    DecoderTimeoutError,
    FileReadError,
    MediumNotFoundError,
    ViewerError,
)
from viewer.observe import Event
from viewer.settings import MIB, Settings

if TYPE_CHECKING:
    from viewer.model.display_set import StackFrame
    from viewer.model.header import InstanceHeader
    from viewer.model.image import Frame, FrameKey
    from viewer.render.source import RenderImage

log = logging.getLogger(__name__)

# A scratched disc may give it at the next try (M-042), another process may unpack it; unlike
# what the bytes themselves are.
_MAY_PASS = (FileReadError, MediumNotFoundError, DecoderDiedError, DecoderTimeoutError)
NEVER = 1 << 30  # depth of a frame nobody wants

Post = Callable[[Callable[[], None]], None]


@dataclass(frozen=True, slots=True, eq=False)
class LoadedFrame:
    """Pixels of one frame, ready to be drawn and probed."""

    key: FrameKey
    frame: Frame
    image: RenderImage

    @property
    def is_preview(self) -> bool:
        """Whether only a part of the detail is here, to be looked at until the whole comes."""
        return self.frame.reduction > 0

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

    def has_preview(self, frame: StackFrame) -> bool:
        """Whether `preview` should come before `load`; looks at the header only."""
        ...

    def preview(self, frame: StackFrame) -> LoadedFrame:
        """The frame with a part of its detail, in a fraction of the time; raises ViewerError."""
        ...


@dataclass(frozen=True, slots=True)
class Wish:
    """What one viewport (or the thumbnail strip) wants."""

    now: FrameKey | None
    ahead: tuple[FrameKey, ...] = ()
    frames: Mapping[FrameKey, StackFrame] = field(default_factory=dict)
    # Thumbnails: after every `now`, before any other `ahead`; a preview will do.
    background: bool = False


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
        self._pictures = 0  # of `_loaded`; a failure takes no room and makes none
        self._previews: dict[FrameKey, LoadedFrame | None] = {}  # None: there is none after all
        self._in_flight: set[FrameKey] = set()
        self._previewing: set[FrameKey] = set()
        self._too_slow: set[FrameKey] = set()  # tried again; a third time would only hold up others
        self._forgotten: set[int] = set()  # media; their numbers are never used again
        self._closed = False
        self._threads: list[threading.Thread] = []

    def get(self, key: FrameKey) -> LoadedFrame | FailedFrame | None:
        """The frame if it is in memory, else its preview if there is one; counts as a use."""
        with self._lock:
            entry = self._loaded.get(key)
            if entry is None:
                return self._previews.get(key)
            self._loaded.move_to_end(key)
            return entry

    def has(self, key: FrameKey) -> bool:
        """Whether the whole frame is in memory, without counting as a use."""
        return key in self._loaded

    def wish(self, owner: object, wish: Wish) -> None:
        """Replace what `owner` wants."""
        with self._lock:
            before = self._wishes.get(owner)
            if before is None or before.now != wish.now:  # somebody came to see this frame
                self._try_again(wish.now)
            self._wishes[owner] = wish
            self._drop_previews()
            self._start_threads()
            if self._gives_work(wish):
                self._lock.notify_all()

    def _gives_work(self, wish: Wish) -> bool:
        """Whether a loader that waits may find something to do by this wish.

        They would look through every wish, and take the time from the step that is painted now.
        Where memory is full a wish may make room for others.
        """
        if self._is_full() or (wish.now is not None and self._is_open(wish.now)):
            return True
        return any(self._is_open(key) for key in wish.ahead)

    def _try_again(self, key: FrameKey | None) -> None:
        entry = self._loaded.get(key) if key is not None else None
        if not isinstance(entry, FailedFrame) or not isinstance(entry.error, _MAY_PASS):
            return
        if isinstance(entry.error, DecoderTimeoutError):
            if entry.key in self._too_slow:
                return
            self._too_slow.add(entry.key)
        del self._loaded[entry.key]

    def drop_wish(self, owner: object) -> None:
        """Want nothing for `owner` any more."""
        with self._lock:
            self._wishes.pop(owner, None)
            self._drop_previews()

    def forget(self, medium: int) -> None:
        """Drop every frame of a medium that was closed, and take no more of it."""
        with self._lock:
            self._forgotten.add(medium)  # its frames on their way are not wanted either
            for key in [k for k in self._loaded if k.file.medium == medium]:
                self._let_go(key)
            for key in [k for k in self._previews if k.file.medium == medium]:
                del self._previews[key]

    def retry(self, medium: int) -> None:
        """Load again what could not be read of a medium that is back."""
        with self._lock:
            for key, entry in list(self._loaded.items()):
                failed = isinstance(entry, FailedFrame) and isinstance(entry.error, _MAY_PASS)
                if failed and key.file.medium == medium:
                    del self._loaded[key]
            self._lock.notify_all()

    def close(self, until: float | None = None) -> None:
        """Stop the loader threads; wait for those that do not hang in a read (`join_all`)."""
        with self._lock:
            self._closed = True
            self._wishes.clear()
            self._lock.notify_all()
        join_all(self._threads, until)

    def _start_threads(self) -> None:
        if self._threads:
            return
        # One thread more than workers: uncompressed frames need no worker.
        jobs = [self._serve] * (self._workers + 1) + [self._serve_previews]
        for job in jobs:
            thread = threading.Thread(target=job, name="frame-loader", daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self) -> None:
        while (frame := self._take(self._next, self._in_flight)) is not None:
            entry = self._load(frame)
            with self._lock:
                self._in_flight.discard(frame.key)
                if self._closed:
                    return
                self._keep(entry)
                self._previews.pop(frame.key, None)
            del entry  # a thread that waits must not hold pixels of a closed disc
            self._announce(frame.key)

    def _serve_previews(self) -> None:
        while (frame := self._take(self._next_preview, self._previewing)) is not None:
            preview = self._load_preview(frame)
            with self._lock:
                self._previewing.discard(frame.key)
                if self._closed:
                    return
                if frame.key.file.medium not in self._forgotten:
                    self._previews[frame.key] = preview
                    self._drop_previews()
                self._lock.notify_all()  # now the whole may be loaded
            is_there = preview is not None
            del preview
            if is_there:
                self._announce(frame.key)

    def _take(
        self, choose: Callable[[], StackFrame | None], busy: set[FrameKey]
    ) -> StackFrame | None:
        """Wait for something to do and mark it as being done; None when all is over."""
        with self._lock:
            frame = choose()
            while frame is None and not self._closed:
                self._lock.wait()
                frame = choose()
            if frame is None or self._closed:
                return None
            busy.add(frame.key)
            return frame

    def _announce(self, key: FrameKey) -> None:
        self._post(lambda: self.arrived.emit(key))

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

    def _load_preview(self, frame: StackFrame) -> LoadedFrame | None:
        try:
            return self._source.preview(frame)
        except ViewerError as error:  # the whole frame tells what is wrong, if anything is
            log.info("no preview of a frame: %s", error.code)
        except Exception as error:  # noqa: BLE001  as in `_load`
            log.warning("unexpected %s in a preview", type(error).__name__)
        return None

    def _next(self) -> StackFrame | None:
        """The most urgent frame nobody is loading yet; none while a preview is to come first."""
        foreground, background = self._sorted_wishes()
        for wish in foreground:
            if wish.now is not None and self._is_open(wish.now):
                frame = wish.frames[wish.now]
                return None if self._awaits_preview(frame) else frame
        for wish in background:
            for key in wish.ahead:
                if self._is_open(key) and self._previews.get(key) is None:
                    frame = wish.frames[key]
                    if not self._awaits_preview(frame):
                        return frame
        return self._next_ahead(foreground)

    def _next_preview(self) -> StackFrame | None:
        """The most urgent frame that should have a preview before it is loaded."""
        foreground, background = self._sorted_wishes()
        keys = [(w, w.now) for w in foreground if w.now is not None]
        keys += [(w, key) for w in background for key in w.ahead]
        for wish, key in keys:
            if self._is_open(key) and key not in self._previewing:
                frame = wish.frames[key]
                if self._awaits_preview(frame):
                    return frame
        return None

    def _sorted_wishes(self) -> tuple[list[Wish], list[Wish]]:
        wishes = self._wishes.values()
        return [w for w in wishes if not w.background], [w for w in wishes if w.background]

    def _awaits_preview(self, frame: StackFrame) -> bool:
        return frame.key not in self._previews and self._source.has_preview(frame)

    def _drop_previews(self) -> None:
        """Keep previews for what is on show or asked for as thumbnail only."""
        foreground, background = self._sorted_wishes()
        wanted = {w.now for w in foreground} | {key for w in background for key in w.ahead}
        for key in self._previews.keys() - wanted:
            del self._previews[key]

    def _next_ahead(self, wishes: list[Wish]) -> StackFrame | None:
        for depth in range(max((len(w.ahead) for w in wishes), default=0)):
            for wish in wishes:
                if depth < len(wish.ahead) and self._is_open(wish.ahead[depth]):
                    return wish.frames[wish.ahead[depth]] if self._has_room(depth) else None
        return None

    def _has_room(self, depth: int) -> bool:
        """Whether prefetching at `depth` would not push out a frame that is wanted sooner."""
        if not self._is_full():
            return True
        loaded = [key for key, e in self._loaded.items() if isinstance(e, LoadedFrame)]
        depths = self._depths()
        return any(depths.get(key, NEVER) > depth for key in loaded)

    def _is_full(self) -> bool:
        """Whether one frame more might push another out."""
        average = self._bytes / max(1, self._pictures)
        return self._bytes + average * (1 + len(self._in_flight)) > self._limit

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
        if entry.key in self._loaded:
            self._let_go(entry.key)
        self._loaded[entry.key] = entry
        self._bytes += _size(entry)
        self._pictures += isinstance(entry, LoadedFrame)
        if self._bytes <= self._limit:
            return
        depths = self._depths()
        # Stable sort: of frames nobody wants, the one longest unused goes first.
        for key in sorted(self._loaded, key=lambda k: -depths.get(k, NEVER)):
            if self._bytes <= self._limit:
                break
            # A failure takes no room, and without it the frame would be tried over and over.
            if depths.get(key) != -1 and isinstance(self._loaded[key], LoadedFrame):
                self._let_go(key)

    def _let_go(self, key: FrameKey) -> None:
        entry = self._loaded.pop(key)
        self._bytes -= _size(entry)
        self._pictures -= isinstance(entry, LoadedFrame)


def _size(entry: LoadedFrame | FailedFrame) -> int:
    return entry.nbytes if isinstance(entry, LoadedFrame) else 0
