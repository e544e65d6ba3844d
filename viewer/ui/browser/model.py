"""The browser's lines as a Qt list model that changes in place while results stream in."""

from __future__ import annotations

from enum import IntEnum
from itertools import groupby
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QByteArray, QMimeData, QModelIndex, QObject, Qt

from viewer.ui.browser.rows import ItemRow, PatientRow, Row
from viewer.ui.plain_text import tool_tip

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtCore import QPersistentModelIndex

MIME = "application/x-lightbox-item"

Dot = tuple[int, bool]  # place of a viewport that shows the item; whether it is the active one


class Role(IntEnum):
    """What the delegate asks for besides Qt's own roles."""

    ROW = Qt.ItemDataRole.UserRole
    VIEWPORTS = Qt.ItemDataRole.UserRole + 1  # places of the viewports that show the item


class BrowserModel(QAbstractListModel):
    """One line per patient, study and item; only items can be chosen and dragged."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Row] = []
        self._places: dict[str, int] = {}
        self._viewports: Mapping[str, tuple[Dot, ...]] = {}

    def row_at(self, index: QModelIndex | QPersistentModelIndex) -> Row | None:
        """The line at an index."""
        return self._rows[index.row()] if index.isValid() else None

    def index_of(self, key: str) -> QModelIndex:
        """The index of a line, invalid when it is not there."""
        place = self._places.get(key)
        return self.index(place) if place is not None else QModelIndex()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Become `rows` with as few changes as possible: selection and scrolling stay."""
        new = {row.key: row for row in rows}
        if len(new) != len(rows):  # two lines of one key cannot be told apart
            rows = list(new.values())
        for first, last in reversed(_runs([row.key not in new for row in self._rows])):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        kept = [row.key for row in self._rows]
        known = set(kept)
        if [row.key for row in rows if row.key in known] != kept:
            self._replace_all(rows)
            return
        for first, last in _runs([row.key not in known for row in rows]):
            self.beginInsertRows(QModelIndex(), first, last)
            self._rows[first:first] = rows[first : last + 1]
            self.endInsertRows()
        changed = [old != row for old, row in zip(self._rows, rows, strict=True)]
        self._rows = list(rows)
        self._places = {row.key: place for place, row in enumerate(rows)}
        for first, last in _runs(changed):
            self.dataChanged.emit(self.index(first), self.index(last))

    def set_viewports(self, viewports: Mapping[str, tuple[Dot, ...]]) -> None:
        """Mark which viewports show which item."""
        touched = {
            key
            for key in {*self._viewports, *viewports}
            if self._viewports.get(key) != viewports.get(key)
        }
        self._viewports = dict(viewports)
        for key in touched:
            self.touch(key)

    def touch(self, key: str) -> None:
        """Have one line painted again; its height stays, which the roles tell."""
        index = self.index_of(key)
        if index.isValid():
            self.dataChanged.emit(index, index, [Role.VIEWPORTS, Qt.ItemDataRole.DecorationRole])

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        row = self.row_at(index)
        if row is None:
            return None
        if role == Role.VIEWPORTS:
            return self._viewports.get(row.key, ())
        read = _READERS.get(role)
        return read(row) if read is not None else None

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        row = self.row_at(index)
        if not isinstance(row, ItemRow):
            return Qt.ItemFlag.NoItemFlags  # walking with the arrows skips headers
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsDragEnabled if row.shown else flags

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        rows = [self.row_at(index) for index in indexes]
        data.setData(MIME, QByteArray(next(r.key for r in rows if r is not None).encode()))
        return data

    def _replace_all(self, rows: Sequence[Row]) -> None:
        """The order changed: tell views where each line went."""
        self.layoutAboutToBeChanged.emit()
        old_indexes = self.persistentIndexList()
        keys = [self._rows[index.row()].key for index in old_indexes]
        self._rows = list(rows)
        self._places = {row.key: place for place, row in enumerate(rows)}
        self.changePersistentIndexList(old_indexes, [self.index_of(key) for key in keys])
        self.layoutChanged.emit()


def _runs(flags: Sequence[bool]) -> list[tuple[int, int]]:
    """First and last place of each run of True."""
    runs = []
    for value, group in groupby(enumerate(flags), key=lambda pair: pair[1]):
        places = [place for place, _ in group]
        if value:
            runs.append((places[0], places[-1]))
    return runs


def _title(row: Row) -> str:
    match row:
        case PatientRow():
            return row.name
        case ItemRow():
            return row.title
    return f"{row.date} {row.title}"


def _spoken(row: Row) -> str:
    match row:
        case PatientRow():
            return f"{row.name}, {row.birth}, {row.number}"
        case ItemRow():
            return row.spoken
    return ", ".join(part for part in (row.date, row.prior, row.title, row.place) if part)


def _tool_tip(row: Row) -> str:
    match row:
        case PatientRow():
            parts: tuple[str, ...] = (row.name, row.birth, row.number)
        case ItemRow():
            problem = f"{row.problem} pictures readable" if row.problem else ""
            parts = (row.title, row.note, problem)
        case _:
            parts = (row.title, row.place)
    return tool_tip("\n".join(part for part in parts if part))


_READERS: dict[int, Callable[[Row], object]] = {
    Qt.ItemDataRole.DisplayRole: _title,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
    Qt.ItemDataRole.ToolTipRole: _tool_tip,
    Role.ROW: lambda row: row,
}
