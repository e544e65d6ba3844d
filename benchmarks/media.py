"""Everything that is measured, made once by this program and kept below `build/`.

All of it follows from fixed seeds: the same media on every machine with the same libraries.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.codecs import BY_NAME, Codec, Pixels
from benchmarks.dicom_files import (
    CT_IMAGE,
    EXPLICIT_LE,
    MAMMOGRAM_IMAGE,
    Kind,
    Place,
    Record,
    Stamp,
    directory,
    header,
    image_record,
    part10,
    series_record,
    study_record,
)
from benchmarks.pictures import MAMMOGRAM, SIZES, ct_slice, still

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_VERSION = 2  # of what is made here; another number makes everything anew
_PER_SERIES = 400
_PER_STUDY = 2000
_TINY = 16  # rows and columns of the many small instances
_DONE = "made.json"
_CT = Kind(CT_IMAGE, "CT", 12)
_MG = Kind(MAMMOGRAM_IMAGE, "MG", 12)


class Media:
    """The cache of media below one folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def file_set(self, count: int) -> Path:
        """A disc of `count` small CT instances with a DICOMDIR; gives its folder."""
        return self._made(f"file-set-{count}", partial(_write_file_set, count))

    def series(self, count: int, syntax: str = "JPEG 2000") -> Path:
        """A disc with one CT of `count` slices of 512 x 512, each with its number written in it.

        `syntax` is a name of `codecs.CODECS` or "native".
        """
        name = f"ct-{count}-{_slug(syntax)}"
        return self._made(name, partial(_write_series, count, BY_NAME.get(syntax), ct_slice, _CT))

    def mammograms(self, count: int) -> Path:
        """A disc with `count` mammograms of 4096 x 3328 in JPEG 2000."""
        rows, columns = MAMMOGRAM
        draw = partial(still, rows, columns)
        name = f"mg-{count}"
        return self._made(name, partial(_write_series, count, BY_NAME["JPEG 2000"], draw, _MG))

    def image(self, megapixels: int, codec: Codec | None) -> Path:
        """One image file in one syntax, None being uncompressed."""
        name = f"image-{megapixels}-{_slug(codec.name if codec else 'native')}"
        folder = self._made(name, partial(_write_image, megapixels, codec))
        return folder / "IMAGE"

    def _made(self, name: str, write: Callable[[Path], None]) -> Path:
        folder = self._root / name
        marker = self._root / f"{name}.{_DONE}"
        stamp = json.dumps({"version": _VERSION})
        if marker.exists() and marker.read_text() == stamp:
            return folder
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write(folder)
        marker.write_text(stamp)
        return folder


def picture(megapixels: int, codec: Codec | None) -> Pixels:
    """The pixels of `Media.image`."""
    words = still(*SIZES[megapixels])
    return (words >> 4).astype(np.uint8) if codec is not None and codec.bits == 8 else words


def files_of(folder: Path) -> list[Path]:
    """The instances of a disc, in the order of their names."""
    return sorted(path for path in (folder / "DICOM").rglob("*") if path.is_file())


def _write_file_set(count: int, folder: Path) -> None:
    pixels = still(_TINY, _TINY)
    studies: dict[int, dict[int, list[Record]]] = {}
    stamp: Stamp | None = None
    for place in _places(count):
        if place.number == 1 or stamp is None:
            stamp = Stamp(_CT, place, pixels)
        file_id = _file_id(place)
        path = folder.joinpath(*file_id)
        if place.number == 1:
            path.parent.mkdir(parents=True)
        path.write_bytes(stamp.copy(place))
        images = studies.setdefault(place.study, {}).setdefault(place.series, [])
        images.append(image_record(place, file_id, pixels.shape))
    _write_directory(folder, studies, "CT")


def _places(count: int) -> Iterator[Place]:
    for index in range(count):
        study, rest = divmod(index, _PER_STUDY)
        series, number = divmod(rest, _PER_SERIES)
        yield Place(study + 1, series + 1, number + 1)


def _file_id(place: Place) -> tuple[str, ...]:
    series = f"SE{place.series:06d}"
    return "DICOM", f"ST{place.study:06d}", series, f"IM{place.number:06d}"


def _write_directory(
    folder: Path, studies: dict[int, dict[int, list[Record]]], modality: str
) -> None:
    records = [
        study_record(
            Place(study, 1, 1),
            [
                series_record(Place(study, number, 1), modality, images)
                for number, images in series.items()
            ],
        )
        for study, series in studies.items()
    ]
    (folder / "DICOMDIR").write_bytes(directory(records))


def _write_series(
    count: int, codec: Codec | None, draw: Callable[[int], Pixels], kind: Kind, folder: Path
) -> None:
    places = [Place(1, 1, number) for number in range(1, count + 1)]
    folder.joinpath(*_file_id(places[0])).parent.mkdir(parents=True)
    with ThreadPoolExecutor(2) as pool:  # the codecs work beside each other
        shapes = list(pool.map(partial(_write_slice, folder, codec, draw, kind), places))
    images = [
        image_record(place, _file_id(place), shape)
        for place, shape in zip(places, shapes, strict=True)
    ]
    _write_directory(folder, {1: {1: images}}, kind.modality)


def _write_slice(
    folder: Path, codec: Codec | None, draw: Callable[[int], Pixels], kind: Kind, place: Place
) -> tuple[int, ...]:
    pixels = draw(place.number)
    ds = header(kind, place, pixels.shape)
    folder.joinpath(*_file_id(place)).write_bytes(_encoded(ds, codec, pixels))
    return pixels.shape


def _write_image(megapixels: int, codec: Codec | None, folder: Path) -> None:
    pixels = picture(megapixels, codec)
    kind = Kind(MAMMOGRAM_IMAGE, "MG", codec.bits if codec else 12)
    ds = header(kind, Place(1, 1, 1), pixels.shape)
    (folder / "IMAGE").write_bytes(_encoded(ds, codec, pixels))


def _encoded(ds: Dataset, codec: Codec | None, pixels: Pixels) -> bytes:
    if codec is None:
        return part10(ds, EXPLICIT_LE, pixels.tobytes())
    return part10(ds, codec.uid, codec.encode(pixels))


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
