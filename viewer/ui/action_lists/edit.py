"""Undo and redo, the session as a file."""

from viewer.ui.action_spec import ActionSpec

EDIT_ACTIONS: tuple[ActionSpec, ...] = ()
