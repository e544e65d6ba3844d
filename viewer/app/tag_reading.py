"""Reads what files say, one at a time and the last wish first: a slow disc is not flooded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.app.viewport import ViewportState
    from viewer.errors import ViewerError
    from viewer.model.image import FileKey
    from viewer.model.tags import TagTree

Done = Callable[["FileKey", "TagTree | ViewerError"], None]


class TagReading:
    """Holds one wish; a newer one replaces it, and an answer nobody waits for is dropped."""

    def __init__(self, session: Session, done: Done) -> None:
        self._session = session
        self._done = done
        self._wanted: FileKey | None = None
        self._reading: FileKey | None = None

    @property
    def is_reading(self) -> bool:
        """Whether an answer is still to come."""
        return self._wanted is not None

    def want(self, file: FileKey | None) -> None:
        """Read this file; None for nothing any more."""
        self._wanted = file
        if file is not None and self._reading is None:
            self._start(file)

    def _start(self, file: FileKey) -> None:
        self._reading = file
        self._session.read_tags(file, lambda result: self._arrived(file, result))

    def _arrived(self, file: FileKey, result: TagTree | ViewerError) -> None:
        self._reading = None
        if self._wanted == file:
            self._wanted = None
            self._done(file, result)
        if self._wanted is not None:
            self._start(self._wanted)


def file_on_show(state: ViewportState) -> FileKey | None:
    """The file of the image or document that a viewport shows."""
    if state.frame is not None:
        return state.frame.key.file
    return state.document.header.file if state.document is not None else None
