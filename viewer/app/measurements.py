"""The numbers beside the drawings, and the calibrations of this session (D-104)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.model.annotation import Annotation, Measurement
from viewer.observe import Event

if TYPE_CHECKING:
    from viewer.app.frames import FrameStore
    from viewer.model.display_set import StackFrame
    from viewer.model.geometry import PixelSpacing


@dataclass(frozen=True, slots=True)
class CalibrationState:
    """What a person said about scales; replaced as a whole, so that it can be undone.

    `lengths` are (series UID, spacing); only for this session, never written to files (D-104).
    """

    lengths: tuple[tuple[str, PixelSpacing], ...] = ()
    corrects_magnification: bool = False  # "estimated, ERMF n" where the file allows it (D-103)


class Measurements:
    """Measures annotations on frames that are loaded, each once; lives on the session's thread."""

    def __init__(self, frames: FrameStore) -> None:
        self.changed: Event[None] = Event()  # calibrations: all numbers may be others
        self.state = CalibrationState()
        self._frames = frames

    def of(self, annotation: Annotation, frame: StackFrame) -> Measurement:
        """What `annotation`, in the pixels of `frame` (`annotation_on`), measures there."""
        del annotation, frame
        return Measurement()

    def calibration(self, frame: StackFrame) -> PixelSpacing | None:
        """The scale in use in place of the file's, None for the file's own."""
        del frame
        return None

    def calibrate(self, annotation: Annotation, frame: StackFrame, length_mm: float) -> str:
        """Let a drawn distance be `length_mm` long in all images of its series (D-104).

        Returns why it cannot be, "" if it is done.
        """
        del annotation, frame, length_mm
        return ""

    def clear_calibration(self, series_uid: str) -> None:
        """Go back to the scale of the file."""
        rest = tuple(entry for entry in self.state.lengths if entry[0] != series_uid)
        self.set_state(replace(self.state, lengths=rest))

    def set_corrects_magnification(self, *, corrects: bool) -> None:
        """Turn the correction for magnification on or off (D-103)."""
        self.set_state(replace(self.state, corrects_magnification=corrects))

    def set_state(self, state: CalibrationState) -> None:
        """Replace everything, as undo does."""
        if state != self.state:
            self.state = state
            self.changed.emit(None)
