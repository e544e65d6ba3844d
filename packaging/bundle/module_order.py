"""In which order a start imports modules, so that the archive has them in that order.

The archive of modules lies in the program's file; what the window needs comes first in it and is
read in one piece, the rest follows when pictures are due.
"""

from __future__ import annotations

import marshal
import os
import re
import struct
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

WINDOW_PAINTED = "window painted"
_IMPORTED = re.compile(r"^import time:\s+\d+ \|\s+\d+ \|\s+(\S+)$")
_LAST = "first image painted"
_SECONDS = 120


def of_a_start(python: Path, disc: Path, checkout: Path) -> list[str]:
    """Names of modules, and a line of dashes where the window was there."""
    environment = {
        **os.environ, "QT_QPA_PLATFORM": "offscreen", "LIGHTBOX_TRACE": "1",
        "PYTHONPATH": str(checkout),
    }  # fmt: skip
    command = [str(python), "-X", "importtime", "-m", "viewer", str(disc)]
    process = subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=environment, cwd=checkout
    )
    names: list[str] = []
    assert process.stderr is not None
    stop = threading.Timer(_SECONDS, process.kill)
    stop.start()
    for line in process.stderr:
        found = _IMPORTED.match(line.rstrip())
        if found:
            names.append(found.group(1))
        elif WINDOW_PAINTED in line:
            names.append("-")
        elif _LAST in line:
            break
    stop.cancel()
    process.terminate()
    process.wait(_SECONDS)
    if "-" not in names:
        raise RuntimeError("the window did not come up, so that no order is known")
    return names


def reorder(archive: Path, names: Sequence[str]) -> None:
    """Write PyInstaller's archive anew in the order of `names`, all others behind.

    Its form (PyInstaller/archive/writers.py): a head of 17 bytes with the place of the table, the
    entries, the table as Python marshals it. Places are counted from the start.
    """
    data = archive.read_bytes()
    (table_at,) = struct.unpack_from("!i", data, 8)
    table = marshal.loads(data[table_at:])  # noqa: S302  PyInstaller wrote it just now
    rank = {name: number for number, name in enumerate(dict.fromkeys(names))}
    head, body, places = data[:17], [], []
    at = len(head)
    for name, (kind, start, size) in sorted(
        table, key=lambda entry: (rank.get(entry[0], len(rank)), entry[0])
    ):
        places.append((name, (kind, at, size)))
        body.append(data[start : start + size])
        at += size
    written = head[:8] + struct.pack("!i", at) + head[12:] + b"".join(body)
    archive.write_bytes(written + marshal.dumps(places))


def window_part(archive: bytes, names: Sequence[str]) -> tuple[int, int]:
    """Where the modules of the window end and where the table begins, from the archive's start."""
    (table_at,) = struct.unpack_from("!i", archive, 8)
    wanted = set(names[: list(names).index("-")])
    table = marshal.loads(archive[table_at:])  # noqa: S302  as above
    return max((s + n for name, (_, s, n) in table if name in wanted), default=0), table_at
