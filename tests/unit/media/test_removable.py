"""Which volumes can be taken out, and which one the program is on."""

from pathlib import Path

import pytest

from viewer.media.removable import Volume, _is_removable, own_volume

STICK = Volume(Path("/media/STICK"), "STICK")


def test_the_volume_of_the_program(tmp_path: Path) -> None:
    volume = Volume(tmp_path.resolve(), "DISC")
    assert own_volume((STICK, volume), tmp_path / "app" / "lightbox") == volume
    assert own_volume((STICK,), tmp_path / "lightbox") is None
    assert own_volume((volume,)) is None  # not frozen


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
