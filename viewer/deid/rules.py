"""From tables and profile to one step for each attribute (A-001, A-003, A-011)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from viewer.deid.profile import Option, Profile
from viewer.deid.table import Keep, Row, action_rows, keep_rows, type_rows
from viewer.deid.values import LONG_TEXTS


class Do(StrEnum):
    """What is done with one element."""

    REMOVE = "removed"
    EMPTY = "emptied"
    DUMMY = "replaced"
    KEEP = "kept"
    NAME = "kept as technical text"  # unless it holds identity
    WORDS = "cleaned"  # known words stay
    SHIFT = "moved in time"
    UID = "new identifier"
    CONTENT = "cleaned content"  # the items of a report, by rules of their own


@dataclass(frozen=True, slots=True)
class Step:
    """What is done, and what else if it leaves nothing or the value is not what it should be."""

    do: Do
    otherwise: Do = Do.REMOVE


REMOVE: Final = Step(Do.REMOVE)
# Gone whatever a table says: icons, encrypted and original attributes, signatures.
_NEVER: Final = frozenset({0x0088_0200, 0x0400_0500, 0x0400_0561, 0xFFFA_FFFA, 0xFFFC_FFFC})
_CONTENT_SEQUENCES: Final = frozenset({0x0040_A730, 0x0040_0555, 0x0040_0610})
_KEPT_CONTENT: Final = frozenset({0x0040_0612, 0x0040_0620, 0x0040_0440, 0x0040_0441})
_GRAPHIC_ANNOTATIONS: Final = 0x0070_0001
_DATES: Final = frozenset({Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES})
_MOMENTS: Final = frozenset({"DA", "TM", "DT"})
_KINDS: Final = {"value": Do.KEEP, "name": Do.NAME, "words": Do.WORDS}
_LETTERS: Final = {"X": Do.REMOVE, "Z": Do.EMPTY, "D": Do.DUMMY, "U": Do.UID, "U*": Do.KEEP}
_BY_TYPE: Final = {"1": "D", "2": "Z", "3": "X"}
_ENHANCED: Final = (
    *("Enhanced", "Segmentation", "Parametric Map", "Tomosynthesis", "Legacy Converted"),
    *("Whole Slide", "Ophthalmic Tomography", "Optical Coherence", "Spectroscopy"),
    *("Bulk Simple Annotations", "Surface Segmentation", "Tractography"),
)
_DOCUMENT: Final = (" SR ", "Key Object", "Presentation State", "Waveform", "ECG", " RT ")


@dataclass(frozen=True, slots=True)
class Rules:
    """The steps of one profile for one kind of object."""

    profile: Profile
    kind: str

    def step(self, tag: int, vr: str) -> Step:
        """What is done with a standard attribute; what nothing covers is removed."""
        return _step(self.profile.options, self.kind, tag, vr)


def kind_of(sop_class_name: str) -> str:
    """Which column of the table of types holds for objects of this name."""
    padded = f" {sop_class_name} "
    if any(word in padded for word in _DOCUMENT):
        return "document"
    return "enhanced" if any(word in padded for word in _ENHANCED) else "single"


@lru_cache(maxsize=20_000)
def _step(options: frozenset[Option], kind: str, tag: int, vr: str) -> Step:
    return _same(_found(options, kind, tag, vr))


@cache
def _same(step: Step) -> Step:
    """One object for all steps that are alike: there are at most a hundred."""
    return step


def _found(options: frozenset[Option], kind: str, tag: int, vr: str) -> Step:
    group = tag >> 16
    if tag in _NEVER or tag & 0xFFFF == 0 or 0x5000 <= group <= 0x501E or 0x6000 <= group <= 0x60FF:
        return REMOVE
    row = action_rows().get(tag)
    if row is not None:
        return _of_row(row, options, kind, tag, vr)
    kept = keep_rows().get(tag)
    return REMOVE if kept is None else _of_kept(kept, options, tag, vr)


def _of_kept(kept: Keep, options: frozenset[Option], tag: int, vr: str) -> Step:
    do, otherwise = _KINDS[kept.kind], _LETTERS[kept.otherwise]
    if tag in _KEPT_CONTENT:
        return Step(Do.CONTENT)
    if vr in _MOMENTS:
        return _of_moment(options)
    if do is Do.NAME and vr in LONG_TEXTS:  # no name any more, but sentences
        do = Do.WORDS
    if do is Do.WORDS and Option.CLEAN_DESCRIPTORS not in options:
        return Step(otherwise)
    return Step(do, otherwise)


def _of_row(row: Row, options: frozenset[Option], kind: str, tag: int, vr: str) -> Step:
    basic = _basic(row.basic, kind, tag, vr)
    cells = {option: row.options[option] for option in options & row.options.keys()}
    if Option.RETAIN_MODIFIED_DATES in cells or "K" in cells.values():
        return Step(_kept_as(cells, vr, basic), basic)
    if cells.keys() & {Option.CLEAN_STRUCTURED_CONTENT, Option.CLEAN_GRAPHICS}:
        is_content = tag in _CONTENT_SEQUENCES or tag == _GRAPHIC_ANNOTATIONS
        return Step(Do.CONTENT, basic) if is_content else Step(basic)
    if Option.CLEAN_DESCRIPTORS in cells or Option.RETAIN_PATIENT_CHARACTERISTICS in cells:
        if vr == "SQ":
            return Step(Do.KEEP, basic)
        if vr in {"LO", "SH", "LT", "ST", "UT", "UC"}:
            return Step(Do.WORDS, basic)
    return Step(basic)


def _kept_as(cells: dict[Option, str], vr: str, basic: Do) -> Do:
    """Text is never kept unseen: about a person only known words, else what holds no identity.

    Of what is kept for its date only dates are: certificates and positions have one too.
    """
    is_text = vr in {"LO", "SH", "AE", "LT", "ST", "UT", "UC"}
    if cells.keys() & _DATES:
        if (Option.RETAIN_MODIFIED_DATES in cells and vr in _MOMENTS) or is_text:
            return Do.SHIFT
        return Do.KEEP if vr in _MOMENTS or vr == "SQ" else basic
    if not is_text:
        return Do.KEEP
    return Do.WORDS if Option.RETAIN_PATIENT_CHARACTERISTICS in cells else Do.NAME


def _of_moment(options: frozenset[Option]) -> Step:
    if Option.RETAIN_FULL_DATES in options:
        return Step(Do.KEEP)
    return Step(Do.SHIFT if Option.RETAIN_MODIFIED_DATES in options else Do.REMOVE)


def _basic(choice: str, kind: str, tag: int, vr: str) -> Do:
    """The action for the attribute's Type; where that is unknown one that fits every Type."""
    allowed = choice.split("/")
    if "U*" in allowed:
        return Do.KEEP
    wanted = _BY_TYPE.get(type_rows().get(tag, {}).get(kind, ""), "D")
    fits = "XZD"["XZD".index(wanted) :]  # a value does no harm where none is needed
    letter = next((one for one in fits if one in allowed), allowed[-1])
    if allowed == ["X"] and tag in type_rows():  # the table asks for less than the object needs
        letter = wanted
    do = _LETTERS[letter]
    return Do.REMOVE if do is Do.DUMMY and tag == _GRAPHIC_ANNOTATIONS and vr == "SQ" else do
