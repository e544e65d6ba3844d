"""Archives that lie on a medium, opened as folders of it: `SCANS.ZIP!/CT/IM0001` (M-043)."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from typing import BinaryIO, Final

from viewer.errors import FileReadError
from viewer.media.archive import ZipSource, is_zip, other_archive
from viewer.media.cancel import CancelToken
from viewer.media.iso_source import IsoSource
from viewer.media.iso_tree import is_iso
from viewer.media.source import READ_ERRORS, FileEntry, Listing, MediumSource
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.settings import ArchiveSettings

INSIDE = "!/"
# Of the program on a medium of ours (docs/packaging.md): not looked through, and not told of.
_PROGRAM: Final = re.compile(
    r"(.*/)?VIEWER/(WINDOWS|LINUX)(\.PAK|(/_internal)?/(app|base_library|resources)\.zip)",
    re.IGNORECASE,
)


class NestedSource:
    """A source whose archives are walked as well, to the depth that settings allow.

    A folder may be called "X.ZIP!" by chance; paths are taken apart only at archives that
    `expand` has opened, so no path means two things unless the medium has both. Protected
    archives are opened if `password` is theirs.
    """

    def __init__(
        self,
        source: MediumSource,
        settings: ArchiveSettings,
        password: str = "",
        depth: int = 0,
    ) -> None:
        self._source = source
        self._settings = settings
        self._password = password
        self._depth = depth
        self._archives: dict[str, NestedSource] = {}

    @property
    def label(self) -> str:
        """Label of the medium itself."""
        return self._source.label

    def open(self, path: str) -> BinaryIO:
        """A stream of one file; see MediumSource."""
        source, inner = self._owner(path)
        return source.open(inner)

    def size(self, path: str) -> int:
        """Bytes of one file; see MediumSource."""
        source, inner = self._owner(path)
        return source.size(inner)

    def names(self, folder: str) -> Listing:
        """One folder; an archive's root is `X.ZIP!`."""
        for name, archive in self._archives.items():
            if folder == name + "!" or folder.startswith(name + INSIDE):
                return archive.names(folder[len(name) + len(INSIDE) :])
        return self._source.names(folder)

    def walk(self, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        """Every file of the medium itself; archives are left to `expand`."""
        return self._source.walk(cancel)

    def expand(self, path: str, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        """The files in an archive, or why it is not opened; nothing if it is none, or our program.

        Called for files that are not DICOM, which have been opened once already: looking
        at each file of a disc twice would double the seeks.
        """
        if _PROGRAM.fullmatch(path):
            return iter(())
        if path in self._archives:  # looked through again after the medium was away
            return _below(path, self._archives[path].walk(cancel))
        for name, archive in self._archives.items():
            if path.startswith(name + INSIDE):
                inner = archive.expand(path[len(name) + len(INSIDE) :], cancel)
                return _below(name, inner)
        try:
            return self._expand(path, cancel)
        except (*READ_ERRORS, FileReadError) as error:
            detail = f"archive: {type(error).__name__}"
            return iter([Finding(FindingCode.FILE_UNREADABLE, Severity.ERROR, detail, path)])

    def is_archived(self, path: str) -> bool:
        """True if the file must be unpacked to be read."""
        return self._owner(path)[0] is not self._source or isinstance(self._source, ZipSource)

    def restore(self) -> None:
        """Open the medium and its archives again; see MediumSource."""
        self._source.restore()
        for archive in self._archives.values():
            # An archive that is damaged now is told of when a file of it is wanted.
            with suppress(*READ_ERRORS, FileReadError):
                archive.restore()

    def close(self) -> None:
        """Close the archives, then the medium."""
        for archive in self._archives.values():
            archive.close()
        self._source.close()

    def _owner(self, path: str) -> tuple[MediumSource, str]:
        for name, archive in self._archives.items():
            if path.startswith(name + INSIDE):
                return archive, path[len(name) + len(INSIDE) :]
        return self._source, path

    def _expand(self, path: str, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        with ExitStack() as on_return:
            stream = on_return.enter_context(self._source.open(path))
            kind = self._kind(stream)
            if kind is None:
                return self._other(path, other_archive(stream))
            if self._depth >= self._settings.max_depth:
                detail = "an archive inside archives: deeper than the limit"
                return iter([Finding(FindingCode.ARCHIVE_LIMIT, Severity.WARNING, detail, path)])
            if len(self._archives) >= self._settings.max_archives:
                detail = f"more than {self._settings.max_archives} archives in one place"
                return iter([Finding(FindingCode.ARCHIVE_LIMIT, Severity.WARNING, detail, path)])
            reopen = partial(self._source.open, path)
            archive = kind(stream, path, self._settings, cancel, reopen)
            if isinstance(archive, ZipSource) and self._password and archive.is_locked:
                archive.unlock(self._password)  # else its files say that they are encrypted
            on_return.pop_all()  # the archive keeps its stream
        inner = NestedSource(archive, self._settings, self._password, self._depth + 1)
        self._archives[path] = inner
        return _below(path, archive.walk(cancel))

    def _kind(self, stream: BinaryIO) -> type[ZipSource] | type[IsoSource] | None:
        if is_zip(stream.read(8)):
            return ZipSource
        if isinstance(self._source, ZipSource):  # going to and fro there means unpacking again
            return None
        return IsoSource if is_iso(stream) else None

    @staticmethod
    def _other(path: str, kind: str) -> Iterator[Finding]:
        if kind:
            detail = f"{kind}: not opened"
            yield Finding(FindingCode.UNSUPPORTED_OBJECT, Severity.WARNING, detail, path)


def _below(archive: str, items: Iterator[FileEntry | Finding]) -> Iterator[FileEntry | Finding]:
    """The same items with paths as the outer medium names them."""
    for item in items:
        yield replace(item, path=archive + INSIDE + item.path)
