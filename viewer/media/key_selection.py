"""A Key Object Selection document to the images it names (P-020, P-021)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.limits import KEY_REFERENCES, REPORT_DEPTH
from viewer.media import attributes as at
from viewer.media.documents.sr_values import (
    CODING_SCHEME,
    CONCEPT_CODE,
    CONTENT,
    REFERENCED_INSTANCE,
    REFERENCED_SOP,
    TEXT_VALUE,
    long_text,
    meaning,
)
from viewer.model.key_selection import TITLES, KeyReference, KeySelection

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset

_EVIDENCE: Final = 0x0040A375
_SERIES: Final = 0x00081115
_SCHEME: Final = "DCM"
_DESCRIPTION: Final = "113012"
_MODIFIERS: Final = frozenset({"113011", "113012"})
_IMAGES: Final = frozenset({"IMAGE", "COMPOSITE"})
NO_TITLE: Final = "Key images"
CUT_SHORT: Final = "more key images are named than are read"


def key_selection(raw: RawDataset) -> KeySelection:
    """What is selected, by the content tree, else by the list of evidence.

    Never raises: what cannot be read is not selected; the number found is on show.
    """
    code = _code(raw.first_item(at.CONCEPT_NAME_CODE_SEQUENCE))
    words = TITLES.get(code) or meaning(raw.first_item(at.CONCEPT_NAME_CODE_SEQUENCE))
    descriptions: list[str] = []
    reasons: list[str] = []
    references: dict[KeyReference, None] = {}
    for item in _items(raw):
        concept = _code(item.first_item(at.CONCEPT_NAME_CODE_SEQUENCE))
        value_type = item.code(at.VALUE_TYPE)
        if value_type == "TEXT" and concept == _DESCRIPTION:
            descriptions.append(long_text(item, TEXT_VALUE))
        elif value_type == "CODE" and concept in _MODIFIERS:
            reasons.append(meaning(item.first_item(CONCEPT_CODE)))
        elif value_type in _IMAGES:
            references.update(
                dict.fromkeys(map(_reference, item.items(REFERENCED_SOP, KEY_REFERENCES)))
            )
        if len(references) >= KEY_REFERENCES:
            raw.note(CUT_SHORT)
            break
    named = references or dict.fromkeys(_evidence(raw))
    return KeySelection(
        code=code,
        title=words or NO_TITLE,
        description="\n".join(filter(None, descriptions)),
        reasons=tuple(filter(None, reasons)),
        references=tuple(ref for ref in named if ref.sop_instance_uid)[:KEY_REFERENCES],
    )


def _items(raw: RawDataset) -> list[RawDataset]:
    """The content items, in order; templates have one level, damage may have made more."""
    found: list[RawDataset] = []
    level = [raw]
    for _ in range(REPORT_DEPTH):
        level = [c for parent in level for c in parent.items(CONTENT, KEY_REFERENCES)]
        found += level
        if not level or len(found) >= KEY_REFERENCES:
            break
    return found


def _evidence(raw: RawDataset) -> list[KeyReference]:
    found: list[KeyReference] = []
    for study in raw.items(_EVIDENCE, KEY_REFERENCES):
        for series in study.items(_SERIES, KEY_REFERENCES):
            found += [_reference(sop) for sop in series.items(REFERENCED_SOP, KEY_REFERENCES)]
            if len(found) >= KEY_REFERENCES:
                raw.note(CUT_SHORT)
                return found[:KEY_REFERENCES]
    return found


def _reference(sop: RawDataset) -> KeyReference:
    return KeyReference(sop.uid(REFERENCED_INSTANCE), sop.ints(at.REFERENCED_FRAME_NUMBER))


def _code(code: RawDataset | None) -> str:
    if code is None or code.text(CODING_SCHEME) != _SCHEME:
        return ""
    return code.text(at.CODE_VALUE)
