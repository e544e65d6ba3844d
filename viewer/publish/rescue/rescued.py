"""What has been rescued, as a medium: reading what is missing fails as it did on the disc."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.errors import FileReadError
from viewer.media.source import FileEntry, Listing, join

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from viewer.media.cancel import CancelToken
    from viewer.model.findings import Finding
    from viewer.publish.rescue.work import RescuedFile, Work


class RescuedSource:
    """A `MediumSource` over the folder of a rescue."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._folders: dict[str, dict[str, bool]] = {"": {}}
        for path in work.files:
            folder = ""
            *folders, name = path.split("/")
            for part in folders:
                self._folders[folder].setdefault(part, False)
                folder = join(folder, part)
                self._folders.setdefault(folder, {})
            self._folders[folder][name] = True

    @property
    def label(self) -> str:
        """Name of the folder."""
        return self._work.folder.name

    def open(self, path: str) -> BinaryIO:
        """A stream of one file; see MediumSource."""
        return self._work.stream(self._file(path))

    def size(self, path: str) -> int:
        """Bytes of one file, read or not."""
        return self._file(path).size

    def names(self, folder: str) -> Listing:
        """One folder."""
        names = self._folders.get(folder, {})
        return Listing(
            files=tuple(sorted(name for name, is_file in names.items() if is_file)),
            folders=tuple(sorted(name for name, is_file in names.items() if not is_file)),
        )

    def walk(self, cancel: CancelToken) -> Iterator[FileEntry | Finding]:
        """Every file in the order of the disc."""
        for file in self._work.files.values():
            cancel.check()
            yield FileEntry(file.path, file.size)

    def restore(self) -> None:
        """It is always there."""

    def close(self) -> None:
        """Nothing is held open."""

    def _file(self, path: str) -> RescuedFile:
        try:
            return self._work.files[path]
        except KeyError:
            raise FileReadError("no such file on the disc") from None
