"""Sticks that pictures can be added to: those the system knows, without the discs that are open."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.export.place import is_on_medium
from viewer.media.removable import removable_volumes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from viewer.media.removable import ListVolumes

_DIRECTORY: Final = "DICOMDIR"


@dataclass(frozen=True, slots=True)
class Stick:
    """A volume that can be written; `free` bytes, None where that is not known."""

    root: Path
    label: str
    free: int | None
    has_pictures: bool  # a DICOMDIR that is extended


def sticks(
    media: Iterable[Path], list_volumes: ListVolumes = removable_volumes
) -> tuple[Stick, ...]:
    """What is there now; on a thread, as a drive that spins up takes its time.

    What is open is no place to write to (M-042), nor is an optical disc.
    """
    try:
        volumes = list_volumes()
    except OSError:
        return ()
    opened = tuple(media)
    return tuple(
        stick_at(volume.root, volume.label)
        for volume in volumes
        if not volume.is_optical and not is_source(volume.root, opened)
    )


def is_source(root: Path, media: Iterable[Path]) -> bool:
    """Whether pictures that are open lie there, or the place lies on an open medium."""
    return any(
        is_on_medium(medium, root) or medium.resolve().is_relative_to(root.resolve())
        for medium in media
    )


def stick_at(root: Path, label: str = "") -> Stick:
    """A place as a stick; raises nothing for one that is gone."""
    try:
        free: int | None = shutil.disk_usage(root).free
    except OSError:
        free = None
    has_pictures = (root / _DIRECTORY).is_file()
    return Stick(root, label or root.name or str(root), free, has_pictures)
