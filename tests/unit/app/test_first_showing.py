"""What is seen first where several folders are opened together."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.dicom import image_dataset, save
from tests.factories.key_objects import key_object
from tests.factories.session_desk import FaultyDesk


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
