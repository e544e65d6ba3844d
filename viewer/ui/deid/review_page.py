"""The page on which a person looks at every kind of picture that may hold text (A-051)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from viewer.app.layout_pictures import LayoutPictures, Overlaid, Seen, Wish
from viewer.app.layout_search import LayoutSearch
from viewer.app.mask_review import Choice, Decision, MaskReview
from viewer.deid.look import Look
from viewer.deid.text_installed import is_installed
from viewer.ui.bridge import Bridge
from viewer.ui.button import Button
from viewer.ui.deid.finding import Finding
from viewer.ui.deid.layout_list import LayoutList, boxes_words, frames_words
from viewer.ui.deid.mask_editor import HINT, MaskEditor
from viewer.ui.deid.mask_tools import MaskTools
from viewer.ui.deid.stepping import Stepping, View
from viewer.ui.listening import until_destroyed
from viewer.ui.plain_text import plain_label, tool_tip
from viewer.ui.words import number, pictures

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.app.mask_review import Sheet
    from viewer.deid.account import Layout
    from viewer.deid.identity import Identity
    from viewer.deid.layout_text import Searched
    from viewer.deid.risk import Review
    from viewer.settings import Settings
    from viewer.ui.theme import Theme

_LIST_WIDTH: Final = 200
NOTHING: Final = "No picture here is of a kind that often has text in it."
READING: Final = "Reading the picture…"


class ReviewPage(QWidget):
    """Layouts at the left, the picture with its boxes, and what can be decided below it.

    Embed it anywhere; call `stop` when it is not needed any more.
    """

    changed = Signal()

    def __init__(self, theme: Theme, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.review = MaskReview()
        self._bridge = Bridge(self)
        self._pictures = LayoutPictures(settings, self._bridge.post)
        self._search = LayoutSearch(settings, self._bridge.post)
        self._people: tuple[Identity, ...] = ()
        self._sum: Overlaid | None = None
        self._doubted: tuple[str, Decision] | None = None
        self._looked: dict[str, set[int]] = {}
        self._summed: set[str] = set()
        self.list = LayoutList(theme, self)
        self.reasons = plain_label(self, "secondary")
        self.finding = Finding(theme, self, is_installed=is_installed())
        self.editor = MaskEditor(theme, self)
        self.editor.setToolTip(tool_tip(HINT))
        self.tools = MaskTools(self.editor, theme, self)
        self.stepping = Stepping(theme, self)
        self.state = plain_label(self, "secondary")
        self.no_text = self._decider("No text in it", Decision.NO_TEXT)
        self.black_out = self._decider("Black this out", Decision.BLACK_OUT)
        self.leave_out = self._decider("Leave these pictures out", Decision.LEAVE_OUT)
        self._lay_out()
        self._connect()
        self._show_chosen("")

    def set_layouts(self, layouts: Iterable[Layout], people: Iterable[Identity] = ()) -> None:
        """What a preview found (`Preview.account.layouts.values()`, `Preview.people.values()`)."""
        self._stop_search()
        self._people = tuple(people)
        self._looked.clear()
        self._summed.clear()
        self._sum = None
        self.review.set_layouts(layouts)

    def reviews(self) -> dict[str, Review]:
        """What was decided, for `Request.reviews`; layouts that wait are not in it."""
        return self.review.reviews()

    def waiting(self) -> int:
        """How many layouts nobody has decided about; their pictures would be left out."""
        return self.review.waiting()

    def stop(self) -> None:
        """Read nothing any more."""
        self._search.close()
        self._pictures.close()
        self._bridge.close()

    def _decider(self, text: str, decision: Decision) -> Button:
        button = Button(text, self)
        button.clicked.connect(lambda _checked: self._decide(decision))
        return button

    def _lay_out(self) -> None:
        px = self._theme.px
        self.list.setFixedWidth(px(_LIST_WIDTH))
        decisions = QHBoxLayout()
        decisions.setSpacing(px(8))
        decisions.addStretch(1)
        for button in (self.leave_out, self.no_text, self.black_out):
            decisions.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(px(8))
        column.addWidget(self.reasons)
        column.addWidget(self.finding)
        middle = QHBoxLayout()
        middle.setSpacing(px(8))
        middle.addWidget(self.editor, 1)
        middle.addWidget(self.tools)
        column.addLayout(middle, 1)
        column.addWidget(self.stepping)
        column.addWidget(self.state)
        column.addLayout(decisions)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(12))
        row.addWidget(self.list)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        self.list.chosen.connect(self._show_chosen)
        self.editor.edited.connect(lambda boxes: self.review.set_boxes(self._name(), boxes))
        self.editor.stepped.connect(self.stepping.step)
        for asking in (self.editor, self.tools):
            asking.undo_wanted.connect(lambda: self.review.undo(self._name()))
            asking.redo_wanted.connect(lambda: self.review.redo(self._name()))
        self.stepping.moved.connect(self._show_place)
        self.stepping.viewed.connect(self._show_place)
        self.stepping.black.toggled.connect(lambda on: self.editor.set_as_it_will_be(on=on))
        self.finding.started.connect(self._start_search)
        self.finding.stopped.connect(self._stop_search)
        until_destroyed(
            self,
            self.review.changed.connect(self._changed),
            self._pictures.arrived.connect(self._arrived),
            self._pictures.overlaid.connect(self._overlaid),
            self._search.found.connect(self._take_search),
            self._search.ended.connect(lambda _: self._stop_search()),
            self._search,
            self._pictures,
            self._bridge,
        )

    def _name(self) -> str:
        return self.list.current()

    def _sheet(self) -> Sheet | None:
        name = self._name()
        return self.review.sheet(name) if name else None

    def _decide(self, decision: Decision) -> None:
        name = self._name()
        if not name:
            return
        if self._is_doubtful(name, decision):
            return
        self.review.decide(name, decision)
        waits = (s for s in self.review.sheets if s.choice.decision is Decision.WAITING)
        following = next(waits, None)
        if following is not None:
            self.list.choose(following.risk.layout)

    def _is_doubtful(self, name: str, decision: Decision) -> bool:
        """Whether a decision would let pass what seems to be a name; the second time it may."""
        before, self._doubted = self._doubted, None
        sheet = self.review.sheet(name)
        if decision is Decision.NO_TEXT:
            sheet = replace(sheet, choice=Choice())
        if decision is Decision.LEAVE_OUT or not sheet.exposed or before == (name, decision):
            return False
        self._doubted = (name, decision)
        self.finding.show_sheet(sheet)
        self.state.setText("Is it not the person's name or number? Then press once more.")
        return True

    def _start_search(self) -> None:
        here = self._name()
        todo = sorted(self.review.sheets, key=lambda sheet: sheet.risk.layout != here)
        self._search.start([sheet for sheet in todo if sheet.searched is None], self._people)
        self._show_search()

    def _take_search(self, found: tuple[str, Searched]) -> None:
        self.review.take_search(*found)
        self._show_search()

    def _show_search(self) -> None:
        sheets = self.review.sheets
        done = sum(sheet.searched is not None for sheet in sheets)
        self.finding.set_running(on=True, done=done, kinds=len(sheets))
        self.finding.show_sheet(self._sheet())

    def _stop_search(self) -> None:
        self._search.close()
        self.finding.set_running(on=False)
        self.finding.show_sheet(self._sheet())

    def _changed(self, name: str) -> None:
        if name:
            self.list.update_sheet(self.review.sheet(name))
        else:
            self.list.set_sheets(self.review.sheets)
            self._show_chosen(self._name())
            wishes = [Wish(sheet, 0, Look.NORMAL) for sheet in self.review.sheets]
            self._pictures.want_later(wishes)
        if name in {"", self._name()}:
            self._show_choice()
        self.changed.emit()

    def _show_chosen(self, name: str) -> None:
        sheet = self.review.sheet(name) if name else None
        self._sum = None
        self.list.setVisible(bool(self.review.sheets))
        self.stepping.setVisible(sheet is not None)
        self.tools.setVisible(sheet is not None)
        if sheet is None:
            self.reasons.setText("")
            self.editor.show_pixels(None, NOTHING)
            self._show_choice()
            return
        reasons = sheet.risk.reasons
        self.reasons.setText(f"Why it is asked: {'; '.join(reasons)}.")
        self.editor.selected = None
        self.editor.show_pixels(None, READING)
        self.stepping.set_frames(sheet)
        self._show_place()
        self._show_choice()

    def _show_place(self) -> None:
        sheet = self._sheet()
        if sheet is None:
            return
        look = self.stepping.look
        if sheet.frames > 1 and (self._sum is None or self._sum.look is not look):
            self._sum = None
            self._pictures.overlay(sheet, look)
        if self.stepping.view is View.SINGLE:
            self.stepping.set_single()
            self._pictures.want([Wish(sheet, self.stepping.place, look)])
        else:
            self._show_sum()

    def _show_choice(self) -> None:
        sheet = self._sheet()
        self._doubted = None
        self.finding.show_sheet(sheet)
        self.editor.set_found(sheet.found if sheet is not None else ())
        for button in (self.no_text, self.black_out, self.leave_out):
            button.setEnabled(sheet is not None)
        if sheet is None:
            self.editor.set_boxes(())
            self.state.setText("")
            return
        self.editor.set_boxes(sheet.choice.boxes)
        self.tools.set_steps(back=bool(sheet.past), forward=bool(sheet.future))
        self.black_out.setEnabled(bool(sheet.choice.boxes) and sheet.can_mask)
        self.state.setText(self._state_words(sheet))

    def _state_words(self, sheet: Sheet) -> str:
        seen = len(self._looked.get(sheet.risk.layout, ()))
        whole = ", and at all of them together" if sheet.risk.layout in self._summed else ""
        of_all = frames_words(sheet, sheet.frames)
        looked = f"You have looked at {number(seen)} of {of_all}{whole}."
        match sheet.choice.decision:
            case Decision.NO_TEXT:
                return "Copied as they are: you found no text in them."
            case Decision.LEAVE_OUT:
                return "These pictures will not be in the copy."
            case Decision.BLACK_OUT:
                words = boxes_words(len(sheet.choice.boxes))
                return f"{words} will be black in {pictures(len(sheet.pictures))}, in every frame."
        if not sheet.can_mask:
            return f"Nothing can be blacked out in pictures of this kind. {looked}"
        return f"Nothing is decided yet: these pictures would be left out. {looked}"

    def _arrived(self, seen: Seen) -> None:
        if seen.pixels is not None and seen.number == 0:
            self.list.set_picture(seen.layout, seen.pixels)
        place = (self._name(), self.stepping.place, self.stepping.look)
        is_shown = (seen.layout, seen.number, seen.look) == place
        if not is_shown or self.stepping.view is not View.SINGLE:
            return
        if seen.pixels is None:
            self.editor.show_pixels(None, f"This picture cannot be shown: {seen.problem}.")
        else:
            self.editor.show_pixels(seen.pixels)
            self._looked.setdefault(seen.layout, set()).add(seen.number)
        sheet = self._sheet()
        if sheet is not None:
            self.state.setText(self._state_words(sheet))

    def _overlaid(self, overlaid: Overlaid) -> None:
        if (overlaid.layout, overlaid.look) == (self._name(), self.stepping.look):
            self._sum = overlaid
            if self.stepping.view is not View.SINGLE:
                self._show_sum()

    def _show_sum(self) -> None:
        if self._sum is None:
            self.editor.show_pixels(None, READING)
            return
        self.stepping.set_added(self._sum.frames, self._sum.unread)
        sheet = self._sheet()
        if sheet is not None and self._sum.frames == sheet.frames:
            self._summed.add(sheet.risk.layout)
            self.state.setText(self._state_words(sheet))
        is_bright = self.stepping.view is View.BRIGHTEST
        pixels = self._sum.brightest if is_bright else self._sum.darkest
        self.editor.show_pixels(pixels)
