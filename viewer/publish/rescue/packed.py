"""What is inside an image or a ZIP that was rescued as one file, as a medium of its own."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, BinaryIO

from viewer.errors import FileReadError, LockedMediumError, WrongPasswordError
from viewer.media.archive import ZipSource, is_zip
from viewer.media.iso_source import IsoSource
from viewer.media.keyring import KEYRING

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.settings import ArchiveSettings

_START = 4


def inside_of(
    stream: BinaryIO, source: Path, settings: ArchiveSettings, cancel: CancelToken
) -> IsoSource | ZipSource:
    """The files in `stream`, read from `source`, whose password `KEYRING` knows (M-081).

    Raises LockedMediumError, WrongPasswordError, FileReadError, CancelledError.
    """
    if not _is_zip(stream):
        return IsoSource(stream, source.name, settings, cancel)
    try:
        archive = ZipSource(stream, source.name, settings, cancel)
    except (zipfile.BadZipFile, OSError) as error:
        raise FileReadError("nothing in the ZIP can be found any more") from error
    password = KEYRING.get(source)
    if archive.is_locked and not password:
        raise LockedMediumError("this ZIP is protected, and its password is needed")
    if archive.is_locked and not archive.unlock(password):
        raise WrongPasswordError("this is not the password of the ZIP")
    return archive


def _is_zip(stream: BinaryIO) -> bool:
    try:
        stream.seek(0)
        start = stream.read(_START)
    except OSError:  # these bytes are lost
        return False
    finally:
        stream.seek(0)
    return is_zip(start)
