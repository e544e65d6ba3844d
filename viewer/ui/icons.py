"""Icons: one family of line drawings, in the text colour of the theme, crisp at any scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPixmap

from viewer.resources import resources_folder
from viewer.ui.icon_shapes import draw

if TYPE_CHECKING:
    from viewer.ui.theme import Theme

SIZE = 20


class Icons:
    """Draws the SVGs of `resources/icons` in the colours of the theme."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._sources: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int, float], QPixmap] = {}
        self._drawn_for: tuple[object, int] = (None, 0)  # colours and size of the pixmaps

    def icon(self, name: str, colour: str = "text") -> QIcon:
        """An icon for buttons and menus, with a fainter picture for the disabled state."""
        icon = QIcon()
        for ratio in {screen.devicePixelRatio() for screen in QGuiApplication.screens()} or {1.0}:
            icon.addPixmap(self.pixmap(name, colour, SIZE, ratio))
            icon.addPixmap(self.pixmap(name, "disabled", SIZE, ratio), QIcon.Mode.Disabled)
        return icon

    def pixmap(
        self, name: str, colour: str = "text", size: float = SIZE, ratio: float = 1.0
    ) -> QPixmap:
        """One icon, `size` in logical pixels at normal text size, for a device pixel ratio."""
        look = self._theme.colours, self._theme.px(SIZE)
        if look != self._drawn_for:  # nobody asks for those of another theme any more
            self._pixmaps, self._drawn_for = {}, look
        value = getattr(self._theme.colours, colour, colour)
        side = self._theme.px(size)
        key = (name, value, side, ratio)
        if key not in self._pixmaps:
            self._pixmaps[key] = _draw(self._source(name), value, side, ratio)
        return self._pixmaps[key]

    def _source(self, name: str) -> str:
        if name not in self._sources:
            path = resources_folder() / "icons" / f"{name}.svg"
            self._sources[name] = path.read_text(encoding="utf-8")
        return self._sources[name]


def _draw(svg: str, colour: str, side: int, ratio: float) -> QPixmap:
    pixels = round(side * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        draw(painter, svg, QRectF(0, 0, pixels, pixels), colour)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
