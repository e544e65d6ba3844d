"""A folder into which studies are put, each to become a disc once nothing comes any more."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.publish.batch import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from viewer.media.cancel import CancelToken

DONE: Final = ".lightbox-done"  # in the watched folder: what was done, by digests that tell nothing
_LOOK_S: Final = 1.0


@dataclass(slots=True)
class WatchedFolder:
    """Gives a job for each folder or file that has been as it is for `quiet_s` seconds.

    Jobs and their discs are numbered, as folders are often called like patients. With `as_image`
    each disc is an ISO file. What was given is remembered in the folder itself.
    """

    folder: Path
    target: Path
    quiet_s: float = 10.0
    as_image: bool = False
    _known: dict[str, tuple[tuple[int, int], float]] = field(default_factory=dict)

    def jobs(self, cancel: CancelToken, wait: Callable[[float], object]) -> Iterator[Job]:
        """Until cancelled; `wait` sleeps for seconds. Raises OSError if a folder is gone."""
        while not cancel.cancelled:
            for place in self.ready(time.monotonic()):
                number = f"{self._free_number():06d}"
                yield Job(number, (place,), self.target / (number + self._suffix))
                self._remember(place)
            wait(min(_LOOK_S, self.quiet_s))

    def ready(self, now: float) -> list[Path]:
        """What has been as it is for long enough at `now`, and was not given before."""
        found = []
        done = self._done()
        for place in sorted(self.folder.iterdir()):
            if place.name.startswith("."):
                continue
            state = _state(place)
            known = self._known.get(place.name)
            if known is None or known[0] != state:
                self._known[place.name] = (state, now)
            elif now - known[1] >= self.quiet_s and state[0] and _digest(place, state) not in done:
                found.append(place)
        return found

    @property
    def _suffix(self) -> str:
        return ".iso" if self.as_image else ""

    def _done(self) -> set[str]:
        try:
            return set(json.loads((self.folder / DONE).read_text("ascii")))
        except (OSError, ValueError, TypeError):
            return set()

    def _remember(self, place: Path) -> None:
        state = self._known[place.name][0]
        done = sorted({*self._done(), _digest(place, state)})
        (self.folder / DONE).write_text(json.dumps(done), "ascii")

    def _free_number(self) -> int:
        """The first number behind all that are there."""
        names = [path.name.split(".")[0].split("-")[0] for path in self.target.iterdir()]
        return max((int(name) for name in names if name.isdecimal()), default=0) + 1


def _state(place: Path) -> tuple[int, int]:
    """How many files are there, and how many bytes."""
    files = [p for p in place.rglob("*") if p.is_file()] if place.is_dir() else [place]
    return len(files), sum(path.stat().st_size for path in files)


def _digest(place: Path, state: tuple[int, int]) -> str:
    return sha256(f"{place.name}\0{state[0]}\0{state[1]}".encode()).hexdigest()
