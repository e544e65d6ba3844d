"""A colour ultrasound loop of a beating heart, in a calibrated sector."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from viewer.demo.identity import SEED, DemoSize, SeriesPlan, StudyPlan, new_instance
from viewer.demo.phantom import Array
from viewer.demo.pixels import JPEG_BASELINE, encode, set_frames

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

US_MULTI_FRAME_STORAGE = "1.2.840.10008.5.1.4.1.1.3.1"
STUDY = StudyPlan(6, "20231120", "154500", "Echocardiography (phantom)", "062Y")
SERIES = SeriesPlan(1, "US", "Four chamber view")
FRAME_TIME_MS = 33.33
DEPTH_CM = 16.0
_HALF_ANGLE = np.radians(42.0)
_SECTOR_SHARE = 0.86  # of the rows; the electrocardiogram has the rest
_TOP_SHARE = 0.04


def ultrasound_study(size: DemoSize) -> Iterator[Dataset]:
    """One loop over one heart beat."""
    with ThreadPoolExecutor(2) as pool:
        frames = list(pool.map(partial(_encoded, size), range(size.cine_frames)))
    ds = new_instance(US_MULTI_FRAME_STORAGE, STUDY, SERIES, 1)
    rows, columns = _shape(size)
    ds.ImageType = ["ORIGINAL", "PRIMARY", "", "0001"]
    ds.PatientOrientation = ""
    ds.Laterality = ""
    ds.SamplesPerPixel = 3
    ds.PhotometricInterpretation = "YBR_FULL_422"
    ds.PlanarConfiguration = 0
    ds.NumberOfFrames = size.cine_frames
    ds.FrameIncrementPointer = 0x00181063
    ds.FrameTime = FRAME_TIME_MS
    ds.CineRate = 30
    ds.RecommendedDisplayFrameRate = 30
    ds.HeartRate = 72
    ds.Rows, ds.Columns = rows, columns
    ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 8, 8, 7, 0
    ds.UltrasoundColorDataPresent = 1
    ds.TransducerType = "SECTOR_PHASED"
    ds.BurnedInAnnotation = "NO"
    ds.LossyImageCompression = "01"
    raw = rows * columns * 3 * size.cine_frames
    ds.LossyImageCompressionRatio = round(raw / sum(map(len, frames)), 2)
    ds.LossyImageCompressionMethod = "ISO_10918_1"
    ds.SequenceOfUltrasoundRegions = [_region(size)]
    set_frames(ds, frames, JPEG_BASELINE)
    yield ds


def _shape(size: DemoSize) -> tuple[int, int]:
    return size.cine_rows, size.cine_rows * 4 // 3


def _region(size: DemoSize) -> Dataset:
    """The calibrated sector, in centimetres (PS3.3 C.8.5.5)."""
    from pydicom.dataset import Dataset  # noqa: PLC0415  pydicom is slow to import

    rows, columns = _shape(size)
    top, reach = _TOP_SHARE * rows, (_SECTOR_SHARE - _TOP_SHARE) * rows
    half = reach * float(np.sin(_HALF_ANGLE))
    region = Dataset()
    region.RegionSpatialFormat = 1  # 2D
    region.RegionDataType = 1  # tissue
    region.RegionFlags = 2  # lower priority than nothing, protected
    region.RegionLocationMinX0 = round(columns / 2 - half)
    region.RegionLocationMinY0 = round(top)
    region.RegionLocationMaxX1 = round(columns / 2 + half)
    region.RegionLocationMaxY1 = round(top + reach)
    region.ReferencePixelX0 = round(half)
    region.ReferencePixelY0 = 0
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3  # cm
    region.ReferencePixelPhysicalValueX = region.ReferencePixelPhysicalValueY = 0.0
    region.PhysicalDeltaX = region.PhysicalDeltaY = DEPTH_CM / reach
    return region


def _encoded(size: DemoSize, index: int) -> bytes:
    return encode(_picture(size, index), JPEG_BASELINE, 8)


def _picture(size: DemoSize, index: int) -> NDArray[np.uint8]:
    """One RGB frame."""
    rows, columns = _shape(size)
    phase = 2 * np.pi * index / size.cine_frames
    down = (np.arange(rows, dtype=np.float32)[:, None] - _TOP_SHARE * rows) * (
        DEPTH_CM / ((_SECTOR_SHARE - _TOP_SHARE) * rows)
    )
    across = (np.arange(columns, dtype=np.float32)[None, :] - (columns - 1) / 2) * (
        DEPTH_CM / ((_SECTOR_SHARE - _TOP_SHARE) * rows)
    )
    radius, angle = np.hypot(across, down), np.arctan2(across, down)
    inside = (radius < DEPTH_CM) & (np.abs(angle) < _HALF_ANGLE) & (radius > 0.35)
    squeeze = 0.5 - 0.5 * np.cos(phase)
    echo, jet = _heart(across, down, squeeze)
    echo = np.maximum(echo, 0) * _speckle(radius, angle, squeeze, size)
    grey = 255 * np.clip(echo, 0, 1) ** 0.62
    picture = np.repeat((grey * inside)[..., None], 3, axis=2)
    flow = np.clip(jet, -1, 1) * inside
    toward, away = np.maximum(flow, 0)[..., None], np.maximum(-flow, 0)[..., None]
    mix = np.maximum(toward, away)
    colour = toward * np.array([255, 120, 20]) + away * np.array([30, 110, 255])
    picture = picture * (1 - 0.85 * mix) + 0.95 * colour
    _draw_heart_rate(picture, index / size.cine_frames)
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def _speckle(radius: Array, angle: Array, squeeze: float, size: DemoSize) -> Array:
    """Grain that is fine along the beam and wide across it, and moves with the tissue."""
    rng = np.random.default_rng(SEED + 9)
    lines, samples = (180, 420) if size.cine_rows > 200 else (40, 60)
    field = np.hypot(*rng.standard_normal((2, samples + 8, lines + 8), np.float32))
    moved = radius * (1 + 0.02 * squeeze * np.sin(radius / 2))
    at_row = np.clip(moved / DEPTH_CM, 0, 1.04) / 1.04 * samples
    at_column = np.clip(angle / _HALF_ANGLE * 0.5 + 0.5, 0, 1) * lines
    row, column = at_row.astype(np.intp), at_column.astype(np.intp)
    down, right = at_row - row, at_column - column
    upper = field[row, column] * (1 - right) + field[row, column + 1] * right
    lower = field[row + 1, column] * (1 - right) + field[row + 1, column + 1] * right
    return np.asarray(0.2 + 0.75 * (upper * (1 - down) + lower * down), np.float32)


def _oval(
    x: Array, y: Array, at: tuple[float, float], half: tuple[float, float], turn: float
) -> Array:
    """About the distance to an oval's outline in cm, negative inside."""
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    dx, dy = x - at[0], y - at[1]
    u, v = (dx * cos + dy * sin) / half[0], (dy * cos - dx * sin) / half[1]
    return np.asarray((np.hypot(u, v) - 1) * min(half), np.float32)


def _heart(x: Array, y: Array, squeeze: float) -> tuple[Array, Array]:
    """Echo strength, and blood flow (> 0 toward the probe); `squeeze` is 1 in systole."""
    wall, shrink = 0.85 + 0.35 * squeeze, 1 - 0.24 * squeeze
    left = _oval(x, y, (1.5, 6.2 + 0.3 * squeeze), (1.75 * shrink, 3.2 * (1 - 0.1 * squeeze)), -6)
    right = _oval(x, y, (-2.3, 6.4 + 0.3 * squeeze), (1.35 * shrink, 2.6 * (1 - 0.1 * squeeze)), 12)
    grow = 0.86 + 0.2 * squeeze
    left_atrium = _oval(x, y, (1.9, 11.6), (1.9 * grow, 1.75 * grow), 0)
    right_atrium = _oval(x, y, (-2.0, 11.4), (1.75 * grow, 1.65 * grow), 0)
    whole = _oval(x, y, (-0.1, 8.6), (4.6, 6.0), 0)
    echo = np.full(np.broadcast_shapes(x.shape, y.shape), 0.2, np.float32)
    echo = np.where(np.abs(whole) < 0.16, np.float32(0.75), np.where(whole < 0, 0.36, echo))
    for chamber, thickness in ((left, wall), (right, 0.5), (left_atrium, 0.3), (right_atrium, 0.3)):
        muscle = np.clip(1 - np.abs(chamber - thickness / 2) / (thickness / 2 + 0.05), 0, 1)
        echo = np.maximum(echo, 0.62 * muscle.astype(np.float32) ** 0.5)
    for chamber in (left, right, left_atrium, right_atrium):
        blood = np.clip(0.5 - chamber / 0.25, 0, 1)
        echo = echo * (1 - blood) + 0.025 * blood
    opening = 1 - squeeze
    for middle, width in ((1.7, 1.35), (-2.1, 1.15)):
        for side in (-1, 1):
            hinge = middle + side * width
            t = np.clip((hinge - x) * side / width, 0, 1)
            leaf = np.abs(y - (9.5 - 1.5 * opening * t)) + np.where(t >= 1 - 0.45 * opening, 9, 0)
            leaf = leaf + np.where((hinge - x) * side < 0, 9, 0)
            echo = np.maximum(echo, 0.8 * np.clip(1 - leaf / 0.16, 0, 1))
    fade = np.clip(1.15 - y / 24, 0.3, 1)
    stream = np.exp(-(((x - 1.7) / 0.62) ** 2) - ((y - 8.0) / 2.0) ** 2) * (left < -0.1)
    back = np.exp(-(((x - 0.9) / 0.5) ** 2) - ((y - 8.6) / 1.6) ** 2) * (left < -0.1)
    flow = 1.5 * np.maximum(opening - 0.35, 0) * stream - 1.5 * np.maximum(squeeze - 0.4, 0) * back
    return np.asarray(echo * fade, np.float32), np.asarray(flow, np.float32)


def _draw_heart_rate(picture: NDArray[np.floating], now: float) -> None:
    """A green electrocardiogram below the sector, with a mark at `now` (0..1)."""
    rows, columns = picture.shape[:2]
    t = np.linspace(0, 2, columns)
    beat = t % 1.0
    trace = (
        0.16 * np.exp(-(((beat - 0.18) / 0.025) ** 2))
        - 0.14 * np.exp(-(((beat - 0.275) / 0.008) ** 2))
        + 1.0 * np.exp(-(((beat - 0.30) / 0.010) ** 2))
        - 0.25 * np.exp(-(((beat - 0.325) / 0.010) ** 2))
        + 0.28 * np.exp(-(((beat - 0.55) / 0.045) ** 2))
    )
    line = (0.965 - 0.08 * trace)[None, :] * rows
    steep = 1 + np.abs(np.gradient(line[0]))[None, :]
    away = np.abs(np.arange(rows)[:, None] - line) / np.minimum(steep, 6)
    green = np.clip(1.4 - away, 0, 1)[..., None]
    picture[:] = picture * (1 - green) + green * np.array([70, 220, 120])
    mark = round((0.5 + now / 2) * (columns - 1))
    picture[int(0.88 * rows) :, mark] = (230, 230, 230)
