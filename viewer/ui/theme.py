"""Light and dark: which one is on, its palette, its style sheet and its measures."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from viewer.ui.colours import DARK, LIGHT, Colours
from viewer.ui.style_sheet import style_sheet

BODY_PX = 13
_TICKED = ("QCheckBox", "QRadioButton")
_EDGE_PERCENT = 140  # by which Fusion darkens the window's colour for edges
_FOCUS_PERCENT = 125  # and the highlight for edges in focus
TEXT_SCALES = (1.0, 1.25, 1.5, 2.0)


class ThemeMode(StrEnum):
    """What the person chose."""

    SYSTEM = "system"  # as the system; dark while images are looked at
    DARK = "dark"
    LIGHT = "light"


class Theme(QObject):
    """The look of the whole application; widgets ask it for colours and sizes."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: ThemeMode = ThemeMode.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        self._reading = False
        self._text_scale = 1.0
        self._applying = False
        self._dims = False  # whether only reading makes it dark
        system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        app.setFont(system)
        self._system_scale = min(2.0, max(1.0, _pixel_size(system.pointSizeF()) / BODY_PX))
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def mode(self) -> ThemeMode:
        """What was chosen."""
        return self._mode

    @property
    def text_scale(self) -> float:
        """The person's own factor on the system's text size, 1 to 2."""
        return self._text_scale

    @property
    def is_dark(self) -> bool:
        """Whether the dark table is on."""
        if self._mode is not ThemeMode.SYSTEM:
            return self._mode is ThemeMode.DARK
        # Unknown counts as dark: a reading room is, and many Linux desktops do not say.
        return self._reading or self._app.styleHints().colorScheme() != Qt.ColorScheme.Light

    @property
    def colours(self) -> Colours:
        """The table in use."""
        return DARK if self.is_dark else LIGHT

    def colour(self, name: str) -> QColor:
        """A colour of the table by its field name."""
        return QColor(getattr(self.colours, name))

    def px(self, size: float) -> int:
        """Logical pixels for a measure given at normal text size."""
        return round(size * self._system_scale * self._text_scale)

    def set_mode(self, mode: ThemeMode) -> None:
        """Follow the system, or stay dark or light."""
        self._mode = mode
        self._apply()

    def set_reading(self, *, reading: bool) -> None:
        """Dim the surroundings while images are on show, unless light was chosen."""
        if reading == self._reading:
            return
        before = self.is_dark
        self._reading = reading
        # A new look takes a tenth of a second: not on the way to the first picture in vain.
        if self._dims or self.is_dark != before:
            self._apply()

    def set_text_scale(self, scale: float) -> None:
        """Make all text and controls larger, 1 to 2."""
        wanted = min(2.0, max(1.0, scale))
        if wanted != self._text_scale:  # at either end: nothing is styled anew in vain
            self._text_scale = wanted
            self._apply()

    def _system_changed(self) -> None:
        if not self._applying:
            self._apply()

    def _apply(self) -> None:
        self._applying = True
        hints = self._app.styleHints()
        hints.unsetColorScheme()
        self._dims = self._reading and self._mode is ThemeMode.SYSTEM
        if self._dims or self._mode is not ThemeMode.SYSTEM:
            # Also turns the title bar and native menus where the platform can.
            scheme = Qt.ColorScheme.Dark if self.is_dark else Qt.ColorScheme.Light
            hints.setColorScheme(scheme)
        font = self._app.font()
        font.setPixelSize(self.px(BODY_PX))
        self._app.setFont(font)
        self._app.setPalette(make_palette(self.colours))
        for ticked in _TICKED:
            self._app.setPalette(box_palette(self.colours), ticked)  # type: ignore[arg-type]  # a str it is
        self._app.setStyleSheet(style_sheet(self.colours, self.px))
        self._applying = False
        self.changed.emit()


def tick_palette(colours: Colours) -> QPalette:
    """What boxes to be ticked are drawn with: Fusion would make their edges darker than dark."""
    palette = make_palette(colours)
    palette.setColor(QPalette.ColorRole.Window, QColor(colours.outline).lighter(_EDGE_PERCENT))
    return palette


def box_palette(colours: Colours) -> QPalette:
    """As above, of boxes of their own: one in focus would get a selection's colour, made darker."""
    palette = tick_palette(colours)
    focus = QColor(colours.accent).lighter(_FOCUS_PERCENT)
    palette.setColor(QPalette.ColorRole.Highlight, focus)
    return palette


def make_palette(colours: Colours) -> QPalette:
    """The palette that Fusion draws with."""
    palette = QPalette()
    role = QPalette.ColorRole
    for target, name in (
        (role.Window, colours.panel),
        (role.WindowText, colours.text),
        (role.Base, colours.window),
        (role.AlternateBase, colours.panel),
        (role.Text, colours.text),
        (role.PlaceholderText, colours.secondary),
        (role.Button, colours.raised),
        (role.ButtonText, colours.text),
        (role.BrightText, colours.danger),
        (role.Highlight, colours.selection),
        (role.HighlightedText, colours.text),
        (role.Accent, colours.accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.ToolTipBase, colours.raised),
        (role.ToolTipText, colours.text),
        (role.Light, colours.hover),
        (role.Midlight, colours.raised),
        (role.Mid, colours.hairline),
        (role.Dark, colours.hairline),
        (role.Shadow, colours.window),
    ):
        palette.setColor(target, QColor(name))
    for target in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, target, QColor(colours.disabled))
    return palette


def _pixel_size(points: float) -> float:
    """Logical pixels of a font size; `points` is negative when the system names none."""
    screen = QApplication.primaryScreen()
    dots_per_inch = screen.logicalDotsPerInch() if screen is not None else 96.0
    return points * dots_per_inch / 72 if points > 0 else BODY_PX
