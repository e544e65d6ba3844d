"""Facts about stored pixels and the keys by which frames are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # numpy is loaded after the first paint, not with the model
    import numpy as np
    from numpy.typing import NDArray

    from viewer.model.lut import Palette


class PixelKind(StrEnum):
    """Which element holds the pixels: (7FE0,0010), (7FE0,0008) or (7FE0,0009)."""

    INTEGER = "integer"
    FLOAT = "float"
    DOUBLE = "double"


@dataclass(frozen=True, slots=True)
class ImagePixels:
    """The Image Pixel module of one instance (PS3.3 C.7.6.3), checked for sense.

    `photometric_interpretation` is upper case without blanks, "" when missing.
    """

    rows: int
    columns: int
    samples_per_pixel: int
    photometric_interpretation: str
    bits_allocated: int
    bits_stored: int
    high_bit: int
    signed: bool
    planar_configuration: int
    number_of_frames: int
    transfer_syntax_uid: str
    kind: PixelKind = PixelKind.INTEGER

    @property
    def frame_bits(self) -> int:
        """Bits of one uncompressed frame; 4:2:2 chroma is halved (D-013)."""
        samples = self.samples_per_pixel
        if self.photometric_interpretation in {"YBR_FULL_422", "YBR_PARTIAL_422"}:
            samples = 2
        return self.rows * self.columns * samples * self.bits_allocated


@dataclass(frozen=True, slots=True, order=True)
class FileKey:
    """One file of an open medium.

    Keyed by place, not by SOP Instance UID: copies with one UID and different content
    must never be taken for each other (G-014).
    """

    medium: int  # number the session gave the medium
    path: str  # relative to the medium root, "/" between components

    def __hash__(self) -> int:
        return hash(self.path)  # a string remembers its hash, and keys are looked up by millions


@dataclass(frozen=True, slots=True, order=True)
class FrameKey:
    """One frame of one file, counted from 0; `derived` names what was made of it, if anything."""

    file: FileKey
    frame_index: int
    derived: str = ""

    @property
    def native(self) -> FrameKey:
        """The frame of the file itself, also of what was made of it."""
        return replace(self, derived="") if self.derived else self

    def __hash__(self) -> int:
        return hash(self.file.path) + self.frame_index  # one call: it is asked for by millions


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One decoded frame.

    `pixels` is read-only, stored values before any LUT: (rows, columns) for one sample,
    (rows, columns, 3) RGB for colour. `notices` say what is doubtful about it, such as a
    concealed truncation (S-11). `display`, of the same shape and type, is what to draw instead
    where the file says how its colours are meant, `palette` the image's own in such colours
    (D-077); all else is done with `pixels`. With `reduction` n this is a preview: `pixels` hold
    the values at every 2^n-th row and column only, good to look at and for nothing else.
    """

    key: FrameKey
    pixels: NDArray[np.generic]
    notices: tuple[str, ...] = ()
    overlay_planes: tuple[NDArray[np.bool_], ...] = ()  # of ImageFacts.embedded_overlays
    display: NDArray[np.generic] | None = None
    palette: Palette | None = None
    reduction: int = 0

    @property
    def nbytes(self) -> int:
        """Memory of its pixels."""
        extra = self.display.nbytes if self.display is not None else 0
        return int(self.pixels.nbytes) + int(extra)
