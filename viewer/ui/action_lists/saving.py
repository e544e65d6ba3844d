"""Marking pictures, and keeping what was marked and drawn."""

from viewer.ui.action_spec import ActionSpec

SAVING_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "key-image",
        "Key picture",
        lambda t: t.saving.toggle_key_image(),
        "Image",
        ("K",),
        tip="Mark the picture as one that matters, or take the mark away",
        needs_image=True,
        separated=True,
    ),
    ActionSpec(
        "save-marked",
        "Save key pictures and drawings…",
        lambda t: t.saving.save_marked(),
        "File",
        ("Ctrl+Shift+K",),
        "save",
        "Copies of the pictures, with the drawings in a form other viewers can show",
        needs_image=True,
    ),
)
