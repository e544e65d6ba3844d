"""A question that takes its time; asked again, only the latest answer counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from viewer.errors import ViewerError
from viewer.media.cancel import CancelToken
from viewer.observe import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.session import Session

_Answer = TypeVar("_Answer")


class Latest(Generic[_Answer]):
    """`changed` tells on the session's thread that there is an `answer` or a `problem`."""

    def __init__(self, session: Session) -> None:
        self.changed: Event[Latest[_Answer]] = Event()
        self.answer: _Answer | None = None
        self.problem: ViewerError | None = None
        self.done = 0  # how far it is; written by the thread, read by whoever looks
        self._session = session
        self._cancel: CancelToken | None = None

    @property
    def is_running(self) -> bool:
        """Whether the answer is still to come."""
        return self._cancel is not None

    def ask(self, work: Callable[[CancelToken], _Answer], *, keep: bool = False) -> None:
        """Find out, on a thread; with `keep` the answer of before stays until then."""
        self.stop()
        self.done = 0
        if not keep:
            self.answer = self.problem = None
        cancel = self._cancel = CancelToken()

        def answered(result: _Answer | ViewerError) -> None:
            if cancel is not self._cancel or cancel.cancelled:
                return  # of another question
            self._cancel = None
            is_problem = isinstance(result, ViewerError)
            self.problem = result if isinstance(result, ViewerError) else None
            self.answer = None if is_problem else result  # type: ignore[assignment]
            self.changed.emit(self)

        self._session.in_background(lambda: work(cancel), answered)

    def stop(self) -> None:
        """Wait for no answer."""
        if self._cancel is not None:
            self._cancel.cancel()
            self._cancel = None
