"""A folder mounted through the faulty file system; skips where that is not possible."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Self

import pytest

PROGRAM = Path(__file__).parents[1] / "faults" / "faulty_fs.py"


class FaultyMount:
    """Serves `folder` at `point`; `with` ends it whatever happens."""

    def __init__(self, folder: Path, point: Path) -> None:
        self.folder = folder
        self.point = point
        if not Path("/dev/fuse").exists() or shutil.which("fusermount3") is None:
            pytest.skip("no FUSE on this machine")
        self.mount()

    def mount(self) -> None:
        """Mount it, also again after `eject`."""
        self.point.mkdir(exist_ok=True)
        self._server = subprocess.Popen(  # noqa: S603  this repository's own program
            [sys.executable, str(PROGRAM), str(self.folder), str(self.point)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.say("mode fine")
        while not os.path.ismount(self.point):
            if self._server.poll() is not None:
                assert self._server.stderr is not None
                pytest.skip(f"mounting was refused: {self._server.stderr.read().strip()[-200:]}")

    def say(self, command: str) -> None:
        """Have the file system obey, and wait until it does."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        # A server that could not mount has ended; `mount` says why.
        with contextlib.suppress(BrokenPipeError):
            self._server.stdin.write(command + "\n")
            self._server.stdin.flush()
            self._server.stdout.readline()

    def eject(self) -> None:
        """Take the file system away from under everybody, as `umount -l` does."""
        subprocess.run(["fusermount3", "-uz", str(self.point)], check=False, capture_output=True)  # noqa: S603, S607
        self.end()

    def end(self) -> None:
        """End the server; what still hangs in a read gets an answer."""
        for stream in (self._server.stdin, self._server.stdout, self._server.stderr):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()
        self._server.wait(20)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.eject()
