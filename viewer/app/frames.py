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
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Protocol

from viewer.app.closing import join_all
from viewer.app.stack_windows import StackWindows
from viewer.app.wishes import NEVER, Wish, Wishes
from viewer.errors import (
    DecoderDiedError,
    DecoderTimeoutError,
    FileReadError,
    MediumNotFoundError,
    ViewerError,
    untraced,
)
from viewer.observe import Event
from viewer.settings import MIB, Settings

if TYPE_CHECKING:
    from viewer.model.display_set import StackFrame
    from viewer.model.header import InstanceHeader
    from viewer.model.image import Frame, FrameKey
    from viewer.model.lut import VoiTransform
    from viewer.render.source import RenderImage

log = logging.getLogger(__name__)

# A scratched disc may give it at the next try (M-042), another process may unpack it; unlike
# what the bytes themselves are.
_MAY_PASS = (FileReadError, MediumNotFoundError, DecoderDiedError, DecoderTimeoutError)
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
    def automatic(self) -> VoiTransform | None:
        """The window from its own values; None where its file has one (D-050)."""
        return self.image.automatic_voi

    @property
    def is_away(self) -> bool:
        """It is here."""
        return False

    def in_window(self, window: VoiTransform, unit: str, /) -> LoadedFrame:
        """The same in the automatic window of its stack, where it has none of its file."""
        image = self.image
        if self.automatic is None or self.key.derived or image.facts.modality_lut.unit != unit:
            return self
        same = image.stack_voi == window
        return self if same else replace(self, image=replace(image, stack_voi=window))

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

    @property
    def automatic(self) -> None:
        """It has no values."""

    @property
    def is_away(self) -> bool:
        """Whether only its medium is missing."""
        return isinstance(self.error, MediumNotFoundError)

    def in_window(self, _window: VoiTransform, _unit: str, /) -> FailedFrame:
        """The same: there is nothing to see."""
        return self


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


class FrameStore:
    """Cache and loader; all methods but the threads' own are called on the owner thread."""

    def __init__(self, source: FrameSource, settings: Settings, post: Post) -> None:
        self.arrived: Event[FrameKey] = Event()
        self.window_found: Event[str] = Event()  # by the uid of a stack: its automatic one
        self._source = source
        self._post = post
        self._limit = settings.cache.frames_mib * MIB
        self._workers = settings.decode.workers
        self._lock = threading.RLock()
        # Whoever takes something to do wakes the next one, so that none looks in vain.
        self._for_loaders = threading.Condition(self._lock)
        self._for_previews = threading.Condition(self._lock)
        self._loaded: dict[FrameKey, LoadedFrame | FailedFrame] = {}  # longest unused first
        self._wishes = Wishes(self._loaded, self._is_open)
        self._bytes = 0
        self._pictures = 0  # of `_loaded`; a failure takes no room and makes none
        self._previews: dict[FrameKey, LoadedFrame | None] = {}  # None: there is none after all
        self._windows = StackWindows(self._loaded, self._previews, self._wishes)
        self._in_flight: set[FrameKey] = set()
        self._previewing: set[FrameKey] = set()
        self._too_slow: set[FrameKey] = set()  # tried again; a third time would only hold up others
        self._forgotten: set[int] = set()  # media; their numbers are never used again
        self._closed = False
        self._threads: list[threading.Thread] = []

    def get(self, key: FrameKey) -> LoadedFrame | FailedFrame | None:
        """The frame if it is in memory, else its preview if there is one; counts as a use."""
        with self._lock:
            entry = self._loaded.pop(key, None)
            if entry is None:
                return self._previews.get(key)
            self._loaded[key] = entry
            return entry

    def has(self, key: FrameKey) -> bool:
        """Whether the whole frame is in memory, without counting as a use."""
        return key in self._loaded

    def has_each(self, keys: tuple[FrameKey, ...]) -> tuple[bool, ...]:
        """As `has`, for each key."""
        return tuple(map(self._loaded.__contains__, keys))

    def wish(self, owner: object, wish: Wish) -> None:
        """Replace what `owner` wants."""
        with self._lock:
            before = self._wishes.get(owner)
            if before is None or before.now != wish.now:  # somebody came to see this frame
                self._try_again(wish.now)
            wish = self._windows.expect(wish, before)
            self._wishes.put(owner, wish)
            self._drop_previews()
            self._start_threads()
            # Where memory is full a wish may make room for others.
            if self._is_full() or self._wishes.gives_work(owner):
                self._for_loaders.notify()
            if wish.background or (wish.now is not None and self._is_open(wish.now)):
                self._for_previews.notify()

    def _try_again(self, key: FrameKey | None) -> None:
        entry = self._loaded.get(key) if key is not None else None
        if not isinstance(entry, FailedFrame) or not isinstance(entry.error, _MAY_PASS):
            return
        if isinstance(entry.error, DecoderTimeoutError):
            if entry.key in self._too_slow:
                return
            self._too_slow.add(entry.key)
        del self._loaded[entry.key]
        self._wishes.reopen()

    def drop_wish(self, owner: object) -> None:
        """Want nothing for `owner` any more."""
        with self._lock:
            self._wishes.drop(owner)
            self._drop_previews()

    def forget(self, medium: int) -> None:
        """Drop every frame of a medium that was closed, and take no more of it."""
        with self._lock:
            self._forgotten.add(medium)  # its frames on their way are not wanted either
            for key in [k for k in self._loaded if k.file.medium == medium]:
                self._let_go(key)
            for key in [k for k in self._previews if k.file.medium == medium]:
                del self._previews[key]
            self._windows.forget(medium)
            self._for_loaders.notify()  # there is room now

    def retry(self, medium: int) -> None:
        """Load again what could not be read of a medium that is back."""
        with self._lock:
            for key, entry in list(self._loaded.items()):
                failed = isinstance(entry, FailedFrame) and isinstance(entry.error, _MAY_PASS)
                if failed and key.file.medium == medium:
                    del self._loaded[key]
            self._wishes.reopen()
            self._windows.try_again()
            self._for_loaders.notify()
            self._for_previews.notify()

    def close(self, until: float | None = None) -> None:
        """Stop the loader threads; wait for those that do not hang in a read (`join_all`)."""
        with self._lock:
            self._closed = True
            self._wishes.clear()
            self._for_loaders.notify_all()
            self._for_previews.notify_all()
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
        while (frame := self._take(self._next, self._in_flight, self._for_loaders)) is not None:
            key, entry = frame.key, self._load(frame)
            with self._lock:
                self._in_flight.discard(key)
                if self._closed:
                    return
                self._keep(entry)
                self._previews.pop(key, None)
                found = self._windows.came(key)
            del entry, frame  # a thread that waits must hold nothing of a closed disc
            self._announce(key, found)

    def _serve_previews(self) -> None:
        work = self._next_preview, self._previewing, self._for_previews
        while (frame := self._take(*work)) is not None:
            key, preview = frame.key, self._load_preview(frame)
            with self._lock:
                self._previewing.discard(key)
                if self._closed:
                    return
                if key.file.medium not in self._forgotten:
                    self._previews[key] = preview
                    self._windows.came(key)
                    self._drop_previews()
                self._for_loaders.notify()  # now the whole may be loaded
            is_there = preview is not None
            del preview, frame
            if is_there:
                self._announce(key)

    def _take(
        self,
        choose: Callable[[], StackFrame | None],
        busy: set[FrameKey],
        idle: threading.Condition,
    ) -> StackFrame | None:
        """Wait for something to do and mark it as being done; None when all is over."""
        with self._lock:
            frame = choose()
            while frame is None and not self._closed:
                idle.wait()
                frame = choose()
            if frame is None or self._closed:
                return None
            busy.add(frame.key)
            idle.notify()  # there may be more to do
            return frame

    def _announce(self, key: FrameKey, found: tuple[str, ...] = ()) -> None:
        def tell() -> None:
            self.arrived.emit(key)
            for uid in found:
                self.window_found.emit(uid)

        self._post(tell)

    def _load(self, frame: StackFrame) -> LoadedFrame | FailedFrame:
        try:
            return self._source.load(frame)
        except ViewerError as error:
            log.info("a frame cannot be shown: %s", error.code)
            return FailedFrame(frame.key, untraced(error), frame.header)
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
        for wish in self._wishes.foreground:
            if wish.now is not None and self._is_open(wish.now):
                frame = wish.frames[wish.now]
                return None if self._awaits_preview(frame) else frame
        for frame in self._wishes.open_in_background():
            if self._previews.get(frame.key) is None and not self._awaits_preview(frame):
                return frame
        ahead = self._wishes.next_ahead()
        return ahead[1] if ahead is not None and self._has_room(ahead[0]) else None

    def _next_preview(self) -> StackFrame | None:
        """The most urgent frame that should have a preview before it is loaded."""
        wishes = self._wishes.foreground
        now = (w.frames[w.now] for w in wishes if w.now is not None and self._is_open(w.now))
        for frame in chain(now, self._wishes.open_in_background()):
            if frame.key not in self._previewing and self._awaits_preview(frame):
                return frame
        return None

    def _awaits_preview(self, frame: StackFrame) -> bool:
        return frame.key not in self._previews and self._source.has_preview(frame)

    def _drop_previews(self) -> None:
        """Keep previews for what is on show or asked for as thumbnail only."""
        if not self._previews:
            return
        wanted = {wish.now for wish in self._wishes.foreground}
        wanted |= {key for wish in self._wishes.background for key in wish.ahead}
        for key in self._previews.keys() - wanted:
            del self._previews[key]

    def _has_room(self, depth: int) -> bool:
        """Whether prefetching at `depth` would not push out a frame that is wanted sooner."""
        if not self._is_full():
            return True
        depths = self._wishes.depths()
        return any(
            depths.get(key, NEVER) > depth
            for key, entry in self._loaded.items()
            if isinstance(entry, LoadedFrame)
        )

    def _is_full(self) -> bool:
        """Whether one frame more might push another out."""
        average = self._bytes / max(1, self._pictures)
        return self._bytes + average * (1 + len(self._in_flight)) > self._limit

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
        depths = self._wishes.depths()
        # Stable sort: of frames nobody wants, the one longest unused goes first.
        for key in sorted(self._loaded, key=lambda k: -depths.get(k, NEVER)):
            if self._bytes <= self._limit:
                break
            # A failure takes no room, and without it the frame would be tried over and over.
            if depths.get(key) != -1 and isinstance(self._loaded[key], LoadedFrame):
                self._let_go(key)
                self._wishes.reopen(depths.get(key, NEVER))

    def _let_go(self, key: FrameKey) -> None:
        entry = self._loaded.pop(key)
        self._bytes -= _size(entry)
        self._pictures -= isinstance(entry, LoadedFrame)


def _size(entry: LoadedFrame | FailedFrame) -> int:
    return entry.nbytes if isinstance(entry, LoadedFrame) else 0
