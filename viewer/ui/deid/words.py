"""The sentences of the copy without identity, pure text from its states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.deid_copy import DRAWING, PACKING, PHASES
from viewer.deid.profile import Option
from viewer.ui.copying.words import how_far
from viewer.ui.words import counted, number, person, pictures

if TYPE_CHECKING:
    from viewer.app.deid_copy import CopyInTheMaking
    from viewer.app.deid_scope import Scope
    from viewer.app.deid_survey import Survey
    from viewer.app.making import Progress

TITLE: Final = "Copy without identity"
STILL_READING: Final = "The disc is still being read. You can go on when all of it is known."
_MOST_PEOPLE: Final = 4
_DOING: Final = {
    PHASES[0]: "Copying",
    PHASES[1]: "Reading back and searching",
    DRAWING: "Drawing the pictures",
    PACKING: "Packing",
}


def scope_words(scope: Scope) -> str:
    """Whose pictures go in, of which examinations, and how many."""
    if not scope.people:
        return "Nothing is chosen yet."
    lines = []
    for one in scope.people[:_MOST_PEOPLE]:
        count = sum(series.pictures for study in one.studies for series in study.series)
        parts = [pictures(count)] if count else []
        others = sum(not series.pictures for study in one.studies for series in study.series)
        if others:
            parts.append(f"{counted(others, 'other object')} such as reports")
        dates = dict.fromkeys(filter(None, (study.date for study in one.studies)))
        when = f" ({', '.join(list(dates)[:3])}{', …' if len(dates) > 3 else ''})" if dates else ""
        what = counted(len(one.studies), "examination")
        lines.append(f"{person(one.facts)}: {what}{when}, {' and '.join(parts)}")
    more = len(scope.people) - _MOST_PEOPLE
    return "\n".join(
        [*lines, f"and {number(more)} more {'person' if more == 1 else 'people'}"]
        if more > 0
        else lines
    )


def survey_words(survey: Survey) -> str:
    """How far looking through is, or what was found."""
    if survey.problem is not None:
        return f"This cannot be copied: {survey.problem}."
    found = survey.found
    if found is None:
        of = f" of about {number(survey.total)}" if survey.total else ""
        return f"Looking through the files… {number(survey.done)}{of}" if survey.done else ""
    account = found.account
    is_asked = account.profile.has(Option.CLEAN_PIXELS)
    waiting = sum(layout.images for layout in account.layouts.values()) if is_asked else 0
    others = len(account.excluded) - waiting
    # Pixels are read when they are copied: some may turn out to be damaged.
    total = counted(account.objects, "file")
    upto = "All" if account.written == account.objects else f"Up to {number(account.written)} of"
    lines = [f"{upto} {total} can be copied."]
    if waiting:
        lines.append(
            f"{counted(waiting, 'file')} may have text in the picture: you will be asked to look."
        )
    if others > 0:
        lines.append(f"{counted(others, 'file')} will be left out.")
    return " ".join(lines)


def progress_words(progress: Progress) -> str:
    """What is being done, and of how many."""
    doing = _DOING.get(progress.phase)
    if doing is None:
        return "Getting ready…" if not progress.phase else f"{progress.phase.capitalize()}…"
    of = f" of {counted(progress.total, 'file')}" if progress.total else ""
    again = ", once more from the start" if progress.is_again else ""
    return f"{doing}: {number(progress.done)}{of}{again}"


def status_words(making: CopyInTheMaking) -> str:
    """One line for the status bar; "" where there is nothing to tell."""
    if making.is_running:
        return how_far(TITLE, making)
    if making.account is not None:
        return "The copy without identity is ready"
    if making.was_stopped or making.problem is None:
        return ""
    return "There is no copy without identity: see why"
