"""Where something may be written: never on a medium, never over anything (M-042)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.errors import WriteError

if TYPE_CHECKING:
    from pathlib import Path

_MOST_FOLDERS = 999
ON_MEDIUM: Final = "Nothing is written to the disc itself. Choose another place."


def is_on_medium(medium: Path, target: Path) -> bool:
    """Whether `target` lies on an open medium: a folder, or what a DICOMDIR is about."""
    is_directory = medium.name.upper().startswith("DICOMDIR") and not medium.is_dir()
    root = medium.parent if is_directory else medium
    return root.is_dir() and target.resolve().is_relative_to(root.resolve())


def new_folder(parent: Path, name: str) -> Path:
    """Make a folder that was not there: `name`, else its first letters and a number.

    Its name stays within the eight characters of a File ID (M-010). Raises WriteError.
    """
    for number in range(1, _MOST_FOLDERS):
        folder = parent / (name if number == 1 else f"{name[:4]}{number:04d}")
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise WriteError(error.strerror or "the place refused it") from error
        return folder
    raise WriteError("too many folders of that name")
