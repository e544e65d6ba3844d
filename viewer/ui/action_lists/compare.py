"""Side by side: links, lines, priors."""

from viewer.ui.action_spec import ActionSpec

COMPARE_ACTIONS: tuple[ActionSpec, ...] = ()
