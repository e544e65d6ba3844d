"""What mouse, fingers and keys do; the keys come from the action table."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QTextBrowser

from viewer.ui.action_table import ACTIONS
from viewer.ui.dialogs.dialog import Dialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.ui.action_spec import ActionSpec
    from viewer.ui.theme import Theme

# look.md, "Hands".
HANDS = (
    ("Next or previous picture", "wheel", "swipe with two fingers"),
    ("Brightness and contrast", "drag with the right button", "tool Brightness, then drag"),
    ("Zoom to the pointer", "Ctrl and wheel", "pinch"),
    ("Move the picture", "drag with the middle button", "Space and drag"),
    ("This picture alone, and back", "double click", "double tap"),
    ("Measure", "a tool of Measure, then drag or click", "the same with a finger"),
    ("Straight lines, squares, circles", "hold Shift while drawing", ""),
    ("End a path", "double click, or Enter", "double tap"),
    ("Change a drawing", "drag its ends, its line or its words", "the same with a finger"),
    ("Write beside a drawing", "double click on it", "double tap on it"),
    ("Go on, or stop drawing", "the tool stays; Esc goes one step back", ""),
    ("Reset the view", "double click with the right button", "Esc"),
)


class HelpDialog(Dialog):
    """One page, no chapters."""

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Mouse and keys", theme, parent)
        self.page = QTextBrowser(self)
        self.page.setAccessibleName("Mouse and keys")
        self.page.setOpenLinks(False)
        self.body.addWidget(self.page)
        theme.changed.connect(self._fill)
        self._fill()
        self.resize(theme.px(620), theme.px(640))

    def _fill(self) -> None:
        self.page.setHtml(help_html(self.theme.colours.secondary))


def help_html(secondary: str) -> str:
    """The page as the subset of HTML that Qt draws."""
    hands = "".join(
        f"<tr><td>{escape(what)}</td><td>{escape(mouse)}</td><td>{escape(pad)}</td></tr>"
        for what, mouse, pad in HANDS
    )
    keys = "".join(
        f"<tr><td>{escape(spec.text.removesuffix('…'))}</td><td><b>{escape(all_keys(spec))}</b>"
        f"</td><td><font color='{secondary}'>{escape(spec.tip)}</font></td></tr>"
        for spec in ACTIONS
        if spec.keys
    )
    head = f"<font color='{secondary}'>"
    return (
        f"<h3>Mouse and fingers</h3><table cellpadding='4' width='100%'>"
        f"<tr><td>{head}What</font></td><td>{head}Mouse</font></td>"
        f"<td>{head}Trackpad or screen</font></td></tr>{hands}</table>"
        f"<h3>Keys</h3><table cellpadding='4' width='100%'>{keys}</table>"
    )


def all_keys(spec: ActionSpec) -> str:
    """Every key of an action as the platform writes them."""
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(dict.fromkeys(QKeySequence(key).toString(native) for key in spec.keys))
