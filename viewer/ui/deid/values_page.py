"""The second page: the actual values before and after, new names, more words to remove."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QWidget,
)

from viewer.app.deid_draft import CUSTOM
from viewer.app.identity_view import SHOWN
from viewer.deid.compared import Fate
from viewer.deid.profile import PRESETS
from viewer.ui.copying.step_page import StepPage
from viewer.ui.deid.key_line import KeyLine
from viewer.ui.deid.values_model import Column, ValuesModel, matching, ordered
from viewer.ui.deid.words import survey_words
from viewer.ui.listening import until_destroyed
from viewer.ui.plain_text import plain_label
from viewer.ui.words import number

if TYPE_CHECKING:
    from viewer.app.deid_draft import Draft
    from viewer.deid.compared import Compared
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

SEARCH: Final = "Search: what it is, or a value"
EXTRA: Final = "A village, an employer, a nickname; separate with commas"
OPEN_NAMES: Final = 5  # people whose names can be chosen
_MOST_WORDS: Final = 50
_NAME_LENGTH: Final = 56
_TITLES: Final = {
    "share": "Share with a doctor",
    "public": "Post in public, or teach",
    "research": "Research",
}


class ValuesPage(StepPage):
    """Everything on it changes the draft, and the table follows at once."""

    def __init__(self, draft: Draft, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("What the copy will say", icons, theme, parent)
        self._draft = draft
        self._told: tuple[object, ...] = ()  # whose lines for names there are
        self.names: dict[str, QLineEdit] = {}
        self._names = QGridLayout()
        self._add_names()
        self.key = KeyLine(draft, theme, self.body)
        self.column.addWidget(self.key)
        self.problem = self.add_label("", "")
        self.problem.hide()
        self._add_choices()
        self.model = ValuesModel(icons, theme, self)
        self.table = QTableView(self.body)
        self._set_up_table()
        self.column.addWidget(self.table, stretch=1)
        self.count = self.add_label("", "small")
        until_destroyed(
            self,
            draft.changed.connect(lambda _: self._show_draft()),
            draft.live.changed.connect(lambda _: self.show_values()),
            draft.survey.changed.connect(lambda _: self._show_draft()),
            SHOWN.changed.connect(lambda _: self._show_hiding()),
        )
        self._show_draft()
        self.show_values()

    @property
    def is_ready(self) -> bool:
        """The new names can be used, and it is known whether there are pictures to look at."""
        return not self._draft.problem and self._draft.survey.found is not None

    def enter(self) -> None:
        self.search.setFocus()

    def show_values(self) -> None:
        """The values of the chosen example, as far as they are wanted."""
        self._fill_examples()
        compared = self._compared()
        if compared is None:
            self.model.set_values(())
            self.count.setText("Reading…")
            return
        only = self.only.isChecked()
        values = ordered(compared.values)
        self.model.set_values(matching(values, self.search.text(), only_changes=only))
        self._show_count(compared)
        for example in self._draft.examples:
            edit = self.names.get(example.compared.patient_id)
            if edit is not None and not edit.text():
                edit.setPlaceholderText(example.compared.pseudonym)

    def show_survey(self) -> None:
        """Say how far looking through is while one waits for it."""
        compared = self._compared()
        if compared is not None:
            self._show_count(compared)

    def _show_hiding(self) -> None:
        self._show_draft()
        self.show_values()

    def _show_count(self, compared: Compared) -> None:
        is_known = self._draft.survey.found is not None
        self.count.setText(count_words(compared) if is_known else survey_words(self._draft.survey))

    def _compared(self) -> Compared | None:
        examples = self._draft.examples
        place = self.series.currentIndex()
        return examples[place].compared if 0 <= place < len(examples) else None

    def _add_names(self) -> None:
        grid = self._names
        grid.setHorizontalSpacing(self.theme.px(12))
        grid.setVerticalSpacing(self.theme.px(6))
        grid.setColumnStretch(1, 1)
        self.words = QLineEdit(", ".join(self._draft.words), self.body)
        self.words.setPlaceholderText(EXTRA)
        label = plain_label(self.body, text="&Other words to remove")
        label.setWordWrap(False)
        label.setBuddy(self.words)
        self.words.setAccessibleName("Other words to remove")
        self.words.textEdited.connect(lambda _: self._set_words())
        grid.addWidget(label, 99, 0)
        grid.addWidget(self.words, 99, 1)
        self.column.addLayout(grid)

    def _fill_names(self) -> None:
        """A line for each person with a number: by that the copy knows whose name it is."""
        everyone = [person.facts for person in self._draft.scope.people]
        nameless = sum(not facts.patient_id for facts in everyone)
        people = {
            facts.patient_id: facts for facts in everyone if facts.patient_id or nameless == 1
        }
        told = (SHOWN.state, *list(people)[:OPEN_NAMES])
        if told == self._told:
            return
        self._told = told
        for row in range(len(self.names)):
            for column in (0, 1):
                item = self._names.itemAtPosition(row, column)
                widget = item.widget() if item is not None else None
                if widget is not None:
                    self._names.removeWidget(widget)
                    widget.hide()
                    widget.deleteLater()
        self.names = {}
        for row, (patient_id, facts) in enumerate(list(people.items())[:OPEN_NAMES]):
            who = SHOWN.facts(facts).name or "the person without a name"
            edit = QLineEdit(self._draft.names.get(patient_id, ""), self.body)
            edit.setMaxLength(_NAME_LENGTH)
            edit.setAccessibleName(f"New name and number for {who}")
            edit.textEdited.connect(
                lambda text, patient_id=patient_id: self._draft.set_name(patient_id, text)
            )
            label = plain_label(self.body, text=f"New name for {who}")
            label.setMaximumWidth(self.theme.px(280))
            self._names.addWidget(label, row, 0)
            self._names.addWidget(edit, row, 1)
            self.names[patient_id] = edit
        edits = [*self.names.values(), self.words]
        for before, after in pairwise(edits):
            QWidget.setTabOrder(before, after)

    def _add_choices(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        self.purpose = QComboBox(self.body)
        self.purpose.setAccessibleName("What it is for")
        for name, title in _TITLES.items():
            self.purpose.addItem(title, name)
        self.purpose.addItem("My own choice", CUSTOM)
        self.purpose.activated.connect(self._set_purpose)
        self.series = QComboBox(self.body)
        self.series.setAccessibleName("Picture whose values are shown")
        self.series.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.series.activated.connect(lambda _: self.show_values())
        self.make_taller(self.purpose, self.series)
        row.addWidget(self.purpose)
        row.addWidget(self.series, stretch=1)
        self.column.addLayout(row)
        second = QHBoxLayout()
        second.setSpacing(self.theme.px(12))
        self.search = QLineEdit(self.body)
        self.search.setPlaceholderText(SEARCH)
        self.search.setAccessibleName(SEARCH)
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(lambda _: self.show_values())
        self.only = QCheckBox("Onl&y what changes", self.body)
        self.only.setChecked(True)
        self.only.toggled.connect(lambda _: self.show_values())
        second.addWidget(self.search, stretch=1)
        second.addWidget(self.only)
        self.column.addLayout(second)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Values before and after")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setAlternatingRowColors(True)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(self.theme.px(26))
        table.setMinimumHeight(self.theme.px(150))
        table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column in Column:
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def _fill_examples(self) -> None:
        words = [example.words for example in self._draft.examples]
        if words == [self.series.itemText(n) for n in range(self.series.count())]:
            return
        self.series.clear()
        self.series.addItems(words)

    def _show_draft(self) -> None:
        self._fill_names()
        self.key.show_draft()
        name = self._draft.base.name if self._draft.base.name in PRESETS else CUSTOM
        self.purpose.setCurrentIndex(self.purpose.findData(name))
        problem = self._draft.problem
        self.problem.setText(f"{problem[:1].upper()}{problem[1:]}." if problem else "")
        self.problem.setVisible(bool(problem))
        self.show_survey()
        self.ready_changed.emit()

    def _set_purpose(self, index: int) -> None:
        name = self.purpose.itemData(index)
        if name in PRESETS:
            self._draft.set_purpose(PRESETS[name])
        else:
            self._draft.set_options(self._draft.base.options)

    def _set_words(self) -> None:
        parts = (part.strip() for part in self.words.text().split(","))
        self._draft.set_words(tuple(dict.fromkeys(filter(None, parts)))[:_MOST_WORDS])


def count_words(compared: Compared) -> str:
    """Say how many values go and stay in this object."""
    if compared.left_out:
        return f"This one is left out of the copy: {compared.left_out}."
    fates = Counter(value.fate for value in compared.values)
    changed = fates[Fate.CHANGED] + fates[Fate.ADDED]
    return (
        f"Of this picture {number(fates[Fate.REMOVED])} values are removed, {number(changed)} "
        f"changed or added, {number(fates[Fate.KEPT])} stay as they are."
    )
