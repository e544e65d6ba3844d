"""What lies over the pixels of an image: shutter and overlays, by file or by state (D-084)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from viewer.model.header import EmbeddedOverlay, Overlay
from viewer.render.overlay import overlay_levels, selected_plane, single_plane
from viewer.render.shutter import shutter_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from viewer.model.presentation_state import PresentationState
    from viewer.model.shutter import Shutter
    from viewer.model.viewport import Presentation
    from viewer.render.source import RenderImage

OVERLAY_WORD: Final = np.uint32(0xFFFFC83D)  # amber: never mistaken for a grey of the image
Levels = tuple["NDArray[np.bool_]", ...]


@dataclass(frozen=True, slots=True)
class ActiveOverlay:
    """An overlay that a state shows in one of its layers; `own` of the state itself."""

    overlay: Overlay | EmbeddedOverlay
    own: bool
    colour: str  # "" for the usual one


@dataclass(frozen=True, slots=True)
class Covering:
    """`overlays` None means all of the image's own, in the usual colour."""

    shutter: Shutter | None = None
    overlays: tuple[ActiveOverlay, ...] | None = None


_NOTHING: Final = Covering()


def covering_of(image: RenderImage, presentation: Presentation) -> Covering:
    """What covers this image as `presentation` has it."""
    state = presentation.state
    shutter = None if presentation.show_shuttered else shutter_of(image, presentation)
    if state is None or not state.covers(image.sop_instance_uid, image.frame.key.frame_index):
        return _NOTHING if shutter is None else Covering(shutter)
    return Covering(shutter, active_overlays(image, state, presentation.hidden_layers))


def active_overlays(
    image: RenderImage, state: PresentationState, hidden: frozenset[str] = frozenset()
) -> tuple[ActiveOverlay, ...]:
    """The overlays a state activates, in the order of its layers; never its shutter (D-084)."""
    order = {layer.name: number for number, layer in enumerate(state.layers)}
    colours = {layer.name: layer.colour for layer in state.layers}
    bitmap = state.shutter.bitmap if state.shutter is not None else None
    found = []
    for group, layer in sorted(state.activations, key=lambda a: order.get(a[1], len(order))):
        if layer in hidden or (bitmap is not None and bitmap.group == group):
            continue
        sources: tuple[Overlay | EmbeddedOverlay, ...]
        sources = (*state.overlays, *image.image.overlays, *image.image.embedded_overlays)
        source = next((o for o in sources if o.group == group), None)
        if source is not None:
            own = source in state.overlays
            found.append(ActiveOverlay(source, own, colours.get(layer, "")))
    return tuple(found)


def levels_of(image: RenderImage, active: ActiveOverlay) -> Levels:
    """The plane of one overlay over this image, at full size and halved."""
    overlay = active.overlay
    if active.own and isinstance(overlay, Overlay):
        plane: NDArray[Any] | None = single_plane(overlay, (image.rows, image.columns))
    else:
        plane = selected_plane(image.frame, image.image, overlay)
    return overlay_levels(plane)


def word_of(colour: str) -> np.uint32:
    """0xFFRRGGBB of "#rrggbb", the usual amber for ""."""
    return np.uint32(0xFF000000 | int(colour[1:], 16)) if colour else OVERLAY_WORD
