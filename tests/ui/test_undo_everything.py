"""A random user on a real disc: every state is reached again by undo, and again by redo."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from viewer.app.annotations import AnnotationState
from viewer.app.screen_state import ScreenState
from viewer.ui.action_table import ACTIONS
from viewer.ui.application import Desktop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

# What changes the pictures: not files, dialogs or the look of the window.
MENUS = {"Image", "View", "Window", "Compare", "Tools"}
ELSEWHERE = ("report", "tags", "compare-tags", "full-screen", "measure-screen", "text-", "theme-")
IDS = [
    spec.id
    for spec in ACTIONS
    if spec.menu.split("/")[0] in MENUS
    and not spec.id.startswith(ELSEWHERE)
    and "…" not in spec.text
]
BUTTONS = (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton)


def seen(desktop: Desktop) -> ScreenState:
    """Everything but what is no step of its own: the active viewport and the selection."""
    state = desktop.session.history._capture(None)
    stores = tuple(
        (name, replace(store, selected="") if isinstance(store, AnnotationState) else store)
        for name, store in state.stores
    )
    return replace(state, workspace=replace(state.workspace, active=0), stores=stores)


def do_something(desktop: Desktop, dice: random.Random) -> None:
    action = desktop.window.actions_set[dice.choice(IDS)]
    if action.isEnabled() and dice.random() < 0.7:
        action.trigger()
    else:
        drag(desktop, dice)
    QApplication.processEvents()
    for viewport in desktop.session.workspace.viewports:  # a film would run on by the clock
        viewport.set_playing(playing=False)
    QApplication.processEvents()
    desktop.session.history.commit()


def drag(desktop: Desktop, dice: random.Random) -> None:
    grid = desktop.window._grid
    assert grid is not None
    canvas = grid.views[desktop.session.workspace.state.active].canvas
    start = canvas.rect().center()
    way = QPoint(dice.randint(-60, 60), dice.randint(-60, 60))
    button = dice.choice(BUTTONS)
    QTest.mousePress(canvas, button, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(canvas, start + way)
    QApplication.processEvents()
    QTest.mouseRelease(canvas, button, Qt.KeyboardModifier.NoModifier, start + way)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_state_is_reached_again(desktop: Desktop, seed: int) -> None:
    dice, history = random.Random(seed), desktop.session.history  # noqa: S311  a scripted user
    history.clear()
    states: list[ScreenState | None] = [seen(desktop)]
    for _ in range(60):
        do_something(desktop, dice)
        depth = len(history._past)
        del states[depth + 1 :]
        if depth < len(states):
            states[depth] = seen(desktop)
        else:  # one act may be two steps, as a film that ends and a drag: nobody saw between them
            states += [None] * (depth - len(states))
            states.append(seen(desktop))
    assert len([state for state in states if state is not None]) > 15
    for state in reversed(states[:-1]):
        assert history.undo()
        QApplication.processEvents()
        assert state is None or seen(desktop) == state
    assert not history.undo()
    for state in states[1:]:
        assert history.redo()
        QApplication.processEvents()
        assert state is None or seen(desktop) == state
