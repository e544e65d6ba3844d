"""Presentation states that subtract a mask, from the file to the grey shown (P-016, D-124)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest

from tests.factories import presentation as made
from tests.factories.dicom import save
from tests.factories.session_desk import FaultyDesk, no_words
from tests.unit.app.stacks import PIXELS
from tests.unit.app.test_subtraction import film, shown
from viewer.app.marked import state_notices
from viewer.app.subtraction import is_subtracted, stack_under
from viewer.app.viewport import ViewportModel
from viewer.cli.main import run
from viewer.model.lut import ModalityTable, Rescale, VoiSource, Window
from viewer.model.mask import window_about_zero
from viewer.model.presentation_state import PresentationState
from viewer.model.viewport import ViewState
from viewer.render.viewport import ViewportRenderer
from viewer.ui.mask_commands import MaskCommands

XA_STATE = "1.2.840.10008.5.1.4.1.1.11.5"


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    desk = FaultyDesk(None)
    yield desk
    desk.close()


def mask(operation: str = "AVG_SUB", **more: Any) -> Any:
    given = {"MaskFrameNumbers": [1]} if operation == "AVG_SUB" else {}
    return made.item_of(MaskOperation=operation, **(given | more))


def opened(
    desk: FaultyDesk,
    folder: Path,
    *items: Any,
    film_has: dict[str, Any] | None = None,
    **state: Any,
) -> ViewportModel:
    """A film and a state about it, which is active; the window is about the middle of 12 bits."""
    image = film(**(film_has or {}))
    given = {
        "MaskSubtractionSequence": list(items or [mask()]),
        "RecommendedViewingMode": "SUB",
        "SoftcopyVOILUTSequence": [made.window(2048, 800)],
    }
    save(image, folder / "IM1")
    sop_class = str(state.pop("sop_class", made.GREY_STATE))
    save(made.state_dataset([image], sop_class, **(given | state)), folder / "PR1")
    session = desk.open(folder)
    desk.run_until(lambda: session.workspace.active.state.stack is not None)
    viewport = session.workspace.active
    viewport.show_state(state_of(desk, viewport))
    return viewport


def state_of(desk: FaultyDesk, viewport: ViewportModel) -> PresentationState:
    frame = viewport.state.frame
    assert frame is not None
    (state,) = desk.session.marked.all_for(frame)
    return state


def greys(desk: FaultyDesk, viewport: ViewportModel) -> tuple[int, int]:
    """Of a pixel without and one with contrast medium, as drawn."""
    image = shown(desk, viewport).image
    state = viewport.state
    words = ViewportRenderer().render(image, state.presentation, ViewState(), (8, 8))
    return int(words[1, 1]) & 0xFF, int(words[4, 1]) & 0xFF


def notices(viewport: ViewportModel) -> list[str]:
    state = viewport.state
    assert state.frame is not None
    return list(state_notices(state.frame, state.view, state.presentation))


@pytest.mark.parametrize("sop_class", [made.GREY_STATE, XA_STATE])
def test_no_difference_is_the_middle_of_the_states_window(
    desk: FaultyDesk, tmp_path: Path, sop_class: str
) -> None:
    """D-124: 3 x 100 below zero in a window of 800 is 3/8 of the greys below the middle."""
    viewport = opened(desk, tmp_path, sop_class=sop_class)
    viewport.go_to(3)
    frame = shown(desk, viewport)
    assert frame.frame.pixels[4].tolist() == [-300] * 8
    assert frame.image.default_voi is not None
    assert frame.image.default_voi.source is VoiSource.STATE
    plain, vessel = greys(desk, viewport)
    assert abs(plain - 127.5) <= 1
    assert abs(vessel - (127.5 - 300 / 800 * 255)) <= 1
    assert notices(viewport) == []


def test_the_states_polarity_and_time_interval_differences(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    """TID: each frame minus the one two earlier; the first two have no mask and say so."""
    viewport = opened(desk, tmp_path, mask("TID", TIDOffset=2), PresentationLUTShape="INVERSE")
    viewport.go_to(4)
    assert shown(desk, viewport).frame.pixels[4, 0] == -200
    _, vessel = greys(desk, viewport)
    assert abs(vessel - (127.5 + 200 / 800 * 255)) <= 1
    viewport.go_to(1)
    assert shown(desk, viewport).frame.pixels[4, 0] == 900
    assert notices(viewport) == ["PR partially applied, without: mask subtraction"]


def test_the_mean_of_several_masks_moved(desk: FaultyDesk, tmp_path: Path) -> None:
    item = mask(MaskFrameNumbers=[1, 3], MaskSubPixelShift=[1.0, 0.0])
    viewport = opened(desk, tmp_path, item)
    viewport.go_to(4)
    pixels = shown(desk, viewport).frame.pixels
    assert pixels[4, 0] == 600 - 1000  # the vessel over the field of the moved mask
    assert pixels[5, 0] == 1000 - 900  # the field over the mean vessel, a row down
    assert pixels[0, 0] == 0


@pytest.mark.parametrize(
    ("film_has", "state"),
    [
        ({}, {"SoftcopyVOILUTSequence": [made.window(1000, 400)]}),
        ({"PixelIntensityRelationship": "LIN"}, {}),
        ({}, {"SoftcopyVOILUTSequence": [
            made.item_of(VOILUTSequence=[made.lut(np.arange(4096, dtype=np.uint16))])]}),
    ],
    ids=["another middle", "logarithms", "a table"],
)  # fmt: skip
def test_a_window_without_a_middle_is_partially_applied(
    desk: FaultyDesk, tmp_path: Path, film_has: dict[str, Any], state: dict[str, Any]
) -> None:
    """The difference is shown all the same, in a window of its own about zero."""
    viewport = opened(desk, tmp_path, film_has=film_has, **state)
    viewport.go_to(3)
    voi = shown(desk, viewport).image.default_voi
    assert isinstance(voi, Window)
    assert (voi.center, voi.source) == (0.0, VoiSource.AUTO)
    assert notices(viewport) == ["PR partially applied, without: brightness of the difference"]


def test_a_mask_that_is_not_there_is_said_to_be_missing(desk: FaultyDesk, tmp_path: Path) -> None:
    viewport = opened(desk, tmp_path, mask(MaskFrameNumbers=[99]))
    assert shown(desk, viewport).frame.pixels[0, 0] == 1000
    assert notices(viewport) == ["PR partially applied, without: mask subtraction"]


def test_what_a_state_does_not_say_is_not_subtracted(desk: FaultyDesk, tmp_path: Path) -> None:
    """D-001: also where the file itself recommends it; "original" is that again."""
    recommended = {"RecommendedViewingMode": "SUB"}
    viewport = opened(desk, tmp_path, film_has=recommended, RecommendedViewingMode="NAT")
    assert not is_subtracted(viewport.state.stack)
    assert notices(viewport) == []
    viewport.show_state(None)
    assert is_subtracted(viewport.state.stack)


def test_original_is_the_film_again_and_the_mask_can_be_taken_off(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    viewport = opened(desk, tmp_path)
    viewport.go_to(3)
    masked = viewport.state.stack
    assert masked is not None
    commands = MaskCommands(desk.session, no_words)
    commands.toggle()
    assert shown(desk, viewport).frame.pixels[4, 0] == 700
    assert notices(viewport) == ["PR changed"]
    commands.toggle()
    assert viewport.state.stack == masked
    commands.move_mask(0.25, 0.0)
    assert notices(viewport) == ["PR changed"]
    viewport.show_state(None)
    assert shown(desk, viewport).frame.pixels[4, 0] == 700
    assert viewport.state.index == 3


def test_its_pixels_are_not_those_of_the_same_mask_by_hand(
    desk: FaultyDesk, tmp_path: Path
) -> None:
    """S-10: only the state's own picture is one that the state is about."""
    viewport = opened(desk, tmp_path)
    stack = viewport.state.stack
    assert stack is not None
    commands = MaskCommands(desk.session, no_words)
    viewport.show_state(None)
    commands.toggle()
    by_hand = viewport.state.stack
    assert by_hand is not None
    assert by_hand.frames[3].key != stack.frames[3].key
    assert by_hand.frames[3].subtraction is not None
    assert stack_under(None, by_hand).frames[3].subtraction is None


def test_render_subtracts_too(tmp_path: Path, qapp: object) -> None:
    del qapp
    image = film()
    state = made.state_dataset(
        [image],
        MaskSubtractionSequence=[mask()],
        RecommendedViewingMode="SUB",
        SoftcopyVOILUTSequence=[made.window(2048, 800)],
    )
    save(image, tmp_path / "disc" / "IM")
    save(state, tmp_path / "disc" / "PR")
    out = tmp_path / "x.png"
    common = ["render", str(tmp_path / "disc"), "--frame", "4", "--size", "80x80"]
    assert run([*common, "--state", "MARKED", "--out", str(out)]) == 1  # it says SUBTRACTED
    picture = imagecodecs.png_decode(out.read_bytes())
    assert abs(int(picture[15, 15, 0]) - 127.5) <= 1
    assert abs(int(picture[45, 15, 0]) - (127.5 - 300 / 800 * 255)) <= 1


def test_windows_about_zero() -> None:
    """The middle is 0 or that of the stored values, in modality units; the width is unscaled."""
    image = PIXELS  # 12 bits
    plain = Rescale()
    found = window_about_zero(Window(0, 300), plain, image)
    assert found is not None
    assert (found.center, found.width) == (0.0, 300)
    scaled = window_about_zero(Window(2 * 2048 - 10, 300), Rescale(2.0, -10.0), image)
    assert scaled is not None
    assert (scaled.center, scaled.width) == (0.0, 150)
    assert window_about_zero(Window(2 * 2048 + 10, 300), Rescale(2.0, -10.0), image) is None
    whole = window_about_zero(None, plain, image)
    assert whole is not None
    assert whole.width == 8192
    assert window_about_zero(Window(0, 300), Rescale(-1.0), image) is None
    table = ModalityTable(None)  # type: ignore[arg-type]  # never looked into
    assert window_about_zero(Window(0, 300), table, image) is None
