"""The files of a disc by what they are, and those that are no objects into its copy."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Final

from viewer.errors import FileReadError, NotDicomError, WriteError
from viewer.media.header import read_dataset
from viewer.media.source import READ_ERRORS
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

OBJECT, DIRECTORY, OTHER = "object", "directory", "other"
LOG: Final = "RESCUE.TXT"
# Where other files must not be (M-070), or what the copy has anew.
_OWN: Final = frozenset({"DICOM", "DICOMDIR", LOG})


def kind_of_file(path: Path) -> str:
    """OBJECT, DIRECTORY or OTHER, by content; what is damaged counts as an object."""
    try:
        with path.open("rb") as stream:
            raw = read_dataset(stream, settings=DecodeSettings())
            return DIRECTORY if raw.is_directory else OBJECT
    except NotDicomError:
        return OTHER
    except (*READ_ERRORS, FileReadError):
        return OBJECT  # the publisher says what is wrong with it


def second_name(source: Path, target: Path) -> None:
    """Another name for a file, or a copy where the system has no such thing."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(source, target)
    except OSError:
        _copy(source, target)


def copy_others(root: Path, paths: Iterable[str], disc: Path) -> list[str]:
    """Copy files below `root` under their own names; gives those that cannot be in `disc`."""
    left = []
    for path in paths:
        target = disc / path
        if path.split("/")[0].upper() in _OWN or target.exists():
            left.append(path)
        else:
            _copy(root / path, target)
    return left


def _copy(source: Path, target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    except OSError as error:
        raise WriteError(error.strerror or "the place refused it") from error
