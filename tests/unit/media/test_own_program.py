"""The program on a medium of ours holds no pictures: nobody is told that it is not opened."""

import lzma
import zipfile
from pathlib import Path

import pytest

from tests.factories.dicom import make_image
from tests.factories.media import load

XZ = lzma.compress(b"of the program")


def archive(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("0", XZ)
        made.writestr("module.pyc", b"x")


def told(folder: Path) -> list[str]:
    """Paths of findings, when every file was looked at."""
    make_image(folder / "IMAGE")
    medium, _ = load(folder, scan_all=True)
    found = [finding.path for finding in medium.report().findings if finding.path]
    medium.close()
    return found


@pytest.mark.parametrize("above", ["", "COPY/"])
def test_its_archives_are_left_alone(tmp_path: Path, above: str) -> None:
    for name in ("WINDOWS/app.zip", "WINDOWS/resources.zip", "LINUX/_internal/base_library.zip"):
        archive(tmp_path / above / "VIEWER" / name)
    for name in ("WINDOWS.PAK", "LINUX.PAK", "windows.pak"):
        (tmp_path / above / "VIEWER" / name).write_bytes(XZ)
    assert told(tmp_path) == []


def test_all_others_are_told_of(tmp_path: Path) -> None:
    others = ("WINDOWS.PAK", "VIEWER/OTHER.PAK", "VIEWER/WINDOWS/scans.xz")
    for name in others:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(XZ)
    archive(tmp_path / "app.zip")
    assert sorted(told(tmp_path)) == sorted([*others, "app.zip!/0"])


def test_pictures_are_looked_for_in_a_zip_beside_it(tmp_path: Path) -> None:
    make_image(tmp_path / "A")
    (tmp_path / "VIEWER" / "WINDOWS").mkdir(parents=True)
    with zipfile.ZipFile(tmp_path / "VIEWER" / "WINDOWS" / "SCANS.ZIP", "w") as made:
        made.write(tmp_path / "A", "B")
    (tmp_path / "A").unlink()
    medium, _ = load(tmp_path, scan_all=True)
    assert medium.report().counts.readable == 1
    medium.close()
