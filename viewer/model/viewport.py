"""How one viewport looks at its image: view (where) and presentation (how)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.lut import VoiTransform
    from viewer.model.presentation_state import PresentationState


class FitMode(StrEnum):
    """What decides the zoom."""

    FIT = "fit"  # whole image in the viewport
    ONE_TO_ONE = "one-to-one"  # one image pixel per device pixel
    TRUE_SIZE = "true size"  # a millimetre of the image is one on the screen (D-108)
    FREE = "free"
    AREA = "area"  # what the presentation state wants to be seen (P-011)


@dataclass(frozen=True, slots=True)
class Room:
    """What FIT makes room for instead of the image itself: pictures hung together look alike.

    `width` and `height` are in image columns, as the picture is seen (turned and flipped).
    """

    width: float
    height: float
    toward: str = ""  # "left" or "right": at which edge of the viewport the picture stands


@dataclass(frozen=True, slots=True)
class Tiles:
    """Consecutive images in one viewport: rows x columns of them from position `first` on."""

    rows: int = 1
    columns: int = 1
    first: int = 0  # position in the stack, 0-based, of the upper left tile

    @property
    def count(self) -> int:
        """How many images fit."""
        return self.rows * self.columns


@dataclass(frozen=True, slots=True)
class FilmWay:
    """How a stack is played; survives scrolling, not a change of series (S-06)."""

    speed: float = 1.0  # over the rate of the file
    backwards: bool = False
    shows_all: bool = False  # beyond what the film is trimmed to (D-142)


@dataclass(frozen=True, slots=True)
class ViewState:
    """Where one looks; survives scrolling, not a change of series (S-06).

    `zoom` is device pixels per image column, used when `fit` is FREE. `center` is the image
    point (column, row) in pixel-centre coordinates shown in the middle, None for the middle
    of the image. Turning is applied to the image first, then `flipped` mirrors left-right
    (as P-010).
    """

    fit: FitMode = FitMode.FIT
    zoom: float = 1.0
    center: tuple[float, float] | None = None
    quarter_turns: int = 0  # clockwise, 0..3
    flipped: bool = False
    room: Room | None = None  # for FIT only
    state: PresentationState | None = None  # whose areas and pixel aspects hold for its images
    screen_pixel_mm: float = 0.0  # of a device pixel, for TRUE_SIZE; 0: nobody has measured it


class ColourReading(StrEnum):
    """What a person takes the colours for when header and stream contradict them (D-072)."""

    AS_DECODED = "as decoded"
    YCBCR = "colours read as YCbCr"  # shown samples are Y, Cb, Cr after all
    RGB = "colours read as RGB"  # they were converted once too often


@dataclass(frozen=True, slots=True)
class Presentation:
    """How the image looks; `voi` None means the file's own or automatic window."""

    voi: VoiTransform | None = None
    inverted: bool = False
    show_overlays: bool = True
    smooth: bool = True
    from_zero: bool | None = None  # the window starts at zero; None: as the modality has it
    # For colour images, "display adjusted" (D-005): brightness offset and contrast factor.
    colour_window: tuple[float, float] | None = None
    colour_reading: ColourReading = ColourReading.AS_DECODED
    # What somebody else meant the image to look like; `voi` and `inverted` come on top of it.
    state: PresentationState | None = None
    hidden_layers: frozenset[str] = frozenset()  # of the state's graphic layers (P-012)
    show_shuttered: bool = False  # what a display shutter hides is in sight (D-093)
    show_padding: bool = False  # values the file calls no image are in sight (S-12)


class AnnotationLevel(StrEnum):
    """Corner text: identity, orientation and lossy mark are never hidden (S-30)."""

    FULL = "full"
    MINIMAL = "minimal"
    OFF = "off"


class ReferenceLineMode(StrEnum):
    """What is drawn where the slice of the active viewport crosses others (G-033)."""

    OFF = "off"
    LINES = "lines"  # the slice, and faintly the first and last of its stack
    THICKNESS = "thickness"  # both faces of the slice too
