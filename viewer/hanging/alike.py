"""How alike two series look by what is said of them: weighting, kernel, phase, kind of picture.

Descriptions of two hospitals share few words: "t2_tse_tra" and "T2 AX" are the same sequence.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

RADIOGRAPHS: Final = frozenset({"CR", "DX", "DR", "RG"})
# What a picture is known by, and what is often said beside it: a FLAIR is no T2 to compare with.
_OUTWEIGHED: Final[Mapping[str, frozenset[str]]] = {
    "flair": frozenset({"t1", "t2", "pd", "stir"}),
    "stir": frozenset({"t1", "t2", "pd"}),
    "adc": frozenset({"dwi", "t2"}),
    "dwi": frozenset({"t2"}),
    "swi": frozenset({"t1", "t2"}),
}


def are_of_one_kind(modality: str, other: str) -> bool:
    """Whether two modalities make the same kind of picture: a plate or a detector does not tell."""
    return modality == other or {modality, other} <= RADIOGRAPHS


def shared_meanings(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of meanings (`words`) that both have, 0 to 1; 0 where nothing is said."""
    own, others = _telling(one), _telling(other)
    either = own | others
    return len(own & others) / len(either) if either else 0.0


def _telling(meanings: frozenset[str]) -> frozenset[str]:
    """Without what something else in it outweighs."""
    outweighed = (_OUTWEIGHED[word] for word in meanings & _OUTWEIGHED.keys())
    return meanings.difference(*outweighed)
