"""The list of measurements: every drawing with its numbers, and the way to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QObject, QSize, QSortFilterProxyModel, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from viewer.app.annotation_list import annotation_entries
from viewer.app.identity_view import SHOWN
from viewer.ui.button import EnterPresses
from viewer.ui.contained import contained
from viewer.ui.icons import SIZE
from viewer.ui.listening import until_destroyed
from viewer.ui.panels.measurements_model import SORT_ROLE, MeasurementsModel
from viewer.ui.plain_text import plain_label

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex

    from viewer.app.values_to_come import ValuesToCome
    from viewer.app.viewport import ViewportModel
    from viewer.ui.annotating.way_to import WayToDrawing
    from viewer.ui.main_window import MainWindow

NOTHING: Final = "Nothing is measured yet. Choose Measure in the bar, or press D."
GONE: Final = "Its picture is not open any more."
_LEAST_WHERE_PX: Final = 108  # "12 Mar 2024", which tells what a number is of (S-09)
_BUTTONS: Final = ("annotation-delete", "measurements-copy", "measurements-save")
_OPENING_KEYS: Final = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}


class MeasurementsPanel(QWidget):
    """Follows the drawings of the session; a click or Enter goes to one."""

    def __init__(
        self, way: WayToDrawing, values: ValuesToCome, window: MainWindow, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._way = way
        self._values = values
        self._window = window
        self._store = window.session.annotations
        self.model = MeasurementsModel(self)
        self.sorted = QSortFilterProxyModel(self)
        self.sorted.setSourceModel(self.model)
        self.sorted.setSortRole(SORT_ROLE)
        self.table = QTableView(self)
        self._icon_buttons: list[QToolButton]
        self.nothing = plain_label(self, "secondary", NOTHING)
        self.told = plain_label(self, "secondary")
        self.told.hide()
        self._set_up_table()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(window.theme.px(8))
        column.addWidget(self.nothing)
        column.addWidget(self.table, stretch=1)
        column.addWidget(self.told)
        column.addLayout(self._buttons())
        column.addStretch(0)
        self._hiding: WeakKeyDictionary[ViewportModel, tuple[object, bool]] = WeakKeyDictionary()
        self._due = QTimer(self)  # a drag changes a drawing many times before anybody can read it
        self._due.setSingleShot(True)
        self._due.setInterval(0)
        self._due.timeout.connect(self.refresh)
        session = window.session
        until_destroyed(
            self,
            session.annotations.changed.connect(lambda _: self._changed()),
            session.measurements.changed.connect(lambda _: self._due.start()),
            session.catalog_changed.connect(lambda _: self._due.start()),
            SHOWN.changed.connect(lambda _: self._due.start()),
            session.frames.arrived.connect(lambda _: self._due.start()),
            session.workspace.viewport_changed.connect(self._look_what_hides),
        )
        window.theme.changed.connect(self._restyle)
        self._restyle()
        self.refresh()

    def refresh(self) -> None:
        """Take the drawings as they are now."""
        session = self._window.session
        entries = annotation_entries(self._store.state, session.catalog, session.measurements)
        self.model.set_rows(entries)
        self._values.want(entries)
        self.nothing.setVisible(not entries)
        self.table.setVisible(bool(entries))
        self._mark_selected()

    def _changed(self) -> None:
        if not self._store.in_gesture:  # what is dragged is measured when it is where it should be
            self._due.start()

    def _look_what_hides(self, viewport: ViewportModel) -> None:
        """Count again where another shutter hides pixels, or none does any more (D-093)."""
        presentation = viewport.state.presentation
        now = presentation.state, presentation.show_shuttered
        if self._hiding.get(viewport) != now:
            self._hiding[viewport] = now
            self._due.start()

    def tell(self, words: str) -> None:
        """Say how something went, "" to say no more."""
        self.told.setText(words)
        self.told.setVisible(bool(words))

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys of the list before those of the window; columns as wide as their words."""
        if watched is self.table and event.type() == QEvent.Type.Resize:
            self._fit_columns()
        if watched is not self.table or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in {*_OPENING_KEYS, Qt.Key.Key_Up, Qt.Key.Key_Down}:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress and event.key() in _OPENING_KEYS:
            self._go(self.table.currentIndex())
            return True
        return False

    def _go(self, index: QModelIndex) -> None:
        if index.isValid():
            entry = self.model.entry(self.sorted.mapToSource(index).row())
            self.tell("" if self._way.go(entry.annotation) else GONE)

    def _row_chosen(self, current: QModelIndex) -> None:
        """Walking the list by keys chooses drawings, so that Delete means the right one."""
        if current.isValid() and self.table.hasFocus():
            entry = self.model.entry(self.sorted.mapToSource(current).row())
            self._store.select(entry.annotation.id)

    def _mark_selected(self) -> None:
        """The row of the drawing that is chosen in the picture."""
        row = self.model.row_of(self._store.state.selected)
        if row is None:
            self.table.clearSelection()
            return
        index = self.sorted.mapFromSource(self.model.index(row, 0))
        if index.row() != self.table.currentIndex().row() or not self.table.selectedIndexes():
            self.table.setCurrentIndex(index)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.sorted)
        table.setAccessibleName("Measurements")
        table.setAccessibleDescription("Enter goes to the drawing")
        table.setSortingEnabled(True)
        table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)  # as drawn, until somebody sorts
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setWordWrap(False)  # lines are broken where the model says
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        table.clicked.connect(self._go)
        table.selectionModel().currentRowChanged.connect(lambda now, _: self._row_chosen(now))
        table.installEventFilter(self)

    def _buttons(self) -> QHBoxLayout:
        row, self._icon_buttons = QHBoxLayout(), []
        enter = EnterPresses(self)
        actions = self._window.actions_set
        actions.draw_icons(_BUTTONS)
        for name in _BUTTONS:
            button = QToolButton(self)
            button.setDefaultAction(actions[name])
            button.setAccessibleName(actions[name].text().removesuffix("…"))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.installEventFilter(enter)
            self._icon_buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _restyle(self) -> None:
        px = self._window.theme.px
        self.table.verticalHeader().setMinimumSectionSize(px(28))
        self.table.setColumnWidth(0, px(100))
        for button in self._icon_buttons:
            button.setIconSize(QSize(px(SIZE), px(SIZE)))
        self.table.setColumnWidth(1, px(180))
        self._fit_columns()

    def _fit_columns(self) -> None:
        """The last column has what is left, and at least room for a day: else it is scrolled to."""
        px, table = self._window.theme.px, self.table
        bar = table.verticalScrollBar().sizeHint().width()
        left = table.width() - table.columnWidth(0) - table.columnWidth(1) - bar
        is_roomy = left >= px(_LEAST_WHERE_PX)
        table.horizontalHeader().setStretchLastSection(is_roomy)
        if not is_roomy:
            table.setColumnWidth(2, px(_LEAST_WHERE_PX))
