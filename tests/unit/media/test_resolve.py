"""M-031: names as media have them, one look at each folder."""

from pathlib import Path

import pytest

from viewer.errors import UnsafePathError
from viewer.media.resolve import Resolved, Resolver
from viewer.media.source import FolderSource, Listing

FILE_ID = "DICOM\\PAT00\\IM0001"


class Counting(FolderSource):
    """Counts how often folders are listed."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.listed: list[str] = []

    def names(self, folder: str) -> Listing:
        self.listed.append(folder)
        return super().names(folder)


def make(root: Path, *names: str) -> Counting:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(b"x")
    return Counting(root)


@pytest.mark.parametrize(
    ("name", "deviates"),
    [
        ("DICOM/PAT00/IM0001", False),
        ("dicom/pat00/im0001", True),
        ("Dicom/PAT00/IM0001;1", True),
        ("DICOM/PAT00/im0001.;12", True),
        ("DICOM/PAT00/IM0001.", True),
        ("DICOM/PAT00/IM0001.dcm", True),
        ("dicom/pat00/im0001.DCM;1", True),
    ],
)
def test_spellings_are_found(tmp_path: Path, name: str, *, deviates: bool) -> None:
    resolver = Resolver(make(tmp_path, name), "")
    assert resolver.resolve(FILE_ID) == Resolved((name,), deviates)


def test_the_exact_name_wins(tmp_path: Path) -> None:
    source = make(tmp_path, "D/IM1", "D/im1", "D/IM1.dcm")
    assert Resolver(source, "").resolve("D\\IM1") == Resolved(("D/IM1",))


def test_ambiguity_gives_all(tmp_path: Path) -> None:
    source = make(tmp_path, "D/IM1.dcm", "D/IM1.bak")
    assert Resolver(source, "").resolve("D\\IM1") == Resolved(
        ("D/IM1.bak", "D/IM1.dcm"), deviates=True
    )


def test_nothing_there(tmp_path: Path) -> None:
    source = make(tmp_path, "D/IM2")
    assert Resolver(source, "").resolve("D\\IM1") == Resolved(())
    assert Resolver(source, "").resolve("E\\IM1") == Resolved(())


def test_below_the_folder_of_its_directory(tmp_path: Path) -> None:
    source = make(tmp_path, "sub/D/IM1", "D/IM1")
    assert Resolver(source, "sub").resolve("D\\IM1") == Resolved(("sub/D/IM1",))


def test_each_folder_is_listed_once(tmp_path: Path) -> None:
    source = make(tmp_path, *(f"D/IM{n}" for n in range(50)))
    resolver = Resolver(source, "")
    for n in range(50):
        assert resolver.resolve(f"D\\IM{n}").paths == (f"D/IM{n}",)
    assert sorted(source.listed) == ["", "D"]


def test_escapes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnsafePathError):
        Resolver(make(tmp_path, "a"), "").resolve("..\\a")
