"""The picture itself: which one, how bright, how turned."""

from collections.abc import Callable
from typing import Any

from viewer.ui.action_spec import ActionSpec, Targets

_ZOOM, _GO, _FILM = "Image/Zoom", "Image/Go to", "Image/Film"


def _image(
    action_id: str,
    text: str,
    run: Callable[[Targets], None],
    keys: tuple[str, ...],
    icon: str = "",
    **more: Any,  # noqa: ANN401  fields of ActionSpec by name
) -> ActionSpec:
    menu = more.pop("menu", "Image")
    more = {"on_picture": True} | more
    return ActionSpec(action_id, text, run, menu, keys, icon, needs_image=True, **more)


def _step(
    action_id: str,
    text: str,
    run: Callable[[Targets], None],
    keys: tuple[str, ...],
    icon: str = "",
    **more: Any,  # noqa: ANN401  fields of ActionSpec by name
) -> ActionSpec:
    """To another series or examination: documents are among them."""
    return _image(action_id, text, run, keys, icon, on_picture=False, **more)


def _preset(number: int) -> ActionSpec:
    return ActionSpec(
        id=f"preset-{number}",
        text="Brightness of the file" if number == 0 else f"Brightness preset {number}",
        run=lambda t: t.viewport.preset(number),
        menu="Image/Brightness",
        keys=(str(number),),
        needs_image=True,
        on_picture=True,
        words="window level contrast preset voi",
    )


def _pan(name: str, right: int, down: int) -> ActionSpec:
    return ActionSpec(
        id=f"pan-{name}",
        text=f"Move the picture {name}",
        run=lambda t: t.viewport.pan_by(right, down),
        menu="Image/Move",
        keys=(f"Shift+{name.title()}",),
        needs_image=True,
        on_picture=True,
        words="pan shift",
    )


IMAGE_ACTIONS: tuple[ActionSpec, ...] = (
    _image(
        "next-image",
        "Next picture",
        lambda t: t.viewport.step_frame(1),
        ("Down", "Right"),
        words="slice frame forward scroll leaf",
    ),
    _image(
        "previous-image",
        "Previous picture",
        lambda t: t.viewport.step_frame(-1),
        ("Up", "Left"),
        words="slice frame back scroll leaf",
    ),
    _image("first-image", "First picture", lambda t: t.viewport.first_frame(), ("Home",), menu=_GO),
    _image("last-image", "Last picture", lambda t: t.viewport.last_frame(), ("End",), menu=_GO),
    _step("next-series", "Next series", lambda t: t.viewport.step_series(1), ("PgDown",), "next"),
    _step(
        "previous-series",
        "Previous series",
        lambda t: t.viewport.step_series(-1),
        ("PgUp",),
        "previous",
    ),
    _step(
        "next-study",
        "Older examination",
        lambda t: t.viewport.step_study(1),
        ("Shift+PgDown",),
        menu=_GO,
        words="prior previous study",
    ),
    _step(
        "previous-study",
        "Newer examination",
        lambda t: t.viewport.step_study(-1),
        ("Shift+PgUp",),
        menu=_GO,
        words="current study",
    ),
    _image(
        "cine",
        "Play as film",
        lambda t: t.viewport.toggle_cine(),
        ("C",),
        "film",
        tip="Run through the pictures; again to stop",
        words="cine movie video play stop loop",
        separated=True,
    ),
    _image(
        "cine-backwards",
        "Play film backwards",
        lambda t: t.viewport.toggle_backwards(),
        ("Shift+C",),
        menu=_FILM,
        tip="Run through the pictures from the last to the first; again to stop",
        words="cine movie reverse rewind",
    ),
    _image(
        "cine-stop",
        "Stop film, to the first picture",
        lambda t: t.viewport.stop_cine(),
        (".",),
        menu=_FILM,
        words="cine movie end halt",
    ),
    _image(
        "cine-all",
        "All pictures of the film",
        lambda t: t.viewport.toggle_all_frames(),
        (),
        menu=_FILM,
        tip="Play beyond what the film is marked to show; again to keep to it",
        words="cine trim start stop frames",
    ),
    _image("cine-faster", "Film faster", lambda t: t.viewport.cine_faster(), (">",), menu=_FILM),
    _image("cine-slower", "Film slower", lambda t: t.viewport.cine_slower(), ("<",), menu=_FILM),
    ActionSpec(
        "auto-window",
        "Automatic brightness",
        lambda t: t.viewport.auto_window(),
        "Image/Brightness",
        ("Shift+A",),
        "brightness",
        needs_image=True,
        on_picture=True,
        words="window level contrast voi auto",
    ),
    *(_preset(number) for number in range(10)),
    ActionSpec(
        "from-zero",
        "Brightness from zero up",
        lambda t: t.viewport.toggle_from_zero(),
        "Image/Brightness",
        tip="Dragging keeps zero black, as is usual for PET and scintigraphy; again to let go",
        needs_image=True,
        on_picture=True,
        words="clamp window PET nuclear",
    ),
    _image(
        "invert",
        "Swap black and white",
        lambda t: t.viewport.invert(),
        ("Ctrl+Shift+I",),
        "invert",
        words="invert negative inverse",
    ),
    _image(
        "rotate-right",
        "Turn right",
        lambda t: t.viewport.rotate(1),
        ("Ctrl+R",),
        "rotate-right",
        words="rotate clockwise 90",
    ),
    _image(
        "rotate-left",
        "Turn left",
        lambda t: t.viewport.rotate(-1),
        ("Ctrl+Shift+R",),
        "rotate-left",
        words="rotate counterclockwise 90",
    ),
    _image(
        "flip",
        "Mirror left and right",
        lambda t: t.viewport.flip(),
        ("Ctrl+M",),
        "flip",
        tip="The picture is marked FLIPPED while it is mirrored",
        words="flip horizontal",
    ),
    _image("fit", "Fit to the window", lambda t: t.viewport.fit(), ("F",), "fit", separated=True),
    _image(
        "one-to-one",
        "Actual pixels, 1:1",
        lambda t: t.viewport.one_to_one(),
        ("Ctrl+0",),
        "one-to-one",
        menu=_ZOOM,
        tip="One pixel of the picture on one pixel of the screen",
        words="original size 100 % native resolution",
    ),
    _image(
        "true-size",
        "True size",
        lambda t: t.true_size.true_size(),
        ("Shift+T",),
        menu=_ZOOM,
        tip="One millimetre in the picture is one on the screen",
        words="life size real calibrated mm 1:1 actual",
    ),
    ActionSpec(
        "measure-screen",
        "Measure this screen…",
        lambda t: t.true_size.measure_screen(),
        _ZOOM,
        tip="For the true size: hold a bank card to the screen",
        words="calibrate monitor display true size ruler",
    ),
    _image(
        "zoom-in",
        "Zoom in",
        lambda t: t.viewport.zoom_by(1.25),
        ("+", "="),
        menu=_ZOOM,
        words="enlarge magnify bigger",
    ),
    _image(
        "zoom-out",
        "Zoom out",
        lambda t: t.viewport.zoom_by(0.8),
        ("-",),
        menu=_ZOOM,
        words="shrink smaller",
    ),
    _pan("left", -1, 0),
    _pan("right", 1, 0),
    _pan("up", 0, -1),
    _pan("down", 0, 1),
    ActionSpec(
        "colour-reading",
        "Colours look wrong: read them differently",
        lambda t: t.viewport.next_colour_reading(),
        "Image",
        needs_image=True,
        on_picture=True,
    ),
    _image(
        "reset",
        "Reset the view",
        lambda t: t.viewport.reset(),
        (),
        "reset",
        tip="Zoom, position, turning and brightness as at the start; the picture stays",
        words="restore original view default",
    ),
    _step(
        "step-back",
        "Step back",
        lambda t: None if t.measure.step_back() else t.viewport.reset(),
        ("Esc",),
        tip="Drops what is being drawn; then deselects, puts the tool away, resets the view",
    ),
)
