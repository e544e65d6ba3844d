"""De-identification beside dicognito and dicom-anonymizer: what survives, and how fast.

python -m benchmarks.deidentify [--slices N]

The same files for everybody: sentinels in every row of PS3.15 Table E.1-1 (`deidentify_sentinels`)
and CT slices of 512 x 512. Lightbox reads every copy back and searches it meanwhile, and runs in a
process of its own, whose memory is what is printed. Tools that are not installed are named so.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import resource
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydicom import dcmread

from benchmarks.deidentify_sentinels import kept_on_purpose, planted, survivors
from viewer.deid.job import Request, run
from viewer.deid.key import JobKey
from viewer.deid.profile import PRESETS
from viewer.demo.identity import SeriesPlan, StudyPlan, new_instance
from viewer.demo.pixels import EXPLICIT_LITTLE_ENDIAN, describe_pixels, encode, set_frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.deid.profile import Profile

_STUDY = StudyPlan(91, "20240102", "120000", "CT Thorax", "040Y")
_KEY = JobKey(b"sentinel" * 4)  # with a random one a date is in a new UID by chance, at times
_CT = "1.2.840.10008.5.1.4.1.1.2"


def lightbox(preset: str) -> Callable[[Path, Path], None]:
    """Our own job by a preset, proof included."""

    def work(source: Path, target: Path) -> None:
        run(Request((source,), target, PRESETS[preset], _KEY))

    return work


def dicognito(source: Path, target: Path) -> None:
    """Dicognito by its documented use, one anonymizer for all files."""
    anonymizer = importlib.import_module("dicognito.anonymizer").Anonymizer()
    target.mkdir()
    for path in sorted(source.rglob("*.dcm")):
        with dcmread(path) as ds:
            anonymizer.anonymize(ds)
            ds.save_as(target / path.name)


def dicom_anonymizer(source: Path, target: Path) -> None:
    """dicom-anonymizer by its documented use."""
    module = importlib.import_module("dicomanonymizer")
    target.mkdir()
    for path in sorted(source.rglob("*.dcm")):
        module.anonymize(str(path), str(target / path.name), {}, True)  # noqa: FBT003  its signature


PEERS: dict[str, tuple[str, Callable[[Path, Path], None]]] = {
    "dicognito": ("dicognito", dicognito),
    "dicom-anonymizer": ("dicomanonymizer", dicom_anonymizer),
}


def make_slices(folder: Path, slices: int) -> int:
    """CT slices of noise; gives their bytes."""
    folder.mkdir()
    noise = np.random.default_rng(1).integers(0, 4096, (512, 512)).astype(np.uint16)
    for number in range(slices):
        ds = new_instance(_CT, _STUDY, SeriesPlan(1, "CT", "Thorax 1.0"), number + 1)
        ds.PatientName, ds.PatientID = "Lindqvist^Margareta", "A-7784512"
        describe_pixels(ds, (512, 512), 12)
        pixels = np.roll(noise, number, 0)
        set_frames(ds, [encode(pixels, EXPLICIT_LITTLE_ENDIAN, 12)], EXPLICIT_LITTLE_ENDIAN)
        ds.save_as(folder / f"{number:05d}.dcm", enforce_file_format=True)
    return sum(path.stat().st_size for path in folder.iterdir())


def leaks(
    tool: Callable[[Path, Path], None], folder: Path, profile: Profile | None
) -> tuple[int, int, Counter[str]]:
    """How many sentinels were planted, were kept on purpose, and survive, by where they were."""
    made = planted()
    source = folder / "source"
    source.mkdir()
    made.write(source / "a.dcm")
    tool(source, folder / "copy")
    data = b"".join(path.read_bytes() for path in (folder / "copy").rglob("*") if path.is_file())
    found = survivors(made, data)
    kept = {s for s in found if profile is not None and kept_on_purpose(s, profile)}
    left = Counter(sentinel.where for sentinel in found - kept)
    return len(made.sentinels), len(kept), left


def report(
    name: str, tool: Callable[[Path, Path], None], slices: Path, profile: Profile | None = None
) -> None:
    """One tool's lines; `profile` says what it keeps on purpose, nothing for others."""
    count = sum(1 for _ in slices.iterdir())
    with tempfile.TemporaryDirectory() as folder:
        planted_count, kept, left = leaks(tool, Path(folder), profile)
    where = ", ".join(f"{place} {number}" for place, number in left.most_common())
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        tool(slices, Path(folder) / "copy")
        seconds = time.perf_counter() - start
    print(f"{name:28}{sum(left.values()):6} of {planted_count} survive  ({where or 'nowhere'})")
    if kept:
        print(f"{'':28}{kept:6} dates, times, sizes and weights are kept on purpose")
    print(f"{'':28}{count / seconds:6.0f} slices a second")


def main(arguments: list[str]) -> int:
    """Print the comparison."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deidentify")
    parser.add_argument("--slices", type=int, default=200)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        slices = Path(folder) / "slices"
        size = make_slices(slices, options.slices)
        print(f"{options.slices} CT slices, {size / 1e6:.0f} MB; Lightbox proves every copy\n")
        for preset in PRESETS:
            report(f"Lightbox, {preset}", lightbox(preset), slices, PRESETS[preset])
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{'':28}{peak:6.0f} MB resident at most, this program and its test files included")
        for name, (module, tool) in PEERS.items():
            if importlib.util.find_spec(module) is None:
                print(f"{name:28}not installed")
            else:
                report(name, tool, slices)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
