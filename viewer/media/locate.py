"""What a path given by the user, the system or autorun stands for (M-012, M-043)."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, TypeVar

from viewer.errors import (
    FileReadError,
    LockedMediumError,
    MediumError,
    MediumNotFoundError,
    WrongPasswordError,
)
from viewer.limits import FOLDERS_SEARCHED
from viewer.media.archive import ZipSource, is_zip
from viewer.media.iso_source import IsoSource
from viewer.media.iso_tree import is_iso
from viewer.media.keyring import KEYRING
from viewer.media.nested import NestedSource
from viewer.media.source import READ_ERRORS, FolderSource, MediumSource, join
from viewer.settings import ArchiveSettings

_DIRECTORY_NAME = re.compile(r"dicomdir\.?(;\d+)?", re.IGNORECASE)
_DIRECTORY_CLASS = b"1.2.840.10008.1.3.10\0"
_META_SIZE = 1024
_LEVELS = 2

_Kind = TypeVar("_Kind", ZipSource, IsoSource)


@dataclass(frozen=True, slots=True)
class Located:
    """A medium and its DICOMDIRs, each the root of a file-set of its own (M-012).

    `single` if only one file was named; its neighbours are not looked at.
    """

    source: NestedSource
    directories: tuple[str, ...] = ()
    single: bool = False


def locate(path: Path, settings: ArchiveSettings) -> Located:
    """Recognise a drive, mount point, folder, DICOMDIR, archive, image of a disc or single file.

    Raises MediumNotFoundError if nothing is there, LockedMediumError for an encrypted archive
    whose password `KEYRING` does not have, MediumError if it cannot be read.
    """
    password = KEYRING.get(path)
    try:
        if path.is_dir():
            next(path.iterdir(), None)  # an empty drive or a locked folder says so here
            return _with_directories(FolderSource(path), settings, password)
        if not path.is_file():
            raise MediumNotFoundError("there is no folder or file at this place")
        # A link the user names leads where he means; those on the medium may not (M-032).
        path = path.resolve()
        alone = FolderSource(path.parent, only=path.name)
        with alone.open(path.name) as stream:
            start = stream.read(_META_SIZE)
            if is_zip(start):
                archive = _opened(ZipSource, alone, path.name, settings)
                _unlock(archive, password)
                return _with_directories(archive, settings, password)
            if is_iso(stream):
                image = _opened(IsoSource, alone, path.name, settings)
                return _with_directories(image, settings, password)
    except (*READ_ERRORS, FileReadError) as error:
        raise MediumError(f"cannot be opened: {type(error).__name__}") from error
    if _DIRECTORY_NAME.fullmatch(path.name) or _DIRECTORY_CLASS in start:
        folder = FolderSource(path.parent)
        return Located(NestedSource(folder, settings, password), (path.name,))
    return Located(NestedSource(alone, settings, password), single=True)


def is_locked(path: Path, settings: ArchiveSettings) -> bool:
    """Whether `path` is an archive that waits for its password, or for another one."""
    try:
        locate(path, settings).source.close()
    except LockedMediumError:
        return True
    except MediumError:  # who opens it will tell
        return False
    return False


def find_directories(source: MediumSource) -> tuple[str, ...]:
    """DICOMDIR files of any spelling in the root and up to two levels below it."""
    return tuple(_directories(source))


def _with_directories(source: MediumSource, settings: ArchiveSettings, password: str) -> Located:
    return Located(NestedSource(source, settings, password), find_directories(source))


def _unlock(archive: ZipSource, password: str) -> None:
    """Raises LockedMediumError, and then the archive is closed."""
    with ExitStack() as on_error:
        on_error.callback(archive.close)
        if not password and archive.is_mostly_locked:
            raise LockedMediumError("this ZIP is protected, and its password is needed")
        if password and archive.is_locked and not archive.unlock(password):
            raise WrongPasswordError("this is not the password of the ZIP")
        on_error.pop_all()


def _directories(source: MediumSource) -> Iterator[str]:
    level = [""]
    visited = 0
    for _ in range(_LEVELS + 1):
        below: list[str] = []
        for folder in level[: max(0, FOLDERS_SEARCHED - visited)]:
            names = source.names(folder)
            yield from (join(folder, f) for f in names.files if _DIRECTORY_NAME.fullmatch(f))
            inside = (name for name in names.folders if name not in names.links)
            below.extend(join(folder, name) for name in inside)
        visited += len(level)
        level = below


def _opened(
    kind: type[_Kind],
    home: FolderSource,
    name: str,
    settings: ArchiveSettings,
) -> _Kind:
    def reopen() -> BinaryIO:
        home.restore()
        return home.open(name)

    with ExitStack() as on_error:
        stream = on_error.enter_context(home.open(name))
        opened = kind(stream, name, settings, reopen=reopen)
        on_error.pop_all()  # it keeps its stream
    return opened
