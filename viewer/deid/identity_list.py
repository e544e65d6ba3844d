"""Who is who: original and new identifiers side by side, in a file of its own (A-013).

It undoes the copy for whoever has it. It is made only where somebody asked for it, beside its
place and readable by its owner alone, never near the copy, and it is gone if the job fails.
"""

from __future__ import annotations

import csv
import os
import re
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from viewer.deid import piece
from viewer.deid.errors import OutputError

if TYPE_CHECKING:
    from io import TextIOWrapper

    from pydicom.dataset import Dataset

    from viewer.deid.engine import DeidReport

SENSITIVE: Final = (
    "SENSITIVE: says who the people in the copy are. Never give it away with the copy."
)
COLUMNS: Final = (
    *("original_patient_id", "original_patient_name", "new_patient_id"),
    *("original_study_uid", "new_study_uid", "original_series_uid", "new_series_uid"),
    *("original_sop_instance_uid", "new_sop_instance_uid", "dates_moved_by_days", "file"),
)
_UIDS: Final = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
_FORMULA: Final = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")  # of a spreadsheet


class IdentityList:
    """Written row by row while a job runs; `deliver` puts it in its place, `discard` ends it."""

    def __init__(self, place: Path) -> None:
        """Make the file, under another name, in a folder that is there; raises OSError."""
        self._place = place
        self._delivered = False
        handle, name = tempfile.mkstemp(prefix=".lightbox-unfinished-", dir=place.parent)
        self._path = Path(name)  # only its owner may read what mkstemp makes
        self._stream: TextIOWrapper = os.fdopen(handle, "w", newline="", encoding="utf-8-sig")
        self.restart()

    def restart(self) -> None:
        """Forget all rows: the copy is made once more."""
        self._stream.seek(0)
        self._stream.truncate()
        table = csv.writer(self._stream, quoting=csv.QUOTE_ALL)
        table.writerow((SENSITIVE,))
        table.writerow(COLUMNS)

    def add(self, before: Dataset, after: Dataset, report: DeidReport, file: str) -> None:
        """One object; raises OSError."""
        uids = [piece.text_at(ds, name) for name in _UIDS for ds in (before, after)]
        original = (piece.text_at(before, name) for name in ("PatientID", "PatientName"))
        row = (*original, report.pseudonym, *uids, str(report.shift_days), file)
        csv.writer(self._stream, quoting=csv.QUOTE_ALL).writerow(_harmless(cell) for cell in row)

    def deliver(self) -> None:
        """Put it in its place; raises OutputError if something is there, OSError."""
        self._stream.flush()
        os.fsync(self._stream.fileno())
        self._stream.close()
        try:
            os.close(os.open(self._place, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError as error:
            words = "there is something at the place for the list of identities already"
            raise OutputError(words) from error
        self._delivered = True
        self._path.replace(self._place)

    def discard(self) -> None:
        """Leave nothing of it, delivered or not."""
        with suppress(OSError):
            self._stream.close()
        self._path.unlink(missing_ok=True)
        if self._delivered:
            self._place.unlink(missing_ok=True)


def _harmless(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would calculate; a number stays one."""
    is_number = cell.lstrip("-").isdigit()
    return "'" + cell if _FORMULA.match(cell) and not is_number else cell
