"""Real files to open beside the made discs; they are only ever read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.shared_data import shared_folder

if TYPE_CHECKING:
    from pathlib import Path

_ONE_BY_ONE = ("series", "media")  # folders of discs
_WHOLE = ("multiframe", "objects", "colour")


def corpus() -> tuple[Path, ...]:
    """The folders of the team's data, none where it is not on this machine."""
    shared = shared_folder()
    if shared is None:
        return ()
    inside = [folder for name in _ONE_BY_ONE for folder in sorted((shared / name).glob("*/"))]
    found = [*inside, *(shared / name for name in _WHOLE)]
    return tuple(folder for folder in found if folder.is_dir())
