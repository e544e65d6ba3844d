"""Side by side: links, lines, priors."""

from collections.abc import Callable

from viewer.app.link_state import LinkKind
from viewer.tools.tool_mode import ToolMode
from viewer.ui.action_spec import ActionSpec, Targets


def _compare(
    action_id: str,
    text: str,
    run: Callable[[Targets], None],
    keys: tuple[str, ...] = (),
    **more: str | bool,
) -> ActionSpec:
    return ActionSpec(action_id, text, run, "Compare", keys, needs_image=True, **more)  # type: ignore[arg-type]  # fields by name


def _link(kind: LinkKind, text: str, tip: str, *, separated: bool = False) -> ActionSpec:
    return _compare(
        f"link-{kind.value}",
        text,
        lambda t: t.compare.toggle_link(kind),
        tip=tip,
        checkable=True,
        separated=separated,
    )


COMPARE_ACTIONS: tuple[ActionSpec, ...] = (
    _compare(
        "compare",
        "Compare with the earlier examination",
        lambda t: t.compare.compare(),
        ("Ctrl+Shift+P", "Ctrl+Shift+C"),
        icon="compare",
        label="Compare",
        tip="The newer one left, the earlier one right, series by series",
        words="prior previous before side by side",
    ),
    _compare(
        "next-prior",
        "Compare with the one before that",
        lambda t: t.compare.next_prior(),
        ("Ctrl+Alt+P",),
        icon="previous",
        tip="Again and again: all earlier examinations, then the first again",
        words="prior previous older history",
    ),
    _compare(
        "swap",
        "Swap left and right",
        lambda t: t.compare.swap(),
        ("X",),
        icon="swap",
        tip="The active picture changes places with the one beside it",
        words="exchange change places",
    ),
    _compare(
        "link",
        "Link scrolling and zoom",
        lambda t: t.compare.link(),
        ("L",),
        icon="link",
        tip="Pictures of the same place follow each other; both say that they do",
        words="link synchronise synchronize sync",
        separated=True,
    ),
    _compare(
        "unlink",
        "Unlink",
        lambda t: t.compare.unlink(),
        ("U",),
        icon="unlink",
        words="synchronise synchronize sync",
    ),
    _compare(
        "match-slices",
        "These two slices match",
        lambda t: t.compare.match_slices(),
        ("Shift+L",),
        icon="link",
        tip="From here on both keep their distance, marked as linked by hand and not registered",
        words="register offset manual link synchronise synchronize sync prior",
    ),
    _link(
        LinkKind.SCROLL,
        "Scroll together",
        "By position in the body, or as matched by hand",
        separated=True,
    ),
    _link(LinkKind.VIEW, "Zoom and move together", "The same millimetres and the same place"),
    _link(LinkKind.WINDOW, "Brightness together", "Only for the same kind of values"),
    _link(LinkKind.FILM, "Films together", "Films start together, each at its own rate"),
    _compare(
        "reference-lines",
        "Lines where slices cross",
        lambda t: t.compare.toggle_lines(),
        ("O",),
        tip="Where the active slice lies in the other pictures",
        words="reference scout localizer cross",
        checkable=True,
        separated=True,
    ),
    _compare(
        "slice-thickness",
        "Both faces of the slice",
        lambda t: t.compare.toggle_thickness(),
        tip="Two more lines, as far apart as the slice is thick",
        checkable=True,
        words="reference lines localizer cross",
    ),
    _compare(
        "localizer",
        "Localizer of this picture",
        lambda t: t.compare.show_localizer(),
        ("Ctrl+L",),
        tip="Beside it the picture on which it was planned, with its line",
        words="scout topogram surview reference planning",
    ),
    ActionSpec(
        id=f"tool-{ToolMode.CROSSHAIR.value}",
        text="Find a place in every picture",
        run=lambda t: t.window.set_tool(ToolMode.CROSSHAIR),
        menu="Compare",
        keys=("J",),
        icon="crosshair",
        tip="Click or drag; or hold Shift and move",
        words="3D cursor crosshair localize localise point",
        group="tool",
        checkable=True,
        needs_image=True,
    ),
)
