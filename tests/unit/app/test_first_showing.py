"""What is seen first where several folders are opened together."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.dicom import image_dataset, save
from tests.factories.key_objects import key_object
from tests.factories.session_desk import FaultyDesk
from viewer.app.first_showing import FirstShowing
from viewer.app.stage import Stage


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    desk = FaultyDesk(None)
    yield desk
    desk.close()


def document_on_show(desk: FaultyDesk, folder: Path) -> None:
    save(key_object([image_dataset()]), folder / "document" / "KO1")
    desk.open(folder / "document")
    assert desk.session.workspace.active.state.document is not None


def test_pictures_take_the_place_of_a_document_nobody_asked_for(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    document_on_show(desk, tmp_path)
    save(image_dataset(), tmp_path / "pictures" / "IM1")
    desk.session.open(tmp_path / "pictures")
    desk.run_until(lambda: desk.session.workspace.active.state.frame is not None)


def test_a_document_somebody_chose_stays(desk: FaultyDesk, tmp_path: Path) -> None:
    document_on_show(desk, tmp_path)
    desk.session.first.person_chose()
    save(image_dataset(), tmp_path / "pictures" / "IM1")
    desk.session.open(tmp_path / "pictures")
    desk.run_until(lambda: len(desk.session.catalog.items()) == 2)
    desk.open(tmp_path / "pictures")
    assert desk.session.workspace.active.state.document is not None


SCOUT: dict[str, Any] = {
    "ImageType": ["ORIGINAL", "PRIMARY", "LOCALIZER"],
    "SeriesDescription": "Topogram",
}


def on_show(desk: FaultyDesk) -> str:
    frame = desk.session.workspace.active.state.frame
    return frame.header.series.description if frame is not None else ""


def test_a_localizer_that_is_read_first_is_not_shown_first(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    shown: list[str] = []
    first = FirstShowing(desk.session.workspace, shown.append, "unreadable")
    save(image_dataset(series=1, **SCOUT), tmp_path / "A" / "IM1")
    scout_alone = desk.open(tmp_path).catalog
    save(image_dataset(series=2), tmp_path / "B" / "IM1")
    desk.session.open(tmp_path / "B")
    desk.run_until(lambda: len(desk.session.catalog.items()) == 2)
    first.update(scout_alone, Stage.READING)
    assert not shown
    first.update(desk.session.catalog, Stage.READING)
    items = {item.uid: item.series.description for item in desk.session.catalog.items()}
    assert [items[uid] for uid in shown] == ["Series 2"]


def test_a_localizer_gives_way_once_there_is_something_else(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    save(image_dataset(series=1, **SCOUT), tmp_path / "A" / "IM1")
    save(image_dataset(series=2), tmp_path / "B" / "IM1")
    desk.open(tmp_path / "A")
    assert on_show(desk) == "Topogram"
    desk.session.open(tmp_path / "B")
    desk.run_until(lambda: on_show(desk) == "Series 2")


def test_a_localizer_is_shown_where_there_is_nothing_else(desk: FaultyDesk, tmp_path: Path) -> None:
    save(image_dataset(**SCOUT), tmp_path / "IM1")
    desk.open(tmp_path)
    assert on_show(desk) == "Topogram"


def test_a_localizer_somebody_chose_stays(desk: FaultyDesk, tmp_path: Path) -> None:
    save(image_dataset(series=1, **SCOUT), tmp_path / "A" / "IM1")
    save(image_dataset(series=2), tmp_path / "B" / "IM1")
    desk.open(tmp_path / "A")
    (scout,) = desk.session.catalog.items()
    desk.session.show_item(scout.uid)
    desk.session.open(tmp_path / "B")
    desk.run_until(lambda: len(desk.session.catalog.items()) == 2)
    desk.wait_for(Stage.READY)
    assert on_show(desk) == "Topogram"
