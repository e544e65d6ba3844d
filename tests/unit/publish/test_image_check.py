from io import BytesIO
from pathlib import Path

import pytest
from pycdlib import PyCdlib

from tests.factories.disc_tree import OPTIONS, disc_tree
from viewer.errors import WriteError
from viewer.publish.image import write_iso
from viewer.publish.image_check import SECTOR, check_image, read_tree


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return disc_tree(tmp_path / "tree")


@pytest.fixture
def image(tmp_path: Path, tree: Path) -> Path:
    write_iso(tree, tmp_path / "disc.iso", OPTIONS)
    return tmp_path / "disc.iso"


def files(tree: Path) -> dict[str, Path]:
    return {p.relative_to(tree).as_posix(): p for p in tree.rglob("*") if p.is_file()}


def test_a_good_image_is_good_and_every_byte_is_counted(image: Path, tree: Path) -> None:
    counted: list[int] = []
    check_image(image, files(tree), counted.append)
    assert sum(counted) == sum(p.stat().st_size for p in files(tree).values())


def test_one_bit_is_noticed(image: Path, tree: Path) -> None:
    at = read_tree(image).rock_ridge["DICOM/PT000000/IM000000"].sector * SECTOR + 100
    data = bytearray(image.read_bytes())
    data[at] ^= 1
    image.write_bytes(data)
    with pytest.raises(WriteError):
        check_image(image, files(tree))


@pytest.mark.parametrize("change", ["longer", "shorter", "missing", "more"])
def test_a_tree_that_differs_is_noticed(image: Path, tree: Path, change: str) -> None:
    path = tree / "README.TXT"
    match change:
        case "longer":
            path.write_bytes(path.read_bytes() + b"!")
        case "shorter":
            path.write_bytes(path.read_bytes()[:-1])
        case "missing":
            path.unlink()
        case "more":
            (tree / "MORE.TXT").write_bytes(b"more")
    with pytest.raises(WriteError):
        check_image(image, files(tree))


def test_a_name_that_is_not_level_1_is_noticed(image: Path, tree: Path) -> None:
    data = image.read_bytes().replace(b"README.TXT;1", b"readme.TXT;1")
    image.write_bytes(data)
    with pytest.raises(WriteError):
        check_image(image, files(tree))


@pytest.mark.parametrize("cut", [0, 10_000, 40_000])
def test_what_is_no_image_is_no_image(image: Path, tree: Path, cut: int) -> None:
    image.write_bytes(image.read_bytes()[:cut])
    with pytest.raises(WriteError):
        check_image(image, files(tree))


def test_an_image_without_long_names_is_noticed(tmp_path: Path, tree: Path) -> None:
    iso = PyCdlib()
    iso.new(joliet=3)
    iso.add_fp(BytesIO(b"x"), 1, iso_path="/DICOMDIR.;1", joliet_path="/DICOMDIR")
    iso.write(str(tmp_path / "bare.iso"))
    iso.close()
    with pytest.raises(WriteError):
        check_image(tmp_path / "bare.iso", files(tree))
