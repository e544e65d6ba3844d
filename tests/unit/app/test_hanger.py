"""A protocol applied to the viewports, and what is hung without being asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pydicom.dataset import Dataset

from tests.factories.dicom import image_dataset, make_disc
from tests.factories.key_objects import key_object
from tests.factories.session_desk import FaultyDesk
from viewer.app import auto_hang
from viewer.app.auto_hang import PATIENCE_S, AutoHang, is_read
from viewer.app.hanger import Hanger
from viewer.app.link_state import Links
from viewer.app.session import Session
from viewer.app.stage import Stage
from viewer.model.viewport import Presentation, ViewState

FOUR = (("R", "CC", "P\\L"), ("L", "CC", "A\\R"), ("R", "MLO", "A\\FL"), ("L", "MLO", "A\\FR"))


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Desk(FaultyDesk):
    """A real session over a disc of a test, with what hangs by itself."""

    def __init__(self) -> None:
        super().__init__(None)
        self.clock = Clock()
        self.hanger = Hanger(self.session)
        self.automatic = AutoHang(self.session, self.hanger, self.clock)

    def open_disc(self, folder: Path, *datasets: Any) -> Session:
        make_disc(folder, datasets)
        return self.open(folder)

    def close(self) -> None:
        self.automatic.close()
        super().close()

    @property
    def uids(self) -> tuple[str, ...]:
        return self.session.workspace.state.layout.cells

    def grid(self) -> tuple[int, int]:
        layout = self.session.workspace.state.layout
        return layout.rows, layout.columns


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    yield desk
    desk.close()


def mammogram(series: int, number: int, side: str, view: str, lies: str, **more: Any) -> Any:
    return image_dataset(
        series=series,
        number=number,
        Modality="MG",
        ImageLaterality=side,
        ViewPosition=view,
        PatientOrientation=lies.split("\\"),
        ImageOrientationPatient=None,
        ImagePositionPatient=None,
        ImageType=["ORIGINAL", "PRIMARY"],
        **more,
    )


VIEW_CODES = {"CC": "399162004", "MLO": "399368009"}


def coded(ds: Any) -> Any:
    """The view by its code alone, as some makers have it."""
    item = Dataset()
    item.CodeValue = VIEW_CODES[str(ds.ViewPosition)]
    item.CodingSchemeDesignator, item.CodeMeaning = "SCT", "view"
    ds.ViewCodeSequence = [item]
    del ds.ViewPosition
    return ds


def four(*, one_series: bool) -> list[Any]:
    return [
        mammogram(1 if one_series else n, n, side, view, lies)
        for n, (side, view, lies) in enumerate(FOUR, 1)
    ]


@pytest.mark.parametrize("one_series", [True, False])
def test_four_mammograms_are_hung_by_themselves(
    desk: Desk, tmp_path: Path, *, one_series: bool
) -> None:
    told: list[str] = []
    desk.automatic.hung.connect(lambda hanging: told.append(hanging.reason))
    session = desk.open_disc(tmp_path / "disc", *four(one_series=one_series))
    desk.run_until(lambda: desk.grid() == (2, 2))
    assert told == ["Mammography, four views"]
    shown = [v.state.frame for v in session.workspace.viewports]
    views = [(f.facts.laterality[0], f.header.sort.view_position) for f in shown if f is not None]
    assert views == [("R", "CC"), ("L", "CC"), ("R", "MLO"), ("L", "MLO")]
    flips = [v.state.view.flipped for v in session.workspace.viewports]
    assert flips == [False, False, True, False]  # the one that was stored mirrored


def test_views_by_code_alone_differ_within_a_series(desk: Desk, tmp_path: Path) -> None:
    """Headers of a series are read by their differences: those in a sequence count too."""
    session = desk.open_disc(tmp_path / "disc", *map(coded, four(one_series=True)))
    desk.run_until(lambda: desk.grid() == (2, 2))
    frames = [v.state.frame for v in session.workspace.viewports]
    assert [f.header.sort.view_position for f in frames if f] == ["CC", "CC", "MLO", "MLO"]


def test_reset_goes_back_to_how_it_was_hung(desk: Desk, tmp_path: Path) -> None:
    session = desk.open_disc(tmp_path / "disc", *four(one_series=True))
    desk.run_until(lambda: desk.grid() == (2, 2))
    model = session.workspace.viewports[2]
    hung = model.state.view
    model.set_view(ViewState())
    model.set_presentation(Presentation(inverted=True))
    model.reset()
    assert model.state.view == hung
    assert not model.state.presentation.inverted


def touch_scroll(session: Session) -> None:
    session.workspace.active.go_to(1)


def touch_invert(session: Session) -> None:
    session.workspace.active.set_presentation(Presentation(inverted=True))


def touch_view(session: Session) -> None:
    session.workspace.active.set_view(ViewState(flipped=True))


def touch_grid(session: Session) -> None:
    session.workspace.set_layout(1, 2)


def touch_list(session: Session) -> None:
    session.show_item(session.catalog.items()[-1].uid)


@pytest.mark.parametrize("touch", [touch_scroll, touch_invert, touch_view, touch_grid, touch_list])
def test_nothing_is_rearranged_after_somebody_has_touched_anything(
    tmp_path: Path, touch: Callable[[Session], None]
) -> None:
    make_disc(tmp_path / "disc", four(one_series=True))
    desk = FaultyDesk(None)
    try:
        session = desk.open(tmp_path / "disc")
        clock = Clock()
        automatic = AutoHang(session, Hanger(session), clock)
        layout = session.workspace.state.layout
        assert (layout.rows, layout.columns) == (2, 2)  # untouched: at once
        automatic.close()
        session.close_media()
        session.open(tmp_path / "disc")
        desk.run_until(lambda: session.load.stage is Stage.READY)
        touch(session)
        state = session.workspace.state
        automatic = AutoHang(session, Hanger(session), clock)
        assert session.workspace.state == state
        automatic.close()
    finally:
        desk.close()


def test_a_picture_somebody_is_looking_at_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_disc(tmp_path / "disc", four(one_series=False))
    desk = Desk()
    try:
        read: dict[str, bool] = {"all": False}
        monkeypatch.setattr(  # the disc is slow
            auto_hang, "is_read", lambda session, item: read["all"] and is_read(session, item)
        )
        session = desk.open(tmp_path / "disc")
        assert desk.grid() == (1, 1)
        desk.clock.now += PATIENCE_S + 1
        read["all"] = True
        session.catalog_changed.emit(session.catalog)
        assert desk.grid() == (1, 1)
        assert desk.hanger.offers()[0].protocol.id == "mammography"  # and can be asked for
    finally:
        desk.close()


def test_a_ct_is_shown_as_ever(desk: Desk, tmp_path: Path) -> None:
    desk.open_disc(tmp_path / "disc", *(image_dataset(number=n) for n in range(1, 6)))
    assert desk.grid() == (1, 1)


def test_the_next_disc_begins_anew(desk: Desk, tmp_path: Path) -> None:
    session = desk.open_disc(tmp_path / "a", *(image_dataset(number=n) for n in range(1, 4)))
    assert desk.grid() == (1, 1)
    session.close_media()
    desk.open_disc(tmp_path / "b", *four(one_series=False))
    desk.run_until(lambda: desk.grid() == (2, 2))


def ct(series: int, description: str, count: int = 6, first_mm: float = 0.0) -> list[Any]:
    return [
        image_dataset(
            series=series,
            number=n,
            SeriesDescription=description,
            ImagePositionPatient=[-10.0, -8.0, first_mm + 2.5 * n],
        )
        for n in range(1, count + 1)
    ]


def test_linked_series_begin_where_somebody_was(desk: Desk, tmp_path: Path) -> None:
    """The series on show stays at its image; the others come to it (G-040)."""
    parts = [*ct(1, "nativ"), *ct(2, "arteriell", first_mm=-5.0), *ct(3, "portalvenös")]
    session = desk.open_disc(tmp_path / "disc", *parts)
    session.show_item(session.catalog.items()[2].uid)
    session.workspace.active.go_to(3)
    here = session.workspace.active.state.frame
    assert here is not None
    offer = desk.hanger.offers()[0]
    assert offer.reason == "CT by phase"
    states: list[object] = []
    session.workspace.changed.connect(states.append)
    desk.hanger.apply(offer)
    assert len(states) == 1  # nobody sees half of it
    assert session.workspace.state.active == 2
    heights = set()
    for viewport in session.workspace.viewports:
        frame = viewport.state.frame
        assert frame is not None
        assert frame.facts.plane is not None
        heights.add(frame.facts.plane.position[2])
    assert len(heights) == 1
    assert session.workspace.active.state.frame == here


def test_the_earlier_examination_begins_about_where_somebody_is(desk: Desk, tmp_path: Path) -> None:
    def before(ds: Any) -> Any:
        number = int(ds.InstanceNumber)
        ds.StudyInstanceUID, ds.StudyDate = "1.2.3.4", "20200101"
        ds.SeriesInstanceUID, ds.FrameOfReferenceUID = "1.2.3.5", "1.2.3.6"
        ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.7.{number}"
        # Counted the other way round.
        ds.ImagePositionPatient = [0.0, 0.0, 900.0 - 5.0 * number]
        return ds

    now, then = ct(1, "Thorax", 21), [before(ds) for ds in ct(2, "Thorax", 11)]
    session = desk.open_disc(tmp_path / "disc", *now, *then)
    newest = next(i for i in session.catalog.items() if i.series.number == 1)
    session.show_item(newest.uid)
    session.workspace.active.go_to(4)
    offers = {offer.protocol.name: offer for offer in desk.hanger.offers()}
    desk.hanger.apply(offers["Beside the earlier examination"])
    assert [v.state.index for v in session.workspace.viewports] == [4, 8]


def test_a_protocol_links_what_it_hangs(desk: Desk, tmp_path: Path) -> None:
    session = desk.open_disc(tmp_path / "disc", *ct(1, "nativ"), *ct(2, "arteriell"))
    session.workspace.set_links(Links(frozenset()))
    desk.hanger.apply(desk.hanger.offers()[0])
    session.workspace.active.go_to(4)
    assert [v.state.index for v in session.workspace.viewports] == [4, 4]


def test_a_rejected_view_leaves_its_place_to_the_other_one(desk: Desk, tmp_path: Path) -> None:
    """P-022: it stays in the list, and is not what is hung."""
    parts = four(one_series=False)
    moved = mammogram(1, 9, *FOUR[0], AcquisitionDate="20290101", AcquisitionTime="080000")
    rejection = key_object([moved], title=("113001", "Rejected"), reason="Motion")
    session = desk.open_disc(tmp_path / "disc", *parts, moved, rejection)
    desk.run_until(lambda: desk.grid() == (2, 2))
    frame = session.workspace.viewports[0].state.frame
    assert frame is not None
    assert frame.header.sop_instance_uid != str(moved.SOPInstanceUID)


def test_hung_again_by_the_same_protocol_nothing_changes(desk: Desk, tmp_path: Path) -> None:
    session = desk.open_disc(tmp_path / "disc", *ct(1, "nativ"), *ct(2, "arteriell"))
    desk.hanger.apply(desk.hanger.offers()[0])
    session.workspace.active.go_to(3)
    before = [v.state for v in session.workspace.viewports]
    desk.hanger.apply(desk.hanger.offers()[0])
    assert [v.state for v in session.workspace.viewports] == before
