"""How large the screen's pixels are: a bank card, which is the same everywhere, tells (D-108)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QWidget

from viewer.ui.contained import contained
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.true_size import screen_name

if TYPE_CHECKING:
    from viewer.ui.preferences import Preferences
    from viewer.ui.theme import Theme

CARD_MM: Final = (85.60, 53.98)  # ISO/IEC 7810, ID-1
_SMALLEST_PX, _LARGEST_PX = 150, 900  # logical pixels of the card's width
_CORNER = 0.037  # radius over width
_INCH_MM = 25.4


class CardOutline(QWidget):
    """The outline of a card, as wide as somebody says."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.width_px = 324
        self.setAccessibleName("Outline of a card")
        self.setMinimumSize(self._size(_SMALLEST_PX * 3))

    def set_width(self, width_px: int) -> None:
        self.width_px = width_px
        self.setMinimumSize(self._size(max(width_px, _SMALLEST_PX * 3)))
        self.update()

    @staticmethod
    def _size(width_px: int) -> QSize:
        return QSize(width_px + 4, round(width_px * CARD_MM[1] / CARD_MM[0]) + 4)

    @contained
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  the whole is drawn
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            height = self.width_px * CARD_MM[1] / CARD_MM[0]
            card = QRectF(2, 2, self.width_px, height)
            painter.setPen(QPen(QColor(self._theme.colours.accent), 2))
            painter.setBrush(QColor(self._theme.colours.panel))
            radius = self.width_px * _CORNER
            painter.drawRoundedRect(card, radius, radius)
            painter.setPen(QColor(self._theme.colours.secondary))
            words = "Hold a bank card here"
            painter.drawText(card, Qt.AlignmentFlag.AlignCenter, words)


class ScreenSizeDialog(Dialog):
    """Move the slider until the outline is as large as the card."""

    def __init__(self, preferences: Preferences, theme: Theme, parent: QWidget) -> None:
        super().__init__("Measure this screen", theme, parent)
        self._preferences = preferences
        self.add_label(
            "For pictures in true size Lightbox must know how large this screen is. Hold a bank "
            "card or any card of that size to the screen, and move the slider until the outline "
            "is exactly as large as the card."
        )
        self.card = CardOutline(theme, self)
        self.body.addWidget(self.card, stretch=1)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setRange(_SMALLEST_PX, _LARGEST_PX)
        self.slider.setAccessibleName("Width of the outline")
        self.slider.setSingleStep(1)
        self.slider.setPageStep(10)
        self.slider.valueChanged.connect(self.card.set_width)
        self.body.addWidget(self.slider)
        self.add_label("Arrow keys move it by one step. The size is kept for this screen.", "small")
        self.take_button = self.add_button("It fits", self.take)
        self.take_button.setProperty("role", "primary")
        self.forget_button = self.add_button("Forget the size", self.forget, place=0)
        self.forget_button.setVisible(self._known > 0)
        self.slider.setValue(self._first_guess())
        self.take_button.setDefault(True)
        self.slider.setFocus()

    def take(self) -> None:
        """Remember what was found; pictures are shown in true size from now on, when asked."""
        size = CARD_MM[0] / (self.card.width_px * self.devicePixelRatioF())
        self._preferences.set_screen_pixel_mm(self._screen, size)
        self.accept()

    def forget(self) -> None:
        """Offer true size no more on this screen."""
        self._preferences.set_screen_pixel_mm(self._screen, 0.0)
        self.reject()

    @property
    def _screen(self) -> str:
        return screen_name(self.screen())

    @property
    def _known(self) -> float:
        return self._preferences.screen_pixel_mm(self._screen)

    def _first_guess(self) -> int:
        """What was measured before, else what the screen says of itself."""
        if self._known:
            return round(CARD_MM[0] / (self._known * self.devicePixelRatioF()))
        return round(CARD_MM[0] / _INCH_MM * self.screen().physicalDotsPerInch())
