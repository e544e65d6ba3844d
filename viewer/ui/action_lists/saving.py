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
        words="key object KO images flag star bookmark significant favourite",
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
        words="presentation state GSPS PR key object KO export annotations DICOM",
    ),
    ActionSpec(
        "copy-without-identity",
        "Copy without identity…",
        lambda t: t.deid.copy(),
        "File",
        ("Ctrl+Shift+Y",),
        "copy",
        "A copy to share, without anything that says who the pictures are of",
        words="anonymise anonymize de-identify deidentify pseudonym privacy export share send",
    ),
    ActionSpec(
        "copy-key-pictures",
        "Copy key pictures without identity…",
        lambda t: t.deid.copy_key_pictures(),
        "File",
        icon="copy",
        tip="Only the pictures marked with the key K",
        needs_image=True,
        words="anonymise anonymize de-identify deidentify selection export share send",
    ),
)
