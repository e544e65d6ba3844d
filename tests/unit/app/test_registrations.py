"""Two frames of reference that a registration joins: links, lines and the 3D cursor (G-041)."""

from collections.abc import Iterator
from dataclasses import replace
from math import cos, radians, sin

import pytest

from tests.unit.app.stacks import AXIAL, CORONAL, GatedSource
from tests.unit.app.test_following import of_person
from tests.unit.app.test_point_cursor import stack
from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
from viewer.app.following import NO_CORRESPONDING_SLICE
from viewer.app.frames import FrameStore
from viewer.app.link_state import LinkKind, Links
from viewer.app.link_words import NOT_REGISTERED, link_labels
from viewer.app.links import corresponding
from viewer.app.registrations import REGISTERED, Registrations, registrations_of, way_between
from viewer.app.workspace import Workspace
from viewer.model.display_set import Document, DocumentKind, ImageStack
from viewer.model.entities import Instance
from viewer.model.header import Identity, InstanceHeader, SeriesFacts, StudyFacts
from viewer.model.image import FileKey
from viewer.model.marks import PathMark, PointMark
from viewer.model.registration import IDENTITY, FrameTransform, Matrix, Registration
from viewer.model.viewport import FitMode, ReferenceLineMode, ViewState
from viewer.settings import DecodeSettings, Settings

HERE, THERE = "1.9", "2.9"
UP_20: Matrix = (1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 20, 0, 0, 0, 1)  # from THERE to HERE
ACROSS: Matrix = (1, 0, 0, 30, 0, 1, 0, -10, 0, 0, 1, 20, 0, 0, 0, 1)
MIRROR: Matrix = (-1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1)


def about_x(degrees: float) -> Matrix:
    c, s = cos(radians(degrees)), sin(radians(degrees))
    return (1, 0, 0, 0, 0, c, -s, 0, 0, s, c, 0, 0, 0, 0, 1)


def joined(way: Matrix) -> Registration:
    return Registration(HERE, (FrameTransform(HERE, IDENTITY), FrameTransform(THERE, way)))


def identity(of: ImageStack) -> Identity:
    return of.frames[0].header.patient.identity


def way(registrations: Registrations, one: ImageStack, other: ImageStack) -> Matrix | None:
    return way_between(registrations, Links(), one.frames[0], other.frames[0])


CORNER = (0.0, 0.0, 0.0)
NOW = stack("1.1", AXIAL, CORNER)  # z 0 .. 100, every 5 mm
BEFORE = stack("2.1", AXIAL, CORNER, reference=THERE)


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    store = FrameStore(GatedSource(), Settings(decode=DecodeSettings(workers=1)), lambda _: None)
    grid = Workspace(store)
    yield grid
    grid.close()
    store.close()


def hang(workspace: Workspace, way: Matrix, *stacks: ImageStack) -> None:
    workspace.set_layout(1, len(stacks))
    for number, one in enumerate(stacks):
        workspace.show(one, number)
        workspace.viewports[number].set_room(400, 400)
    workspace.activate(0)
    workspace.set_registrations(Registrations({identity(NOW): (joined(way),)}))


def indices(workspace: Workspace) -> list[int]:
    return [v.state.index for v in workspace.viewports]


def test_a_shift_of_20_mm_is_four_slices(workspace: Workspace) -> None:
    hang(workspace, UP_20, NOW, BEFORE)
    workspace.viewports[0].go_to(10)
    assert indices(workspace) == [10, 6]
    workspace.viewports[1].go_to(0)
    assert indices(workspace) == [4, 0]
    workspace.viewports[0].go_to(2)  # 10 mm: 10 mm before the first of the other
    assert workspace.viewports[1].state.message == NO_CORRESPONDING_SLICE


def test_both_viewports_say_registered_and_never_matched_by_hand(workspace: Workspace) -> None:
    hang(workspace, UP_20, NOW, BEFORE)
    for number in (0, 1):
        assert link_labels(workspace, number) == ("scroll linked", REGISTERED)
    workspace.set_links(Links(frozenset()))
    assert link_labels(workspace, 1) == (REGISTERED,)


def test_without_a_registration_nothing_is_linked(workspace: Workspace) -> None:
    hang(workspace, UP_20, NOW, BEFORE)
    workspace.set_registrations(Registrations())
    workspace.viewports[0].go_to(10)
    assert indices(workspace)[0] == 10
    assert indices(workspace)[1] != 6
    assert link_labels(workspace, 0) == ()


def test_a_match_by_hand_wins_everywhere(workspace: Workspace) -> None:
    hang(workspace, UP_20, NOW, BEFORE)
    workspace.set_links(Links(frozenset()))
    workspace.viewports[0].go_to(10)
    workspace.viewports[1].go_to(9)
    workspace.match_slices(0, 1)
    workspace.viewports[0].go_to(12)
    assert indices(workspace) == [12, 11]
    assert link_labels(workspace, 1) == (f"{NOT_REGISTERED} · −5.0 mm",)
    assert workspace.cursor.point_at(workspace.viewports[0], (50.0, 50.0))
    assert workspace.cursor.marks(workspace.viewports[1]) == ()


@pytest.mark.parametrize(("degrees", "linked"), [(17.0, True), (19.0, False)])
def test_planes_must_be_parallel_after_turning(degrees: float, linked: bool) -> None:  # noqa: FBT001
    """0.95 is the cosine of 18.2 degrees."""
    ways = Registrations({identity(NOW): (joined(about_x(degrees)),)})
    assert (corresponding(Links(), BEFORE, 3, NOW, ways) is not None) is linked


def test_a_turned_slice_is_looked_for_through_its_middle() -> None:
    """The middle of slice z = 50 is (49.5, 49.5, 50); turned by 10 degrees it is at z = 57.84."""
    ways = Registrations({identity(NOW): (joined(about_x(10.0)),)})
    found = corresponding(Links(), BEFORE, 10, NOW, ways)
    assert found is not None
    assert found.registered
    z = 49.5 * sin(radians(10)) + 50 * cos(radians(10))
    assert found.index == round(z / 5) == 12
    assert found.residual_mm == pytest.approx(abs(z - 60))


def test_planes_the_registration_makes_parallel_are_linked() -> None:
    """A coronal stack of one frame of reference is axial in the other after a quarter turn."""
    tipped = stack("2.2", CORONAL, CORNER, reference=THERE)
    ways = Registrations({identity(NOW): (joined(about_x(90.0)),)})
    found = corresponding(Links(), tipped, 7, NOW, ways)
    assert found is not None  # along y, which the turn makes z
    assert found.index == 7
    assert found.residual_mm == pytest.approx(0.0, abs=1e-9)
    assert corresponding(Links(), tipped, 7, NOW) is None


def test_nobody_elses_registration_counts() -> None:
    stranger = of_person(BEFORE, "other")
    both = Registrations({identity(NOW): (joined(UP_20),), identity(stranger): (joined(UP_20),)})
    assert way(both, NOW, BEFORE) is not None
    assert way(both, NOW, stranger) is None
    theirs = Registrations({identity(stranger): (joined(UP_20),)})
    assert way(theirs, NOW, BEFORE) is None


def test_a_way_that_mirrors_is_none_and_one_frame_needs_none() -> None:
    mirrored = Registrations({identity(NOW): (joined(MIRROR),)})
    assert way(mirrored, NOW, BEFORE) is None
    assert way(Registrations({identity(NOW): (joined(UP_20),)}), NOW, NOW) is None


def test_two_objects_are_not_chained() -> None:
    first = Registration(HERE, (FrameTransform("3.9", UP_20),))
    second = Registration("3.9", (FrameTransform(THERE, UP_20),))
    ways = Registrations({identity(NOW): (first, second)})
    assert ways.between(identity(NOW), THERE, "3.9") is not None
    assert ways.between(identity(NOW), THERE, HERE) is None


def test_pan_and_zoom_look_at_the_registered_point(workspace: Workspace) -> None:
    hang(workspace, ACROSS, NOW, BEFORE)
    workspace.set_links(Links(frozenset({LinkKind.VIEW})))
    workspace.viewports[0].set_view(ViewState(FitMode.FREE, zoom=8.0, center=(60.0, 40.0)))
    view = workspace.viewports[1].state.view
    assert view.center == pytest.approx((30.0, 50.0))
    assert view.zoom == pytest.approx(8.0)
    workspace.viewports[1].set_view(ViewState(FitMode.FREE, zoom=4.0, center=(10.0, 20.0)))
    assert workspace.viewports[0].state.view.center == pytest.approx((40.0, 10.0))
    assert "zoom linked" in link_labels(workspace, 1)


def test_the_cursor_points_through_the_registration(workspace: Workspace) -> None:
    hang(workspace, ACROSS, NOW, BEFORE, stack("2.3", AXIAL, CORNER, reference="3.9"))
    workspace.set_links(Links(frozenset()))
    workspace.viewports[0].go_to(12)
    assert workspace.cursor.point_at(workspace.viewports[0], (60.0, 40.0))
    assert workspace.viewports[1].state.index == 8
    marks = workspace.cursor.marks(workspace.viewports[1])
    assert [m.at for m in marks if isinstance(m, PointMark)] == [pytest.approx((30.0, 50.0))] * 2
    assert workspace.cursor.marks(workspace.viewports[2]) == ()  # joined by nothing


def test_lines_are_where_the_registration_puts_them(workspace: Workspace) -> None:
    """An axial slice at z = 40 of one frame is at z = 20 of the other, and 30 mm to the left."""
    coronal = stack("2.2", CORONAL, (0.0, 50.0, 100.0), reference=THERE)
    hang(workspace, ACROSS, NOW, coronal)
    workspace.set_lines(ReferenceLineMode.LINES)
    workspace.viewports[0].go_to(8)
    workspace.draw_over()
    marks = workspace.mark_sources[0].marks(workspace.viewports[1])
    whole = [m for m in marks if isinstance(m, PathMark) and not m.pen.dashed]
    assert len(whole) == 1
    ends = sorted(whole[0].points)
    assert (ends[0][1], ends[1][1]) == pytest.approx((80.0, 80.0))
    assert (ends[0][0], ends[1][0]) == pytest.approx((-0.5, 69.5))


def test_a_picked_image_of_another_frame_of_reference_goes_its_own_way(
    workspace: Workspace,
) -> None:
    """Key images of several examinations in one stack: each by what its own file says."""
    other = stack("3.1", AXIAL, CORNER, reference="3.9")
    mixed = replace(NOW, frames=(NOW.frames[0], other.frames[10], NOW.frames[10]), is_volume=False)
    hang(workspace, UP_20, mixed, BEFORE)
    assert REGISTERED in link_labels(workspace, 0)
    before = workspace.viewports[1].state.index
    workspace.viewports[0].go_to(1)
    assert link_labels(workspace, 0) == ()
    assert workspace.viewports[1].state.index == before
    workspace.viewports[0].go_to(2)  # z 50 here is z 30 there
    assert workspace.viewports[1].state.index == 6


# From the catalog


def header(reg: Registration | None, *, date: str = "20240101") -> Document:
    made = InstanceHeader(
        file=FileKey(1, date),
        sop_instance_uid="8." + date,
        sop_class_uid="1.2.840.10008.5.1.4.1.1.66.1",
        transfer_syntax_uid="1.2.840.10008.1.2.1",
        patient=NOW.frames[0].header.patient,
        study=StudyFacts(uid="1.1", date=date),
        registration=reg,
    )
    return Document(
        f"8.{date}",
        "",
        DocumentKind.OTHER,
        Instance(made.file, made.sop_instance_uid, made.sop_class_uid, ""),
        made,
    )


def catalog(*documents: Document) -> Catalog:
    facts = NOW.frames[0].header.patient
    items = tuple(CatalogItem(d.uid, 1, SeriesFacts(), "", 1, display_set=d) for d in documents)
    return Catalog((CatalogPatient(facts, (CatalogStudy(StudyFacts(), items),)),))


def test_the_newest_of_two_registrations_counts() -> None:
    found = registrations_of(
        catalog(
            header(joined(ACROSS), date="20230101"),
            header(None, date="20250101"),
            header(joined(UP_20), date="20240301"),
        )
    )
    way = found.between(identity(NOW), THERE, HERE)
    assert way == pytest.approx(UP_20)
    assert registrations_of(catalog(header(None))).stated == {}
