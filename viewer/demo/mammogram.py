"""One mammogram, left, medio-lateral oblique, at the size of a real detector."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from viewer.demo.identity import SEED, DemoSize, SeriesPlan, StudyPlan, code, new_instance
from viewer.demo.phantom import Array
from viewer.demo.pixels import JPEG_LOSSLESS, cloud, describe_pixels, encode, enlarged, set_frames

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

MG_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.1.2"
STUDY = StudyPlan(5, "20231106", "110000", "Mammography screening (phantom)", "062Y")
SERIES = SeriesPlan(1, "MG", "L MLO")
PIXEL_MM = 0.07


def mammogram_study(size: DemoSize) -> Iterator[Dataset]:
    """The one image."""
    ds = new_instance(MG_IMAGE_STORAGE, STUDY, SERIES, 1)
    ds.ImageType = ["ORIGINAL", "PRIMARY", ""]
    ds.PresentationIntentType = "FOR PRESENTATION"
    ds.BodyPartExamined = "BREAST"
    ds.ImageLaterality = "L"
    ds.PatientOrientation = ["A", "FR"]
    ds.ViewPosition = "MLO"
    ds.AnatomicRegionSequence = [code("76752008", "SCT", "Breast")]
    view = code("399368009", "SCT", "medio-lateral oblique")
    view.ViewModifierCodeSequence = []
    ds.ViewCodeSequence = [view]
    ds.PositionerType = "MAMMOGRAPHIC"
    ds.KVP = 29
    ds.AnodeTargetMaterial = "TUNGSTEN"
    ds.FilterMaterial = "RHODIUM"
    ds.BodyPartThickness = 52
    ds.CompressionForce = 110
    ds.DistanceSourceToDetector = 650
    ds.DetectorType = "DIRECT"
    ds.ImagerPixelSpacing = [PIXEL_MM, PIXEL_MM]
    ds.OrganExposed = "BREAST"
    ds.PixelIntensityRelationship = "LOG"
    ds.PixelIntensityRelationshipSign = -1
    ds.RescaleIntercept, ds.RescaleSlope, ds.RescaleType = 0, 1, "US"
    ds.PresentationLUTShape = "IDENTITY"
    ds.WindowCenter, ds.WindowWidth = 1750, 2900
    ds.BreastImplantPresent = "NO"
    ds.PartialView = "NO"
    ds.QualityControlImage = "NO"
    ds.AcquisitionContextSequence = []
    ds.BurnedInAnnotation = "NO"
    ds.LossyImageCompression = "00"
    stored = np.clip(np.rint(_breast(size)), 0, 4095).astype(np.uint16)
    describe_pixels(ds, (size.mammogram_rows, size.mammogram_columns), 12)
    set_frames(ds, [encode(stored, JPEG_LOSSLESS, 12)], JPEG_LOSSLESS)
    yield ds


def _breast(size: DemoSize) -> Array:
    """Grey values: chest wall at the left edge, breast to the right, black air."""
    rows, columns = size.mammogram_rows, size.mammogram_columns
    # Soft forms at half the size, a quarter of the work; grain and chalk at full size.
    half = _tissue(rows // 2, columns // 2)
    image = enlarged(half, (np.arange(rows) - 0.5) / 2, (np.arange(columns) - 0.5) / 2)
    rng = np.random.default_rng(SEED + 3)
    for at_v, at_u in rng.normal((0.47, 0.335), 0.012, (14, 2)).tolist():
        _add_dot(image, at_v * rows, at_u * rows, rng.uniform(0.0007, 0.0014) * rows)
    noise = rng.standard_normal(image.shape, np.float32)
    return np.asarray(np.where(image > 60, image + 16 * noise, 30 + np.abs(3 * noise)), np.float32)


def _tissue(rows: int, columns: int) -> Array:
    """The breast without noise; coordinates v and u are shares of the height."""
    v: Array = (np.arange(rows, dtype=np.float32) / np.float32(rows))[:, None]
    u: Array = (np.arange(columns, dtype=np.float32) / np.float32(rows))[None, :]
    inside = _outline(rows) - u  # > 0 in the breast
    thick = np.sqrt(np.clip(inside / 0.085, 0, 1))
    cell = rows / 160
    strands = 1 - np.minimum(np.abs(cloud((rows, columns), cell, 3, SEED)), 1.0)
    lobes = cloud((rows, columns), cell / 3, 6, SEED + 1)
    centre = np.exp(-(((v - 0.57) / 0.21) ** 2) - ((u - 0.40) / 0.19) ** 2)
    gland = _step(1.7 * lobes + 4.2 * centre - 2.2)
    image = 950 + 170 * strands**5 + 60 * lobes + 1150 * gland * (0.45 + 0.55 * centre)
    muscle = _step((0.34 - 0.58 * v - u + 0.006 * lobes) * 120)
    image += muscle * (1500 + 70 * lobes - 0.9 * (image - 950))
    image += 700 * _mass(v, u)
    image = 420 + (image - 420) * thick
    skin = np.exp(-(((inside - 0.004) / 0.0030) ** 2))
    return np.asarray(np.where(inside > 0, image + 260 * skin, 0), np.float32)


def _outline(rows: int) -> Array:
    """How far the breast reaches to the right on each line, (rows, 1)."""
    reach = np.interp(
        np.arange(rows) / rows,
        [0, 0.12, 0.35, 0.58, 0.66, 0.8, 0.92, 1],
        [0.30, 0.36, 0.52, 0.64, 0.645, 0.54, 0.34, 0.22],
    )
    margin = rows // 16
    smooth = np.convolve(np.pad(reach, margin, mode="edge"), _bell(2 * margin), "same")
    return np.asarray(smooth[margin : margin + rows, None], np.float32)


def _step(values: NDArray[Any]) -> Array:
    """A smooth step from 0 to 1 at 0."""
    return np.asarray(0.5 + 0.5 * np.tanh(values / 2), np.float32)


def _bell(width: int) -> Array:
    """A smooth kernel with sum 1."""
    kernel = np.hanning(width + 2)[1:-1]
    return np.asarray(kernel / kernel.sum(), np.float32)


def _add_dot(image: Array, row: float, column: float, radius_px: float) -> None:
    """A speck of chalk."""
    reach = int(4 * radius_px) + 1
    top, left = max(int(row) - reach, 0), max(int(column) - reach, 0)
    part = image[top : top + 2 * reach + 1, left : left + 2 * reach + 1]
    down = (np.arange(part.shape[0], dtype=np.float32) + top - row)[:, None]
    across = (np.arange(part.shape[1], dtype=np.float32) + left - column)[None, :]
    part += 1100 * np.exp(-(down**2 + across**2) / radius_px**2)


def _mass(v: Array, u: Array) -> Array:
    """A round mass with fine spikes."""
    dv, du = v - np.float32(0.63), u - np.float32(0.30)
    distance = np.hypot(dv, du)
    angle = np.arctan2(dv, du)
    core = _step((0.02 + 0.0025 * np.sin(5 * angle) - distance) * 420)
    spikes = np.maximum(np.sin(9 * angle + 2 * np.sin(2 * angle)), 0) ** 8
    return np.asarray(core + 0.5 * spikes * np.exp(-distance / 0.025), np.float32)
