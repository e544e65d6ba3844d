"""The column of buttons beside the picture: what keys do, for hands that know none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from viewer.ui.button import Button
from viewer.ui.icons import Icons

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.ui.deid.mask_editor import MaskEditor
    from viewer.ui.theme import Theme

_ZOOM: Final = 1.5
_WIDTH: Final = 40


class MaskTools(QWidget):
    """Undo, redo, boxes and zoom of one editor."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, editor: MaskEditor, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = Icons(theme)
        self._width = theme.px(_WIDTH)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))
        self.undo = self._button("undo", "Undo (Ctrl+Z)", self.undo_wanted.emit)
        self.redo = self._button("redo", "Redo (Ctrl+Shift+Z)", self.redo_wanted.emit)
        self._column.addSpacing(theme.px(8))
        self.add = self._button("rectangle", "New box (N)", editor.add_box)
        self.delete = self._button("delete", "Delete the box (Del)", editor.delete_selected)
        self._column.addSpacing(theme.px(8))
        self.larger = self._button("+", "Larger (+)", lambda: editor.zoom_by(_ZOOM))
        self.smaller = self._button("−", "Smaller (−)", lambda: editor.zoom_by(1 / _ZOOM))
        self.fit = self._button("fit", "All of the picture (F)", editor.fit)
        self._column.addStretch(1)

    def set_steps(self, *, back: bool, forward: bool) -> None:
        """Whether there is something to undo, and to redo."""
        self.undo.setEnabled(back)
        self.redo.setEnabled(forward)

    def _button(self, sign: str, words: str, act: Callable[[], object]) -> Button:
        """A button with an icon, or with one character."""
        button = Button("" if len(sign) > 1 else sign, self)
        if len(sign) > 1:
            button.setIcon(self._icons.icon(sign))
        button.setFixedWidth(self._width)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(lambda _checked: act())
        self._column.addWidget(button)
        return button
