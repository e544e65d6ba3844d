"""The measurements as a file, where somebody wants it and nowhere else."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from viewer.export.annotations_csv import write_annotations_csv
from viewer.ui.file_dialogs import leaving_no_trace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from viewer.export.annotations_csv import MeasuredAnnotation

ANONYMOUS = "Table without name (*.csv)"
NAMED = "Table with name and dates (*.csv)"


def ask_where(parent: QWidget) -> tuple[Path, bool] | None:
    """Let somebody choose a file, and whether it says whose measurements they are."""
    with leaving_no_trace():
        chosen, kind = QFileDialog.getSaveFileName(
            parent, "Save the measurements", "measurements.csv", f"{ANONYMOUS};;{NAMED}"
        )
    if not chosen:
        return None
    path = Path(chosen)
    return (path if path.suffix else path.with_suffix(".csv")), kind == NAMED


def write_table(path: Path, rows: Sequence[MeasuredAnnotation], *, with_identity: bool) -> str:
    """Write the file whole or not at all; returns what went wrong, or ""."""
    part: Path | None = None
    try:
        with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
        write_annotations_csv(part, rows, with_identity=with_identity)
        part.replace(path)
    except OSError as error:
        if part is not None:
            with suppress(OSError):  # the place may be gone altogether
                part.unlink(missing_ok=True)
        reason = error.strerror or "the place refused it"
        return f"The table could not be written: {reason}. Choose another folder."
    return ""
