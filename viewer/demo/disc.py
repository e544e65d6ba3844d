"""A believable patient disc full of computed images, to try, test and show the viewer with."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from viewer.demo.ct import ct_study
from viewer.demo.documents import documents
from viewer.demo.identity import FULL, SMALL, DemoSize, uid
from viewer.demo.mammogram import mammogram_study
from viewer.demo.mr import mr_study
from viewer.demo.radiograph import radiograph_studies
from viewer.demo.ultrasound import ultrasound_study
from viewer.media.header import read_dataset
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

    from viewer.media.directory_writer import DirectoryWriter

Progress = Callable[[int, int], None]

README = """LIGHTBOX DEMONSTRATION DISC

Everything on this disc is synthetic. The patient does not exist; all images
were computed from simple shapes and random numbers and show nobody. The report
is invented. Free to copy, change and share.

Content: one CT of chest and abdomen with a localizer and a report (PDF and SR),
one MR of the head in three orientations, two chest radiographs a year apart,
one mammogram and one ultrasound loop. Start from the file DICOMDIR.

Not for diagnosis. Made by the Lightbox DICOM viewer.
"""


class DiscWriter:
    """Writes instances under counted names and lists them in the DICOMDIR (M-010, M-061)."""

    def __init__(self, folder: Path, file_set_id: str = "LIGHTBOX_DEMO") -> None:
        self._folder = folder
        self._settings = DecodeSettings()
        self._directory = _directory(file_set_id)
        self._numbers: dict[tuple[str, ...], int] = {}
        self._counts: dict[tuple[str, ...], int] = {}

    def add(self, ds: Dataset) -> Path:
        """Write one instance; its `file_meta` names the transfer syntax. Raises OSError."""
        patient = (str(ds.PatientID),)
        study = (*patient, str(ds.StudyInstanceUID))
        series = (*study, str(ds.SeriesInstanceUID))
        instance = (*series, str(ds.SOPInstanceUID))
        names = (
            f"PT{self._number(patient):06d}",
            f"ST{self._number(study):06d}",
            f"SE{self._number(series):06d}",
            f"IM{self._number(instance):06d}",
        )
        path = self._folder.joinpath("DICOM", *names)
        path.parent.mkdir(parents=True, exist_ok=True)
        ds.save_as(path, enforce_file_format=True)
        with path.open("rb") as stream:
            raw = read_dataset(stream, settings=self._settings)
            self._directory.add(raw, ("DICOM", *names), raw.transfer_syntax_uid)
        return path

    def close(self) -> Path:
        """Write the DICOMDIR and return its path."""
        path = self._folder / "DICOMDIR"
        path.write_bytes(self._directory.to_bytes())
        return path

    def _number(self, key: tuple[str, ...]) -> int:
        """The place of `key` among those with the same parent, counted from 0."""
        if key not in self._numbers:
            parent = key[:-1]
            self._numbers[key] = self._counts.get(parent, 0)
            self._counts[parent] = self._numbers[key] + 1
        return self._numbers[key]


def make_demo_disc(folder: Path, progress: Progress | None = None, *, small: bool = False) -> Path:
    """Write the demonstration disc below `folder` and return the path of its DICOMDIR.

    Args:
        folder: made if it is missing; files of the same names are replaced.
        progress: called with (files written, files in all) after each file.
        small: tiny images and short series with the same structure, for tests.

    The same bytes every time. Raises OSError when `folder` cannot be written.
    """
    size = SMALL if small else FULL
    folder.mkdir(parents=True, exist_ok=True)
    writer = DiscWriter(folder)
    for done, ds in enumerate(_instances(size), 1):
        writer.add(ds)
        if progress is not None:
            progress(done, size.instances)
    (folder / "README.TXT").write_bytes(README.replace("\n", "\r\n").encode("ascii"))
    return writer.close()


def _directory(file_set_id: str) -> DirectoryWriter:
    from viewer.media.directory_writer import DirectoryWriter  # noqa: PLC0415  loads pydicom

    return DirectoryWriter(file_set_id, uid(0, 1))


def _instances(size: DemoSize) -> Iterator[Dataset]:
    """Everything on the disc, study by study."""
    yield from ct_study(size)
    yield from documents(size)
    yield from mr_study(size)
    yield from radiograph_studies(size)
    yield from mammogram_study(size)
    yield from ultrasound_study(size)
