"""The way to a drawing: which viewport can show it, and that it is in sight there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.app.annotation_places import annotation_on, index_of
from viewer.model.viewport import FitMode
from viewer.render.placement import place

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.model.annotation import Annotation
    from viewer.ui.grid_widget import GridWidget


class WayToDrawing:
    """Goes to drawings."""

    def __init__(self, session: Session, grid: GridWidget) -> None:
        self._session = session
        self._grid = grid

    def go(self, annotation: Annotation) -> bool:
        """Show a drawing and choose it; False where its image cannot be shown."""
        number = self._viewport_for(annotation)
        if number is None:
            key = annotation.anchor.key
            found = self._session.catalog.places([key]).get(key)
            if found is None:
                return False
            active = self._session.workspace.state.active
            self._grid.item_wanted.emit(found.item.uid, active)  # asks first if need be (S-02)
            number = self._viewport_for(annotation)
        if number is None:
            return False
        workspace = self._session.workspace
        workspace.activate(number)
        stack = workspace.viewports[number].state.stack
        index = index_of(annotation, stack) if stack is not None else None
        if index is not None:
            workspace.viewports[number].go_to(index)
        self._session.annotation_marks.set_visible(visible=True)
        self._session.annotations.select(annotation.id)
        self._bring_into_sight(annotation, number)
        return True

    def _viewport_for(self, annotation: Annotation) -> int | None:
        """The viewport that shows it now, else one whose stack has it; the active one first."""
        workspace = self._session.workspace
        count, active = len(workspace.viewports), workspace.state.active
        order = sorted(range(count), key=lambda number: number != active)
        marks = self._session.annotation_marks
        for number in order:
            if any(a.id == annotation.id for a in marks.shown(workspace.viewports[number])):
                return number
        for number in order:
            stack = workspace.viewports[number].state.stack
            if stack is not None and index_of(annotation, stack) is not None:
                return number
        return None

    def _bring_into_sight(self, annotation: Annotation, number: int) -> None:
        """Move the image if the drawing lies outside of the viewport."""
        model = self._session.workspace.viewports[number]
        frame, stack = model.state.frame, model.state.stack
        if frame is None or stack is None or frame.header.image is None:
            return
        shown = annotation_on(annotation, frame, stack.spacing_mm)
        if shown is None or number >= len(self._grid.views):
            return
        pixels, view = frame.header.image.pixels, model.state.view
        surface = self._grid.views[number].canvas.surface().pixels
        size = (surface.width(), surface.height())
        placement = place(pixels.rows, pixels.columns, frame.facts.aspect, view, size)
        on_screen = [placement.screen_from_image(point) for point in shown.points]
        if all(0 <= x < size[0] and 0 <= y < size[1] for x, y in on_screen):
            return
        columns, rows = zip(*shown.points, strict=True)
        middle = ((min(columns) + max(columns)) / 2, (min(rows) + max(rows)) / 2)
        fit = FitMode.FREE if view.fit is FitMode.FIT else view.fit
        model.set_view(replace(view, fit=fit, zoom=placement.zoom, center=middle))
