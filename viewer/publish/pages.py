"""The pages of a disc that need no viewer: INDEX.HTM, README.TXT, IHE_PDI, AUTORUN.INF."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from viewer.media.cancel import CancelToken
    from viewer.publish.contents import DiscContents


class PictureOf(Protocol):
    """Makes a marked picture of a frame, as a viewport shows it (S-31); `viewer.ui` has one."""

    def __call__(self, file: Path, frame: int, size: tuple[int, int]) -> NDArray[np.uint8] | None:
        """(rows, columns, 3) RGB of frame `frame`, from 0, in `size` (width, height) pixels.

        With identity, orientation, window, lossy and disclaimer marks. None where the image
        cannot be shown. Raises nothing for what a file holds.
        """


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What an operator may choose."""

    web: bool = True  # INDEX.HTM and IHE_PDI
    autorun: bool = True
    pictures_per_series: int = 5
    picture_px: tuple[int, int] = (768, 768)


@dataclass(frozen=True, slots=True)
class Pages:
    """What was written, as paths from the root, in the order a disc should have it."""

    first: tuple[str, ...]  # README.TXT, INDEX.HTM, AUTORUN.INF
    web: tuple[str, ...]  # IHE_PDI/...
    notices: tuple[str, ...] = ()  # what could not be shown, for the operator


def write_pages(
    tree: Path,
    contents: DiscContents,
    options: PageOptions,
    picture_of: PictureOf | None,
    progress: Callable[[int, int], None] | None = None,
    cancel: CancelToken | None = None,
) -> Pages:
    """Write the pages beside the DICOM objects already staged below `tree`.

    Reports and pictures are read from the staged files. Without `picture_of` there are no
    pictures. Raises WriteError, CancelledError.
    """
    raise NotImplementedError
