"""A flag by which the asking side stops work it no longer wants."""

from threading import Event

from viewer.errors import CancelledError


class CancelToken:
    """Set once, never cleared; safe to share between threads."""

    def __init__(self) -> None:
        self._event = Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next check."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """True once `cancel` was called."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise CancelledError once `cancel` was called."""
        if self._event.is_set():
            raise CancelledError("cancelled")
