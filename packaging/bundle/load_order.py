"""Writes the load list of a frozen folder from a traced start (`viewer.boot.load_list`).

Which files are opened before the window is painted, and which before the first picture, is told by
strace; which modules lie where in the program's file, by `module_order`. Set A is what the window
needs, set B what pictures need; each in the order of use.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
from pathlib import Path

import module_order

NAME = "load.lst"
_OPENED = re.compile(r'(?:openat\([^"]*|execve\()"([^"]+)".*(?:= \d+|\)\s+= 0)$')
_MARK = re.compile(r'write\(2, "lightbox-trace [\d.]+ ([^"\\]+)')
_SECONDS = 90


def write(folder: Path, disc: Path) -> None:
    """Start the program in `folder` once and write down what it opened."""
    internal = folder / "_internal"
    (internal / NAME).unlink(missing_ok=True)
    window, pictures = _opened(folder, disc)
    program = "../lightbox"
    ends, table, size, start = _program_parts(folder)
    lines = [f"A 0 {start + ends} {program}", f"A {start + table} {size} {program}"]
    lines += [f"A 0 - {path}" for path in window]
    lines += [f"B {start + ends} {start + table} {program}"]
    lines += [f"B 0 - {path}" for path in pictures]
    (internal / NAME).write_text("\n".join(lines) + "\n")


def _program_parts(folder: Path) -> tuple[int, int, int, int]:
    data = (folder / "lightbox").read_bytes()
    start = data.index(b"PYZ\0")
    while data[start + 4 : start + 8] != importlib.util.MAGIC_NUMBER:
        start = data.index(b"PYZ\0", start + 4)
    names = (folder.parents[1] / "modules.txt").read_text().split()
    ends, table = module_order.window_part(data[start:], names)
    return ends, table, len(data), start


def _opened(folder: Path, disc: Path) -> tuple[list[str], list[str]]:
    """Paths under `_internal` in order of use: until the window, from there to the picture."""
    internal = folder / "_internal"
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "trace"
        command = ["strace", "-f", "-s", "200", "-e", "trace=openat,execve,write", "-o", str(log)]
        command += [str(folder / "lightbox"), str(disc)]
        if shutil.which("xvfb-run") and not os.environ.get("DISPLAY"):
            command = ["xvfb-run", "-a", *command]
        environment = {**os.environ, "LIGHTBOX_TRACE": "1", "HOME": place}
        process = subprocess.Popen(
            command, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        assert process.stderr is not None
        stop = threading.Timer(_SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        stop.start()
        came_up = any("first image painted" in line for line in process.stderr)
        stop.cancel()
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(_SECONDS)
        if not came_up:
            raise RuntimeError("no picture came up in the traced start")
        return _sorted_out(log.read_text(errors="replace").splitlines(), internal)


def _sorted_out(lines: list[str], internal: Path) -> tuple[list[str], list[str]]:
    window: dict[str, None] = {}
    pictures: dict[str, None] = {}
    now = window
    for line in lines:
        mark = _MARK.search(line)
        if mark and mark.group(1) == "window painted":
            now = pictures
        elif mark and mark.group(1) == "first image painted":
            break
        opened = _OPENED.search(line)
        path = Path(os.path.normpath(opened.group(1))) if opened else None
        if path is not None and path.is_relative_to(internal) and path.is_file():
            name = path.relative_to(internal).as_posix()
            if name not in window:
                now[name] = None
    return list(window), list(pictures)
