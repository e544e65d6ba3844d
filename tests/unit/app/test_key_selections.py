"""Key images of a disc: found, counted, shown, rejected (P-021, P-022)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydicom.dataset import Dataset

from tests.factories.dicom import image_dataset, save
from tests.factories.key_objects import key_object
from tests.factories.session_desk import FaultyDesk, no_words
from viewer.app.catalog import CatalogItem
from viewer.app.key_selections import key_facts
from viewer.app.session import Session
from viewer.model.display_set import Document, ImageStack
from viewer.ui.browser.rows import ItemRow, make_rows
from viewer.ui.key_commands import NO_KEY_PICTURE, KeyCommands

ABSENT = image_dataset(series=7, number=9)


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    desk = FaultyDesk(None)
    yield desk
    desk.close()


def opened(desk: FaultyDesk, folder: Path, *documents: Dataset) -> Session:
    images = [image_dataset(series=s, number=n) for s in (1, 2) for n in range(1, 6)]
    for number, ds in enumerate([*images, *documents]):
        save(ds, folder / f"F{number}")
    return desk.open(folder)


def image(series: int, number: int) -> Dataset:
    return image_dataset(series=series, number=number)


def document_item(session: Session) -> CatalogItem:
    return next(i for i in session.catalog.items() if isinstance(i.display_set, Document))


def numbers(stack: ImageStack | None) -> list[tuple[int | None, int | None]]:
    assert stack is not None
    return [(f.header.series.number, f.header.sort.instance_number) for f in stack.frames]


def test_a_selection_is_a_stack_of_its_images_and_counts_those_that_are_missing(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    targets = [image(2, 4), image(1, 2), ABSENT]
    session = opened(desk, tmp_path, key_object(targets, description="look here"))
    item = document_item(session)
    session.show_item(item.uid)
    stack = session.workspace.active.state.stack
    assert numbers(stack) == [(2, 4), (1, 2)]  # in the order of the document
    assert stack is not None
    assert stack.label == "Of interest (1 not on this disc)"
    assert session.workspace.state.layout.cells == (item.uid,)
    row = next(r for r in make_rows(session.catalog) if isinstance(r, ItemRow) and r.item == item)
    assert (row.title.split("·")[1].strip(), row.note) == ("Of interest", "3 key pictures")


def test_a_selection_of_nothing_that_is_here_is_read_as_a_document(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    session = opened(desk, tmp_path, key_object([ABSENT]))
    session.show_item(document_item(session).uid)
    assert session.workspace.active.state.document is not None


def test_the_filter_leaves_the_picked_images_of_a_series(desk: FaultyDesk, tmp_path: Path) -> None:
    session = opened(desk, tmp_path, key_object([image(1, 2), image(1, 5), image(2, 1)]))
    viewport, keys = session.workspace.active, KeyCommands(session, no_words)
    assert len(numbers(viewport.state.stack)) == 5
    viewport.go_to(4)
    keys.toggle_filter()
    assert numbers(viewport.state.stack) == [(1, 2), (1, 5)]
    assert viewport.state.index == 1  # the image on show is one of them and stays
    keys.toggle_filter()
    assert len(numbers(viewport.state.stack)) == 5
    assert viewport.state.index == 4


def test_without_key_images_the_filter_does_nothing(desk: FaultyDesk, tmp_path: Path) -> None:
    session = opened(desk, tmp_path)
    told: list[str] = []
    KeyCommands(session, told.append).toggle_filter()
    assert len(numbers(session.workspace.active.state.stack)) == 5
    assert told == [NO_KEY_PICTURE]


def test_the_filter_knows_what_this_person_marked(desk: FaultyDesk, tmp_path: Path) -> None:
    session = opened(desk, tmp_path, key_object([image(1, 2)]))
    viewport = session.workspace.active
    viewport.go_to(3)
    assert viewport.state.frame is not None
    session.key_images.toggle(viewport.state.frame.key, viewport.state.frame.header)
    KeyCommands(session, no_words).toggle_filter()
    assert numbers(viewport.state.stack) == [(1, 2), (1, 4)]


def test_rejected_images_say_so_and_are_not_shown_first(desk: FaultyDesk, tmp_path: Path) -> None:
    bad = [image(1, n) for n in range(1, 6)]
    rejection = key_object(bad, title=("113001", "Rejected"), reason="Motion")
    session = opened(desk, tmp_path, rejection)
    stack = session.workspace.active.state.stack
    assert stack is not None
    facts = key_facts(session.catalog.patients[0])
    assert numbers(stack)[0][0] == 2
    assert not facts.rejection(stack.frames[0])
    first = next(i for i in session.catalog.items() if i.series.number == 1)
    assert isinstance(first.display_set, ImageStack)
    words = "Rejected for quality reasons: Motion"
    assert {facts.rejection(frame) for frame in first.display_set.frames} == {words}
    assert facts.picked(first.display_set.frames[0]) == ()
