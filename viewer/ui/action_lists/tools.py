"""What the left button does."""

from typing import Any

from viewer.tools.tool_mode import ToolMode
from viewer.ui.action_spec import ActionSpec

# Under which other names people look for them.
_WORDS = {
    ToolMode.SCROLL: "stack leaf browse slices",
    ToolMode.WINDOW: "window level contrast w/l voi",
    ToolMode.ZOOM: "enlarge magnify",
    ToolMode.PAN: "pan shift drag hand",
    ToolMode.MAGNIFIER: "loupe lens glass",
    ToolMode.LENGTH: "length ruler caliper measure millimetre mm size",
    ToolMode.ANGLE: "degrees measure goniometer",
    ToolMode.COBB: "degrees scoliosis spine measure",
    ToolMode.BIDIRECTIONAL: "recist lesion long short axis measure",
    ToolMode.RECTANGLE: "roi region area mean hu box",
    ToolMode.ELLIPSE: "roi region area mean hu hounsfield suv circle oval",
    ToolMode.FREEHAND: "roi region area mean hu outline contour",
    ToolMode.POLYLINE: "curve length trace vessel",
    ToolMode.POINT: "value hu hounsfield suv pixel probe",
    ToolMode.ARROW: "annotation mark pointer",
    ToolMode.TEXT: "annotation label note comment write",
    ToolMode.CALIBRATE: "scale known length spacing",
}


def tool_action(
    mode: ToolMode,
    text: str,
    key: str,
    icon: str,
    tip: str,
    label: str = "",
    **more: Any,  # noqa: ANN401  fields of ActionSpec by name
) -> ActionSpec:
    """A tool of the left button; one of them is on at a time."""
    return ActionSpec(
        id=f"tool-{mode.value}",
        text=text,
        run=lambda t: t.window.set_tool(mode),
        menu=more.pop("menu", "Tools"),
        keys=(key,) if key else (),
        icon=icon,
        tip=tip,
        label=label or text,
        group="tool",
        checkable=True,
        needs_image=True,
        on_picture=True,
        words=_WORDS.get(mode, ""),
        **more,
    )


TOOLS_ACTIONS: tuple[ActionSpec, ...] = (
    tool_action(ToolMode.SCROLL, "Scroll", "S", "scroll", "Drag up and down to leaf through"),
    tool_action(
        ToolMode.WINDOW,
        "Brightness",
        "W",
        "brightness",
        "Drag up for brighter, right for less contrast",
    ),
    tool_action(ToolMode.ZOOM, "Zoom", "Z", "zoom", "Drag up to enlarge"),
    tool_action(ToolMode.PAN, "Move", "T", "move", "Drag the picture"),
    tool_action(
        ToolMode.MAGNIFIER, "Magnify", "M", "magnify", "Press and hold for a magnifying glass"
    ),
)
