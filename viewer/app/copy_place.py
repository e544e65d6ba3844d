"""Where a copy may go: a folder that is there, on no open medium, under a name that is free."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.export.place import ON_MEDIUM, is_on_medium

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_MOST_NAMES: Final = 999


@dataclass(frozen=True, slots=True)
class Room:
    """Octets: what the copy needs while it is made, and what is free; None if nobody knows."""

    needed: int
    free: int | None

    @property
    def is_enough(self) -> bool:
        """True unless it is known that it is not."""
        return self.free is None or self.needed <= self.free


def room_in(folder: Path, needed: int) -> Room:
    """Whether so many octets fit there."""
    try:
        return Room(needed, shutil.disk_usage(folder).free)
    except OSError:
        return Room(needed, None)


def problem_of(folder: Path, name: str, media: Iterable[Path]) -> str:
    """Why nothing can be put into `folder` under `name`, in words; "" if it can (A-019)."""
    if not name.strip() or name != name.strip() or set(name) & set('/\\:*?"<>|') or name[0] == ".":
        return "Choose another name: letters, digits and blanks."
    if not folder.is_absolute() or not folder.is_dir():  # an empty field is no place
        return "This folder is not there. Choose another one."
    if any(is_on_medium(medium, folder) for medium in media):
        return ON_MEDIUM
    return ""


def free_name(folder: Path, name: str, endings: tuple[str, ...] = ("", ".zip")) -> str:
    """`name`, or with a number if there is a folder or a file of that name already."""
    for number in range(1, _MOST_NAMES):
        tried = name if number == 1 else f"{name} {number}"
        if not is_taken(folder, tried, endings):
            return tried
    return name


def is_taken(folder: Path, name: str, endings: tuple[str, ...] = ("", ".zip")) -> bool:
    """Whether a folder, or a file with one of the endings, of that name is there."""
    places = (folder / f"{name}{ending}" for ending in endings)
    return any(place.exists() or place.is_symlink() for place in places)
