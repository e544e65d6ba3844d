"""Measures annotations on frames, each once; loaded with the first drawing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from viewer.app.frames import LoadedFrame
from viewer.model.annotation import Annotation, AnnotationKind, Measurement
from viewer.model.shapes import REGIONS, box
from viewer.model.viewport import Presentation
from viewer.tools.measuring import measure
from viewer.tools.region_values import Subject

if TYPE_CHECKING:
    from viewer.app.frames import FrameStore
    from viewer.app.measurements import HiddenOf
    from viewer.model.annotation import ValueScale
    from viewer.model.display_set import StackFrame
    from viewer.model.geometry import PixelSpacing
    from viewer.model.image import FrameKey

_WITH_VALUES: Final = REGIONS | {AnnotationKind.POINT}
_MOST_PIXELS_MOVING: Final = 250_000  # of the box around a region measured at every move
_MOST_KEPT: Final = 4096  # measurements; a new frame under a drawing makes another


@dataclass(frozen=True, slots=True)
class _Terms:
    """All that a measurement depends on besides the pixels of its frame."""

    annotation: Annotation
    calibration: PixelSpacing | None
    scales: tuple[ValueScale, ...]
    hiding: Presentation | None = None  # of regions: what it hides is not counted


@dataclass(frozen=True, slots=True)
class _Kept:
    """A measurement and what it was made of."""

    terms: _Terms
    pixels: bool | None  # None: not loaded; False: a preview
    measurement: Measurement

    def is_still_right(self, terms: _Terms, *, pixels: bool | None) -> bool:
        """Whether it would come out the same now, or is the best there is without pixels."""
        if self.pixels is True and pixels is not True:
            terms = replace(terms, scales=self.terms.scales)
        return self.terms == terms and (self.pixels is True or self.pixels == pixels)


class AnnotationValues:
    """The numbers of `Measurements`, which tells what each argument means."""

    def __init__(
        self,
        frames: FrameStore,
        value_scales: Callable[[StackFrame], tuple[ValueScale, ...]],
        hidden_of: HiddenOf,
        presentation_of: Callable[[StackFrame], Presentation | None],
        calibration: Callable[[StackFrame], PixelSpacing | None],
    ) -> None:
        self._frames = frames
        self._value_scales = value_scales
        self._hidden_of = hidden_of
        self._presentation_of = presentation_of
        self._calibration = calibration
        self._kept: dict[tuple[str, FrameKey, Presentation | None], _Kept] = {}

    def of(
        self, annotation: Annotation, frame: StackFrame, presentation: Presentation | None = None
    ) -> Measurement:
        """As `Measurements.of`."""
        if frame.header.image is None:
            return Measurement()
        entry = self._frames.get(frame.key)
        loaded = entry if isinstance(entry, LoadedFrame) else None
        pixels = None if loaded is None else not loaded.is_preview
        scales = self._value_scales(frame) if annotation.kind in _WITH_VALUES else ()
        hiding = self._hiding(annotation, frame, presentation)
        terms = _Terms(annotation, self._calibration(frame), scales, hiding)
        kept = self._kept.get((annotation.id, frame.key, hiding))
        if kept is not None and kept.is_still_right(terms, pixels=pixels):
            return kept.measurement
        measurement = self._measured(terms, frame, loaded)
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[annotation.id, frame.key, hiding] = _Kept(terms, pixels, measurement)
        return measurement

    def moving(
        self, annotation: Annotation, frame: StackFrame, presentation: Presentation | None = None
    ) -> Measurement:
        """As `Measurements.moving`."""
        if annotation.kind not in REGIONS or _box_pixels(annotation) <= _MOST_PIXELS_MOVING:
            return self.of(annotation, frame, presentation)
        if frame.header.image is None:
            return Measurement()
        terms = _Terms(annotation, self._calibration(frame), ())
        measurement = self._measured(terms, frame, None)
        return replace(measurement, refusal="") if measurement.quantities else measurement

    def _measured(
        self, terms: _Terms, frame: StackFrame, loaded: LoadedFrame | None
    ) -> Measurement:
        assert frame.header.image is not None
        pixels = loaded.frame if loaded is not None else None
        is_region = terms.annotation.kind in REGIONS
        hidden = self._hidden_of(loaded, terms.hiding) if loaded and is_region else None
        image, facts = frame.header.image, frame.facts
        if loaded is not None:  # what the pixels are: a difference has no unit of the file (D-124)
            image, facts = loaded.image.image, loaded.image.facts
        subject = Subject(image, facts, pixels, terms.scales, hidden)
        return measure(terms.annotation, subject, terms.calibration)

    def _hiding(
        self, annotation: Annotation, frame: StackFrame, presentation: Presentation | None
    ) -> Presentation | None:
        """Of a presentation only what decides about shutters."""
        if annotation.kind not in REGIONS:
            return None
        shown = presentation or self._presentation_of(frame)
        if shown is None:
            return None
        return Presentation(state=shown.state, show_shuttered=shown.show_shuttered)


def _box_pixels(annotation: Annotation) -> float:
    left, top, right, bottom = box(annotation)
    return (right - left) * (bottom - top)
