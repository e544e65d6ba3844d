"""Small trees of files as a disc has them, and images of them as other programs see them."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from viewer.publish.image import IsoOptions

MADE = datetime(2026, 11, 27, 3, 4, 5, tzinfo=UTC)
OPTIONS = IsoOptions("PATIENT01", MADE)
ORDER = ("DICOMDIR", "README.TXT", "DICOM/PT000000/IM000001", "DICOM/PT000000/IM000000")
_ROW = re.compile(
    r"^(?P<kind>[d-])\S+ +\d+ +\d+ +\d+ +(?P<size>\d+) .*\[ *(?P<at>\d+) \d\d\] +(?P<name>.*)$"
)


def disc_tree(root: Path) -> Path:
    """A disc with DICOM objects and a viewer with long names."""
    contents = {
        "DICOMDIR": b"directory",
        "README.TXT": b"read me",
        "DICOM/PT000000/IM000000": bytes(range(256)) * 20,
        "DICOM/PT000000/IM000001": b"second" * 1000,
        "VIEWER/Qt6Widgets.dll": b"library",
        "VIEWER/Qt6WidgetsMore.dll": b"another",
        "VIEWER/leer.txt": b"",
        "VIEWER/Größe.txt": b"umlauts",
    }
    for name, data in contents.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (root / "VIEWER" / "start").write_bytes(b"#!/bin/sh\n")
    (root / "VIEWER" / "start").chmod(0o755)
    return root


def isoinfo(image: Path, *arguments: str) -> bytes:
    """What `isoinfo`, an independent reader, says."""
    command = ["isoinfo", "-j", "iso8859-1", *arguments, "-i", str(image)]
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603


def listed(image: Path, *arguments: str) -> dict[str, tuple[int, int]]:
    """Path of every file to its sector and size, as `isoinfo -l` lists them."""
    found, folder = {}, ""
    charset = "latin-1" if "-J" in arguments else "utf-8"  # Rock Ridge names are passed on as is
    for line in isoinfo(image, "-l", *arguments).decode(charset).splitlines():
        if line.startswith("Directory listing of "):
            folder = line.removeprefix("Directory listing of ").strip()
        elif (row := _ROW.match(line)) and row["kind"] == "-":
            found[folder + row["name"].strip()] = (int(row["at"]), int(row["size"]))
    return found
