"""Type what you want to do: every action by its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPixmap
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from viewer.ui.action_table import ACTIONS
from viewer.ui.contained import contained
from viewer.ui.icons import SIZE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from viewer.ui.action_spec import ActionSpec
    from viewer.ui.actions import ActionSet
    from viewer.ui.theme import Theme

NOT_NOW = "not with what is on show"
NO_MATCH = "Nothing is called that. Try another word."


class CommandPalette(QDialog):
    """A search line over the list of what can be done; what cannot be done now is grey."""

    def __init__(self, actions: ActionSet, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._actions = actions
        self._theme = theme
        self._blank = QPixmap(theme.px(SIZE), theme.px(SIZE))  # words stand in one column
        self._blank.fill(Qt.GlobalColor.transparent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName("Find a command")
        self.line = QLineEdit(self)
        self.line.setPlaceholderText("What do you want to do?")
        self.line.setAccessibleName("What do you want to do?")
        self.line.installEventFilter(self)
        self.results = QListWidget(self)
        self.results.setAccessibleName("Commands that match")
        self.results.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.results.itemClicked.connect(self._run)
        column = QVBoxLayout(self)
        margin = theme.px(8)
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(margin)
        column.addWidget(self.line)
        column.addWidget(self.results)
        self.line.textChanged.connect(self._filter)
        self._filter("")

    def open_over(self, window: QWidget) -> None:
        """Show it at the top of a widget, ready for typing."""
        width = min(self._theme.px(520), window.width() - self._theme.px(32))
        self.resize(width, min(self._theme.px(420), window.height() - self._theme.px(64)))
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - width) // 2, corner.y() + self._theme.px(8))
        self.show()
        self.line.setFocus()

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows walk the list while the line keeps the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if steps is not None:
                row = self.results.currentRow() + steps
                self.results.setCurrentRow(max(0, min(row, self.results.count() - 1)))
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._run(self.results.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _filter(self, text: str) -> None:
        self.results.clear()
        names = {spec.id: self._name(spec) for spec in ACTIONS}
        found = [s for s in matching(text, names) if s.id != "commands"]
        for spec in sorted(found, key=lambda spec: not self._actions[spec.id].isEnabled()):
            action = self._actions[spec.id]
            if not action.isVisible() or not (action.isEnabled() or text):
                continue
            keys = self._actions.keys.text(spec.id)
            place = spec.menu.replace("/", " – ")
            words = f"{names[spec.id]}   ({keys})" if keys else names[spec.id]
            icon = QIcon(self._blank) if action.icon().isNull() else action.icon()
            item = QListWidgetItem(icon, words)
            item.setToolTip(f"{place} – {spec.text}")
            if not action.isEnabled():  # it is there, and cannot be done with what is on show
                item.setFlags(Qt.ItemFlag.NoItemFlags)
                item.setToolTip(f"{place} – {spec.text}: {NOT_NOW}")
            item.setData(Qt.ItemDataRole.UserRole, spec.id)
            item.setSizeHint(QSize(0, self._theme.px(32)))
            self.results.addItem(item)
        if not self.results.count():
            nothing = QListWidgetItem(NO_MATCH)
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.results.addItem(nothing)
        self.results.setCurrentRow(0)

    def _name(self, spec: ActionSpec) -> str:
        """Presets are named after what they show, which depends on the active picture."""
        text = self._actions[spec.id].text()
        is_preset = spec.menu == "Image/Brightness" and text != spec.text
        return f"Brightness: {text}" if is_preset else text

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return
        action = self._actions[item.data(Qt.ItemDataRole.UserRole)]
        self.close()
        action.trigger()


def matching(text: str, names: Mapping[str, str] | None = None) -> list[ActionSpec]:
    """Actions in whose words every typed word occurs; those that begin with it first.

    `names` replaces the texts of the table by action id.
    """
    words = text.casefold().split()
    found = []
    for spec in ACTIONS:
        name = (names or {}).get(spec.id, spec.text).casefold()
        hay = " ".join((name, spec.label, spec.tip, spec.menu, spec.words)).casefold()
        if all(word in hay for word in words):
            found.append((_distance(name, words), spec))
    return [spec for _, spec in sorted(found, key=lambda pair: pair[0])]


def _distance(text: str, words: list[str]) -> int:
    """0 for a text that begins with what was typed, 1 for one that holds it, 2 otherwise."""
    if words and text.startswith(words[0]):
        return 0
    return 1 if all(word in text for word in words) else 2
