"""Media to open and close: whole ones, broken ones, an empty one, one that vanishes."""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydicom.dataset import Dataset

from tests.endurance.corpus import corpus
from tests.endurance.plan import choose
from tests.factories.dicom import gradient, make_ct_series
from viewer.demo.disc import make_demo_disc
from viewer.demo.pixels import JPEG_2000_LOSSLESS, encode, set_frames


@dataclass(frozen=True, slots=True)
class Discs:
    """Where the media lie; `vanishing` is moved away and back while it may be open."""

    paths: tuple[Path, ...]
    vanishing: Path
    small: Path  # the demo disc in small: every codec it has
    real: tuple[Path, ...] = ()  # from people, beside those made here; never touched

    def chosen(self, choice: float) -> Path:
        """The medium that a number from 0 up to 1 stands for; every second a real one."""
        if choice < 0.5 or not self.real:
            return choose(self.paths, choice * 2 % 1)
        return choose(self.real, choice * 2 - 1)

    @property
    def hidden(self) -> Path:
        """Where the vanishing one is while it is away."""
        return self.vanishing.with_name("hidden")

    def vanish_or_return(self) -> None:
        """Take the disc out, or put it back in."""
        here, there = self.vanishing, self.hidden
        if here.exists():
            here.rename(there)
        else:
            there.rename(here)


def make_discs(folder: Path, *, small: bool) -> Discs:
    """Write every kind of medium below a folder; `small` for a run of seconds."""
    demo = folder / "demo"
    make_demo_disc(demo, small=small)
    small_demo = demo
    if not small:
        small_demo = folder / "small"
        make_demo_disc(small_demo, small=True)
    side, slices = (64, 8) if small else (512, 40)
    compressed = _compressed_series(folder / "compressed", side, slices)
    plain = folder / "plain"
    make_ct_series(plain, slices)
    vanishing = folder / "vanishing"
    shutil.copytree(small_demo, vanishing)
    empty = folder / "empty"
    empty.mkdir()
    broken = _broken(folder / "broken", small_demo)
    archive = _archive(folder / "archive.zip", small_demo)
    gone = folder / "never-there"
    # The demo disc counts twice: it holds every kind of object.
    paths = (demo, demo, compressed, plain, vanishing, broken, archive, empty, gone)
    return Discs(paths, vanishing, small_demo, () if small else corpus())


def _compressed_series(folder: Path, side: int, slices: int) -> Path:
    """A CT series in JPEG 2000, without a DICOMDIR, of somebody else."""
    pixels = gradient(side, side)

    def another(ds: Dataset, index: int) -> None:
        frame = np.roll(pixels, 7 * index, axis=1)
        set_frames(ds, [encode(frame, JPEG_2000_LOSSLESS, 12)], JPEG_2000_LOSSLESS)

    who = {"PatientName": "Other^Person", "PatientID": "OTHER-1"}
    make_ct_series(folder, slices, change=another, pixels=pixels, series=9, **who)
    return folder


def _broken(folder: Path, demo: Path) -> Path:
    """A disc with cut, missing, garbled and foreign files."""
    shutil.copytree(demo, folder)
    for number, path in enumerate(sorted(p for p in folder.rglob("IM*") if p.is_file())):
        data = path.read_bytes()
        match number % 5:
            case 0:
                path.write_bytes(data[: len(data) // 2])
            case 1:
                path.unlink()
            case 2:
                path.write_bytes(data[:600] + bytes(len(data) - 600))
    (folder / "AUTORUN.INF").write_bytes(b"[autorun]\r\nopen=viewer.exe\r\n")
    (folder / "EMPTY.DCM").touch()
    return folder


def _archive(path: Path, demo: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(demo.rglob("*")):
            archive.write(file, file.relative_to(demo))
    return path
