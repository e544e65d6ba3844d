"""What a copy without identity would be, found out beside the window before it is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.app.deid_engine import load_engine
from viewer.app.seen_media import SeenMedia
from viewer.errors import ViewerError
from viewer.media.cancel import CancelToken
from viewer.observe import Event

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.deid.compared import Compared
    from viewer.deid.comparing import Original
    from viewer.deid.job import Preview
    from viewer.deid.key import JobKey
    from viewer.deid.profile import Profile
    from viewer.deid.request import Request
    from viewer.model.image import FileKey


@dataclass(frozen=True, slots=True)
class Example:
    """One object of a series, its values before and after; `words` say which series it is."""

    words: str
    compared: Compared


class Survey:
    """Goes through everything once without writing; a new start forgets the one before."""

    def __init__(self, session: Session) -> None:
        self.changed: Event[Survey] = Event()
        self.found: Preview | None = None
        self.problem: ViewerError | None = None
        self.seen: SeenMedia | None = None  # what the answer is about
        self.done, self.total = 0, 0  # files; written by the thread, read by whoever looks
        self._session = session
        self._cancel = CancelToken()

    @property
    def is_running(self) -> bool:
        """Whether the answer is still to come."""
        return self.found is None and self.problem is None and not self._cancel.cancelled

    def start(self, request: Request) -> None:
        """Find out, on a thread; `changed` tells that the answer is there."""
        self.stop()
        self.found, self.problem = None, None
        self.done, self.total = 0, 0
        cancel = self._cancel = CancelToken()

        def tell(_: str, done: int, total: int | None) -> None:
            if not cancel.cancelled:
                self.done, self.total = done, total or 0

        def look() -> Preview:
            self.seen = SeenMedia(request.sources, cancel)
            load_engine()
            from viewer.deid.job import preview  # noqa: PLC0415  pydicom, when it is asked for

            return preview(request, tell, cancel)

        def answered(result: Preview | ViewerError) -> None:
            if cancel is not self._cancel or cancel.cancelled:
                return  # of another question
            if isinstance(result, ViewerError):
                self.problem = result
            else:
                self.found = result
            self.changed.emit(self)

        self._session.in_background(look, answered)

    def stop(self) -> None:
        """Ask no more."""
        self._cancel.cancel()


class LiveValues:
    """Values of some objects before and after, again whenever the profile changes."""

    def __init__(self, session: Session) -> None:
        self.changed: Event[tuple[Example, ...]] = Event()
        self.examples: tuple[Example, ...] = ()
        self._session = session
        self._files: tuple[tuple[str, FileKey], ...] = ()
        self._read: tuple[tuple[str, Original], ...] = ()
        self._wanted: tuple[Profile, JobKey] | None = None
        self._shown: tuple[object, object] = (None, None)
        self._is_busy = False
        self._is_closed = False

    def show(self, files: tuple[tuple[str, FileKey], ...], profile: Profile, key: JobKey) -> None:
        """Have the values of these files, by this profile and key, told by `changed`."""
        self._wanted = profile, key
        if files != self._files:
            self._files, self._read = files, ()
        self._go()

    def close(self) -> None:
        """Tell nothing any more."""
        self._is_closed = True

    def _go(self) -> None:
        if self._is_busy or self._is_closed or self._shown == (self._wanted, self._files):
            return
        self._is_busy = True
        files, read, wanted = self._files, self._read, self._wanted
        assert wanted is not None

        def work() -> tuple[tuple[tuple[str, Original], ...], tuple[Example, ...]]:
            load_engine()
            from viewer.deid.comparing import compared  # noqa: PLC0415  pydicom, when asked for

            there = read or self._datasets(files)
            made = tuple(Example(words, compared(ds, *wanted)) for words, ds in there)
            return there, made

        def answered(
            result: tuple[tuple[tuple[str, Original], ...], tuple[Example, ...]] | ViewerError,
        ) -> None:
            self._is_busy = False
            self._shown = (wanted, files)
            if self._is_closed:
                return
            if not isinstance(result, ViewerError):
                there, self.examples = result
                if files == self._files:
                    self._read = there
                self.changed.emit(self.examples)
            self._go()

        self._session.in_background(work, answered)

    def _datasets(self, files: tuple[tuple[str, FileKey], ...]) -> tuple[tuple[str, Original], ...]:
        from viewer.deid.comparing import original  # noqa: PLC0415  as above

        found = []
        for words, file in files:
            if self._is_closed:
                break
            try:
                found.append((words, self._session.parsed(file, original)))
            except ViewerError:
                continue  # the survey tells what cannot be read
        return tuple(found)
