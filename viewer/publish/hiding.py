"""Files that a person need not see, marked so where the file system knows such a mark.

FAT, on Windows and Linux, and what macOS has. Elsewhere nothing happens: it is a courtesy.
"""

from __future__ import annotations

import os
import struct
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

_HIDDEN: Final = 0x2  # of FAT and Windows alike
_MAC_HIDDEN: Final = 0x8000  # UF_HIDDEN
_UNKNOWN: Final = 0xFFFF_FFFF
_GET_ATTRIBUTES: Final = 0x8004_7210  # FAT_IOCTL_GET_ATTRIBUTES, <linux/msdos_fs.h>
_SET_ATTRIBUTES: Final = 0x4004_7211


def hide(path: Path) -> None:
    """Mark a file; raises nothing, whatever the place can do."""
    with suppress(OSError, AttributeError):
        if sys.platform == "win32":
            _hide_on_windows(path)
        elif sys.platform == "linux":
            _hide_on_fat(path)
        else:
            os.chflags(path, path.stat().st_flags | _MAC_HIDDEN)  # type: ignore[attr-defined, unused-ignore]


def _hide_on_windows(path: Path) -> None:
    import ctypes  # noqa: PLC0415  there only

    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined, unused-ignore]
    attributes = kernel.GetFileAttributesW(str(path)) & _UNKNOWN
    if attributes != _UNKNOWN:
        kernel.SetFileAttributesW(str(path), attributes | _HIDDEN)


def _hide_on_fat(path: Path) -> None:
    import fcntl  # noqa: PLC0415  there only

    with path.open("rb") as stream:
        found = fcntl.ioctl(stream.fileno(), _GET_ATTRIBUTES, bytes(4))
        (attributes,) = struct.unpack("=I", found)
        fcntl.ioctl(stream.fileno(), _SET_ATTRIBUTES, struct.pack("=I", attributes | _HIDDEN))
