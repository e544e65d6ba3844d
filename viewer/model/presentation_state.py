"""A presentation state: how somebody meant certain images to be shown (PS3.4 N, PS3.3 C.10-C.11).

Places on images are (column, row), 0-based at pixel centres, as everywhere in Lightbox.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from viewer.model.geometry import Point
from viewer.model.lut import LutTable, ModalityLut, Palette, Rescale, VoiTransform

if TYPE_CHECKING:
    from viewer.model.header import Overlay
    from viewer.model.mask import MaskItem
    from viewer.model.shutter import Shutter


class SizeMode(StrEnum):
    """Presentation Size Mode (0070,0100)."""

    SCALE_TO_FIT = "SCALE TO FIT"
    TRUE_SIZE = "TRUE SIZE"
    MAGNIFY = "MAGNIFY"


class Units(StrEnum):
    """What coordinates of annotations count (P-013)."""

    PIXEL = "PIXEL"  # of the image, 0\\0 at the outer corner of its first pixel
    DISPLAY = "DISPLAY"  # 0..1 of the displayed area as turned and flipped


class GraphicKind(StrEnum):
    """Graphic Type (0070,0023)."""

    POINT = "POINT"
    POLYLINE = "POLYLINE"
    INTERPOLATED = "INTERPOLATED"
    CIRCLE = "CIRCLE"  # centre, a point of the circumference
    ELLIPSE = "ELLIPSE"  # ends of the major axis, ends of the minor axis


@dataclass(frozen=True, slots=True, eq=False)
class References:
    """The images something is about: frames (0-based) by SOP Instance UID, () for all frames.

    Without any image it is about all images of its state.
    """

    frames: Mapping[str, frozenset[int]] = field(default_factory=dict)

    def cover(self, sop_instance_uid: str, frame_index: int) -> bool:
        """Whether this frame is among them."""
        if not self.frames:
            return True
        named = self.frames.get(sop_instance_uid)
        return named is not None and (not named or frame_index in named)


@dataclass(frozen=True, slots=True, eq=False)
class DisplayedArea:
    """The part of an image to be seen (P-011), by its outer edges before turning.

    `aspect` is the height of a pixel over its width, None to keep the image's own.
    """

    references: References
    left: float
    top: float
    right: float
    bottom: float
    mode: SizeMode = SizeMode.SCALE_TO_FIT
    magnification: float = 1.0  # device pixels for a column, of MAGNIFY
    aspect: float | None = None
    spacing_mm: tuple[float, float] | None = None  # of rows, of columns

    @property
    def center(self) -> Point:
        """Its middle."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True, eq=False)
class StateVoi:
    """The one window or table for certain images (P-003)."""

    references: References
    voi: VoiTransform


@dataclass(frozen=True, slots=True)
class GraphicLayer:
    """Drawn in ascending `order`; `colour` is "" where none is recommended (P-012)."""

    name: str
    order: int = 0
    colour: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class GraphicStyle:
    """What a line style asks for, beyond its layer; "" and None where it asks for nothing."""

    colour: str = ""
    width_px: float | None = None
    dashed: bool = False
    opacity: float = 1.0
    fill: str = ""


@dataclass(frozen=True, slots=True)
class GraphicObject:
    """One drawing (P-014)."""

    kind: GraphicKind
    points: tuple[Point, ...]  # as stored, in `units`
    units: Units = Units.PIXEL
    filled: bool = False
    style: GraphicStyle = GraphicStyle()


@dataclass(frozen=True, slots=True)
class TextObject:
    """Words in a box, at an anchor, or both (P-015); points as stored, in their units."""

    lines: tuple[str, ...]
    box: tuple[Point, Point] | None = None  # upper left and lower right of the words
    box_units: Units = Units.PIXEL
    anchor: Point | None = None
    anchor_units: Units = Units.PIXEL
    anchor_visible: bool = False
    alignment: str = "left"
    colour: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class GraphicAnnotation:
    """Drawings and words of one layer on certain images."""

    references: References
    layer: str
    graphics: tuple[GraphicObject, ...] = ()
    texts: tuple[TextObject, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class PresentationState:
    """Everything one state says; what it does not say is identity (D-001)."""

    sop_instance_uid: str
    sop_class_uid: str
    references: References  # never empty
    label: str = ""
    description: str = ""
    creator: str = ""
    date: str = ""  # DA of its creation
    time: str = ""  # TM
    grey: bool = True  # whether it says how grey values are shown
    modality: ModalityLut = field(default=Rescale())
    vois: tuple[StateVoi, ...] = ()
    presentation_lut: LutTable | None = None
    inverse: bool = False  # shape INVERSE, which alone decides on polarity (D-002)
    palette: Palette | None = None  # of pseudo-colour, after the VOI (P-017)
    quarter_turns: int = 0  # clockwise, before `flipped` (P-010)
    flipped: bool = False
    areas: tuple[DisplayedArea, ...] = ()
    shutter: Shutter | None = None
    layers: tuple[GraphicLayer, ...] = ()  # in drawing order
    annotations: tuple[GraphicAnnotation, ...] = ()
    overlays: tuple[Overlay, ...] = ()  # its own, which win over the image's (D-084)
    activations: tuple[tuple[int, str], ...] = ()  # overlay group, the layer it is shown in
    masks: tuple[MaskItem, ...] = ()  # subtracted from the frames of its films (D-124)
    missing: tuple[str, ...] = ()  # what cannot be shown exactly (P-002)

    def covers(self, sop_instance_uid: str, frame_index: int) -> bool:
        """Whether the state is about this frame (P-001)."""
        return self.references.cover(sop_instance_uid, frame_index)

    def voi(self, sop_instance_uid: str, frame_index: int) -> VoiTransform | None:
        """The window or table for a frame; None is identity (P-003)."""
        for entry in self.vois:
            if entry.references.cover(sop_instance_uid, frame_index):
                return entry.voi
        return None

    def area(self, sop_instance_uid: str, frame_index: int) -> DisplayedArea | None:
        """The part of a frame to be seen; None where the state does not say or not cover it."""
        if self.covers(sop_instance_uid, frame_index):
            for area in self.areas:
                if area.references.cover(sop_instance_uid, frame_index):
                    return area
        return None

    @property
    def layers_in_use(self) -> tuple[str, ...]:
        """Names of the layers in which something is drawn, in drawing order (P-012)."""
        used = {entry.layer for entry in self.annotations}
        used |= {layer for _, layer in self.activations}
        listed = [layer.name for layer in self.layers if layer.name in used]
        return (*listed, *sorted(used - set(listed)))

    @property
    def is_exact(self) -> bool:
        """Whether all of it can be shown (P-002)."""
        return not self.missing
