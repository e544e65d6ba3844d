"""Puts a page over each viewport that holds a document instead of images."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget

from viewer.ui.contained import contained

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.app.session import Session
    from viewer.app.viewport import ViewportModel
    from viewer.observe import Subscription
    from viewer.ui.documents.document_page import DocumentPage
    from viewer.ui.grid_widget import GridWidget
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme
    from viewer.ui.viewport.viewport_widget import ViewportWidget


class DocumentCovers(QObject):
    """Follows the viewports; a page lives as long as documents are in its viewport."""

    def __init__(self, session: Session, grid: GridWidget, icons: Icons, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._grid = grid
        self._icons = icons
        self._theme = theme
        self._watched: dict[ViewportModel, Subscription] = {}
        self._covers: dict[ViewportModel, DocumentPage] = {}  # those in front
        self._workspace = session.workspace.changed.connect(lambda _: self.update_covers())
        self.update_covers()

    def close_covers(self) -> None:
        """Listen to nothing any more."""
        self._workspace.close()
        self._watch(())

    def update_covers(self) -> None:
        """Cover what holds a document, uncover what holds images."""
        self._watch(self._session.workspace.viewports)
        with self._grid.arranging():  # a page that comes or goes is nobody's hand in a viewport
            self._cover_views()

    def _cover_views(self) -> None:
        for view in self._grid.views:
            model = view.model
            if model.state.document is None:
                cover = self._covers.pop(model, None)
                if cover is not None:
                    self._uncover(view, cover)
                continue
            cover = self._covers.get(model)
            if cover is None:
                cover = self._covers[model] = self._new_cover(view)
            cover.show_document(model.state.document)
            _fill(view, cover)
            cover.show()
            cover.raise_()
            if view.focusProxy() is not cover:
                had_focus = view.hasFocus()
                view.setFocusProxy(cover)
                if had_focus:
                    cover.setFocus(Qt.FocusReason.OtherFocusReason)

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the page as large as its viewport."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            for cover in self._covers.values():
                if cover.parentWidget() is watched:
                    _fill(watched, cover)
        return False

    def _new_cover(self, view: ViewportWidget) -> DocumentPage:
        # Loaded with the first document: most discs have pictures to show first.
        from viewer.ui.documents.document_page import DocumentPage  # noqa: PLC0415

        cover = DocumentPage(self._session, self._icons, self._theme, view)
        cover.used.connect(view.focused)  # the focus of the page is that of its viewport
        view.installEventFilter(self)
        return cover

    def _uncover(self, view: QWidget, cover: DocumentPage) -> None:
        had_focus = cover.isAncestorOf(view.window().focusWidget() or view)
        view.setFocusProxy(None)  # type: ignore[arg-type]  # Qt takes none
        cover.hide()
        cover.close_document()
        cover.deleteLater()
        view.removeEventFilter(self)
        if had_focus:
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _watch(self, models: Sequence[ViewportModel]) -> None:
        for model in [m for m in self._watched if m not in models]:
            self._watched.pop(model).close()
            if model in self._covers:  # the page goes with its viewport, but has a thread
                self._covers.pop(model).close_document()
        for model in models:
            if model not in self._watched:
                self._watched[model] = model.changed.connect(lambda _: self.update_covers())


def _fill(view: QWidget, cover: DocumentPage) -> None:
    cover.setGeometry(view.rect().adjusted(2, 2, -2, -2))  # the frame stays visible
