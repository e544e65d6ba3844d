"""What actions do to the active viewport; the action table calls these by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from viewer.app.first_item import main_item
from viewer.app.frames import LoadedFrame
from viewer.app.preset_window import automatic_window, preset_window
from viewer.hanging.presets import PresetKind, presets
from viewer.model.viewport import AnnotationLevel, ColourReading, FitMode, ViewState
from viewer.ui.viewport.drags import starts_at_zero

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.app.viewport import ViewportModel
    from viewer.model.lut import VoiTransform
    from viewer.model.viewport import Presentation
    from viewer.ui.layout_grid import LayoutGrid
    from viewer.ui.viewport.film import FilmRunner

_NEXT_LEVEL = {
    AnnotationLevel.FULL: AnnotationLevel.MINIMAL,
    AnnotationLevel.MINIMAL: AnnotationLevel.OFF,
    AnnotationLevel.OFF: AnnotationLevel.FULL,
}
FIRST_SERIES, LAST_SERIES = "This is the first series", "This is the last series"
NEWEST = "There is no newer examination here"
OLDEST = "There is no older examination here"


class ViewportCommands:
    """Acts on the active viewport of the session; `grid` knows how large it is on screen."""

    def __init__(self, session: Session, grid: LayoutGrid) -> None:
        self._session = session
        self._grid = grid

    # Brightness

    def invert(self) -> None:
        """Swap black and white; marked on screen (D-062)."""
        self._present(inverted=not self._presentation.inverted)

    def preset(self, number: int) -> None:
        """What the key `number`, 0 to 9, means for this modality: the file's window, a preset."""
        frame, shown = self._active.state.frame, self._active.shown
        if frame is None or not isinstance(shown, LoadedFrame):
            return
        choices = presets(frame.header.series.modality)
        chosen = next((preset for preset in choices if preset.key == str(number)), None)
        if chosen is not None and chosen.kind is PresetKind.FILE and chosen.number == 0:
            self._present(voi=None)  # every image by its own window again
        elif chosen is not None:
            self._present_window(preset_window(chosen, shown, frame))

    def auto_window(self) -> None:
        """A window from the values of the image on show (D-050)."""
        shown = self._active.shown
        if isinstance(shown, LoadedFrame):
            self._present_window(automatic_window(shown, self._presentation))

    def toggle_from_zero(self) -> None:
        """Let the window begin at zero while it is dragged, or let it go anywhere."""
        self._present(from_zero=not starts_at_zero(self._active.state))

    def toggle_overlays(self) -> None:
        """Show or hide the overlays of the file (S-12)."""
        self._present(show_overlays=not self._presentation.show_overlays)

    def toggle_padding(self) -> None:
        """Show or hide what the file says is no image (S-12)."""
        self._present(show_padding=not self._presentation.show_padding)

    def toggle_smooth(self) -> None:
        """Smooth pixels or squares."""
        self._present(smooth=not self._presentation.smooth)

    def next_colour_reading(self) -> None:
        """Take the colours for another colour space; marked on screen (D-072)."""
        frame = self._active.state.frame
        image = frame.header.image if frame is not None else None
        if image is None or image.pixels.samples_per_pixel == 1:
            return
        readings = list(ColourReading)
        at = readings.index(self._presentation.colour_reading)
        self._present(colour_reading=readings[(at + 1) % len(readings)])

    # View

    def rotate(self, quarter_turns: int) -> None:
        """Turn the picture as seen, clockwise."""
        view = self._view
        # The mirror comes after turning: seen in it, the image must turn the other way.
        turns = -quarter_turns if view.flipped else quarter_turns
        self._active.set_view(replace(view, quarter_turns=(view.quarter_turns + turns) % 4))

    def flip(self) -> None:
        """Mirror left and right as seen; marked on screen (S-03)."""
        self._active.set_view(replace(self._view, flipped=not self._view.flipped))

    def fit(self) -> None:
        """The whole picture in the viewport."""
        self._active.set_view(replace(self._view, fit=FitMode.FIT, center=None))

    def one_to_one(self) -> None:
        """One pixel of the picture on one of the screen (S-18)."""
        self._active.set_view(replace(self._view, fit=FitMode.ONE_TO_ONE))

    def zoom_by(self, factor: float) -> None:
        """Zoom about the middle of the viewport."""
        placement = self._grid.active_placement()
        if placement is not None:
            width, height = placement.viewport
            middle = (width / 2, height / 2)
            self._active.set_view(placement.zoom_about(self._view, factor, middle))

    def pan_by(self, right: int, down: int) -> None:
        """Move the picture a little, in steps of what an arrow key moves it."""
        self._grid.active_view.canvas.hands.pan_by_steps(right, down)

    def reset(self) -> None:
        """View and brightness as at the start; out of a maximised viewport first."""
        workspace = self._session.workspace
        if workspace.state.maximised:
            workspace.set_maximised(maximised=False)
        elif self._active.state.playing:
            self._active.set_playing(playing=False)
        else:
            self._active.reset()

    # Through the stack and the series

    def step_frame(self, steps: int) -> None:
        """Go on by `steps` images, negative is back."""
        self._active.scroll(steps)

    def first_frame(self) -> None:
        """Go to the first image."""
        self._active.go_to(0)

    def last_frame(self) -> None:
        """Go to the last image."""
        stack = self._active.state.stack
        if stack is not None:
            self._active.go_to(len(stack.frames) - 1)

    def step_series(self, steps: int) -> None:
        """Want the series `steps` further in the list; keys never lead to another person (S-02)."""
        state = self._session.workspace.state
        uid = state.layout.cells[state.active]
        for patient in self._session.catalog.patients:
            uids = [item.uid for study in patient.studies for item in study.items]
            if uid in uids:
                target = uids.index(uid) + steps
                if 0 <= target < len(uids):
                    self._want(uids[target])
                else:
                    self._tell(LAST_SERIES if steps > 0 else FIRST_SERIES)
                return
        for item in self._session.catalog.items()[:1]:
            self._want(item.uid)

    def step_study(self, steps: int) -> None:
        """Want the main series of another examination of the same person, 1 is the next older."""
        state = self._session.workspace.state
        uid = state.layout.cells[state.active]
        for patient in self._session.catalog.patients:
            for number, study in enumerate(patient.studies):
                if any(item.uid == uid for item in study.items):
                    target = number + steps
                    if not 0 <= target < len(patient.studies):
                        self._tell(OLDEST if steps > 0 else NEWEST)
                        return
                    item = main_item(patient, patient.studies[target])
                    if item is not None:
                        self._want(item.uid)
                    return

    def _tell(self, words: str) -> None:
        """A key that can do nothing says so."""
        self._grid.probe_changed.emit(words)

    def _want(self, uid: str) -> None:
        self._grid.item_wanted.emit(uid, self._session.workspace.state.active)

    # Film

    def toggle_cine(self) -> None:
        """Run through the images, or stop."""
        film = self._film()
        if film is not None:
            film.toggle()

    def toggle_backwards(self) -> None:
        """Run through the images from the last to the first, or stop."""
        film = self._film()
        if film is not None:
            film.toggle_backwards()

    def stop_cine(self) -> None:
        """End the film, at its first image."""
        film = self._film()
        if film is not None:
            film.stop()

    def toggle_all_frames(self) -> None:
        """Play beyond what the film is trimmed to, or not (D-142)."""
        film = self._grid.active_view.film
        if film.trims is not None:
            film.toggle_all()

    def _film(self) -> FilmRunner | None:
        """The film that runs for the active viewport, or would; None where nothing can."""
        workspace = self._session.workspace
        running = next((v for v in workspace.viewports if self._moves_active(v)), None)
        model = running or workspace.film_leader()
        stack = model.state.stack
        if stack is None or len(stack.frames) < 2:
            return None
        return self._grid.views[workspace.viewports.index(model)].film

    def _moves_active(self, viewport: ViewportModel) -> bool:
        """Whether a film runs there that is the active one's, or moves it."""
        if not viewport.state.playing:
            return False
        active, following = self._active, self._session.workspace.following
        return viewport is active or following.moves(viewport, active)

    def cine_faster(self) -> None:
        """A quarter faster."""
        self._grid.active_view.film.change_speed(1)

    def cine_slower(self) -> None:
        """A quarter slower."""
        self._grid.active_view.film.change_speed(-1)

    # Grid

    def cycle_annotations(self) -> None:
        """All text, little, none; identity and marks stay (S-30)."""
        workspace = self._session.workspace
        workspace.set_annotations(_NEXT_LEVEL[workspace.state.annotations])

    def set_layout(self, rows: int, columns: int) -> None:
        """Change the grid."""
        self._session.workspace.set_layout(rows, columns)

    def toggle_maximised(self) -> None:
        """Fill the grid with the active viewport, or give the grid back."""
        workspace = self._session.workspace
        workspace.set_maximised(maximised=not workspace.state.maximised)

    def _present_window(self, voi: VoiTransform | None) -> None:
        if voi is not None:
            self._present(voi=voi)

    @property
    def _active(self) -> ViewportModel:
        return self._session.workspace.active

    @property
    def _view(self) -> ViewState:
        return self._active.state.view

    @property
    def _presentation(self) -> Presentation:
        return self._active.state.presentation

    def _present(self, **changes: object) -> None:
        self._active.set_presentation(replace(self._presentation, **changes))  # type: ignore[arg-type]  # fields by name
