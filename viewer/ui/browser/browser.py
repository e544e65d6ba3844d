"""The left strip: examinations and series, by mouse, finger or keys."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from viewer.app.identity_view import SHOWN
from viewer.app.stage import Stage
from viewer.ui.browser.delegate import THUMBNAIL, BrowserDelegate
from viewer.ui.browser.model import BrowserModel, Dot
from viewer.ui.browser.rows import ItemRow, make_rows
from viewer.ui.browser.thumbnails import Thumbnails
from viewer.ui.contained import contained

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QPersistentModelIndex

    from viewer.app.session import Session
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

WIDTH = 208
REFRESH_MS = 120  # results may stream in far faster than a list can be read

_OWN_KEYS = {
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
}
_PLAIN = {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}


class Browser(QListView):
    """Shows the catalog; asks for items, never shows them itself."""

    item_wanted = Signal(str)  # uid
    copy_wanted = Signal(object)  # an Offer of viewer.app.deid_scope
    keep_wanted = Signal(object, str)  # Study Instance UIDs, "computer" or "stick"

    def __init__(self, session: Session, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._theme = theme
        self._followed = ""  # uid in the active viewport when last looked at
        self.lines = BrowserModel(self)
        self.thumbnails = Thumbnails(session, self)
        self.setModel(self.lines)
        self.setItemDelegate(BrowserDelegate(self.thumbnails, icons, theme, self))
        self.setAccessibleName("Examinations and series")
        self.setAccessibleDescription("Arrow keys walk the list, Enter shows the series")
        self.setMinimumWidth(120)
        self.setMouseTracking(True)
        self.installEventFilter(self)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._refresh_timer = _single_shot(self, REFRESH_MS, self.refresh)
        self._visible_timer = _single_shot(self, 40, self._want_visible)
        self._subscriptions = [
            session.catalog_changed.connect(lambda _: self._refresh_soon()),
            session.report_changed.connect(lambda _: self._refresh_soon()),
            session.load_changed.connect(lambda _: self._refresh_soon()),
            session.workspace.changed.connect(lambda _: self._mark_shown()),
            SHOWN.changed.connect(lambda _: self.refresh()),
        ]
        self.thumbnails.ready.connect(self._thumbnail_ready)
        self.clicked.connect(self._show_index)  # one click: who is new here tries no second
        self.verticalScrollBar().valueChanged.connect(lambda _: self._visible_timer.start())
        theme.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def close_browser(self) -> None:
        """Listen to nothing any more."""
        for subscription in self._subscriptions:
            subscription.close()
        self.thumbnails.close()
        self._refresh_timer.stop()
        self._visible_timer.stop()

    def refresh(self) -> None:
        """Show the catalog as it is now; the selected line and the place stay."""
        started = time.perf_counter()
        reading = self._session.load.stage in {Stage.OPENING, Stage.READING}
        progress = (
            {c.series_uid: c.counts for c in self._session.report.series} if reading else None
        )
        anchor = self._anchor()
        self.lines.set_rows(make_rows(self._session.catalog, progress))
        self._mark_shown()
        self._restore(anchor)
        self._visible_timer.start()
        # A list of thousands of series may take a fifth of the time, never more.
        taken_ms = round((time.perf_counter() - started) * 1000)
        self._refresh_timer.setInterval(max(REFRESH_MS, 4 * taken_ms))

    @contained
    def dataChanged(
        self,
        topLeft: QModelIndex | QPersistentModelIndex,  # noqa: N803  Qt's name
        bottomRight: QModelIndex | QPersistentModelIndex,  # noqa: N803  likewise
        roles: Sequence[int] = (),
    ) -> None:
        # A list view lays all lines out again, with thousands 50 ms for every thumbnail. Only
        # changes that name no roles may change a height (`BrowserModel.touch`).
        if roles:
            QAbstractItemView.dataChanged(self, topLeft, bottomRight, roles)
        else:
            super().dataChanged(topLeft, bottomRight, roles)

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Window-wide shortcuts would take the arrows away from the list. WORKAROUND: not `event`,
        # see `Canvas.eventFilter`.
        if watched is not self:
            return super().eventFilter(watched, event)
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in _OWN_KEYS
            and event.modifiers() in _PLAIN
        ):
            event.accept()
            return True
        return False

    @contained
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._show_index(self.currentIndex())
        elif event.text() and event.key() not in _OWN_KEYS:
            event.ignore()  # letters are tools, not a search in the list
        else:
            super().keyPressEvent(event)

    @contained
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        row = self.lines.row_at(index)
        if row is None:
            return
        from viewer.ui.browser.context_menu import Ways, row_menu  # noqa: PLC0415  when asked for

        ways = Ways(self.copy_wanted.emit, self.keep_wanted.emit)
        menu = row_menu(row, self._session.catalog, ways, self)
        if menu is not None:
            menu.aboutToHide.connect(menu.deleteLater)
            place = self.visualRect(index).center() if by_key else event.pos()
            menu.popup(self.viewport().mapToGlobal(place))

    @contained
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._visible_timer.start()

    def _restyle(self) -> None:
        self.thumbnails.set_size(self._theme.px(THUMBNAIL), self.devicePixelRatioF())
        self.scheduleDelayedItemsLayout()
        self._visible_timer.start()

    def _refresh_soon(self) -> None:
        if not self._session.catalog.patients:
            self.thumbnails.forget()
        if not self._refresh_timer.isActive():
            self._refresh_timer.start()

    def _mark_shown(self) -> None:
        state = self._session.workspace.state
        shown: dict[str, tuple[Dot, ...]] = {}
        for place, uid in enumerate(state.layout.cells):
            if uid:
                shown[uid] = (*shown.get(uid, ()), (place, place == state.active))
        self.lines.set_viewports(shown)
        self._follow(state.layout.cells[state.active])

    def _follow(self, uid: str) -> None:
        """Walk along when another series comes into the active viewport by other ways."""
        index = self.lines.index_of(uid)
        if uid != self._followed and index.isValid():
            self._followed = uid
            self.setCurrentIndex(index)
            self.scrollTo(index)

    def _show_index(self, index: QModelIndex) -> None:
        row = self.lines.row_at(index)
        if isinstance(row, ItemRow):
            self.item_wanted.emit(row.key)

    def _thumbnail_ready(self, key: object) -> None:
        for row in self._visible_items():
            if row.item.thumbnail == key:
                self.lines.touch(row.key)

    def _want_visible(self) -> None:
        ratio = self.devicePixelRatioF()  # known only once the window is on a screen
        self.thumbnails.set_size(self._theme.px(THUMBNAIL), ratio)
        keys = (row.item.thumbnail for row in self._visible_items())
        self.thumbnails.want(tuple(key for key in keys if key is not None))

    def _visible_items(self) -> list[ItemRow]:
        first = self.indexAt(QPoint(self.width() // 2, 1))
        if not first.isValid():
            return []
        items = []
        for place in range(first.row(), self.lines.rowCount()):
            index = self.lines.index(place)
            if self.visualRect(index).top() > self.viewport().height():
                break
            row = self.lines.row_at(index)
            if isinstance(row, ItemRow):
                items.append(row)
        return items

    def _anchor(self) -> tuple[str, int] | None:
        """The topmost visible line and how far it is scrolled; None at the very top."""
        if self.verticalScrollBar().value() == 0:
            return None
        index = self.indexAt(QPoint(self.width() // 2, 1))
        row = self.lines.row_at(index)
        return (row.key, self.visualRect(index).top()) if row is not None else None

    def _restore(self, anchor: tuple[str, int] | None) -> None:
        if anchor is None:
            return
        index = self.lines.index_of(anchor[0])
        if index.isValid():
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + self.visualRect(index).top() - anchor[1])


def _single_shot(parent: QWidget, interval_ms: int, act: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(interval_ms)
    timer.timeout.connect(act)
    return timer
