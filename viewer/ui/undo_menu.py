"""Undo and redo in the menu: what they would take back, and whether there is anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.app.undo import History
    from viewer.ui.actions import ActionSet


class UndoMenu:
    """Names the two actions after the step they are about: "Undo brightness"."""

    def __init__(self, history: History, actions: ActionSet) -> None:
        self._history = history
        self._actions = actions
        self._subscription = history.changed.connect(lambda _: self._show())
        self._show()

    def close(self) -> None:
        """Listen to nothing any more."""
        self._subscription.close()

    def _show(self) -> None:
        history = self._history
        for name, verb, words in (
            ("undo", "Undo", history.undo_words),
            ("redo", "Redo", history.redo_words),
        ):
            action = self._actions[name]
            action.setText(f"{verb} {words}".strip())
            action.setEnabled(bool(words))
