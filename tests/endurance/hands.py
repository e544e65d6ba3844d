"""Mouse, keys and fingers: events as the system would send them to the windows on screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

import shiboken6
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QInputDevice, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from viewer.ui.detached import DetachedWindow

NO_KEYS = Qt.KeyboardModifier.NoModifier


class Hands(Protocol):
    """What a pair of hands can do; points are in pixels of the screen."""

    at_work: int  # which event is on its way into a window, counted from 1; 0 for none

    def move(self, point: QPoint) -> None: ...
    def press(self, button: Qt.MouseButton) -> None: ...
    def release(self, button: Qt.MouseButton) -> None: ...
    def double_click(self, button: Qt.MouseButton) -> None: ...
    def wheel(self, notches: int, *, control: bool) -> None: ...
    def key(self, keys: str) -> None: ...
    def hold(self, key: Qt.Key, *, down: bool) -> None: ...
    def touch(self, fingers: list[tuple[QPoint, QPoint]]) -> None: ...


_HELD_KEYS = {
    Qt.KeyboardModifier.ShiftModifier: Qt.Key.Key_Shift,
    Qt.KeyboardModifier.ControlModifier: Qt.Key.Key_Control,
    Qt.KeyboardModifier.AltModifier: Qt.Key.Key_Alt,
}


class QtHands:
    """Through Qt's window system interface: Qt finds widgets, focus, shortcuts and grabs itself.

    No window but the main one is remembered from one event to the next but by its id, and
    `windowHandle` is asked of no other: PySide would give the wrapper of a deleted window for
    whatever comes to lie at its address.
    """

    def __init__(self, main: QWidget) -> None:
        window = main.windowHandle()
        assert window is not None
        self._main: QWindow = window
        self._at = QPoint()
        self.at_work = 0
        self._events = 0
        self._held: int | None = None  # id of the window that gets all until the button is up
        self._screen = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)

    def move(self, point: QPoint) -> None:
        """Move the pointer; the window that holds a button gets every move."""
        self._at = point
        window = self._window()
        with self._working():
            QTest.mouseMove(window, self._inside(window))

    def press(self, button: Qt.MouseButton) -> None:
        """Press a button where the pointer is."""
        window = self._window()
        under = QApplication.topLevelAt(self._at)
        keeps = window is self._main or isinstance(under, DetachedWindow)  # not a menu
        self._held = int(window.winId()) if keeps else None
        with self._working():
            QTest.mousePress(window, button, NO_KEYS, self._inside(window))

    def release(self, button: Qt.MouseButton) -> None:
        """Let a button go."""
        window = self._window()
        self._held = None
        with self._working():
            QTest.mouseRelease(window, button, NO_KEYS, self._inside(window))

    def double_click(self, button: Qt.MouseButton) -> None:
        """Click twice, as quickly as it takes."""
        window = self._window()
        with self._working():
            QTest.mouseDClick(window, button, NO_KEYS, self._inside(window))

    def wheel(self, notches: int, *, control: bool) -> None:
        """Turn the wheel; positive is away from the person."""
        window = self._window()
        keys = Qt.KeyboardModifier.ControlModifier if control else NO_KEYS
        at = QPointF(self._inside(window))
        with self._working():
            QTest.wheelEvent(window, at, QPoint(0, 120 * notches), QPoint(0, 0), keys)

    def key(self, keys: str) -> None:
        """Press and release a key with its modifiers, written as in the action table."""
        with self._working():
            self._type(keys)

    def _type(self, keys: str) -> None:
        combination = QKeySequence(keys)[0]  # type: ignore[index]
        key, modifiers = combination.key(), combination.keyboardModifiers()
        # By themselves first: Alt closes a menu, and QTest would go on with its deleted window.
        for modifier, held in _HELD_KEYS.items():
            if modifiers & modifier:
                QTest.keyPress(self._keyboard(), held)
        window = self._keyboard()
        pressed_in = window.winId()
        QTest.keyPress(window, key, modifiers)
        del window  # the key may have closed it, which its wrapper would not know
        there = _window_in_sight(pressed_in)
        if there is not None:
            QTest.keyRelease(there, key, modifiers)

    def hold(self, key: Qt.Key, *, down: bool) -> None:
        """Press a key and keep it down, or let it go."""
        with self._working():
            (QTest.keyPress if down else QTest.keyRelease)(self._keyboard(), key)

    def touch(self, fingers: list[tuple[QPoint, QPoint]]) -> None:
        """Put fingers down on the main window, move each to its end, lift them."""
        window = self._main
        for stage in (0.0, 0.25, 0.5, 0.75, 1.0):
            sequence = QTest.touchEvent(window, self._screen, False)  # noqa: FBT003  Qt's signature
            for number, (start, end) in enumerate(fingers):
                point = window.mapFromGlobal(start + (end - start) * stage)
                if stage == 0.0:
                    sequence.press(number, point, window)
                elif stage == 1.0:
                    sequence.release(number, point, window)
                else:
                    sequence.move(number, point, window)
            # No events in between: the next act would begin while the fingers are down.
            sequence.commit(False)  # noqa: FBT003  Qt's signature

    @contextmanager
    def _working(self) -> Iterator[None]:
        """QTest lets other events in while it sends one, timers too."""
        self._events += 1
        before, self.at_work = self.at_work, self._events
        try:
            yield
        finally:
            self.at_work = before

    def _keyboard(self) -> QWindow:
        """The window with the keyboard; after a dialog the main one, as on a desktop."""
        if not QGuiApplication.focusWindow():
            self._main.requestActivate()
            QCoreApplication.processEvents()
        return QGuiApplication.focusWindow() or self._main

    def _window(self) -> QWindow:
        """The window that the system would send the pointer's events to."""
        if self._held is not None:
            return _window_in_sight(self._held) or self._main
        return QGuiApplication.topLevelAt(self._at) or self._main

    def _inside(self, window: QWindow) -> QPoint:
        """The pointer in a window; QTest complains of any place outside."""
        local = window.mapFromGlobal(self._at)
        x = max(0, min(local.x(), window.width() - 1))
        y = max(0, min(local.y(), window.height() - 1))
        return QPoint(x, y)


def _window_in_sight(number: int) -> QWindow | None:
    """The window with this id; those out of sight are not asked: being asked would make them."""
    for window in QGuiApplication.topLevelWindows():
        if shiboken6.isValid(window) and window.isVisible() and window.winId() == number:
            return window
    return None
