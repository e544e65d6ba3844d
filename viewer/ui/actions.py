"""The action table as Qt actions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from viewer.ui.action_table import ACTIONS
from viewer.ui.key_map import native

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from viewer.ui.action_spec import ActionSpec, Targets
    from viewer.ui.icons import Icons
    from viewer.ui.key_map import KeyMap
    from viewer.ui.theme import Theme


class ActionSet(QObject):
    """The table as QActions; calls its targets as soon as there are any."""

    def __init__(self, icons: Icons, theme: Theme, keys: KeyMap, parent: QObject) -> None:
        super().__init__(parent)
        self._icons = icons
        self.keys = keys
        self._targets: Targets | None = None
        self._make_targets: Callable[[], Targets] | None = None
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        for spec in ACTIONS:
            self._actions[spec.id] = self._make(spec)
        self._drawn: set[str] = set()
        self._image_shown = False
        self._pointless: set[str] = set()  # what would do nothing now
        theme.changed.connect(self._draw_again)
        self._put_keys()
        keys.changed.connect(self._put_keys)

    def __getitem__(self, action_id: str) -> QAction:
        return self._actions[action_id]

    def all(self) -> list[QAction]:
        """Every action, in the order of the table."""
        return list(self._actions.values())

    def call(self, make: Callable[[], Targets]) -> None:
        """From now on the actions do something; what they call is made when it is needed."""
        self._make_targets, self._targets = make, None

    def make_targets(self) -> Targets | None:
        """What the actions call, made now if it is not there; None before there is any."""
        if self._targets is None and self._make_targets is not None:
            self._targets = self._make_targets()
        return self._targets

    def set_image_shown(self, *, shown: bool, picture: bool) -> None:
        """Offer what needs something on show, or a `picture` in the active viewport, only then."""
        self._image_shown = shown
        for spec in ACTIONS:
            if spec.needs_image:
                there = shown and (picture or not spec.on_picture)
                self._actions[spec.id].setEnabled(there and spec.id not in self._pointless)

    def set_useful(self, action_id: str, *, useful: bool) -> None:
        """Offer an action that needs an image only while it would do something."""
        (self._pointless.discard if useful else self._pointless.add)(action_id)
        self._actions[action_id].setEnabled(useful and self._image_shown)

    def name_presets(self, names: Mapping[str, str]) -> None:
        """Call the brightness presets by their names; keys without a preset do nothing."""
        for key in map(str, range(10)):
            action = self._actions[f"preset-{key}"]
            action.setText(names.get(key, ""))
            action.setVisible(key in names)

    def _make(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, self)
        action.setObjectName(spec.id)
        action.setIconText(spec.label or spec.text)
        action.setStatusTip("")
        action.setCheckable(spec.checkable)
        action.setEnabled(not spec.needs_image)
        action.triggered.connect(lambda: self._run(spec))
        if spec.group:
            group = self._groups.get(spec.group)
            if group is None:
                group = self._groups[spec.group] = QActionGroup(self)
            group.addAction(action)
        return action

    def _put_keys(self) -> None:
        for spec in ACTIONS:
            action = self._actions[spec.id]
            own = self.keys.keys(spec.id)
            action.setShortcuts([QKeySequence(key) for key in own])
            action.setToolTip(tool_tip(spec, own))

    def _run(self, spec: ActionSpec) -> None:
        targets = self.make_targets()
        if targets is not None:
            spec.run(targets)

    def draw_icons(self, names: Iterable[str] | None = None) -> None:
        """Give these actions, or all, their icons; they are drawn when they can be seen."""
        wanted = set(self._actions if names is None else names) - self._drawn
        self._drawn |= wanted
        for spec in ACTIONS:
            if spec.icon and spec.id in wanted:
                icon = self._icons.icon(spec.icon, spec.icon_colour)
                self._actions[spec.id].setIcon(icon)

    def _draw_again(self) -> None:
        names, self._drawn = self._drawn, set()
        self.draw_icons(names)


def tool_tip(spec: ActionSpec, keys: Sequence[str]) -> str:
    """What it does and its first key; never just the label again."""
    words = spec.tip or spec.text.removesuffix("…")
    return f"{words} ({native(keys[0])})" if keys else words
