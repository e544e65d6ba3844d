"""Hands that do anything in any order: nothing breaks, and every drawing is a sound one."""

import random
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.factories.measuring_desk import LEFT, NO_BUTTON, NO_KEY, SOFT, MeasuringDesk
from viewer.model.shapes import is_complete
from viewer.tools.drawing import KINDS
from viewer.tools.tool_mode import ToolMode

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
KEYS = (
    *(Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Backspace, Qt.Key.Key_Delete),
    *(Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_F2, Qt.Key.Key_Space, Qt.Key.Key_5),
)
ACTIONS = (
    *("rotate-right", "flip", "fit", "zoom-in", "annotation-next-slice"),
    *("annotation-words", "annotation-colour-blue", "annotations-hidden", "measurements"),
    *("layout-1x2", "layout-1x1", "maximise", "next-series", "previous-series", "magnification"),
    *("calibration-forget", "measurements-copy"),
)
_ACTS = 1000


class Chance:
    """A person without a plan."""

    def __init__(self, desk: MeasuringDesk, seed: int) -> None:
        self.desk = desk
        self.draw = random.Random(seed)  # noqa: S311  to be repeated
        self.held = NO_BUTTON
        self.at = QPoint(300, 300)

    def act(self) -> None:
        name = self.draw.choices(
            ("press", "move", "release", "double", "key", "tool", "action", "wheel", "type"),
            (9, 14, 9, 1, 1, 1, 1, 1, 1),
        )[0]
        getattr(self, f"_{name}")()

    def rest(self) -> None:
        """Let everything go."""
        self._release()
        for _ in range(8):
            self.desk.key(Qt.Key.Key_Escape)
        QApplication.processEvents()

    def _mouse(self, kind: QEvent.Type, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        canvas = self.desk.canvas
        keys = self.draw.choice((NO_KEY, NO_KEY, Qt.KeyboardModifier.ShiftModifier))
        point = QPointF(canvas.mapToGlobal(self.at))
        event = QMouseEvent(kind, QPointF(self.at), point, button, held, keys)
        QApplication.sendEvent(canvas, event)

    def _press(self) -> None:
        if self.held is NO_BUTTON:
            self.held = self.draw.choice((LEFT, LEFT, LEFT, LEFT, Qt.MouseButton.RightButton))
            self._mouse(QEvent.Type.MouseButtonPress, self.held, self.held)

    def _move(self) -> None:
        size = self.desk.canvas.size()
        if self.draw.random() < 0.3:
            self.at += QPoint(self.draw.randint(-3, 3), self.draw.randint(-3, 3))
        else:
            x = self.draw.randint(-20, size.width() + 20)
            self.at = QPoint(x, self.draw.randint(-20, size.height() + 20))
        self._mouse(QEvent.Type.MouseMove, NO_BUTTON, self.held)

    def _release(self) -> None:
        if self.held is not NO_BUTTON:
            button, self.held = self.held, NO_BUTTON
            self._mouse(QEvent.Type.MouseButtonRelease, button, NO_BUTTON)

    def _double(self) -> None:
        if self.held is NO_BUTTON:
            self._mouse(QEvent.Type.MouseButtonDblClick, LEFT, LEFT)
            self.held = LEFT
            self._release()

    def _key(self) -> None:
        self.desk.key(self.draw.choice(KEYS))

    def _tool(self) -> None:
        self.desk.window.set_tool(self.draw.choice((*KINDS, *KINDS, *ToolMode)))

    def _action(self) -> None:
        self.desk.act(self.draw.choice(ACTIONS))
        if self.desk.session.workspace.active.state.stack is None:  # a report, or nothing
            self.desk.show(SOFT)

    def _wheel(self) -> None:
        canvas = self.desk.canvas
        event = QWheelEvent(
            QPointF(self.at),
            QPointF(canvas.mapToGlobal(self.at)),
            QPoint(0, 0),
            QPoint(0, self.draw.choice((-120, 120))),
            self.held,
            NO_KEY,
            Qt.ScrollPhase.NoScrollPhase,
            False,  # noqa: FBT003  Qt's signature: not inverted
        )
        QApplication.sendEvent(canvas, event)

    def _type(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit):
            QTest.keyClicks(focus, self.draw.choice(("50", "a node", "-1", "7,5 mm")))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_anything_in_any_order(qtbot: QtBot, tmp_path: Path, seed: int) -> None:
    desk = MeasuringDesk(qtbot, tmp_path)
    try:
        chance = Chance(desk, seed)
        most, kinds = 0, set()
        for number in range(_ACTS):
            chance.act()
            if number % 20 == 0:
                QApplication.processEvents()
            state = desk.store.state
            most = max(most, len(state.annotations))
            kinds |= {annotation.kind for annotation in state.annotations}
            assert state.selected == "" or state.annotation(state.selected) is not None
            if chance.held is NO_BUTTON:
                assert not desk.store.in_gesture
        chance.rest()
        assert most > 3  # it was about something
        assert len(kinds) > 2
        assert desk.store.state.selected == ""
        for view in desk.grid.views:
            assert view.canvas.hands.tool is ToolMode.SCROLL
        for annotation in desk.store.state.annotations:
            assert is_complete(annotation)
            for column, row in annotation.points:  # the pictures have 64 x 64 pixels
                assert -0.5 <= column <= 63.5
                assert -0.5 <= row <= 63.5
    finally:
        desk.close()
