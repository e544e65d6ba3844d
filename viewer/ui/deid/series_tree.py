"""People, examinations and series to be ticked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from viewer.app.identity_view import SHOWN
from viewer.app.study_words import study_title
from viewer.app.wording import real_date, series_title
from viewer.ui.list_ticks import ListTicks
from viewer.ui.words import person, pictures

if TYPE_CHECKING:
    from viewer.app.catalog import CatalogItem
    from viewer.app.deid_draft import Draft
    from viewer.ui.theme import Theme

_UID = Qt.ItemDataRole.UserRole
_ROWS = 8


class SeriesTree(QTreeWidget):
    """Ticking an examination or a person ticks all that is in it."""

    chosen = Signal(object)  # frozenset of uids of catalog items

    def __init__(self, draft: Draft, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._draft = draft
        self.setAccessibleName("Series to be copied; space ticks")
        self.setProperty("role", "values")
        self.setHeaderHidden(True)
        self.setColumnCount(1)
        self.setFixedHeight(theme.px(26 * _ROWS))
        self.setItemDelegate(ListTicks(theme, self))
        self.itemChanged.connect(lambda *_: self.chosen.emit(self.items()))

    def fill(self, ticked: frozenset[str] | None) -> None:
        """List all that is open; `ticked` are uids of items, None for all of them."""
        self.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.clear()
        for patient in self._draft.session.catalog.patients:
            top = _branch(person(patient.facts))
            self.addTopLevelItem(top)
            for study in patient.studies:
                date = real_date(study.facts.date) or "No date"
                middle = _branch(f"{date} · {study_title(study)}")
                top.addChild(middle)
                for item in study.items:
                    middle.addChild(_leaf(item, ticked))
        self.expandAll()
        self.blockSignals(False)  # noqa: FBT003  likewise
        first = self.topLevelItem(0)
        if first is not None:
            self.setCurrentItem(first)

    def items(self) -> frozenset[str]:
        """The uids of what is ticked."""
        found = set()
        pending = [self.topLevelItem(n) for n in range(self.topLevelItemCount())]
        while pending:
            row = pending.pop()
            if row is None:
                continue
            pending += [row.child(n) for n in range(row.childCount())]
            uid = row.data(0, _UID)
            if uid and row.checkState(0) is Qt.CheckState.Checked:
                found.add(str(uid))
        return frozenset(found)


def _branch(words: str) -> QTreeWidgetItem:
    row = QTreeWidgetItem([words])
    row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsAutoTristate)
    return row


def _leaf(item: CatalogItem, ticked: frozenset[str] | None) -> QTreeWidgetItem:
    label = f" · {SHOWN.text(item.label)}" if item.label else ""
    count = f" · {pictures(item.count)}" if item.thumbnail is not None else ""
    row = QTreeWidgetItem([f"{series_title(item.series)}{label}{count}"])
    row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    is_ticked = ticked is None or item.uid in ticked
    row.setCheckState(0, Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked)
    row.setData(0, _UID, item.uid)
    return row
