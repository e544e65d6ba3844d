"""Small DICOM files and discs for tests, written by pydicom, with any attribute overridden."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset

from viewer.demo.disc import DiscWriter
from viewer.demo.identity import SeriesPlan, StudyPlan, new_instance, uid
from viewer.demo.pixels import EXPLICIT_LITTLE_ENDIAN, describe_pixels, encode, set_frames

CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
MR_IMAGE = "1.2.840.10008.5.1.4.1.1.4"
SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7"
STUDY = StudyPlan(90, "20240102", "120000", "Factory study", "040Y")


def gradient(rows: int = 16, columns: int = 20, bits: int = 12) -> NDArray[np.uint16]:
    """Values that differ in every pixel, within `bits`."""
    values = np.arange(rows * columns, dtype=np.uint32).reshape(rows, columns)
    return np.asarray(values * 7 % (1 << bits), np.uint16)


def image_dataset(
    *,
    pixels: NDArray[np.uint16] | None = None,
    syntax: str = EXPLICIT_LITTLE_ENDIAN,
    bits: int = 12,
    series: int = 1,
    number: int = 1,
    **overrides: Any,
) -> Dataset:
    """A CT-like image; `overrides` are attributes by keyword, None removes one.

    `pixels` is (rows, columns), or (frames, rows, columns).
    """
    values = gradient(bits=bits) if pixels is None else pixels
    frames = values[None] if values.ndim == 2 else values
    modality = str(overrides.get("Modality", "CT"))
    ds = new_instance(CT_IMAGE, STUDY, SeriesPlan(series, modality, f"Series {series}"), number)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    ds.FrameOfReferenceUID = uid(STUDY.number, 0)
    ds.ImagePositionPatient = [-10.0, -8.0, 2.5 * number]
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing = [1.0, 1.0]
    ds.SliceThickness = 2.5
    ds.RescaleIntercept, ds.RescaleSlope = -1024, 1
    describe_pixels(ds, (values.shape[-2], values.shape[-1]), bits)
    if values.ndim == 3:
        ds.NumberOfFrames = len(frames)
    set_frames(ds, [encode(frame, syntax, bits) for frame in frames], syntax)
    return changed(ds, **overrides)


def changed(ds: Dataset, **overrides: Any) -> Dataset:
    """`ds` itself with attributes set by keyword; None removes one."""
    for keyword, value in overrides.items():
        if value is not None:
            setattr(ds, keyword, value)
        elif keyword in ds:
            delattr(ds, keyword)
    return ds


def save(ds: Dataset, path: Path) -> Path:
    """Write `ds` as a Part 10 file; folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ds.save_as(path, enforce_file_format=True)
    return path


def make_image(path: Path, **arguments: Any) -> Path:
    """One file; arguments as of `image_dataset`."""
    return save(image_dataset(**arguments), path)


def make_ct_series(
    folder: Path,
    slices: int = 5,
    syntax: str = EXPLICIT_LITTLE_ENDIAN,
    change: Callable[[Dataset, int], None] | None = None,
    **overrides: Any,
) -> list[Path]:
    """Slices 2.5 mm apart, feet first; `change` may alter slice `index` before it is written."""
    paths = []
    for index in range(slices):
        ds = image_dataset(number=index + 1, syntax=syntax, **overrides)
        if change is not None:
            change(ds, index)
        paths.append(save(ds, folder / f"{index:04d}"))
    return paths


def make_disc(folder: Path, datasets: Iterable[Dataset] | None = None) -> Path:
    """A disc with a DICOMDIR; without `datasets`, one CT series of three images."""
    folder.mkdir(parents=True, exist_ok=True)
    writer = DiscWriter(folder, "FACTORY")
    for ds in datasets or (image_dataset(number=n) for n in (1, 2, 3)):
        writer.add(ds)
    return writer.close()
