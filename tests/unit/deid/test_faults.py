"""Media and disks that fail while a copy is made: told, and nothing left that looks complete."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.factories.dicom import gradient, make_ct_series
from tests.factories.faulty_source import FaultPlan, FaultySource
from viewer.deid import sources
from viewer.deid.errors import DeidError
from viewer.deid.job import Request, run
from viewer.deid.output import Coding, Kind, Output
from viewer.deid.profile import PRESETS
from viewer.errors import MediumError
from viewer.media.locate import Located
from viewer.media.nested import NestedSource
from viewer.settings import ArchiveSettings

PERSON: dict[str, Any] = {"PatientName": "Lindqvist^Margareta", "PatientID": "A-7784512"}


@pytest.fixture
def disc(tmp_path: Path) -> Path:
    make_ct_series(tmp_path / "disc", 4, pixels=gradient(200, 200), **PERSON)
    return tmp_path / "disc"


def failing(disc: Path, plan: FaultPlan, monkeypatch: pytest.MonkeyPatch) -> Request:
    def locate(place: Path, settings: ArchiveSettings) -> Located:
        return Located(NestedSource(FaultySource(place, plan), settings))

    monkeypatch.setattr(sources, "locate", locate)
    return Request((disc,), disc.parent / "copy", PRESETS["share"])


def test_a_scratch_in_the_pixels_costs_one_image(
    disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = (disc / "0001").stat().st_size
    plan = FaultPlan(errors={"0001": (size - 100, size)})
    account = run(failing(disc, plan, monkeypatch))
    assert account.written == 3
    assert account.reasons == {"it cannot be read from the medium": 1}
    assert len(list((disc.parent / "copy" / "DICOM").rglob("IM*"))) == 3


def test_a_scratch_in_the_header_costs_one_image(
    disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = run(failing(disc, FaultPlan(errors={"0002": (0, 200)}), monkeypatch))
    assert account.written == 3
    assert [reason for _, reason, _ in account.excluded] == ["damaged"]


def test_a_medium_taken_out_ends_the_job_and_leaves_nothing(
    disc: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(MediumError):
        run(failing(disc, FaultPlan(vanish_after=2), monkeypatch))
    assert [path.name for path in disc.parent.iterdir()] == ["disc"]


@pytest.mark.parametrize(
    "output",
    [
        Output(as_zip=True, password="correct horse"),  # noqa: S106  of a test
        Output(kind=Kind.PNG),
        Output(coding=Coding.JPEG_LS),
    ],
)
@pytest.mark.parametrize("files_read", [1, 3])
def test_whatever_is_made_a_medium_taken_out_leaves_nothing(
    disc: Path, monkeypatch: pytest.MonkeyPatch, output: Output, files_read: int
) -> None:
    wanted = failing(disc, FaultPlan(vanish_after=files_read), monkeypatch)
    output = replace(output, mapping=disc.parent / "who.csv")
    with pytest.raises(MediumError):
        run(replace(wanted, output=output))
    assert [path.name for path in disc.parent.iterdir()] == ["disc"]


@pytest.mark.parametrize("coding", Coding)
def test_a_scratch_in_pixels_that_are_recoded_costs_one_image(
    disc: Path, monkeypatch: pytest.MonkeyPatch, coding: Coding
) -> None:
    size = (disc / "0001").stat().st_size
    plan = FaultPlan(errors={"0001": (size - 100, size)})
    wanted = replace(failing(disc, plan, monkeypatch), output=Output(coding=coding))
    account = run(wanted)
    assert account.written == 3
    assert len(list((disc.parent / "copy" / "DICOM").rglob("IM*"))) == 3


def test_a_medium_of_which_nothing_can_be_read(disc: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = FaultPlan(errors={f"{number:04d}": (0, 1 << 20) for number in range(4)})
    with pytest.raises(DeidError):
        run(failing(disc, plan, monkeypatch))
    assert [path.name for path in disc.parent.iterdir()] == ["disc"]
