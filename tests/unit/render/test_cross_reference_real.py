"""Reference lines of real series against pydicom's reading and another way to the line by numpy."""

from itertools import combinations
from pathlib import Path

import numpy as np
import pydicom
import pytest

from tests.shared_data import shared_data
from viewer.media.header import read_dataset
from viewer.media.parse import parse_header
from viewer.model.image import FileKey
from viewer.model.patient_space import ImagePlane, image_plane
from viewer.render.cross_reference import crossing
from viewer.settings import DecodeSettings

NEAR_PX = 1e-3
PER_SERIES = 3  # slices taken of each: first, middle, last


class Witness:
    """One image as pydicom reads it."""

    def __init__(self, path: Path) -> None:
        ds = pydicom.dcmread(path, stop_before_pixels=True)
        directions = np.array(ds.ImageOrientationPatient, float)
        self.x, self.y = directions[:3], directions[3:]
        self.normal = np.cross(self.x, self.y)
        self.origin = np.array(ds.ImagePositionPatient, float)
        self.row_mm, self.column_mm = (float(v) for v in ds.PixelSpacing)
        self.rows, self.columns = int(ds.Rows), int(ds.Columns)

    def pixels(self, points: np.ndarray) -> np.ndarray:
        """Columns and rows of patient points."""
        away = points - self.origin
        return np.stack((away @ self.x / self.column_mm, away @ self.y / self.row_mm), axis=-1)

    def inside(self, line: np.ndarray, way: np.ndarray) -> tuple[float, float]:
        """The part of `line + t * way` on the image, by its four edges."""
        low, high = -np.inf, np.inf
        start, step = self.pixels(line), self.pixels(line + way) - self.pixels(line)
        for at, by, count in ((start[0], step[0], self.columns), (start[1], step[1], self.rows)):
            if abs(by) < 1e-9:
                if not -0.5 <= at <= count - 0.5:
                    return 1.0, 0.0
                continue
            one, other = sorted(((-0.5 - at) / by, (count - 0.5 - at) / by))
            low, high = max(low, one), min(high, other)
        return low, high


def expected(source: Witness, target: Witness) -> np.ndarray | None:
    """The line both planes share, cut to both images; (2, 2) target pixels."""
    way = np.cross(source.normal, target.normal)
    sides = np.stack((source.normal, target.normal, way))
    wanted = (source.normal @ source.origin, target.normal @ target.origin, way @ target.origin)
    point = np.linalg.solve(sides, wanted)
    (a, b), (c, d) = source.inside(point, way), target.inside(point, way)
    low, high = max(a, c), min(b, d)
    return target.pixels(np.stack((point + low * way, point + high * way))) if low < high else None


def ours(path: Path) -> ImagePlane | None:
    with path.open("rb") as stream:
        header = parse_header(read_dataset(stream, settings=DecodeSettings()), FileKey(0, "F"))
    return image_plane(header, header.image.frame(0)) if header.image is not None else None


def taken(folder: Path) -> list[Path]:
    """A few images of every series that has a place in the patient."""
    series: dict[str, list[tuple[int, Path]]] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        try:
            ds = pydicom.dcmread(path, stop_before_pixels=True)
        except pydicom.errors.InvalidDicomError:
            continue
        if "ImageOrientationPatient" in ds and "PixelSpacing" in ds:
            number = int(ds.get("InstanceNumber") or 0)
            series.setdefault(str(ds.SeriesInstanceUID), []).append((number, path))
    found = []
    for members in series.values():
        members.sort()
        picked = {0, len(members) // 2, len(members) - 1}
        found += [members[n][1] for n in sorted(picked)[:PER_SERIES]]
    return found


@pytest.mark.parametrize(
    ("folder", "lines"),
    [
        ("media/hitachi-mr-disc", 50),
        ("media/pydicom-dicomdirtests", 0),  # cut down to a few pixels that meet nowhere
        ("series/mr-philips-survey-3-planes", 6),
    ],
)
@pytest.mark.filterwarnings("ignore")  # pydicom's, about these very files
def test_lines_of_real_series_are_where_numpy_finds_them(folder: str, lines: int) -> None:
    """G-031, G-032: the same ends within a thousandth of a pixel, and none where there is none."""
    known = [(plane, Witness(p)) for p in taken(shared_data() / folder) if (plane := ours(p))]
    drawn = 0
    for (one, seen_one), (other, seen_other) in combinations(known, 2):
        if one.frame_of_reference_uid != other.frame_of_reference_uid:
            assert crossing(one, other) is None
            continue
        if abs(seen_one.normal @ seen_other.normal) > 0.975:
            continue  # nearly parallel: another test asks for that
        for source, target, seen, on in (
            (one, other, seen_one, seen_other),
            (other, one, seen_other, seen_one),
        ):
            line, wanted = crossing(source, target), expected(seen, on)
            assert (line is None) == (wanted is None)
            if line is not None and wanted is not None:
                drawn += 1
                assert np.abs(np.array(sorted(line)) - np.array(sorted(wanted.tolist()))).max() < (
                    NEAR_PX
                )
    assert drawn >= lines
