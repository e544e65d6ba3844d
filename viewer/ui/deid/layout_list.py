"""Every layout that may hold text: a small picture, how many there are, what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from viewer.app.mask_review import Decision
from viewer.model.safe_text import visible
from viewer.ui.deid.picture_image import as_image
from viewer.ui.words import counted, number, pictures

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from viewer.app.mask_review import Sheet
    from viewer.ui.theme import Theme

_SIDE: Final = 56
_MOST_ABOUT: Final = 40  # characters
_NAME: Final = Qt.ItemDataRole.UserRole


class LayoutList(QListWidget):
    """A row for each layout; `chosen` tells its name."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName("Kinds of pictures that may hold text")
        self.setIconSize(QSize(theme.px(_SIDE), theme.px(_SIDE)))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrap(True)
        self.setSpacing(theme.px(2))
        self.currentItemChanged.connect(self._chosen)

    def set_sheets(self, sheets: tuple[Sheet, ...]) -> None:
        """Other rows; the chosen one stays chosen if it is still there."""
        before = self.current()
        self.blockSignals(True)  # noqa: FBT003  Qt's signature
        self.clear()
        for sheet in sheets:
            item = QListWidgetItem(QIcon(self._empty()), "", self)
            item.setData(_NAME, sheet.risk.layout)
            self.update_sheet(sheet)
        self.blockSignals(False)  # noqa: FBT003  as above
        names = [sheet.risk.layout for sheet in sheets]
        if names:
            self.choose(before if before in names else names[0])

    def update_sheet(self, sheet: Sheet) -> None:
        """Say anew how it stands about one layout."""
        item = self._item(sheet.risk.layout)
        if item is not None:
            item.setText(row_words(sheet))

    def set_picture(self, layout: str, pixels: NDArray[np.uint8]) -> None:
        """The small picture of a row."""
        item = self._item(layout)
        if item is None:
            return
        side = round(self._theme.px(_SIDE) * self.devicePixelRatioF())
        fitted = as_image(pixels).scaled(
            side,
            side,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.black)
        with QPainter(pixmap) as painter:
            corner = ((side - fitted.width()) // 2, (side - fitted.height()) // 2)
            painter.drawImage(QPoint(*corner), fitted)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        item.setIcon(QIcon(pixmap))

    def current(self) -> str:
        """The chosen layout, "" for none."""
        item = self.currentItem()
        return "" if item is None else str(item.data(_NAME))

    def choose(self, layout: str) -> None:
        """Go to a layout."""
        item = self._item(layout)
        if item is not None and item is not self.currentItem():
            self.setCurrentItem(item)

    def _item(self, layout: str) -> QListWidgetItem | None:
        rows = (self.item(row) for row in range(self.count()))
        return next((item for item in rows if item.data(_NAME) == layout), None)

    def _chosen(self, item: QListWidgetItem | None, _: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(_NAME)))

    def _empty(self) -> QPixmap:
        pixmap = QPixmap(self.iconSize())
        pixmap.fill(Qt.GlobalColor.black)
        return pixmap


def row_words(sheet: Sheet) -> str:
    """Name the kind, the number of pictures, and what was decided."""
    about = visible(sheet.risk.about, _MOST_ABOUT)
    return f"{about}\n{pictures(len(sheet.pictures))}\n{decision_words(sheet)}"


def frames_words(sheet: Sheet, count: int) -> str:
    """Say "10 pictures", or "10 frames" where pictures have several."""
    return counted(count, "frame") if sheet.frames != len(sheet.pictures) else pictures(count)


def boxes_words(count: int) -> str:
    """Say "1 box" or "3 boxes"."""
    return counted(count, "box") if count == 1 else f"{number(count)} boxes"


def decision_words(sheet: Sheet) -> str:
    """How it stands about a layout, in a few words with a sign before them."""
    match sheet.choice.decision:
        case Decision.NO_TEXT:
            return "✓ No text in it"
        case Decision.BLACK_OUT:
            return f"✓ {boxes_words(len(sheet.choice.boxes))} black"
        case Decision.LEAVE_OUT:
            return "✕ Left out"
    return "● To be looked at"
