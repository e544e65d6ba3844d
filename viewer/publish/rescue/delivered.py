"""Whether a copy at its place is still what an earlier run put there, and may be replaced."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from viewer.errors import WriteError
from viewer.publish.errors import TargetError

if TYPE_CHECKING:
    from pathlib import Path

_NOTE = "delivered.json"


def check_place(target: Path, work: Path) -> None:
    """Raise TargetError if anything is at `target` but what `remember` knows, unchanged."""
    if target.is_symlink():
        raise TargetError("there is a link at the place for the copy")
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return
    try:
        known = json.loads((work / _NOTE).read_text("ascii"))
    except (OSError, ValueError):
        known = None
    if known != _looks(target):
        raise TargetError("there is something at the place for the copy already")


def remember(target: Path, work: Path) -> None:
    """Note what was put at `target`; raises WriteError."""
    try:
        (work / _NOTE).write_text(json.dumps(_looks(target)), "ascii")
    except OSError as error:
        raise WriteError(error.strerror or "the place refused it") from error


def _looks(target: Path) -> list[list[object]]:
    """Name, size and time of every file."""
    files = [target] if target.is_file() else sorted(p for p in target.rglob("*") if p.is_file())
    states = ((path, path.stat()) for path in files)
    return [[str(p.relative_to(target)), s.st_size, s.st_mtime_ns] for p, s in states]
