"""Gives memory that nobody needs any more back to the system."""

from __future__ import annotations

import ctypes
import platform
from contextlib import suppress


def give_back() -> None:
    """Have the C library return the pages it keeps for later; may take some milliseconds.

    glibc keeps what many small and middling arrays were in, in an arena for each thread. After a
    disc is closed that would be hundreds of megabytes for nothing. Other systems return them.
    """
    if platform.system() == "Linux":
        with suppress(OSError, AttributeError):  # a C library without it
            ctypes.CDLL("libc.so.6").malloc_trim(0)
