"""Dragging handles, wholes and words."""

import math

import pytest

from viewer.model.annotation import Anchor, Annotation, AnnotationKind
from viewer.model.geometry import Point
from viewer.model.image import FileKey, FrameKey
from viewer.tools.editing import Grip, Part
from viewer.tools.ground import Ground
from viewer.tools.handles import handles, paths

GROUND = Ground(200, 100, aspect=2.0)
ANCHOR = Anchor(FrameKey(FileKey(1, "a"), 0))


def drawn(kind: AnnotationKind, *points: Point) -> Annotation:
    return Annotation("one", kind, points, ANCHOR)


def grip(annotation: Annotation, part: Part, index: int = 0, start: Point = (0, 0)) -> Grip:
    return Grip(annotation, part, index, start)


def test_a_handle_moves_by_the_way_of_the_pointer() -> None:
    line = drawn(AnnotationKind.LENGTH, (10, 10), (50, 10))
    hold = grip(line, Part.HANDLE, 1, start=(51, 11))  # taken a little beside the point
    assert hold.dragged_to((61, 21), GROUND).points == ((10, 10), (60, 20))


@pytest.mark.parametrize("kind", [AnnotationKind.RECTANGLE, AnnotationKind.ELLIPSE])
@pytest.mark.parametrize("index", range(4))
def test_each_corner_of_a_box_can_be_dragged(kind: AnnotationKind, index: int) -> None:
    box = drawn(kind, (10, 10), (50, 30))
    corner = handles(kind, box.points)[index]
    opposite = handles(kind, box.points)[(index + 2) % 4]
    hold = grip(box, Part.HANDLE, index, start=corner)
    to = (corner[0] + 3, corner[1] + 4)
    after = handles(kind, hold.dragged_to(to, GROUND).points)
    assert after[index] == to
    assert after[(index + 2) % 4] == opposite


def test_shift_keeps_a_box_square_in_millimetres() -> None:
    box = drawn(AnnotationKind.ELLIPSE, (10, 10), (50, 30))
    hold = grip(box, Part.HANDLE, 2, start=(50, 30))
    (a, b) = hold.dragged_to((70, 32), GROUND, straight=True).points
    assert (b[0] - a[0]) == pytest.approx((b[1] - a[1]) * 2.0)


def test_shift_keeps_the_leg_of_an_angle_straight_to_its_vertex() -> None:
    angle = drawn(AnnotationKind.ANGLE, (10, 50), (50, 50), (60, 20))
    hold = grip(angle, Part.HANDLE, 2, start=(60, 20))
    end = hold.dragged_to((52, 20), GROUND, straight=True).points[2]
    assert math.isclose(end[0], 50)


def test_a_whole_drawing_stays_on_the_image() -> None:
    line = drawn(AnnotationKind.LENGTH, (10, 10), (50, 20))
    hold = grip(line, Part.LINE, start=(30, 15))
    assert hold.dragged_to((35, 25), GROUND).points == ((15, 20), (55, 30))
    assert hold.dragged_to((-500, -500), GROUND).points == ((-0.5, -0.5), (39.5, 9.5))
    assert hold.dragged_to((500, 500), GROUND).points == ((159.5, 89.5), (199.5, 99.5))


def test_words_go_where_they_are_put_and_the_drawing_stays() -> None:
    line = drawn(AnnotationKind.LENGTH, (10, 10), (50, 20))
    hold = Grip(line, Part.LABEL, 0, (60, 20), label_offset=(45, 8))
    moved = hold.dragged_to((70, 15), GROUND)
    assert moved.points == line.points
    assert moved.label_offset == (55, 3)


def test_an_outline_is_pulled_without_a_spike() -> None:
    few = tuple((float(n), float(n * n)) for n in range(5))
    assert handles(AnnotationKind.FREEHAND, few) == few
    ring = tuple((100 + 40 * math.cos(n / 20), 50 + 40 * math.sin(n / 20)) for n in range(125))
    outline = drawn(AnnotationKind.FREEHAND, *ring)
    corners = handles(outline.kind, ring)
    assert 8 <= len(corners) <= 12
    hold = grip(outline, Part.HANDLE, 2, start=corners[2])
    to = (corners[2][0] + 6, corners[2][1] + 3)
    after = hold.dragged_to(to, GROUND).points
    assert handles(outline.kind, after)[2] == to
    ways = [math.dist(a, b) for a, b in zip(ring, after, strict=True)]
    place = ways.index(max(ways))
    assert ways[place - 1] > ways[place - 3] > 0  # its neighbours follow, ever less
    assert sum(way > 0 for way in ways) < 2 * 125 / len(corners) + 2


def test_lines_of_each_kind() -> None:
    four = ((0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (0.0, 2.0))
    assert paths(AnnotationKind.COBB, four) == (four[:2], four[2:])
    assert paths(AnnotationKind.COBB, four[:3]) == (four[:2],)
    assert paths(AnnotationKind.RECTANGLE, ((0, 0), (4, 2))) == ((*four, four[0]),)
    assert paths(AnnotationKind.FREEHAND, four) == ((*four, four[0]),)
    (ring,) = paths(AnnotationKind.ELLIPSE, ((0, 0), (4, 2)))
    assert all(((x - 2) / 2) ** 2 + (y - 1) ** 2 == pytest.approx(1) for x, y in ring)
