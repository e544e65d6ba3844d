"""Hangs by itself what everybody expects to see hung: mammograms, the two views of a chest.

Only what the program chose to show, only once the whole examination is known, and never after
somebody has touched anything: nothing jumps (look.md).
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from viewer.app.first_item import NOT_PICTURES
from viewer.app.hang_items import hang_items
from viewer.app.stage import Stage
from viewer.app.workspace import WorkspaceState
from viewer.hanging.hang import matching
from viewer.hanging.protocol_file import built_in_protocols
from viewer.hanging.traits import PROJECTIONS
from viewer.model.layout import Layout
from viewer.model.viewport import Presentation, ViewState
from viewer.observe import Event

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.catalog import CatalogItem
    from viewer.app.hanger import Hanger
    from viewer.app.session import Session
    from viewer.hanging.hang import Hanging
    from viewer.model.image import FrameKey

PATIENCE_S = 4.0  # after that somebody is looking at the picture, and it stays
_MOST_SERIES = 24  # of an examination that is read ahead for this


class AutoHang:
    """Watches a session until the first examination can be hung or somebody has begun."""

    def __init__(
        self, session: Session, hanger: Hanger, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.hung: Event[Hanging] = Event()
        self._session = session
        self._hanger = hanger
        self._clock = clock
        self._first: FrameKey | None = None
        self._since = 0.0
        self._over = False
        self._asked: set[str] = set()
        self.subscriptions = [
            session.catalog_changed.connect(lambda _: self._look()),
            session.load_changed.connect(lambda _: self._look()),
            session.frames.arrived.connect(lambda _: self._look()),  # after the last news, too
        ]
        self._look()

    def close(self) -> None:
        """Listen to nothing any more."""
        for subscription in self.subscriptions:
            subscription.close()

    def _look(self) -> None:
        if self._session.load.stage is Stage.NO_MEDIUM:  # the next one begins anew
            self._first, self._over = None, False
            self._asked.clear()
            return
        shown = self._session.workspace.active.state.frame
        if self._over or shown is None or not self._session.first.chose:
            return
        if not self._is_untouched():
            self._over = True
            return
        uid = self._session.workspace.state.layout.cells[0]
        items = self._study(uid)
        pictures = [item for item in items if item.series.modality not in NOT_PICTURES]
        if not pictures or not all(item.series.modality in PROJECTIONS for item in pictures):
            return
        if not all(is_read(self._session, item) for item in items):
            self._read_ahead(items)
            return
        self._over = True
        expected = [protocol for protocol in built_in_protocols() if protocol.automatic]
        found = matching(hang_items(self._session.catalog, uid), expected, uid)
        if found:
            self._hanger.apply(found[0])
            self.hung.emit(found[0])

    def _is_untouched(self) -> bool:
        """Whether the program's own choice is on show as it was put there, not for long."""
        workspace = self._session.workspace
        shown = workspace.active.state
        if shown.frame is None:
            return False
        if self._first is None:
            if shown.index > 0:
                return False
            self._first, self._since = shown.frame.key, self._clock()
        uid = workspace.state.layout.cells[0]
        return (
            workspace.state == WorkspaceState(Layout(1, 1, (uid,)))
            and shown.frame.key == self._first
            and (shown.view, shown.presentation) == (ViewState(), Presentation())
            and not shown.playing
            and shown.tiles.count == 1
            and not self._session.annotations.state.annotations
            and self._clock() - self._since <= PATIENCE_S
        )

    def _study(self, uid: str) -> tuple[CatalogItem, ...]:
        """The whole examination: what it says of its pictures, as a rejection, counts too."""
        found = self._session.catalog.study_of(uid)
        return found[0].studies[found[1]].items if found is not None else ()

    def _read_ahead(self, items: tuple[CatalogItem, ...]) -> None:
        for item in items[:_MOST_SERIES]:
            if item.series.uid not in self._asked and not is_read(self._session, item):
                self._asked.add(item.series.uid)
                self._session.read_series(item)


def is_read(session: Session, item: CatalogItem) -> bool:
    """Whether all that its directory, or the end of reading, says of a series is known."""
    news = session.news.get(item.medium)
    if news is None or item.display_set is None:
        return False
    if news.load.stage is Stage.READY:
        return True
    counts = news.snapshot.counts.get(item.series.uid) if news.snapshot is not None else None
    return counts is not None and bool(counts.referenced) and item.series.uid in news.tried
