"""Encrypted entries of ZIP archives: AES as WinZip and 7-Zip write it, and ZipCrypto (M-081).

Loaded for a protected archive only. AE-1 and AE-2: https://www.winzip.com/en/support/aes-encryption/
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable
from contextlib import suppress
from enum import Enum, auto
from importlib.util import find_spec
from typing import Any, BinaryIO, Final, cast

import pyzipper
from pyzipper.zipfile_aes import AESZipExtFile

try:
    from lzma import LZMAError
except ImportError:  # a bundle does without, see `_LIBRARIES`
    LZMAError = EOFError  # type: ignore[misc, assignment]

from viewer.errors import EncryptedError, FileReadError
from viewer.settings import MIB

_CHUNK: Final = 1 << 20
_WHOLE_UP_TO: Final = 4 * MIB
_WHOLE_UP_TO_SLOW: Final = 1 << 16  # of ZipCrypto, about 1.4 MB/s: a header must not cost a picture
# Entries, the smallest ones, and bytes of each: two bytes of AES and one of ZipCrypto that tell
# whether a password is right may fit by chance.
_TRIED: Final = 4
_TRIED_BYTES: Final = 1 << 18
# WinZip says nothing of characters beyond ASCII: programs take UTF-8, older ones what Windows has.
_ENCODINGS: Final = ("utf-8", "cp1252", "cp850")
_BOUNDED: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_LIBRARIES: Final = {zipfile.ZIP_BZIP2: "bz2", zipfile.ZIP_LZMA: "lzma"}
_DAMAGE: Final = (
    pyzipper.BadZipFile,
    EOFError,
    zlib.error,
    LZMAError,
    ValueError,
    KeyError,
    IndexError,
    OverflowError,
    struct.error,
)


class _Fit(Enum):
    RIGHT = auto()
    WRONG = auto()
    UNREADABLE = auto()  # the password seems right, the content is not


class _Entry(AESZipExtFile):  # type: ignore[misc]  # it has no types
    """A stream of one entry, whose errors are those of the standard library."""

    def _read1(self, n: int) -> bytes:
        if self._compress_type not in _BOUNDED:  # what comes out has no limit, so what goes in
            n = min(n, self.MIN_READ_SIZE)
        try:
            return cast("bytes", super()._read1(n))
        except _DAMAGE as error:
            raise zipfile.BadZipFile("damaged") from error
        except OSError as error:
            if error.errno is not None:  # else it is bzip2's word for damage, not the drive's
                raise
            raise zipfile.BadZipFile("damaged") from error

    def get_decompressor(self, compress_type: int) -> Any:  # noqa: ANN401  it has no types
        library = _LIBRARIES.get(compress_type)
        if library is not None and find_spec(library) is None:
            raise NotImplementedError(f"this build has no {library}")
        return super().get_decompressor(compress_type)

    def check_integrity(self) -> None:
        # The last bytes of a compressed stream may hold nothing to give, and not be read yet; the
        # code that authenticates all of them lies behind.
        while self._compress_left > 0:
            self._read2(self.MIN_READ_SIZE)
        super().check_integrity()


class _Archive(pyzipper.AESZipFile):  # type: ignore[misc]  # it has no types
    zipextfile_cls = _Entry


class ProtectedZip:
    """The encrypted entries of one archive and the password to them."""

    def __init__(self, stream: BinaryIO, password: bytes) -> None:
        """Raises zipfile.BadZipFile if the archive has no directory that could be used."""
        self._password = password
        self._checked: set[int] = set()  # where entries are that were read to their end
        try:
            self._zip = _Archive(stream)
            self._entries = {entry.header_offset: entry for entry in self._zip.infolist()}
        except (*_DAMAGE, NotImplementedError) as error:
            raise zipfile.BadZipFile("the archive is damaged") from error

    def again(self, stream: BinaryIO) -> "ProtectedZip":
        """The same of a stream that was opened anew; raises as the constructor."""
        return ProtectedZip(stream, self._password)

    def open(self, member: zipfile.ZipInfo) -> BinaryIO:
        """A stream of one entry; of AES nothing is given before all of it was authenticated.

        Raises EncryptedError for another password, FileReadError for damage, NotImplementedError
        for a compression nobody here reads.
        """
        entry = self._entries.get(member.header_offset)
        if entry is None:
            raise FileReadError("no such entry in the archive")
        try:
            is_aes = entry.wz_aes_version is not None
            if entry.file_size <= (_WHOLE_UP_TO if is_aes else _WHOLE_UP_TO_SLOW):
                return io.BytesIO(_whole(self._opened(entry), entry.file_size))
            if is_aes and entry.header_offset not in self._checked:
                with self._opened(entry) as stream:
                    while stream.read(_CHUNK):
                        pass
                self._checked.add(entry.header_offset)
            return cast("BinaryIO", self._opened(entry))
        except zipfile.BadZipFile as error:
            detail = "damaged: the archive entry is not as it was when it was encrypted"
            raise FileReadError(detail) from error

    def fits(self, members: Iterable[zipfile.ZipInfo]) -> bool:
        """Whether the password opens any of these entries."""
        smallest = sorted(members, key=lambda member: member.file_size)[:_TRIED]
        found = [self._fit(member) for member in smallest]
        return _Fit.RIGHT in found or (_Fit.UNREADABLE in found and _Fit.WRONG not in found)

    def _fit(self, member: zipfile.ZipInfo) -> _Fit:
        entry = self._entries.get(member.header_offset)
        if entry is None:
            return _Fit.WRONG
        try:
            with self._opened(entry) as stream:
                _whole(stream, min(entry.file_size, _TRIED_BYTES))
        except (zipfile.BadZipFile, NotImplementedError):
            # One byte of ZipCrypto tells little: its content must come out as well.
            return _Fit.WRONG if entry.wz_aes_version is None else _Fit.UNREADABLE
        except EncryptedError:
            return _Fit.WRONG
        return _Fit.RIGHT

    def _opened(self, entry: Any) -> Any:  # noqa: ANN401  pyzipper has no types
        try:
            return self._zip.open(entry, pwd=self._password)
        except _DAMAGE as error:
            raise zipfile.BadZipFile("damaged") from error
        except NotImplementedError:  # which is a RuntimeError
            raise
        except RuntimeError as error:
            raise EncryptedError("the archive entry needs another password") from error


def unlocked(
    stream: BinaryIO, password: str, members: Iterable[zipfile.ZipInfo]
) -> ProtectedZip | None:
    """The archive with its encrypted `members` readable; None if the password is another."""
    members = tuple(members)
    for encoding in _ENCODINGS:
        with suppress(UnicodeEncodeError, zipfile.BadZipFile):
            archive = ProtectedZip(stream, password.encode(encoding))
            if archive.fits(members):
                return archive
        if password.isascii():
            break
    return None


def _whole(stream: Any, size: int) -> bytes:  # noqa: ANN401  pyzipper has no types
    """`size` bytes and no more, whatever the compressed ones expand to (M-043)."""
    with stream:
        # One more is asked for: the end is checked once nothing is left.
        return cast("bytes", stream.read(size + 1))[:size]
