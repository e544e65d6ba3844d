"""A folder as one ZIP that tells nothing of where and when it was made, encrypted if asked (A-017).

AES-256 as WinZip writes it, in its second version, which says no checksums of what is inside.
Names, sizes and how many files there are can be seen without the password: names are counted.
"""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any, Final
from zlib import error as ZlibError  # noqa: N812  a class, whatever its name

import pyzipper

from viewer.deid.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from viewer.deid.request import Work
    from viewer.media.cancel import CancelToken

_CHUNK: Final = 1 << 20
_ZIP64_FROM: Final = 1 << 31
_AES: Final = {"nbits": 256, "force_wz_aes_version": 2}
_DAMAGE: Final = (pyzipper.BadZipFile, RuntimeError, EOFError, ZlibError, KeyError)
_DIFFERS: Final = "the ZIP does not give back what was put into it"


def pack(folder: Path, target: Path, password: str, work: Work) -> None:
    """Write `target`, a new ZIP with everything in `folder`; raises OSError, CancelledError."""
    names = _names(folder)
    with target.open("xb") as stream:
        archive = _opened(stream, "w", password)
        try:
            for number, name in enumerate(names, 1):
                work.progress("packing", number, 2 * len(names))
                _add(archive, folder, name, work.cancel)
            archive.close()
        except BaseException:
            # WORKAROUND: its `close` puts a ValueError in the place of what went wrong
            # (https://github.com/danifus/pyzipper/blob/master/pyzipper/zipfile.py, `close`).
            archive.fp = None
            raise
        os.fsync(stream.fileno())


def _add(archive: Any, folder: Path, name: str, cancel: CancelToken) -> None:  # noqa: ANN401  pyzipper has no types
    path = folder / name
    is_large = path.stat().st_size >= _ZIP64_FROM
    with path.open("rb") as source, archive.open(name, "w", force_zip64=is_large) as sink:
        for part in _parts(source, cancel):
            sink.write(part)


def check_packed(folder: Path, target: Path, password: str, work: Work) -> None:
    """Read the ZIP back, decrypt it, and compare all of it with what was proven.

    Raises OutputError if anything differs, or could be read without the password.
    """
    names = _names(folder)
    try:
        with _opened(target, "r", password) as archive:
            if sorted(archive.namelist()) != names or archive.comment:
                raise OutputError(_DIFFERS)
            for number, entry in enumerate(archive.infolist(), 1):
                work.progress("packing", len(names) + number, 2 * len(names))
                _check_entry(archive, entry, folder, work.cancel, is_secret=bool(password))
    except _DAMAGE as error:
        raise OutputError(_DIFFERS) from error


def _check_entry(
    archive: Any,  # noqa: ANN401  as above
    entry: Any,  # noqa: ANN401
    folder: Path,
    cancel: CancelToken,
    *,
    is_secret: bool,
) -> None:
    if is_secret and not (entry.flag_bits & 1 and entry.wz_aes_strength == 3 and entry.CRC == 0):
        raise OutputError("an entry of the ZIP is not encrypted")
    with archive.open(entry) as packed, (folder / entry.filename).open("rb") as original:
        if _digest(packed, cancel) != _digest(original, cancel):
            raise OutputError(_DIFFERS)


def _opened(target: Path | BinaryIO, mode: str, password: str) -> Any:  # noqa: ANN401  as above
    secret: dict[str, Any] = {}
    if password:
        secret = {"encryption": pyzipper.WZ_AES, "encryption_kwargs": _AES}
    archive = pyzipper.AESZipFile(target, mode, pyzipper.ZIP_DEFLATED, compresslevel=1, **secret)
    if password:
        archive.setpassword(password.encode("ascii"))
    return archive


def _names(folder: Path) -> list[str]:
    """All files, in the order of the bytes of their names."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def _parts(stream: BinaryIO, cancel: CancelToken) -> Iterator[bytes]:
    while part := stream.read(_CHUNK):
        cancel.check()
        yield part


def _digest(stream: BinaryIO, cancel: CancelToken) -> bytes:
    digest = hashlib.sha256()
    for part in _parts(stream, cancel):
        digest.update(part)
    return digest.digest()
