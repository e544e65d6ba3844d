"""Linked scrolling with decodes that end in any order: every label is that of its pixels (S-10)."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import GridDesk
from tests.factories.shuffled_source import ShuffledSource
from tests.factories.viewports import Recipe, stack_of
from viewer.app.following import NO_CORRESPONDING_SLICE
from viewer.ui.viewport.viewport_widget import ViewportWidget

# (first position, distance of slices, number): different spacings, ends that do not meet.
STACKS = ((0.0, 5.0, 24), (2.0, 3.0, 30), (-30.0, 10.0, 12), (40.0, 5.0, 10))
STEPS = 160
LOW_HU, WIDTH_HU = -160, 400  # the window of the recipe: values span its greys


def positions(number: int) -> np.ndarray:
    first, spacing, count = STACKS[number]
    return first + spacing * np.arange(count)


def value(number: int, index: int) -> int:
    """The stored value of a whole slice: it tells which slice it is."""
    return 1024 + LOW_HU + round((index + 0.5) * WIDTH_HU / STACKS[number][2])


def index_of(number: int, grey: int) -> int:
    return int(grey / 255 * STACKS[number][2])


def expected(leader: int, index: int, other: int) -> int | None:
    """The slice of `other` at the leader's place by numpy; None when none is near enough."""
    away = np.abs(positions(other) - positions(leader)[index])
    return int(away.argmin()) if away.min() <= STACKS[other][1] else None


def check(number: int, view: ViewportWidget) -> bool:
    """What one viewport shows, from its pixels and its words; whether there was a picture."""
    state = view.model.state
    picture = view.canvas.grab().toImage()
    painted = view.canvas.painted
    if state.message:
        assert painted.key is None
        assert painted.words == NO_CORRESPONDING_SLICE
        return False
    assert state.frame is not None
    assert painted.text is not None
    words = [line.text for line in painted.text.bottom_right]
    assert f"{state.index + 1} / {STACKS[number][2]}" in words
    place = f"pos {positions(number)[state.index]:.1f}".replace("-", "−")
    assert any(place in line for line in words)
    if painted.key is None:
        return False  # its label stands beside "loading", not beside another picture
    assert painted.key == state.frame.key
    grey = picture.pixelColor(picture.width() // 2, picture.height() // 2).red()
    assert index_of(number, grey) == state.index
    return True


@pytest.mark.parametrize("seed", range(3))
def test_every_label_is_that_of_its_pixels_whatever_comes_first(qtbot: QtBot, seed: int) -> None:
    random = Random(seed)  # noqa: S311  an order, not a secret
    source = ShuffledSource(random)
    desk = GridDesk(qtbot, (800, 600), source)
    workspace = desk.session.workspace
    try:
        desk.lay_out(2, 2)
        for number, (first, spacing, count) in enumerate(STACKS):
            recipe = Recipe(f"s{number}", first_mm=first, slice_mm=spacing)
            arrays = [np.full((32, 32), value(number, i), np.uint16) for i in range(count)]
            workspace.show(source.add(stack_of(arrays, recipe), arrays), number)
        pictures = 0
        for _ in range(STEPS):
            leader = random.randrange(len(STACKS))
            workspace.activate(leader)
            moved = workspace.viewports[leader].scroll(random.choice((-7, -1, 0, 1, 1, 2, 9)))
            if moved:  # at its end a stack moves nobody
                index = workspace.viewports[leader].state.index
                found = [(v.state.index, v.state.message) for v in workspace.viewports]
                for other, (at, message) in enumerate(found):
                    wanted = index if other == leader else expected(leader, index, other)
                    assert message == (NO_CORRESPONDING_SLICE if wanted is None else "")
                    assert wanted in {None, at}
            for _ in range(random.randrange(4)):
                if source.let_one_go():
                    desk.inbox.take()
            pictures += sum([check(n, view) for n, view in enumerate(desk.grid.views)])
        assert pictures > STEPS / 2  # else nothing was tested
    finally:
        source.let_all_go()
        desk.close()
