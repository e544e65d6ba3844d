"""Which volumes can be taken out, and which one the program is on."""

import os
from pathlib import Path

import pytest

from viewer.media.removable import (
    Volume,
    _is_removable,
    is_built_in,
    own_file_set,
    own_volume,
)

STICK = Volume(Path("/media/STICK"), "STICK")


def test_the_volume_of_the_program(tmp_path: Path) -> None:
    volume = Volume(tmp_path.resolve(), "DISC")
    assert own_volume((STICK, volume), tmp_path / "app" / "lightbox") == volume
    assert own_volume((STICK,), tmp_path / "lightbox") is None
    assert own_volume((volume,)) is None  # not frozen


@pytest.mark.parametrize("name", ["DICOMDIR", "dicomdir", "IHE_PDI"])
def test_pictures_beside_the_program_are_its_own(tmp_path: Path, name: str) -> None:
    """A disc that was copied to a folder opens like the disc."""
    (tmp_path / "VIEWER").mkdir()
    (tmp_path / "START.EXE").touch()
    assert own_file_set(tmp_path) is None
    (tmp_path / name).touch()
    assert own_file_set(tmp_path) == tmp_path


def test_what_cannot_be_listed_has_none(tmp_path: Path) -> None:
    assert own_file_set(tmp_path / "nowhere") is None


def test_on_a_mac_it_is_the_volume_with_the_image_of_the_program(tmp_path: Path) -> None:
    """S-01: macOS mounts the image in a place of its own, or runs a hidden copy of the program."""
    program = tmp_path / "Lightbox" / "Lightbox.app" / "Contents" / "MacOS" / "lightbox"
    image, disc, other = (Volume(tmp_path / name, name) for name in ("Lightbox", "DISC", "OTHER"))
    for volume in (image, disc, other):
        volume.root.mkdir()
    assert own_volume((image, disc, other), program) is None
    (disc.root / "START-MAC.DMG").write_bytes(b"")
    assert own_volume((image, other, disc), program) == disc
    (other.root / "START-MAC-INTEL.DMG").write_bytes(b"")
    assert own_volume((image, other, disc), program) is None  # which one?


@pytest.mark.parametrize(("flag", "removable"), [("1\n", True), ("0\n", False)])
def test_a_partition_asks_its_disc(tmp_path: Path, flag: str, *, removable: bool) -> None:
    (tmp_path / "sdb" / "sdb1").mkdir(parents=True)
    (tmp_path / "sdb" / "removable").write_text(flag)
    assert _is_removable(tmp_path / "sdb" / "sdb1") is removable
    assert _is_removable(tmp_path / "sdb") is removable
    assert not _is_removable(tmp_path / "nothing")


DEVICES = {
    "pci0/ata1/block/sda/sda1": True,
    "pci0/nvme/nvme0/nvme0n1": True,
    "pci0/usb2/2-1/block/sdb/sdb1": False,
    "pci0/mmc_host/mmc0/block/mmcblk0": False,
    "virtual/block/loop0": False,
}


@pytest.mark.parametrize(("device", "built_in"), DEVICES.items())
def test_disks_of_this_computer(tmp_path: Path, device: str, *, built_in: bool) -> None:
    """What is at a plug may be any medium, whatever it says of itself; so may what nobody knows."""
    place = tmp_path / "devices" / device
    (place / "slaves").mkdir(parents=True)
    state = tmp_path.stat().st_dev
    links = tmp_path / "block"
    links.mkdir()
    assert not is_built_in(tmp_path, links)
    link = links / f"{os.major(state)}:{os.minor(state)}"
    link.symlink_to(place)
    assert is_built_in(tmp_path, links) is built_in
    encrypted = tmp_path / "devices" / "virtual" / "block" / "dm-0" / "slaves"
    encrypted.mkdir(parents=True)
    (encrypted / "disk").symlink_to(place)
    link.unlink()
    link.symlink_to(encrypted.parent)
    assert is_built_in(tmp_path, links) is built_in
