"""Rows of one kind under headings, as a Qt table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from collections.abc import Hashable

    from PySide6.QtCore import QObject

_Row = TypeVar("_Row")


class RowsModel(QAbstractTableModel, Generic[_Row]):
    """Keeps what is chosen while the same rows change; a child says what is in the cells."""

    def __init__(self, headings: tuple[str, ...], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._headings = headings
        self._rows: tuple[_Row, ...] = ()

    def name_of(self, row: _Row) -> Hashable:
        """What makes it the same row, whatever its cells say by now."""
        raise NotImplementedError

    def set_rows(self, rows: tuple[_Row, ...]) -> None:
        """Take the rows as they are now; cells change in place while the rows stay the same."""
        same = list(map(self.name_of, rows)) == list(map(self.name_of, self._rows))
        if not same:
            self.beginResetModel()
        self._rows = rows
        if not same:
            self.endResetModel()
        elif rows:
            corner = self.index(len(rows) - 1, len(self._headings) - 1)
            self.dataChanged.emit(self.index(0, 0), corner)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._headings)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._headings[section]
        return None
