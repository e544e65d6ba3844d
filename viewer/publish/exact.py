"""A copy of a whole medium as it is, with all that is no picture, byte for byte (M-042, M-076)."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from viewer.errors import MediumNotFoundError
from viewer.publish.copying import copy_disc
from viewer.publish.delivery import check_target, folder_beside
from viewer.publish.errors import TargetError
from viewer.publish.image import IsoOptions, write_iso
from viewer.publish.profiles import CARRIERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.media.cancel import CancelToken
    from viewer.publish.request import Progress, Request

_COPY: Final = "COPY"


@dataclass(frozen=True, slots=True)
class ExactPlan:
    """What would be copied: files and their bytes."""

    files: int
    length: int


def root_of(source: Path) -> Path | None:
    """The folder or drive a source is, None for a file that is something else."""
    if source.is_dir():
        return source
    return source.parent if source.name.upper().startswith("DICOMDIR") else None


def plan_exact(root: Path, cancel: CancelToken) -> ExactPlan:
    """Look how much it is; raises MediumNotFoundError, CancelledError."""
    files = length = 0
    try:
        for entry in _files(root):
            cancel.check()
            files += 1
            length += entry.stat(follow_symlinks=False).st_size
    except OSError as error:
        raise MediumNotFoundError("the medium cannot be read to its end") from error
    return ExactPlan(files, length)


def _files(root: Path) -> Iterator[os.DirEntry[str]]:
    pending = [os.fspath(root)]
    while pending:
        with os.scandir(pending.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                else:
                    yield entry


def make_exact(root: Path, request: Request, progress: Progress, cancel: CancelToken) -> Path:
    """Copy `root` to the target of `request`, a folder or an image, and compare every byte.

    Raises TargetError, WriteError, CancelledError; then there is nothing.
    """
    check_target(request)
    target = request.target.absolute()
    with folder_beside(target) as folder:
        if request.is_image:
            made = folder / target.name
            name = request.volume_of(1, 1)
            length = plan_exact(root, cancel).length
            is_udf = length > (CARRIERS["cd"].capacity or 0)
            options = IsoOptions(name, request.made, udf=is_udf)

            def told(done: int, total: int) -> None:
                progress("writing the image", done >> 20, max(1, total >> 20))

            write_iso(root, made, options, (), told, cancel)
        else:
            made = folder / _COPY
            made.mkdir()

            def copied(done: int, total: int) -> None:
                progress("copying everything", done >> 20, max(1, total >> 20))

            copy_disc(root, made, (), copied, cancel)
        check_target(request)
        try:
            if target.is_dir():
                target.rmdir()  # an empty one
            made.rename(target)
        except OSError as error:
            raise TargetError(error.strerror or "the place refused it") from error
    return target
