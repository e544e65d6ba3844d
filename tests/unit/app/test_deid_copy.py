"""How far a copy is, how long it will take, and where it may go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.dicom import image_dataset, make_ct_series, save
from tests.factories.session_desk import FaultyDesk
from viewer.app.copy_place import free_name, is_taken, problem_of
from viewer.app.deid_copy import PHASES, CopyInTheMaking, phases_of
from viewer.app.deid_place import NAME, room_for
from viewer.app.making import Making, Progress, left_s
from viewer.deid.errors import OutputError
from viewer.deid.output import Coding, Kind, Output
from viewer.deid.profile import PRESETS
from viewer.deid.request import Request
from viewer.errors import CancelledError
from viewer.export.place import ON_MEDIUM

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.deid.account import Account

PACKED = phases_of(Output(as_zip=True))


@pytest.mark.parametrize(
    ("progress", "share"),
    [
        (Progress(), None),
        (Progress("copying", 5, None, phases=PHASES), None),
        (Progress("copying", 5, 10, phases=PHASES), 0.25),
        (Progress("checking", 5, 10, phases=PHASES), 0.75),
        (Progress("checking", 5, 10, phases=PACKED), 0.5),
        (Progress("packing", 10, 10, phases=PACKED), 1.0),
        (Progress("copying", 20, 10, phases=PHASES), 0.5),  # more files than were expected
        (Progress("something new", 5, 10, phases=PHASES), None),
    ],
)
def test_every_phase_is_a_part_of_the_whole(progress: Progress, share: float | None) -> None:
    assert progress.share == share


def test_drawing_comes_before_packing() -> None:
    phases = phases_of(Output(Kind.PNG, as_zip=True))
    assert phases == ("copying", "checking", "drawing", "packing")


def test_time_left_follows_the_pace() -> None:
    quarter = Progress("copying", 5, 10, phases=PHASES)
    assert left_s(quarter, 10.0) == pytest.approx(30.0)
    assert left_s(quarter, 0.5) is None  # too soon to tell
    assert left_s(Progress(), 10.0) is None


class TestMaking:
    @pytest.fixture
    def desk(self) -> Iterator[FaultyDesk]:
        made = FaultyDesk(None)
        yield made
        made.close()

    def request(self, tmp_path: Path) -> Request:
        source = tmp_path / "source"
        make_ct_series(source, 3, PatientName="Lindqvist^Margareta", PatientID="A-7784512")
        return Request((source,), tmp_path / "copy", PRESETS["share"])

    def test_it_ends_with_an_account(self, desk: FaultyDesk, tmp_path: Path) -> None:
        making = CopyInTheMaking(desk.session, clock=lambda: 0.0)
        told: list[Making[Account]] = []
        making.finished.connect(told.append)
        making.start(self.request(tmp_path))
        assert making.is_running
        desk.run_until(lambda: not making.is_running)
        assert told == [making]
        assert making.account is not None
        assert making.account.written == 3
        assert making.result == tmp_path / "copy"
        assert making.progress.phase == "checking"
        assert making.left_s is None  # no time has passed by this clock

    def test_a_second_pass_says_that_it_is_one(self, desk: FaultyDesk, tmp_path: Path) -> None:
        """A name that only the second file has as a name stands in the first one's text."""
        person: dict[str, Any] = {
            "PatientName": "Lindqvist^Margareta",
            "PatientID": "A-7784512",
        }
        source = tmp_path / "source"
        first = image_dataset(number=1, ConvolutionKernel="Oberholzer 7", **person)
        second = image_dataset(number=2, ReferringPhysicianName="Oberholzer^Reto", **person)
        save(first, source / "0")
        save(second, source / "1")
        making = CopyInTheMaking(desk.session)
        making.start(Request((source,), tmp_path / "copy", PRESETS["share"]))
        desk.run_until(lambda: not making.is_running)
        assert making.account is not None
        assert making.progress.is_again

    def test_it_can_be_stopped(self, desk: FaultyDesk, tmp_path: Path) -> None:
        making = CopyInTheMaking(desk.session)
        making.start(self.request(tmp_path))
        making.stop()
        assert making.is_stopping
        desk.run_until(lambda: not making.is_running)
        assert isinstance(making.problem, CancelledError)
        assert making.was_stopped
        assert [path.name for path in tmp_path.iterdir()] == ["source"]

    def test_it_tells_why_there_is_none(self, desk: FaultyDesk, tmp_path: Path) -> None:
        request = self.request(tmp_path)
        (tmp_path / "copy").mkdir()
        (tmp_path / "copy" / "mine").touch()
        making = CopyInTheMaking(desk.session)
        making.start(request)
        desk.run_until(lambda: not making.is_running)
        assert isinstance(making.problem, OutputError)
        assert making.account is None
        assert not making.was_stopped


def test_names_that_are_taken_get_a_number(tmp_path: Path) -> None:
    assert free_name(tmp_path, NAME) == NAME
    (tmp_path / NAME).mkdir()
    assert free_name(tmp_path, NAME) == f"{NAME} 2"
    (tmp_path / f"{NAME} 2.zip").touch()
    assert free_name(tmp_path, NAME) == f"{NAME} 3"
    (tmp_path / f"{NAME} 3").symlink_to("nowhere")
    assert is_taken(tmp_path, f"{NAME} 3")


@pytest.mark.parametrize("name", ["", " ", "a/b", "..", ".hidden", "a ", 'a"b', "a\\b"])
def test_names_that_cannot_be(tmp_path: Path, name: str) -> None:
    assert "another name" in problem_of(tmp_path, name, ())


def test_never_on_a_medium_and_only_where_there_is_a_folder(tmp_path: Path) -> None:
    disc = tmp_path / "disc"
    (disc / "inside").mkdir(parents=True)
    assert problem_of(disc / "inside", "copy", (disc,)) == ON_MEDIUM
    assert problem_of(tmp_path, "copy", (disc,)) == ""
    assert "not there" in problem_of(tmp_path / "nowhere", "copy", (disc,))
    assert "not there" in problem_of(
        tmp_path.relative_to(tmp_path), "copy", (disc,)
    )  # an empty field


def test_room_is_what_is_needed_at_the_most_crowded_moment(tmp_path: Path) -> None:
    plain = room_for(1000, tmp_path, Output())
    packed = room_for(1000, tmp_path, Output(as_zip=True))
    recoded = room_for(1000, tmp_path, Output(coding=Coding.UNCOMPRESSED))
    assert plain.needed < packed.needed < recoded.needed
    assert plain.is_enough
    assert not room_for(1 << 62, tmp_path, Output()).is_enough
    unknown = room_for(1000, tmp_path / "nowhere", Output())
    assert unknown.free is None
    assert unknown.is_enough
