"""Discs made by the publisher, and what is in them, for tests."""

from __future__ import annotations

import subprocess
import warnings
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydicom import dcmread
from pydicom.fileset import FileSet

from viewer.publish.publisher import Published, Publisher, Request


def published(*sources: Path, target: Path, **more: Any) -> Published:
    """A disc made without the checks of other programs, unless asked for."""
    request = Request(tuple(sources), target, **{"with_tools": False, "icons": False, **more})
    made = Publisher(request).run()
    assert made is not None
    return made


def objects_of(disc: Path) -> list[Path]:
    """The DICOM files of a disc in the order of their names."""
    return sorted(path for path in (disc / "DICOM").rglob("*") if path.is_file())


def data_set_digests(folder: Path) -> dict[str, str]:
    """SHA-256 of each data set by its SOP Instance UID: pydicom says where it begins (V-12)."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name in {"DICOMDIR", "README.TXT"}:
            continue
        with path.open("rb") as stream:
            ds = dcmread(stream, stop_before_pixels=True)
            start = 144 + ds.file_meta.FileMetaInformationGroupLength
        found[str(ds.SOPInstanceUID)] = sha256(path.read_bytes()[start:]).hexdigest()
    return found


def listed_by_pydicom(disc: Path) -> int:
    """How many objects pydicom finds by the directory; what it minds in values is not asked."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        file_set = FileSet()
        try:
            file_set.load(disc / "DICOMDIR")
            return len(list(file_set))
        finally:
            file_set._stage["t"].cleanup()


def witness(program: str, *arguments: str, folder: Path) -> tuple[int, str]:
    """What another program says; it must be there."""
    done = subprocess.run(  # noqa: S603  a program of the system, on files of a test
        [program, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
