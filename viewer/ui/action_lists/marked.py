"""What others have marked: presentation states, key images."""

from viewer.ui.action_spec import ActionSpec

MARKED_ACTIONS: tuple[ActionSpec, ...] = ()
