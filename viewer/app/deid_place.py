"""Where a copy without identity may go, and whether there is room for it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.deid.errors import OutputError
from viewer.export.place import ON_MEDIUM, is_on_medium

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from viewer.deid.output import Kind, Output

NAME: Final = "Copy without identity"  # holds nothing of the patient
_MOST_NAMES: Final = 999
_SPARE: Final = 1.05  # directory, report, what a file system needs


@dataclass(frozen=True, slots=True)
class Room:
    """Octets: what the copy needs while it is made, and what is free; None if nobody knows."""

    needed: int
    free: int | None

    @property
    def is_enough(self) -> bool:
        """True unless it is known that it is not."""
        return self.free is None or self.needed <= self.free


def problem_of(folder: Path, name: str, media: Iterable[Path]) -> str:
    """Why nothing can be put into `folder` under `name`, in words; "" if it can (A-019)."""
    if not name.strip() or name != name.strip() or set(name) & set('/\\:*?"<>|') or name[0] == ".":
        return "Choose another name: letters, digits and blanks."
    if not folder.is_dir():
        return "This folder is not there. Choose another one."
    if any(is_on_medium(medium, folder) for medium in media):
        return ON_MEDIUM
    return ""


def kind_problem(kind: Kind) -> str:
    """Why this program cannot make such a copy, in words; "" if it can."""
    from viewer.deid.picture_copies import check_kind  # noqa: PLC0415  when somebody asks

    try:
        check_kind(kind)
    except OutputError as error:
        return f"{str(error)[:1].upper()}{str(error)[1:]}."
    return ""


def free_name(folder: Path, name: str = NAME) -> str:
    """`name`, or with a number if there is a folder or a file of that name already."""
    for number in range(1, _MOST_NAMES):
        tried = name if number == 1 else f"{name} {number}"
        if not is_taken(folder, tried):
            return tried
    return name


def is_taken(folder: Path, name: str) -> bool:
    """Whether a folder or a ZIP of that name is there."""
    places = (folder / name, folder / f"{name}.zip")
    return any(place.exists() or place.is_symlink() for place in places)


def room_for(octets: int, folder: Path, output: Output) -> Room:
    """Whether a copy of objects of so many octets fits while it is made."""
    from viewer.deid.space import needed_bytes  # noqa: PLC0415  when somebody asks

    needed = int(needed_bytes(octets, output) * _SPARE)
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return Room(needed, None)
    return Room(needed, free)
