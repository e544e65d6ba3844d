"""What mouse, fingers and keys do: made from the table of actions, searched by typing."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QTextBrowser

from viewer.ui.action_table import ACTIONS, MENUS
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.key_map import FIXED_KEYS

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.ui.action_spec import ActionSpec
    from viewer.ui.key_map import KeyMap
    from viewer.ui.theme import Theme

# look.md, "Hands": what, mouse, trackpad, touch screen, actions whose keys do it too.
HANDS = (
    ("Next or previous picture", "wheel, or drag with Scroll", "swipe with two fingers",
     "drag with one finger", ("next-image", "previous-image")),
    ("Brightness and contrast", "drag with the right button: up is brighter, right less contrast",
     "Brightness, then drag", "Brightness, then drag", ("tool-window",)),
    ("Zoom to the pointer", "Ctrl and wheel; middle and right button together", "pinch", "pinch",
     ("zoom-in", "zoom-out")),
    ("Move the picture", "drag with the middle button; Space and drag", "Space and drag",
     "drag with two fingers", ("tool-pan", "pan-left", "pan-right")),
    ("This picture alone, and back", "double click", "double tap", "double tap", ("maximise",)),
    ("The same place in every picture", "Shift and move", "Shift and move",
     "Find a place, then drag", ("tool-crosshair",)),
    ("Measure", "a tool of Measure, then drag or click", "the same", "the same with a finger", ()),
    ("Straight lines, squares, circles", "hold Shift while drawing", "the same", "", ()),
    ("End a path", "double click, or Enter", "double tap", "double tap", ()),
    ("Change a drawing", "drag its ends, its line or its words", "the same",
     "the same with a finger", ()),
    ("Write beside a drawing", "double click on it", "double tap on it", "double tap on it", ()),
    ("Go on, or stop drawing", "the tool stays; Esc goes one step back", "the same", "", ()),
    ("Reset the view", "double click with the right button", "", "", ("reset",)),
    ("Show a series", "drag it from the overview into a picture", "the same", "the same", ()),
)  # fmt: skip
HINT = "Search: what you want to do, or a key"
NOTHING = "Nothing is called that. Try another word, or fewer of them."


class HelpDialog(Dialog):
    """One page, no chapters, a line to search in it."""

    def __init__(self, keys: KeyMap, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Mouse, fingers and keys", theme, parent)
        self._keys = keys
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(HINT)
        self.line.setAccessibleName(HINT)
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._fill)
        self.page = QTextBrowser(self)
        self.page.setAccessibleName("Mouse, fingers and keys")
        self.page.setOpenLinks(False)
        self.body.addWidget(self.line)
        self.body.addWidget(self.page)
        theme.changed.connect(self._fill)
        keys.changed.connect(self._fill)
        self._fill()
        self.resize(theme.px(760), theme.px(680))
        self.line.setFocus()

    def _fill(self) -> None:
        self.page.setHtml(help_html(self._keys, self.theme.colours.secondary, self.line.text()))


def help_html(keys: KeyMap, secondary: str, text: str = "") -> str:
    """The page as the subset of HTML that Qt draws; with `text` only what holds its words."""
    words = text.casefold().split()
    sections = [_hands(keys, secondary, words)]
    sections += [_area(menu, keys, secondary, words) for menu in MENUS]
    sections.append(_fixed(secondary, words))
    return "".join(sections) or f"<p>{escape(NOTHING)}</p>"


def _hands(keys: KeyMap, secondary: str, words: list[str]) -> str:
    rows = []
    for what, mouse, pad, touch, actions in HANDS:
        own = ", ".join(filter(None, (keys.text(action) for action in actions)))
        cells = (what, mouse, pad, touch, own)
        if _holds(" ".join(cells), words):
            rows.append("".join(f"<td>{escape(cell) or '–'}</td>" for cell in cells))
    heads = "".join(
        f"<td><font color='{secondary}'>{head}</font></td>"
        for head in ("What", "Mouse", "Trackpad", "Touch screen", "Keys")
    )
    return _table("Mouse and fingers", [heads, *rows]) if rows else ""


def _area(menu: str, keys: KeyMap, secondary: str, words: list[str]) -> str:
    rows = [
        f"<td width='42%'>{escape(_name(spec))}</td>"
        f"<td width='18%'><b>{escape(keys.text(spec.id)) or '–'}</b></td>"
        f"<td><font color='{secondary}'>{escape(spec.tip)}</font></td>"
        for spec in ACTIONS
        if spec.menu.partition("/")[0] == menu
        and _holds(f"{spec.text} {spec.tip} {spec.menu} {spec.words} {keys.text(spec.id)}", words)
    ]
    return _table(menu, rows) if rows else ""


def _fixed(secondary: str, words: list[str]) -> str:
    rows = [
        f"<td width='42%'>{escape(what)}</td><td width='18%'><b>{escape(key)}</b></td>"
        f"<td><font color='{secondary}'>cannot be changed</font></td>"
        for key, what in FIXED_KEYS
        if _holds(f"{key} {what} fixed", words)
    ]
    return _table("Fixed keys", rows) if rows else ""


def _table(title: str, rows: list[str]) -> str:
    lines = "".join(f"<tr>{row}</tr>" for row in rows)
    return f"<h3>{escape(title)}</h3><table cellpadding='4' width='100%'>{lines}</table>"


def _name(spec: ActionSpec) -> str:
    submenu = spec.menu.partition("/")[2]
    name = spec.text.removesuffix("…")
    return f"{submenu}: {name}" if submenu in {"Layout", "Appearance"} else name


def _holds(text: str, words: list[str]) -> bool:
    hay = text.casefold()
    return all(word in hay for word in words)
