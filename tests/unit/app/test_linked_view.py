"""Pan and zoom by millimetres: the same point in the middle, the same scale."""

from dataclasses import replace

import pytest

from viewer.app.linked_view import Look, can_be_linked, linked_view
from viewer.model.geometry import Plane, Vector
from viewer.model.patient_space import ImagePlane
from viewer.model.viewport import FitMode, ViewState
from viewer.render.placement import Placement, place

FREE = ViewState(FitMode.FREE, zoom=3.0, center=(120.0, 80.0))
AXIAL: tuple[Vector, Vector] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))
CORONAL: tuple[Vector, Vector] = ((1.0, 0.0, 0.0), (0.0, 0.0, -1.0))


def look(  # noqa: PLR0913  the facts of one image
    view: ViewState = FREE,
    *,
    size: tuple[int, int] = (200, 240),
    mm: tuple[float, float] | None = (0.5, 0.5),
    at: Vector | None = (0.0, 0.0, 0.0),
    directions: tuple[Vector, Vector] = AXIAL,
    reference: str = "1.9",
    room: tuple[int, int] = (600, 500),
) -> Look:
    """A look at an image of (rows, columns), `mm` for (row, column)."""
    plane = None
    if mm is not None and at is not None:
        plane = ImagePlane(Plane(at, *directions, reference), *mm, *size)
    row_mm, column_mm = mm or (None, None)
    aspect = row_mm / column_mm if row_mm and column_mm else 1.0
    normal = plane.plane.normal if plane is not None else None
    return Look(view, *size, aspect, room, column_mm, row_mm, plane, normal)


def placed(one: Look, view: ViewState) -> Placement:
    return place(one.rows, one.columns, one.aspect, view, one.room_px)


def middle_mm(one: Look, view: ViewState) -> Vector:
    """The patient point under the middle of the viewport, through the placement."""
    spot = placed(one, view)
    assert one.plane is not None
    width, height = spot.viewport
    return one.plane.patient_from_image(spot.image_from_screen((width / 2, height / 2)))


@pytest.mark.parametrize(
    "target",
    [
        look(ViewState(), size=(100, 120), mm=(1.0, 1.0), at=(-10.0, 7.0, 30.0)),
        look(ViewState(), mm=(0.8, 0.4), at=(3.0, -9.0, 2.0)),
        look(ViewState(quarter_turns=1, flipped=True), at=(3.0, 4.0, 5.0)),
        look(ViewState(), at=(100.0, 0.0, 0.0), directions=((-1.0, 0.0, 0.0), (0.0, 1.0, 0.0))),
    ],
    ids=["coarser", "anisotropic", "turned", "from the other side"],
)
def test_one_frame_of_reference_shows_the_same_point_at_the_same_scale(target: Look) -> None:
    source = look()
    view = linked_view(source, target)
    x, y, _ = middle_mm(target, view)
    assert (x, y) == pytest.approx(middle_mm(source, source.view)[:2], abs=1e-6)
    assert source.column_mm is not None
    assert target.column_mm is not None
    scale = placed(source, source.view).zoom / source.column_mm  # device pixels per mm
    assert placed(target, view).zoom / target.column_mm == pytest.approx(scale)
    assert (view.quarter_turns, view.flipped) == (
        target.view.quarter_turns,
        target.view.flipped,
    )


def test_another_frame_of_reference_has_the_same_offset_from_the_middle() -> None:
    source, target = look(), look(ViewState(), size=(100, 100), mm=(1.0, 2.0), reference="other")
    view = linked_view(source, target)
    # 0.5 mm x (120 - 119.5, 80 - 99.5) = (0.25, -9.75) mm from the middle
    assert view.center == pytest.approx((49.5 + 0.125, 49.5 - 9.75))
    assert view.zoom == pytest.approx(3.0 * 2.0 / 0.5)


@pytest.mark.parametrize(
    ("lies", "side", "ways"),
    [
        (("P", "L"), "R", (1, 1)),  # the same view of another day
        (("A", "L"), "R", (-1, 1)),  # that one stored mirrored
        (("A", "R"), "R", (-1, -1)),  # and upside down
        (("A", "R"), "L", (-1, 1)),  # the other breast: nipple for nipple, middle for middle
        (("P", "R"), "L", (1, 1)),
        (("A", "L"), "L", (-1, -1)),
        (("", ""), "R", (1, 1)),  # nobody knows
    ],
)
def test_mirrored_projections_move_toward_the_same_side_of_the_body(
    lies: tuple[str, str], side: str, ways: tuple[int, int]
) -> None:
    source = replace(look(at=None), toward=("P", "L"), side="R")
    target = replace(look(ViewState(), at=None), toward=lies, side=side)
    view = linked_view(source, target)
    x, y = source.center[0] - source.middle[0], source.center[1] - source.middle[1]
    middle = target.middle
    assert view.center == pytest.approx((middle[0] + ways[0] * x, middle[1] + ways[1] * y))


def test_without_millimetres_the_share_of_the_picture_is_kept() -> None:
    source, target = look(mm=None), look(ViewState(), size=(400, 480), mm=None)
    view = linked_view(source, target)
    assert view.zoom == pytest.approx(1.5)
    assert view.center == pytest.approx((239.5 + 1.0, 199.5 - 39.0))


def test_slices_across_each_other_are_not_linked() -> None:
    """A scout stays whole while the slices beside it are enlarged."""
    assert not can_be_linked(look(), look(directions=CORONAL))
    assert not can_be_linked(look(), look(at=None))  # a radiograph beside slices
    assert can_be_linked(look(at=None), look(at=None))
    assert can_be_linked(look(), look(reference="other"))


def test_a_fitted_picture_of_the_same_size_goes_on_fitting() -> None:
    source, target = look(ViewState()), look(FREE, reference="other")
    assert linked_view(source, target).fit is FitMode.FIT
    smaller = look(FREE, reference="other", size=(100, 120))
    assert linked_view(source, smaller).fit is FitMode.FREE  # it would fit at another scale
