"""Writes the load list of a frozen folder from two starts (`viewer.boot.load_list`).

In the first strace tells which files are opened before the window is painted (set A) and before the
first picture (set B). In the second the kernel tells which pages of the large ones are really used:
a gap of more than 600 kB costs more to read than to pass over. Which modules lie where in the
program's own file is known from `module_order`.
"""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import module_order
from screen import screen

NAME = "load.lst"
PROGRAM = "../lightbox"
READ, PAINTED, PICTURE = "pictures read", "window painted", "first image painted"
LARGE_BYTES = 1 << 20
GAP_BYTES = 600_000
PAGE = 4096
_OPENED = re.compile(r'(?:openat\([^"]*|execve\()"([^"]+)".*(?:= \d+|\)\s+= 0)$')
_MARK = re.compile(r'write\(2, "lightbox-trace [\d.]+ ([^"\\]+)')
_SECONDS = 90

Ranges = dict[str, list[tuple[int, int]]]


def write(folder: Path, disc: Path) -> None:
    """Start the program in `folder` twice and write down what it needed."""
    internal = folder / "_internal"
    (internal / NAME).write_text("")
    used = _used(folder, disc)
    window, pictures = _opened(folder, disc)
    first, second, table, size = _program_parts(folder)
    lines = [f"A 0 {first} {PROGRAM}", f"A {table} {size} {PROGRAM}"]
    lines += _lines("A", window, used, internal)
    lines.append(f"B {first} {second} {PROGRAM}")
    lines += _lines("B", pictures, used, internal)
    (internal / NAME).write_text("\n".join(lines) + "\n")


def _lines(group: str, paths: list[str], used: Ranges, internal: Path) -> list[str]:
    lines = []
    for path in paths:
        large = (internal / path).stat().st_size > LARGE_BYTES
        for start, end in used.get(path, []) if large else []:
            lines.append(f"{group} {start} {end} {path}")
        if not large or path not in used:
            lines.append(f"{group} 0 - {path}")
    return lines


def _program_parts(folder: Path) -> tuple[int, int, int, int]:
    """Ends of what the window and the first picture need, the table, the file's size."""
    data = (folder / "lightbox").read_bytes()
    start = data.index(b"PYZ\0")
    while data[start + 4 : start + 8] != importlib.util.MAGIC_NUMBER:
        start = data.index(b"PYZ\0", start + 4)
    names = (folder.parents[1] / "modules.txt").read_text().split()
    first, second, table = module_order.ends(data[start:], names)
    return start + first, start + second, start + table, len(data)


def _opened(folder: Path, disc: Path) -> tuple[list[str], list[str]]:
    """Paths under `_internal` in order of use: until the window, from there to the picture."""
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "trace"
        trace = ["strace", "-f", "-s", "200", "-e", "trace=openat,execve,write", "-o", str(log)]
        _started(trace, folder, disc, lambda _, __: None)
        lines = log.read_text(errors="replace").splitlines()
    return _sorted_out(lines, folder / "_internal")


def _sorted_out(lines: list[str], internal: Path) -> tuple[list[str], list[str]]:
    """The thread that loads what draws pictures tells so; what it opens from there on is set B."""
    window: dict[str, None] = {}
    pictures: dict[str, None] = {}
    beside, painted = "", False
    for line in lines:
        thread = line.partition(" ")[0]
        mark = _MARK.search(line)
        if mark and mark.group(1) == READ:
            beside = thread
        painted = painted or bool(mark and mark.group(1) == PAINTED)
        if mark and mark.group(1) == PICTURE:
            break
        opened = _OPENED.search(line)
        path = Path(os.path.normpath(opened.group(1))) if opened else None
        if path is not None and path.is_relative_to(internal) and path.is_file():
            name = path.relative_to(internal).as_posix()
            if name not in window and path.stat().st_size:
                (pictures if painted or thread == beside else window)[name] = None
    return list(window), list(pictures)


def _used(folder: Path, disc: Path) -> Ranges:
    """Pieces of files that a start has in its memory, in whole pages, by path."""
    pages: dict[str, set[int]] = {}

    def look(pid: int, mark: str) -> None:
        if mark in {PAINTED, PICTURE}:
            for path, numbers in _mapped(pid, folder / "_internal"):
                pages.setdefault(path, set()).update(numbers)

    _started([], folder, disc, look)
    return {path: list(_joined(sorted(numbers))) for path, numbers in pages.items()}


def _mapped(pid: int, internal: Path) -> Iterator[tuple[str, list[int]]]:
    """Numbers of the pages of each mapped file that are there (proc(5), pagemap)."""
    with open(f"/proc/{pid}/pagemap", "rb", buffering=0) as table:  # noqa: PTH123  unbuffered
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            fields = line.split(maxsplit=5)
            if len(fields) < 6 or not Path(fields[5]).is_relative_to(internal):
                continue
            start, end = (int(address, 16) for address in fields[0].split("-"))
            table.seek(start // PAGE * 8)
            count = (end - start) // PAGE
            entries = struct.unpack(f"<{count}Q", table.read(count * 8))
            first = int(fields[2], 16) // PAGE
            present = [first + i for i, entry in enumerate(entries) if entry >> 62]
            yield Path(fields[5]).relative_to(internal).as_posix(), present


def _joined(pages: list[int]) -> Iterator[tuple[int, int]]:
    start = last = None
    for page in pages:
        if start is None or last is None:
            start = page
        elif (page - last) * PAGE > GAP_BYTES:
            yield start * PAGE, (last + 1) * PAGE
            start = page
        last = page
    if start is not None and last is not None:
        yield start * PAGE, (last + 1) * PAGE


def _started(
    before: list[str], folder: Path, disc: Path, look: Callable[[int, str], None]
) -> None:
    """Start the program up to its first picture; `look` gets its number and each mark."""
    with screen() as display, tempfile.TemporaryDirectory() as home:
        process = subprocess.Popen(
            [*before, str(folder / "lightbox"), str(disc)],
            env={**os.environ, "LIGHTBOX_TRACE": "1", "HOME": home, "DISPLAY": display},
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        stop = threading.Timer(_SECONDS, os.killpg, (process.pid, signal.SIGKILL))
        stop.start()
        assert process.stderr is not None
        came_up = False
        for line in process.stderr:
            mark = line.strip().partition(" ")[2].partition(" ")[2]
            look(process.pid, mark)
            came_up = came_up or mark == PICTURE
            if came_up:
                break
        stop.cancel()
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(_SECONDS)
    if not came_up:
        raise RuntimeError("no picture came up")
