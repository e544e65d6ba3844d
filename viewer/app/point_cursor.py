"""The 3D cursor: one patient point, found wherever its frame of reference leads (G-034)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from viewer.observe import Event

if TYPE_CHECKING:
    from viewer.app.point_places import PatientPoint, PointPlaces
    from viewer.app.viewport import ViewportModel
    from viewer.app.workspace import Workspace
    from viewer.model.geometry import Point
    from viewer.model.marks import Mark


class PointCursor:
    """A mark source; where it points is set by hand and goes with the next series."""

    def __init__(self, workspace: Workspace) -> None:
        self.changed: Event[None] = Event()
        self.point: PatientPoint | None = None
        self._workspace = workspace
        self._made: PointPlaces | None = None

    def point_at(self, viewport: ViewportModel, at: Point) -> bool:
        """Take the patient point under an image point (column, row) and go there everywhere.

        Other viewports of the frame of reference go to the slice nearest to it. False where the
        image has no place in a frame of reference.
        """
        point = self._places.point_under(viewport, at)
        if point is None:
            return False
        self.point = point
        with self._workspace.following.held():
            for other in self._workspace.viewports:
                found = self._places.nearest(point, other.state) if other is not viewport else None
                if found is not None:
                    other.go_to(found.index)
        self.changed.emit(None)
        return True

    def clear(self) -> None:
        """Point nowhere."""
        if self.point is not None:
            self.point = None
            self._made = None
            self.changed.emit(None)

    def marks(self, viewport: ViewportModel) -> tuple[Mark, ...]:
        """A ring where the point is, or its foot on the slice, with the distance to it."""
        return self._places.marks(self.point, viewport) if self.point is not None else ()

    @property
    def _places(self) -> PointPlaces:
        """What finds it, loaded when somebody points."""
        if self._made is None:
            from viewer.app.point_places import PointPlaces  # noqa: PLC0415

            self._made = PointPlaces(self._workspace)
        return self._made
