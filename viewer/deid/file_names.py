"""Counted names of eight characters, which tell nothing (M-010, A-017)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.deid import piece

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_LEVELS: Final = ("PT", "ST", "SE", "IM")


class FileNames:
    """Counts people, studies, series and objects as they come."""

    def __init__(self, top: str = "DICOM") -> None:
        self._top = top
        self._numbers: dict[tuple[str, ...], int] = {}
        self._counts: dict[tuple[str, ...], int] = {}

    def of(self, out: Dataset) -> tuple[str, ...]:
        """Folders and name, from the top of the copy down."""
        key: tuple[str, ...] = ()
        names = [self._top]
        levels = ("PatientID", "StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
        uids = (piece.text_at(out, keyword) for keyword in levels)
        for prefix, uid in zip(_LEVELS, uids, strict=True):
            parent, key = key, (*key, uid)
            if key not in self._numbers:
                self._numbers[key] = self._counts.get(parent, 0)
                self._counts[parent] = self._numbers[key] + 1
            names.append(f"{prefix}{self._numbers[key]:06d}")
        return tuple(names)
