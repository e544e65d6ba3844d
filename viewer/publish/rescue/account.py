"""The account of a rescue: what is lost, what is in the copy, what was changed on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.model.plain_words import NOT_DIAGNOSTIC, format_date, modality_name
from viewer.model.safe_text import visible
from viewer.publish.disc_words import PRODUCT, counted, name_of
from viewer.publish.readme import ascii_text
from viewer.publish.rescue.losses import by_series, numbers
from viewer.publish.rescue.others import LOG

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from viewer.publish.rescue.job import Change, Rescued
    from viewer.publish.rescue.losses import Loss, Losses, Whose

_EVERYWHERE = (
    "  The directory (DICOMDIR) was made anew, and the start of every object's file (preamble and",
    "  file meta information, which names the program that wrote it). All else is byte for byte",
    "  what was read, unless it is said here:",
)
_MOST_LINES = 200  # of one list on the screen; the file in the copy has all


def account(rescued: Rescued, made: datetime) -> str:
    """The text of RESCUE.TXT, every line of it ASCII."""
    title = "RESCUED FROM A DAMAGED DISC"
    day = format_date(made.strftime("%Y%m%d"))
    lines = [title, "=" * len(title), "", f"Made on {day} with {PRODUCT}. {NOT_DIAGNOSTIC}."]
    lines += ["The disc itself was only read.", "", "WHAT IS LOST", ""]
    lines += lost_lines(rescued.losses, most=None)
    lines += ["", "WHAT IS IN THIS COPY", "", *held_lines(rescued)]
    if rescued.aside.count:
        lines += ["", "WHAT WAS READ AND IS NOT IN THIS COPY", "", *aside_lines(rescued)]
    lines += ["", "WHAT WAS CHANGED", "", *_EVERYWHERE]
    lines += [f"  {_change(change)}" for change in rescued.changes]
    return "\n".join(ascii_text(line) if line.strip() else "" for line in lines) + "\n"


def lost_lines(lost: Losses, most: int | None = _MOST_LINES) -> list[str]:
    """What is lost by series and image; at most so many lines, and how many more there are."""
    if not lost.lost:
        return ["  Nothing: all that is listed was read."]
    lines = [line for key, group in lost.by_series.items() for line in _series(key, group)]
    if most is not None and len(lines) > most:
        more = len(lines) - most
        lines = [*lines[:most], f"  … and {counted(more, 'more line', 'more lines')}"]
    return lines


def held_lines(rescued: Rescued) -> list[str]:
    """How much there is: every file that was read is in one of the lines."""
    lost, held = rescued.losses, len(rescued.changes)
    directories = lost.whole - held - rescued.aside.count - rescued.others
    directories -= len(rescued.others_left)
    lines = [f"  {lost.whole} of {counted(lost.files, 'file', 'files')} were read as a whole:"]
    lines += [f"  {counted(held, 'object', 'objects')} (images, reports and such)"]
    if directories:
        lines.append(f"  {counted(directories, 'directory', 'directories')}, made anew")
    if rescued.aside.count:
        aside = counted(rescued.aside.count, "object", "objects")
        lines.append(f"  {aside} not in this copy (named in {LOG})")
    for reason, count in rescued.left_out.most_common():
        lines.append(f"    {counted(count, 'object', 'objects')} left out: {reason}")
    lines += [f"  note: {note}" for note in rescued.notes]
    if rescued.others:
        lines.append(f"  {counted(rescued.others, 'other file', 'other files')}")
    lines += [f"  not copied: {_name(p)}" for p in rescued.others_left]
    return lines


def aside_lines(rescued: Rescued) -> list[str]:
    """What was read and left out, by series and image."""
    groups = by_series(rescued.aside.missing).items()
    lines = [line for key, group in groups for line in _series(key, group, "not in the copy")]
    if rescued.aside.same:
        lines.append("  Nothing is lost with these, as the copy has the same:")
    return lines + [f"      {_name(one.path)}: {_name(one.reason)}" for one in rescued.aside.same]


def _series(key: Whose | None, group: tuple[Loss, ...], gone: str = "lost") -> Iterator[str]:
    if key is None:
        yield "  Of no series that is known:"
    else:
        series, study = key.series, key.study
        day = format_date(study.date) or "no date"
        words = " ".join((series.description or series.protocol).split())
        number = str(series.number) if series.number is not None else ""
        what = ", ".join(filter(None, (number, modality_name(series.modality), words)))
        description = " ".join(study.description.split())
        yield "  " + ", ".join(filter(None, (name_of(key.patient), day, description)))
        yield f"    Series {what}: {_missing(group, gone)}"
    for loss in group:
        yield f"      {_name(loss.path)}: {_name(loss.reason)}"


def _missing(group: tuple[Loss, ...], gone: str) -> str:
    known = numbers(group)
    lost = counted(len(group), f"image or object {gone}", f"images or objects {gone}")
    return f"{lost}, {known}" if known else lost


def _change(change: Change) -> str:
    what = f" ({'; '.join(change.mended)})" if change.mended else ""
    return f"{_name(change.old)} -> {change.new}{what}"


def _name(path: str) -> str:
    return visible(path)
