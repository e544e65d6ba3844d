"""Two rescues to one place would write over what the other has read."""

from pathlib import Path

import pytest

from tests.factories.rescue import copied
from viewer.errors import WriteError
from viewer.publish.errors import TargetError
from viewer.publish.rescue.alone import alone
from viewer.publish.rescue.job import Rescue, RescueRequest


def test_a_second_rescue_to_the_same_place_is_refused(demo_disc: Path, tmp_path: Path) -> None:
    request = RescueRequest(copied(demo_disc, tmp_path / "disc"), tmp_path / "copy")
    with (
        alone(request.work),
        pytest.raises(TargetError, match="going on already"),
    ):
        Rescue(request).run(lambda _: "")
    assert not request.target.exists()
    Rescue(request).run(lambda _: "")
    assert request.target.is_dir()


def test_the_place_is_free_again_whatever_happens(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), alone(tmp_path / "w"):
        raise ZeroDivisionError
    with alone(tmp_path / "w"):
        pass


def test_a_place_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteError), alone(tmp_path / "file" / "w"):
        pass


def test_a_share_that_knows_no_locks_is_good_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(38, "not here")

    monkeypatch.setattr("viewer.publish.rescue.alone.take", refuse)
    with alone(tmp_path / "w"):
        pass
