"""Checks of a disc by other programs, where they are installed (V-01, V-02, V-04, V-05).

What they say about the disc itself makes it fail. What they say about objects that were bad
before is told and no more: it is not for a copy to change what somebody else wrote.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.publish.errors import VerifyError
from viewer.publish.stage import DIRECTORY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.publish.profiles import Profile

_SECONDS: Final = 1800
_FILES_AT_A_TIME: Final = 2000  # arguments of one command
_FILE_ID: Final = re.compile(r"[A-Z0-9_]{1,8}")
_MOST_COMPONENTS: Final = 8
_CONTENT: Final = "DICOM"
# Values, and what is in sequences, are those of objects: UIDs and names must stay what they are.
_ABOUT_OBJECTS: Final = re.compile(
    r"Value invalid for this VR|Illegal root for UID|DirectoryRecordSequence\S*/[^/>]*\[\d+\]/"
)
# Keys of type 1C whose condition it does not know, and kinds of records that are newer than it.
_TOO_STRICT: Final = (
    "ReferencedImageEvidenceSequence(0008,9092)> - Missing",
    "BlendingSequence(0070,0402)> - Missing",
    "ReferencedSeriesSequence(0008,1115)> - Missing",
    "DirectoryRecordType(0004,1430)[1]> - Unrecognized enumerated value",
)
# It counts backslashes in Japanese and Chinese too, where one may be half a character; records are
# written with one value of these (`directory_values`).
_HALF_CHARACTERS: Final = re.compile(
    r"(Name|Description|Address)\([0-9a-f]{4},[0-9a-f]{4}\)> - Bad attribute Value Multiplicity"
)


@dataclass(frozen=True, slots=True)
class Gate:
    """One check: `passed` is None where its program is not installed."""

    name: str
    passed: bool | None
    about_disc: bool  # whether a failure is the disc's own
    complaints: int = 0


def held(gate: Gate) -> Gate:
    """The gate itself; raises VerifyError where the disc does not pass it."""
    if gate.passed is False and gate.about_disc:
        raise VerifyError((f"{gate.name} refuses it",))
    return gate


def names_gate(paths: Sequence[str]) -> Gate:
    """Every name in DICOM scope is one that ISO 9660 level 1 holds (M-010, V-09)."""
    bad = sum(not _is_file_id(path) for path in paths)
    return Gate("names", bad == 0, about_disc=True, complaints=bad)


def _is_file_id(path: str) -> bool:
    parts = path.split("/")
    return len(parts) <= _MOST_COMPONENTS and all(_FILE_ID.fullmatch(part) for part in parts)


def gates(
    tree: Path, paths: Sequence[str], profile: Profile, scratch: Path, *, invented: bool
) -> list[Gate]:
    """Run what there is; `paths` are the objects from the root. Raises nothing for findings.

    What a program must write goes below `scratch`, which is of the job and on the disk of the
    disc: the system's own folder for such things is nobody's to leave names of people in.
    """
    return [
        names_gate(paths),
        directory_gate(tree),
        _entities_gate(tree, paths),
        _profile_gate(tree, paths, profile, scratch, invented=invented),
    ]


def image_gate(image: Path) -> Gate:
    """V-09: what another program lists of an image has names of level 1 in DICOM scope."""
    name = "isoinfo"
    found = _run("isoinfo", ["-f", "-i", str(image)], image.parent)
    if found is None:
        return Gate(name, None, about_disc=True)
    listed = [line.lstrip("/").split(";")[0].rstrip(".") for line in found.stdout.splitlines()]
    inside = [path for path in listed if path.startswith(f"{_CONTENT}/") or path == DIRECTORY]
    bad = sum(not _is_file_id(path) for path in inside)
    passed = found.returncode == 0 and DIRECTORY in inside and bad == 0
    return Gate(name, passed, about_disc=True, complaints=bad)


def directory_gate(folder: Path, file: str = DIRECTORY) -> Gate:
    """V-04: the directory by dicom3tools."""
    name = "dciodvfy DICOMDIR"
    found = _run("dciodvfy", ["-new", file], folder)
    if found is None:
        return Gate(name, None, about_disc=True)
    errors = [
        line
        for line in found.stderr.splitlines()
        if line.startswith("Error") and not _is_wrong(line)
    ]
    of_objects = [line for line in errors if _ABOUT_OBJECTS.search(line)]
    crashed = found.returncode not in {0, 1}
    return Gate(
        name,
        not errors and not crashed,
        about_disc=crashed or len(of_objects) < len(errors),
        complaints=len(errors),
    )


def _is_wrong(complaint: str) -> bool:
    """Whether it is `dciodvfy` that errs."""
    is_strict = any(part in complaint for part in _TOO_STRICT)
    return is_strict or _HALF_CHARACTERS.search(complaint) is not None


def _entities_gate(tree: Path, paths: Sequence[str]) -> Gate:
    """V-02: whether objects agree about their patient, study and series."""
    name = "dcentvfy"
    complaints, passed = 0, True
    for start in range(0, len(paths), _FILES_AT_A_TIME):
        found = _run("dcentvfy", list(paths[start : start + _FILES_AT_A_TIME]), tree)
        if found is None:
            return Gate(name, None, about_disc=False)
        if found.returncode < 0:  # it aborts at pixels of 32 bits: its own fault
            continue
        passed = passed and found.returncode == 0
        complaints += sum(line.startswith("Error") for line in found.stderr.splitlines())
    return Gate(name, passed, about_disc=False, complaints=complaints)


def _profile_gate(
    tree: Path, paths: Sequence[str], profile: Profile, scratch: Path, *, invented: bool
) -> Gate:
    """V-05: whether DCMTK would take these files for a disc of the profile."""
    name = f"dcmmkdir {profile.check}"
    if not profile.check:
        return Gate(name, None, about_disc=False)
    content = sorted({top for path in paths if not (top := path.split("/")[0]).startswith("-")})
    options = [profile.check, "+r", "-a", "+Nrs", "+id", "."]
    invent = ["+I"] if invented else []
    target = scratch / "CHECK"
    try:
        found = _run("dcmmkdir", [*invent, *options, "+D", str(target.absolute()), *content], tree)
    finally:
        target.unlink(missing_ok=True)
    if found is None:
        return Gate(name, None, about_disc=False)
    errors = [line for line in found.stderr.splitlines() if line.startswith(("E:", "F:"))]
    return Gate(name, found.returncode == 0, about_disc=False, complaints=len(errors))


def _run(
    program: str, arguments: list[str], folder: Path
) -> subprocess.CompletedProcess[str] | None:
    """None where the program is not there, or took too long to be of use."""
    place = shutil.which(program)
    if place is None:
        return None
    try:
        return subprocess.run(  # noqa: S603  a program of the system, on files just written
            [place, *arguments],
            cwd=folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
