"""A file where the person wants it, and nowhere else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from viewer.export.place import ON_MEDIUM, is_on_medium
from viewer.ui.file_dialogs import leaving_no_trace

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


def ask_where(
    parent: QWidget,
    ending: str,
    *kinds: str,
    title: str = "Save a copy of the document",
    name: str = "report",
) -> tuple[Path, str] | None:
    """Let the person choose a file and one of `kinds`; the system's dialog asks before replacing.

    The name offered holds no patient data. Without an ending the usual one is added, but never
    so that a file is replaced nobody was asked about.
    """
    offered = {f"{kind} (*{ending})": kind for kind in kinds}
    with leaving_no_trace():
        chosen, kind = QFileDialog.getSaveFileName(
            parent, title, f"{name}{ending}", ";;".join(offered)
        )
    if not chosen:
        return None
    return _with_ending(Path(chosen), ending), offered.get(kind, kinds[0])


def write_copy(path: Path, data: bytes, media: Iterable[Path]) -> str:
    """Write a file whole or not at all, and on none of `media`; returns what went wrong, or ""."""
    return write_whole(path, lambda part: part.write_bytes(data), "copy", media)


def write_whole(
    path: Path, write: Callable[[Path], object], what: str, media: Iterable[Path]
) -> str:
    """As `write_copy`, for what is written by `write`; `what` is its name for people."""
    if any(is_on_medium(medium, path) for medium in media):
        return ON_MEDIUM
    part: Path | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
        write(part)
        part.replace(path)
    except OSError as error:
        if part is not None:
            with suppress(OSError):  # the place may be gone altogether
                part.unlink(missing_ok=True)
        reason = error.strerror or "the place refused it"
        return f"The {what} could not be written: {reason}. Choose another folder."
    return ""


def _with_ending(chosen: Path, ending: str) -> Path:
    if chosen.suffix:
        return chosen
    path, number = chosen.with_name(chosen.name + ending), 2
    while path.exists():
        path = chosen.with_name(f"{chosen.name} {number}{ending}")
        number += 1
    return path
