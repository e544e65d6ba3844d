"""Expected, found, readable, shown: the table of the load report (S-05)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt

from viewer.app.wording import real_date, series_title
from viewer.model.findings import Counts
from viewer.ui.panels.rows_model import RowsModel
from viewer.ui.plain_text import tool_tip
from viewer.ui.words import missing, number

if TYPE_CHECKING:
    from viewer.app.catalog import Catalog
    from viewer.model.findings import LoadReport
    from viewer.ui.theme import Theme

HEADINGS = ("Series", "Expected", "Found", "Readable", "Shown", "")


@dataclass(frozen=True, slots=True)
class CountsRow:
    """One series."""

    title: str
    counts: Counts

    def cells(self) -> tuple[str, ...]:
        """Texts of the columns."""
        named = self.counts.referenced
        return (
            self.title,
            number(named) if named is not None else "not said",
            number(self.counts.found),
            number(self.counts.readable),
            number(self.counts.shown),
            self.state(),
        )

    def state(self) -> str:
        """Say "complete" only of a series of which every picture can be seen (S-05)."""
        lost = missing(self.counts)
        hidden = max(0, self.counts.readable - self.counts.shown)
        parts = [f"{number(lost)} missing"] if lost else []
        parts += [f"{number(hidden)} not shown"] if hidden else []
        return ", ".join(parts) or "complete"

    @property
    def is_complete(self) -> bool:
        """Whether nothing of it is missing or hidden."""
        return not missing(self.counts) and self.counts.shown >= self.counts.readable


def counts_rows(catalog: Catalog, report: LoadReport) -> tuple[CountsRow, ...]:
    """One row per series of the report, in the order of the browser, the lossy ones first."""
    titles: dict[str, str] = {}
    for patient in catalog.patients:
        for study in patient.studies:
            for item in study.items:
                date = real_date(study.facts.date) or "no date"
                titles.setdefault(item.series.uid, f"{date} · {series_title(item.series)}")
    order = {uid: place for place, uid in enumerate(titles)}
    entries = sorted(
        report.series,
        key=lambda s: (
            not missing(s.counts),
            s.counts.shown >= s.counts.readable,
            order.get(s.series_uid, len(order)),
        ),
    )
    return tuple(CountsRow(titles.get(e.series_uid, "Unnamed series"), e.counts) for e in entries)


class CountsModel(RowsModel[CountsRow]):
    """The rows as a Qt table."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(HEADINGS, parent)
        self._theme = theme

    def name_of(self, row: CountsRow) -> str:
        return row.title

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.TextAlignmentRole and 0 < section < len(HEADINGS) - 1:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return super().headerData(section, orientation, role)

    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        row = self._rows[index.row()]
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.cells()[column]
        if role == Qt.ItemDataRole.ToolTipRole and column == 0:
            return tool_tip(row.title)
        if role == Qt.ItemDataRole.TextAlignmentRole and 0 < column < len(HEADINGS) - 1:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and column == len(HEADINGS) - 1:
            return self._theme.colour("secondary" if row.is_complete else "warning")
        return None
