"""The drawings of the session as a Qt table."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from viewer.model.safe_text import visible
from viewer.ui.panels.rows_model import RowsModel
from viewer.ui.plain_text import tool_tip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtCore import QObject

    from viewer.app.annotation_list import Entry

HEADINGS: Final = ("Drawing", "Measures", "Where")
SORT_ROLE: Final = Qt.ItemDataRole.UserRole
_LONGEST: Final = 120  # characters of a line
_MOST_LINES: Final = 20
_WORDS: Final = (11, 21, 11)  # characters of a line of words, by column
_SERIES_LINES: Final = 2


class MeasurementsModel(RowsModel["Entry"]):
    """A row for each drawing: what it is, what it measures, where it is."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(HEADINGS, parent)

    def name_of(self, row: Entry) -> str:
        return row.annotation.id

    def entry(self, row: int) -> Entry:
        """The drawing of a row."""
        return self._rows[row]

    def row_of(self, annotation_id: str) -> int | None:
        """The row of a drawing, None when it is not listed."""
        ids = list(map(self.name_of, self._rows))
        return ids.index(annotation_id) if annotation_id in ids else None

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        entry, column = self._rows[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return "\n".join(_lines(entry, column)[:_MOST_LINES])
            case Qt.ItemDataRole.ToolTipRole:
                return tool_tip("\n".join((*_lines(entry, column), *_whole(entry, column))))
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{HEADINGS[column]}: {', '.join(_lines(entry, column))}"
        return _sort_key(entry, column) if role == SORT_ROLE else None


def _lines(entry: Entry, column: int) -> list[str]:
    """What a cell says, in lines short enough for a narrow panel."""
    if column == 0:
        return _broken((entry.annotation.kind.value, *entry.annotation.text.splitlines()), column)
    if column == 1:  # what the numbers are worth is to be read whole (S-04)
        return [*entry.quantities, *_broken(entry.measurement.remarks(), column)]
    if entry.place is None:
        return _broken((entry.where,), column)
    picture, series = entry.place.lines
    title = _broken((series,), column)
    more = "…" if len(title) > _SERIES_LINES else ""
    title = title[:_SERIES_LINES]
    when = _broken((entry.place.date, entry.place.age), column)
    return [*when, picture, *title[:-1], f"{title[-1]}{more}"] if title else [*when, picture]


def _whole(entry: Entry, column: int) -> tuple[str, ...]:
    """Of a place all of it, which may be longer than its cell."""
    return (visible(entry.where, _LONGEST),) if column == len(HEADINGS) - 1 else ()


def _broken(texts: Iterable[str], column: int) -> list[str]:
    return [
        line for text in texts for line in textwrap.wrap(visible(text, _LONGEST), _WORDS[column])
    ]


def _sort_key(entry: Entry, column: int) -> str | float:
    """What a column is ordered by: numbers as numbers, places as in the list of series."""
    if column == 1:
        numbers = entry.measurement.quantities
        return numbers[0].value if numbers else float("-inf")
    if column == 2 and entry.place is not None:
        number = entry.place.item.series.number
        day = entry.place.frame.header.study.date
        return f"{day} {number if number is not None else -1:012d} {entry.place.index:09d}"
    return " ".join(_lines(entry, column))
