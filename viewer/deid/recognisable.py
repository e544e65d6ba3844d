"""Heads in slices and people in photographs: nothing is removed, it is said (A-054).

From slices of a head a surface can be computed, and by it a face recognised; the thinner they are,
the better. What is said errs on the side of saying too much. Nothing is stated of the copy: its
Recognizable Visual Features (0028,0302) is never set to NO.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from viewer.deid import piece
from viewer.deid.folding import folded

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

_SLICES: Final = 20  # from which there is a surface
_LONGEST_COUNT: Final = 12  # characters of a whole number (PS3.5 6.2)
_THIN_MM: Final = 3.5  # between slices, up to which it is nearly as fine along as across
_MODALITIES: Final = frozenset({"CT", "MR", "PT"})
_PHOTOGRAPHS: Final = frozenset({"XC"})
_TEXTS: Final = ("BodyPartExamined", "StudyDescription", "SeriesDescription", "ProtocolName")
_REGIONS: Final = 0x0008_2218  # Anatomic Region Sequence
_CODES: Final = frozenset(  # SNOMED CT and SRT (PS3.16 CID 4): head, brain, face, skull, neck, body
    {
        *("69536005", "12738006", "89545001", "89546000", "774007", "38266002"),
        *("T-D1100", "T-A0100", "T-D1200", "T-11100", "T-D1000", "T-D0010"),
    }
)
_HEAD: Final = re.compile(
    r"\b(?:head|headneck|brain|skull|face|facial|midface|kopf|schadel|schaedel|gesicht|"
    r"gehirn|hirn|nnh|sinus|sinuses|orbita?s?|orbits|temporal bones?|felsenbein|iac|pituitary|"
    r"hypophys|sella|jaw|mandible|maxilla|tmj|dental|dvt|cbct|crane|tete|cabeza|testa|cerveau|"
    r"cerebro|cerebral|cerebrum|encephal|cranium|cranial|stroke|whole ?body|ganzkorper|"
    r"ganzkoerper|neck|hals)(?:schadel|schaedel|gehirn)?\b|\bneuro|encephal|hypophys|gesichts"
)
_NOT_A_HEAD: Final = re.compile(
    r"\b(?:femoral|radial|humeral|humerus|femur|pancreas|pancreatic) head\b|\bcoronary sinus\b|"
    r"\bneuro\S* (?:[lct]spine|spine|wirbel\w*|lumbar|lws|bws)\b|\b(?:femoral|bladder) neck\b"
)


class Heads:
    """Counts slices of heads by series, and photographs."""

    def __init__(self) -> None:
        self._slices: Counter[str] = Counter()
        self._thick: set[str] = set()
        self._photographs: set[str] = set()

    def add(self, ds: Dataset, series: str) -> None:
        """Look at one object of the source."""
        modality = piece.text_at(ds, "Modality")
        if modality in _PHOTOGRAPHS:
            self._photographs.add(series)
        if modality not in _MODALITIES or not shows_head(ds):
            return
        frames = piece.text_at(ds, "NumberOfFrames")
        is_number = frames.isascii() and frames.isdigit() and len(frames) <= _LONGEST_COUNT
        self._slices[series] += int(frames) if is_number else 1
        if _distance_mm(ds) > _THIN_MM:
            self._thick.add(series)

    def warnings(self) -> list[str]:
        """One line for each kind of series that was met."""
        heads = {series for series, number in self._slices.items() if number >= _SLICES}
        thick = heads & self._thick
        lines = (
            (heads - thick, "a head in thin slices: the face can be computed and recognised"),
            (thick, "a head in thick slices: the face may be computed from them, if coarsely"),
            (self._photographs, "photographs: who is in them can be recognised"),
        )
        return [
            f"{len(series)} series {'shows' if len(series) == 1 else 'show'} {words}. Give the "
            "copy only to people you trust."
            for series, words in lines
            if series
        ]


def shows_head(ds: Dataset) -> bool:
    """Whether the texts or codes of an image speak of a head, or of the whole body."""
    texts = [piece.text_at(ds, name) for name in _TEXTS]
    for region in piece.items_of(ds, _REGIONS):
        texts.append(piece.text_at(region, "CodeMeaning"))
        if piece.text_at(region, "CodeValue").upper() in _CODES:
            return True
    words = folded(" ".join(texts)).replace("_", " ").replace("^", " ")
    return _HEAD.search(_NOT_A_HEAD.sub(" ", words)) is not None


def _distance_mm(ds: Dataset) -> float:
    """From slice to slice, 0 where the file does not say: such slices count as thin."""
    for keyword in ("SpacingBetweenSlices", "SliceThickness"):
        text = piece.text_at(ds, keyword)
        try:
            return abs(float(text))
        except ValueError:
            continue
    return 0.0
