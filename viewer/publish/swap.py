"""New files and folders on a medium that has some: all of them are in place, or it is as it was."""

from __future__ import annotations

import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from viewer.publish.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Swap:
    """Puts things below `root`; what they replace is kept below `kept`, on the same disk."""

    def __init__(self, root: Path, kept: Path) -> None:
        self._root = root
        self._kept = kept
        self._new: list[Path] = []
        self._replaced: list[tuple[Path, Path]] = []

    def add(self, made: Path, name: str) -> None:
        """Move something to where nothing is; raises TargetError, OSError."""
        place = self._root / name
        if place.exists() or place.is_symlink():
            raise TargetError("something of this name came onto the medium meanwhile")
        self._folder(place.parent)
        made.rename(place)
        self._new.append(place)

    def replace(self, made: Path, name: str) -> Path | None:
        """Move a file over what is there, in one step; gives a copy of that. Raises OSError."""
        place = self._root / name
        if not place.exists():
            self.add(made, name)
            return None
        old = self._keep(place)
        made.replace(place)
        return old

    def remove(self, name: str) -> None:
        """Take a file away, if it is there; raises OSError."""
        place = self._root / name
        if place.is_file():
            self._keep(place)
            place.unlink()

    def take_back(self) -> None:
        """Have everything as it was, as far as the medium still lets anybody."""
        for place, old in reversed(self._replaced):
            with suppress(OSError):
                old.replace(place)
        for place in reversed(self._new):
            _take_away(place)

    def _keep(self, place: Path) -> Path:
        """A copy: until the new one is there the old one must not be missing."""
        self._kept.mkdir(exist_ok=True)
        old = self._kept / f"OLD{len(self._replaced)}"
        shutil.copyfile(place, old)
        self._replaced.append((place, old))
        return old

    def _folder(self, place: Path) -> None:
        if place != self._root and not place.exists():
            self._folder(place.parent)
            place.mkdir()
            self._new.append(place)


def _take_away(place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place, ignore_errors=True)
        return
    with suppress(OSError):
        place.unlink()


@contextmanager
def swapping(root: Path, kept: Path) -> Iterator[Swap]:
    """A swap that is taken back if what is done meanwhile fails; raises TargetError for OSError."""
    swap = Swap(root, kept)
    try:
        yield swap
    except BaseException as error:
        swap.take_back()
        if isinstance(error, OSError):
            raise TargetError(error.strerror or "the place refused it") from error
        raise
