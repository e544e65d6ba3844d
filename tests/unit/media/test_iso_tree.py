"""Names and places in images of discs, also those of other programs and damaged ones."""

import io
import os
import random
import shutil
import struct
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.factories.disc_tree import OPTIONS, disc_tree
from viewer.errors import CancelledError, FileReadError
from viewer.limits import ISO_FOLDER_BYTES
from viewer.media.cancel import CancelToken
from viewer.media.iso_tree import SECTOR, Extent, IsoTree, is_iso, read_iso_tree
from viewer.model.findings import FindingCode
from viewer.publish.image import write_iso

MOST = 1000
NAMES = {
    "DICOMDIR",
    "README.TXT",
    "DICOM/PT000000/IM000000",
    "DICOM/PT000000/IM000001",
    "VIEWER/Qt6Widgets.dll",
    "VIEWER/Qt6WidgetsMore.dll",
    "VIEWER/Größe.txt",
    "VIEWER/leer.txt",
    "VIEWER/start",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return disc_tree(tmp_path_factory.mktemp("tree"))


@pytest.fixture(scope="module")
def image(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("image") / "disc.iso"
    write_iso(tree, target, OPTIONS)
    return target.read_bytes()


class Scratched(io.BytesIO):
    """Reads of some sectors fail."""

    def __init__(self, data: bytes, bad: Iterable[int]) -> None:
        super().__init__(data)
        self.bad = set(bad)

    def read(self, size: int | None = -1) -> bytes:
        first = self.tell() // SECTOR
        last = (self.tell() + max(1, size or 1) - 1) // SECTOR
        if self.bad.intersection(range(first, last + 1)):
            raise OSError(5, "Input/output error")
        return super().read(size)


def read(data: bytes | io.BytesIO, most: int = MOST) -> IsoTree:
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    return read_iso_tree(stream, most, CancelToken())


def bytes_of(data: bytes, parts: tuple[Extent, ...]) -> bytes:
    return b"".join(data[part.start : part.start + part.length] for part in parts)


def holds(data: bytes, found: IsoTree, tree: Path, names: dict[str, str]) -> None:
    assert set(found.files) == set(names)
    for name, real in names.items():
        assert bytes_of(data, found.files[name]) == (tree / real).read_bytes()


def test_an_image_of_our_own_is_read(image: bytes, tree: Path) -> None:
    found = read(image)
    assert found.label == "PATIENT01"
    assert found.findings == []
    holds(image, found, tree, {name: name for name in NAMES})


@pytest.mark.parametrize(
    ("command", "names"),
    [
        (("genisoimage", "-quiet", "-J", "-r"), "long"),
        (("genisoimage", "-quiet", "-J", "-joliet-long"), "long"),
        (("genisoimage", "-quiet", "-R"), "long"),
        (("genisoimage", "-quiet", "-iso-level", "1"), "short"),
        (("genisoimage", "-quiet", "-udf", "-J"), "long"),
        (("xorriso", "-as", "mkisofs", "-quiet", "-J", "-R"), "long"),
        (("xorriso", "-as", "mkisofs", "-quiet", "-iso-level", "3"), "long"),
    ],
)
def test_images_of_other_programs_are_read(
    tree: Path, tmp_path: Path, command: tuple[str, ...], names: str
) -> None:
    program = shutil.which(command[0])
    if program is None and "CI" not in os.environ:
        pytest.skip(f"{command[0]} is not installed")
    target = tmp_path / "other.iso"
    full = [*command, "-V", "OTHER", "-input-charset", "utf-8", "-o", str(target), str(tree)]
    subprocess.run(full, check=True, capture_output=True)  # noqa: S603  as named above
    data = target.read_bytes()
    found = read(data)
    assert found.label == "OTHER"
    if names == "long":
        holds(data, found, tree, {name: name for name in NAMES})
        return
    assert {"DICOMDIR", "README.TXT", "DICOM/PT000000/IM000000"} <= set(found.files)
    assert len(found.files) == len(NAMES)


def folder_sectors(image: bytes) -> tuple[int, int]:
    """Sectors of the root folder in the two trees of names."""
    primary = struct.unpack_from("<I", image, 16 * SECTOR + 156 + 2)[0]
    joliet = struct.unpack_from("<I", image, 17 * SECTOR + 156 + 2)[0]
    return primary, joliet


def test_a_scratched_folder_is_found_in_the_other_tree_of_names(image: bytes, tree: Path) -> None:
    _, joliet = folder_sectors(image)
    found = read(Scratched(image, [joliet]))
    holds(image, found, tree, {name: name for name in NAMES})
    assert [f.code for f in found.findings] == [FindingCode.FOLDER_UNREADABLE]


def test_folders_below_a_scratch_come_from_the_other_tree_too(image: bytes) -> None:
    _, joliet = folder_sectors(image)
    whole = read(image)
    found = read(Scratched(image, [joliet + 1]))  # DICOM, or what lies behind the root
    assert set(found.files) == set(whole.files)


def test_both_trees_scratched_leave_what_can_be_read(image: bytes) -> None:
    found = read(Scratched(image, folder_sectors(image)))
    assert found.files == {}
    assert [f.code for f in found.findings] == [FindingCode.FOLDER_UNREADABLE]


def test_a_scratched_descriptor_leaves_the_other_one(image: bytes) -> None:
    assert set(read(Scratched(image, [17])).files) == NAMES
    assert set(read(Scratched(image, [16])).files) == NAMES
    with pytest.raises(FileReadError):
        read(Scratched(image, [16, 17]))


def test_an_image_cut_off_in_its_folders_says_so(image: bytes) -> None:
    found = read(image[: folder_sectors(image)[0] * SECTOR])
    assert found.files == {}
    assert found.findings


@pytest.mark.parametrize("data", [b"", b"\0" * 40_000, b"\0" * 0x8001 + b"CD001"])
def test_what_is_no_image_is_none(data: bytes) -> None:
    with pytest.raises(FileReadError):
        read(data)


def test_an_image_is_recognised_by_its_descriptor(image: bytes) -> None:
    assert is_iso(io.BytesIO(image))
    assert not is_iso(io.BytesIO(b"\0" * 40_000))
    assert not is_iso(io.BytesIO(b"short"))


def test_more_names_than_allowed_are_told(image: bytes) -> None:
    found = read(image, most=4)
    assert len(found.files) <= 4
    assert FindingCode.ARCHIVE_LIMIT in [f.code for f in found.findings]


def test_reading_can_be_stopped(image: bytes) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(CancelledError):
        read_iso_tree(io.BytesIO(image), MOST, token)


def changed(image: bytes, at: int, value: bytes) -> bytes:
    return image[:at] + value + image[at + len(value) :]


def record(name: bytes, extent: int, length: int, flags: int = 0) -> bytes:
    body = bytearray(33) + name + b"\0" * ((len(name) + 1) % 2)
    body[0] = len(body)
    struct.pack_into("<I", body, 2, extent)
    struct.pack_into("<I", body, 10, length)
    body[25], body[32] = flags, len(name)
    return bytes(body)


def with_root(image: bytes, *records: bytes) -> bytes:
    """The image with other names in its first folder, and without Joliet."""
    primary, _ = folder_sectors(image)
    data = changed(image, 17 * SECTOR, b"\xff")
    return changed(data, primary * SECTOR, b"".join(records).ljust(SECTOR, b"\0"))


def test_a_file_in_several_pieces_is_one(image: bytes) -> None:
    data = with_root(
        image,
        record(b"LONG.;1", 20, 2048, 0x80),
        record(b"LONG.;1", 25, 100),
        record(b"A.;1", 30, 1),
    )
    found = read(data)
    assert found.files["LONG"] == (Extent(20 * SECTOR, 2048), Extent(25 * SECTOR, 100))
    assert set(found.files) == {"LONG", "A"}


def test_folders_in_a_circle_end(image: bytes) -> None:
    primary, _ = folder_sectors(image)
    found = read(with_root(image, record(b"AGAIN", primary, SECTOR, 2), record(b"A.;1", 30, 1)))
    assert set(found.files) == {"A"}


@pytest.mark.parametrize("name", [b"../EVIL.;1", b"..", b"C:EVIL.;1", b"A/B.;1", b"CON.;1"])
def test_names_that_lead_elsewhere_are_refused(image: bytes, name: bytes) -> None:
    found = read(with_root(image, record(name, 30, 1), record(b"GOOD.;1", 31, 1)))
    assert set(found.files) == {"GOOD"}
    assert [f.code for f in found.findings] == [FindingCode.PATH_REFUSED]


def test_of_two_files_of_one_name_the_first_counts(image: bytes) -> None:
    found = read(with_root(image, record(b"A.;1", 30, 1), record(b"A.;2", 31, 1)))
    assert found.files["A"][0].start == 30 * SECTOR


def test_a_record_that_makes_no_sense_ends_its_sector(image: bytes) -> None:
    broken = bytearray(record(b"B.;1", 31, 1))
    broken[32] = 200
    found = read(with_root(image, record(b"A.;1", 30, 1), bytes(broken), record(b"C.;1", 32, 1)))
    assert set(found.files) == {"A"}


def test_a_folder_larger_than_folders_are_is_not_read(image: bytes) -> None:
    huge = record(b"HUGE", 40, ISO_FOLDER_BYTES + 1, 2)
    found = read(with_root(image, huge, record(b"A.;1", 30, 1)))
    assert set(found.files) == {"A"}
    assert [(f.code, f.path) for f in found.findings] == [(FindingCode.FOLDER_UNREADABLE, "HUGE")]


def test_an_image_with_an_odd_block_size_is_none(image: bytes) -> None:
    data = changed(image, 16 * SECTOR + 128, b"\x03\x00")
    data = changed(data, 17 * SECTOR + 128, b"\x03\x00")
    with pytest.raises(FileReadError):
        read(data)


@pytest.mark.parametrize("seed", range(200))
def test_whatever_is_changed_in_the_names_nothing_breaks(image: bytes, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  damage that can be made again
    data = bytearray(image)
    for _ in range(chance.randrange(1, 40)):
        data[chance.randrange(16 * SECTOR, 45 * SECTOR)] = chance.randrange(256)
    try:
        found = read(bytes(data[: chance.randrange(30_000, len(data))]), most=300)
    except FileReadError:
        return
    assert len(found.files) <= 300
    assert not any({"", ".", ".."} & set(path.split("/")) for path in found.files)
