"""The question of what goes onto which stick."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.ui.publishing.plan_page import PlanPage
from viewer.ui.publishing.stick_list import StickList
from viewer.ui.publishing.words import stick_question

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

AGREE: Final = "Tick that they may be together, or choose another stick."


class StickPage(PlanPage):
    """What is on the stick stays; its directory is extended."""

    def add_place(self) -> None:
        """The sticks."""
        self.sticks = StickList(self.draft.session, self.icons, self.theme, self.body)
        self.column.addWidget(self.sticks)

    def listen_to_place(self) -> None:
        """Hear of another stick."""
        self.sticks.chosen_changed.connect(self._stick_chosen)

    @property
    def first_choice(self) -> QWidget:
        return self.sticks.browse if self.sticks.list.isHidden() else self.sticks.list

    @property
    def target(self) -> Path | None:
        """The root of the stick."""
        return self.sticks.chosen

    @property
    def room_at(self) -> Path | None:
        """The stick."""
        return self.sticks.chosen

    def people_words(self) -> str:
        """Who else is there."""
        plan = self.draft.plan.answer
        return stick_question(plan.patients if plan is not None else (), self.draft.others)

    def place_problem(self) -> str:
        """Why nothing can be added to it."""
        problem = self.sticks.problem()
        if not problem and self.draft.asks_about_people and not self.draft.together:
            return AGREE
        return problem

    def _stick_chosen(self) -> None:
        root = self.sticks.chosen
        if root is not None and not self.sticks.problem():
            self.draft.choose(stick=root)
        self.show_place()
