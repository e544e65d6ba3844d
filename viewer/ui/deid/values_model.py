"""Values before and after as a Qt table, those that say who somebody is first."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt

from viewer.app.identity_view import SHOWN
from viewer.deid.compared import WITHIN, Fate, Value
from viewer.model.safe_text import visible
from viewer.ui.plain_text import tool_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from PySide6.QtCore import QPersistentModelIndex

    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

HEADS: Final = ("What it is", "On the disc", "In the copy")
REMOVED: Final = "removed"
HIDDEN: Final = "hidden"
_PATIENT: Final = 0x0010
_UIDS: Final = " UID"
_ICONS: Final = {
    Fate.REMOVED: ("close", "danger"),
    Fate.CHANGED: ("swap", "accent"),
    Fate.ADDED: ("check", "secondary"),
}


class Column(IntEnum):
    """The columns."""

    NAME = 0
    BEFORE = 1
    AFTER = 2


class ValuesModel(QAbstractTableModel):
    """Shows some of the values it is given."""

    def __init__(self, icons: Icons, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._theme = theme
        self._shown: tuple[Value, ...] = ()
        self._readers: dict[int, Callable[[Value, int], object]] = {
            Qt.ItemDataRole.DisplayRole: _text,
            Qt.ItemDataRole.ToolTipRole: lambda value, column: tool_tip(_text(value, column)),
            Qt.ItemDataRole.AccessibleTextRole: lambda value, _: _spoken(value),
            Qt.ItemDataRole.ForegroundRole: self._colour,
            Qt.ItemDataRole.DecorationRole: self._icon,
        }

    @property
    def shown(self) -> tuple[Value, ...]:
        """The values in the table."""
        return self._shown

    def set_values(self, values: tuple[Value, ...]) -> None:
        """Show these."""
        if [value.name for value in values] == [value.name for value in self._shown]:
            self._shown = values
            if values:  # selection and place stay while the purpose changes
                last = self.index(len(values) - 1, len(HEADS) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self._shown = values
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADS[section]
        return None

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        value = self._shown[index.row()]
        read = self._readers.get(role)
        return read(value, index.column()) if read is not None else None

    def _colour(self, value: Value, column: int) -> object:
        is_quiet = value.fate is Fate.KEPT or (column == Column.AFTER and not value.after)
        return self._theme.colour("secondary") if is_quiet else None

    def _icon(self, value: Value, column: int) -> object:
        name = _ICONS.get(value.fate) if column == Column.AFTER else None
        return self._icons.icon(*name) if name is not None else None


def ordered(values: Iterable[Value]) -> tuple[Value, ...]:
    """Those of the person first, identifiers nobody reads last."""
    return tuple(sorted(values, key=_place))


def matching(values: Iterable[Value], typed: str, *, only_changes: bool) -> tuple[Value, ...]:
    """Values in which every word that was typed is found."""
    words = typed.casefold().split()
    return tuple(
        value
        for value in values
        if not (only_changes and value.fate is Fate.KEPT)
        and all(word in f"{value.name} {value.before} {value.after}".casefold() for word in words)
    )


def _place(value: Value) -> tuple[int, int]:
    top = value.name.partition(WITHIN)[0]
    if top.startswith(("Private", "Unknown")):
        return 3, value.tag
    if value.name.endswith(_UIDS):
        return 4, value.tag
    nested = WITHIN in value.name or value.fate is Fate.ADDED
    if value.tag >> 16 == _PATIENT and not nested:
        return 0, value.tag
    return (2 if nested else 1), value.tag


def _text(value: Value, column: int) -> str:
    if column == Column.NAME:
        return visible(value.name)
    if column == Column.BEFORE:
        return _before(value)
    return _after(value)


def _spoken(value: Value) -> str:
    return f"{value.name}: {_before(value)}, then {_after(value)}"


def _before(value: Value) -> str:
    """As in the file, unless nobody is to be read on the screen."""
    if SHOWN.state.people and value.before and value.fate is not Fate.KEPT:
        return HIDDEN
    return visible(SHOWN.text(value.before)) or "–"


def _after(value: Value) -> str:
    return visible(value.after) or REMOVED
