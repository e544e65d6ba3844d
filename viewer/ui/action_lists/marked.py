"""What others have marked: presentation states, key images."""

from viewer.ui.action_spec import ActionSpec

MARKED_ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec(
        "key-filter",
        "Only key pictures",
        lambda t: t.keys.toggle_filter(),
        "View",
        ("Y",),
        tip="Leaf only through what somebody picked out of this series; again for all",
        needs_image=True,
    ),
)
