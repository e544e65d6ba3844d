"""Referenced File ID -> path on the medium, tolerant of names and safe (M-030..M-035)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from viewer.media.file_id import split_file_id
from viewer.media.source import Listing, MediumSource, join

_VERSION = re.compile(r";\d*$")
_Spelling = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a File ID leads: `paths` best first, () when nothing is there.

    More than one path is ambiguous; the right one holds the SOP Instance UID of the
    record (M-031). `deviates` if the names on the medium differ from the File ID.
    """

    paths: tuple[str, ...]
    deviates: bool = False


class Resolver:
    """Looks File IDs up below one DICOMDIR's folder; each folder is listed once."""

    def __init__(self, source: MediumSource, base: str) -> None:
        self._source = source
        self._base = base
        self._folders: dict[str, _Names] = {}
        self._found: dict[tuple[str, ...], tuple[list[str], bool]] = {}

    def resolve(self, file_id: str) -> Resolved:
        """Find the file; raises UnsafePathError for a File ID that is refused (M-030)."""
        *folders, name = split_file_id(file_id)
        places, deviates = self._places(tuple(folders))
        paths: list[str] = []
        for place in places:
            matches, differs = self._names(place).file(name)
            deviates |= differs
            paths.extend(join(place, match) for match in matches)
        return Resolved(tuple(paths), deviates and bool(paths))

    def _places(self, folders: tuple[str, ...]) -> tuple[list[str], bool]:
        """The folders of that name, and whether one differs from it."""
        known = self._found.get(folders)
        if known is None:
            known = self._found[folders] = self._find_places(folders)
        return known

    def _find_places(self, folders: tuple[str, ...]) -> tuple[list[str], bool]:
        places = [self._base]
        deviates = False
        for part in folders:
            found = [(place, *self._names(place).folder(part)) for place in places]
            deviates |= any(differs for _, _, differs in found)
            places = [join(place, match) for place, matches, _ in found for match in matches]
        return places, deviates

    def _names(self, folder: str) -> "_Names":
        names = self._folders.get(folder)
        if names is None:
            names = self._folders[folder] = _Names(self._source.names(folder))
        return names


class _Names:
    """The names of one folder, by the spellings under which M-031 looks for them."""

    def __init__(self, listing: Listing) -> None:
        self._exact_files = frozenset(listing.files)
        self._exact_folders = frozenset(listing.folders)
        self._listing = listing
        self._file_spellings: tuple[dict[str, list[str]], ...] | None = None
        self._folder_spellings: dict[str, list[str]] | None = None

    def file(self, name: str) -> tuple[tuple[str, ...], bool]:
        """Matches of a file name in the order of M-031, and whether they differ from it."""
        if name in self._exact_files:
            return (name,), False
        if self._file_spellings is None:  # only discs with odd names pay for this
            files = self._listing.files
            self._file_spellings = (
                _index(files, str.casefold),
                _index(files, _without_version),
                _index(files, _without_extension),
            )
        return _first_match(self._file_spellings, name)

    def folder(self, name: str) -> tuple[tuple[str, ...], bool]:
        """As `file`, for a folder; those have no extension and no version."""
        if name in self._exact_folders:
            return (name,), False
        if self._folder_spellings is None:
            self._folder_spellings = _index(self._listing.folders, _without_version)
        return _first_match((self._folder_spellings,), name)


def _first_match(
    spellings: tuple[dict[str, list[str]], ...], name: str
) -> tuple[tuple[str, ...], bool]:
    for index in spellings:
        if matches := index.get(name.casefold()):
            return tuple(matches), True
    return (), False


def _index(names: tuple[str, ...], spelling: _Spelling) -> dict[str, list[str]]:
    index: dict[str, list[str]] = {}
    for name in names:
        index.setdefault(spelling(name), []).append(name)
    return index


def _without_version(name: str) -> str:
    """`im0001;1` and `im0001.` of ISO 9660 as `im0001`."""
    return _VERSION.sub("", name.casefold()).rstrip(". ")


def _without_extension(name: str) -> str:
    stem, dot, _ = _without_version(name).rpartition(".")
    return stem if dot else name.casefold()
