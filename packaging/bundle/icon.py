"""Writes `lightbox.ico`, the icon of a disc in the Explorer and of programs, from the drawing.

    QT_QPA_PLATFORM=offscreen .venv/bin/python packaging/bundle/icon.py

An ICO file is a list of sizes and the pictures as PNG, as Windows reads them since Vista.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice

from viewer.ui.app_icon import drawn

FILE = Path(__file__).with_name("lightbox.ico")
SIDES = (16, 32, 48, 256)
_HEAD, _ENTRY = struct.Struct("<HHH"), struct.Struct("<BBBBHHII")


def ico() -> bytes:
    """The file."""
    pictures = [_png(side) for side in SIDES]
    place = _HEAD.size + len(SIDES) * _ENTRY.size
    entries = []
    for side, data in zip(SIDES, pictures, strict=True):
        entries.append(_ENTRY.pack(side % 256, side % 256, 0, 0, 1, 32, len(data), place))
        place += len(data)
    return _HEAD.pack(0, 1, len(SIDES)) + b"".join(entries) + b"".join(pictures)


def _png(side: int) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    drawn(side).save(buffer, "PNG")
    return buffer.data().data()


if __name__ == "__main__":
    FILE.write_bytes(ico())
    sys.exit(0)
