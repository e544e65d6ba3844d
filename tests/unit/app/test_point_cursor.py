"""The 3D cursor and the reference lines as marks over the viewports (G-030..G-034)."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.unit.app.stacks import AXIAL, CORONAL, PIXELS, GatedSource, make_stack
from viewer.app.frames import FrameStore
from viewer.app.reference_lines import ReferenceLines
from viewer.app.workspace import Workspace
from viewer.model.display_set import ImageStack
from viewer.model.geometry import PixelSpacing, SpacingSource, Vector
from viewer.model.marks import Mark, PathMark, PointMark, TextMark
from viewer.model.viewport import ReferenceLineMode
from viewer.settings import DecodeSettings, Settings

ONE_MM = PixelSpacing(1.0, 1.0, SpacingSource.PATIENT)


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    store = FrameStore(GatedSource(), Settings(decode=DecodeSettings(workers=1)), lambda _: None)
    grid = Workspace(store)
    yield grid
    grid.close()
    store.close()


def stack(
    uid: str,
    directions: tuple[Vector, Vector],
    corner: Vector,
    *,
    count: int = 21,
    spacing: float = 5.0,
    reference: str = "1.9",
) -> ImageStack:
    """Slices of 100 x 100 mm whose first pixel is at `corner`, going along their normal."""
    made = make_stack(
        uid,
        positions=tuple(n * spacing for n in range(count)),
        directions=directions,
        spacing=spacing,
        reference=reference,
    )
    pixels = replace(PIXELS, rows=100, columns=100)
    frames = []
    for frame in made.frames:
        plane, image = frame.facts.plane, frame.header.image
        assert plane is not None
        assert image is not None
        x, y, z = (a + b for a, b in zip(plane.position, corner, strict=True))
        facts = replace(frame.facts, plane=replace(plane, position=(x, y, z)), spacing=ONE_MM)
        header = replace(frame.header, image=replace(image, pixels=pixels))
        frames.append(replace(frame, header=header, facts=facts))
    return replace(made, frames=tuple(frames))


def hang(workspace: Workspace, *stacks: ImageStack) -> None:
    workspace.set_layout(1, len(stacks))
    for number, one in enumerate(stacks):
        workspace.show(one, number)
    workspace.activate(0)


def axial(uid: str = "a", **more: object) -> ImageStack:
    return stack(uid, AXIAL, (0.0, 0.0, 0.0), **more)  # type: ignore[arg-type]  # by name


def coronal(uid: str = "c", **more: object) -> ImageStack:
    return stack(uid, CORONAL, (0.0, 0.0, 99.0), **more)  # type: ignore[arg-type]  # by name


def texts(marks: tuple[Mark, ...]) -> list[str]:
    return [line for mark in marks if isinstance(mark, TextMark) for line in mark.lines]


def test_a_point_is_found_in_every_viewport_of_its_frame_of_reference(
    workspace: Workspace,
) -> None:
    """G-034: the nearest slice, the place on it, and the distance that remains."""
    hang(workspace, axial(), coronal(), coronal("elsewhere", reference="2"))
    workspace.viewports[0].go_to(8)  # z = 40
    assert workspace.cursor.point_at(workspace.viewports[0], (30.0, 42.0))
    cut = workspace.viewports[1].state
    assert cut.index == 8  # y = 40, two millimetres away
    marks = workspace.cursor.marks(workspace.viewports[1])
    ring = next(m for m in marks if isinstance(m, PointMark))
    assert ring.at == pytest.approx((30.0, 59.0))  # x = 30, z = 99 - 59
    assert texts(marks) == ["2.0 mm"]
    assert workspace.viewports[2].state.index == 0
    assert workspace.cursor.marks(workspace.viewports[2]) == ()
    own = workspace.cursor.marks(workspace.viewports[0])
    assert texts(own) == []
    assert workspace.viewports[0].state.index == 8  # linked scrolling does not answer


def test_a_point_beyond_the_stack_is_off_plane(workspace: Workspace) -> None:
    hang(workspace, axial(), coronal(count=5))  # y 0 to 20
    workspace.cursor.point_at(workspace.viewports[0], (30.0, 42.0))
    assert workspace.viewports[1].state.index == 4
    assert texts(workspace.cursor.marks(workspace.viewports[1])) == ["off plane, 22.0 mm"]


def test_the_mark_says_so_when_the_slice_is_left(workspace: Workspace) -> None:
    hang(workspace, axial(), coronal())
    workspace.cursor.point_at(workspace.viewports[0], (30.0, 40.0))
    workspace.viewports[1].go_to(9)
    assert texts(workspace.cursor.marks(workspace.viewports[1])) == ["off plane, 5.0 mm"]
    workspace.cursor.clear()
    assert workspace.cursor.marks(workspace.viewports[1]) == ()


def test_a_point_is_never_looked_for_in_another_person(workspace: Workspace) -> None:
    """S-02."""
    other = coronal()
    patient = replace(other.frames[0].header.patient, patient_id="other")
    frames = tuple(replace(f, header=replace(f.header, patient=patient)) for f in other.frames)
    hang(workspace, axial(), replace(other, frames=frames))
    workspace.cursor.point_at(workspace.viewports[0], (30.0, 42.0))
    assert workspace.viewports[1].state.index == 0
    assert workspace.cursor.marks(workspace.viewports[1]) == ()
    workspace.set_lines(ReferenceLineMode.LINES)
    assert ReferenceLines(workspace).marks(workspace.viewports[1]) == ()


def test_images_without_a_place_have_no_point(workspace: Workspace) -> None:
    hang(workspace, make_stack("1.1", reference=""))
    assert not workspace.cursor.point_at(workspace.viewports[0], (1.0, 1.0))


def test_lines_are_off_until_asked_for_and_follow_the_active_slice(workspace: Workspace) -> None:
    hang(workspace, axial(), coronal())
    lines = ReferenceLines(workspace)
    heard: list[None] = []
    lines.changed.connect(heard.append)
    workspace.viewports[0].go_to(10)  # z = 50
    assert lines.marks(workspace.viewports[1]) == ()
    assert heard == []
    workspace.set_lines(ReferenceLineMode.LINES)
    first, line, label = lines.marks(workspace.viewports[1])
    assert isinstance(line, PathMark)
    assert [y for _, y in line.points] == pytest.approx([49.0, 49.0])  # z = 99 - 49
    assert isinstance(first, PathMark)  # the last one, at row -1, is outside: nothing drawn
    assert [y for _, y in first.points] == pytest.approx([99.0, 99.0])
    assert first.pen.opacity < 1
    assert isinstance(label, TextMark)
    assert label.lines == ("image 11",)
    assert lines.marks(workspace.viewports[0]) == ()
    before = len(heard)
    workspace.viewports[0].go_to(11)
    assert len(heard) == before + 1
    workspace.activate(1)
    assert lines.marks(workspace.viewports[1]) == ()
    assert lines.marks(workspace.viewports[0]) != ()


def test_both_faces_are_drawn_when_asked_for(workspace: Workspace) -> None:
    hang(workspace, axial(), coronal())
    workspace.viewports[0].go_to(10)
    workspace.set_lines(ReferenceLineMode.THICKNESS)
    marks = ReferenceLines(workspace).marks(workspace.viewports[1])
    rows = sorted(m.points[0][1] for m in marks if isinstance(m, PathMark) and m.pen.opacity > 0.5)
    assert rows == pytest.approx([46.5, 49.0, 51.5])


def test_no_line_from_a_slice_that_is_not_shown(workspace: Workspace) -> None:
    hang(workspace, axial(), coronal())
    workspace.set_lines(ReferenceLineMode.LINES)
    workspace.viewports[0].set_message("No corresponding slice")
    assert ReferenceLines(workspace).marks(workspace.viewports[1]) == ()
