"""Mouse, keys and fingers: events as the system would send them to the windows on screen."""

from __future__ import annotations

from typing import Protocol

import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QKeySequence, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

Target = QWindow | QWidget
NO_KEYS = Qt.KeyboardModifier.NoModifier


class Hands(Protocol):
    """What a pair of hands can do; points are in pixels of the screen."""

    def move(self, point: QPoint) -> None: ...
    def press(self, button: Qt.MouseButton) -> None: ...
    def release(self, button: Qt.MouseButton) -> None: ...
    def double_click(self, button: Qt.MouseButton) -> None: ...
    def wheel(self, notches: int, *, control: bool) -> None: ...
    def key(self, keys: str) -> None: ...
    def hold(self, key: Qt.Key, *, down: bool) -> None: ...
    def touch(self, fingers: list[tuple[QPoint, QPoint]]) -> None: ...


class QtHands:
    """Through Qt's window system interface: Qt finds widgets, focus, shortcuts and grabs itself."""

    def __init__(self) -> None:
        self._at = QPoint()
        self._held: Target | None = None  # where a button went down, gets all until it is up
        self._screen = QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)

    def move(self, point: QPoint) -> None:
        """Move the pointer; a window that holds a button gets every move."""
        self._at = point
        target = self._target()
        if target is not None:
            QTest.mouseMove(target, self._inside(target))

    def press(self, button: Qt.MouseButton) -> None:
        """Press a button where the pointer is."""
        target = self._target()
        if target is not None:
            self._held = target
            QTest.mousePress(target, button, NO_KEYS, self._inside(target))

    def release(self, button: Qt.MouseButton) -> None:
        """Let a button go, where it was pressed or in the popup that came since."""
        target = self._target()
        self._held = None
        if target is not None:
            QTest.mouseRelease(target, button, NO_KEYS, self._inside(target))

    def double_click(self, button: Qt.MouseButton) -> None:
        """Click twice, as quickly as it takes."""
        target = self._target()
        if target is not None:
            QTest.mouseDClick(target, button, NO_KEYS, self._inside(target))

    def wheel(self, notches: int, *, control: bool) -> None:
        """Turn the wheel; positive is away from the person."""
        window = self._target()
        if isinstance(window, QWindow):
            keys = Qt.KeyboardModifier.ControlModifier if control else NO_KEYS
            at = QPointF(self._inside(window))
            QTest.wheelEvent(window, at, QPoint(0, 120 * notches), QPoint(0, 0), keys)

    def key(self, keys: str) -> None:
        """Press and release a key with its modifiers, written as in the action table."""
        target = _keyboard()
        if target is not None:
            combination = QKeySequence(keys)[0]  # type: ignore[index]
            QTest.keyClick(target, combination.key(), combination.keyboardModifiers())

    def hold(self, key: Qt.Key, *, down: bool) -> None:
        """Press a key and keep it down, or let it go."""
        target = _keyboard()
        if target is not None:
            (QTest.keyPress if down else QTest.keyRelease)(target, key)

    def touch(self, fingers: list[tuple[QPoint, QPoint]]) -> None:
        """Put fingers down, move each to its end, lift them."""
        window = _keyboard()
        if not isinstance(window, QWindow):
            return
        stages = (0.0, 0.25, 0.5, 0.75, 1.0)
        for stage in stages:
            sequence = QTest.touchEvent(window, self._screen, False)  # noqa: FBT003  Qt's signature
            for number, (start, end) in enumerate(fingers):
                point = window.mapFromGlobal(start + (end - start) * stage)
                if stage == 0.0:
                    sequence.press(number, point, window)
                elif stage == 1.0:
                    sequence.release(number, point, window)
                else:
                    sequence.move(number, point, window)
            sequence.commit()
            if not shiboken6.isValid(window):
                return

    def _target(self) -> Target | None:
        """The window that the system would give the pointer to."""
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return _target_of(popup)
        held = self._held
        if held is not None and _is_there(held) and held.isVisible():
            return held
        top = QApplication.topLevelAt(self._at)
        return _target_of(top) if top is not None else None

    def _inside(self, target: Target) -> QPoint:
        """The pointer in a window; QTest complains of any place outside."""
        local = target.mapFromGlobal(self._at)
        x = max(0, min(local.x(), target.width() - 1))
        y = max(0, min(local.y(), target.height() - 1))
        return QPoint(x, y)


def _keyboard() -> Target | None:
    """Who has the keyboard: a popup takes it from the window in front."""
    front = QApplication.activePopupWidget() or QApplication.activeWindow()
    if front is None:
        return None
    target = _target_of(front)
    return target if isinstance(target, QWindow) else QApplication.focusWidget() or target


def _target_of(widget: QWidget) -> Target:
    """The window of a widget; the widget if PySide remembers one that is gone.

    PySide gives the wrapper of a deleted window for a new one at the same address.
    """
    window = widget.window().windowHandle()
    return window if window is not None and _is_there(window) else widget


def _is_there(target: Target) -> bool:
    """Whether a call reaches it; `isValid` says so of windows for which this fails."""
    if not shiboken6.isValid(target):
        return False
    try:
        target.width()
    except RuntimeError:
        return False
    return True
