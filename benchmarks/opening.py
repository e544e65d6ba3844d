"""Opening a medium: DICOMDIR to tree, headers of a folder, and how both grow."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil

from benchmarks import fresh, peers
from benchmarks.measure import Candidate, alternate, profile_of
from benchmarks.media import files_of
from benchmarks.results import Bench, Group, Row, compared
from viewer.media.cancel import CancelToken
from viewer.media.dicomdir import Directory
from viewer.media.header import read_dataset
from viewer.media.header_memory import HeaderMemory
from viewer.media.medium import Medium
from viewer.media.parse import parse_header
from viewer.model.header import InstanceHeader
from viewer.model.image import FileKey
from viewer.settings import DecodeSettings, Settings

_SIX_TAGS = ("8,18", "8,60", "10,20", "20,d", "20,e", "20,13")
_KEYWORDS = (
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyInstanceUID"),
    *("StudyDate", "StudyTime", "StudyDescription", "SeriesInstanceUID", "SeriesNumber"),
    *("Modality", "SeriesDescription", "SOPInstanceUID", "SOPClassUID", "InstanceNumber"),
    *("ImagePositionPatient", "ImageOrientationPatient", "PixelSpacing", "Rows", "Columns"),
    *("WindowCenter", "WindowWidth", "RescaleSlope", "RescaleIntercept", "BitsStored"),
    "NumberOfFrames",
)
_SETTINGS = DecodeSettings()
_COUNTS = (100, 2000, 20_000, 50_000)
_QUICK_COUNTS = (100, 1000)
_MAIN = 20_000
_PYDICOM_LIMIT, _SCANNER_LIMIT, _DUMP_LIMIT = 1 / 12, 1.2, 0.1
_LEAST_JUDGED = 1000  # files; with few of them the start is most of it
_MOST_FOR_SLOW_PEERS = 2000  # pydicom and dcmdump take minutes for more


def counts(bench: Bench) -> tuple[int, ...]:
    """Sizes of the file-sets."""
    return _QUICK_COUNTS if bench.quick else _COUNTS


def directories(bench: Bench) -> Iterator[Row]:
    """DICOMDIR to tree."""
    for count in counts(bench):
        path = bench.media.file_set(count) / "DICOMDIR"
        read = partial(_tree, path)
        candidates = [
            Candidate("ours", read),
            Candidate("floor: read the bytes", path.read_bytes),
            *peers.candidate(
                "dcmdump +P 0004,1130",
                peers.program("dcmdump", "+P", "0004,1130", str(path)),
                peers.start_of("dcmdump"),
            ),
        ]
        is_main = count == (_MAIN if not bench.quick else counts(bench)[-1])
        row = compared(
            f"DICOMDIR of {count:,} instances: bytes to tree",
            alternate(candidates, bench.rounds(11, 5)),
            {"dcmdump +P 0004,1130": _DUMP_LIMIT} if is_main else {},
            goal="≤ 0.1 × dcmdump" if is_main else "",
        )
        if row.met is False:
            row.profile = profile_of(read)
        yield row


def growths(bench: Bench) -> Iterator[Row]:
    """Memory that the tree of a DICOMDIR takes, in a fresh process."""
    for count in counts(bench)[1:]:
        path = bench.media.file_set(count) / "DICOMDIR"
        size = path.stat().st_size
        grown: int = min(fresh.call("benchmarks.opening:growth", path) for _ in range(3))
        is_main = count == _MAIN
        yield Row(
            f"DICOMDIR of {count:,} instances: growth of resident memory",
            "≤ 2 × file size" if is_main else "",
            f"{grown / 1e6:.1f} MB, {grown / size:.2f} × file size of {size / 1e6:.1f} MB",
            met=grown <= 2 * size if is_main else None,
        )


def growth(path: str) -> int:
    """Bytes by which a process that had read a small directory grows with this one."""
    process = psutil.Process()
    before: int = process.memory_info().rss
    tree = _tree(Path(path))
    after: int = process.memory_info().rss
    assert tree.series
    return after - before


def folders(bench: Bench) -> Iterator[Row]:
    """Headers of a folder without DICOMDIR."""
    for count in counts(bench):
        files = [str(path) for path in files_of(bench.media.file_set(count))]
        with tempfile.TemporaryDirectory() as empty:
            candidates = _header_candidates(bench, count, files, empty)
            has_slow = count <= _MOST_FOR_SLOW_PEERS
            goal = "≤ 1.2 × gdcmscanner" + (", ≤ 1/12 × pydicom" if has_slow else "")
            limits = {"gdcmscanner, 6 tags": _SCANNER_LIMIT}
            if has_slow:
                limits["pydicom, 26 values"] = _PYDICOM_LIMIT
            rounds = bench.rounds(7 if has_slow else 3, 2)
            measured = alternate(candidates, rounds)
        row = compared(
            f"folder of {count:,} files, headers; for one file",
            measured,
            limits if count >= _LEAST_JUDGED else {},
            goal=goal if count >= _LEAST_JUDGED else "",
            count=count,
        )
        if row.met is False:
            row.profile = profile_of(partial(_headers, files[:2000]))
        yield row


def _header_candidates(bench: Bench, count: int, files: list[str], empty: str) -> list[Candidate]:
    folder = str(bench.media.file_set(count) / "DICOM")
    tags = [word for tag in _SIX_TAGS for word in ("-t", tag)]
    candidates = [
        Candidate("ours", partial(_headers, files)),
        Candidate("floor: open, read 8 KiB", partial(_floor, files)),
        *peers.candidate(
            "gdcmscanner, 6 tags",
            peers.program("gdcmscanner", "-r", "-d", folder, *tags),
            peers.start_of("gdcmscanner", "-r", "-d", empty, *tags),
        ),
    ]
    if count <= _MOST_FOR_SLOW_PEERS:
        dump = peers.program("dcmdump", "-q", "+sd", "+r", "-M", "+P", "0020,000d", folder)
        start = peers.start_of("dcmdump")
        candidates += peers.candidate("dcmdump +P 0020,000d", dump, start)
        candidates.append(Candidate("pydicom, 26 values", partial(_with_pydicom, files)))
    return candidates


def whole_loads(bench: Bench) -> Iterator[Row]:
    """A medium read to its end, findings and series sorted, with and without its DICOMDIR."""
    for count in counts(bench)[1:]:
        disc = bench.media.file_set(count)
        files = [str(path) for path in files_of(disc)]
        candidates = [
            Candidate("ours", partial(_load, disc)),
            Candidate("ours, without the DICOMDIR", partial(_load, disc / "DICOM")),
            Candidate("floor: open, read 8 KiB", partial(_floor, files)),
        ]
        what = f"whole medium of {count:,} files, with findings; for one file"
        yield compared(what, alternate(candidates, bench.rounds(3, 1)), {}, count=count)


def _tree(path: Path) -> Directory:
    return Directory(path.read_bytes())


def _floor(files: list[str]) -> list[bytes]:
    """What nobody can save: open every file and read its first 8 KiB."""
    return [_head(path) for path in files]


def _head(path: str) -> bytes:
    stream = os.open(path, os.O_RDONLY)
    try:
        return os.read(stream, 8192)
    finally:
        os.close(stream)


def _headers(files: list[str]) -> list[InstanceHeader]:
    """Every header, parsed and kept, as the window does it."""
    memory = HeaderMemory()
    return [_header(path, memory) for path in files]


def _header(path: str, memory: HeaderMemory) -> InstanceHeader:
    with open(path, "rb", buffering=0) as stream:  # noqa: PTH123  as FolderSource does
        raw = read_dataset(stream, settings=_SETTINGS, memory=memory)
        return parse_header(raw, FileKey(0, path))


def _with_pydicom(files: list[str]) -> list[list[object]]:
    """The same files with pydicom, values of 26 elements."""
    import pydicom  # noqa: PLC0415  a peer, loaded for its row

    read = []
    for path in files:
        dataset = pydicom.dcmread(path, specific_tags=list(_KEYWORDS), stop_before_pixels=True)
        read.append([dataset.get(keyword) for keyword in _KEYWORDS])
    return read


def _load(folder: Path) -> Medium:
    """Open a medium and read all of it."""
    medium = Medium.open(folder, 1, Settings())
    medium.read_directory()
    medium.complete(lambda _: None, CancelToken())
    medium.close()
    return medium


GROUP = Group("opening", "Opening media", (directories, growths, folders, whole_loads))
