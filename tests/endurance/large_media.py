"""Studies of gigabytes in files of kilobytes: all but a few rows of each picture are holes.

Every picture holds one value of its own in its middle rows, so that it can be told from all
others wherever it is seen.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from tests.factories.dicom import image_dataset
from viewer.demo.identity import uid

SIDE = 512
FRAME_BYTES = SIDE * SIDE * 2
MARKED = 252, 260  # rows with the value of the picture


def value_of(series: int, number: int) -> int:
    """The stored value in the middle rows of a picture, 12 bits."""
    return (number * 37 + series * 11) % 3900 + 100


def write_study(folder: Path, series: int, slices: int) -> int:
    """Write `series` times `slices` uncompressed CT slices; returns the bytes they claim."""
    size = 0
    for block in range(1, series + 1):
        for number in range(1, slices + 1):
            path = folder / f"S{block:03d}" / f"I{number:05d}"
            size += _write(path, block, number, frames=1)
    return size


def write_multi_frame(path: Path, frames: int) -> int:
    """Write one uncompressed file of many frames; returns the bytes it claims."""
    return _write(path, 1, 1, frames=frames)


def write_headers(folder: Path, count: int, per_series: int = 500) -> None:
    """Write many small files: 16 by 20 pixels, `per_series` of them a series."""
    start = image_dataset(series=1, number=1)
    for place in range(count):
        series, number = place // per_series + 1, place % per_series + 1
        path = folder / f"S{series:03d}" / f"I{number:05d}"
        path.parent.mkdir(parents=True, exist_ok=True)
        _name(start, series, number)
        start.save_as(path, enforce_file_format=True)


def _write(path: Path, series: int, number: int, *, frames: int) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    ds = image_dataset(series=1, number=1)
    _name(ds, series, number)
    ds.Rows = ds.Columns = SIDE
    ds.WindowCenter, ds.WindowWidth = 1024, 4096
    if frames > 1:
        ds.NumberOfFrames = frames
    del ds.PixelData
    ds.save_as(path, enforce_file_format=True)
    length = frames * FRAME_BYTES
    with path.open("r+b") as file:
        start = file.seek(0, 2)
        file.write(b"\xe0\x7f\x10\x00OW\x00\x00" + length.to_bytes(4, "little"))
        start += 12
        first, last = MARKED
        for frame in range(frames):
            value = value_of(series, number + frame)
            file.seek(start + frame * FRAME_BYTES + first * SIDE * 2)
            file.write(np.full((last - first, SIDE), value, "<u2").tobytes())
        file.truncate(start + length)
    return start + length


def _name(ds: object, series: int, number: int) -> None:
    """Make a dataset another instance of another series."""
    vars_ = {
        "SeriesInstanceUID": uid(97, series),
        "SeriesNumber": series,
        "SeriesDescription": f"Series {series}",
        "SOPInstanceUID": uid(97, series, number),
        "InstanceNumber": number,
        "ImagePositionPatient": [-10.0, -8.0, 1.0 * number],
    }
    for keyword, value in vars_.items():
        setattr(ds, keyword, value)
