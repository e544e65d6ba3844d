"""The sentences of a rescue, pure text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.identity_view import SHOWN
from viewer.errors import CancelledError, MediumNotFoundError, WriteError
from viewer.model.plain_words import format_date, modality_name
from viewer.model.safe_text import visible
from viewer.publish.errors import NothingError, TargetError
from viewer.publish.rescue.work import OtherDiscError
from viewer.ui.copying.words import how_far, sentence
from viewer.ui.words import counted, number, system_words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.app.making import Progress
    from viewer.app.rescue_copy import RescueInTheMaking
    from viewer.errors import ViewerError
    from viewer.publish.rescue.job import Rescued
    from viewer.publish.rescue.losses import Loss, Whose

TITLE: Final = "Rescue this disc"
ABOUT: Final = (
    "Reads all that the disc still gives, and makes a copy of it that opens like the disc. What "
    "cannot be read is listed, series by series. The disc itself is only read."
)
PATIENCE: Final = (
    "Each bad place is tried several times: with deep scratches this can take hours. You can stop "
    "at any time and go on later, also after cleaning the disc or with another drive."
)
GOES_ON: Final = "Goes on with what was read before."
HOW: Final = (
    "What reads easily is read first, then every bad place is tried again and again. A picture of "
    "which even a little is missing is not in the copy, but what was read of it is kept."
)
STOPPING: Final = "Stopping; what was read is kept…"
CLOSING: Final = (
    "You are closing Lightbox, and the disc is not read to its end. Wait until it is, or close the "
    "main window once more: what was read is kept, and you can go on with it later."
)
ALL_READ: Final = "All that the disc lists was read."
ALL_KEPT: Final = "What was read is kept."
CLEAN: Final = (
    "Wipe the disc from the middle to the edge with a soft cloth, or put it into another drive, "
    "and go on: only what is missing is read again."
)
_DOING: Final = {
    "looking": "Looking what is there",
    "reading": "Reading",
    "narrowing down scratches": "Finding where scratches begin and end",
    "trying every sector": "Trying the bad places bit by bit",
    "trying again": "Trying the bad places again",
    "looking at files": "Looking at what was read",
    "writing": "Writing the copy",
    "checking": "Reading the copy back and comparing it",
}
_IN_BYTES: Final = frozenset(
    {"reading", "narrowing down scratches", "trying every sector", "trying again"}
)
_MOST_LINES: Final = 500


def progress_words(progress: Progress) -> str:
    """What is being done, and of how much."""
    doing = _DOING.get(progress.phase)
    if doing is None:
        return "Getting ready…"
    if not progress.total:
        return f"{doing}…"
    if progress.phase in _IN_BYTES:
        done, total = progress.done >> 20, max(1, progress.total >> 20)
        return f"{doing}: {number(done)} of {number(total)} MB"
    return f"{doing}: {number(progress.done)} of {counted(progress.total, 'file')}"


def status_words(making: RescueInTheMaking) -> str:
    """One line for the status bar; "" where there is nothing to tell."""
    if making.is_running:
        return how_far(TITLE, making)
    if making.outcome is not None:
        return "What could be read of the disc is copied"
    return "" if making.was_stopped or making.problem is None else "There is no copy: see why"


def came_out(rescued: Rescued) -> str:
    """How much is there and how much is lost."""
    held = counted(len(rescued.changes), "file")
    lost, left = len(rescued.losses.lost), len(rescued.aside.missing)
    said = ALL_READ if not lost else f"{counted(lost, 'file')} could not be read."
    if left:
        were = "was" if left == 1 else "were"
        aside = f"{counted(left, 'file')} {were} read, but damaged before or not fit for a disc."
        return f"{said} {aside} The copy has the other {held}."
    return f"{said} The copy has {held if not lost else f'the other {held}'}."


def lost_lines(rescued: Rescued) -> list[str]:
    """What is not in the copy by series and image, people named only where they are shown."""
    from viewer.publish.rescue.losses import by_series  # noqa: PLC0415  loaded by then

    groups = by_series((*rescued.losses.lost, *rescued.aside.missing)).items()
    lines = [line for whose, group in groups for line in _series_lines(whose, group)]
    more = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], *([f"and {number(more)} more"] if more > 0 else [])]


def _series_lines(whose: Whose | None, group: tuple[Loss, ...]) -> Iterator[str]:
    from viewer.publish.rescue.losses import numbers  # noqa: PLC0415  loaded by then

    known = numbers(group)
    if whose is None:
        yield "Of no series that is known:"
    else:
        series, study = whose.series, whose.study
        what = " ".join((series.description or series.protocol).split())
        named = (format_date(study.date), modality_name(series.modality), SHOWN.text(what))
        images = f"image {known}" if len(group) == 1 else f"images {known}"
        lost = images if known else counted(len(group), "file")
        yield f"{visible(', '.join(filter(None, named))) or 'A series'}: {lost}"
    for loss in group:
        yield f"    {visible(SHOWN.text(loss.path))}: {visible(SHOWN.text(loss.reason))}"


def place_words(place: Path) -> str:
    """Where it is."""
    return f"It is in “{visible(str(place), 80)}”."


def kept_words(work: Path) -> str:
    """What is kept meanwhile."""
    return f"What was read is kept in “{visible(work.name, 60)}” beside the copy. {CLEAN}"


def why_not(error: ViewerError) -> tuple[str, str]:
    """What happened, and what to do."""
    if isinstance(error, CancelledError):
        return "You stopped it.", "What was read is kept. Go back to go on with it."
    if isinstance(error, MediumNotFoundError):
        return "The disc was taken out.", "Put it back in and go back: what was read is kept."
    if isinstance(error, NothingError):
        return "No picture of the disc could be read as a whole.", CLEAN
    if isinstance(error, OtherDiscError):
        return "Lightbox cannot go on with this disc.", f"{sentence(str(error))}. {ALL_KEPT}"
    if isinstance(error, (TargetError, WriteError)):
        reason = sentence(system_words(str(error)))
        return "The copy could not be written.", f"{reason}. {ALL_KEPT}"
    return "The disc could not be read.", CLEAN
