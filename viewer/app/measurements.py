"""The numbers beside the drawings, and the calibrations of this session (D-104)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from viewer.app.hidden_pixels import hidden_pixels
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.header import Identity
from viewer.observe import Event

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.app.annotation_values import AnnotationValues
    from viewer.app.frames import FrameStore, LoadedFrame
    from viewer.model.annotation import Annotation, Measurement, ValueScale
    from viewer.model.display_set import StackFrame
    from viewer.model.viewport import Presentation

NOT_A_DISTANCE: Final = "Draw the known distance first."
NO_LENGTH: Final = "The known length must be more than 0 mm."
IMPOSSIBLE: Final = "That would make pixels of an impossible size."
NO_LENGTHS_HERE: Final = "The scale here is no length."
HiddenOf = Callable[["LoadedFrame", "Presentation | None"], "NDArray[np.bool_] | None"]
SeriesId = tuple[Identity, str, str]  # identity, study UID, series UID (S-01)


@dataclass(frozen=True, slots=True)
class UserCalibration:
    """A person's scale for the images of one series that are like the one it was drawn on.

    Frames whose size or stated spacing differs are others: it does not hold there (D-107).
    """

    series: SeriesId
    spacing: PixelSpacing
    size: tuple[int, int]  # rows, columns
    stated: PixelSpacing | None

    def holds_for(self, frame: StackFrame) -> bool:
        """Whether lengths on `frame` are to be measured with it."""
        return (
            series_of(frame) == self.series
            and size_of(frame) == self.size
            and frame.facts.spacing == self.stated
        )


@dataclass(frozen=True, slots=True)
class CalibrationState:
    """What a person said about scales; replaced as a whole, so that it can be undone.

    Only for this session, never written to files (D-104).
    """

    calibrations: tuple[UserCalibration, ...] = ()
    corrects_magnification: bool = False  # "estimated, ERMF n" where the file allows it (D-103)


class Measurements:
    """Measures annotations on frames, each once; lives on the session's thread.

    `value_scales` names other units for the values of a frame, such as SUV; `hidden_of` which
    pixels (rows, columns) of a loaded frame are not to be counted, such as those behind a shutter.
    `presentation_of` tells how a frame is on show, where the caller does not.
    """

    def __init__(
        self,
        frames: FrameStore,
        value_scales: Callable[[StackFrame], tuple[ValueScale, ...]] = lambda _: (),
        hidden_of: HiddenOf = hidden_pixels,
    ) -> None:
        self.changed: Event[None] = Event()  # calibrations: all numbers may be others
        self.state = CalibrationState()
        self._frames = frames
        self._value_scales = value_scales
        self._hidden_of = hidden_of
        self.presentation_of: Callable[[StackFrame], Presentation | None] = lambda _: None
        self._made: AnnotationValues | None = None

    def of(
        self, annotation: Annotation, frame: StackFrame, presentation: Presentation | None = None
    ) -> Measurement:
        """What `annotation`, in the pixels of `frame` (`annotation_on`), measures there.

        `presentation` is how the frame is on show: what a shutter hides is not counted (D-093).
        What was measured on the whole image stays when its pixels leave memory.
        """
        return self._values.of(annotation, frame, presentation)

    def moving(
        self, annotation: Annotation, frame: StackFrame, presentation: Presentation | None = None
    ) -> Measurement:
        """As `of`, while it changes under a hand; of large regions without their values.

        Values of millions of pixels take longer than a hand waits; they come when it rests.
        """
        return self._values.moving(annotation, frame, presentation)

    @property
    def _values(self) -> AnnotationValues:
        """What measures, loaded with the first drawing."""
        if self._made is None:
            from viewer.app.annotation_values import AnnotationValues  # noqa: PLC0415

            self._made = AnnotationValues(
                self._frames,
                self._value_scales,
                self._hidden_of,
                lambda frame: self.presentation_of(frame),  # noqa: PLW0108  it may be set later
                self.calibration,
            )
        return self._made

    def calibration(self, frame: StackFrame) -> PixelSpacing | None:
        """The scale in use in place of the file's, None for the file's own."""
        for calibration in self.state.calibrations:
            if calibration.holds_for(frame):
                return calibration.spacing
        stated = frame.facts.spacing
        if self.state.corrects_magnification and stated is not None:
            return stated.corrected()
        return None

    def spacing(self, frame: StackFrame) -> PixelSpacing | None:
        """The scale in use, whoever it is from; None: lengths are in pixels."""
        return self.calibration(frame) or frame.facts.spacing

    def calibrate(self, annotation: Annotation, frame: StackFrame, length_mm: float) -> str:
        """Let a drawn distance be `length_mm` long in all images of its series (D-104).

        `annotation` is in the pixels of `frame`. Returns why it cannot be, "" if it is done.
        """
        from viewer.media.calibration import is_possible  # noqa: PLC0415  when asked for
        from viewer.model.annotation import AnnotationKind  # noqa: PLC0415

        if annotation.kind is not AnnotationKind.LENGTH or len(annotation.points) != 2:
            return NOT_A_DISTANCE
        if not (math.isfinite(length_mm) and length_mm > 0):
            return NO_LENGTH
        image = frame.header.image
        regions = image.regions if image is not None else ()
        for region in regions:
            if not region.is_spatial and any(region.contains(p) for p in annotation.points):
                return NO_LENGTHS_HERE
        (column, row), (to_column, to_row) = annotation.points
        aspect = frame.facts.aspect
        drawn = math.hypot(to_column - column, (to_row - row) * aspect)
        column_mm = length_mm / drawn if drawn else math.inf
        spacing = PixelSpacing(column_mm * aspect, column_mm, SpacingSource.USER)
        if not is_possible(spacing.row_mm, spacing.column_mm):
            return IMPOSSIBLE
        made = UserCalibration(series_of(frame), spacing, size_of(frame), frame.facts.spacing)
        rest = tuple(c for c in self.state.calibrations if not c.holds_for(frame))
        self.set_state(replace(self.state, calibrations=(*rest, made)))
        return ""

    def is_calibrated(self, frame: StackFrame) -> bool:
        """Whether a person has set the scale of this frame."""
        return any(calibration.holds_for(frame) for calibration in self.state.calibrations)

    def clear_calibration(self, frame: StackFrame) -> None:
        """Go back to the scale of the file, in the whole series of `frame`."""
        series = series_of(frame)
        rest = tuple(c for c in self.state.calibrations if c.series != series)
        self.set_state(replace(self.state, calibrations=rest))

    def can_correct(self, frame: StackFrame) -> bool:
        """Whether the file tells the magnification of this frame (D-103)."""
        stated = frame.facts.spacing
        return stated is not None and stated.corrected() is not None

    def set_corrects_magnification(self, *, corrects: bool) -> None:
        """Turn the correction for magnification on or off (D-103)."""
        self.set_state(replace(self.state, corrects_magnification=corrects))

    def clear(self) -> None:
        """Forget everything: what it was about is closed."""
        self._made = None
        self.set_state(CalibrationState())

    def set_state(self, state: CalibrationState) -> None:
        """Replace everything, as undo does."""
        if state != self.state:
            self.state = state
            self.changed.emit(None)


def describe_scales(old: CalibrationState, new: CalibrationState) -> str:
    """Name a change for undo."""
    if old.calibrations != new.calibrations:
        return "calibration"
    return "correction for magnification" if old != new else ""


def series_of(frame: StackFrame) -> SeriesId:
    """Whose series it is; the UID alone may be two people's."""
    header = frame.header
    return header.patient.identity, header.study.uid, header.series.uid


def size_of(frame: StackFrame) -> tuple[int, int]:
    """Rows and columns, (0, 0) of what is no image."""
    image = frame.header.image
    return (image.pixels.rows, image.pixels.columns) if image is not None else (0, 0)
