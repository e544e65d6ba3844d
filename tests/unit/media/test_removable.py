"""Volumes that come and go."""

from pathlib import Path

import pytest

from viewer.media.removable import RemovableVolumes, Volume, _is_removable, own_volume

DISC = Volume(Path("/media/DISC"), "DISC", is_optical=True)
STICK = Volume(Path("/media/STICK"), "STICK")


def test_poll_tells_what_changed() -> None:
    states = iter([(DISC,), (DISC,), (DISC, STICK), (STICK,)])
    volumes = RemovableVolumes(lambda: next(states))
    assert volumes.poll() == ((DISC,), ())
    assert volumes.poll() == ((), ())
    assert volumes.poll() == ((STICK,), ())
    assert volumes.poll() == ((), (DISC,))
    assert volumes.current == (STICK,)


def test_the_volume_of_the_program(tmp_path: Path) -> None:
    volume = Volume(tmp_path.resolve(), "DISC")
    assert own_volume((STICK, volume), tmp_path / "app" / "lightbox") == volume
    assert own_volume((STICK,), tmp_path / "lightbox") is None
    assert own_volume((volume,)) is None  # not frozen


@pytest.mark.parametrize(("flag", "removable"), [("1\n", True), ("0\n", False)])
def test_a_partition_asks_its_disc(tmp_path: Path, flag: str, *, removable: bool) -> None:
    (tmp_path / "sdb" / "sdb1").mkdir(parents=True)
    (tmp_path / "sdb" / "removable").write_text(flag)
    assert _is_removable(tmp_path / "sdb" / "sdb1") is removable
    assert _is_removable(tmp_path / "sdb") is removable
    assert not _is_removable(tmp_path / "nothing")
