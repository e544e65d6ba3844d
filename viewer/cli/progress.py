"""Progress of long work on stderr, only where a person is watching."""

import sys
import time

INTERVAL_S = 0.2


class ProgressLine:
    """One line that is written over; silent when stderr is not a terminal.

    `what` is done may change while it is shown.
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._shown = 0.0
        self._active = sys.stderr.isatty()

    def __call__(self, done: int, total: int | None) -> None:
        """Show how far the work is, at most five times a second."""
        now = time.monotonic()
        if not self._active or now - self._shown < INTERVAL_S:
            return
        self._shown = now
        of = f" of about {total}" if total else ""
        sys.stderr.write(f"\r{self.what} … {done}{of}\x1b[K")
        sys.stderr.flush()

    def close(self) -> None:
        """Clear the line."""
        if self._active and self._shown:
            sys.stderr.write("\r\x1b[K")
