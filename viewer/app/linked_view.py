"""Pan and zoom together: the same millimetres, and the same point where one space is shared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.app.carried import carried_image
from viewer.app.links import ALIKE
from viewer.app.scale_in_use import stated_scale
from viewer.model.geometry import SpacingSource
from viewer.model.patient_space import dot, image_plane
from viewer.model.viewport import FitMode, ViewState
from viewer.render.cross_reference import share_frame_of_reference
from viewer.render.orientation import edges
from viewer.render.placement import place

if TYPE_CHECKING:
    from viewer.app.scale_in_use import ScaleOf
    from viewer.app.viewport import ViewportModel
    from viewer.model.geometry import Vector
    from viewer.model.patient_space import ImagePlane
    from viewer.model.registration import Matrix

_SAME_ZOOM = 1e-3


@dataclass(frozen=True, slots=True)
class Look:
    """What one viewport looks at and how: everything that pan and zoom depend on."""

    view: ViewState
    rows: int
    columns: int
    aspect: float
    room_px: tuple[int, int]  # of the viewport, device pixels; (0, 0) until it has been laid out
    column_mm: float | None  # None without millimetres
    row_mm: float | None
    plane: ImagePlane | None
    normal: Vector | None = None  # of the slice, also where no frame of reference has a name
    toward: tuple[str, str] = ("", "")  # letters at the right and the bottom, as stored
    side: str = ""  # "R" or "L" of a projection of one of a pair

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of the image, (column, row)."""
        return (self.columns - 1) / 2, (self.rows - 1) / 2

    @property
    def center(self) -> tuple[float, float]:
        """The image point in the middle of the viewport."""
        fits = self.view.fit is FitMode.FIT or self.view.center is None
        return self.middle if fits or self.view.center is None else self.view.center

    @property
    def zoom(self) -> float:
        """Device pixels per image column."""
        return place(self.rows, self.columns, self.aspect, self.view, self.room_px).zoom

    @property
    def fit_zoom(self) -> float:
        """The zoom at which the whole image just fits."""
        fitting = replace(self.view, fit=FitMode.FIT)
        return place(self.rows, self.columns, self.aspect, fitting, self.room_px).zoom


def look_at(model: ViewportModel, scale_of: ScaleOf = stated_scale) -> Look | None:
    """The look of a viewport; None without an image. Millimetres are those in use (D-104)."""
    frame = model.state.frame
    if frame is None or frame.header.image is None:
        return None
    pixels, spacing = frame.header.image.pixels, scale_of(frame)
    plane, stored = frame.facts.plane, edges(frame.facts, ViewState())
    known = spacing is not None and spacing.source not in {
        SpacingSource.NONE,
        SpacingSource.UNKNOWN,
    }
    return Look(
        model.state.view,
        pixels.rows,
        pixels.columns,
        frame.facts.aspect,
        model.room_px,
        spacing.column_mm if known and spacing is not None else None,
        spacing.row_mm if known and spacing is not None else None,
        image_plane(frame.header, frame.facts),
        plane.normal if plane is not None else None,
        (stored.right, stored.bottom),
        "".join(frame.facts.laterality) if plane is None else "",
    )


def carried_look(source: Look, target: Look, way: Matrix | None) -> Look:
    """The look as if it were in the frame of reference of `target`, where one leads there (G-041).

    The zoom is of the millimetres of its own pixels, whatever a way enlarges.
    """
    if way is None or source.plane is None or target.plane is None:
        return source
    plane = carried_image(source.plane, way, target.plane.frame_of_reference_uid)
    return replace(source, plane=plane, normal=plane.plane.normal)


def can_be_linked(source: Look, target: Look) -> bool:
    """Whether moving one says anything about the other: not for slices across each other.

    A scout or a radiograph stays whole while the slices beside it are enlarged.
    """
    one, other = source.normal, target.normal
    if one is None or other is None:
        return one is other
    return abs(dot(one, other)) > ALIKE


def by_millimetres(source: Look, target: Look) -> bool:
    """Whether both know their millimetres; else the share of the whole picture is kept."""
    return source.column_mm is not None and target.column_mm is not None


def linked_view(source: Look, target: Look) -> ViewState:
    """The view of `target` that goes with that of `source`; its own turning stays (S-03).

    In one frame of reference the patient point in the middle is the same; elsewhere the offset
    from the middle of the image is, toward the same side of the body: one of two images may be
    stored mirrored, and the two breasts are mirror images of each other.
    """
    center = _center(source, target)
    zoom = _zoom(source, target)
    whole = source.view.fit is FitMode.FIT and abs(zoom / target.fit_zoom - 1) < _SAME_ZOOM
    column, row = target.middle
    in_the_middle = abs(center[0] - column) < 0.5 and abs(center[1] - row) < 0.5
    if whole and in_the_middle:  # the same picture: it goes on fitting when the window changes
        return replace(target.view, fit=FitMode.FIT, center=None)
    return replace(target.view, fit=FitMode.FREE, zoom=zoom, center=center)


def _center(source: Look, target: Look) -> tuple[float, float]:
    one, other = source.plane, target.plane
    if one is not None and other is not None and share_frame_of_reference(one, other):
        return other.image_from_patient(one.patient_from_image(source.center))
    paired = {source.side, target.side} == {"L", "R"}
    right, bottom = (
        -1.0 if _is_mirrored(mine, theirs, paired=paired) else 1.0
        for mine, theirs in zip(source.toward, target.toward, strict=True)
    )
    away = (
        (source.center[0] - source.middle[0]) * right,
        (source.center[1] - source.middle[1]) * bottom,
    )
    if by_millimetres(source, target):
        assert source.column_mm is not None
        assert source.row_mm is not None
        assert target.column_mm is not None
        assert target.row_mm is not None
        across = away[0] * source.column_mm / target.column_mm
        down = away[1] * source.row_mm / target.row_mm
    else:
        across = away[0] * target.columns / source.columns
        down = away[1] * target.rows / source.rows
    return target.middle[0] + across, target.middle[1] + down


def _is_mirrored(mine: str, theirs: str, *, paired: bool) -> bool:
    """Whether two edges look to opposite sides; of a pair R and L both mean the middle."""
    axis = {mine[:1], theirs[:1]}
    if axis <= {"L", "R"}:
        return (len(axis) == 2) != paired
    return axis in ({"A", "P"}, {"H", "F"})


def _zoom(source: Look, target: Look) -> float:
    if by_millimetres(source, target):
        assert source.column_mm is not None
        assert target.column_mm is not None
        return source.zoom * target.column_mm / source.column_mm
    return source.zoom / source.fit_zoom * target.fit_zoom
