"""What is to be written about one picture: what is drawn on it and how it looks now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.model.geometry import Point
from viewer.model.image import FrameKey, PixelKind
from viewer.model.lut import GreyPresentation
from viewer.model.viewport import ViewState
from viewer.render.presentation_lut import is_inverted

if TYPE_CHECKING:
    from viewer.model.annotation import Annotation
    from viewer.model.geometry import PixelSpacing
    from viewer.model.header import FrameFacts, ImageFacts, InstanceHeader
    from viewer.model.lut import ModalityLut, VoiTransform
    from viewer.model.presentation_state import PresentationState


@dataclass(frozen=True, slots=True)
class WordedDrawing:
    """An annotation and all words beside it as on screen: a person's own and numbers (S-04)."""

    annotation: Annotation
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedImage:
    """One frame with its drawings, view and window.

    `area` is what of the image is in sight, two opposite corners as image points (column, row);
    None is the whole. `voi` is the window in use, None for identity and colour. `state` is the
    presentation state that decides on grey values in the place of the file (D-001).
    """

    header: InstanceHeader
    frame_index: int
    image: ImageFacts
    facts: FrameFacts
    drawings: tuple[WordedDrawing, ...] = ()
    view: ViewState = ViewState()
    area: tuple[Point, Point] | None = None
    voi: VoiTransform | None = None
    inverted: bool = False
    state: PresentationState | None = None

    @property
    def key(self) -> FrameKey:
        """The frame."""
        return FrameKey(self.header.file, self.frame_index)

    @property
    def is_colour(self) -> bool:
        """Whether grey steps do not apply to it."""
        palette = self.image.palette
        in_palette = palette is not None and not palette.supplemental
        return self.image.pixels.samples_per_pixel > 1 or in_palette

    @property
    def is_inverse(self) -> bool:
        """Whether the smallest value is white, as a presentation state says it (D-002, D-061)."""
        monochrome1 = self.image.pixels.photometric_interpretation == "MONOCHROME1"
        if self.state is not None:
            monochrome1 = self.state.inverse
        return is_inverted(GreyPresentation(monochrome1=monochrome1, inverted=self.inverted))

    @property
    def modality(self) -> ModalityLut:
        """What makes stored values modality values, the input of `voi`."""
        return self.state.modality if self.state is not None else self.facts.modality_lut

    @property
    def not_kept(self) -> str:
        """What of `state` cannot be written along, "" if all of it can."""
        state = self.state
        if state is None or (state.presentation_lut is None and state.palette is None):
            return ""
        return "grey curve" if state.palette is None else "colours"

    @property
    def spacing(self) -> PixelSpacing | None:
        """Millimetres between pixels, None where the file has none that makes sense."""
        return self.facts.spacing

    @property
    def problem(self) -> str:
        """Why no presentation state can be about it, "" if one can."""
        header = self.header
        if not all((header.sop_instance_uid, header.sop_class_uid, header.study.uid)):
            return "the file does not say which image it is"
        if not header.series.uid:
            return "the file does not say which series it belongs to"
        if self.image.pixels.kind is not PixelKind.INTEGER:
            return "images of floating point numbers have no presentation states"
        return ""
