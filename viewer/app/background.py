"""Jobs of a session on threads of their own: documents being read, media being closed."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, TypeVar

from viewer.app.closing import join_all
from viewer.app.pdf_pages import PdfPages
from viewer.errors import ViewerError

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.frames import Post

log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")


class Background:
    """Starts jobs and joins them at the end; its methods are called on the session's thread."""

    def __init__(self, post: Post) -> None:
        self._post = post
        self._readers: list[threading.Thread | PdfPages] = []

    def run(
        self, job: Callable[[], _Answer], done: Callable[[_Answer | ViewerError], None]
    ) -> None:
        """Do `job`; `done` gets its answer or ViewerError on the session's thread."""

        def answered() -> None:
            result: _Answer | ViewerError
            try:
                result = job()
            except ViewerError as error:
                result = error
            except Exception as error:  # noqa: BLE001  a job runner: whoever asked must hear of it
                log.warning("unexpected %s in a background job", type(error).__name__)
                result = ViewerError(f"unexpected {type(error).__name__}")
            self._post(lambda: done(result))

        self.start("medium-document", answered)

    def start(self, name: str, job: Callable[[], None]) -> None:
        """Do `job`, which tells nobody."""
        thread = threading.Thread(target=job, name=name, daemon=True)
        self.keep(thread)
        thread.start()

    def keep(self, reader: threading.Thread | PdfPages) -> None:
        """Wait for this one too at the end; those that are through are forgotten."""
        alive = [known for known in self._readers if known.is_alive()]
        self._readers = [*alive, reader]

    def cancel(self) -> None:
        """Tell what can be told that nobody waits any more."""
        for reader in self._readers:
            if isinstance(reader, PdfPages):
                reader.close()

    def join(self, until: float) -> None:
        """Wait for all but those that hang in a read (`join_all`)."""
        join_all(self._readers, until)
