"""The media that a plan was made of, so that nothing is made of others (S-01).

Discs are swapped while somebody reads a dialog, and the new one comes to the same place under the
same names. What files begin like tells them apart (`media.presence`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.errors import FileReadError, MediumReplacedError
from viewer.media.source import READ_ERRORS, FileEntry, FolderSource

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from viewer.media.cancel import CancelToken

_OPENED: Final = 24  # files of each; some of them are DICOM files or archives
EXCHANGED: Final = (
    "another disc is where the one was that you were asked about; go back and look at what would "
    "be copied now"
)


class SeenMedia:
    """Remembers media by how their first files begin; for a thread."""

    def __init__(self, places: Iterable[Path], cancel: CancelToken) -> None:
        """Look at them; raises MediumNotFoundError for one that is gone, CancelledError."""
        self._sources = tuple(_seen(place, cancel) for place in places)

    def check(self) -> None:
        """Raise MediumReplacedError for another one at its place, MediumNotFoundError for none."""
        for source in self._sources:
            try:
                source.restore()
            except MediumReplacedError as error:
                raise MediumReplacedError(EXCHANGED) from error


def _seen(place: Path, cancel: CancelToken) -> FolderSource:
    place = place.resolve()
    is_folder = place.is_dir() or place.name.upper().startswith("DICOMDIR")
    root = place if place.is_dir() else place.parent
    source = FolderSource(root, only=None if is_folder else place.name)
    for number, entry in enumerate(source.walk(cancel)):
        if number == _OPENED:
            break
        if not isinstance(entry, FileEntry) or entry.is_link:
            continue
        try:
            source.open(entry.path).close()  # it remembers those that prove something
        except (*READ_ERRORS, FileReadError):  # a scratch, which the plan tells of
            continue
    return source
