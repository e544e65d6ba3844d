"""The MR study: one head seen in three orientations and contrasts, one frame of reference."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viewer.demo.head import Contrast, paint_head
from viewer.demo.identity import SEED, DemoSize, SeriesPlan, StudyPlan, new_instance, uid
from viewer.demo.pixels import (
    EXPLICIT_LITTLE_ENDIAN,
    JPEG_LOSSLESS,
    JPEG_LS_LOSSLESS,
    describe_pixels,
    encode,
    set_frames,
    smoothed,
)

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.4"
STUDY = StudyPlan(2, "20240118", "083000", "MR head (phantom)", "062Y")
FIELD_MM = 248.0


@dataclass(frozen=True)
class Scan:
    """One series: contrast, plane directions, first and last slice, encoding."""

    series: SeriesPlan
    contrast: Contrast
    right: tuple[float, float, float]
    down: tuple[float, float, float]
    centre: tuple[float, float, float]  # of the stack
    extent_mm: float  # first to last slice
    syntax: str
    bits: int
    times_ms: tuple[float, float, float | None]  # repetition, echo, inversion

    @property
    def normal(self) -> NDArray[np.float64]:
        """Direction of increasing slices; for sagittal slices against row x column."""
        return np.asarray(np.cross(self.right, self.down), np.float64)


_TILT = np.radians(9.0)  # axial slices follow the base of the skull

SCANS = (
    Scan(
        SeriesPlan(1, "MR", "T2 TSE axial"),
        Contrast.T2,
        (1.0, 0.0, 0.0),
        (0.0, round(float(np.cos(_TILT)), 6), round(float(np.sin(_TILT)), 6)),
        (0.0, 2.0, 14.0),
        142.0,
        EXPLICIT_LITTLE_ENDIAN,
        12,
        (4800.0, 96.0, None),
    ),
    Scan(
        SeriesPlan(2, "MR", "T1 SE sagittal"),
        Contrast.T1,
        (0.0, 1.0, 0.0),
        (0.0, 0.0, -1.0),
        (0.0, -4.0, 2.0),
        132.0,
        JPEG_LOSSLESS,
        12,
        (520.0, 12.0, None),
    ),
    Scan(
        SeriesPlan(3, "MR", "FLAIR coronal"),
        Contrast.FLAIR,
        (1.0, 0.0, 0.0),
        (0.0, 0.0, -1.0),
        (0.0, 4.0, 10.0),
        158.0,
        JPEG_LS_LOSSLESS,
        16,
        (9000.0, 110.0, 2500.0),
    ),
)


def mr_study(size: DemoSize) -> Iterator[Dataset]:
    """Three series, slice by slice."""
    with ThreadPoolExecutor(2) as pool:
        for scan in SCANS:
            frames = pool.map(partial(_frame, size, scan), range(size.mr_slices))
            for index, frame in enumerate(frames):
                yield _slice(size, scan, index, frame)


def _position(size: DemoSize, scan: Scan, index: int) -> NDArray[np.float64]:
    """Centre of the first pixel of a slice, mm."""
    along = (index / (size.mr_slices - 1) - 0.5) * scan.extent_mm
    half = (size.mr_pixels - 1) / 2 * FIELD_MM / size.mr_pixels
    corner = np.array(scan.centre) - half * (np.array(scan.right) + np.array(scan.down))
    return np.asarray(np.round(corner + along * scan.normal, 4), np.float64)


def _frame(size: DemoSize, scan: Scan, index: int) -> bytes:
    steps = np.arange(size.mr_pixels) * (FIELD_MM / size.mr_pixels)
    start = _position(size, scan, index)
    x, y, z = (
        (start[k] + steps[None, :] * scan.right[k] + steps[:, None] * scan.down[k]).astype(
            np.float32
        )
        for k in range(3)
    )
    signal = paint_head(x, y, z, scan.contrast)
    # Magnitude images: noise in two channels, so that the background stays above zero.
    rng = np.random.default_rng((SEED, scan.series.number, index))
    real, imaginary = rng.normal(scale=14.0, size=(2, *signal.shape))
    magnitude = np.hypot(smoothed(signal) + real, imaginary)
    return encode(np.rint(magnitude).astype(np.uint16), scan.syntax, scan.bits)


def _slice(size: DemoSize, scan: Scan, index: int, frame: bytes) -> Dataset:
    ds = new_instance(MR_IMAGE_STORAGE, STUDY, scan.series, index + 1)
    position = _position(size, scan, index)
    spacing = round(scan.extent_mm / (size.mr_slices - 1), 4)
    repetition, echo, inversion = scan.times_ms
    ds.ImageType = ["ORIGINAL", "PRIMARY", "M"]
    ds.FrameOfReferenceUID = uid(STUDY.number, 0)
    ds.PositionReferenceIndicator = ""
    ds.PatientPosition = "HFS"
    ds.BodyPartExamined = "HEAD"
    ds.ProtocolName = scan.series.description
    ds.ScanningSequence = "SE" if inversion is None else ["SE", "IR"]
    ds.SequenceVariant = "SK"
    ds.ScanOptions = ""
    ds.MRAcquisitionType = "2D"
    ds.MagneticFieldStrength = 1.5
    ds.RepetitionTime, ds.EchoTime = repetition, echo
    if inversion is not None:
        ds.InversionTime = inversion
    ds.EchoTrainLength = 1 if scan.contrast is Contrast.T1 else 16
    ds.AcquisitionNumber = 1
    ds.ImagePositionPatient = position.tolist()
    ds.ImageOrientationPatient = [*scan.right, *scan.down]
    ds.PixelSpacing = [round(FIELD_MM / size.mr_pixels, 6)] * 2
    ds.SliceThickness = round(spacing * 0.9, 3)
    ds.SpacingBetweenSlices = spacing
    ds.WindowCenter, ds.WindowWidth = _WINDOWS[scan.contrast]
    ds.LossyImageCompression = "00"
    describe_pixels(ds, (size.mr_pixels, size.mr_pixels), scan.bits)
    set_frames(ds, [frame], scan.syntax)
    return ds


_WINDOWS = {Contrast.T1: (480, 900), Contrast.T2: (600, 1250), Contrast.FLAIR: (420, 840)}
