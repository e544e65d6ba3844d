"""The panel that shows what the file of the active picture says (M-005, M-006)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from viewer.app.identity_view import SHOWN
from viewer.app.shown_tags import shown_nodes
from viewer.app.tag_reading import TagReading, file_on_show
from viewer.errors import ViewerError
from viewer.model.safe_text import visible
from viewer.model.tags import rows_of
from viewer.ui.contained import contained
from viewer.ui.listening import until_destroyed
from viewer.ui.panels.tag_browser import TagBrowser
from viewer.ui.plain_text import plain_label
from viewer.ui.viewports_watch import ViewportsWatch

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QHideEvent, QShowEvent

    from viewer.app.session import Session
    from viewer.model.image import FileKey
    from viewer.model.tags import TagTree
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

HIDDEN = "Identity is hidden: values that may tell who it is are not shown."
NOTHING = "Show a picture or a document, and here is what its file says."
READING = "Reading the file …"
UNREADABLE = "The file could not be read again. It may be damaged, or the disc was taken out."
_SETTLE_MS = 120  # while one leafs through, files are not read


class TagsPanel(QWidget):
    """Follows the active viewport as long as it can be seen."""

    def __init__(
        self,
        session: Session,
        icons: Icons,
        theme: Theme,
        compare: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._file: FileKey | None = None
        self.reading = TagReading(session, self._arrived)
        self.place = plain_label(self, "small")
        self.browser = TagBrowser(icons, theme, self)
        self.compare_button = self.browser.add_button("Compare…", compare)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLE_MS)
        self._settled.timeout.connect(self._read)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(4))
        column.addWidget(self.place)
        column.addWidget(self.browser, stretch=1)
        watch = ViewportsWatch(session.workspace, self._follow)
        until_destroyed(self, watch, SHOWN.changed.connect(lambda _: self._again()))
        self._follow()

    @contained
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    @contained
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._settled.stop()

    def _follow(self) -> None:
        """Take notice of another file on show; read it when nothing has moved for a moment."""
        file = file_on_show(self._session.workspace.active.state)
        if file == self._file or (file is not None and not self.isVisible()):
            return  # out of sight it still lets go of what was closed
        self._file = file
        self.reading.want(None)
        if file is None:
            self._settled.stop()
            self.place.setText("")
            self.browser.set_rows(())
            self.browser.set_message(NOTHING)
        else:
            # Values of the file before stay no longer than they are true.
            self.place.setText(visible(SHOWN.text(file.path)))
            self.browser.wait(READING)
            self._settled.start()

    def _again(self) -> None:
        """Another part of the values is to be seen: nothing of before stays."""
        self._file = None
        self.browser.set_rows(())
        self._follow()

    def _read(self) -> None:
        self.reading.want(self._file)

    def _arrived(self, file: FileKey, result: TagTree | ViewerError) -> None:
        if file != self._file:
            return
        if isinstance(result, ViewerError):
            self.browser.set_rows(())
            self.browser.set_message(UNREADABLE)
        else:
            notices = (*result.notices, *([HIDDEN] if SHOWN.state.people else []))
            self.browser.set_rows(rows_of(shown_nodes(result.nodes)), "\n".join(notices))
