"""Scratched discs for rescues."""

import shutil
from collections.abc import Callable
from pathlib import Path

from tests.factories.faulty_source import FaultPlan, FaultySource
from viewer.media.cancel import CancelToken
from viewer.publish.rescue.reading import Patience, read_medium
from viewer.publish.rescue.work import Work

SECTOR = 2048


def images(disc: Path) -> list[str]:
    """Paths of the files of its longest series, in order."""
    folders = {p.parent for p in disc.rglob("IM*")}
    longest = max(folders, key=lambda folder: len(list(folder.iterdir())))
    return sorted(p.relative_to(disc).as_posix() for p in longest.iterdir())


def rescue(
    disc: Path,
    work: Path,
    plan: FaultPlan | None = None,
    retries: int = 1,
    cancel: CancelToken | None = None,
    progress: Callable[[str, int, int | None], None] = lambda *_: None,
) -> Work:
    """One run over a disc that fails as planned."""
    made = Work.open(work)
    source = FaultySource(disc, plan or FaultPlan())
    read_medium(source, made, Patience(retries), progress, cancel or CancelToken())
    return made


def copied(disc: Path, place: Path) -> Path:
    """A disc to change."""
    shutil.copytree(disc, place)
    return place


def same_files(work: Work, disc: Path) -> bool:
    """Whether every byte that is not missing is the disc's, and everything whole is in place."""
    for file in work.files.values():
        kept = bytearray(work.place(file).read_bytes())
        wanted = bytearray((disc / file.path).read_bytes())
        for start, end in file.gaps:
            wanted[start:end] = bytes(end - start)
        if kept != wanted:
            return False
    return True
