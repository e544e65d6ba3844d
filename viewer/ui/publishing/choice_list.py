"""The examinations that can go into a copy, each with a box to tick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTreeWidget, QTreeWidgetItem, QWidget

from viewer.ui.list_ticks import ListTicks
from viewer.ui.publishing.words import examination_words
from viewer.ui.words import person

if TYPE_CHECKING:
    from viewer.app.publish_choice import Person
    from viewer.ui.theme import Theme

_UID: Final = Qt.ItemDataRole.UserRole
_LINES: Final = 7  # in sight at once


class ChoiceList(QTreeWidget):
    """People and their examinations; Space ticks, as everywhere."""

    chosen_changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shown: tuple[Person, ...] = ()
        self._studies: list[QTreeWidgetItem] = []
        self.setProperty("role", "values")  # with room between the lines
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setItemsExpandable(False)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setItemDelegate(ListTicks(theme, self))
        self.setAccessibleName("Which examinations")
        self.itemChanged.connect(self._changed)

    @property
    def chosen(self) -> frozenset[str]:
        """Study Instance UIDs of what is ticked."""
        return frozenset(
            str(item.data(0, _UID))
            for item in self._studies
            if item.checkState(0) is Qt.CheckState.Checked
        )

    def show_people(self, people: tuple[Person, ...], chosen: frozenset[str] | None) -> None:
        """List them; `chosen` None ticks all."""
        if people == self._shown:
            return
        self._shown = people
        self.blockSignals(True)  # noqa: FBT003  Qt's signature
        self._studies.clear()
        self.clear()
        for one in people:
            top = QTreeWidgetItem(self, [person(one.facts)])
            top.setFlags(
                Qt.ItemFlag.ItemIsEnabled
                | Qt.ItemFlag.ItemIsUserCheckable
                | Qt.ItemFlag.ItemIsAutoTristate
                | Qt.ItemFlag.ItemIsSelectable
            )
            for study in one.examinations:
                item = QTreeWidgetItem(top, [examination_words(study)])
                item.setData(0, _UID, study.uid)
                self._studies.append(item)
                ticked = chosen is None or study.uid in chosen
                state = Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
                item.setCheckState(0, state)
            top.setExpanded(True)
        self.blockSignals(False)  # noqa: FBT003  as above
        lines = min(_LINES, sum(1 + len(one.examinations) for one in people))
        self.setFixedHeight(lines * self.sizeHintForRow(0) + self._theme.px(8))
        if self._studies:
            self.setCurrentItem(self._studies[0])

    def _changed(self, item: QTreeWidgetItem) -> None:
        if item.parent() is not None or item.childCount() == 0:
            self.chosen_changed.emit()
