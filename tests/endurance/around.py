"""Acts on what stands beside the pictures: lists, fields and buttons of panels and dialogs."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QHeaderView,
    QKeySequenceEdit,
    QLineEdit,
    QWidget,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.endurance.drawing import Drawer
    from tests.endurance.hands import Hands
    from tests.endurance.plan import Act
    from viewer.ui.main_window import MainWindow

    Steps = list[Callable[[], object]]

_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_OPENING = ("Ctrl+T", "Ctrl+Shift+M", "Ctrl+Alt+K", "Ctrl+Shift+T", "Ctrl+I", "Ctrl+Shift+K")
_KINDS = (
    QAbstractItemView,
    QLineEdit,
    QKeySequenceEdit,
    QComboBox,
    QAbstractButton,
    QHeaderView,
)
_TYPED = ("IMAGE", "0010", "ZZZZ", "B", "")


class Around:
    """Works the panel and the dialogs of one window."""

    def __init__(self, window: MainWindow, hands: Hands, drawer: Drawer) -> None:
        self._window = window
        self._hands = hands
        self._drawer = drawer

    def work(self, act: Act) -> Steps:
        """Something in the dialog in front, else in the panel; opens one where there is none."""
        random = Random(str(act))  # noqa: S311  to be repeated, not to be secret
        found = self._target(random, act.at)
        if found is None or act.choice < 0.1:
            key = random.choice(_OPENING)
            return [lambda: self._hands.key(key)]
        kind, point = found
        hands = self._hands
        steps: Steps = [
            lambda: hands.move(point),
            lambda: hands.press(_LEFT),
            lambda: hands.release(_LEFT),
        ]
        if kind is QKeySequenceEdit:
            pressed = random.choice(("Ctrl+Alt+J", "Q", "Ctrl+Shift+F9", "D", "Esc"))
            return [*steps, lambda: hands.key(pressed)]
        if kind is QLineEdit:
            return [*steps, *self._drawer.written(random.choice(_TYPED), "")]
        if kind is QAbstractItemView:
            more: Steps = [
                lambda: hands.double_click(_LEFT),
                lambda: hands.wheel(-1, control=False),
                lambda: hands.wheel(1, control=False),
                lambda: hands.key("Down"),
                lambda: hands.key("Ctrl+C"),
                lambda: hands.key("Return"),
            ]
            steps.append(random.choice(more))
        return steps

    def _target(
        self, random: Random, at: tuple[float, float]
    ) -> tuple[type[QWidget], QPoint] | None:
        """What kind of thing to work on, and a place on it; a widget is not to be held on to."""
        front = QApplication.activeModalWidget() or QApplication.activeWindow()
        panel = self._window.panels
        root = front if front is not None and front is not self._window else panel
        if not root.isVisible():
            return None
        found = [
            (kind, widget)
            for kind in _KINDS
            for widget in root.findChildren(kind)
            if shiboken6.isValid(widget) and widget.isVisible() and widget.isEnabled()
        ]
        if not found:
            return None
        kind, target = random.choice(found)
        inside = QPoint(int(at[0] * target.width()), int(at[1] * target.height()))
        return kind, target.mapToGlobal(inside)
