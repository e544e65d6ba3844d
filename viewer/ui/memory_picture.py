"""Pictures that style sheets name: drawn in memory, since a style sheet takes files only.

Qt's resource system (":/name") is the one place that is no file. In a frozen viewer the icons lie
in an archive, and nothing may be written to the computer.
"""

from __future__ import annotations

import struct
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, qRegisterResourceData
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

from viewer.resources import resources_folder

SIDE_PX: Final = 64  # drawn smaller wherever it is used
_VERSION: Final = 1  # of the form of the tables below, as `rcc --format-version 1` writes them
_FOLDER: Final = 2
_ANY_LANGUAGE: Final = 1
_KEPT: Final[list[bytes]] = []  # Qt looks at the very bytes it was given, and never lets them go


def check_mark(colour: str) -> str:
    """The name of the check mark in a colour such as "#ffffff", for `url(...)`."""
    name = f"check-{colour.strip('#')}.png"
    if not QFile.exists(f":/{name}"):
        svg = (resources_folder() / "icons" / "check.svg").read_text(encoding="utf-8")
        _register(name, _png(svg.replace("currentColor", colour)))
    return f":/{name}"


def _png(svg: str) -> bytes:
    image = QImage(SIDE_PX, SIDE_PX, QImage.Format.Format_ARGB32)
    image.fill(0)
    with QPainter(image) as painter:
        QSvgRenderer(QByteArray(svg.encode())).render(painter)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())


def _register(name: str, data: bytes) -> None:
    """One file in the root folder: a node for each, the name, the bytes; all big endian."""
    root = struct.pack(">IHII", 0, _FOLDER, 1, 1)
    file = struct.pack(">IHHHI", 0, 0, 0, _ANY_LANGUAGE, 0)
    names = struct.pack(">HI", len(name), _hash(name)) + name.encode("utf-16-be")
    parts = root + file, names, struct.pack(">I", len(data)) + data
    _KEPT.extend(parts)
    qRegisterResourceData(_VERSION, *parts)


def _hash(name: str) -> int:
    """Qt's hash of a name, by which folders are searched."""
    value = 0
    for letter in name:
        value = (value << 4) + ord(letter)
        value ^= (value & 0xF0000000) >> 23
        value &= 0x0FFFFFFF
    return value
