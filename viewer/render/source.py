"""One decoded frame, made ready to be drawn any number of times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from viewer.errors import PixelDescriptionError
from viewer.model.lut import LARGEST_VALUE, VoiSource
from viewer.render.auto_window import default_voi
from viewer.render.index_map import IndexMap
from viewer.render.overlay import overlay_levels, overlay_plane
from viewer.render.padding import PADDING_DRIFTED, padding_has_drifted
from viewer.render.palette import palette_rgb
from viewer.render.pipeline import StoredRange, is_padding, stored_range
from viewer.render.pyramid import Pyramid
from viewer.render.shutter import hidden_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.header import FrameFacts, ImageFacts
    from viewer.model.image import Frame
    from viewer.model.lut import Palette, VoiTransform


@dataclass(frozen=True, slots=True, eq=False)
class RenderImage:
    """A frame with everything drawing needs; never changes, may be shared by viewports.

    `planes` is one plane of table indices (uint16) or of stored values (float64, when
    `index_map` is None), or three of red, green and blue (uint8).
    """

    frame: Frame
    image: ImageFacts
    facts: FrameFacts
    planes: tuple[Pyramid, ...]
    index_map: IndexMap | None
    full_range: StoredRange
    padding: NDArray[np.bool_] | None  # of the decoded pixels, None when none is padding
    overlays: tuple[NDArray[np.bool_], ...]  # at full size, halved, ..., () when there is none
    default_voi: VoiTransform | None  # of grey images; None is identity
    sop_instance_uid: str = ""  # by which presentation states name images (P-001)
    stack_voi: VoiTransform | None = (
        None  # automatic one of its whole stack, before its own (D-050)
    )

    @property
    def rows(self) -> int:
        """Rows of the frame as decoded, which for edge tiles is not what the header says."""
        return self.image.pixels.rows if self.is_preview else int(self.frame.pixels.shape[0])

    @property
    def columns(self) -> int:
        """Columns of the frame as decoded."""
        return self.image.pixels.columns if self.is_preview else int(self.frame.pixels.shape[1])

    @property
    def is_preview(self) -> bool:
        """Whether only a part of the detail is here (`Frame.reduction`)."""
        return self.frame.reduction > 0

    @property
    def is_colour(self) -> bool:
        """Whether it is drawn without grey steps, so that windows do not apply (D-005)."""
        return len(self.planes) == 3

    @property
    def automatic_voi(self) -> VoiTransform | None:
        """The window from its own values; None where its file has one (D-050)."""
        voi = self.default_voi
        return voi if voi is not None and voi.source is VoiSource.AUTO else None

    @property
    def starting_voi(self) -> VoiTransform | None:
        """The window until somebody chooses one; None is identity."""
        return self.stack_voi or self.default_voi

    @property
    def palette(self) -> Palette | None:
        """The colours of stored values as they are meant to look (D-077)."""
        return self.frame.palette or self.image.palette

    @property
    def nbytes(self) -> int:
        """Memory in bytes on top of the decoded frame's own."""
        parts = [plane.nbytes for plane in self.planes]
        parts += [overlay.nbytes for overlay in self.overlays]
        return sum(parts) + (self.padding.nbytes if self.padding is not None else 0)


def prepare(
    frame: Frame, image: ImageFacts, facts: FrameFacts, sop_instance_uid: str = ""
) -> RenderImage:
    """Make `frame` ready to draw; costs about what reading it once does, so off the UI thread.

    Raises PixelDescriptionError for an array that is no image.
    """
    pixels = frame.pixels
    if not pixels.size or pixels.ndim not in {2, 3} or (pixels.ndim == 3 and pixels.shape[2] != 3):
        raise PixelDescriptionError(f"cannot draw an array of shape {pixels.shape}")
    overlays = overlay_levels(overlay_plane(frame, image))
    padding = is_padding(pixels, image.padding) if pixels.ndim == 2 else None
    if padding is not None and not padding.any():
        padding = None
    valid = ~padding if padding is not None else None
    if padding_has_drifted(pixels, image):
        image = replace(image, notices=(*image.notices, PADDING_DRIFTED))
    index_map: IndexMap | None = None
    voi: VoiTransform | None = None
    bases: list[NDArray[Any]]
    if pixels.ndim == 3 or _is_all_palette(image):
        bases = _colour_planes(frame, image)
    else:
        plane, index_map = _grey_plane(pixels, valid)
        bases = [plane]
        counted = valid if facts.voi else _in_sight(valid, frame, image, facts)
        voi = default_voi(image, facts.voi, pixels, counted, facts.modality_lut)
    finest = frame.reduction
    planes = tuple(
        Pyramid(b, finest) if valid is None else Pyramid.filled(b, valid, finest) for b in bases
    )
    for pyramid in planes:
        pyramid.build()
    full = stored_range(image.pixels)
    return RenderImage(
        frame, image, facts, planes, index_map, full, padding, overlays, voi, sop_instance_uid
    )


def with_padding_shown(image: RenderImage) -> RenderImage:
    """The image with its padding as values like all others, in the same window (S-12)."""
    described = replace(image.image, padding=None)
    made = prepare(image.frame, described, image.facts, image.sop_instance_uid)
    return replace(made, default_voi=image.default_voi, stack_voi=image.stack_voi)


def _in_sight(
    valid: NDArray[np.bool_] | None, frame: Frame, image: ImageFacts, facts: FrameFacts
) -> NDArray[np.bool_] | None:
    """The valid pixels that no shutter hides; all of them where it hides everything (D-093)."""
    if facts.shutter is None:
        return valid
    whole = image.pixels.rows, image.pixels.columns
    rows, columns = whole if frame.reduction else frame.pixels.shape[:2]
    step = 1 << frame.reduction
    seen = ~hidden_by(facts.shutter, rows, columns, facts.aspect)[::step, ::step]
    if seen.shape != frame.pixels.shape[:2]:
        return valid
    seen = seen if valid is None else seen & valid
    return seen if seen.any() else valid


def _is_all_palette(image: ImageFacts) -> bool:
    """Palette indices must become colours before they are interpolated."""
    return image.palette is not None and not image.palette.supplemental


def _colour_planes(frame: Frame, image: ImageFacts) -> list[NDArray[Any]]:
    """Red, green and blue, (rows, columns) uint8 each, as they are meant to look (D-077)."""
    pixels: NDArray[Any] = frame.pixels if frame.display is None else frame.display
    palette = frame.palette or image.palette
    if pixels.ndim == 2 and palette is not None:
        rgb = palette_rgb(pixels.astype(np.float64), palette)
    else:
        excess = max(0, image.pixels.bits_stored - 8) if pixels.dtype != np.uint8 else 0
        rgb = (pixels >> excess).astype(np.uint8) if excess else pixels.astype(np.uint8)
    return [np.ascontiguousarray(rgb[..., channel]) for channel in range(3)]


def _grey_plane(
    pixels: NDArray[np.generic], valid: NDArray[np.bool_] | None
) -> tuple[NDArray[np.generic], IndexMap | None]:
    """Table indices, or the values themselves if they need more than 16 bits (D-131)."""
    if pixels.dtype.kind in "iub":
        counted = pixels if valid is None else pixels[valid]
        low, high = (int(counted.min()), int(counted.max())) if counted.size else (0, 0)
        index_map = IndexMap.covering(low, high)
        if index_map is not None:
            return index_map.index(pixels), index_map
    values = np.clip(pixels.astype(np.float64), -LARGEST_VALUE, LARGEST_VALUE)
    if valid is not None:
        values[~valid] = 0.0  # no NaN may enter the means
    return values, None
