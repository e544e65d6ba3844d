"""Two frontal chest radiographs a year apart; the later one shows a new nodule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from viewer.demo.identity import SEED, DemoSize, SeriesPlan, StudyPlan, code, new_instance
from viewer.demo.phantom import Array
from viewer.demo.pixels import (
    JPEG_LOSSLESS,
    describe_pixels,
    encode,
    enlarged,
    set_frames,
    smoothed,
)
from viewer.demo.projection import attenuation
from viewer.demo.torso import NODULE, torso

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

CR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.1"
DX_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.1.1"
PRIOR = StudyPlan(3, "20230208", "141000", "Chest PA (phantom)", "061Y")
CURRENT = StudyPlan(4, "20240305", "091500", "Chest PA (phantom)", "062Y")
_SERIES = SeriesPlan(1, "CR", "Chest PA")
_CURRENT_SERIES = SeriesPlan(1, "DX", "Chest PA")
FIELD_MM = 352.0
_CENTRE_Z = 66.0


def radiograph_studies(size: DemoSize) -> Iterator[Dataset]:
    """The prior as CR, 12 bit MONOCHROME1; the current one as DX, 14 bit MONOCHROME2."""
    depth = _depth(size)
    yield _prior(size, depth)
    yield _current(size, depth + _nodule(size))


def _axes(size: DemoSize) -> tuple[Array, Array]:
    """Patient x of the columns and z of the rows of the coarse projection, mm."""
    count = min(600, size.radiograph_pixels)
    steps = ((np.arange(count) - (count - 1) / 2) * (FIELD_MM / count)).astype(np.float32)
    return steps, np.asarray(_CENTRE_Z - steps, np.float32)


def _depth(size: DemoSize) -> Array:
    """Water-equivalent cm of the patient without the nodule."""
    across, down = _axes(size)
    return attenuation(torso(), across, down, 4.0 if len(across) > 200 else 40.0)


def _nodule(size: DemoSize) -> Array:
    """Water-equivalent cm the nodule adds where it replaces lung."""
    across, down = _axes(size)
    (cx, _, cz), (rx, ry, rz) = NODULE.centre, NODULE.radii
    inside = 1 - ((across[None, :] - cx) / rx) ** 2 - ((down[:, None] - cz) / rz) ** 2
    return np.asarray(2 * ry / 10 * np.sqrt(np.maximum(inside, 0)), np.float32)


def _brightness(size: DemoSize, depth: Array, turn: float, zoom: float, seed: int) -> Array:
    """0 (black) to 1 (white) at full size, slightly turned and enlarged, with noise."""
    count = size.radiograph_pixels
    coarse = len(depth)
    sharp = depth + 1.1 * (depth - smoothed(depth, 12))
    middle = (coarse - 1) / 2
    offsets = (np.arange(count) - (count - 1) / 2) * (coarse / count / zoom)
    image = enlarged(sharp, middle + offsets, middle + offsets + turn)
    noise = np.random.default_rng((SEED, seed)).standard_normal(image.shape, np.float32)
    image += 0.25 * smoothed(noise)
    low, high = 3.0, 25.0
    return np.asarray(np.clip((image - low) / (high - low), 0, 1) ** 0.85, np.float32)


def _prior(size: DemoSize, depth: Array) -> Dataset:
    ds = new_instance(CR_IMAGE_STORAGE, PRIOR, _SERIES, 1)
    ds.ImageType = ["ORIGINAL", "PRIMARY"]
    ds.BodyPartExamined = "CHEST"
    ds.ViewPosition = "PA"
    ds.PatientOrientation = ["L", "F"]
    ds.KVP = 125
    ds.PlateID = "1"
    ds.AcquisitionDeviceProcessingDescription = "CHEST"
    ds.ImagerPixelSpacing = [round(FIELD_MM / size.radiograph_pixels, 6)] * 2
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = 0, 1, "US"
    ds.WindowCenter, ds.WindowWidth = 2048, 3600
    ds.BurnedInAnnotation = "NO"
    ds.LossyImageCompression = "00"
    stored = np.rint(4095 * (1 - _brightness(size, depth, -9.0, 0.985, 3)))
    side = size.radiograph_pixels
    describe_pixels(ds, (side, side), 12, "MONOCHROME1")
    set_frames(ds, [encode(stored.astype(np.uint16), JPEG_LOSSLESS, 12)], JPEG_LOSSLESS)
    return ds


def _current(size: DemoSize, depth: Array) -> Dataset:
    ds = new_instance(DX_IMAGE_STORAGE, CURRENT, _CURRENT_SERIES, 1)
    ds.ImageType = ["ORIGINAL", "PRIMARY", ""]
    ds.PresentationIntentType = "FOR PRESENTATION"
    ds.BodyPartExamined = "CHEST"
    ds.AnatomicRegionSequence = [code("43799004", "SCT", "Thoracic cavity structure")]
    ds.ViewCodeSequence = [code("399348003", "SCT", "postero-anterior")]
    ds.ViewPosition = "PA"
    ds.ImageLaterality = "U"
    ds.PositionerType = ""
    ds.PatientOrientation = ["L", "F"]
    ds.KVP = 125
    ds.ExposureInuAs = 1800
    ds.DistanceSourceToDetector = 1800
    ds.DetectorType = "SCINTILLATOR"
    ds.ImagerPixelSpacing = [round(FIELD_MM / size.radiograph_pixels, 6)] * 2
    ds.PixelIntensityRelationship = "LOG"
    ds.PixelIntensityRelationshipSign = -1
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = 0, 1, "US"
    ds.PresentationLUTShape = "IDENTITY"
    ds.WindowCenter, ds.WindowWidth = 8192, 14400
    ds.AcquisitionContextSequence = []
    ds.BurnedInAnnotation = "NO"
    ds.LossyImageCompression = "00"
    stored = np.rint(16383 * _brightness(size, depth, 0.0, 1.0, 4))
    side = size.radiograph_pixels
    describe_pixels(ds, (side, side), 14)
    set_frames(ds, [encode(stored.astype(np.uint16), JPEG_LOSSLESS, 14)], JPEG_LOSSLESS)
    return ds
