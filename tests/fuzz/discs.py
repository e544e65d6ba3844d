"""Damaged discs: files of all seeds, mutated, under a DICOMDIR that may lie, sometimes zipped."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.factories.dicomdir import image, patient, series, study, write_dicomdir
from tests.fuzz import seeds
from tests.fuzz.mutate import LARGEST, change_bytes, mutated

FILES = 40  # of one disc
_UNTOUCHED = 0.04  # so that something of most discs can be shown
_NAMES = ("DICOM/A/IM{:04d}", "DICOM/B/{:08d}", "IM{:06d}.DCM", "X/Y/Z/{:d}")
_SLOW = 32 * 1024  # larger files come less often: they cost more and show no more


@dataclass(frozen=True, slots=True)
class Disc:
    """Files by path; `zipped` says that the medium is one archive of them."""

    files: Mapping[str, bytes]
    zipped: bool = False

    def write(self, folder: Path) -> Path:
        """Put the disc below `folder`, which is empty; returns the path to open."""
        if self.zipped:
            path = folder / "DISC.ZIP"
            path.write_bytes(self.files["DISC.ZIP"])
            return path
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return folder

    def packed(self) -> bytes:
        """The disc as one archive, to be kept as a finding."""
        return _zip(self.files)

    @classmethod
    def unpacked(cls, data: bytes) -> Disc:
        """The disc that `packed` made."""
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        return cls(files, zipped=set(files) == {"DISC.ZIP"})


def damaged_disc(random: Random, count: int = FILES) -> Disc:
    """A disc of `count` mutated files and a few that are no DICOM."""
    files = {name: _file(random) for name in _names(random, count)}
    if random.random() < 0.6:
        directory = _directory(random, list(files))
        files[random.choice(("DICOMDIR", "DICOMDIR", "dicomdir", "A/DICOMDIR"))] = directory
    if random.random() < 0.3:
        files["README.TXT"] = b"nothing"
        files["A.ZIP"] = _damaged_zip(random, {n: files[n] for n in list(files)[:3]})
    if random.random() < 0.1:
        return Disc({"DISC.ZIP": _damaged_zip(random, files)}, zipped=True)
    return Disc(files)


def _names(random: Random, count: int) -> list[str]:
    pattern = random.choice(_NAMES)
    return [pattern.format(number) for number in range(1, count + 1)]


def _file(random: Random) -> bytes:
    pool = seeds.whole_files()
    data = random.choice(pool)
    if len(data) > _SLOW and random.random() < 0.7:
        data = random.choice(pool)
    if random.random() < _UNTOUCHED:
        return data
    return mutated(random, data, pool)[:LARGEST]


def _directory(random: Random, names: list[str]) -> bytes:
    leaves = [
        image(name.replace("/", "\\"), f"1.9.{number}")
        for number, name in enumerate(names)
        if random.random() < 0.9
    ]
    middle = len(leaves) // 2
    tree = [
        patient("Doe^Jane", "A", study("1.1", series("1.1.1", *leaves[:middle]))),
        patient("Roe^Sam", "B", study("1.2", series("1.2.1", *leaves[middle:]))),
    ]
    data = write_dicomdir(tree)
    return mutated(random, data, seeds.directories()) if random.random() < 0.6 else data


def _zip(files: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 0, 0, 0)), data)
    return stream.getvalue()


def _damaged_zip(random: Random, files: Mapping[str, bytes]) -> bytes:
    data = _zip(files)
    if random.random() < 0.5:
        for _ in range(random.choice((1, 3))):
            data = change_bytes(random, data, seeds.archives())
    return data
