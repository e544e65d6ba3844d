"""Undo and redo, keys, what an image says about itself."""

from viewer.ui.action_spec import ActionSpec

EDIT_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "undo",
        "Undo",
        lambda t: t.hand.undo(),
        "Edit",
        ("Ctrl+Z",),
        "undo",
        "Take back the last change on the screen",
        words="back revert step",
    ),
    ActionSpec(
        "redo",
        "Redo",
        lambda t: t.hand.redo(),
        "Edit",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        "Do again what was taken back",
        words="again repeat forward step",
    ),
    ActionSpec(
        "keys",
        "Keyboard shortcuts…",
        lambda t: t.hand.edit_keys(),
        "Edit",
        ("Ctrl+Alt+K",),
        "keyboard",
        "See and change the keys of everything",
        separated=True,
        words="hotkeys key bindings remap customise customize preferences settings",
    ),
    ActionSpec(
        "tags",
        "What the file says (DICOM tags)",
        lambda t: t.hand.toggle_tags(),
        "View",
        ("Ctrl+T", "F12"),
        "tags",
        "Every value in the file of the active picture",
        words="header attributes dump elements metadata information",
    ),
    ActionSpec(
        "compare-tags",
        "Compare what two files say…",
        lambda t: t.hand.compare_tags(),
        "View",
        ("Ctrl+Shift+T",),
        "compare",
        "Values of two pictures side by side, differences marked",
        needs_image=True,
        words="dicom tags header difference attributes",
    ),
)
