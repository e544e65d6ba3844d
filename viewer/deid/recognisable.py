"""Heads in slices, from which a face can be computed: nothing is removed, it is said (A-054)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from viewer.deid import piece

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_MODALITIES: Final = frozenset({"CT", "MR", "PT"})
_PARTS: Final = ("head", "brain", "skull", "face", "neuro", "kopf", "sinus", "orbit", "cerebr")
_SLICES: Final = 20  # from which there is a surface


class Heads:
    """Counts slices of heads by series."""

    def __init__(self) -> None:
        self._slices: Counter[str] = Counter()

    def add(self, ds: Dataset, series: str) -> None:
        """Look at one object of the source."""
        if piece.text_at(ds, "Modality") not in _MODALITIES:
            return
        words = " ".join(
            piece.text_at(ds, name)
            for name in ("BodyPartExamined", "StudyDescription", "SeriesDescription")
        ).lower()
        if any(part in words for part in _PARTS):
            frames = piece.text_at(ds, "NumberOfFrames")
            self._slices[series] += int(frames) if frames.isdigit() else 1

    def warnings(self) -> list[str]:
        """One line if any series shows a head."""
        heads = sum(number >= _SLICES for number in self._slices.values())
        if not heads:
            return []
        return [f"{heads} series show a head: the face can be computed from them and recognised."]
