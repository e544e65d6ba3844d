"""The sentences of copies of what is open, pure text from plans and results."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from viewer.app.publish_draft import Goal
from viewer.model.safe_text import visible
from viewer.ui.copying.words import how_far, size_words
from viewer.ui.words import counted, number, person, pictures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.app.copy_place import Room
    from viewer.app.making import Progress
    from viewer.app.publish_choice import Examination, Person
    from viewer.app.publish_copy import DiscInTheMaking
    from viewer.model.header import PatientFacts
    from viewer.publish.exact import ExactPlan
    from viewer.publish.plan import PublishPlan

TITLES: Final = {
    Goal.COMPUTER: "Copy to my computer",
    Goal.DISC: "Make a copy of this disc",
    Goal.STICK: "Add to a USB stick",
}
READY: Final = {
    Goal.COMPUTER: "The copy on your computer is ready",
    Goal.DISC: "The copy of the disc is ready",
    Goal.STICK: "The pictures are on the stick",
}
FAILED: Final = {
    Goal.COMPUTER: "There is no copy on your computer: see why",
    Goal.DISC: "There is no copy of the disc: see why",
    Goal.STICK: "Nothing was added to the stick: see why",
}
STILL_READING: Final = "The disc is still being read. You can go on when all of it is known."
HOW: Final = (
    "Every file is written, then read back and compared with what it was to be. The copy is there "
    "when all of it has passed, and not before. Nothing on the disc itself is changed."
)
_DOING: Final = {
    "writing": ("Writing", "file"),
    "drawing icons": ("Drawing small pictures", ""),
    "copying the viewer": ("Copying the viewer", "file"),
    "writing pages": ("Writing pages", ""),
    "checking": ("Reading back and comparing", "file"),
    "asking other programs": ("Checking", ""),
    "writing the image": ("Writing the image of the disc and comparing it", "MB"),
    "burning": ("Burning the disc", ""),
    "comparing the disc": ("Reading the disc back and comparing it", "MB"),
    "copying everything": ("Copying everything and comparing it", "MB"),
}
_DEEDS: Final = {
    "COPY": "will be copied as they are",
    "REWRITE": "will be written in the usual form; the pictures stay the same",
    "DECODE": "will be decompressed, so that every viewer reads them; the pictures stay the same",
}
_MOST_REASONS: Final = 5
ALL_SEEN: Final = "Whoever gets it sees the pictures of all of them."
_MOST_DATES, _MOST_NAMES = 3, 3


def examination_words(one: Examination) -> str:
    """Say "12 Mar 2024 · CT Thorax · 412 pictures + 2 other"; short, as a line does not wrap."""
    others = f" + {number(one.others)} other" if one.others else ""
    return " · ".join(filter(None, (one.date, one.title, f"{pictures(one.pictures)}{others}")))


def content_words(ones: tuple[Examination, ...]) -> str:
    """Say "412 pictures and 1 other object such as reports"."""
    count, others = sum(one.pictures for one in ones), sum(one.others for one in ones)
    parts = [pictures(count)] if count or not others else []
    if others:
        parts.append(f"{counted(others, 'other object')} such as reports")
    return " and ".join(parts)


def person_words(one: Person) -> str:
    """Who, which examinations, how many pictures."""
    dates = list(dict.fromkeys(filter(None, (study.date for study in one.examinations))))
    more = ", …" if len(dates) > _MOST_DATES else ""
    when = f" ({', '.join(dates[:_MOST_DATES])}{more})" if dates else ""
    what = counted(len(one.examinations), "examination")
    return f"{person(one.facts)}: {what}{when}, {content_words(one.examinations)}"


def size_line(files: int, room: Room) -> str:
    """How much it is and what is free; "" of nothing."""
    free = f"; {size_words(room.free)} are free there" if room.free is not None else ""
    return f"{counted(files, 'file')}, about {size_words(room.needed)} while it is made{free}."


def plan_notes(plan: PublishPlan, goal: Goal) -> Iterator[tuple[str, str, str]]:
    """Icon, colour and words of all that is to be known before anything is written."""
    info = ("info", "secondary")
    deeds = Counter(one.handling.deed.name for one in plan.objects)
    for deed, words in _DEEDS.items():
        if deeds[deed]:
            yield (*info, f"{counted(deeds[deed], 'file')} {words}.")
    if goal is Goal.DISC:
        yield (*info, _discs_words(plan))
    reasons = list(plan.left_out.items())
    for words, count in reasons[:_MOST_REASONS]:
        yield ("warning", "warning", f"Left out, {counted(count, 'file')}: {visible(words)}.")
    more = sum(count for _, count in reasons[_MOST_REASONS:])
    if more:
        yield ("warning", "warning", f"Left out for other reasons: {counted(more, 'file')}.")
    if plan.other_files:
        files = counted(plan.other_files, "file")
        yield (*info, f"Not copied, as no pictures are in them: {files}, such as programs.")
    for words in plan.warnings:
        yield (*info, f"{words[:1].upper()}{words[1:]}.")


def _discs_words(plan: PublishPlan) -> str:
    title = plan.rules.carrier.title
    if len(plan.discs) > 1:
        return f"It becomes {number(len(plan.discs))} discs, each whole in itself."
    return f"It fits onto a {title}." if plan.rules.carrier.capacity else "It becomes one disc."


def exact_words(plan: ExactPlan) -> str:
    """All of a medium."""
    return (
        f"All {counted(plan.files, 'file')} of it, pictures, programs and all else, byte for byte. "
        "What is damaged or not by the standard stays so."
    )


def people_question(count: int, goal: Goal, *, together: bool) -> str:
    """Said where pictures of several people would be copied (M-075)."""
    if together:
        return f"These are {number(count)} people. {ALL_SEEN}"
    each = "a disc" if goal is Goal.DISC else "a folder"
    return f"These are {number(count)} people: each gets {each} of their own."


def stick_question(new: tuple[PatientFacts, ...], there: tuple[PatientFacts, ...]) -> str:
    """Said where pictures of several people would be on a stick; `there` are on it already."""
    if not there:
        return f"These are {number(len(new))} people. {ALL_SEEN}"
    names = [person(facts) for facts in there[:_MOST_NAMES]]
    more = len(there) - _MOST_NAMES
    named = "; ".join([*names, *([f"and {number(more)} more"] if more > 0 else [])])
    return f"On the stick there are already pictures of somebody else: {named}. {ALL_SEEN}"


def progress_words(progress: Progress) -> str:
    """What is being done, and of how much."""
    if progress.phase not in _DOING:
        return "Getting ready…"
    doing, unit = _DOING[progress.phase]
    if not progress.total or not unit:
        return f"{doing}…"
    total = f"{number(progress.total)} MB" if unit == "MB" else counted(progress.total, unit)
    return f"{doing}: {number(progress.done)} of {total}"


def status_words(goal: Goal, making: DiscInTheMaking) -> str:
    """One line for the status bar; "" where there is nothing to tell."""
    if making.is_running:
        return how_far(TITLES[goal], making)
    if making.outcome is not None:
        return READY[goal]
    return "" if making.was_stopped or making.problem is None else FAILED[goal]


def place_words(place: Path) -> str:
    """Where it is."""
    return f"It is in “{visible(str(place), 80)}”."
