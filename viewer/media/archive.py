"""ZIP archives as media, within limits (M-043), and what else an archive may be (M-081)."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, BinaryIO, cast

from viewer.errors import EncryptedError, FileReadError, UnsafePathError
from viewer.limits import ARCHIVE_RATIO_FROM_BYTES
from viewer.media.cancel import CancelToken
from viewer.media.file_id import split_file_id
from viewer.media.salvage import salvage_zip
from viewer.media.source import FileEntry, Listing, join, refused
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.settings import MIB, ArchiveSettings

if TYPE_CHECKING:
    from viewer.media.protected_zip import ProtectedZip

_ENCRYPTED_FLAG = 0x1
_STRONG_FLAG = 0x40  # PKWARE's own, which no library here reads
_READ_WHOLE_UP_TO = 4 * MIB

# What zipfile lets through when offsets and lengths make no sense.
_HOSTILE = (ValueError, OverflowError, IndexError, struct.error)

_OTHER_ARCHIVES = (
    (0, b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (0, b"Rar!\x1a\x07", "RAR archive"),
    (0, b"\x1f\x8b", "gzip archive"),
    (0, b"BZh", "bzip2 archive"),
    (0, b"\xfd7zXZ\x00", "xz archive"),
    (257, b"ustar", "tar archive"),
    (0x8001, b"CD001", "ISO image"),
)


def is_zip(start: bytes) -> bool:
    """Recognise a ZIP archive with at least one entry by its first bytes."""
    return start.startswith(b"PK\x03\x04")


def other_archive(stream: BinaryIO) -> str:
    """Name the kind of archive or disc image Lightbox does not open, "" for none."""
    for offset, magic, name in _OTHER_ARCHIVES:
        stream.seek(offset)
        if stream.read(len(magic)) == magic:
            return name
    return ""


class ZipSource:
    """The files in one ZIP archive; `open` may be called from one thread at a time.

    `reopen` gives its stream anew after the medium it lies on was away.

    Raises zipfile.BadZipFile or OSError if nothing at all can be read from `stream`, and
    CancelledError.
    """

    def __init__(
        self,
        stream: BinaryIO,
        label: str,
        settings: ArchiveSettings,
        cancel: CancelToken | None = None,
        reopen: Callable[[], BinaryIO] | None = None,
    ) -> None:
        self._label = label
        self._reopen = reopen
        self._stream = stream
        self.findings: list[Finding] = []
        self._is_whole = True
        self._folders: dict[str, dict[str, bool]] = {"": {}}
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, *_HOSTILE):
            # One more than allowed, for the limit to be noticed.
            most = settings.max_entries + 1
            self._zip = _salvaged(stream, most, cancel or CancelToken())
            self._find(FindingCode.FILE_UNREADABLE, "", "the archive is damaged or incomplete")
            self._is_whole = False
        self._protected: ProtectedZip | None = None
        self._members = self._accept(self._zip.infolist(), settings)

    @property
    def label(self) -> str:
        """Name of the archive."""
        return self._label

    @property
    def is_locked(self) -> bool:
        """Whether a password would open members that nothing else opens."""
        return self._protected is None and bool(self._encrypted())

    @property
    def is_mostly_locked(self) -> bool:
        """Whether without a password less than half of the content can be read."""
        total = sum(info.file_size for info in self._members.values())
        return self.is_locked and 2 * sum(info.file_size for info in self._encrypted()) > total

    def unlock(self, password: str) -> bool:
        """Read encrypted members with this password; False if it is another one."""
        from viewer.media.protected_zip import unlocked  # noqa: PLC0415  for these archives alone

        self._protected = unlocked(self._stream, password, self._encrypted())
        return self._protected is not None

    def open(self, path: str) -> BinaryIO:
        """A stream of one member; small ones are read whole, large ones as one goes."""
        info = self._member(path)
        if info.flag_bits & _ENCRYPTED_FLAG:
            if self._protected is None or info.flag_bits & _STRONG_FLAG:
                raise EncryptedError("the archive entry needs a password")
            return self._protected.open(info)
        try:
            if info.file_size <= _READ_WHOLE_UP_TO:
                with self._zip.open(info) as stream:  # never more than it says
                    return io.BytesIO(stream.read(info.file_size + 1))
            return cast("BinaryIO", self._zip.open(info))
        except _HOSTILE as error:
            raise zipfile.BadZipFile("the entry has impossible numbers") from error

    def size(self, path: str) -> int:
        """Expanded bytes of one member."""
        return self._member(path).file_size

    def names(self, folder: str) -> Listing:
        """One folder of the archive."""
        names = self._folders.get(folder, {})
        return Listing(
            files=tuple(sorted(name for name, is_file in names.items() if is_file)),
            folders=tuple(sorted(name for name, is_file in names.items() if not is_file)),
        )

    def walk(self, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        """All members in the order of their data, then what was refused."""
        for path, info in sorted(self._members.items(), key=lambda item: item[1].header_offset):
            cancel.check()
            yield FileEntry(path, info.file_size)
        yield from self.findings

    def restore(self) -> None:
        """Open the archive again; see MediumSource. Its directory is known."""
        if self._reopen is None:
            return
        with suppress(OSError):
            self.close()
        self._stream = self._reopen()
        try:
            self._zip = zipfile.ZipFile(self._stream)
        except (zipfile.BadZipFile, *_HOSTILE):
            self._zip = _salvaged(self._stream, len(self._members) + 1, CancelToken())
        if self._protected is not None:
            self._protected = self._protected.again(self._stream)

    def close(self) -> None:
        """Close the archive and the stream it was read from."""
        self._zip.close()
        self._stream.close()

    def _member(self, path: str) -> zipfile.ZipInfo:
        try:
            return self._members[path]
        except KeyError:
            raise FileReadError("no such entry in the archive") from None

    def _encrypted(self) -> list[zipfile.ZipInfo]:
        """Members with content that a password opens, by what their headers say."""
        if not self._is_whole:  # a directory made anew lacks what AES needs to know
            return []
        return [
            info
            for info in self._members.values()
            if info.flag_bits & (_ENCRYPTED_FLAG | _STRONG_FLAG) == _ENCRYPTED_FLAG
            and info.file_size
        ]

    def _accept(
        self, infos: list[zipfile.ZipInfo], settings: ArchiveSettings
    ) -> dict[str, zipfile.ZipInfo]:
        """Members that are safe to open, by their cleaned path (M-030, M-043)."""
        accepted: dict[str, zipfile.ZipInfo] = {}
        again: list[str] = []
        room = settings.max_expanded_mib * MIB
        if len(infos) > settings.max_entries:
            self._find(FindingCode.ARCHIVE_LIMIT, "", f"{len(infos)} entries in the archive")
        for info in infos[: settings.max_entries]:
            path = self._safe_path(info)
            if path is None:
                continue
            if path in accepted:
                again.append(path)
                continue
            if info.file_size > room or _is_bomb(info, settings):
                self._find(FindingCode.ARCHIVE_LIMIT, path, f"expands to {info.file_size} bytes")
                continue
            room -= info.file_size
            accepted[path] = info
            self._add_to_folders(path)
        if again:  # one finding: an archive may have thousands
            detail = f"{len(again)} more entries have the name of another one and are not read"
            self._find(FindingCode.FILE_UNREADABLE, again[0], detail)
        return accepted

    def _safe_path(self, info: zipfile.ZipInfo) -> str | None:
        """Cleaned path of a plain file, else None; what is refused becomes a finding."""
        if not info.filename or info.is_dir():
            return None
        mode = info.external_attr >> 16
        if stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
            self.findings.append(refused("", "an archive entry is a link or device"))
            return None
        try:
            return "/".join(split_file_id(info.filename))
        except UnsafePathError as error:
            self.findings.append(refused("", f"archive entry: {error}"))
            return None

    def _add_to_folders(self, path: str) -> None:
        folder = ""
        *folders, name = path.split("/")
        for part in folders:
            self._folders[folder].setdefault(part, False)
            folder = join(folder, part)
            self._folders.setdefault(folder, {})
        self._folders[folder][name] = True

    def _find(self, code: FindingCode, path: str, detail: str) -> None:
        self.findings.append(Finding(code, Severity.ERROR, detail, path))


def _salvaged(stream: BinaryIO, most: int, cancel: CancelToken) -> zipfile.ZipFile:
    try:
        return salvage_zip(stream, most, cancel)
    except _HOSTILE as error:
        raise zipfile.BadZipFile("the archive has impossible numbers") from error


def _is_bomb(info: zipfile.ZipInfo, settings: ArchiveSettings) -> bool:
    large = info.file_size >= ARCHIVE_RATIO_FROM_BYTES
    return large and info.file_size > settings.max_ratio * max(1, info.compress_size)
