"""Which sticks pictures may be added to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.factories.dicom import make_disc
from viewer.app.sticks import is_source, stick_at, sticks
from viewer.media.removable import Volume

if TYPE_CHECKING:
    from pathlib import Path


def test_discs_and_what_is_open_are_no_place(tmp_path: Path) -> None:
    for name in ("stick", "disc", "source"):
        (tmp_path / name).mkdir()
    (tmp_path / "source" / "photos").mkdir()
    volumes = (
        Volume(tmp_path / "stick", "KINGSTON"),
        Volume(tmp_path / "disc", "CD", is_optical=True),
        Volume(tmp_path / "source", "SOURCE"),
    )
    found = sticks([tmp_path / "source" / "photos"], lambda: volumes)
    assert [one.label for one in found] == ["KINGSTON"]
    assert found[0].free
    assert not found[0].has_pictures


def test_a_system_that_does_not_answer_lists_none() -> None:
    def refuses() -> tuple[Volume, ...]:
        raise OSError

    assert sticks([], refuses) == ()


def test_a_stick_with_pictures_is_known_and_one_that_is_gone_too(tmp_path: Path) -> None:
    make_disc(tmp_path / "stick")
    assert stick_at(tmp_path / "stick").has_pictures
    gone = stick_at(tmp_path / "gone")
    assert (gone.label, gone.free, gone.has_pictures) == ("gone", None, False)


def test_a_place_on_an_open_medium_is_a_source(tmp_path: Path) -> None:
    (tmp_path / "disc" / "inside").mkdir(parents=True)
    assert is_source(tmp_path / "disc" / "inside", [tmp_path / "disc"])
    assert not is_source(tmp_path, [])
