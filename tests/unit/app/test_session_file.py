"""A saved arrangement: exact on the same disc, honest on another, strict with what is none."""

from __future__ import annotations

import json
import queue
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.factories.fake_session import FakeSession, small_catalog
from tests.factories.session_desk import FaultyDesk
from viewer.app.annotation_places import anchor_of
from viewer.app.arrangement import Arrangement, ImageRef, SavedDrawing, Shown
from viewer.app.arranging import NOT_HERE, put_up, take
from viewer.app.catalog import Catalog
from viewer.app.link_state import LinkKind, Links
from viewer.app.measurements import CalibrationState
from viewer.app.session import Session
from viewer.app.session_file import decode, encode
from viewer.app.stage import LoadState, Stage
from viewer.app.viewport import Home
from viewer.errors import ArrangementError
from viewer.limits import (
    ARRANGEMENT_BYTES,
    ARRANGEMENT_CHARACTERS,
    ARRANGEMENT_DRAWINGS,
    ARRANGEMENT_POINTS,
)
from viewer.model.annotation import Annotation, AnnotationKind
from viewer.model.annotation_style import AnnotationStyle
from viewer.model.display_set import ImageStack
from viewer.model.lut import VoiFunction, VoiSource, Window
from viewer.model.shapes import POINT_COUNTS
from viewer.model.viewport import (
    AnnotationLevel,
    ColourReading,
    FitMode,
    Presentation,
    ReferenceLineMode,
    Room,
    ViewState,
)

NUMBERS = st.floats(-1e6, 1e6)
PAIRS = st.tuples(NUMBERS, NUMBERS)
REFS = st.builds(
    ImageRef, st.text("0123456789."), st.text("12."), st.text("3."), st.integers(0, 99)
)
LOOKS = st.builds(
    Presentation,
    st.none()
    | st.builds(
        Window,
        NUMBERS,
        st.floats(1, 1e6),
        st.sampled_from(VoiFunction),
        st.text(max_size=20),
        st.sampled_from(VoiSource),
    ),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.none() | st.booleans(),
    st.none() | PAIRS,
    st.sampled_from(ColourReading),
)
VIEWS = st.builds(
    ViewState,
    st.sampled_from(FitMode),
    st.floats(1e-3, 1e3),
    st.none() | PAIRS,
    st.integers(0, 3),
    st.booleans(),
)


@st.composite
def drawings(draw: st.DrawFn) -> SavedDrawing:
    kind = draw(st.sampled_from(AnnotationKind))
    fewest, most = POINT_COUNTS[kind]
    points = draw(st.lists(PAIRS, min_size=fewest, max_size=most or 8))
    return SavedDrawing(
        draw(st.text(min_size=1, max_size=20)),
        kind,
        tuple(points),
        draw(REFS),
        draw(st.text(max_size=50)),
        AnnotationStyle("#a0B1c2", draw(st.floats(0.5, 20))),
        draw(st.none() | PAIRS),
    )


@st.composite
def arrangements(draw: st.DrawFn) -> Arrangement:
    rows, columns = draw(st.integers(1, 3)), draw(st.integers(1, 4))
    shown = st.none() | st.builds(Shown, REFS, VIEWS, LOOKS, st.none() | st.integers(0, 9))
    return Arrangement(
        fingerprint=draw(st.text("0123456789abcdef", max_size=64)),
        salt="00" * 16,
        people=draw(st.dictionaries(st.text("12."), st.text("abc"), max_size=3)),
        rows=rows,
        columns=columns,
        active=draw(st.integers(0, rows * columns - 1)),
        maximised=draw(st.booleans()),
        links=tuple(draw(st.lists(st.sampled_from(LinkKind), unique=True))),
        lines=draw(st.sampled_from(ReferenceLineMode)),
        corner_text=draw(st.sampled_from(AnnotationLevel)),
        viewports=tuple(draw(st.lists(shown, min_size=rows * columns, max_size=rows * columns))),
        drawings=tuple(draw(st.lists(drawings(), max_size=4))),
        parts={"one": [1, None, "x"]},
    )


@settings(max_examples=100)
@given(arrangements())
def test_what_is_written_is_read_back(arrangement: Arrangement) -> None:
    assert decode(encode(arrangement)) == arrangement


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path to every value of a JSON document."""
    yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in {"parts", "people"}:
                yield from places(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from places(inner, (*path, number))


WRONG: tuple[object, ...] = (
    *("x" * 20_000, -1, 1e300, 10**400, True, [], {}, [[[]]], {"a": 1}, "../../etc/passwd"),
)


@settings(max_examples=300)
@given(arrangements(), st.data())
def test_any_change_of_a_file_is_read_or_refused(
    arrangement: Arrangement, data: st.DataObject
) -> None:
    content = json.loads(encode(arrangement))
    path = data.draw(st.sampled_from(list(places(content))))
    if path:
        around = content
        for step in path[:-1]:
            around = around[step]
        if data.draw(st.booleans()) and isinstance(around, dict):
            del around[path[-1]]
        else:
            around[path[-1]] = data.draw(st.sampled_from(WRONG))
    with suppress(ArrangementError):
        found = decode(json.dumps(content).encode())
        assert decode(encode(found)) == found


@given(st.binary(max_size=300))
def test_bytes_that_are_no_arrangement_are_refused(data: bytes) -> None:
    with pytest.raises(ArrangementError):
        decode(data)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        '{"format": "lightbox-arrangement", "version": 1, "salt": NaN}',
        '{"format": "lightbox-arrangement", "version": 2}',
        '{"format": "something-else", "version": 1}',
        '{"format": 1}',
        "null",
    ],
)
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ArrangementError):
        decode(text.encode())


def plain(**changes: object) -> bytes:
    """A valid file with fields changed."""
    content = json.loads(encode(Arrangement("", "00" * 16, {})))
    return json.dumps(content | changes).encode()


def drawn(**changes: object) -> dict[str, object]:
    ref = ImageRef("1", "2", "3", 1)
    points = ((0.0, 0.0), (1.0, 1.0), (2.0, 0.0))
    one = SavedDrawing("a", AnnotationKind.FREEHAND, points, ref)
    content = json.loads(encode(Arrangement("", "00" * 16, {}, drawings=(one,))))
    return dict(content["drawings"][0]) | changes


def test_what_is_too_much_is_refused() -> None:
    assert decode(plain(drawings=[drawn()])).drawings
    for drawing in (
        drawn(points=[[0, 0]] * (ARRANGEMENT_POINTS + 1)),
        drawn(text="x" * (ARRANGEMENT_CHARACTERS + 1)),
        drawn(points=[[0, 0]]),
        drawn(kind="LENGTH"),
        drawn(colour="url()"),
        drawn(more=1),
    ):
        with pytest.raises(ArrangementError):
            decode(plain(drawings=[drawing]))
    with pytest.raises(ArrangementError):
        decode(plain(drawings=[drawn()] * (ARRANGEMENT_DRAWINGS + 1)))
    with pytest.raises(ArrangementError):
        decode(plain() + b" " * ARRANGEMENT_BYTES)


# On a session


@pytest.fixture
def session() -> Iterator[FakeSession]:
    posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    made = FakeSession(posted.put)
    made.set_catalog(small_catalog())
    made.load = LoadState(Stage.READY)
    yield made
    made.close()


def a_length(session: Session, uid: str = "1.2.1.2", at: int = 1) -> Annotation:
    item = session.catalog.item(uid)
    assert item is not None
    assert isinstance(item.display_set, ImageStack)
    frame = item.display_set.frames[at]
    anchor = anchor_of(frame)
    return Annotation("d1", AnnotationKind.LENGTH, ((1.0, 2.0), (3.0, 4.5)), anchor, "here")


def arrange(session: Session) -> None:
    """Two viewports, each with something of its own, and a drawing."""
    workspace = session.workspace
    workspace.set_layout(1, 2)
    session.show_item("1.2.1.2", 0)
    session.show_item("1.2.1.3", 1)
    workspace.set_links(Links(frozenset({LinkKind.WINDOW})))
    workspace.viewports[1].go_to(7)
    workspace.viewports[1].set_view(ViewState(FitMode.FREE, 2.5, (10.0, 20.0), 1, flipped=True))
    workspace.viewports[0].set_presentation(
        Presentation(Window(40, 400, name="Soft", source=VoiSource.PRESET), inverted=True)
    )
    session.annotations.add(a_length(session))
    session.annotations.select("")
    session.history.commit()


def seen(session: Session) -> object:
    viewports = tuple(v.state for v in session.workspace.viewports)
    return session.workspace.state, viewports, session.annotations.state


def test_the_same_screen_comes_back(session: FakeSession) -> None:
    arrange(session)
    before, data = seen(session), encode(take(session))
    session.workspace.clear()
    session.annotations.clear()
    session.history.commit()
    outcome = put_up(decode(data), session)
    assert seen(session) == before
    assert (outcome.pictures, outcome.drawings, outcome.is_whole) == (2, 1, True)
    assert outcome.same_content
    assert session.history.undo()  # in one step
    assert session.annotations.state.annotations == ()
    assert session.workspace.active.state.display_set is None


def test_pictures_hung_together_and_tiles_come_back(session: FakeSession) -> None:
    workspace = session.workspace
    workspace.set_layout(1, 2)
    session.show_item("1.2.1.2", 0)
    session.show_item("1.2.1.3", 1)
    hung = ViewState(quarter_turns=2, flipped=True, room=Room(80.0, 120.5, "left"))
    shown = workspace.viewports[0].state
    workspace.restore(
        workspace.state,
        (replace(shown, view=hung, home=Home(hung)), workspace.viewports[1].state),
    )
    workspace.viewports[1].set_tiles(2, 2)
    workspace.viewports[1].scroll_tiles(4)
    before, data = seen(session), encode(take(session))
    workspace.clear()
    put_up(decode(data), session)
    assert seen(session) == before
    text = data.decode()
    for good, bad in (('"rows": 2', '"rows": 9'), ('"width": 80.0', '"width": "x"')):
        assert good in text
        with pytest.raises(ArrangementError):
            decode(text.replace(good, bad).encode())


def test_no_name_is_in_the_file_and_no_place(session: FakeSession) -> None:
    arrange(session)
    text = encode(take(session)).decode()
    for private in ("MUSTERMANN", "4711", "19610514", "Example", "/image"):
        assert private not in text


def without(catalog: Catalog, *uids: str) -> Catalog:
    return Catalog(
        tuple(
            replace(
                patient,
                studies=tuple(
                    replace(study, items=tuple(i for i in study.items if i.uid not in uids))
                    for study in patient.studies
                ),
            )
            for patient in catalog.patients
        )
    )


def test_what_is_missing_is_counted_and_never_replaced(session: FakeSession) -> None:
    arrange(session)
    arrangement = take(session)
    session.workspace.clear()
    session.annotations.clear()
    session.set_catalog(without(session.catalog, "1.2.1.2"))
    outcome = put_up(arrangement, session)
    assert (outcome.pictures, outcome.missing_pictures) == (1, 1)
    assert (outcome.drawings, outcome.missing_drawings) == (0, 1)
    assert not outcome.is_whole
    assert not outcome.same_content
    first, second = (v.state for v in session.workspace.viewports)
    assert (first.display_set, first.message) == (None, NOT_HERE)
    assert second.index == 7


def test_of_other_pictures_nothing_is_changed(session: FakeSession) -> None:
    arrange(session)
    arrangement = take(session)
    session.set_catalog(without(session.catalog, "1.2.1.2", "1.2.1.3"))
    before = seen(session)
    with pytest.raises(ArrangementError):
        put_up(arrangement, session)
    assert seen(session) == before


def renamed(catalog: Catalog, name: str) -> Catalog:
    """The same UIDs under another name, as an anonymised copy may have them (S-17)."""

    def change(item: Any) -> Any:
        stack = item.display_set
        if not isinstance(stack, ImageStack):
            return item
        frames = tuple(
            replace(f, header=replace(f.header, patient=replace(f.header.patient, name=name)))
            for f in stack.frames
        )
        return replace(item, display_set=replace(stack, frames=frames))

    return Catalog(
        tuple(
            replace(
                patient,
                studies=tuple(
                    replace(study, items=tuple(map(change, study.items)))
                    for study in patient.studies
                ),
            )
            for patient in catalog.patients
        )
    )


def test_an_anonymised_copy_is_not_taken_for_the_original(session: FakeSession) -> None:
    arrange(session)
    arrangement = take(session)
    session.set_catalog(renamed(session.catalog, "ANONYMOUS"))
    with pytest.raises(ArrangementError, match="another person"):
        put_up(arrangement, session)


def test_drawings_that_are_there_already_stay(session: FakeSession) -> None:
    arrange(session)
    arrangement = take(session)
    later = replace(a_length(session), id="d2", text="drawn later")
    session.annotations.add(later)
    put_up(arrangement, session)
    assert [a.id for a in session.annotations.state.annotations] == ["d2", "d1"]


def test_parts_that_are_not_understood(session: FakeSession) -> None:
    arrange(session)
    arrangement, before = take(session), seen(session)
    for wrong in (1, [{"study": "1"}]):
        with pytest.raises(ArrangementError):
            put_up(replace(arrangement, parts={"key_images": wrong}), session)
        assert seen(session) == before
    assert put_up(replace(arrangement, parts={"newer": 1}), session).unknown_parts == 1


def calibrate(session: FakeSession) -> None:
    annotation = a_length(session)
    item = session.catalog.item("1.2.1.2")
    assert item is not None
    assert isinstance(item.display_set, ImageStack)
    assert session.measurements.calibrate(annotation, item.display_set.frames[1], 10.0) == ""


def test_scales_are_kept_for_the_same_images_alone(session: FakeSession) -> None:
    arrange(session)
    calibrate(session)
    before = session.measurements.state
    data = encode(take(session))
    assert "MUSTERMANN" not in data.decode()
    session.measurements.set_state(CalibrationState())
    assert put_up(decode(data), session).is_whole
    assert session.measurements.state == before
    session.history.undo()
    assert session.measurements.state == CalibrationState()
    session.set_catalog(without(session.catalog, "1.2.1.2"))
    outcome = put_up(decode(data), session)
    assert outcome.missing_others == 1
    assert session.measurements.state == CalibrationState()


def test_key_images_are_marked_again(session: FakeSession) -> None:
    arrange(session)
    item = session.catalog.item("1.2.1.3")
    assert item is not None
    assert isinstance(item.display_set, ImageStack)
    for at in (4, 2):
        frame = item.display_set.frames[at]
        session.key_images.toggle(frame.key, frame.header)
    before = session.key_images.state
    data = encode(take(session))
    session.key_images.clear()
    assert put_up(decode(data), session).is_whole
    assert session.key_images.state == before
    assert put_up(decode(data), session).is_whole  # once more changes nothing
    assert session.key_images.state == before
    session.key_images.clear()
    session.set_catalog(without(session.catalog, "1.2.1.3"))
    assert put_up(decode(data), session).missing_others == 2
    assert session.key_images.state.images == ()


@pytest.mark.parametrize(
    "change",
    [{"row_mm": 0}, {"row_mm": 1e8}, {"rows": -1}, {"stated": [1]}, {"more": 1}, {"study": 5}],
)
def test_impossible_scales_are_refused_with_all_else(
    session: FakeSession, change: dict[str, object]
) -> None:
    arrange(session)
    calibrate(session)
    arrangement = take(session)
    scales = arrangement.parts["scales"]
    assert isinstance(scales, list)
    before = seen(session)
    wrong = replace(arrangement, parts={"scales": [scales[0] | change]})
    with pytest.raises(ArrangementError):
        put_up(wrong, session)
    assert seen(session) == before


def test_a_real_disc_closed_and_opened_again_gives_the_same_screen(demo_disc: Path) -> None:
    desk = FaultyDesk(None)
    try:
        session = desk.open(demo_disc)
        uids = [i.uid for i in session.catalog.items() if isinstance(i.display_set, ImageStack)]
        session.workspace.set_layout(1, 2)
        session.show_item(uids[1], 0)
        session.show_item(uids[2], 1)
        session.workspace.viewports[1].go_to(2)
        session.annotations.add(a_length(session, uids[1], 2))
        before = session.annotations.state.annotations[0]
        shown = [v.state.frame for v in session.workspace.viewports]
        data = encode(take(session))
        session.close_media()
        session.annotations.clear()
        desk.open(demo_disc)
        outcome = put_up(decode(data), session)
        assert outcome.is_whole
        assert outcome.same_content
        again = [v.state.frame for v in session.workspace.viewports]
        for old, new in zip(shown, again, strict=True):
            assert old is not None
            assert new is not None
            assert old.header.sop_instance_uid == new.header.sop_instance_uid
            assert old.key.file.medium != new.key.file.medium
        drawing = session.annotations.state.annotations[0]
        assert (drawing.points, drawing.text) == (before.points, before.text)
        assert drawing.anchor.plane is not None  # in the patient again
    finally:
        desk.close()
