"""Time to open a medium: headers, DICOMDIR and the whole load, beside other programs.

Run with a folder that holds a DICOMDIR and its instances, many of them and small:
``python benchmarks/opening.py FOLDER [--files 1000] [--rounds 5]``. DCMTK, GDCM and pydicom are
left out of the table where they are not installed. Not for Windows.

Every round runs all candidates, one after the other, so that a busy machine is busy for all of
them; the table gives medians of CPU and wall time, of children for programs, less the time they
need to start. Only ratios within one table mean anything.
"""

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from viewer.media.cancel import CancelToken
from viewer.media.dicomdir import Directory
from viewer.media.header import read_dataset
from viewer.media.header_memory import HeaderMemory
from viewer.media.medium import Medium
from viewer.media.parse import parse_header
from viewer.model.header import InstanceHeader
from viewer.model.image import FileKey
from viewer.settings import DecodeSettings, Settings

SIX_TAGS = ("8,18", "8,60", "10,20", "20,d", "20,e", "20,13")
KEYWORDS = (
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID"),
    *("StudyDate", "StudyTime", "StudyDescription", "SeriesInstanceUID", "SeriesNumber"),
    *("Modality", "SeriesDescription", "SOPInstanceUID", "SOPClassUID", "InstanceNumber"),
    *("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "Rows", "Columns"),
    *("WindowCenter", "WindowWidth", "RescaleSlope", "RescaleIntercept", "BitsStored"),
    "NumberOfFrames",
)
SETTINGS = DecodeSettings()
Job = Callable[[], object]


@dataclass(slots=True)
class Row:
    """One candidate of a table: what it did in each round, in seconds."""

    name: str
    job: Job
    start: Job | None = None  # a program's start without work, taken off
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)

    def run(self) -> None:
        """Measure one round."""
        idle = _timed(self.start) if self.start is not None else (0.0, 0.0)
        cpu, wall = _timed(self.job)
        self.cpu.append(cpu - idle[0])
        self.wall.append(wall - idle[1])


def _timed(job: Job) -> tuple[float, float]:
    """CPU of this process and its children, and wall time."""
    before, begun = _cpu(), time.perf_counter()
    kept = job()
    wall, cpu = time.perf_counter() - begun, _cpu() - before
    del kept
    return cpu, wall


def _cpu() -> float:
    spent = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in spent)


def table(title: str, rows: list[Row], rounds: int, count: int, unit: str) -> None:
    """Run all rows in every round; print medians for one of `count` things, in microseconds."""
    for _ in range(rounds):
        for row in rows:
            row.run()
    print(f"\n{title}, median of {rounds} rounds, {count:,} {unit}")
    print(f"{'':46}{'CPU us':>10}{'wall us':>10}{'ratio':>8}")
    ours = next(row for row in rows if row.name.startswith("ours"))
    for row in rows:
        cpu, wall = (statistics.median(times) / count * 1e6 for times in (row.cpu, row.wall))
        pairs = zip(ours.cpu, row.cpu, strict=True)
        ratio = statistics.median(mine / max(theirs, 1e-9) for mine, theirs in pairs)
        print(f"{row.name:46}{cpu:10.1f}{wall:10.1f}{ratio:8.2f}")
    print("ratio: CPU of ours over that of the row, median of the rounds")


def program(name: str, *arguments: str) -> Job | None:
    """A job that runs an installed program; None where it is missing."""
    path = shutil.which(name)
    if path is None:
        return None
    command = [path, *arguments]

    def run() -> None:
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)  # noqa: S603  fixed names

    return run


def floor(files: list[str]) -> list[bytes]:
    """What nobody can save: open every file and read its first 8 KiB."""
    return [_head(path) for path in files]


def _head(path: str) -> bytes:
    with Path(path).open("rb", buffering=0) as stream:
        return stream.read(8192)


def headers(files: list[str]) -> list[InstanceHeader]:
    """Every header, parsed and kept, as the window does it."""
    memory = HeaderMemory()
    return [_header(path, memory) for path in files]


def _header(path: str, memory: HeaderMemory) -> InstanceHeader:
    with Path(path).open("rb", buffering=0) as stream:
        raw = read_dataset(stream, settings=SETTINGS, memory=memory)
        return parse_header(raw, FileKey(0, path))


def with_pydicom(files: list[str]) -> list[list[object]]:
    """The same files with pydicom, values of 26 elements."""
    import pydicom  # noqa: PLC0415  a peer, loaded for its row

    read = []
    for path in files:
        dataset = pydicom.dcmread(path, specific_tags=list(KEYWORDS), stop_before_pixels=True)
        read.append([dataset.get(keyword) for keyword in KEYWORDS])
    return read


def load(folder: Path) -> Medium:
    """Open a medium and read all of it."""
    medium = Medium.open(folder, 1, Settings())
    medium.read_directory()
    medium.complete(lambda _: None, CancelToken())
    medium.close()
    return medium


def header_rows(sample: Path, empty: Path) -> Iterator[Row]:
    """Rows for a folder of files."""
    files = sorted(str(path) for path in sample.iterdir())
    tags = [word for tag in SIX_TAGS for word in ("-t", tag)]
    yield Row("ours: headers parsed", lambda: headers(files))
    yield Row("floor: open, read 8 KiB", lambda: floor(files))
    if scanner := program("gdcmscanner", "-d", str(sample), *tags):
        yield Row("gdcmscanner, 6 tags", scanner, program("gdcmscanner", "-d", str(empty), *tags))
    if dump := program("dcmdump", "-q", "+sd", "-M", "+P", "0020,000d", str(sample)):
        yield Row("dcmdump +P 0020,000d", dump, program("dcmdump", "--version"))
    yield Row("pydicom, 26 values", lambda: with_pydicom(files))


def directory_rows(path: Path) -> Iterator[Row]:
    """Rows for a DICOMDIR."""
    yield Row("ours: DICOMDIR to tree", lambda: Directory(path.read_bytes()))
    yield Row("floor: read the bytes", path.read_bytes)
    if dump := program("dcmdump", "+P", "0004,1130", str(path)):
        yield Row("dcmdump +P 0004,1130", dump, program("dcmdump", "--version"))


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    folder = options.folder
    every = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "DICOMDIR")
    with tempfile.TemporaryDirectory() as place:
        sample, empty = Path(place, "sample"), Path(place, "empty")
        sample.mkdir()
        empty.mkdir()
        for number, path in enumerate(every[: options.files]):
            shutil.copyfile(path, sample / f"{number:06}")
        count = len(list(sample.iterdir()))
        table("Headers", list(header_rows(sample, empty)), options.rounds, count, "files")
    directory = folder / "DICOMDIR"
    table("DICOMDIR", list(directory_rows(directory)), options.rounds, 1, "directory")
    names = [str(path) for path in every]
    rows = [
        Row("ours: whole medium", lambda: load(folder)),
        Row("headers parsed", lambda: headers(names)),
        Row("floor: open, read 8 KiB", lambda: floor(names)),
    ]
    table("Whole load", rows, min(options.rounds, 3), len(every), "files")


if __name__ == "__main__":
    main()
