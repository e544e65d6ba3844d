"""Boxes to be ticked in lists, drawn with edges that can be seen in either look."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from viewer.ui.theme import tick_palette

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from viewer.ui.theme import Theme


class ListTicks(QStyledItemDelegate):
    """Gives the boxes of a list what those of the dialogs have: a list takes no such palette."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.palette = tick_palette(self._theme.colours)
