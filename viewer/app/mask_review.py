"""What a person decides about images that may hold text, layout by layout (A-051, A-053).

Nothing is decided but by `decide`: neither a proposal nor a search that found nothing clears a
layout, and whatever changes after a decision asks for a new one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from viewer.deid.boxes import Box, is_covered, outermost
from viewer.deid.found_text import Meaning
from viewer.deid.risk import Review
from viewer.observe import Event

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.deid.account import Layout
    from viewer.deid.found_text import FoundText
    from viewer.deid.layout_text import Searched
    from viewer.deid.risk import Picture, Risk

_STEPS: Final = 200  # that can be undone in one layout


class Decision(StrEnum):
    """What becomes of the pictures of a layout."""

    WAITING = "waiting"
    NO_TEXT = "no text"
    BLACK_OUT = "black out"
    LEAVE_OUT = "leave out"


@dataclass(frozen=True, slots=True)
class Choice:
    """The boxes drawn so far and what was decided about them."""

    boxes: tuple[Box, ...] = ()
    decision: Decision = Decision.WAITING


@dataclass(frozen=True, slots=True)
class Sheet:
    """One layout: why it is at risk, its pictures, the choice, and the choices before it.

    `searched` is what a search for text came to, if there was one.
    """

    risk: Risk
    pictures: tuple[Picture, ...]
    choice: Choice
    past: tuple[Choice, ...] = ()
    future: tuple[Choice, ...] = ()
    searched: Searched | None = None
    can_mask: bool = True  # False: pixels of this kind cannot be changed

    @property
    def found(self) -> tuple[FoundText, ...]:
        """Texts a search found; none found says nothing."""
        return self.searched.texts if self.searched is not None else ()

    @property
    def exposed(self) -> tuple[FoundText, ...]:
        """Of these, what seems to say who somebody is and no box hides."""
        return tuple(
            text
            for text in self.found
            if text.meaning is Meaning.PERSON and not is_covered(_core(text.box), self.choice.boxes)
        )

    @property
    def frames(self) -> int:
        """How many frames there are to look at."""
        return sum(max(1, picture.frames) for picture in self.pictures)

    def place(self, number: int) -> tuple[int, int]:
        """The picture and its frame at place `number` of all frames."""
        for index, picture in enumerate(self.pictures):
            if number < max(1, picture.frames):
                return index, number
            number -= max(1, picture.frames)
        raise IndexError("beyond the last frame")


class MaskReview:
    """All layouts of a job; `changed` tells the name of one that changed, "" for all of them."""

    def __init__(self) -> None:
        self.changed: Event[str] = Event()
        self._sheets: dict[str, Sheet] = {}

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every layout, in the order they were met."""
        return tuple(self._sheets.values())

    def sheet(self, layout: str) -> Sheet:
        """One layout by its name; raises KeyError."""
        return self._sheets[layout]

    def set_layouts(self, layouts: Iterable[Layout]) -> None:
        """Take what a job found; a choice stays if no picture has come to its layout."""
        before, self._sheets = self._sheets, {}
        for layout in layouts:
            choice = Choice(layout.risk.proposal if layout.can_mask else ())
            made = Sheet(layout.risk, tuple(layout.pictures), choice, can_mask=layout.can_mask)
            known = before.get(layout.risk.layout)
            if known is not None and set(made.pictures) <= set(known.pictures):
                made = replace(known, risk=made.risk, pictures=made.pictures)
            elif known is not None:
                made = replace(made, choice=Choice(known.choice.boxes))
            self._sheets[layout.risk.layout] = made
        self.changed.emit("")

    def set_boxes(self, layout: str, boxes: tuple[Box, ...]) -> None:
        """Other boxes, about which nothing is decided yet."""
        self._step(layout, Choice(boxes))

    def decide(self, layout: str, decision: Decision) -> None:
        """Say what becomes of the layout; blacking out needs boxes, raises ValueError.

        Where there is no text there are no boxes.
        """
        boxes = self._sheets[layout].choice.boxes
        if decision is Decision.BLACK_OUT and not boxes:
            raise ValueError("there is nothing to black out")
        self._step(layout, Choice(() if decision is Decision.NO_TEXT else boxes, decision))

    def take_search(self, layout: str, searched: Searched) -> None:
        """Note what a search found, and propose its boxes where nothing is decided yet.

        A decision that leaves to be seen what seems to say who somebody is, is to be made again.
        """
        if layout not in self._sheets:
            return
        sheet = self._sheets[layout] = replace(self._sheets[layout], searched=searched)
        if sheet.choice.decision is Decision.WAITING and sheet.can_mask:
            self._step(layout, Choice(outermost((*sheet.choice.boxes, *searched.boxes))))
        elif sheet.exposed and sheet.choice.decision is not Decision.LEAVE_OUT:
            self._step(layout, replace(sheet.choice, decision=Decision.WAITING))
        self.changed.emit(layout)

    def undo(self, layout: str) -> None:
        """Go back one step, if there is one."""
        sheet = self._sheets[layout]
        if sheet.past:
            *past, choice = sheet.past
            future = (sheet.choice, *sheet.future)
            self._again(layout, replace(sheet, choice=choice, past=tuple(past), future=future))

    def redo(self, layout: str) -> None:
        """Go forward again."""
        sheet = self._sheets[layout]
        if sheet.future:
            choice, *future = sheet.future
            past = (*sheet.past, sheet.choice)
            self._again(layout, replace(sheet, choice=choice, past=past, future=tuple(future)))

    def reviews(self) -> dict[str, Review]:
        """What the job is to do, by layout; those that wait are not in it, and are left out."""
        return {
            name: _review(sheet.choice)
            for name, sheet in self._sheets.items()
            if sheet.choice.decision is not Decision.WAITING
        }

    def waiting(self) -> int:
        """How many layouts nobody has decided about."""
        return sum(s.choice.decision is Decision.WAITING for s in self._sheets.values())

    def _step(self, layout: str, choice: Choice) -> None:
        sheet = self._sheets[layout]
        if choice != sheet.choice:
            past = (*sheet.past, sheet.choice)[-_STEPS:]
            self._set(layout, replace(sheet, choice=choice, past=past, future=()))

    def _again(self, layout: str, sheet: Sheet) -> None:
        """A choice of before, but no decision that leaves to be seen what was found since."""
        if sheet.exposed and sheet.choice.decision is not Decision.LEAVE_OUT:
            waiting = replace(sheet.choice, decision=Decision.WAITING)
            sheet = replace(sheet, choice=waiting)
        self._set(layout, sheet)

    def _set(self, layout: str, sheet: Sheet) -> None:
        self._sheets[layout] = sheet
        self.changed.emit(layout)


def _core(box: Box) -> Box:
    """The middle of a found text: a box drawn closely around its letters hides it."""
    room = (box.bottom - box.top) // 4
    if box.right - box.left <= 2 * room:
        return box
    return Box(box.left + room, box.top + room, box.right - room, box.bottom - room)


def _review(choice: Choice) -> Review:
    match choice.decision:
        case Decision.NO_TEXT:
            return Review()
        case Decision.BLACK_OUT:
            return Review(choice.boxes)
    return Review(left_out=True)
