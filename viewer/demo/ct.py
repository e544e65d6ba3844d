"""The CT study of the demonstration: a localizer and one chest and abdomen volume."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viewer.demo.identity import SEED, DemoSize, SeriesPlan, StudyPlan, new_instance, uid
from viewer.demo.phantom import Array, Canvas
from viewer.demo.pixels import JPEG_2000_LOSSLESS, describe_pixels, encode, set_frames, smoothed
from viewer.demo.projection import attenuation
from viewer.demo.torso import NODULE, NODULE_HU, Part, torso, worth_painting

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

CT_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.2"
STUDY = StudyPlan(1, "20240312", "101500", "CT chest and abdomen (phantom)", "062Y")
LOCALIZER = SeriesPlan(1, "CT", "Localizer")
VOLUME = SeriesPlan(2, "CT", "Chest abdomen 3.0 portal")
FIELD_MM = 372.0
LOWEST_MM, HIGHEST_MM = -192.0, 231.0
INTERCEPT = -1024


def ct_study(size: DemoSize) -> Iterator[Dataset]:
    """The localizer, then the slices from the feet up."""
    yield _localizer(size)
    parts = worth_painting((*torso(), Part(NODULE, NODULE_HU, 1.2)), FIELD_MM / size.ct_pixels)
    with ThreadPoolExecutor(2) as pool:
        frames = pool.map(partial(_slice_frame, size, tuple(parts)), range(size.ct_slices))
        for index, frame in enumerate(frames):
            yield _slice(size, index, frame)


def _heights(size: DemoSize) -> NDArray[np.float64]:
    return np.round(np.linspace(LOWEST_MM, HIGHEST_MM, size.ct_slices), 3)


def _slice_frame(size: DemoSize, parts: tuple[Part, ...], index: int) -> bytes:
    """Paint, add noise and encode one slice."""
    pixel_mm = FIELD_MM / size.ct_pixels
    across = ((np.arange(size.ct_pixels) - (size.ct_pixels - 1) / 2) * pixel_mm).astype(np.float32)
    height: Array = np.full((1, 1), _heights(size)[index], np.float32)
    canvas = Canvas(across[None, :], across[:, None], height, -1000.0)
    for part in parts:
        canvas.paint(part.solid, part.tissue, max(part.edge_mm, 1.2 * pixel_mm))
    rng = np.random.default_rng((SEED, index))
    noise = rng.standard_normal(canvas.values.shape, np.float32)
    hu = smoothed(canvas.values + 30 * smoothed(noise))
    stored = np.clip(np.rint(hu) - INTERCEPT, 0, 4095).astype(np.uint16)
    return encode(stored, JPEG_2000_LOSSLESS, 12)


def _slice(size: DemoSize, index: int, frame: bytes) -> Dataset:
    pixel_mm = FIELD_MM / size.ct_pixels
    corner = -(size.ct_pixels - 1) / 2 * pixel_mm
    height = float(_heights(size)[index])
    step = (HIGHEST_MM - LOWEST_MM) / (size.ct_slices - 1)
    ds = _ct_instance(VOLUME, index + 1, ["ORIGINAL", "PRIMARY", "AXIAL"])
    ds.ImagePositionPatient = [round(corner, 4), round(corner, 4), height]
    ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    ds.PixelSpacing = [round(pixel_mm, 6)] * 2
    ds.SliceThickness = round(step, 3)
    ds.SliceLocation = height
    ds.ConvolutionKernel = "SOFT"
    ds.ReconstructionDiameter = FIELD_MM
    ds.ContrastBolusAgent = "Invented contrast agent"
    ds.ContrastBolusRoute = "IV"
    ds.WindowCenter = [40, -600, 400]
    ds.WindowWidth = [400, 1500, 1800]
    ds.WindowCenterWidthExplanation = ["Soft tissue", "Lung", "Bone"]
    describe_pixels(ds, (size.ct_pixels, size.ct_pixels), 12)
    set_frames(ds, [frame], JPEG_2000_LOSSLESS)
    return ds


def _localizer(size: DemoSize) -> Dataset:
    """A frontal overview, as the table moves under a resting tube."""
    side = size.ct_pixels * 3 // 4
    pixel_mm = 440.0 / side
    across = ((np.arange(side) - (side - 1) / 2) * pixel_mm).astype(np.float32)
    top = (LOWEST_MM + HIGHEST_MM) / 2 + (side - 1) / 2 * pixel_mm
    down = (top - np.arange(side) * pixel_mm).astype(np.float32)
    depth = attenuation(torso(), across, down, 6.0 if side > 100 else 30.0)
    grain = np.random.default_rng(SEED + 1).standard_normal(depth.shape, np.float32)
    value = 1000 * (depth / 22.0 - 0.55) + 12 * grain
    stored = np.clip(np.rint(value) - INTERCEPT, 0, 4095).astype(np.uint16)
    ds = _ct_instance(LOCALIZER, 1, ["ORIGINAL", "PRIMARY", "LOCALIZER"])
    ds.ImagePositionPatient = [round(float(across[0]), 4), 0, round(float(down[0]), 4)]
    ds.ImageOrientationPatient = [1, 0, 0, 0, 0, -1]
    ds.PixelSpacing = [round(pixel_mm, 6)] * 2
    ds.SliceThickness = round(side * pixel_mm, 1)
    ds.WindowCenter, ds.WindowWidth = 60, 1100
    ds.RescaleType = "US"
    describe_pixels(ds, (side, side), 12)
    set_frames(ds, [encode(stored, JPEG_2000_LOSSLESS, 12)], JPEG_2000_LOSSLESS)
    return ds


def _ct_instance(series: SeriesPlan, number: int, image_type: list[str]) -> Dataset:
    """What both series have in common: CT image module, frame of reference, technique."""
    ds = new_instance(CT_IMAGE_STORAGE, STUDY, series, number)
    ds.ImageType = image_type
    ds.FrameOfReferenceUID = uid(STUDY.number, 0)
    ds.PositionReferenceIndicator = ""
    ds.PatientPosition = "HFS"
    ds.BodyPartExamined = "CHEST"
    ds.ProtocolName = "Phantom"
    ds.AcquisitionNumber = series.number
    ds.KVP = 120
    ds.XRayTubeCurrent = 210
    ds.ExposureTime = 500
    ds.GantryDetectorTilt = 0
    ds.RescaleIntercept = INTERCEPT
    ds.RescaleSlope = 1
    ds.RescaleType = "HU"
    ds.BurnedInAnnotation = "NO"
    ds.LossyImageCompression = "00"
    return ds
