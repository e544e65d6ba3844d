"""Measuring and drawing."""

from viewer.ui.action_spec import ActionSpec

MEASURE_ACTIONS: tuple[ActionSpec, ...] = ()
