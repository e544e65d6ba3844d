"""The lines of the tag browser as a Qt tree; its branches are made when they are opened."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from viewer.model.tags import Difference, TagRow, full_name
from viewer.ui.plain_text import tool_tip

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

_Index = QModelIndex | QPersistentModelIndex
ONE = ("Name", "Value", "Tag", "VR")
TWO = ("Name", "First", "Second", "", "Tag", "VR")
_NONE = QModelIndex()


@dataclass(slots=True)
class _Entry:
    """A line that somebody has looked at; Qt knows it by its number."""

    row: TagRow
    parent: int  # number of the entry around it, -1 at the top
    place: int
    children: list[int] = field(default_factory=list)  # numbers; made when first asked for
    opened: bool = False


class TagModel(QAbstractItemModel):
    """Rows of one file, or of two with what differs between them."""

    def __init__(self, icons: Icons, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icons = icons
        self._theme = theme
        self._heads: tuple[str, ...] = ONE
        self._entries: list[_Entry] = []
        self._top: list[int] = []
        self._icon: QIcon | None = None
        theme.changed.connect(self._restyle)

    def set_rows(self, rows: tuple[TagRow, ...], *, two: bool) -> None:
        """Show other lines."""
        self.beginResetModel()
        self._heads = TWO if two else ONE
        self._entries = []
        self._top = self._enter(rows, -1)
        self.endResetModel()

    def row_at(self, index: _Index) -> TagRow | None:
        """The line at an index."""
        entry = self._entry(index)
        return entry.row if entry is not None else None

    def index(self, row: int, column: int, parent: _Index = _NONE) -> QModelIndex:
        numbers = self._numbers(parent)
        if not (0 <= row < len(numbers) and 0 <= column < len(self._heads)):
            return QModelIndex()
        return self.createIndex(row, column, numbers[row])

    def parent(self, index: _Index = _NONE) -> QModelIndex:  # type: ignore[override]  # two of them
        entry = self._entry(index)
        around = entry.parent if entry is not None else -1
        if around < 0:
            return QModelIndex()
        return self.createIndex(self._entries[around].place, 0, around)

    def rowCount(self, parent: _Index = _NONE) -> int:
        if parent.isValid() and parent.column() > 0:
            return 0
        return len(self._numbers(parent))

    def hasChildren(self, parent: _Index = _NONE) -> bool:
        row = self.row_at(parent)
        return bool(self._top) if row is None else bool(row.children) and parent.column() == 0

    def columnCount(self, parent: _Index = _NONE) -> int:
        del parent
        return len(self._heads)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._heads[section]
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row_at(index)
        if row is None:
            return None
        head = self._heads[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, head)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(_text(row, head))
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colour(row, head)
        if role == Qt.ItemDataRole.DecorationRole and head == "" and row.difference:
            return self._differs()
        return None

    def _colour(self, row: TagRow, head: str) -> object:
        if head in {"Tag", "VR"}:
            return self._theme.colour("secondary")
        differs = row.difference not in {Difference.NONE, Difference.INSIDE}
        return (
            self._theme.colour("warning") if differs and head in {"First", "Second", ""} else None
        )

    def _differs(self) -> QIcon:
        if self._icon is None:
            self._icon = self._icons.icon("differs", "warning")
        return self._icon

    def _restyle(self) -> None:
        self._icon = None

    def _numbers(self, parent: _Index) -> list[int]:
        if not parent.isValid():
            return self._top
        entry = self._entry(parent)
        if entry is None:
            return []
        if not entry.opened:
            entry.opened = True
            entry.children = self._enter(entry.row.children, parent.internalId())
        return entry.children

    def _entry(self, index: _Index) -> _Entry | None:
        """The entry of an index; None of one that is older than the rows: nothing may raise here.

        What Qt calls must not (docs/decisions.md, "Pins").
        """
        number = index.internalId() if index.isValid() else -1
        return self._entries[number] if 0 <= number < len(self._entries) else None

    def _enter(self, rows: tuple[TagRow, ...], parent: int) -> list[int]:
        first = len(self._entries)
        self._entries += [_Entry(row, parent, place) for place, row in enumerate(rows)]
        return list(range(first, first + len(rows)))


def _text(row: TagRow, head: str) -> str:
    match head:
        case "Name":
            return full_name(row.node)
        case "Tag":
            return row.number
        case "VR":
            return row.node.vr
        case "Value" | "First":
            return row.left.value if row.left is not None else "–"
        case "Second":
            return row.right.value if row.right is not None else "–"
    return str(row.difference)
