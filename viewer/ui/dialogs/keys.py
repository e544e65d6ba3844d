"""Keyboard shortcuts: look a key up, give an action another one, see what it is taken from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QLabel,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from viewer.ui.action_table import ACTIONS
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.key_map import FIXED_KEYS, MOST_KEYS, native, portable
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from viewer.ui.action_spec import ActionSpec
    from viewer.ui.icons import Icons
    from viewer.ui.key_map import KeyMap
    from viewer.ui.theme import Theme

_ID = Qt.ItemDataRole.UserRole
_CELL_ROOM = 24  # of a cell beside its text
HINT = "Search: what you want to do, or a key"
PRESS = "Press the key"


class KeysDialog(Dialog):
    """The list of actions with their keys; below it what can be done with the chosen one."""

    def __init__(self, keys: KeyMap, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Keyboard shortcuts", theme, parent)
        self._keys = keys
        self._icons = icons
        self._wanted = ""  # a key somebody else has, until it is decided
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(HINT)
        self.line.setAccessibleName(HINT)
        self.line.setClearButtonEnabled(True)
        self.line.textChanged.connect(self._fill)
        self.list = QTreeWidget(self)
        self._items: dict[str, QTreeWidgetItem] = {}  # by action, each made once
        self._set_up_list()
        self.body.addWidget(self.line)
        self.body.addWidget(self.list, stretch=1)
        self.body.addLayout(self._own_keys())
        self.body.addLayout(self._conflict())
        fixed = "; ".join(f"{key}: {what[0].lower()}{what[1:]}" for key, what in FIXED_KEYS)
        self.add_label(f"Fixed: {fixed}.", "small")
        self.reset_button = self.add_button("Reset all keys", self._reset_all, place=0)
        self.reset_button.setAutoDefault(False)
        self.close_button.setDefault(False)  # Enter may be the key that is pressed
        self.close_button.setAutoDefault(False)
        keys.changed.connect(self._fill)
        theme.changed.connect(self._restyle)
        self._fill()
        self.resize(theme.px(760), theme.px(640))
        self.line.setFocus()

    def choose(self, action_id: str) -> None:
        """Make an action the chosen one, if it is in the list."""
        item = self._items.get(action_id)
        if item is not None and not item.isHidden():
            self.list.setCurrentItem(item)
            self.list.scrollToItem(item)

    @property
    def chosen(self) -> str:
        """The id of the chosen action, "" if there is none."""
        item = self.list.currentItem()
        return str(item.data(0, _ID)) if item is not None and not item.isHidden() else ""

    def _set_up_list(self) -> None:
        self.list.setAccessibleName("Actions and their keys")
        self.list.setHeaderLabels(["Action", "Where", "Keys", ""])
        self.list.setProperty("role", "values")
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAllColumnsShowFocus(True)
        self.list.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = self.list.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for spec in ACTIONS:
            item = self._items[spec.id] = QTreeWidgetItem()
            item.setText(0, spec.text.removesuffix("…"))
            item.setText(1, spec.menu.replace("/", " – "))
            item.setData(0, _ID, spec.id)
            if spec.tip:
                item.setToolTip(0, spec.tip)
        self.list.addTopLevelItems(list(self._items.values()))
        self._restyle()
        self.list.currentItemChanged.connect(lambda *_: self._show_chosen())

    def _own_keys(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        self.name = plain_label(self, "heading")
        self._chips = QHBoxLayout()
        self._chips.setSpacing(self.theme.px(4))
        self.recorder = QKeySequenceEdit(self)
        self.recorder.setMaximumSequenceLength(1)
        self.recorder.setAccessibleName("Press a new key for the chosen action")
        self.recorder.setMaximumWidth(self.theme.px(150))
        edit = self.recorder.findChild(QLineEdit)
        if edit is not None:
            edit.setPlaceholderText(PRESS)
        self.recorder.editingFinished.connect(self._pressed)
        self.reset_one = self._button("Reset", self._reset)
        self.reset_one.setToolTip("The keys this action came with")
        row.addWidget(self.name, stretch=1)
        row.addLayout(self._chips)
        row.addWidget(self.recorder)
        row.addWidget(self.reset_one)
        return row

    def _conflict(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        self._icon = QLabel(self)
        self.message = plain_label(self)
        self.take = self._button("Take it", self._take)
        self.leave = self._button("Leave it", self._leave)
        for button in (self.take, self.leave):  # the list above must not jump
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
        row.addWidget(self._icon)
        row.addWidget(self.message, stretch=1)
        row.addWidget(self.take)
        row.addWidget(self.leave)
        return row

    def _button(self, text: str, act: object) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked: act())  # type: ignore[operator]  # a bound method
        return button

    def _fill(self) -> None:
        """The keys as they are now, of the actions that match; the chosen one still chosen."""
        chosen, typed = self.chosen, self.line.text()
        first = ""
        for spec in ACTIONS:
            item, found = self._items[spec.id], self._matches(spec, typed)
            item.setHidden(not found)
            item.setText(2, self._keys.text(spec.id))
            item.setText(3, "changed" if self._keys.is_changed(spec.id) else "")
            first = first or (spec.id if found else "")
        self._fit_columns()
        self.choose(chosen or first)
        if not self.chosen:
            self.choose(first)
        self.reset_button.setEnabled(self._keys.any_changed)
        self._show_chosen()

    def _fit_columns(self) -> None:
        """As wide as what is in them; Qt would lay out every cell to find out, at every key."""
        metrics = self.list.fontMetrics()
        room = self.theme.px(_CELL_ROOM)
        for column in (1, 2, 3):
            texts = {item.text(column) for item in self._items.values()}
            texts.add(self.list.headerItem().text(column))
            widest = max(metrics.horizontalAdvance(text) for text in texts)
            self.list.setColumnWidth(column, widest + room)

    def _restyle(self) -> None:
        for item in self._items.values():
            for column in (1, 3):
                item.setForeground(column, self.theme.colour("secondary"))
        self._fit_columns()

    def _matches(self, spec: ActionSpec, typed: str) -> bool:
        keys = self._keys.text(spec.id)
        if portable(typed) and portable(typed) in self._keys.keys(spec.id):
            return True
        hay = f"{spec.text} {spec.tip} {spec.menu} {spec.words} {keys}".casefold()
        return all(word in hay for word in typed.casefold().split())

    def _show_chosen(self) -> None:
        chosen = self.chosen
        spec = next((spec for spec in ACTIONS if spec.id == chosen), None)
        self.name.setText(spec.text.removesuffix("…") if spec is not None else "")
        while (item := self._chips.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        keys = self._keys.keys(chosen) if spec is not None else ()
        for key in keys:
            self._chips.addWidget(self._chip(chosen, key))
        self.recorder.setEnabled(spec is not None and len(keys) < MOST_KEYS)
        self.recorder.clear()
        self.reset_one.setEnabled(spec is not None and self._keys.is_changed(chosen))
        self._say("")

    def _chip(self, action_id: str, key: str) -> QPushButton:
        chip = self._button(native(key), lambda: self._keys.remove(action_id, key))
        chip.setIcon(self._icons.icon("close"))
        chip.setToolTip(f"Take {native(key)} away from this action")
        chip.setAccessibleName(f"Take away the key {native(key)}")
        return chip

    def _pressed(self) -> None:
        key = self.recorder.keySequence().toString()
        if not portable(key):
            return
        owner = self._keys.owner(key)
        if owner is None:
            self._keys.give(self.chosen, key)
            self._say(f"{native(key)} is a key of this action now.", icon="check")
        elif owner.id == self.chosen:
            self.recorder.clear()
            self._say(f"{native(key)} is a key of this action already.", icon="info")
        else:
            words = owner.text.removesuffix("…")
            self._say(f"{native(key)} belongs to “{words}”.", icon="warning", wanted=key)
            self.take.setText(f"Take it from “{words}”")
            self.take.setFocus()

    def _take(self) -> None:
        key, self._wanted = self._wanted, ""
        self._keys.give(self.chosen, key)
        self._say(f"{native(key)} is a key of this action now.", icon="check")

    def _leave(self) -> None:
        self.recorder.clear()
        self._say("")
        self.recorder.setFocus()

    def _reset(self) -> None:
        losers = self._keys.reset(self.chosen)
        if losers:
            names = ", ".join(f"“{spec.text.removesuffix('…')}”" for spec in losers)
            self._say(f"Its keys were taken back from {names}.", icon="info")

    def _reset_all(self) -> None:
        self._keys.reset_all()
        self._say("Every action has the keys again that it came with.", icon="check")

    def _say(self, words: str, icon: str = "", wanted: str = "") -> None:
        self._wanted = wanted
        self.message.setText(words)
        colours = {"warning": "warning", "check": "success"}
        if icon:
            colour = colours.get(icon, "secondary")
            self._icon.setPixmap(self._icons.pixmap(icon, colour, ratio=self.devicePixelRatioF()))
        else:
            self._icon.clear()
        self.take.setVisible(bool(wanted))
        self.leave.setVisible(bool(wanted))
