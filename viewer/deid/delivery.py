"""From a proven folder to what was asked for, at once and never over anything (A-017)."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.deid.errors import OutputError
from viewer.deid.packing import check_packed, pack
from viewer.deid.request import check_result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viewer.deid.request import Request, Work


@contextmanager
def stage_for(request: Request) -> Iterator[Path]:
    """A folder beside the target that only its owner can read, for all that is unfinished.

    Whatever ends the work, it is gone with all that is in it, and so are folders that were made
    for the target and stayed empty. Raises OutputError for any error of the place.
    """
    parent = request.target.parent
    try:
        made = [folder for folder in (parent, *parent.parents) if not folder.exists()]
        parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".lightbox-unfinished-", dir=parent))
    except OSError as error:
        raise no_output(error) from error
    try:
        yield stage
    except OSError as error:
        raise no_output(error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        with suppress(OSError):  # the first that holds something stays, and all above it
            for folder in made:
                folder.rmdir()


def deliver(request: Request, stage: Path, folder: Path, work: Work) -> None:
    """Put `folder`, or the ZIP of it, where it was asked for.

    Raises OutputError if something is there by now, OSError, CancelledError.
    """
    packed = stage / "copy.zip"
    if request.output.as_zip:
        pack(folder, packed, request.output.password, work)
        check_packed(folder, packed, request.output.password, work)
    work.cancel.check()
    check_result(request)
    if request.output.as_zip:
        _put_file(packed, request.result)
        return
    if request.target.is_dir():
        request.target.rmdir()
    folder.rename(request.target)


def _put_file(source: Path, target: Path) -> None:
    """Rename, but never over what another program put there a moment ago."""
    try:
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644))
    except FileExistsError as error:
        words = "there is something at the place for the copy already"
        raise OutputError(words) from error
    try:
        source.replace(target)
    except OSError:
        target.unlink(missing_ok=True)
        raise


def no_output(error: OSError) -> OutputError:
    """The same error in words for people."""
    return OutputError(f"the copy cannot be written: {error.strerror or type(error).__name__}")
