"""The one question of a copy: what, where to, and what exactly would be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from viewer.app.publish_draft import Goal
from viewer.ui.copying.place_row import PlaceRow
from viewer.ui.copying.step_page import StepPage
from viewer.ui.copying.words import sentence
from viewer.ui.plain_text import plain_label
from viewer.ui.publishing.choice_list import ChoiceList
from viewer.ui.publishing.words import (
    STILL_READING,
    TITLES,
    exact_words,
    people_question,
    person_words,
    plan_notes,
    size_line,
)
from viewer.ui.words import number, system_words

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.app.publish_draft import PublishDraft
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

NAMES: Final = {Goal.COMPUTER: "Pictures from the disc", Goal.DISC: "Copy of the disc"}
NO_ROOM: Final = "There is not enough room there. Choose another place."
NOTHING_CHOSEN: Final = "Tick at least one examination."
_TOGETHER: Final = "Put them &together"  # short: what is ticked does not wrap


class PlanPage(StepPage):
    """Says in plain words what would be written; nothing is before the button is pressed."""

    def __init__(
        self, draft: PublishDraft, icons: Icons, theme: Theme, parent: QWidget | None
    ) -> None:
        super().__init__(TITLES[draft.goal], icons, theme, parent)
        self.draft = draft
        # Below the page, not in it: however large the text is, nobody goes on without seeing it.
        self.footer = QWidget(parent)
        self.amount = plain_label(self.footer, "secondary")
        self.problem = plain_label(self.footer)
        below = QVBoxLayout(self.footer)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(theme.px(4))
        below.addWidget(self.amount)
        below.addWidget(self.problem)
        self.words = self.add_label()
        self.list = ChoiceList(theme, self.body)
        self.list.chosen_changed.connect(self._choose)
        self.column.addWidget(self.list)
        self.add_choices()
        self.column.addSpacing(theme.px(8))
        self.add_heading("Where to")
        self.add_place()
        self.column.addSpacing(theme.px(8))
        self.warning = self.add_label()
        self.together = QCheckBox(_TOGETHER, self.body)
        self.together.toggled.connect(lambda on: draft.choose(together=on))
        self.column.addWidget(self.together)
        self._notes = QWidget(self.body)
        self.column.addWidget(self._notes)
        self.column.addStretch(1)
        self.listen_to_place()
        self.show_draft()

    def add_choices(self) -> None:
        """More questions about what it becomes."""

    def add_place(self) -> None:
        """The question where to."""
        self.place = PlaceRow(NAMES[self.draft.goal], self.theme, self.body)
        self.column.addWidget(self.place)

    def listen_to_place(self) -> None:
        """Hear of another place, once all of the page is there."""
        self.place.changed.connect(self.show_place)

    @property
    def target(self) -> Path | None:
        """Where it goes; None while nobody has said so."""
        return self.place.target

    @property
    def room_at(self) -> Path | None:
        """The folder whose disk must have room."""
        return self.place.where

    def people_words(self) -> str:
        """Said where there is more than one person."""
        draft = self.draft
        return people_question(len(draft.everyone), draft.goal, together=draft.together)

    def place_problem(self) -> str:
        """Why it cannot be put there, "" if it can."""
        return self.place.problem(self.draft.session.paths)

    @property
    def is_ready(self) -> bool:
        """All is known and nothing speaks against it."""
        draft = self.draft
        found = draft.exact.answer if draft.manner.is_exact else draft.plan.answer
        is_known = found is not None and draft.is_settled and not draft.is_looking
        return is_known and not self.problem.text()

    @property
    def next_text(self) -> str:
        return "&Copy" if self.draft.goal is not Goal.STICK else "&Add"

    def enter(self) -> None:
        self.show_draft()
        first = self.first_choice if self.list.isHidden() else self.list
        first.setFocus()  # else Cancel has it, and Space would close what was just opened

    @property
    def first_choice(self) -> QWidget:
        """What a person begins with where there is nothing to be ticked."""
        return self.place.folder

    def show_draft(self) -> None:
        """Say what is chosen and what that would be."""
        draft = self.draft
        several = sum(len(one.examinations) for one in draft.people) > 1
        is_list = several and not draft.manner.is_exact
        self.list.setVisible(is_list)
        self.list.show_people(draft.people, draft.studies)
        self.words.setVisible(not is_list)
        self.words.setText("\n".join(person_words(one) for one in draft.people))
        self.together.setVisible(draft.asks_about_people or draft.together)
        asks = draft.asks_about_people
        self.warning.setVisible(asks)
        if asks:
            self.warning.setText(self.people_words())
        self._show_notes()
        self.show_place()

    def show_progress(self) -> None:
        """How far looking through is."""
        draft = self.draft
        if draft.is_looking:
            done = number(draft.survey.done) if draft.survey.done else ""
            self.amount.setText(" ".join(filter(None, ("Looking through the files…", done))))

    def _choose(self) -> None:
        self.draft.choose(studies=self.list.chosen)

    def show_place(self) -> None:
        """Say whether it can be put there."""
        draft = self.draft
        self.problem.setText(self._problem())
        self.problem.setVisible(bool(self.problem.text()))
        at = self.room_at
        room = draft.room(at) if at is not None else None
        if draft.is_looking:
            self.show_progress()
        elif room is not None:
            self.amount.setText(size_line(self._files(), room))
        else:
            self.amount.setText("")
        self.ready_changed.emit()

    def _files(self) -> int:
        exact, plan = self.draft.exact.answer, self.draft.plan.answer
        if self.draft.manner.is_exact:
            return exact.files if exact is not None else 0
        return len(plan.objects) if plan is not None else 0

    def _problem(self) -> str:
        draft = self.draft
        if not draft.is_settled:
            return STILL_READING
        if draft.studies is not None and not draft.studies:
            return NOTHING_CHOSEN
        error = draft.exact.problem if draft.manner.is_exact else None
        error = error or draft.survey.problem or (draft.plan.problem if self._plans else None)
        if error is not None:
            return f"{sentence(system_words(str(error)))}."
        problem = self.place_problem()
        if problem:
            return problem
        at = self.room_at
        room = draft.room(at) if at is not None else None
        return NO_ROOM if room is not None and not room.is_enough else ""

    @property
    def _plans(self) -> bool:
        return not self.draft.manner.is_exact

    def _show_notes(self) -> None:
        """What is done to files, and what is left out."""
        draft = self.draft
        notes = QWidget(self.body)
        column = QVBoxLayout(notes)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(6))
        if draft.manner.is_exact and draft.exact.answer is not None:
            column.addWidget(plain_label(notes, text=exact_words(draft.exact.answer)))
        elif not draft.manner.is_exact and draft.plan.answer is not None:
            for icon, colour, words in plan_notes(draft.plan.answer, draft.goal):
                column.addWidget(self.statement(icon, colour, words, notes))
        self.column.replaceWidget(self._notes, notes)
        self._notes.hide()  # until it is gone it would be seen under the new ones
        self._notes.deleteLater()
        self._notes = notes
        notes.show()
