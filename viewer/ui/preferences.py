"""What the window remembers between runs: its look, its keys, one acknowledged notice, no more.

Never a name, a path or anything else about a medium.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings

from viewer.ui.theme import ThemeMode

if TYPE_CHECKING:
    from collections.abc import Mapping

NOTICE_VERSION = 1  # raise it when the words of the notice change their meaning


class Preferences:
    """Typed access to the stored values."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    @property
    def theme(self) -> ThemeMode:
        """Light, dark or as the system."""
        value = str(self._store.value("look/theme", ThemeMode.SYSTEM.value))
        return ThemeMode(value) if value in {m.value for m in ThemeMode} else ThemeMode.SYSTEM

    @theme.setter
    def theme(self, mode: ThemeMode) -> None:
        self._store.setValue("look/theme", mode.value)

    @property
    def text_scale(self) -> float:
        """The factor on the system's text size."""
        try:
            return float(str(self._store.value("look/text-scale", 1.0)))
        except ValueError:
            return 1.0

    @text_scale.setter
    def text_scale(self, scale: float) -> None:
        self._store.setValue("look/text-scale", scale)

    @property
    def notice_acknowledged(self) -> bool:
        """Whether this version of the first-run notice (S-W1) was put away."""
        return str(self._store.value("notice/acknowledged", 0)) == str(NOTICE_VERSION)

    def acknowledge_notice(self) -> None:
        """Do not show the notice again."""
        self._store.setValue("notice/acknowledged", NOTICE_VERSION)

    def keys(self) -> dict[str, tuple[str, ...]]:
        """Keys of a person's own by action; what is damaged counts as not there."""
        found = {}
        self._store.beginGroup("keys")
        for action_id in self._store.childKeys():
            try:
                keys = json.loads(str(self._store.value(action_id)))
            except ValueError:
                continue
            if isinstance(keys, list) and all(isinstance(key, str) for key in keys):
                found[action_id] = tuple(keys)
        self._store.endGroup()
        return found

    def set_keys(self, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Remember these, and that all other actions have the keys of the table."""
        self._store.remove("keys")
        for action_id, own in keys.items():
            self._store.setValue(f"keys/{action_id}", json.dumps(own))

    def screen_pixel_mm(self, screen: str) -> float:
        """The size of a device pixel of a screen somebody has measured, 0.0 if nobody has."""
        try:
            size = float(str(self._store.value(f"screens/{screen}", 0.0)))
        except ValueError:
            return 0.0
        return size if 0.01 <= size <= 2.0 else 0.0

    def set_screen_pixel_mm(self, screen: str, size: float) -> None:
        """Remember it; 0.0 forgets it."""
        if size:
            self._store.setValue(f"screens/{screen}", size)
        else:
            self._store.remove(f"screens/{screen}")

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window, as Qt saves them."""
        value = self._store.value("window/geometry", QByteArray())
        return value if isinstance(value, QByteArray) else QByteArray()

    @geometry.setter
    def geometry(self, value: QByteArray) -> None:
        self._store.setValue("window/geometry", value)
