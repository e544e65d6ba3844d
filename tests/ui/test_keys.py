"""Keys can be changed: pressed, conflicts decided, remembered, shown everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import small_catalog
from tests.factories.window_desk import WindowDesk
from viewer.model.viewport import Presentation
from viewer.ui.action_table import ACTIONS
from viewer.ui.command_palette import CommandPalette, matching
from viewer.ui.dialogs.help import NOTHING, HelpDialog, help_html
from viewer.ui.dialogs.keys import KeysDialog
from viewer.ui.key_map import MOST_KEYS, KeyMap
from viewer.ui.preferences import Preferences

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
NO_KEY = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDesk]:
    del qtbot
    desk = WindowDesk(tmp_path)
    desk.session.make_ready(small_catalog())
    desk.window.activateWindow()
    yield desk
    desk.close()


@pytest.fixture
def dialog(desk: WindowDesk, qtbot: QtBot) -> KeysDialog:
    desk.window.actions_set["keys"].trigger()
    dialog = desk.window.findChild(KeysDialog)
    assert dialog is not None
    qtbot.waitExposed(dialog)
    return dialog


def press(dialog: KeysDialog, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_KEY) -> None:
    """Press a key in the field for it; the dialog acts when the field says it is finished."""
    dialog.recorder.setFocus()
    QTest.keyPress(dialog.recorder, key, modifier)
    QTest.keyRelease(dialog.recorder, key, modifier)
    if not dialog.message.text():
        dialog.recorder.editingFinished.emit()  # Qt waits a second for a longer sequence


def at_the_pictures(desk: WindowDesk, key: Qt.Key) -> None:
    """Go back to the window and press a key there."""
    dialog = desk.window.findChild(KeysDialog)
    assert dialog is not None
    dialog.hide()
    desk.window.hide()  # the offscreen platform activates what is shown, nothing else
    desk.window.show()
    desk.app.processEvents()
    QTest.keyClick(desk.window, key)
    dialog.show()
    desk.app.processEvents()


def buttons(dialog: KeysDialog) -> dict[str, QPushButton]:
    found = dialog.findChildren(QPushButton)
    return {button.accessibleName() or button.text(): button for button in found}


def test_a_new_key_works_at_once_and_the_next_time(desk: WindowDesk, dialog: KeysDialog) -> None:
    dialog.choose("flip")
    press(dialog, Qt.Key.Key_Q)
    at_the_pictures(desk, Qt.Key.Key_Q)
    assert desk.viewport.calls == [("flip", ())]
    desk.store.sync()
    again = KeyMap(Preferences(QSettings(desk.store.fileName(), QSettings.Format.IniFormat)))
    assert again.keys("flip") == ("Ctrl+M", "Q")
    assert again.keys("invert") == ("Ctrl+Shift+I",)


def test_a_key_of_another_action_is_taken_only_when_asked(
    desk: WindowDesk, dialog: KeysDialog
) -> None:
    dialog.choose("flip")
    press(dialog, Qt.Key.Key_C)
    assert "“Play as film”" in dialog.message.text()
    assert desk.window.actions_set.keys.keys("cine") == ("C",)
    assert dialog.take.isVisible()
    dialog.leave.click()
    assert not dialog.take.isVisible()
    assert desk.window.actions_set.keys.keys("flip") == ("Ctrl+M",)
    press(dialog, Qt.Key.Key_C)
    assert dialog.take.text() == "Take it from “Play as film”"
    QTest.mouseClick(dialog.take, Qt.MouseButton.LeftButton)
    assert desk.window.actions_set.keys.keys("cine") == ()
    assert desk.window.actions_set.keys.keys("flip") == ("Ctrl+M", "C")
    at_the_pictures(desk, Qt.Key.Key_C)
    assert desk.viewport.calls == [("flip", ())]


def test_a_key_can_be_taken_away_and_all_come_back(desk: WindowDesk, dialog: KeysDialog) -> None:
    dialog.choose("next-image")
    buttons(dialog)["Take away the key Down"].click()
    assert desk.window.actions_set.keys.keys("next-image") == ("Right",)
    at_the_pictures(desk, Qt.Key.Key_Down)
    assert desk.viewport.calls == []
    dialog.reset_one.click()
    at_the_pictures(desk, Qt.Key.Key_Down)
    assert desk.viewport.calls == [("step_frame", (1,))]
    dialog.choose("cine")
    press(dialog, Qt.Key.Key_F2)
    buttons(dialog)["Reset all keys"].click()
    assert not desk.window.actions_set.keys.any_changed
    assert not buttons(dialog)["Reset all keys"].isEnabled()


def test_reset_takes_keys_back_and_says_from_whom(desk: WindowDesk, dialog: KeysDialog) -> None:
    keys = desk.window.actions_set.keys
    keys.give("flip", "C")
    dialog.choose("cine")
    dialog.reset_one.click()
    assert keys.keys("cine") == ("C",)
    assert keys.keys("flip") == ("Ctrl+M",)
    assert "“Mirror left and right”" in dialog.message.text()


@pytest.mark.parametrize(
    ("typed", "found"),
    [("mirror", "flip"), ("horizontal", "flip"), ("Ctrl+M", "flip"), ("pgdown", "next-series")],
)
def test_search_finds_by_words_synonyms_and_keys(
    dialog: KeysDialog, typed: str, found: str
) -> None:
    QTest.keyClicks(dialog.line, typed)
    assert dialog.chosen == found


def test_an_action_takes_no_more_keys_than_can_be_shown(desk: WindowDesk) -> None:
    keys = desk.window.actions_set.keys
    given = [keys.give("flip", f"Ctrl+F{number}") for number in range(1, 12)]
    assert given.count(True) == MOST_KEYS - 1
    assert len(keys.keys("flip")) == MOST_KEYS


def test_every_key_has_one_owner_whatever_was_stored(tmp_path: Path) -> None:
    store = QSettings(str(tmp_path / "keys.ini"), QSettings.Format.IniFormat)
    preferences = Preferences(store)
    store.setValue("keys/flip", '["C", "C", "Ctrl+K, Ctrl+C", "", "no key at all"]')
    store.setValue("keys/invert", '["C"]')
    store.setValue("keys/rotate-left", "{damaged")
    store.setValue("keys/rotate-right", "[1, 2]")
    store.setValue("keys/an-action-of-another-version", '["X"]')
    keys = KeyMap(preferences)
    assert keys.keys("flip") == ("C",)
    assert keys.keys("invert") == ()
    assert keys.keys("cine") == ()  # its key is the person's now
    assert keys.keys("rotate-left") == ("Ctrl+Shift+R",)
    every = [key for spec in ACTIONS for key in keys.keys(spec.id)]
    assert len(every) == len(set(every))


def test_menus_tool_tips_palette_and_help_show_the_new_key(desk: WindowDesk) -> None:
    desk.window.actions_set.keys.give("tool-window", "F2")
    desk.window.actions_set.keys.remove("tool-window", "W")
    action = desk.window.actions_set["tool-window"]
    assert action.shortcut() == QKeySequence("F2")
    assert action.toolTip().endswith("(F2)")
    palette = CommandPalette(desk.window.actions_set, desk.theme, desk.window)
    palette.line.setText("less contrast")
    assert "(F2)" in palette.results.item(0).text()
    palette.close()
    page = help_html(desk.window.actions_set.keys, "#000000")
    assert "<b>F2</b>" in page
    assert "<b>W</b>" not in page
    desk.window.actions_set.keys.give("commands", "F3")
    desk.window.actions_set.keys.remove("commands", "Ctrl+K")
    assert desk.window.tool_bar.more_button.toolTip().endswith("F3")


@pytest.mark.parametrize(
    ("typed", "action"),
    [
        ("window level", "tool-window"),
        ("pan", "tool-pan"),
        ("cine", "cine"),
        ("rotate", "rotate-right"),
        ("negative", "invert"),
        ("hotkeys", "keys"),
        ("header", "tags"),
        ("step back", "undo"),
        ("ruler", "tool-length"),
        ("roi", "tool-ellipse"),
        ("synchronize", "link"),
        ("prior", "compare"),
    ],
)
def test_the_palette_knows_other_names(typed: str, action: str) -> None:
    assert action in [spec.id for spec in matching(typed)]


def test_help_is_searched_by_typing(desk: WindowDesk) -> None:
    desk.window.actions_set["help"].trigger()
    dialog = desk.window.findChild(HelpDialog)
    assert dialog is not None
    QTest.keyClicks(dialog.line, "mirror")
    text = dialog.page.toPlainText()
    assert "Mirror left and right" in text
    assert "Turn right" not in text
    dialog.line.setText("pinch")
    assert "Zoom to the pointer" in dialog.page.toPlainText()
    dialog.line.setText("no such thing at all")
    assert NOTHING in dialog.page.toPlainText()
    dialog.line.setText("space")
    assert "cannot be changed" in dialog.page.toPlainText()


def test_undo_says_what_and_works_by_its_keys(desk: WindowDesk) -> None:
    undo, redo = desk.window.actions_set["undo"], desk.window.actions_set["redo"]
    desk.session.show_item("1.2.1.2")
    desk.session.history.clear()
    assert (undo.text(), undo.isEnabled()) == ("Undo", False)
    viewport = desk.session.workspace.active
    viewport.set_presentation(Presentation(inverted=True))
    desk.session.history.commit()
    assert (undo.text(), undo.isEnabled()) == ("Undo swap of black and white", True)
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CTRL)
    assert viewport.state.presentation == Presentation()
    assert redo.text() == "Redo swap of black and white"
    QTest.keyClick(desk.window, Qt.Key.Key_Y, CTRL)
    assert viewport.state.presentation.inverted
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CTRL)
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert viewport.state.presentation.inverted
