"""Measuring and drawing."""

from collections.abc import Callable
from typing import Any

from viewer.tools.tool_mode import ToolMode
from viewer.ui.action_lists.tools import tool_action
from viewer.ui.action_spec import ActionSpec, Targets
from viewer.ui.annotating.pencil import COLOURS, WIDTHS_PX

MENU = "Measure"


def _tool(
    mode: ToolMode,
    text: str,
    key: str,
    tip: str,
    label: str = "",
    **more: Any,  # noqa: ANN401  fields of ActionSpec by name
) -> ActionSpec:
    return tool_action(mode, text, key, mode.value, tip, label, menu=MENU, **more)


def _measure(
    action_id: str,
    text: str,
    run: Callable[[Targets], None],
    keys: tuple[str, ...] = (),
    menu: str = MENU,
    **more: Any,  # noqa: ANN401  fields of ActionSpec by name
) -> ActionSpec:
    return ActionSpec(action_id, text, run, menu, keys, needs_image=True, **more)


def _colour(name: str, colour: str) -> ActionSpec:
    return _measure(
        f"annotation-colour-{name.lower()}",
        name,
        lambda t: t.measure.set_colour(colour),
        menu=f"{MENU}/Colour",
        icon="swatch",
        icon_colour=colour,
        tip=f"Draw in {name.lower()}, and the chosen drawing too",
    )


def _width(name: str, width_px: float) -> ActionSpec:
    return _measure(
        f"annotation-width-{name.lower()}",
        name,
        lambda t: t.measure.set_width(width_px),
        menu=f"{MENU}/Line",
        tip=f"Draw {name.lower()} lines, and the chosen drawing too",
    )


MEASURE_TOOLS = (
    _tool(ToolMode.LENGTH, "Distance", "D", "Drag from one end to the other, or click both"),
    _tool(ToolMode.ANGLE, "Angle", "A", "Drag one leg, then click the end of the other"),
    _tool(
        ToolMode.COBB, "Cobb angle", "", "Drag two lines; the angle between them is told", "Cobb"
    ),
    _tool(
        ToolMode.BIDIRECTIONAL,
        "Two diameters",
        "",
        "Drag the longest diameter, then the one across; Shift keeps it square to the first",
        "Diameters",
    ),
    _tool(
        ToolMode.RECTANGLE,
        "Rectangle",
        "",
        "Area and values inside; Shift makes it a square",
        separated=True,
    ),
    _tool(ToolMode.ELLIPSE, "Ellipse", "", "Area and values inside; Shift makes it a circle"),
    _tool(ToolMode.FREEHAND, "Region", "", "Drag around it, or click its corners"),
    _tool(ToolMode.POLYLINE, "Path", "", "Click from point to point; a double click ends it"),
    _tool(ToolMode.POINT, "Point", "", "The value at one place"),
    _tool(ToolMode.ARROW, "Arrow", "", "Drag from the tip", separated=True),
    _tool(ToolMode.TEXT, "Text", "", "Click, then write"),
    _tool(
        ToolMode.CALIBRATE,
        "Calibrate",
        "",
        "Draw a line of known length, then type how long it is",
        separated=True,
    ),
)

MEASURE_ACTIONS: tuple[ActionSpec, ...] = (
    *MEASURE_TOOLS,
    _measure(
        "calibration-forget",
        "Forget my calibration",
        lambda t: t.measure.forget_calibration(),
        tip="Measure this series by its own scale again",
        words="scale reset spacing",
    ),
    _measure(
        "magnification",
        "Correct for magnification",
        lambda t: t.measure.toggle_magnification(),
        tip="Estimate lengths in the body where an X-ray says how much it enlarges",
        checkable=True,
        words="ERMF estimated radiographic calibration projection",
    ),
    _measure(
        "annotation-delete",
        "Delete the chosen drawing",
        lambda t: t.measure.delete_selected(),
        ("Del", "Backspace"),
        icon="delete",
        separated=True,
        words="clear remove erase annotation measurement",
    ),
    _measure(
        "annotation-next-slice",
        "Copy to the next picture",
        lambda t: t.measure.copy_to_next(),
        ("Ctrl+D",),
        tip="The chosen drawing on the next picture, at the same place",
        words="propagate duplicate annotation measurement slice",
    ),
    _measure(
        "annotation-words",
        "Write beside the drawing",
        lambda t: t.measure.write_words(),
        ("F2",),
        tip="Or double click on it",
        words="label comment annotation rename",
    ),
    *(_colour(name, colour) for name, colour in COLOURS.items()),
    *(_width(name, width_px) for name, width_px in WIDTHS_PX.items()),
    _measure(
        "annotations-hidden",
        "Hide my drawings",
        lambda t: t.measure.toggle_hidden(),
        ("Shift+D",),
        icon="hidden",
        tip="The picture without them; a word in the corner says so",
        checkable=True,
        words="show annotations measurements",
    ),
    _measure(
        "annotations-delete-all",
        "Delete all drawings",
        lambda t: t.measure.delete_all(),
        tip="Undo brings them back",
        words="clear remove erase annotations measurements",
    ),
    _measure(
        "measurements",
        "List of measurements",
        lambda t: t.measure.toggle_panel(),
        ("Ctrl+Shift+M",),
        icon="list",
        tip="All drawings with their numbers; a click goes there",
        checkable=True,
        separated=True,
        words="table results annotations report",
    ),
    _measure(
        "measurements-save",
        "Save the measurements as a table…",
        lambda t: t.measure.save_table(),
        icon="save",
        tip="A CSV file for a spreadsheet",
        words="CSV Excel spreadsheet export results annotations",
    ),
    _measure(
        "measurements-copy",
        "Copy the measurements as text",
        lambda t: t.measure.copy_as_text(),
        icon="copy",
        words="clipboard results annotations export",
    ),
)
