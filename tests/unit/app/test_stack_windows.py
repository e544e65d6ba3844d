"""One automatic window along a stack (D-050)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from tests.factories.session_desk import FaultyDesk
from tests.factories.viewports import Array, ArraySource, Inbox, Recipe, stack_of, store_of
from viewer.app.arranging import put_up, take
from viewer.app.frames import FailedFrame, FrameStore, LoadedFrame
from viewer.app.session_file import decode, encode
from viewer.app.stack_windows import window_group
from viewer.app.viewport import ViewportModel
from viewer.errors import PixelError
from viewer.model.display_set import ImageStack
from viewer.model.header import FrameFacts
from viewer.model.image import FrameKey
from viewer.model.lut import Rescale, VoiSource, VoiTransform, Window
from viewer.model.pet import PetFacts, PetSeries
from viewer.model.viewport import Presentation
from viewer.render.auto_window import auto_window
from viewer.render.viewport import look_of

MR = Recipe(uid="1.5", modality="MR", voi=(), modality_lut=Rescale())
# Air at the ends, tissue in the middle: each slice by itself would have another window.
WIDTHS = (40, 400, 1200, 900, 60)
MIDDLE = 2
BQML = Rescale(2.0, 0.0, "BQML")
PET = PetSeries(
    units="BQML",
    corrected_image=("ATTN", "DECY"),
    decay_correction="ADMIN",
    total_dose=350e6,
    weight=70.0,
)


def slices(widths: Sequence[int] = WIDTHS) -> list[Array]:
    return [np.linspace(0, width, 4096).astype(np.uint16).reshape(64, 64) for width in widths]


def own(array: Array, *, is_uptake: bool = False, lut: Rescale | None = None) -> VoiTransform:
    window = auto_window(array, None, lut or Rescale(), is_uptake=is_uptake)
    assert window is not None
    return window


class Room:
    """A store and viewports over arrays."""

    def __init__(self) -> None:
        self.inbox = Inbox()
        self.source = ArraySource()
        self.store: FrameStore = store_of(self.source, self.inbox)
        self.viewports: list[ViewportModel] = []

    def viewport(self, stack: ImageStack, index: int = 0) -> ViewportModel:
        model = ViewportModel(self.store)
        self.viewports.append(model)
        model.show(stack, index)
        return model

    def load_all(self, stack: ImageStack) -> None:
        self.inbox.until(lambda: all(self.store.has(frame.key) for frame in stack.frames))

    def close(self) -> None:
        for model in self.viewports:
            model.close()
        self.store.close()


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room()
    yield made
    made.close()


def seen(model: ViewportModel) -> VoiTransform | None:
    """The window of what is on show, as the picture is drawn and labelled."""
    shown = model.shown
    assert isinstance(shown, LoadedFrame)
    return look_of(shown.image, model.state.presentation).voi  # type: ignore[union-attr]  # grey


def along(model: ViewportModel) -> list[VoiTransform | None]:
    stack = model.state.stack
    assert stack is not None
    found = []
    for index in range(len(stack.frames)):
        model.go_to(index)
        found.append(seen(model))
    return found


@pytest.mark.parametrize("first", range(len(WIDTHS)))
def test_brightness_stays_while_one_scrolls_wherever_one_began(room: Room, first: int) -> None:
    arrays = slices()
    stack = room.source.add(stack_of(arrays, MR), arrays)
    model = room.viewport(stack, first)
    room.load_all(stack)
    windows = along(model)
    assert windows == [own(arrays[MIDDLE])] * len(arrays)
    assert isinstance(windows[0], Window)
    assert windows[0].source is VoiSource.AUTO
    assert model.state.presentation == Presentation()  # nothing for undo, nothing to save


def test_the_first_picture_waits_for_nothing_and_is_drawn_again_once(room: Room) -> None:
    arrays = slices()
    stack = room.source.add(stack_of(arrays, MR), arrays)
    seen_here: list[VoiTransform | None] = []
    model = ViewportModel(room.store)
    room.viewports.append(model)
    model.changed.connect(
        lambda _: seen_here.append(seen(model)) if model.shown is not None else None
    )
    model.show(stack)
    room.inbox.until(lambda: seen_here[-1:] == [own(arrays[MIDDLE])])
    assert set(map(str, seen_here)) <= {str(own(arrays[0])), str(own(arrays[MIDDLE]))}


def test_the_frame_that_decides_comes_before_what_is_next(room: Room) -> None:
    arrays = slices((10,) * 40)
    stack = room.source.add(stack_of(arrays, MR), arrays)
    asked: list[FrameKey] = []
    load = room.source.load

    def noted(frame):  # type: ignore[no-untyped-def]  # as `load`
        asked.append(frame.key)
        return load(frame)

    room.source.load = noted  # type: ignore[method-assign]  # real frames, and their order
    room.viewport(stack)
    room.load_all(stack)
    assert asked.index(stack.frames[20].key) < 6  # of as many threads as there are
    assert asked.count(stack.frames[20].key) == 1


def test_viewports_of_one_stack_share_it_and_a_later_one_has_it_at_once(room: Room) -> None:
    arrays = slices()
    stack = room.source.add(stack_of(arrays, MR), arrays)
    first = room.viewport(stack)
    room.load_all(stack)
    first.show(None)
    again, beside = room.viewport(stack, 4), room.viewport(stack, 1)
    assert seen(again) == seen(beside) == own(arrays[MIDDLE])


def test_windows_of_the_file_are_kept_and_do_not_decide(room: Room) -> None:
    arrays = slices()
    stack = stack_of(arrays, MR)
    windowed = Window(7, 9)
    frames = list(stack.frames)
    frames[MIDDLE] = replace(frames[MIDDLE], facts=replace(frames[MIDDLE].facts, voi=(windowed,)))
    stack = room.source.add(replace(stack, frames=tuple(frames)), arrays)
    model = room.viewport(stack)
    room.load_all(stack)
    expected: list[VoiTransform] = [own(arrays[3])] * 5
    expected[MIDDLE] = windowed
    assert along(model) == expected


def test_a_damaged_middle_leaves_it_to_its_neighbour(room: Room) -> None:
    arrays: list[Array] = slices()
    stack = stack_of(arrays, MR)
    room.source.add(stack, [*arrays[:2], PixelError("broken on purpose"), *arrays[3:]])
    model = room.viewport(stack)
    room.load_all(stack)
    assert isinstance(room.store.get(stack.frames[MIDDLE].key), FailedFrame)
    assert seen(model) == own(arrays[1])


def test_a_stack_that_grew_goes_by_its_new_middle(room: Room) -> None:
    arrays = slices()
    stack = room.source.add(stack_of(arrays, MR), arrays)
    part = replace(stack, frames=stack.frames[:3])
    model = room.viewport(part)
    room.load_all(part)
    assert seen(model) == own(arrays[1])
    model.refresh(stack)
    room.load_all(stack)
    assert along(model) == [own(arrays[MIDDLE])] * 5


def test_key_pictures_look_as_in_their_stack(room: Room) -> None:
    arrays = slices()
    stack = room.source.add(stack_of(arrays, MR), arrays)
    model = room.viewport(stack)
    room.load_all(stack)
    model.refresh(replace(stack, frames=(stack.frames[0], stack.frames[4]), is_selection=True))
    assert along(model) == [own(arrays[MIDDLE])] * 2


def test_what_a_person_chose_comes_first_and_back_is_back(room: Room) -> None:
    arrays = slices()
    stack = room.source.add(stack_of(arrays, MR), arrays)
    model = room.viewport(stack)
    room.load_all(stack)
    model.set_presentation(Presentation(voi=Window(40, 400)))
    assert set(map(str, along(model))) == {str(Window(40, 400))}
    model.reset()
    assert seen(model) == own(arrays[MIDDLE])


def test_a_closed_medium_leaves_nothing(room: Room) -> None:
    arrays = slices()
    stack = room.source.add(stack_of(arrays, MR), arrays)
    model = room.viewport(stack)
    room.load_all(stack)
    model.show(None)
    room.store.forget(1)
    assert room.store._windows._known == {}


@pytest.mark.parametrize(
    "change",
    [
        lambda stack: _each(stack, lambda facts: replace(facts, plane=None)),
        lambda stack: _each(stack, lambda facts: replace(facts, voi=(Window(1, 2),))),
        lambda stack: replace(stack, frames=stack.frames[:1]),
    ],
    ids=["projections", "the file has windows", "one picture"],
)
def test_who_has_a_window_of_its_own(change: Callable[[ImageStack], ImageStack]) -> None:
    stack = stack_of(slices(), MR)
    assert window_group(stack) is not None
    assert window_group(change(stack)) is None


def test_a_film_of_one_file_shares_one() -> None:
    stack = _each(stack_of(slices(), MR), lambda facts: replace(facts, plane=None))
    file = stack.frames[0].key.file
    frames = (replace(f, key=FrameKey(file, i)) for i, f in enumerate(stack.frames))
    group = window_group(replace(stack, frames=tuple(frames)))
    assert group is not None
    assert [key.frame_index for key in group.candidates] == [2, 1, 3, 0, 4]


def test_values_of_another_unit_have_a_window_of_their_own(room: Room) -> None:
    arrays = slices()
    stack = stack_of(arrays, MR)
    last = replace(stack.frames[-1], facts=replace(stack.frames[-1].facts, modality_lut=BQML))
    stack = room.source.add(replace(stack, frames=(*stack.frames[:-1], last)), arrays)
    model = room.viewport(stack)
    room.load_all(stack)
    assert along(model) == [own(arrays[MIDDLE])] * 4 + [own(arrays[4], lut=BQML)]


def test_an_arrangement_opened_again_has_the_same_window_by_another_way_to_it(
    demo_disc: Path, tmp_path: Path
) -> None:
    """A real disc without windows: the image asked for first differs, what is seen does not."""
    number = 0
    for file in sorted(p for p in (demo_disc / "DICOM").rglob("*") if p.is_file()):
        data_set = dcmread(file)
        if data_set.get("Modality") == "MR" and "PixelData" in data_set:
            del data_set.WindowCenter, data_set.WindowWidth
            data_set.save_as(tmp_path / f"I{number}")
            number += 1
    desk = FaultyDesk(None)
    try:
        session = desk.open(tmp_path)
        item = next(i for i in session.catalog.items() if i.count > 3)
        session.show_item(item.uid, 0)
        model = session.workspace.active
        stack = model.state.stack
        assert stack is not None
        desk.run_until(lambda: all(session.frames.has(frame.key) for frame in stack.frames))
        model.go_to(len(stack.frames) - 1)
        before, data = seen(model), encode(take(session))
        assert len(set(map(str, (own_window(model, i) for i in range(len(stack.frames)))))) > 1
        session.close_media()
        desk.open(tmp_path)
        assert put_up(decode(data), session).is_whole
        again = session.workspace.active
        reopened = again.state.stack
        assert reopened is not None
        desk.run_until(lambda: all(session.frames.has(frame.key) for frame in reopened.frames))
        assert again.state.index == len(stack.frames) - 1
        assert seen(again) == before
    finally:
        desk.close()


def own_window(model: ViewportModel, index: int) -> VoiTransform | None:
    """The window an image would have by itself."""
    shown = model.shown_at(index)
    assert isinstance(shown, LoadedFrame)
    return shown.image.default_voi


# PET


def pet_stack(room: Room, series: PetSeries, arrays: list[Array]) -> ImageStack:
    recipe = replace(MR, modality="PT", modality_lut=BQML)
    stack = stack_of(arrays, recipe)
    frames = []
    for frame in stack.frames:
        assert frame.header.image is not None
        image = replace(frame.header.image, pet=PetFacts(series))
        frames.append(replace(frame, header=replace(frame.header, image=image)))
    return room.source.add(replace(stack, frames=tuple(frames)), arrays)


def test_pet_with_suv_goes_from_zero_to_ten_in_every_slice(room: Room) -> None:
    arrays = slices()
    stack = pet_stack(room, PET, arrays)
    model = room.viewport(stack)
    room.inbox.until(lambda: model.shown is not None)
    first = seen(model)
    room.load_all(stack)
    assert along(model) == [first] * 5  # known from the headers, so from the first picture on
    assert isinstance(first, Window)
    # SUV = value x 70,000 g / 350 MBq: SUV 10 is 50,000 Bq/ml.
    assert [first.center, first.width] == pytest.approx([25_000, 50_000])
    assert first.source is VoiSource.AUTO


def test_pet_without_suv_goes_from_zero_to_the_highest_value(room: Room) -> None:
    arrays = slices((100,) * 5)
    arrays[MIDDLE][30, 30] = 5000  # a focus of one pixel in 4096
    stack = pet_stack(room, replace(PET, weight=None), arrays)
    model = room.viewport(stack)
    room.load_all(stack)
    windows = along(model)
    assert windows == [own(arrays[MIDDLE], is_uptake=True, lut=BQML)] * 5
    assert isinstance(windows[0], Window)
    assert [windows[0].center, windows[0].width] == [5000.5, 10_001]  # 0 to 5000 x 2


def _each(stack: ImageStack, change: Callable[[FrameFacts], FrameFacts]) -> ImageStack:
    frames = (replace(f, facts=change(f.facts)) for f in stack.frames)
    return replace(stack, frames=tuple(frames))
