"""A mammography beside earlier ones: every view, whichever is active, the next one by a step."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.dicom import image_dataset, make_disc
from tests.factories.session_desk import FaultyDesk
from viewer.app.hanger import Hanger
from viewer.app.mammograms_beside import mammograms_beside
from viewer.app.session import Session
from viewer.demo.identity import uid

FOUR = (("R", "CC", "P\\L"), ("L", "CC", "A\\R"), ("R", "MLO", "P\\FL"), ("L", "MLO", "A\\FR"))


def examination(study: int, date: str, views: tuple[tuple[str, str, str], ...]) -> list[Any]:
    return [
        image_dataset(
            series=n,
            number=1,
            Modality="MG",
            StudyInstanceUID=uid(study),
            SeriesInstanceUID=uid(study, n),
            SOPInstanceUID=uid(study, n, 1),
            StudyDate=date,
            ImageLaterality=side,
            ViewPosition=view,
            PatientOrientation=lies.split("\\"),
            ImageOrientationPatient=None,
            ImagePositionPatient=None,
            ImageType=["ORIGINAL", "PRIMARY"],
        )
        for n, (side, view, lies) in enumerate(views, 1)
    ]


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    desk = FaultyDesk(None)
    yield desk
    desk.close()


def opened(desk: FaultyDesk, folder: Path, *examinations: list[Any]) -> Session:
    make_disc(folder, [ds for one in examinations for ds in one])
    session = desk.open(folder)
    hanger = Hanger(session)
    desk.run_until(lambda: session.workspace.active.state.frame is not None)
    hanger.apply(next(one for one in hanger.offers() if one.protocol.id.startswith("mammo")))
    return session


def studies(session: Session, step: int = 0) -> list[str]:
    """The number of the study in each cell, "" for an empty one."""
    hanging = mammograms_beside(session, step)
    assert hanging is not None
    Hanger(session).apply(hanging)
    frames = [viewport.state.frame for viewport in session.workspace.viewports]
    return [frame.header.study.date[:4] if frame is not None else "" for frame in frames]


def test_each_view_beside_its_earlier_one_and_then_the_one_before(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    session = opened(
        desk,
        tmp_path / "disc",
        examination(91, "20240301", FOUR),
        examination(92, "20220301", FOUR),
        examination(93, "20200301", FOUR[:3]),
    )
    assert studies(session) == ["2024", "2022"] * 4
    session.workspace.activate(1)  # an earlier one: the newest on show leads all the same
    assert studies(session, 1) == ["2024", "2020", "2024", "2020", "2024", "2020", "2024", ""]
    assert studies(session, 2) == ["2024", "2022"] * 4


def test_one_view_alone_or_no_earlier_one_is_compared_as_series_are(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    session = opened(
        desk,
        tmp_path / "disc",
        examination(91, "20240301", FOUR),
        examination(92, "20220301", FOUR),
    )
    session.workspace.set_layout(1, 1)
    assert mammograms_beside(session) is None
    oldest = session.catalog.patients[0].studies[1]
    session.workspace.set_layout(1, 2)
    session.show_item(oldest.items[0].uid, 0)
    session.show_item(oldest.items[1].uid, 1)
    assert mammograms_beside(session) is None
