"""Who made this, what it is for (S-W1), what it is built on."""

from __future__ import annotations

import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import qVersion

from viewer import __version__
from viewer.ui.dialogs.dialog import Dialog
from viewer.ui.words import INTENDED_USE, NOT_DIAGNOSTIC

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.ui.theme import Theme


class AboutDialog(Dialog):
    """Version, intended use, licences."""

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("About Lightbox", theme, parent)
        self.add_label(f"Lightbox {__version__}", "title")
        self.add_label("A viewer for the pictures on patient media. Free software, MIT licence.")
        self.add_label(NOT_DIAGNOSTIC, "heading")
        self.add_label(INTENDED_USE)
        self.add_label(
            "It works without a network, never writes to the disc, and remembers only how its "
            "window looks.",
        )
        self.add_label("Display not calibrated: greys are those of sRGB, not of DICOM PS3.14.")
        self.add_label(
            f"Built on Python {platform.python_version()}, Qt {qVersion()} with PySide6 (LGPL), "
            "pydicom, NumPy, imagecodecs and pylibjpeg.",
            "small",
        )
        self.setMinimumWidth(theme.px(460))
