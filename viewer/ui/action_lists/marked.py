"""What others have marked: presentation states, key images."""

from viewer.ui.action_spec import ActionSpec

MARKED_MENU = "View/Marked by others"

MARKED_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "next-marked",
        "Next marks",
        lambda t: t.marked.next_state(),
        MARKED_MENU,
        ("N",),
        tip="Show the picture as the next person has marked it; after the last one the original",
        needs_image=True,
        separated=True,
        words="presentation state GSPS PR annotations drawings of others",
    ),
    ActionSpec(
        "original",
        "Without marks",
        lambda t: t.marked.original(),
        MARKED_MENU,
        ("Shift+N",),
        tip="Show the picture as its own file has it",
        needs_image=True,
        words="presentation state GSPS PR off none native",
    ),
    ActionSpec(
        "shutter",
        "Show what the shutter hides",
        lambda t: t.marked.toggle_shutter(),
        MARKED_MENU,
        ("Ctrl+Shift+H",),
        tip="Show or hide what lies outside of the part meant to be seen",
        needs_image=True,
        words="collimation collimator mask hidden",
    ),
    ActionSpec(
        "key-filter",
        "Only key pictures",
        lambda t: t.keys.toggle_filter(),
        "View",
        ("Y",),
        tip="Leaf only through the key pictures of this series, yours too; again for all",
        needs_image=True,
        words="key object selection KO images of interest filter starred",
    ),
)
