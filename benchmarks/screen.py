"""A screen that is not there (Xvfb), and whether an image is on it: the same eyes for everybody.

Xvfb keeps its frame buffer in a file; looking at it costs the measured program nothing. An
image is there when enough pixels have one of many greys: words and icons have few.
"""

from __future__ import annotations

import mmap
import os
import shutil
import struct
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import numpy as np

_STEP = 2  # every second pixel in both directions is looked at
_GREYS = (40, 215)  # neither background nor paper
_FLAT = 12  # greys of surfaces; the most frequent ones do not count
_ENOUGH = 600  # pixels looked at, about 2,400 on the screen
_HEADER_WORDS = 25


class Screen:
    """An X server of our own with a picture that can be looked at."""

    def __init__(self, width: int = 1280, height: int = 1024) -> None:
        program = shutil.which("Xvfb")
        if program is None:
            raise FileNotFoundError("Xvfb is not installed (Debian package xvfb)")
        self._folder = tempfile.TemporaryDirectory()
        reading, writing = os.pipe()
        self._server = subprocess.Popen(  # noqa: S603  a fixed program
            [
                *(program, "-displayfd", str(writing), "-nolisten", "tcp"),
                *("-screen", "0", f"{width}x{height}x24", "-fbdir", self._folder.name),
            ],
            pass_fds=(writing,),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as stream:
            self.display = f":{stream.readline().strip()}"
        buffer = Path(self._folder.name) / "Xvfb_screen0"
        with buffer.open("rb") as stream:
            self._memory = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)

    def shows_image(self) -> bool:
        """Whether an image is on the screen now."""
        pixels = self._pixels()[::_STEP, ::_STEP]
        red, green, blue = pixels[..., 2], pixels[..., 1], pixels[..., 0]
        greys = red[(red == green) & (green == blue)]
        counts = np.bincount(greys, minlength=256)[_GREYS[0] : _GREYS[1]]
        return int(np.sort(counts)[:-_FLAT].sum()) >= _ENOUGH

    def is_white(self, column: int, row: int) -> bool:
        """Whether paper is there, such as an empty field of a form."""
        return bool((self._pixels()[row, column, :3] == 255).all())

    def save(self, picture: Path) -> None:
        """Write what is on the screen now."""
        from PIL import Image  # noqa: PLC0415  not for measuring

        Image.fromarray(np.ascontiguousarray(self._pixels()[..., 2::-1])).save(picture)

    def wait_until_empty(self) -> None:
        """Wait for the window of the last program to be gone; raises TimeoutError."""
        deadline = time.monotonic() + 20
        while self._pixels()[::_STEP, ::_STEP, :3].any():
            if time.monotonic() > deadline:
                raise TimeoutError("the screen does not become empty")
            time.sleep(0.02)

    def close(self) -> None:
        """End the server."""
        with suppress(BufferError):  # an array of a look that failed may still be about
            self._memory.close()
        self._server.terminate()
        self._server.wait()
        self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _pixels(self) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
        """The picture, (rows, columns, 4); the file is an XWD dump."""
        words = struct.unpack_from(f">{_HEADER_WORDS}I", self._memory, 0)
        width, height, stride, colours = words[4], words[5], words[12], words[19]
        start = words[0] + colours * 12
        flat = np.frombuffer(self._memory, np.uint8, stride * height, start)
        return flat.reshape(height, stride)[:, : width * 4].reshape(height, width, 4)
