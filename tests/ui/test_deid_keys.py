"""Copying without identity with keys alone, and what a screen reader has to read."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from pydicom import dcmread
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from tests.factories.deid_desk import DeidDesk, slices, ultrasound
from viewer.ui.deid.copy_dialog import CopyDialog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from viewer.ui.copying.step_page import StepPage

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[DeidDesk]:
    made = DeidDesk(qtbot, tmp_path, [*slices(3), ultrasound()])
    yield made
    made.close()


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def is_on(dialog: CopyDialog, page: StepPage) -> bool:
    return dialog.page is page


def tabs(dialog: CopyDialog) -> list[QWidget]:
    """Where Tab goes, until it comes back to where it began."""
    first = focused()
    found = [first]
    for _ in range(60):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        if focused() is first:
            return found
        found.append(focused())
    raise AssertionError(f"Tab does not come back in {dialog.heading.text()}")


def test_from_the_key_to_the_copy_without_a_mouse(desk: DeidDesk) -> None:
    QTest.keyClick(desk.window, Qt.Key.Key_Y, CTRL | SHIFT)
    dialog = desk.dialog()
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(focused(), Qt.Key.Key_T, ALT)
    desk.qtbot.waitUntil(lambda: dialog.draft.base.name == "public")  # Qt shows the press first
    desk.qtbot.waitUntil(lambda: not dialog.draft.survey.is_running)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert dialog.page is dialog.values
    QTest.keyClicks(focused(), "birth")
    assert [value.name for value in dialog.values.model.shown] == ["Patient's Birth Date"]
    QTest.keyClick(focused(), Qt.Key.Key_O, ALT)
    assert focused() is dialog.values.words
    for key, page in (
        (Qt.Key.Key_N, dialog.look),
        (Qt.Key.Key_B, dialog.values),
        (Qt.Key.Key_N, dialog.look),
        (Qt.Key.Key_N, dialog.place),
    ):
        QTest.keyClick(focused(), key, ALT)
        desk.qtbot.waitUntil(partial(is_on, dialog, page))
    QTest.keyClick(focused(), Qt.Key.Key_I, ALT)
    line = focused()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    QTest.keyClicks(line, str(desk.target))
    QTest.keyClick(line, Qt.Key.Key_Return)
    desk.qtbot.waitUntil(lambda: dialog.is_over)
    assert focused() is dialog.next_button
    assert len([dcmread(path) for path in desk.target.rglob("IM*")]) == 3
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert not dialog.isVisible()


def test_escape_leaves_before_anything_is_made(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.press(dialog.next_button)
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not desk.window.status.job.isVisible()
    assert list(desk.target.iterdir()) == []


def test_tab_goes_everywhere_from_top_to_bottom(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    desk.qtbot.waitUntil(dialog.isActiveWindow)
    dialog.purpose.buttons["custom"].click()
    desk.qtbot.waitUntil(lambda: not dialog.draft.survey.is_running)
    for page in (dialog.purpose, dialog.values, dialog.place):
        while dialog.page is not page:
            desk.press(dialog.next_button)
        chain = tabs(dialog)
        assert dialog.next_button in chain
        reachable = [w for w in chain if page.isAncestorOf(w)]
        wanted = [
            widget
            for widget in page.body.findChildren(QWidget)
            if widget.isVisible()
            and widget.isEnabled()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        missing = [w for w in wanted if w not in reachable and not is_of_a_group(w)]
        assert missing == []
        start = min(range(len(reachable)), key=lambda n: height(reachable[n]))
        tops = [height(w) for w in [*reachable[start:], *reachable[:start]]]
        assert tops == sorted(tops), [w.accessibleName() for w in reachable]


def is_of_a_group(widget: QWidget) -> bool:
    """Of radio buttons Tab finds the chosen one, arrows the others."""
    return widget.inherits("QRadioButton")


def height(widget: QWidget) -> int:
    """Where it is, in rows: what stands side by side is as high."""
    return widget.mapTo(widget.window(), widget.rect().center()).y() // 8


def test_everything_that_can_be_reached_has_a_name(desk: DeidDesk) -> None:
    dialog = desk.open_dialog()
    dialog.purpose.buttons["custom"].click()
    desk.qtbot.waitUntil(lambda: not dialog.draft.survey.is_running)
    desk.go_to_place(dialog)
    dialog.place.forms["locked"].click()
    nameless = [
        widget
        for widget in dialog.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not is_inside_another(widget)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert nameless == []
    assert dialog.accessibleDescription() == "Where to"
    labels = [label for label in dialog.findChildren(QLabel) if label.text()]
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def is_inside_another(widget: QWidget) -> bool:
    """Parts that Qt puts into its own widgets: the list of a combo box, the head of a table."""
    return (
        widget.objectName().startswith("qt_")
        or widget.inherits("QComboBoxPrivateContainer")
        or widget.inherits("QComboBoxListView")
        or widget.inherits("QHeaderView")
    )
