"""What a session saves: which images, how they look, where, and where never."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pydicom
import pytest

from tests.factories.dicom import image_dataset, make_disc
from tests.factories.session_desk import FaultyDesk
from tests.factories.states import state_about
from viewer.app.save_marked import has_marks, marked_of, save_marked
from viewer.app.stage import Stage
from viewer.errors import CancelledError, ViewerError, WriteError
from viewer.export.place import ON_MEDIUM
from viewer.export.with_images import Written
from viewer.model.annotation import Anchor, Annotation, AnnotationKind
from viewer.model.lut import LutTable, Rescale, VoiSource, Window
from viewer.model.viewport import Presentation, ViewState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.model.display_set import StackFrame

LUNG = Window(-600, 1500, name="Lung", source=VoiSource.PRESET)


class Desk(FaultyDesk):
    """A session with two series, the first on show."""

    def __init__(self, folder: Path) -> None:
        super().__init__(None)
        self.disc = folder / "disc"
        make_disc(self.disc, (image_dataset(series=s, number=n) for s in (1, 2) for n in (1, 2, 3)))
        self.open(self.disc)
        self.run_until(lambda: self.session.workspace.active.shown is not None)
        self.results: list[Written | ViewerError] = []
        self.told: list[tuple[int, int]] = []

    def frames(self, series: int) -> tuple[StackFrame, ...]:
        item = next(i for i in self.session.catalog.items() if i.series.number == series)
        if item.display_set is None:
            self.session.show_item(item.uid)
            self.run_until(lambda: self.session.catalog.item(item.uid).display_set is not None)  # type: ignore[union-attr]
            item = self.session.catalog.item(item.uid)  # type: ignore[assignment]
        return item.display_set.frames  # type: ignore[union-attr]

    def draw(self, frame: StackFrame, name: str = "a") -> None:
        anchor = Anchor(frame.key, frame.header.sop_instance_uid)
        points = ((1.0, 1.0), (9.0, 1.0))
        self.session.annotations.add(Annotation(name, AnnotationKind.LENGTH, points, anchor))

    def mark(self, frame: StackFrame) -> None:
        self.session.key_images.toggle(frame.key, frame.header)

    def save(self, folder: Path) -> Written | ViewerError:
        marked = marked_of(self.session)
        save_marked(
            self.session,
            marked,
            folder,
            lambda done, total: self.told.append((done, total)),
            self.results.append,
        )
        self.run_until(lambda: bool(self.results))
        return self.results[-1]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def test_drawn_and_marked_images_are_saved(desk: Desk, tmp_path: Path) -> None:
    first, second = desk.frames(1), desk.frames(2)
    assert not has_marks(desk.session)
    desk.draw(first[0])
    desk.mark(second[1])
    assert has_marks(desk.session)
    target = tmp_path / "target"
    target.mkdir()
    written = desk.save(target)
    assert isinstance(written, Written)
    assert (written.copies, written.states, written.documents) == (2, 1, 1)
    assert desk.told == [(0, 2), (1, 2), (2, 2)]
    state = pydicom.dcmread(written.folder / "PR000001")
    texts = [
        text.UnformattedTextValue
        for item in state.GraphicAnnotationSequence
        for text in item.TextObjectSequence
    ]
    assert texts == ["8.00 mm"]
    key = pydicom.dcmread(written.folder / "KO000001").ContentSequence[0].ReferencedSOPSequence[0]
    assert key.ReferencedSOPInstanceUID == second[1].header.sop_instance_uid


def test_they_look_as_on_screen(desk: Desk) -> None:
    """The window, turning and polarity of the viewport their stack is in."""
    first, second = desk.frames(1), desk.frames(2)
    desk.session.show_item(
        next(i.uid for i in desk.session.catalog.items() if i.series.number == 1)
    )
    viewport = desk.session.workspace.active
    viewport.set_view(ViewState(quarter_turns=1))
    viewport.set_presentation(Presentation(voi=LUNG, inverted=True))
    desk.draw(first[2])
    desk.draw(second[0], "b")
    area = ((0.0, 0.0), (5.0, 5.0))
    marked = marked_of(desk.session, {first[2].key: area})
    shown, hidden = marked.images
    assert (shown.voi, shown.inverted, shown.view.quarter_turns) == (LUNG, True, 1)
    assert shown.area == area
    assert (hidden.inverted, hidden.view, hidden.area) == (False, ViewState(), None)
    assert marked.key_images == ()


def test_several_drawings_of_an_image_stay_together(desk: Desk) -> None:
    frames = desk.frames(1)
    desk.draw(frames[0], "a")
    desk.draw(frames[0], "b")
    desk.mark(frames[0])
    marked = marked_of(desk.session)
    assert len(marked.images) == 1
    assert [d.annotation.id for d in marked.images[0].drawings] == ["a", "b"]
    assert marked.key_images == marked.images


def test_what_is_no_longer_open_is_left_out(desk: Desk) -> None:
    frame = desk.frames(1)[0]
    gone = replace(frame, key=replace(frame.key, file=replace(frame.key.file, medium=9)))
    desk.draw(gone)
    assert marked_of(desk.session).images == ()


def test_nothing_is_written_to_the_medium(desk: Desk) -> None:
    """M-042."""
    desk.draw(desk.frames(1)[0])
    before = sorted(path for path in desk.disc.rglob("*"))
    refused = desk.save(desk.disc)
    assert isinstance(refused, WriteError)
    assert str(refused) == ON_MEDIUM
    assert before == sorted(path for path in desk.disc.rglob("*"))


def test_cancelled_while_it_waits_for_the_medium(desk: Desk, tmp_path: Path) -> None:
    desk.draw(desk.frames(1)[0])
    target = tmp_path / "target"
    target.mkdir()
    marked = marked_of(desk.session)
    medium = desk.session._media[1].medium
    assert medium is not None
    with medium._reader.gate.turn(urgent=True):
        cancel = save_marked(desk.session, marked, target, lambda *_: None, desk.results.append)
        cancel.cancel()
    desk.run_until(lambda: bool(desk.results))
    assert isinstance(desk.results[-1], CancelledError)
    assert list(target.iterdir()) == []


def test_marks_go_with_their_medium(desk: Desk) -> None:
    desk.mark(desk.frames(1)[0])
    desk.session.close_media()
    assert desk.session.load.stage is Stage.NO_MEDIUM
    assert desk.session.key_images.state.images == ()


def test_what_is_drawn_under_a_presentation_state_is_saved_with_its_grey_steps(
    desk: Desk, tmp_path: Path
) -> None:
    """P-018, S-31: polarity, modality and window are the state's, not those of the file."""
    first = desk.frames(1)
    item = next(i for i in desk.session.catalog.items() if i.series.number == 1)
    desk.session.show_item(item.uid)
    viewport = desk.session.workspace.active
    curve = LutTable(0, 16, np.arange(256, dtype=np.uint16))
    state = state_about(first[0], modality=Rescale(2.0, -50.0, "US"), inverse=True)
    viewport.show_state(state)
    desk.draw(first[0])
    image = marked_of(desk.session).images[0]
    assert (image.modality, image.is_inverse, image.not_kept) == (state.modality, True, "")
    assert image.voi is not None
    target = tmp_path / "target"
    target.mkdir()
    written = desk.save(target)
    assert isinstance(written, Written)
    ds = pydicom.dcmread(written.folder / "PR000001")
    assert (ds.RescaleSlope, ds.RescaleIntercept, ds.PresentationLUTShape) == (2, -50, "INVERSE")
    assert ds.SoftcopyVOILUTSequence[0].WindowCenter == 50
    assert written.problems == ()
    viewport.show_state(replace(state, presentation_lut=curve))
    other = tmp_path / "other"
    other.mkdir()
    desk.results.clear()
    again = desk.save(other)
    assert isinstance(again, Written)
    assert again.problems == ("saved without the grey curve of the presentation state",)


def test_a_state_about_other_pictures_says_nothing_of_these(desk: Desk) -> None:
    first = desk.frames(1)
    item = next(i for i in desk.session.catalog.items() if i.series.number == 1)
    desk.session.show_item(item.uid)
    desk.session.workspace.active.show_state(state_about(first[1], inverse=True))
    desk.draw(first[0])
    image = marked_of(desk.session).images[0]
    assert (image.state, image.is_inverse) == (None, False)
