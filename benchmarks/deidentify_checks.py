"""Checks as those of MIDI-B (A-080) on the shared data: what must go is gone, the rest is there.

MIDI-B's own answer keys are not to be had here; the questions are the same, the answers are taken
from the sources themselves. A copy that is missing fails each of its checks, as there.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pydicom import dcmread
from pydicom.dataset import Dataset

from benchmarks.deidentify_tools import KEY, lightbox, peers
from benchmarks.fresh import CHECKOUT
from benchmarks.results import Bench, Peer, Row

if TYPE_CHECKING:
    from benchmarks.deidentify_tools import Tool

_FOLDERS = ("deid/dicognito", "series/ct-philips-head-5mm", "series/mr-philips-survey-3-planes")
_GONE = (
    *("PatientName", "PatientID", "AccessionNumber", "InstitutionName", "StationName"),
    *("ReferringPhysicianName", "PerformingPhysicianName", "OperatorsName", "PatientAddress"),
    *("PatientBirthDate", "DeviceSerialNumber", "PhysiciansOfRecord", "InstitutionAddress"),
)
_UIDS = ("SOPInstanceUID", "StudyInstanceUID", "SeriesInstanceUID", "FrameOfReferenceUID")
_DATES = ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate")
_KEPT = (
    *("Modality", "ImageType", "SOPClassUID", "Rows", "Columns", "PixelSpacing", "SliceThickness"),
    *("ImagePositionPatient", "ImageOrientationPatient", "KVP", "RepetitionTime", "EchoTime"),
    *("RescaleSlope", "RescaleIntercept", "WindowCenter", "WindowWidth", "PatientPosition"),
    *("BodyPartExamined", "ConvolutionKernel", "FlipAngle", "SeriesNumber", "InstanceNumber"),
    *("PatientSex", "PatientWeight", "Manufacturer", "SpacingBetweenSlices"),
)
_SHORTEST = 4


def answers(_: Bench) -> Iterator[Row]:
    """One row: how many of all checks each tool passes."""
    shared = Path(os.environ.get("LIGHTBOX_SHARED_DATA", CHECKOUT.parent / "shared" / "data"))
    if not shared.is_dir():
        yield Row("checks as of MIDI-B", note="the shared data is not on this machine")
        return
    folders = [shared / name for name in _FOLDERS]
    ours = score(lightbox("research"), folders, by_key=True)
    others = {name: score(tool, folders) for name, tool in peers().items()}
    removal = ("text_removed", "uid_changed", "uid_consistent", "patid_consistent")
    yield Row(
        "checks as of MIDI-B that are passed, Lightbox research",
        "removal ≥ 99.9 %, consistent 100 %",
        ours.words(),
        [Peer(name, theirs.words()) for name, theirs in others.items()],
        met=all(ours.passed[name] == ours.asked[name] for name in removal),
        note="\n".join(
            f"{name}: {ours.cell(name)}; "
            + ", ".join(f"{other} {theirs.cell(name)}" for other, theirs in others.items())
            for name in ours.asked
        ),
    )


class Score:
    """Checks asked and passed, by their names in MIDI-B."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.passed: Counter[str] = Counter()

    def check(self, name: str, *, passed: bool) -> None:
        """Count one."""
        self.asked[name] += 1
        self.passed[name] += passed

    def cell(self, name: str) -> str:
        """Passed of asked."""
        return f"{self.passed[name]}/{self.asked[name]}"

    def words(self) -> str:
        """All checks together."""
        passed, asked = sum(self.passed.values()), sum(self.asked.values())
        return f"{passed} of {asked} ({passed / max(asked, 1):.2%})"


def score(tool: Tool, folders: list[Path], *, by_key: bool = False) -> Score:
    """What a tool makes of all folders; its copies are found by name, or by our key's UIDs."""
    result = Score()
    uids: dict[str, set[str]] = defaultdict(set)
    people: dict[str, set[str]] = defaultdict(set)
    for folder in folders:
        with tempfile.TemporaryDirectory() as place:
            target = Path(place) / "copy"
            tool(folder, target)
            copies = _copies(target)
            for path in sorted(folder.rglob("*.dcm")):
                source = dcmread(path)
                name = KEY.uid(source.SOPInstanceUID) if by_key else path.name
                _compare(result, source, copies.get(name), (uids, people))
    for name, mapping in (("uid_consistent", uids), ("patid_consistent", people)):
        new = Counter(one for found in mapping.values() for one in found)
        for found in mapping.values():
            result.check(name, passed=len(found) == 1 and new[next(iter(found))] == 1)
    return result


def _copies(folder: Path) -> dict[str, Path]:
    """By name, and by SOP Instance UID."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file() and path.read_bytes()[128:132] == b"DICM" and path.name != "DICOMDIR":
            found[path.name] = path
            found[str(dcmread(path, stop_before_pixels=True).SOPInstanceUID)] = path
    return found


def _compare(
    result: Score,
    source: Dataset,
    path: Path | None,
    mapped: tuple[dict[str, set[str]], dict[str, set[str]]],
) -> None:
    copy = Dataset() if path is None else dcmread(path)
    data = b"" if path is None else path.read_bytes().lower()
    for keyword in _GONE:
        text = str(source.get(keyword, "") or "").strip()
        if len(text) >= _SHORTEST and text not in str(source.get("Manufacturer", "")):
            gone = path is not None and text.lower().encode() not in data
            result.check("text_removed", passed=gone)
    for keyword in _UIDS:
        if source.get(keyword):
            new = str(copy.get(keyword, ""))
            result.check("uid_changed", passed=bool(new) and new != source[keyword].value)
            mapped[0][str(source[keyword].value)].add(new)
    mapped[1][str(source.get("PatientID", ""))].add(str(copy.get("PatientID", "")))
    shifts = {_days(source, copy, keyword) for keyword in _DATES if source.get(keyword)}
    result.check("date_shifted", passed=len(shifts) == 1 and not shifts & {0, None})
    for keyword in _KEPT:
        if keyword in source and not source[keyword].is_empty:
            result.check("tag_retained", passed=copy.get(keyword) == source[keyword].value)
    if "PixelData" in source:
        same = "PixelData" in copy and bool((copy.pixel_array == source.pixel_array).all())
        result.check("pixels_retained", passed=same)
    for keyword in ("PatientName", "PatientID"):
        result.check("text_notnull", passed=bool(str(copy.get(keyword, ""))))


def _days(source: Dataset, copy: Dataset, keyword: str) -> int | None:
    """By how many days a date was moved, None where none is left."""
    try:
        before, after = (
            date.fromisoformat(str(ds[keyword].value).replace(".", "")) for ds in (source, copy)
        )
    except (KeyError, ValueError):
        return None
    return (after - before).days
