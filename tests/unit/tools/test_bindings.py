import pytest

from viewer.tools.bindings import Bindings, Button, Gesture
from viewer.tools.tool_mode import ToolMode


@pytest.mark.parametrize(
    ("held", "drag"),
    [
        ({Button.RIGHT}, ToolMode.WINDOW),
        ({Button.MIDDLE}, ToolMode.PAN),
        ({Button.MIDDLE, Button.RIGHT}, ToolMode.ZOOM),
        ({Button.LEFT, Button.RIGHT}, None),
        (set(), None),
    ],
)
def test_buttons_do_what_the_table_of_hands_says(held: set[Button], drag: ToolMode | None) -> None:
    assert Bindings().drag(frozenset(held), ToolMode.SCROLL) is drag


@pytest.mark.parametrize("tool", list(ToolMode))
def test_left_holds_the_active_tool_and_moves_with_space(tool: ToolMode) -> None:
    left = frozenset({Button.LEFT})
    assert Bindings().drag(left, tool) is tool
    assert Bindings().drag(left, tool, space=True) is ToolMode.PAN


def test_the_table_can_be_remapped() -> None:
    bindings = Bindings(drags={frozenset({Button.RIGHT}): ToolMode.ZOOM})
    assert bindings.drag(frozenset({Button.RIGHT}), ToolMode.SCROLL) is ToolMode.ZOOM
    assert bindings.drag(frozenset({Button.MIDDLE}), ToolMode.SCROLL) is None


def test_double_clicks() -> None:
    assert Bindings().double_clicks == {
        Button.LEFT: Gesture.MAXIMISE,
        Button.RIGHT: Gesture.RESET,
    }
