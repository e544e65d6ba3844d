"""The first page: what goes in, what it is for, and what that means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from viewer.app.deid_draft import CUSTOM
from viewer.app.deid_scope import Offer, offers
from viewer.app.identity_view import SHOWN
from viewer.deid.profile import PRESETS
from viewer.ui.copying.step_page import StepPage
from viewer.ui.deid.own_options import OwnOptions
from viewer.ui.deid.series_tree import SeriesTree
from viewer.ui.deid.words import STILL_READING, scope_words, survey_words
from viewer.ui.listening import until_destroyed
from viewer.ui.plain_text import plain_label
from viewer.ui.words import counted

if TYPE_CHECKING:
    from viewer.app.deid_draft import Draft
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

PURPOSES: Final = (
    ("share", "Share with a &doctor", "Dates and medical words stay, so a doctor can use it."),
    ("public", "Post in public, or &teach", "Only what the pictures need stays. No dates."),
    ("research", "&Research", "Dates move by a secret number of days; sex and age stay."),
    (CUSTOM, "&Custom…", "Choose yourself what stays."),
)
CHOSEN: Final = "Series I choose…"


class PurposePage(StepPage):
    """Changes the draft at once; what is kept and removed is said beside it."""

    def __init__(self, draft: Draft, icons: Icons, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("What goes in, and what for", icons, theme, parent)
        self._draft = draft
        self._offers: list[Offer] = []
        self.add_heading("What goes in")
        self.scope = QComboBox(self.body)
        self.scope.setAccessibleName("What goes in")
        self.make_taller(self.scope)
        self.column.addWidget(self.scope)
        self.words = self.add_label("", "secondary")
        self.note = self.add_label("", "secondary")
        self.tree = SeriesTree(draft, theme, self.body)
        self.tree.hide()
        self.column.addWidget(self.tree)
        self.column.addSpacing(theme.px(8))
        self.add_heading("What it is for")
        self.buttons: dict[str, QRadioButton] = {}
        self._add_purposes()
        self.own = OwnOptions(draft, theme, self.body)
        self.own.hide()
        self.column.addWidget(self.own)
        self.column.addSpacing(theme.px(8))
        self._add_statements()
        self.column.addStretch(1)
        self.show_offer()
        self.scope.activated.connect(self._choose)
        self.tree.chosen.connect(self._set_items)
        until_destroyed(
            self,
            draft.changed.connect(lambda _: self.show_draft()),
            draft.survey.changed.connect(lambda _: self.show_draft()),
            SHOWN.changed.connect(lambda _: self.show_draft()),
        )
        self.show_draft()

    @property
    def is_ready(self) -> bool:
        """Something is chosen and known, and it can be copied."""
        draft = self._draft
        return bool(draft.scope.people) and draft.is_settled and draft.survey.problem is None

    def enter(self) -> None:
        self.buttons[self._purpose()].setFocus()

    def show_draft(self) -> None:
        """Say what the draft is now."""
        self.words.setText(scope_words(self._draft.scope))
        purpose = self._purpose()
        self.buttons[purpose].setChecked(True)
        self.own.setVisible(purpose == CUSTOM)
        self._show_statements()
        self.show_survey()
        self.ready_changed.emit()

    def show_survey(self) -> None:
        """Say how far looking through is; called again and again while it goes on."""
        known = self._draft.is_settled
        lines = [survey_words(self._draft.survey) if known else STILL_READING]
        drawings = self._draft.drawings
        if drawings:
            lines.append(f"{counted(drawings, 'drawing')} made here will not be in the copy.")
        self.note.setText("\n".join(lines))

    def _purpose(self) -> str:
        name = self._draft.base.name
        return name if name in PRESETS else CUSTOM

    def _add_purposes(self) -> None:
        group = QButtonGroup(self)
        for name, title, words in PURPOSES:
            row = QHBoxLayout()
            row.setSpacing(self.theme.px(12))
            button = QRadioButton(title, self.body)
            button.setAccessibleDescription(words)
            button.setMinimumHeight(self.theme.px(24))
            group.addButton(button)
            self.buttons[name] = button
            button.clicked.connect(lambda _checked, name=name: self._set_purpose(name))
            button.setMinimumWidth(self.theme.px(190))
            row.addWidget(button)
            row.addWidget(plain_label(self.body, "secondary", words), stretch=1)
            self.column.addLayout(row)

    def _add_statements(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(24))
        self._lists: dict[str, QVBoxLayout] = {}
        for name, title in (("kept", "Stays in the copy"), ("removed", "Is removed")):
            column = QVBoxLayout()
            column.setSpacing(self.theme.px(4))
            column.addWidget(plain_label(self.body, "heading", title))
            self._lists[name] = QVBoxLayout()
            self._lists[name].setSpacing(self.theme.px(4))
            column.addLayout(self._lists[name])
            column.addStretch(1)
            row.addLayout(column, stretch=1)
        self.column.addLayout(row)

    def _show_statements(self) -> None:
        kept, removed = self._draft.base.statements()
        looks = {"kept": ("check", "success", kept), "removed": ("close", "danger", removed)}
        for name, (icon, colour, lines) in looks.items():
            layout = self._lists[name]
            while (item := layout.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.hide()
                    widget.deleteLater()
            for line in lines:
                words = line[:1].upper() + line[1:]
                layout.addWidget(self.statement(icon, colour, words, self.body))

    def show_offer(self) -> None:
        """List what there is to choose from, with what the draft has as the chosen one."""
        self.scope.clear()
        self.tree.hide()
        found = list(offers(self._draft.session))
        if self._draft.offer not in found:
            found.insert(0, self._draft.offer)
        self._offers = found
        for offer in found:
            self.scope.addItem(offer.words)
        self.scope.addItem(CHOSEN)
        self.scope.setCurrentIndex(found.index(self._draft.offer))

    def _choose(self, index: int) -> None:
        is_own = index >= len(self._offers)
        self.tree.setVisible(is_own)
        if is_own:
            self.tree.fill(self._draft.offer.items)
            self._set_items(self.tree.items())
        else:
            self._draft.set_offer(self._offers[index])

    def _set_items(self, items: frozenset[str]) -> None:
        self._draft.set_offer(Offer(CHOSEN, items))

    def _set_purpose(self, name: str) -> None:
        if name in PRESETS:
            self._draft.set_purpose(PRESETS[name])
        elif self._purpose() != CUSTOM:
            self._draft.set_options(self._draft.base.options)
