"""Which keys do what: those of the action table, or a person's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from viewer.ui.action_table import ACTIONS

if TYPE_CHECKING:
    from viewer.ui.action_spec import ActionSpec
    from viewer.ui.preferences import Preferences

MOST_KEYS = 6  # of one action; more would not fit any menu

# Keys that are held or belong to what has the focus, and cannot be given away.
FIXED_KEYS = (
    ("Space, held", "Drag moves the picture, whatever the tool"),
    ("Tab, Shift+Tab", "From one part of the window to the next"),
    ("Arrow keys in a list", "Walk the list that has the focus"),
)


class KeyMap(QObject):
    """The keys of every action; each key belongs to one action at most.

    Only what differs from the table is remembered, so that new keys of a later version come.
    """

    changed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._specs = {spec.id: spec for spec in ACTIONS}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._read()

    def keys(self, action_id: str) -> tuple[str, ...]:
        """The keys of an action, as `QKeySequence` writes them everywhere; the first is shown."""
        return self._keys[action_id]

    def text(self, action_id: str) -> str:
        """Every key of an action as this platform writes them, "" without one."""
        return " or ".join(dict.fromkeys(map(native, self._keys[action_id])))

    def is_changed(self, action_id: str) -> bool:
        """Whether the keys are others than those of the table."""
        return self._keys[action_id] != self._defaults(action_id)

    @property
    def any_changed(self) -> bool:
        """Whether any action has keys of its own."""
        return any(map(self.is_changed, self._specs))

    def owner(self, key: str) -> ActionSpec | None:
        """The action a key belongs to."""
        wanted = portable(key)
        return next((self._specs[i] for i, keys in self._keys.items() if wanted in keys), None)

    def give(self, action_id: str, key: str) -> bool:
        """Add a key to an action, taking it from its owner; False if it has enough of them."""
        wanted = portable(key)
        own = self._keys[action_id]
        if not wanted or wanted in own or len(own) >= MOST_KEYS:
            return False
        self._take_away([wanted])
        self._keys[action_id] = (*own, wanted)
        self._store()
        return True

    def remove(self, action_id: str, key: str) -> None:
        """Take a key away from an action."""
        self._keys[action_id] = tuple(k for k in self._keys[action_id] if k != portable(key))
        self._store()

    def reset(self, action_id: str) -> tuple[ActionSpec, ...]:
        """The keys of the table again; returns the actions they were taken from for that."""
        keys = self._defaults(action_id)
        losers = {owner.id: owner for key in keys if (owner := self.owner(key)) is not None}
        losers.pop(action_id, None)
        self._take_away(keys)
        self._keys[action_id] = keys
        self._store()
        return tuple(losers.values())

    def reset_all(self) -> None:
        """The table's keys for every action."""
        self._keys = {i: self._defaults(i) for i in self._specs}
        self._store()

    def _defaults(self, action_id: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(map(portable, self._specs[action_id].keys)))

    def _take_away(self, keys: Iterable[str]) -> None:
        gone = set(keys)
        for action_id, own in self._keys.items():
            self._keys[action_id] = tuple(key for key in own if key not in gone)

    def _read(self) -> None:
        """A person's keys first: a key of the table that they use elsewhere is theirs."""
        taken: set[str] = set()
        for action_id, stored in self._preferences.keys().items():
            if action_id in self._specs:
                own = tuple(dict.fromkeys(filter(None, map(portable, stored))))[:MOST_KEYS]
                self._keys[action_id] = tuple(key for key in own if key not in taken)
                taken.update(own)
        stored_ids = set(self._keys)
        for action_id in self._specs:
            if action_id not in stored_ids:
                self._keys[action_id] = tuple(
                    key for key in self._defaults(action_id) if key not in taken
                )

    def _store(self) -> None:
        self._preferences.set_keys({i: k for i, k in self._keys.items() if self.is_changed(i)})
        self.changed.emit()


def portable(key: str) -> str:
    """One spelling for each key; "" for what is none."""
    sequence = QKeySequence(key, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString() if sequence.count() == 1 else ""


def native(key: str) -> str:
    """The key as this platform writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
