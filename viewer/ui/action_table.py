"""Everything a person can do, in one table: menus, tool bar, command palette, help use it."""

from collections.abc import Callable
from typing import Any

from viewer.tools.tool_mode import ToolMode
from viewer.ui.action_spec import ActionSpec, Targets

MENUS = ("File", "View", "Image", "Tools", "Window", "Help")


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
    )


def _image(
    action_id: str,
    text: str,
    run: Callable[[Targets], None],
    keys: tuple[str, ...],
    icon: str = "",
    **more: Any,  # noqa: ANN401  fields of ActionSpec by name
) -> ActionSpec:
    return ActionSpec(action_id, text, run, "Image", keys, icon, needs_image=True, **more)


def _preset(number: int) -> ActionSpec:
    return ActionSpec(
        id=f"preset-{number}",
        text="Brightness of the file" if number == 0 else f"Brightness preset {number}",
        run=lambda t: t.viewport.preset(number),
        menu="Image/Brightness",
        keys=(str(number),),
        needs_image=True,
    )


def _layout(rows: int, columns: int) -> ActionSpec:
    count = rows * columns
    words = "One picture" if count == 1 else f"{count} pictures, {rows} × {columns}"
    return ActionSpec(
        id=f"layout-{rows}x{columns}",
        text=words,
        run=lambda t: t.viewport.set_layout(rows, columns),
        menu="Window/Layout",
        keys=(f"Ctrl+{count}",) if (rows, columns) in _LAYOUT_KEYS else (),
        needs_image=True,
    )


_LAYOUTS = ((1, 1), (1, 2), (2, 1), (1, 3), (2, 2), (2, 3), (3, 3), (3, 4))
_LAYOUT_KEYS = {(1, 1), (1, 2), (1, 3), (2, 2), (2, 3), (3, 3)}

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "open-folder",
        "Open folder or disc…",
        lambda t: t.window.open_folder(),
        "File",
        ("Ctrl+O",),
        "folder",
        "Show the pictures of a disc, stick or folder",
    ),
    ActionSpec(
        "open-file",
        "Open file or ZIP…",
        lambda t: t.window.open_file(),
        "File",
        ("Ctrl+Shift+O",),
        "file",
        "Show one DICOM file, a DICOMDIR or a ZIP archive",
    ),
    ActionSpec(
        "load-report",
        "What was read from the disc",
        lambda t: t.window.show_load_report(),
        "File",
        ("Ctrl+I",),
        "report",
        "Expected, found and readable pictures, series by series",
        separated=True,
    ),
    ActionSpec(
        "close-media",
        "Close disc",
        lambda t: t.window.close_media(),
        "File",
        ("Ctrl+W",),
        "eject",
        "Forget everything that is open and go back to the start",
        separated=True,
    ),
    ActionSpec("quit", "Quit", lambda t: t.window.quit(), "File", ("Ctrl+Q",)),
    ActionSpec(
        "overview",
        "Overview",
        lambda t: t.window.toggle_overview(),
        "View",
        ("F9",),
        "overview",
        "Show or hide the list of examinations",
        checkable=True,
    ),
    ActionSpec(
        "report",
        "Report of this examination",
        lambda t: t.window.show_report(),
        "View",
        ("R",),
        "document",
        "Read the report; again for the next one",
    ),
    ActionSpec(
        "annotations",
        "Text in the corners: all, little, none",
        lambda t: t.viewport.cycle_annotations(),
        "View",
        ("I",),
        "text",
        "Name, orientation and compression marks always stay",
        needs_image=True,
    ),
    ActionSpec(
        "overlays",
        "Drawings on the picture",
        lambda t: t.viewport.toggle_overlays(),
        "View",
        ("Shift+O",),
        tip="Show or hide the overlays stored in the file",
        needs_image=True,
    ),
    ActionSpec(
        "smooth",
        "Smooth or square pixels",
        lambda t: t.viewport.toggle_smooth(),
        "View",
        ("Shift+S",),
        needs_image=True,
    ),
    ActionSpec(
        "colour-reading",
        "Colours look wrong: read them differently",
        lambda t: t.viewport.next_colour_reading(),
        "Image",
        needs_image=True,
    ),
    ActionSpec(
        "maximise",
        "This picture alone",
        lambda t: t.viewport.toggle_maximised(),
        "View",
        ("Return", "Enter"),
        "full-screen",
        "Fill the grid with the active picture, and back",
        needs_image=True,
    ),
    ActionSpec(
        "full-screen",
        "Full screen",
        lambda t: t.window.toggle_full_screen(),
        "View",
        ("F11",),
        checkable=True,
    ),
    ActionSpec(
        "theme-system",
        "Like the system",
        lambda t: t.window.set_theme("system"),
        "View/Appearance",
        tip="Light or dark as the system; dark around pictures",
        group="theme",
        checkable=True,
        separated=True,
    ),
    ActionSpec(
        "theme-dark",
        "Dark",
        lambda t: t.window.set_theme("dark"),
        "View/Appearance",
        group="theme",
        checkable=True,
    ),
    ActionSpec(
        "theme-light",
        "Light",
        lambda t: t.window.set_theme("light"),
        "View/Appearance",
        group="theme",
        checkable=True,
    ),
    ActionSpec(
        "text-larger",
        "Larger text",
        lambda t: t.window.step_text_size(1),
        "View",
        ("Ctrl+Shift++", "Ctrl++", "Ctrl+="),
    ),
    ActionSpec(
        "text-smaller",
        "Smaller text",
        lambda t: t.window.step_text_size(-1),
        "View",
        ("Ctrl+Shift+-", "Ctrl+-"),
    ),
    _image("next-image", "Next picture", lambda t: t.viewport.step_frame(1), ("Down", "Right")),
    _image(
        "previous-image", "Previous picture", lambda t: t.viewport.step_frame(-1), ("Up", "Left")
    ),
    _image("first-image", "First picture", lambda t: t.viewport.first_frame(), ("Home",)),
    _image("last-image", "Last picture", lambda t: t.viewport.last_frame(), ("End",)),
    _image("next-series", "Next series", lambda t: t.viewport.step_series(1), ("PgDown",), "next"),
    _image(
        "previous-series",
        "Previous series",
        lambda t: t.viewport.step_series(-1),
        ("PgUp",),
        "previous",
    ),
    _image(
        "cine",
        "Play as film",
        lambda t: t.viewport.toggle_cine(),
        ("C",),
        "film",
        tip="Run through the pictures; again to stop",
        separated=True,
    ),
    _image("cine-faster", "Film faster", lambda t: t.viewport.cine_faster(), (">",)),
    _image("cine-slower", "Film slower", lambda t: t.viewport.cine_slower(), ("<",)),
    ActionSpec(
        "auto-window",
        "Automatic brightness",
        lambda t: t.viewport.auto_window(),
        "Image/Brightness",
        ("A",),
        "brightness",
        needs_image=True,
    ),
    *(_preset(number) for number in range(10)),
    _image(
        "invert", "Swap black and white", lambda t: t.viewport.invert(), ("Ctrl+Shift+I",), "invert"
    ),
    _image(
        "rotate-right", "Turn right", lambda t: t.viewport.rotate(1), ("Ctrl+R",), "rotate-right"
    ),
    _image(
        "rotate-left",
        "Turn left",
        lambda t: t.viewport.rotate(-1),
        ("Ctrl+Shift+R",),
        "rotate-left",
    ),
    _image(
        "flip",
        "Mirror left and right",
        lambda t: t.viewport.flip(),
        ("Ctrl+M",),
        "flip",
        tip="The picture is marked FLIPPED while it is mirrored",
    ),
    _image("fit", "Fit to the window", lambda t: t.viewport.fit(), ("F",), "fit", separated=True),
    _image(
        "one-to-one",
        "Actual pixels, 1:1",
        lambda t: t.viewport.one_to_one(),
        ("Ctrl+0",),
        "one-to-one",
        tip="One pixel of the picture on one pixel of the screen",
    ),
    _image("zoom-in", "Zoom in", lambda t: t.viewport.zoom_by(1.25), ("+", "=")),
    _image("zoom-out", "Zoom out", lambda t: t.viewport.zoom_by(0.8), ("-",)),
    _image(
        "reset",
        "Reset the view",
        lambda t: t.viewport.reset(),
        ("Esc",),
        "reset",
        tip="Zoom, position, turning and brightness as at the start; the picture stays",
    ),
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
    *(_layout(rows, columns) for rows, columns in _LAYOUTS),
    ActionSpec(
        "compare",
        "Compare",
        lambda t: t.window.compare(),
        "Window",
        ("Ctrl+Shift+C",),
        "compare",
        "Two series side by side, an earlier examination if there is one",
        needs_image=True,
    ),
    ActionSpec(
        "link",
        "Scroll together",
        lambda t: t.viewport.link(),
        "Window",
        ("L",),
        "link",
        "Pictures at the same place in the body follow each other",
        needs_image=True,
        separated=True,
    ),
    ActionSpec(
        "unlink",
        "Scroll separately",
        lambda t: t.viewport.unlink(),
        "Window",
        ("U",),
        "unlink",
        needs_image=True,
    ),
    ActionSpec(
        "commands",
        "Find a command…",
        lambda t: t.window.show_commands(),
        "Help",
        ("Ctrl+K",),
        "command",
        "Type what you want to do",
    ),
    ActionSpec(
        "help",
        "Mouse and keys",
        lambda t: t.window.show_help(),
        "Help",
        ("H", "F1"),
        "help",
        "What mouse, fingers and keys do",
    ),
    ActionSpec("about", "About Lightbox", lambda t: t.window.show_about(), "Help", icon="info"),
)
