"""How much room a job will need, before it begins."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.deid.output import Coding, Kind
from viewer.media.locate import locate
from viewer.media.source import FileEntry

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.deid.output import Output
    from viewer.deid.request import Request
    from viewer.media.cancel import CancelToken
    from viewer.settings import Settings

_EXPANDED: Final = 3  # times that lossless or no compression may need of compressed images


@dataclass(frozen=True, slots=True)
class Space:
    """Bytes, estimated: `needed_bytes` at the most crowded moment, `free_bytes` at the place."""

    needed_bytes: int
    free_bytes: int

    @property
    def is_enough(self) -> bool:
        """Whether the job will likely not run out of room."""
        return self.needed_bytes <= self.free_bytes


def estimate_space(request: Request, settings: Settings, cancel: CancelToken) -> Space:
    """Look at the sizes of all files of the sources, not into them; may take a while on a disc.

    Raises MediumError for a source that cannot be opened, OSError for the place, CancelledError.
    """
    total = 0
    for place in request.sources:
        source = locate(place, settings.archive).source
        try:
            entries = source.walk(cancel)
            total += sum(entry.size for entry in entries if isinstance(entry, FileEntry))
        finally:
            source.close()
    return Space(
        needed_bytes(total, request.output), shutil.disk_usage(_there(request.target)).free
    )


def needed_bytes(total: int, output: Output) -> int:
    """What a copy of so many bytes needs at the most crowded moment, about."""
    needed = total
    if output.kind is not Kind.DICOM:
        needed += total  # pictures are made from copies
    elif output.coding is not Coding.ORIGINAL:
        needed *= _EXPANDED
    return needed * 2 if output.as_zip else needed


def _there(place: Path) -> Path:
    """The nearest folder above that exists."""
    return next(folder for folder in (place, *place.parents) if folder.is_dir())
