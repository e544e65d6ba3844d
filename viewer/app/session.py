"""The session: open media, what is on them, and the viewports that show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.catalog import Catalog
from viewer.app.frames import FrameStore, Post
from viewer.app.stage import LoadState
from viewer.app.workspace import Workspace
from viewer.model.findings import LoadReport
from viewer.observe import Event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from viewer.errors import ViewerError
    from viewer.model.display_set import Document
    from viewer.model.image import FrameKey
    from viewer.settings import Settings


class Session:
    """Everything open at the moment.

    Lives on one thread (the GUI thread in the window). Background results come back
    through `post`, which must run a function on that thread, in order.
    """

    def __init__(self, settings: Settings, post: Post) -> None:
        self.catalog = Catalog()
        self.report = LoadReport()
        self.load = LoadState()
        self.catalog_changed: Event[Catalog] = Event()
        self.report_changed: Event[LoadReport] = Event()
        self.load_changed: Event[LoadState] = Event()
        self.frames: FrameStore
        self.workspace: Workspace

    def open(self, path: Path) -> None:
        """Start opening a drive, folder, file, DICOMDIR or ZIP; returns at once."""
        raise NotImplementedError

    def show_item(self, uid: str, viewport: int | None = None) -> None:
        """Show a catalog item in a viewport (the active one by default).

        If its headers are not read yet they are read first, before everything else; the
        viewport shows the item as soon as its first image is known.
        """
        raise NotImplementedError

    def want_thumbnails(self, keys: tuple[FrameKey, ...]) -> None:
        """Load these frames in the background, the visible ones first."""
        raise NotImplementedError

    def read_document(
        self, document: Document, done: Callable[[bytes | ViewerError], None]
    ) -> None:
        """Read an encapsulated document's bytes in the background; `done` is posted back."""
        raise NotImplementedError

    def close_media(self) -> None:
        """Close everything open and go back to the start page."""
        raise NotImplementedError

    def close(self) -> None:
        """Cancel, join every thread, stop every process."""
        raise NotImplementedError
