"""D-084, D-092: which overlays are seen under a state, and in which colours."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.factories.overlays import overlay_of
from tests.unit.render.images import facts_of, frame_of
from viewer.model.header import FrameFacts, Overlay
from viewer.model.presentation_state import GraphicLayer, PresentationState, References
from viewer.model.shutter import Shutter
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.render.covering import OVERLAY_WORD
from viewer.render.source import RenderImage, prepare
from viewer.render.viewport import ViewportRenderer

UID = "1.2.3"
RED, GREEN = 0xFFFF0000, 0xFF00FF00


def overlay(column: int, group: int, first_frame: int = 1) -> Overlay:
    """Set in one column of 2 x 4."""
    bits = np.zeros((1, 2, 4), np.bool_)
    bits[:, :, column] = True
    return overlay_of(bits, (1, 1), first_frame, group=group)


def state_with(**parts: Any) -> PresentationState:
    layers = (GraphicLayer("L1", 1, "#ff0000"), GraphicLayer("L2", 2, "#00ff00"))
    return PresentationState(
        "1.9", "1.2.840.10008.5.1.4.1.1.11.1", References({UID: frozenset()}),
        **({"layers": layers} | parts),
    )  # fmt: skip


def image_with(*overlays: Overlay, frame: int = 0) -> RenderImage:
    pixels = np.zeros((2, 4), np.uint8)
    facts = FrameFacts()
    image = facts_of(pixels, facts, overlays=overlays)
    return prepare(frame_of(pixels, frame), image, facts, UID)


def row(image: RenderImage, state: PresentationState | None, **more: Any) -> list[int]:
    """The first row of the picture."""
    words: NDArray[np.uint32] = ViewportRenderer().render(
        image, Presentation(state=state, **more), ViewState(FitMode.ONE_TO_ONE), (4, 2)
    )
    return [int(word) for word in words[0]]


BLACK = 0xFF000000


def test_only_activated_overlays_are_seen_in_the_colours_of_their_layers() -> None:
    image = image_with(overlay(0, 0x6000), overlay(1, 0x6002), overlay(2, 0x6004))
    assert row(image, None)[:3] == [int(OVERLAY_WORD)] * 3
    state = state_with(activations=((0x6000, "L2"), (0x6004, "L1")))
    assert row(image, state) == [GREEN, BLACK, RED, BLACK]
    assert row(image, state, hidden_layers=frozenset({"L2"})) == [BLACK, BLACK, RED, BLACK]
    assert row(image, state, show_overlays=False) == [BLACK] * 4


def test_the_states_own_overlay_wins() -> None:
    image = image_with(overlay(0, 0x6000))
    state = state_with(overlays=(overlay(3, 0x6000),), activations=((0x6000, "L1"),))
    assert row(image, state) == [BLACK, BLACK, BLACK, RED]


def test_a_states_overlay_is_over_every_frame() -> None:
    """It has one frame itself; the image's own keep to theirs (D-081)."""
    own = overlay(3, 0x6000)
    state = state_with(overlays=(own,), activations=((0x6000, "L1"), (0x6002, "L2")))
    assert row(image_with(overlay(0, 0x6002), frame=4), state) == [BLACK] * 3 + [RED]


def test_higher_layers_are_on_top() -> None:
    image = image_with(overlay(0, 0x6000), overlay(0, 0x6002))
    state = state_with(activations=((0x6000, "L2"), (0x6002, "L1")))
    assert row(image, state)[0] == GREEN


def test_the_overlay_of_the_shutter_is_never_drawn() -> None:
    bitmap = overlay(1, 0x6000)
    state = state_with(
        overlays=(bitmap,),
        activations=((0x6000, "L1"),),
        shutter=Shutter(bitmap=bitmap, colour="#112233"),
    )
    assert row(image_with(), state) == [BLACK, 0xFF112233, BLACK, BLACK]


def test_an_overlay_in_an_unknown_layer_has_the_usual_colour() -> None:
    state = state_with(activations=((0x6000, "LX"),))
    assert row(image_with(overlay(2, 0x6000)), state)[2] == int(OVERLAY_WORD)


def test_an_images_own_shutter_gives_way_to_the_states() -> None:
    """D-001: a state without one hides nothing."""
    pixels = np.full((2, 4), 200, np.uint8)
    facts = FrameFacts(shutter=Shutter(rectangle=(1, 2, 1, 2), colour="#112233"))
    image = prepare(frame_of(pixels), facts_of(pixels, facts), facts, UID)
    assert row(image, None)[3] == 0xFF112233
    assert row(image, state_with())[3] != 0xFF112233
