"""What a copy without identity needs room for, and whether this program can make it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.copy_place import Room, room_in
from viewer.deid.errors import OutputError

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.deid.output import Kind, Output

NAME: Final = "Copy without identity"  # holds nothing of the patient
_SPARE: Final = 1.05  # directory, report, what a file system needs


def kind_problem(kind: Kind) -> str:
    """Why this program cannot make such a copy, in words; "" if it can."""
    from viewer.deid.picture_copies import check_kind  # noqa: PLC0415  when somebody asks

    try:
        check_kind(kind)
    except OutputError as error:
        return f"{str(error)[:1].upper()}{str(error)[1:]}."
    return ""


def room_for(octets: int, folder: Path, output: Output) -> Room:
    """Whether a copy of objects of so many octets fits while it is made."""
    from viewer.deid.space import needed_bytes  # noqa: PLC0415  when somebody asks

    return room_in(folder, int(needed_bytes(octets, output) * _SPARE))
