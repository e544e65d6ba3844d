"""File dialogs that leave no trace: Qt keeps the places somebody looked at in a file of its own."""

from __future__ import annotations

import os
import platform
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, QStandardPaths
from PySide6.QtWidgets import QFileDialog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

_PLACES = ("FileDialog/history", "FileDialog/lastVisited")


@contextmanager
def leaving_no_trace() -> Iterator[None]:
    """Keep what a file dialog does from being remembered; settings opened before are not touched.

    Where settings are files, Qt finds no place for them meanwhile. Elsewhere (registry, property
    lists) the places are put back to what they were.
    """
    if platform.system() == "Linux":
        kind, scope = QSettings.Format.NativeFormat, QSettings.Scope.UserScope
        usual = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.GenericConfigLocation
        )
        QSettings.setPath(kind, scope, os.devnull)  # no folder can be made below it
        try:
            yield
        finally:
            QSettings.setPath(kind, scope, usual)
        return
    store = QSettings(QSettings.Scope.UserScope, "QtProject")
    before = {place: store.value(place) for place in _PLACES}
    try:
        yield
    finally:
        for place, value in before.items():
            if value is None:
                store.remove(place)
            else:
                store.setValue(place, value)


def ask_for_folder(parent: QWidget, title: str) -> Path | None:
    """The folder somebody chooses to look into."""
    with leaving_no_trace():
        chosen = QFileDialog.getExistingDirectory(parent, title)
    return Path(chosen) if chosen else None


def ask_for_file(
    parent: QWidget,
    title: str = "Open a DICOM file, a DICOMDIR, a ZIP archive or an image of a disc",
    kinds: str = "All files (*);;Archives and images of discs (*.zip *.ZIP *.iso *.ISO)",
) -> Path | None:
    """The file somebody chooses to look into."""
    with leaving_no_trace():
        chosen, _ = QFileDialog.getOpenFileName(parent, title, filter=kinds)
    return Path(chosen) if chosen else None
