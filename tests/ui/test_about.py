"""What the program says about itself."""

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.factories.window_desk import ThemeDesk
from viewer.ui.dialogs.about import AboutDialog
from viewer.ui.words import NOT_DIAGNOSTIC


def test_limits_are_stated(qtbot: QtBot) -> None:
    """S-W1, and D-006: the display is not calibrated."""
    desk = ThemeDesk()
    dialog = AboutDialog(desk.theme, None)
    qtbot.addWidget(dialog, before_close_func=lambda _: desk.close())
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert NOT_DIAGNOSTIC in words
    assert "Display not calibrated" in words
