"""Looks through the elements of a file, or of two: search, only differences, copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPushButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from viewer.model.tags import TagRow, all_text, filtered, line_text
from viewer.ui.contained import contained
from viewer.ui.panels.tag_model import TagModel
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

HINT = "Search: name, number or value"
NOTHING = "Nothing in the file matches."
NO_DIFFERENCE = "The two files say the same."
_SEARCH_MS = 150
_OPEN_ALL = 400  # lines; what was found is opened if it is no more
_OWN_KEYS = {
    *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End),
    *(Qt.Key.Key_Plus, Qt.Key.Key_Minus, Qt.Key.Key_Asterisk),
}


class TagBrowser(QWidget):
    """A search line, a tree, and buttons that copy; it is given its rows."""

    def __init__(
        self, icons: Icons, theme: Theme, parent: QWidget | None = None, *, two: bool = False
    ) -> None:
        super().__init__(parent)
        self._icons = icons
        self._theme = theme
        self._two = two
        self._rows: tuple[TagRow, ...] = ()
        self._shown: tuple[TagRow, ...] = ()
        self._left_at: tuple[list[int], int] = ([], 0)  # while other rows are waited for
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(HINT)
        self.line.setAccessibleName(HINT)
        self.line.setClearButtonEnabled(True)
        self.only = QCheckBox("Only differences", self)
        self.only.setVisible(two)
        self.only.setChecked(two)
        self.message = plain_label(self, "secondary")
        self.message.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.model = TagModel(icons, theme, self)
        self.tree = QTreeView(self)
        self._set_up_tree()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SEARCH_MS)
        self._timer.timeout.connect(self._filter)
        self.line.textChanged.connect(lambda _: self._timer.start())
        self.only.toggled.connect(lambda _: self._filter())
        self._lay_out()
        self.set_message("")

    def set_rows(self, rows: tuple[TagRow, ...], message: str = "") -> None:
        """Show these; a message stands above them."""
        self._leave()
        self._rows = rows
        self._filter()
        self._go_back(self._left_at)
        if message and not self.message.text():
            self.set_message(message)

    def wait(self, message: str) -> None:
        """Show nothing until the next rows come, and then the same element as now."""
        self._leave()
        self._rows = ()
        self._filter()
        self.set_message(message)

    def set_message(self, text: str) -> None:
        """Say something above the tree."""
        self.message.setText(text)
        self.message.setVisible(bool(text))

    @property
    def shown(self) -> tuple[TagRow, ...]:
        """The rows that match now."""
        return self._shown

    def search(self, text: str) -> None:
        """Search at once."""
        self.line.setText(text)
        self._timer.stop()
        self._filter()

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Window-wide shortcuts would take the arrows away from the tree; see `Browser.eventFilter`.
        if watched is not self.tree or not isinstance(event, QKeyEvent):
            return False
        copies = event.matches(QKeySequence.StandardKey.Copy)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.type() == QEvent.Type.ShortcutOverride:
            if copies or (plain and event.key() in _OWN_KEYS):
                event.accept()
                return True
        elif event.type() == QEvent.Type.KeyPress and copies:
            self.copy_line()
            return True
        return False

    def copy_value(self) -> None:
        """Copy the value of the chosen line."""
        row = self.model.row_at(self.tree.currentIndex())
        if row is not None:
            sides = [side.value for side in (row.left, row.right) if side is not None]
            QGuiApplication.clipboard().setText("\t".join(sides))

    def copy_line(self) -> None:
        """Copy number, name, VR and value of the chosen line."""
        row = self.model.row_at(self.tree.currentIndex())
        if row is not None:
            QGuiApplication.clipboard().setText(line_text(row))

    def copy_all(self) -> None:
        """Copy every line that matches."""
        QGuiApplication.clipboard().setText("\n".join(all_text(self._shown)))

    def _set_up_tree(self) -> None:
        self.tree.setModel(self.model)
        self.tree.setAccessibleName("Values in the file")
        self.tree.setProperty("role", "values")
        self.tree.setUniformRowHeights(True)
        self.tree.setAlternatingRowColors(True)
        self.tree.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.tree.setIndentation(self._theme.px(14))
        self.tree.installEventFilter(self)
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.tree.selectionModel().currentChanged.connect(lambda *_: self._show_chosen())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._theme.px(8))
        head = QHBoxLayout()
        head.setSpacing(self._theme.px(12))
        head.addWidget(self.line, stretch=1)
        head.addWidget(self.only)
        column.addLayout(head)
        column.addWidget(self.message)
        column.addWidget(self.tree, stretch=1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(self._theme.px(4))
        self.copy_button = self.add_button("Copy", lambda: None)
        self.copy_button.setIcon(self._icons.icon("copy"))
        self.copy_button.setMenu(self._copy_menu())
        self._buttons.addStretch(1)
        column.addLayout(self._buttons)

    def add_button(self, text: str, act: Callable[[], None]) -> QPushButton:
        """A button below the tree."""
        button = QPushButton(text, self)
        button.setProperty("role", "link")
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: act())
        self._buttons.addWidget(button)
        return button

    def _copy_menu(self) -> QMenu:
        menu = QMenu(self)
        self.value_action = menu.addAction("Value", self.copy_value)
        self.line_action = menu.addAction("Line: tag, name, VR, value", self.copy_line)
        self.all_action = menu.addAction("All lines shown", self.copy_all)
        return menu

    def _filter(self) -> None:
        only = self._two and self.only.isChecked()
        self._shown = filtered(self._rows, self.line.text(), only_differences=only)
        self.model.set_rows(self._shown, two=self._two)
        self._size_columns()
        if self._shown != self._rows and _count(self._shown, _OPEN_ALL) <= _OPEN_ALL:
            self.tree.expandAll()
        words = ""
        if self._rows and not self._shown:
            words = NO_DIFFERENCE if only and not self.line.text().strip() else NOTHING
        self.set_message(words)
        self._show_chosen()

    def _size_columns(self) -> None:
        """Name and values share the room; number and VR come after it, to be scrolled to."""
        px, header = self._theme.px, self.tree.header()
        room = max(px(240), self.tree.viewport().width())
        if not self._two:
            sizes = [max(px(120), room // 2), max(px(120), room // 2), px(96), px(40)]
        else:
            rest = room - px(130 + 96 + 40)
            sizes = [
                *(max(px(120), rest * part // 100) for part in (34, 33, 33)),
                *(px(130), px(96), px(40)),
            ]
        for number, size in enumerate(sizes):
            header.resizeSection(number, size)

    @contained
    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._size_columns()

    def _show_chosen(self) -> None:
        chosen = self.model.row_at(self.tree.currentIndex()) is not None
        self.value_action.setEnabled(chosen)
        self.line_action.setEnabled(chosen)
        self.all_action.setEnabled(bool(self._shown))

    def _leave(self) -> None:
        """Note which element is chosen, by its tags, and how far the tree is scrolled."""
        if not self._rows:
            return
        path, index = [], self.tree.currentIndex()
        while index.isValid():
            row = self.model.row_at(index)
            assert row is not None
            path.append(row.node.tag if row.number else -index.row() - 1)
            index = index.parent()
        self._left_at = path[::-1], self.tree.verticalScrollBar().value()

    def _go_back(self, place: tuple[list[int], int]) -> None:
        """Choose the same element of the next picture: one leafs through and watches a value."""
        path, scrolled = place
        index = self.tree.rootIndex()
        for wanted in path:
            for number in range(self.model.rowCount(index)):
                child = self.model.index(number, 0, index)
                row = self.model.row_at(child)
                if row is not None and wanted in {row.node.tag, -number - 1}:
                    index = child
                    break
            else:
                break
        if index.isValid():
            self.tree.setCurrentIndex(index)
        self.tree.verticalScrollBar().setValue(scrolled)


def _count(rows: tuple[TagRow, ...], most: int) -> int:
    """How many lines there are, no further than one more than `most`."""
    found = 0
    waiting = list(rows)
    while waiting and found <= most:
        found += 1
        waiting.extend(waiting.pop().children)
    return found
