"""Shows something by itself once a medium is open, and changes its mind at most once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.app.first_item import first_item, has_pictures, is_localizer
from viewer.app.key_selections import key_facts
from viewer.app.stage import Stage
from viewer.model.display_set import StackKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.catalog import Catalog, CatalogItem
    from viewer.app.workspace import Workspace


class FirstShowing:
    """The main series of what was opened, without anybody asking for it.

    A localizer is waited past while files are read: others are about to come. Another item takes
    the place of the first only where nobody has chosen or moved anything, everything is read, and
    the first choice proved to be unreadable, rejected (P-022), a localizer, or no picture.
    """

    def __init__(
        self, workspace: Workspace, show_item: Callable[[str], None], unreadable: str
    ) -> None:
        self._workspace = workspace
        self._show_item = show_item
        self._unreadable = unreadable  # the message of a viewport with nothing to show
        self._shown_anything = False
        self.chose = False  # what is on show was chosen here, not by a person

    def forget(self) -> None:
        """Everything was closed: the next medium is the first again."""
        self._shown_anything = self.chose = False

    def person_chose(self) -> None:
        """From now on what is on show is somebody's own choice."""
        self.chose = False

    def update(self, catalog: Catalog, stage: Stage) -> None:
        """Look at what is known by now, and show what should be on show."""
        # What is read first need not be the main series, but a scout or a report.
        final = not self.chose or stage is Stage.READING or not self._is_bad(catalog)
        if self._shown_anything and final:
            return
        item = first_item(catalog, readable_only=self._shown_anything)
        if item is None or (stage is Stage.READING and not _can_be_first(item)):
            return
        is_first = not self._shown_anything
        self._shown_anything = True
        if is_first or item.uid != self._workspace.state.layout.cells[self._workspace.state.active]:
            self._show_item(item.uid)
        self.chose = is_first  # the second choice is the last

    def _is_bad(self, catalog: Catalog) -> bool:
        state = self._workspace.active.state
        if state.message == self._unreadable or state.document is not None:
            return True  # a document where one medium had nothing else, and another has pictures
        if state.frame is None or state.index:  # somebody leafs through it already
            return False
        if state.stack is not None and state.stack.kind is StackKind.LOCALIZER:
            return True
        patient = catalog.patient(state.frame.header.patient)
        return patient is not None and bool(key_facts(patient).rejection(state.frame))


def _can_be_first(item: CatalogItem) -> bool:
    """Whether it is worth showing while there may be something better to come."""
    return has_pictures(item) and not is_localizer(item)
