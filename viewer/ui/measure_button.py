"""The button that measures: the tool used last, and a menu with all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from viewer.tools.tool_mode import DRAWING_TOOLS, ToolMode
from viewer.ui.action_lists.measure import MEASURE_TOOLS

if TYPE_CHECKING:
    from viewer.ui.actions import ActionSet
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

TEXT: Final = "Measure"
AFTER_TOOLS = ("", "calibration-forget", "", "annotations-hidden", "measurements")


class MeasureButton(QToolButton):
    """Called "Measure" until one of its tools is active; then it names that tool (look.md)."""

    def __init__(self, actions: ActionSet, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._icons = icons
        self._last = ToolMode.LENGTH
        self.setCheckable(True)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        menu = QMenu(self)
        menu.aboutToShow.connect(actions.draw_icons)
        for spec in MEASURE_TOOLS:
            if spec.separated:
                menu.addSeparator()
            menu.addAction(actions[spec.id])
        for name in AFTER_TOOLS:
            if name:
                menu.addAction(actions[name])
            else:
                menu.addSeparator()
        self.setMenu(menu)
        self.clicked.connect(self._use_last)
        theme.changed.connect(self._draw)
        self.show_tool(ToolMode.SCROLL)

    @property
    def longest_text(self) -> str:
        """The longest words it may carry."""
        labels = [TEXT, *(spec.label for spec in MEASURE_TOOLS)]
        return max(labels, key=self.fontMetrics().horizontalAdvance)

    def keep_width(self) -> None:
        """Be as wide as for the longest words, so that nothing beside it jumps."""
        words = self.text()
        self.setMinimumWidth(0)
        self.setText(self.longest_text)
        width = self.sizeHint().width()
        self.setText(words)
        self.setMinimumWidth(width)

    def show_tool(self, mode: ToolMode) -> None:
        """Name the active tool if it is one of these, and remember it."""
        active = mode in DRAWING_TOOLS
        if active:
            self._last = mode
        action = self._actions[f"tool-{self._last.value}"]
        self.setChecked(active)
        self.setText(action.iconText() if active else TEXT)
        self.setAccessibleName(f"{TEXT}: {action.iconText()}")
        self.setToolTip(action.toolTip())
        self.setAccessibleDescription(action.toolTip())
        self._draw()

    def _use_last(self) -> None:
        self._actions[f"tool-{self._last.value}"].trigger()
        self.setChecked(True)

    def _draw(self) -> None:
        self.setIcon(self._icons.icon(self._last.value))
