"""A copy of a document where the person wants it, and nowhere else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from PySide6.QtWidgets import QFileDialog, QWidget

from viewer.ui.file_dialogs import leaving_no_trace


def ask_where(
    parent: QWidget,
    ending: str,
    kind: str,
    *,
    title: str = "Save a copy of the document",
    name: str = "report",
) -> Path | None:
    """Let the person choose a file; the system's dialog asks before one is replaced.

    The name offered holds no patient data. Without an ending the usual one is added, but never
    so that a file is replaced nobody was asked about.
    """
    with leaving_no_trace():
        chosen, _ = QFileDialog.getSaveFileName(
            parent, title, f"{name}{ending}", f"{kind} (*{ending})"
        )
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix:
        return path
    path = path.with_name(path.name + ending)
    number = 2
    while path.exists():
        path = path.with_name(f"{Path(chosen).name} {number}{ending}")
        number += 1
    return path


def write_copy(path: Path, data: bytes) -> str:
    """Write a file whole or not at all; returns what went wrong, or ""."""
    part: Path | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
            file.write(data)
        part.replace(path)
    except OSError as error:
        if part is not None:
            with suppress(OSError):  # the place may be gone altogether
                part.unlink(missing_ok=True)
        reason = error.strerror or "the place refused it"
        return f"The copy could not be written: {reason}. Choose another folder."
    return ""
