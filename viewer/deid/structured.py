"""Reports and drawn marks: which items can stay (A-031, A-032)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.deid.piece import items_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydicom.dataset import Dataset

_KINDS: Final = frozenset(
    [
        "TEXT",
        "NUM",
        "CODE",
        "DATE",
        "TIME",
        "DATETIME",
        "UIDREF",
        "IMAGE",
        "COMPOSITE",
        "WAVEFORM",
        "SCOORD",
        "SCOORD3D",
        "TCOORD",
        "CONTAINER",
        "TABLE",
    ]
)
# Concepts about people, places and orders (PS3.16 TIDs 1002-1010): present codes and retired ones.
_ABOUT_PEOPLE: Final = frozenset(
    {
        *("121005", "121006", "121007", "121008", "121009", "121010", "121011", "121012"),
        *("121013", "121014", "121015", "121016", "121017", "121018", "121019", "121020"),
        *("121021", "121022", "121023", "121024", "121025", "121026", "121027", "121028"),
        *("121029", "121030", "121031", "121034", "121035", "121036", "121037", "121038"),
        *("121039", "121040", "121041", "121042", "121043", "121044", "121045", "121046"),
        *("121047", "121088", "121093", "121094", "121095", "121096", "121097", "121098"),
        *("113850", "113870", "113871", "113872", "113873", "128774", "128775", "121152"),
        *("121153", "121154", "121173", "122083", "122126", "126070", "128426", "128429"),
    }
)
_RELATIONSHIP, _VALUE_TYPE = 0x0040_A010, 0x0040_A040
_REFERENCED_ITEM: Final = 0x0040_DB73
_CONCEPT: Final = 0x0040_A043
_CODE_VALUE: Final = 0x0008_0100
_CONTENT_SEQUENCE: Final = 0x0040_A730
_TEXT_OBJECTS, _GRAPHIC_OBJECTS = 0x0070_0008, 0x0070_0009


def is_kept_item(item: Dataset, sequence: int) -> bool:
    """True if a content item may stay, cleaned; references to items by number may not.

    They count the items before, of which some are gone.
    """
    if _value(item, _RELATIONSHIP) == "HAS OBS CONTEXT" or _REFERENCED_ITEM in item:
        return False
    kind = _value(item, _VALUE_TYPE)
    if sequence == _CONTENT_SEQUENCE and kind not in _KINDS:
        return False
    if kind and kind not in _KINDS:  # PNAME, and what nobody knows
        return False
    if _CONCEPT not in item:
        return True
    return not any(_value(c, _CODE_VALUE) in _ABOUT_PEOPLE for c in items_of(item, _CONCEPT))


def graphic_items(items: Iterable[Dataset]) -> list[Dataset]:
    """Items of a Graphic Annotation Sequence that draw something, without their text."""
    from pydicom.dataset import Dataset  # noqa: PLC0415  slow to import, and typed above

    found = []
    for item in items:
        if _GRAPHIC_OBJECTS in item:
            shapes = Dataset()
            for tag in item.keys():  # noqa: SIM118  iterating gives elements, not tags
                element = item.get_item(tag)
                if tag != _TEXT_OBJECTS and element is not None:
                    shapes[tag] = element
            found.append(shapes)
    return found


def _value(item: Dataset, tag: int) -> str:
    element = item.get_item(tag) if tag in item else None
    value = element.value if element is not None else ""
    text = value.decode("ascii", "replace") if isinstance(value, bytes) else str(value or "")
    return text.strip(" \0").upper()
