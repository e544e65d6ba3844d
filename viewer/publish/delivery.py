"""The place for discs: looked at before, given everything at once at the end, or nothing."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.publish.begun import BEGUN, begun_in, take_away_left
from viewer.publish.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from viewer.publish.disc_maker import Made
    from viewer.publish.plan import PublishPlan
    from viewer.publish.request import Request


def check_target(request: Request) -> None:
    """Raise TargetError if something is at the place already: nothing is ever replaced."""
    place = request.target
    try:
        is_empty = not request.is_file and place.is_dir() and not any(place.iterdir())
        taken = (place.exists() or place.is_symlink()) and not is_empty
    except OSError as error:
        raise _target_error(error) from error
    if taken:
        raise TargetError("there is something at the place for the disc already")


def check_room(request: Request, plan: PublishPlan) -> None:
    """Raise TargetError if the disk has no room for all that will be written."""
    needed, free = _needed(request, plan), _free(request)
    if free < needed:
        take_away_left(request.target.absolute().parent)
        free = _free(request)
    if free < needed:
        raise TargetError(f"{needed >> 20} MB are needed at the place, {free >> 20} MB are free")


def has_room(request: Request, plan: PublishPlan) -> bool:
    """Whether the disk has it."""
    return _free(request) >= _needed(request, plan)


def _needed(request: Request, plan: PublishPlan) -> int:
    return plan.length * (2 if request.is_file else 1)


def _free(request: Request) -> int:
    place = request.target.absolute()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


@contextmanager
def folder_beside(target: Path) -> Iterator[Path]:
    """A folder on the disk of the target, gone with all that is left in it.

    Raises TargetError, also for what the system refuses meanwhile: a failing stick that it makes
    read-only may do so at any file.
    """
    try:
        parent = target.absolute().parent
        parent.mkdir(parents=True, exist_ok=True)
        with begun_in(parent) as folder:
            yield folder
    except OSError as error:
        raise _target_error(error) from error


def may_be_left(folder: Path) -> bool:
    """Whether what was begun in `folder` may still lie there: a stick pulled out keeps it."""
    try:
        return any(path.name.startswith(BEGUN) for path in folder.iterdir())
    except OSError:
        return True


def deliver(request: Request, made: Sequence[Made]) -> tuple[Path, ...]:
    """Put finished discs where they were wanted, and pages for labels beside them.

    Raises TargetError, and then none is there.
    """
    check_target(request)
    target = request.target.absolute()
    places = _places(target, len(made), is_file=request.is_file)
    done: list[Path] = []
    try:
        if len(made) > 1 and not request.is_file:
            target.mkdir(exist_ok=True)
        elif not request.is_file and target.is_dir():
            target.rmdir()
        for one, place in zip(made, places, strict=True):
            if one.label is not None:
                _move(one.label, label_of(place, is_file=request.is_file), done)
            _move(one.place, place, done)
    except (OSError, TargetError) as error:
        for place in done:
            _take_away(place)
        with suppress(OSError):
            target.rmdir()  # an empty folder is no disc
        if isinstance(error, OSError):
            raise _target_error(error) from error
        raise
    return places


def label_of(place: Path, *, is_file: bool) -> Path:
    """Where the page for the label of a disc is."""
    stem = place.stem if is_file else place.name
    return place.with_name(f"{stem}-label.html")


def _move(made: Path, place: Path, done: list[Path]) -> None:
    """The one step that makes a disc appear."""
    if place.exists():
        raise TargetError("there is something at the place for the disc already")
    made.rename(place)
    done.append(place)


def _places(target: Path, count: int, *, is_file: bool) -> tuple[Path, ...]:
    """Of one disc the target itself, of several `DIR/DISC1` or `FILE-1.iso` and so on."""
    if count == 1:
        return (target,)
    numbers = range(1, count + 1)
    if is_file:
        return tuple(target.with_name(f"{target.stem}-{n}{target.suffix}") for n in numbers)
    return tuple(target / f"DISC{n}" for n in numbers)


def _take_away(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place, ignore_errors=True)
        return
    with suppress(OSError):
        place.unlink()


def _target_error(error: OSError) -> TargetError:
    return TargetError(error.strerror or "the place refused it")
