"""Viewports in windows of their own, for another screen; closing one puts it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from viewer.app.identity_view import SHOWN
from viewer.ui.contained import contained
from viewer.ui.dropping import dropped_paths
from viewer.ui.identity_words import banner_words
from viewer.ui.plain_text import plain_label
from viewer.ui.viewports_watch import ViewportsWatch, distinct_people, person_in
from viewer.ui.words import NOT_DIAGNOSTIC, person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent

    from viewer.app.session import Session
    from viewer.ui.activation import Activation
    from viewer.ui.viewport.viewport_widget import ViewportWidget

_SIZE = (900, 720)


class DetachedWindow(QWidget):
    """One viewport, whose it is, the value under the pointer, and what it is not for."""

    closed = Signal(int)  # number of the viewport
    used = Signal(int)
    path_dropped = Signal(object)  # Path

    def __init__(self, number: int, view: ViewportWidget) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.view = view
        self._number = number
        self._going = False
        self.setAcceptDrops(True)
        self.warning = plain_label(self)
        self.warning.setProperty("role", "banner-danger")
        self.warning.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.warning.setContentsMargins(12, 8, 12, 8)
        self.warning.hide()
        self.probe = _small_label("", self)
        self.notice = _small_label(NOT_DIAGNOSTIC, self)
        foot = QHBoxLayout()
        foot.addWidget(self.probe, stretch=1)
        foot.addWidget(self.notice)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.warning)
        column.addWidget(view, stretch=1)
        column.addLayout(foot)
        view.canvas.probe_changed.connect(self.probe.setText)

    def leave(self) -> None:
        """Close without asking for the viewport to be put back: it is, or is gone."""
        self._going = True
        self.close()
        self.deleteLater()

    def set_full(self, *, full: bool) -> None:
        """Fill the screen, or give it back."""
        if full != self.isFullScreen():
            self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    @contained
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._going:
            super().closeEvent(event)
            return
        event.ignore()  # whoever listens takes the viewport back, and then this goes
        self.closed.emit(self._number)

    @contained
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.used.emit(self._number)

    @contained
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData().urls()):
            event.acceptProposedAction()

    @contained
    def dropEvent(self, event: QDropEvent) -> None:
        for path in dropped_paths(event.mimeData().urls()):
            event.acceptProposedAction()
            self.path_dropped.emit(path)


class DetachedWindows(QObject):
    """Makes the windows what the workspace says; keeps nothing of their place or content."""

    path_dropped = Signal(object)  # Path

    def __init__(self, session: Session, grid: QWidget, activation: Activation) -> None:
        super().__init__(grid)
        self._session = session
        self._grid = grid
        self._windows: dict[int, DetachedWindow] = {}
        self._activation = activation
        self._watch = ViewportsWatch(session.workspace, self._name)
        self._hiding = SHOWN.changed.connect(lambda _: self._name())

    def window_of(self, number: int) -> DetachedWindow | None:
        """The window of a viewport, None while it is in the grid."""
        return self._windows.get(number)

    def match(self, views: Sequence[ViewportWidget]) -> None:
        """Open and close windows until they are those of the state."""
        state = self._session.workspace.state
        for number, window in list(self._windows.items()):
            gone = number >= len(views) or views[number] is not window.view
            if gone or number not in state.detached:
                del self._windows[number]
                self._activation.expect(1)
                if not gone:
                    window.view.setParent(self._grid)
                window.leave()
        for number in state.detached:
            if number not in self._windows and number < len(views):
                self._open(number, views[number])
        for number, window in self._windows.items():
            window.set_full(full=state.maximised and state.active == number)
        self._name()

    def close_windows(self) -> None:
        """End all of them, with the program."""
        self._watch.close()
        self._hiding.close()
        for window in self._windows.values():
            window.leave()
        self._windows.clear()

    def _open(self, number: int, view: ViewportWidget) -> None:
        main = self._grid.window()
        window = DetachedWindow(number, view)
        self._activation.expect(1)
        self._windows[number] = window
        window.setWindowIcon(QIcon(main.windowIcon()))
        window.addActions(_actions(main))  # every key works there too
        window.closed.connect(self._put_back)
        by_window = Qt.FocusReason.ActiveWindowFocusReason
        window.used.connect(lambda used: self._activation.take(used, by_window))
        window.path_dropped.connect(self.path_dropped)
        _place(window, main)
        view.show()
        window.show()
        handle = window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self._grid)  # Space is a key of the hands everywhere

    def _put_back(self, number: int) -> None:
        self._session.workspace.set_detached(number, detached=False)

    def _name(self) -> None:
        """Say whose pictures they are, and warn where they are of several people (S-01, S-02)."""
        models = self._session.workspace.viewports
        shown = [person_in(model.state) for model in models]
        people = distinct_people(shown)
        warning = banner_words(people) if len(people) > 1 else ""
        for number, window in self._windows.items():
            facts = shown[number] if number < len(shown) else None
            window.setWindowTitle(f"{person(facts)} — Lightbox" if facts else "Lightbox")
            window.warning.setText(warning)
            window.warning.setVisible(bool(warning))


def _actions(main: QWidget) -> list[QAction]:
    return list(main.actions())


def _place(window: QWidget, main: QWidget) -> None:
    """Fill another screen if there is one; else stand a little beside the main window."""
    others = [screen for screen in QGuiApplication.screens() if screen is not main.screen()]
    if others:
        window.setGeometry(others[0].availableGeometry().adjusted(0, 32, 0, 0))
        return
    room = main.screen().availableGeometry()
    window.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height()))
    corner = main.frameGeometry().topLeft()
    window.move(
        min(corner.x() + 48, max(room.left(), room.right() - window.width())),
        min(corner.y() + 48, max(room.top(), room.bottom() - window.height())),
    )


def _small_label(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setProperty("role", "small")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(8, 4, 8, 4)
    return label
