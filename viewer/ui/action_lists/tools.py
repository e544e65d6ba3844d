"""What the left button does."""

from viewer.tools.tool_mode import ToolMode
from viewer.ui.action_spec import ActionSpec

# Under which other names people look for them.
_WORDS = {
    ToolMode.SCROLL: "stack leaf browse slices",
    ToolMode.WINDOW: "window level contrast w/l voi",
    ToolMode.ZOOM: "enlarge magnify",
    ToolMode.PAN: "pan shift drag hand",
    ToolMode.MAGNIFIER: "loupe lens glass",
}


def _tool(mode: ToolMode, text: str, key: str, icon: str, tip: str, label: str = "") -> ActionSpec:
    return ActionSpec(
        id=f"tool-{mode.value}",
        text=text,
        run=lambda t: t.window.set_tool(mode),
        menu="Tools",
        keys=(key,) if key else (),
        icon=icon,
        tip=tip,
        label=label or text,
        group="tool",
        checkable=True,
        needs_image=True,
        words=_WORDS.get(mode, ""),
    )


TOOLS_ACTIONS: tuple[ActionSpec, ...] = (
    _tool(ToolMode.SCROLL, "Scroll", "S", "scroll", "Drag up and down to leaf through"),
    _tool(
        ToolMode.WINDOW,
        "Brightness",
        "W",
        "brightness",
        "Drag up for brighter, right for less contrast",
    ),
    _tool(ToolMode.ZOOM, "Zoom", "Z", "zoom", "Drag up to enlarge"),
    _tool(ToolMode.PAN, "Move", "T", "move", "Drag the picture"),
    _tool(ToolMode.MAGNIFIER, "Magnify", "M", "magnify", "Press and hold for a magnifying glass"),
)
