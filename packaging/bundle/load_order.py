"""Writes the load list of a frozen folder from two starts (`viewer.boot.load_list`).

In the first strace tells which files are opened before the window is painted (set A) and before the
first picture (set B), and which modules of the archives; these are put in that order. In the second
the kernel tells which pages of large files are really used: large gaps are passed over.
"""

from __future__ import annotations

import os
import re
import signal
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from module_order import Archive, reorder_zip, zip_names_at
from screen import screen

NAME = "load.lst"
PROGRAM = "../lightbox"
READ, PAINTED, PICTURE = "pictures read", "window painted", "first image painted"
LARGE_BYTES = 1 << 20
# Reading on over less than that costs a CD about as much as a seek, and seeks vary more.
GAP_BYTES = {"A": 700_000, "B": 900_000}
PAGE = 4096
_OPENED = re.compile(r'(?:openat\([^"]*|execve\()"([^"]+)".*(?:= \d+|\)\s+= 0)$')
_MARK = re.compile(r'write\(2, "lightbox-trace [\d.]+ ([^"\\]+)')
_SOUGHT = re.compile(r"lseek\((\d+), (\d+), SEEK_SET\)")
_BEGUN = " <unfinished ...>"
_RESUMED = re.compile(r"<\.\.\. \w+ resumed>(.*)$")
_SECONDS = 90

Pages = dict[str, set[int]]  # of a file, by its path


@dataclass
class Traced:
    """What a start opened, up to the window and from there to the first picture."""

    window: dict[str, None] = field(default_factory=dict)
    pictures: dict[str, None] = field(default_factory=dict)
    # Places read from the archives of modules, by the file's name: (both sets, how many of A).
    places: dict[str, list[int]] = field(default_factory=dict)
    window_places: dict[str, int] = field(default_factory=dict)

    def note(self, name: str, place: int, *, is_window: bool) -> None:
        """A place read from an archive; what both sets read counts for the first."""
        places = self.places.setdefault(name, [])
        count = self.window_places.get(name, 0)
        places.insert(count if is_window else len(places), place)
        self.window_places[name] = count + is_window


def write(folder: Path, disc: Path) -> int:
    """Start the program in `folder` twice and write down what it needed.

    Returns how many bytes of `base_library.zip` the first code of all reads.
    """
    internal = folder / "_internal"
    (internal / NAME).write_text("")
    traced = _traced(folder, disc)
    archive = Archive(folder / "lightbox")
    own = folder / "lightbox"
    names = archive.names_at([*traced.places.get(own.name, ())])
    count = traced.window_places.get(own.name, 0)
    window_names = archive.names_at(traced.places.get(own.name, [])[:count])
    archive.reorder([*window_names, *names])
    base = internal / "base_library.zip"
    first = reorder_zip(base, zip_names_at(base, traced.places.get(base.name, [])))
    used = _used(folder, disc)
    window_end, end = archive.end_of(window_names), archive.end_of(names)
    lines = [f"A 0 {window_end} {PROGRAM}", f"A {archive.table_at} {archive.size} {PROGRAM}"]
    lines += _lines("A", list(traced.window), used, internal)
    lines.append(f"B {window_end} {end} {PROGRAM}")
    lines += _lines("B", list(traced.pictures), used, internal)
    (internal / NAME).write_text("\n".join(lines) + "\n")
    return first


def _lines(group: str, paths: list[str], used: Pages, internal: Path) -> list[str]:
    lines = []
    for path in paths:
        large = (internal / path).stat().st_size > LARGE_BYTES
        pages = sorted(used.get(path, ())) if large else []
        for start, end in _joined(pages, GAP_BYTES[group]):
            lines.append(f"{group} {start} {end} {path}")
        if not large or path not in used:
            lines.append(f"{group} 0 {(internal / path).stat().st_size} {path}")
    return lines


def _traced(folder: Path, disc: Path) -> Traced:
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "trace"
        calls = "trace=openat,execve,write,lseek,clone,clone3,fork,vfork"
        trace = ["strace", "-f", "-s", "200", "-e", calls, "-o", str(log)]
        _started(trace, folder, disc, lambda _, __: None)
        lines = log.read_text(errors="replace").splitlines()
    return _sorted_out(lines, folder)


class _Threads:
    """Who of those traced works for the window, and until when."""

    def __init__(self) -> None:
        self._beside: set[str] = set()
        self._painted = False
        self.is_over = False  # there is a picture

    def look(self, thread: str, line: str) -> None:
        """Learn from a line: the thread that loads what draws pictures tells so itself."""
        mark = _MARK.search(line)
        if mark is None:
            if "execve(" in line and "multiprocessing" in line:  # a decoder
                self._beside.add(thread)
        elif mark.group(1) == READ:
            self._beside.add(thread)
        elif mark.group(1) == PAINTED:
            self._painted = True
        else:
            self.is_over = mark.group(1) == PICTURE

    def is_for_window(self, thread: str) -> bool:
        """Whether what this thread opens now belongs to set A."""
        return not self._painted and thread not in self._beside


def _sorted_out(lines: list[str], folder: Path) -> Traced:
    traced, threads = Traced(), _Threads()
    archives: dict[tuple[str, str], str] = {}  # by thread and descriptor: threads take turns in it
    for line in _whole(lines):
        thread = line.partition(" ")[0]
        threads.look(thread, line)
        if threads.is_over:
            break
        is_window = threads.is_for_window(thread)
        if opened := _OPENED.search(line):
            path = Path(os.path.normpath(opened.group(1)))
            if path.name in {"lightbox", "base_library.zip"}:
                archives[thread, line.rpartition("= ")[2].strip()] = path.name
            elif path.is_relative_to(folder / "_internal") and path.is_file():
                name = path.relative_to(folder / "_internal").as_posix()
                if name not in traced.window and path.stat().st_size:
                    (traced.window if is_window else traced.pictures)[name] = None
        elif sought := _SOUGHT.search(line):
            name = archives.get((thread, sought.group(1)), "")
            traced.note(name, int(sought.group(2)), is_window=is_window)
    return traced


def _whole(lines: list[str]) -> Iterator[str]:
    """Put calls together that strace tells in two parts, as another thread was faster."""
    begun: dict[str, str] = {}
    for line in lines:
        thread, _, rest = line.partition(" ")
        if line.endswith(_BEGUN):
            begun[thread] = line.removesuffix(_BEGUN)
        elif (resumed := _RESUMED.match(rest.strip())) and thread in begun:
            yield begun.pop(thread) + resumed.group(1)
        else:
            yield line


def _used(folder: Path, disc: Path) -> Pages:
    """What of the files a start has in its memory."""
    pages: Pages = {}

    def look(pid: int, mark: str) -> None:
        if mark in {PAINTED, PICTURE}:
            for path, numbers in _mapped(pid, folder / "_internal"):
                pages.setdefault(path, set()).update(numbers)

    _started([], folder, disc, look)
    return pages


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


def _joined(pages: list[int], gap_bytes: int) -> Iterator[tuple[int, int]]:
    start = last = None
    for page in pages:
        if start is None or last is None:
            start = page
        elif (page - last) * PAGE > gap_bytes:
            yield start * PAGE, (last + 1) * PAGE
            start = page
        last = page
    if start is not None and last is not None:
        yield start * PAGE, (last + 1) * PAGE


def _started(before: list[str], folder: Path, disc: Path, look: Callable[[int, str], None]) -> None:
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
