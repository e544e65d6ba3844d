"""Drawings and key images, written beside copies of the images they are about.

Others can show them only together. Copies are the same bytes as on the medium.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO, Final

from viewer.errors import FileReadError, ViewerError, WriteError
from viewer.export.place import new_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime
    from pathlib import Path

    from pydicom.dataset import Dataset

    from viewer.export.key_titles import KeyTitle
    from viewer.export.marked_image import MarkedImage
    from viewer.media.cancel import CancelToken
    from viewer.model.image import FileKey

log = logging.getLogger(__name__)

FOLDER: Final = "MARKED"
COPY_DIFFERS: Final = "what was written cannot be read back"


@dataclass(frozen=True, slots=True)
class Marked:
    """What is to be written: `images` with drawings and views, those of them that are key."""

    images: tuple[MarkedImage, ...]
    key_images: tuple[MarkedImage, ...] = ()
    title: KeyTitle | None = None  # None: "Of Interest"
    description: str = ""

    def files(self) -> tuple[FileKey, ...]:
        """The files to be copied, each once, in the order of the images."""
        every = (*self.images, *self.key_images)
        return tuple(dict.fromkeys(image.header.file for image in every))


@dataclass(frozen=True, slots=True)
class Written:
    """What became of it; `problems` are in words, one for each thing that is not there."""

    folder: Path
    copies: int = 0
    states: int = 0
    documents: int = 0
    problems: tuple[str, ...] = ()


def write_marked(
    marked: Marked,
    parent: Path,
    copy: Callable[[FileKey, BinaryIO, CancelToken], bytes],
    when: datetime,
    progress: Callable[[int, int], None],
    cancel: CancelToken,
) -> Written:
    """Write copies, presentation states and key object documents into a new folder of `parent`.

    `copy` writes one file of a medium and returns its SHA-256; `progress` gets the number of
    files done and of all. Everything is read back. What fails for one image is told in
    `problems`. Raises WriteError and CancelledError; then nothing is left behind.
    """
    job = _Job(new_folder(parent, FOLDER), copy, when, cancel)
    try:
        return job.run(marked, progress)
    except BaseException:
        job.undo()
        raise


class _Job:
    def __init__(
        self,
        folder: Path,
        copy: Callable[[FileKey, BinaryIO, CancelToken], bytes],
        when: datetime,
        cancel: CancelToken,
    ) -> None:
        self._folder = folder
        self._copy = copy
        self._when = when
        self._cancel = cancel
        self._written: list[Path] = []
        self._copies: dict[FileKey, Path] = {}
        self._problems: list[str] = []

    def run(self, marked: Marked, progress: Callable[[int, int], None]) -> Written:
        files = marked.files()
        for done, file in enumerate(files):
            progress(done, len(files))
            self._cancel.check()
            self._copy_one(file)
        progress(len(files), len(files))
        states = self._states(self._there(marked.images))
        documents = self._documents(marked)
        if not self._copies:
            raise WriteError("none of the images can be read")
        problems = tuple(dict.fromkeys(self._problems))
        return Written(self._folder, len(self._copies), states, documents, problems)

    def undo(self) -> None:
        """Take away what this job wrote, and nothing else."""
        for path in self._written:
            with suppress(OSError):
                path.unlink()
        with suppress(OSError):
            self._folder.rmdir()

    def _copy_one(self, file: FileKey) -> None:
        path = self._folder / f"IM{len(self._copies) + 1:06d}"
        try:
            with path.open("x+b") as target:
                self._written.append(path)
                digest = self._copy(file, target, self._cancel)
        except FileReadError as error:
            log.info("an image cannot be copied: %s", error.code)
            self._problems.append(f"an image cannot be read: {error}")
            self._take_away(path)
            return
        except OSError as error:
            raise WriteError(error.strerror or "the place refused it") from error
        if _digest(path) != digest:
            raise WriteError(COPY_DIFFERS)
        self._copies[file] = path

    def _take_away(self, path: Path) -> None:
        self._written.remove(path)
        with suppress(OSError):
            path.unlink()

    def _there(self, images: Iterable[MarkedImage]) -> list[MarkedImage]:
        """The images whose file was copied and which an object can name."""
        found = []
        for image in images:
            if image.problem:
                self._problems.append(f"not described: {image.problem}")
            elif image.header.file in self._copies:
                found.append(image)
                if image.not_kept:
                    lost = f"saved without the {image.not_kept} of the presentation state"
                    self._problems.append(lost)
        return found

    def _states(self, images: Sequence[MarkedImage]) -> int:
        # pydicom, not before something is written.
        from viewer.export.presentation_state import by_state, presentation_state  # noqa: PLC0415

        count = 0
        for group in by_state(images):
            number = count + 1
            count += self._object(
                f"PR{number:06d}",
                group,
                lambda source, group=group, number=number: presentation_state(  # type: ignore[misc]
                    group, source, self._when, number
                ),
            )
        return count

    def _documents(self, marked: Marked) -> int:
        from viewer.export.key_objects import by_study, key_objects  # noqa: PLC0415
        from viewer.export.key_titles import KeyTitle  # noqa: PLC0415

        title = marked.title or KeyTitle.OF_INTEREST
        count = 0
        for group in by_study(self._there(marked.key_images)):
            count += self._object(
                f"KO{count + 1:06d}",
                group,
                lambda source, group=group: key_objects(  # type: ignore[misc]
                    group, source, self._when, title, marked.description
                ),
            )
        return count

    def _object(
        self, name: str, group: Sequence[MarkedImage], make: Callable[[Dataset], Dataset]
    ) -> bool:
        """Make and write one object about `group`; False after a note of what went wrong."""
        self._cancel.check()
        try:
            source = _identity(self._copies[group[0].header.file], group[0])
            data = _encoded(make(source))
        except ViewerError:
            raise
        except Exception as error:  # noqa: BLE001  a job runner: pydicom fails at odd headers in many ways
            log.warning("unexpected %s while writing an object", type(error).__name__)
            self._problems.append("an image's header is too damaged to be described")
            return False
        self._write(self._folder / name, data)
        return True

    def _write(self, path: Path, data: bytes) -> None:
        try:
            with path.open("xb") as target:
                self._written.append(path)
                target.write(data)
        except OSError as error:
            raise WriteError(error.strerror or "the place refused it") from error
        if _digest(path) != sha256(data).digest():
            raise WriteError(COPY_DIFFERS)


def _identity(path: Path, image: MarkedImage) -> Dataset:
    """The header of a copy; the study is the one our own reader found."""
    from pydicom import dcmread  # noqa: PLC0415

    source = dcmread(path, stop_before_pixels=True, force=True)
    source.StudyInstanceUID = image.header.study.uid
    return source


def _encoded(ds: Dataset) -> bytes:
    """The object as a file that can be read again."""
    from pydicom import dcmread  # noqa: PLC0415

    stream = BytesIO()
    ds.save_as(stream, enforce_file_format=True)
    data = stream.getvalue()
    if dcmread(BytesIO(data)).SOPInstanceUID != ds.SOPInstanceUID:
        raise WriteError(COPY_DIFFERS)
    return data


def _digest(path: Path) -> bytes:
    """SHA-256 of a written file; raises WriteError if it cannot be read."""
    digest = sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        raise WriteError(COPY_DIFFERS) from error
    return digest.digest()
