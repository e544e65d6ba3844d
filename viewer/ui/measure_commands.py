"""What actions do to drawings and their numbers; the action table calls these by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from viewer.app.annotation_list import annotation_entries, as_text, measured_annotations
from viewer.app.annotation_places import copied_to, index_of
from viewer.app.values_to_come import ValuesToCome
from viewer.export.annotations_csv import write_annotations_csv
from viewer.model.safe_text import visible
from viewer.tools.tool_mode import ToolMode
from viewer.ui.annotating.way_to import WayToDrawing
from viewer.ui.listening import until_destroyed
from viewer.ui.viewports_watch import ViewportsWatch

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from viewer.app.annotation_list import Entry
    from viewer.app.viewport import ViewportModel
    from viewer.model.annotation import Annotation
    from viewer.ui.annotating.hand import DrawingHand
    from viewer.ui.grid_widget import GridWidget
    from viewer.ui.main_window import MainWindow
    from viewer.ui.panels.measurements import MeasurementsPanel

PANEL = "measurements"
LOADING = "Loading the pictures that are drawn on, for their values…"
TABLES = ("Table without name", "Table with name and dates")
_WIDTH = 432  # numbers and their calibration are to be read whole (S-04)
_OF_ONE = ("annotation-delete", "annotation-next-slice", "annotation-words")
_OF_ALL = ("annotations-delete-all", "measurements-save", "measurements-copy")


class MeasureCommands:
    """Acts on the drawings of the session, the chosen one first of all."""

    def __init__(self, window: MainWindow, grid: GridWidget) -> None:
        self._window = window
        self._grid = grid
        self._session = session = window.session
        self._store = session.annotations
        self.way = WayToDrawing(session, grid)
        self._values = ValuesToCome(session)
        window.panels.add(PANEL, "Measurements", self._make_panel, _WIDTH)
        window.panels.shown_changed.connect(lambda name: self._check(PANEL, on=name == PANEL))
        until_destroyed(
            window,
            session.annotation_marks.changed.connect(lambda _: self._show_useful()),
            self._values.subscription,
            ViewportsWatch(session.workspace, self._show_useful),
        )
        self._show_useful()

    # One drawing

    def step_back(self) -> bool:
        """One step out of what the hand is doing; False if there is nothing but the view."""
        if any(hand.escape() for hand in self._hands()):
            return True
        if self._store.state.selected:
            self._store.select("")
            return True
        if any(view.canvas.hands.tool is not ToolMode.SCROLL for view in self._grid.views):
            self._window.set_tool(ToolMode.SCROLL)
            return True
        return False

    def delete_selected(self) -> None:
        """Delete the chosen drawing."""
        if self._selected is not None:
            self._store.remove(self._selected.id)

    def copy_to_next(self) -> None:
        """Draw the chosen one on the next picture too, and go there."""
        annotation = self._selected
        viewport = self._showing(annotation) if annotation is not None else None
        if annotation is None or viewport is None or viewport.state.stack is None:
            return
        frames = viewport.state.stack.frames
        index = index_of(annotation, viewport.state.stack)
        if index is None or index + 1 == len(frames):
            return
        viewport.go_to(index + 1)
        self._store.add(copied_to(annotation, frames[index + 1], uuid4().hex))

    def write_words(self) -> None:
        """Write beside the chosen drawing."""
        annotation = self._selected
        viewport = self._showing(annotation) if annotation is not None else None
        for hand in self._hands():
            shown = hand.screen.shown(annotation.id) if annotation is not None else None
            if hand.model is viewport and annotation is not None and shown is not None:
                at = hand.screen.logical(shown.points[0])
                hand.write_at(annotation, QPointF(at))

    def set_colour(self, colour: str) -> None:
        """Draw in this colour from now on, and the chosen drawing too."""
        self._grid.pencil.take_style(colour=colour)
        annotation = self._selected
        if annotation is not None:
            style = replace(annotation.style, colour=colour)
            self._store.change(replace(annotation, style=style))

    def set_width(self, width_px: float) -> None:
        """Draw lines of this width from now on, and the chosen drawing too."""
        self._grid.pencil.take_style(width_px=width_px)
        annotation = self._selected
        if annotation is not None:
            style = replace(annotation.style, width_px=width_px)
            self._store.change(replace(annotation, style=style))

    # All drawings

    def toggle_hidden(self) -> None:
        """Hide all for a look at the picture, or show them again."""
        marks = self._session.annotation_marks
        marks.set_visible(visible=not marks.visible)
        self._show_useful()

    def delete_all(self) -> None:
        """Delete all; undo brings them back."""
        self._store.clear()

    # Scale

    def forget_calibration(self) -> None:
        """Measure the active series by its own scale again (D-104)."""
        frame = self._session.workspace.active.state.frame
        if frame is not None:
            self._session.measurements.clear_calibration(frame)

    def toggle_magnification(self) -> None:
        """Estimate lengths in the body instead of on the detector, or no longer (D-103)."""
        measurements = self._session.measurements
        corrects = not measurements.state.corrects_magnification
        measurements.set_corrects_magnification(corrects=corrects)
        self._show_useful()

    # Numbers

    def toggle_panel(self) -> None:
        """Show or hide the list of measurements."""
        self._window.panels.toggle(PANEL)

    def save_table(self) -> None:
        """Save all numbers as a CSV file where somebody wants it."""
        if not measured_annotations(self._entries()):
            return
        from viewer.ui.save_copy import ask_where  # noqa: PLC0415  when asked for

        where = ask_where(
            self._window, ".csv", *TABLES, title="Save the measurements", name="measurements"
        )
        if where is not None:
            self._when_measured(lambda: self._write_table(*where))

    def copy_as_text(self) -> None:
        """Put all numbers on the clipboard, a line for each drawing."""
        self._when_measured(self._copy)

    def _when_measured(self, then: Callable[[], None]) -> None:
        """At once if every number is there, else when the images have come."""
        if not self._values.complete(then):
            self._window.status.show_probe(LOADING)

    def _write_table(self, path: Path, kind: str) -> None:
        from viewer.ui.save_copy import write_whole  # noqa: PLC0415  when asked for

        rows, media = measured_annotations(self._entries()), self._session.paths
        self._session.in_background(  # a stick or a share may be slow
            lambda: write_whole(
                path,
                lambda part: write_annotations_csv(part, rows, with_identity=kind == TABLES[1]),
                "table",
                media,
            ),
            lambda problem: self._tell(str(problem) or f"Saved as {visible(path.name)}."),
        )

    def _copy(self) -> None:
        text = as_text(self._entries())
        if text:
            QApplication.clipboard().setText(text)

    # Own work

    def _entries(self) -> tuple[Entry, ...]:
        session = self._session
        return annotation_entries(self._store.state, session.catalog, session.measurements)

    @property
    def _selected(self) -> Annotation | None:
        return self._store.state.annotation(self._store.state.selected)

    def _showing(self, annotation: Annotation) -> ViewportModel | None:
        """The viewport in which somebody sees the drawing, the active one first."""
        workspace = self._session.workspace
        for viewport in (workspace.active, *workspace.viewports):
            shown = self._session.annotation_marks.shown(viewport)
            if any(other.id == annotation.id for other in shown):
                return viewport
        return None

    def _hands(self) -> list[DrawingHand]:
        return [view.canvas.hands.drawing for view in self._grid.views]

    def _show_useful(self) -> None:
        """Offer only what would do something, and say what is on."""
        session, actions = self._session, self._window.actions_set
        state, marks = self._store.state, session.annotation_marks
        frame, measurements = session.workspace.active.state.frame, session.measurements
        corrects = measurements.state.corrects_magnification
        can_correct = frame is not None and measurements.can_correct(frame)
        self._check("annotations-hidden", on=not marks.visible)
        self._check("magnification", on=corrects)
        useful = dict.fromkeys(_OF_ONE, self._selected is not None)
        useful |= dict.fromkeys(_OF_ALL, bool(state.annotations))
        useful["annotations-hidden"] = bool(state.annotations) or not marks.visible
        useful["magnification"] = corrects or can_correct
        useful["calibration-forget"] = frame is not None and measurements.is_calibrated(frame)
        for action, is_useful in useful.items():
            actions.set_useful(action, useful=is_useful)

    def _check(self, action: str, *, on: bool) -> None:
        self._window.actions_set[action].setChecked(on)

    def _make_panel(self, parent: QWidget) -> MeasurementsPanel:
        from viewer.ui.panels.measurements import MeasurementsPanel  # noqa: PLC0415  when asked for

        return MeasurementsPanel(self.way, self._values, self._window, parent)

    def _tell(self, words: str) -> None:
        panel = self._window.panels.show_panel(PANEL)
        panel.tell(words)  # type: ignore[attr-defined]  # it is the one made below
