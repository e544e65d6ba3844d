"""Angiography: films with their mask subtracted."""

from collections.abc import Callable

from viewer.ui.action_spec import ActionSpec, Targets

_STEP_PX = 0.25  # one press of a key moves the mask by that


def _move(name: str, key: str, down: float, left: float) -> ActionSpec:
    return _mask(
        f"mask-{name}",
        f"Move the mask {name}",
        lambda t: t.mask.move_mask(down * _STEP_PX, left * _STEP_PX),
        key,
    )


def _mask(
    action_id: str, text: str, run: Callable[[Targets], None], key: str, tip: str = ""
) -> ActionSpec:
    menu = "Image/Subtraction"
    words = "DSA digital subtraction angiography remask shift"
    return ActionSpec(
        action_id,
        text,
        run,
        menu,
        (key,),
        tip=tip,
        needs_image=True,
        on_picture=True,
        words=words,
    )


MASK_ACTIONS: tuple[ActionSpec, ...] = (
    _mask(
        "subtract",
        "Subtract the mask",
        lambda t: t.mask.toggle(),
        "Shift+X",
        "Films of vessels: bone disappears, contrast medium stays; again for the film itself",
    ),
    _mask(
        "use-as-mask",
        "This picture is the mask",
        lambda t: t.mask.use_as_mask(),
        "Ctrl+Shift+X",
        "Subtract the picture on show from all others of the film",
    ),
    _move("up", "Alt+Up", -1.0, 0.0),
    _move("down", "Alt+Down", 1.0, 0.0),
    _move("left", "Alt+Left", 0.0, 1.0),
    _move("right", "Alt+Right", 0.0, -1.0),
)
