"""Draws one viewport: values at device-pixel size first, then one table (rendering.md 6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from viewer.model.lut import GreyPresentation
from viewer.render.auto_window import has_windows
from viewer.render.bands import BAND_ROWS, BandPool
from viewer.render.color import BLACK, ColourAdjustment, read_as, rgb_words
from viewer.render.covering import OVERLAY_WORD, Covering, Levels, covering_of, levels_of, word_of
from viewer.render.pipeline import compose_rgb32_table, to_words
from viewer.render.placement import Placement, Size, in_true_size, place
from viewer.render.resample import Axis, Kernel, Quality, Taps, kernels, resample, taps
from viewer.render.shutter import hidden_by
from viewer.render.source import with_padding_shown
from viewer.render.state_look import state_look, state_on, state_placement

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from viewer.model.viewport import Presentation, ViewState
    from viewer.render.source import RenderImage

Look = GreyPresentation | ColourAdjustment


def look_of(image: RenderImage, presentation: Presentation) -> Look:
    """The steps from stored value to screen that `presentation` means for this image."""
    state = presentation.state and state_on(image, presentation)
    if state and state.grey and not image.is_colour:
        return state_look(image, presentation, state)
    if image.is_colour:
        brightness, contrast = presentation.colour_window or (0.0, 1.0)
        reading = presentation.colour_reading
        return ColourAdjustment(brightness, contrast, presentation.inverted, reading)
    return GreyPresentation(
        modality=image.facts.modality_lut,
        voi=(presentation.voi or image.starting_voi) if has_windows(image.image) else None,
        padding=image.image.padding,
        monochrome1=image.image.pixels.photometric_interpretation == "MONOCHROME1",
        shape=image.image.shape,
        inverted=presentation.inverted,
    )


def placement_of(image: RenderImage, view: ViewState, viewport: Size) -> Placement:
    """Where `view` puts this image in a viewport of (width, height) device pixels."""
    spacing = image.facts.spacing
    view = in_true_size(view, spacing.column_mm if spacing is not None else None)
    if view.state is not None:
        return state_placement(image, view, viewport)
    return place(image.rows, image.columns, image.facts.aspect, view, viewport)


@dataclass(frozen=True, slots=True, eq=False)
class _Geometry:
    """Planes at device-pixel size, as turned and flipped, and what they were made for."""

    image: RenderImage
    placement: Placement
    smooth: bool
    quality: Quality
    covering: Covering
    planes: tuple[NDArray[Any], ...]
    padding: NDArray[np.bool_] | None
    hidden: NDArray[np.bool_] | None  # by a shutter
    overlays: tuple[tuple[NDArray[np.bool_], np.uint32], ...]  # with their colours, last on top


class ViewportRenderer:
    """One viewport's pictures; a change of window costs the viewport, not the image.

    Keeps the last geometry and the last picture. Use one instance from one thread.
    """

    def __init__(self, pool: BandPool | None = None) -> None:
        self._pool = pool or BandPool(1)
        self._geometry: _Geometry | None = None
        self._overlays: tuple[object, tuple[Levels, ...]] = (None, ())
        self._unpadded: tuple[RenderImage, RenderImage] | None = None  # and what it was made of
        self._table: tuple[object, NDArray[np.uint32]] = (None, np.empty(0, np.uint32))
        self._picture: tuple[object, NDArray[np.uint32]] = (None, np.empty(0, np.uint32))

    def render(
        self,
        image: RenderImage,
        presentation: Presentation,
        view: ViewState,
        viewport: Size,
        quality: Quality = Quality.FULL,
    ) -> NDArray[np.uint32]:
        """The picture, (height, width) 0xFFRRGGBB on black, read-only.

        `viewport` is (width, height) in device pixels. A better geometry made before is used
        again when less is asked for.
        """
        image = self._with_padding(image) if presentation.show_padding else image
        placement = placement_of(image, view, viewport)
        covering = covering_of(image, presentation)
        geometry = self._geometry_for(image, placement, covering, presentation.smooth, quality)
        look = look_of(image, presentation)
        key = (geometry, look, presentation.show_overlays)
        if self._picture[0] != key:
            picture = np.empty((max(viewport[1], 0), max(viewport[0], 0)), np.uint32)
            self._paint(picture, geometry, look)
            if presentation.show_overlays:
                for overlay, colour in geometry.overlays:
                    _visible(picture, placement)[overlay] = colour
            picture.flags.writeable = False
            self._picture = (key, picture)
        return self._picture[1]

    def forget(self) -> None:
        """Let go of the last image and picture, for a viewport that shows none now."""
        self._geometry = None
        self._unpadded = None
        self._overlays = (None, ())
        self._picture = (None, np.empty(0, np.uint32))

    def _with_padding(self, image: RenderImage) -> RenderImage:
        """The image with its padding in sight; made once for the image on show."""
        if image.padding is None or image.image.padding is None:
            return image
        if self._unpadded is None or self._unpadded[0] is not image:
            self._unpadded = image, with_padding_shown(image)
        return self._unpadded[1]

    def _geometry_for(
        self,
        image: RenderImage,
        placement: Placement,
        covering: Covering,
        smooth: bool,  # noqa: FBT001 - private, and named where it is given
        quality: Quality,
    ) -> _Geometry:
        last = self._geometry
        if (
            last is not None
            and last.image is image
            and (last.placement, last.covering, last.smooth) == (placement, covering, smooth)
            and last.quality >= quality
        ):
            return last
        kernel = kernels(quality, smooth=smooth)
        if image.image.palette is not None and not image.is_colour:
            kernel = (Kernel.NEAREST, Kernel.NEAREST)  # grey and colour have no mean (D-075)
        rows, columns = axes(placement)
        planes = tuple(
            _turned(resample(plane, rows, columns, kernel, self._pool), placement)
            for plane in image.planes
        )
        padding = None
        if image.padding is not None:
            level = image.frame.reduction
            mask = _nearest_at(level, image.padding, rows, columns)
            padding = _turned(mask, placement)
        hidden = None
        if covering.shutter is not None:
            mask = hidden_by(covering.shutter, image.rows, image.columns, image.facts.aspect)
            hidden = _turned(_nearest(mask, rows, columns), placement)
        overlays = tuple(
            (_turned(plane, placement), word)
            for levels, word in self._overlay_levels(image, covering)
            if (plane := _overlay(levels, rows, columns)) is not None
        )
        self._geometry = _Geometry(
            image, placement, smooth, quality, covering, planes, padding, hidden, overlays
        )
        return self._geometry

    def _overlay_levels(
        self, image: RenderImage, covering: Covering
    ) -> tuple[tuple[Levels, np.uint32], ...]:
        """The overlays on show with their colours; those a state chose are made once."""
        if covering.overlays is None:
            return ((image.overlays, OVERLAY_WORD),) if image.overlays else ()
        key = (image, covering.overlays)
        if self._overlays[0] != key:
            self._overlays = (key, tuple(levels_of(image, one) for one in covering.overlays))
        words = (word_of(one.colour) for one in covering.overlays)
        return tuple(zip(self._overlays[1], words, strict=True))

    def _paint(self, picture: NDArray[np.uint32], geometry: _Geometry, look: Look) -> None:
        target = _visible(picture, geometry.placement)
        if target.shape != picture.shape:
            picture.fill(BLACK)
        colours = self._colours(geometry.image, look)
        planes, padding, hidden = geometry.planes, geometry.padding, geometry.hidden
        shutter = geometry.covering.shutter
        shutter_word = word_of(shutter.colour) if shutter is not None else BLACK

        def band(first: int, end: int) -> None:
            words = colours(*(plane[first:end] for plane in planes))
            if padding is not None:
                np.copyto(words, BLACK, where=padding[first:end])
            if hidden is not None:
                np.copyto(words, shutter_word, where=hidden[first:end])
            target[first:end] = words

        self._pool.run(target.shape[0], target.shape[1], band)

    def _colours(self, image: RenderImage, look: Look) -> Callable[..., NDArray[np.uint32]]:
        """What turns values at device-pixel size into words."""
        if isinstance(look, ColourAdjustment):
            if look.is_identity:
                return rgb_words
            samples = look.table()
            reading = look.reading
            return lambda *planes: rgb_words(*(samples[p] for p in read_as(reading, *planes)))
        # Padding is painted from its mask: a value between two others is never padding.
        unpadded = replace(look, padding=None)
        if image.index_map is None:
            return lambda values: to_words(values, unpadded, image.full_range)
        table = self._table_for(image, unpadded)

        def from_table(index: NDArray[np.uint16]) -> NDArray[np.uint32]:
            words: NDArray[np.uint32] = np.take(table, index, mode="clip")
            return words

        return from_table

    def _table_for(self, image: RenderImage, look: GreyPresentation) -> NDArray[np.uint32]:
        assert image.index_map is not None
        palette = image.palette
        key = (image.index_map, look, image.full_range, palette)
        if self._table[0] != key:
            table = compose_rgb32_table(image.index_map, look, image.full_range, palette)
            self._table = (key, table)
        return self._table[1]


def axes(placement: Placement) -> tuple[Axis, Axis]:
    """The image's rows and columns under the visible device pixels, turning undone."""
    left, top, right, bottom = placement.visible
    column, row = placement.image_from_screen((left + 0.5, top + 0.5))
    next_column, next_row = placement.image_from_screen((left + 1.5, top + 1.5))
    across, down = right - left, bottom - top
    if placement.quarter_turns % 2:
        across, down = down, across
    return (
        Axis(row, next_row - row, down, placement.rows),
        Axis(column, next_column - column, across, placement.columns),
    )


def _visible(picture: NDArray[np.uint32], placement: Placement) -> NDArray[np.uint32]:
    left, top, right, bottom = placement.visible
    return picture[top:bottom, left:right]


def _turned(plane: NDArray[Any], placement: Placement) -> NDArray[Any]:
    """Rows become columns for odd quarter turns; direction is already in the axes."""
    if not placement.quarter_turns % 2:
        return plane
    turned = np.empty(plane.shape[::-1], plane.dtype)
    for top in range(0, len(plane), BAND_ROWS):  # in bands it takes a third of the time
        turned[:, top : top + BAND_ROWS] = plane[top : top + BAND_ROWS].T
    return turned


def _nearest(plane: NDArray[np.bool_], rows: Axis, columns: Axis) -> NDArray[np.bool_]:
    down, across = (_nearest_taps(axis) for axis in (rows, columns))
    picked: NDArray[np.bool_] = plane[down.index[0]].take(across.index[0], axis=1, mode="clip")
    return picked


def _nearest_at(
    level: int, plane: NDArray[np.bool_], rows: Axis, columns: Axis
) -> NDArray[np.bool_]:
    down, across = rows.at_level(level, plane.shape[0]), columns.at_level(level, plane.shape[1])
    return _nearest(plane, down, across)


def _nearest_taps(axis: Axis) -> Taps:
    return taps(axis, Kernel.NEAREST, Kernel.NEAREST)


def _overlay(levels: Levels, rows: Axis, columns: Axis) -> NDArray[np.bool_] | None:
    """The overlay, from the level whose pixels are no smaller than the screen's: no gaps."""
    if not levels:
        return None
    shrink = max(abs(rows.step), abs(columns.step), 1.0)
    level = min(int(np.ceil(np.log2(shrink))), len(levels) - 1)
    plane = levels[level]
    return _nearest_at(level, plane, rows, columns)
