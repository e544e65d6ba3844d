"""The value of one SR content item as text for people (PS3.3 C.18, P-030, P-032)."""

import re
from collections.abc import Callable
from typing import Final

from viewer.limits import REPORT_VALUE_CHARACTERS
from viewer.media import attributes as at
from viewer.media.charset import format_name
from viewer.media.dataset import RawDataset
from viewer.model.sop_classes import sop_class_name

CONTENT = 0x0040A730
TEXT_VALUE = 0x0040A160
_DATE_TIME = 0x0040A120
_DATE = 0x0040A121
_TIME = 0x0040A122
_PERSON_NAME = 0x0040A123
_UID = 0x0040A124
CONCEPT_CODE = 0x0040A168
_MEASURED_VALUE = 0x0040A300
_UNITS = 0x004008EA
_QUALIFIER = 0x0040A301
REFERENCED_SOP = 0x00081199
_REFERENCED_CLASS = 0x00081150
REFERENCED_INSTANCE = 0x00081155
_GRAPHIC_TYPE = 0x00700023
_TEMPORAL_TYPE = 0x0040A130
_LONG_CODE_VALUE = 0x00080119
_URN_CODE_VALUE = 0x00080120
CODING_SCHEME = 0x00080102
_LINE_BREAK = re.compile(rb"\r\n|\r|\n|\f")
_SPATIAL = 2, 3  # coordinates of a point: image (SCOORD), patient (SCOORD3D)


def long_text(item: RawDataset, tag: int) -> str:
    """A text of several lines; each decoded by itself, as PS3.5 6.1.2.5.3 has it."""
    raw = item.raw(tag)[: 4 * REPORT_VALUE_CHARACTERS].rstrip(b" \0")
    lines = (item.charset.decode(line) for line in _LINE_BREAK.split(raw))
    text = "\n".join(lines).strip("\n")
    return text if len(text) <= REPORT_VALUE_CHARACTERS else text[:REPORT_VALUE_CHARACTERS] + "…"


def meaning(code: RawDataset | None) -> str:
    """What a code means; the code and its scheme where nobody wrote the meaning."""
    if code is None:
        return ""
    if words := code.text(at.CODE_MEANING):
        return words
    value = next(
        filter(None, map(code.text, (at.CODE_VALUE, _LONG_CODE_VALUE, _URN_CODE_VALUE))), ""
    )
    scheme = code.text(CODING_SCHEME)
    return f"{value} ({scheme})" if value and scheme else value


def unit(item: RawDataset) -> str:
    """The unit of a NUM: its UCUM code if people write it so, else its meaning, else nothing."""
    measured = item.first_item(_MEASURED_VALUE)
    code = measured.first_item(_UNITS) if measured is not None else None
    if code is None:
        return ""
    value = code.text(at.CODE_VALUE)
    if value in {"1", "{no units}"}:
        return ""
    plain = value and code.text(CODING_SCHEME) == "UCUM" and not re.search(r"[\[\]{}*]", value)
    return value if plain else meaning(code)


def value_of(item: RawDataset, value_type: str) -> str:
    """The value; of types the standard does not know, everything that can be read as one."""
    read = _READERS.get(value_type)
    if read is not None:
        return read(item)
    return "; ".join(dict.fromkeys(filter(None, (reader(item) for reader in _READERS.values()))))


def references(item: RawDataset) -> tuple[str, ...]:
    """SOP Instance UIDs of the objects an item points at."""
    uids = (target.uid(REFERENCED_INSTANCE) for target in item.items(REFERENCED_SOP))
    return tuple(filter(None, uids))


def _number(item: RawDataset) -> str:
    """The number as written, or why there is none (P-031)."""
    measured = item.first_item(_MEASURED_VALUE)
    if measured is not None:
        if text := measured.text(at.NUMERIC_VALUE):
            return text
        number = measured.number(at.FLOATING_POINT_VALUE)
        if number is not None:
            return f"{number:g}"
    return meaning(item.first_item(_QUALIFIER))


def _objects(item: RawDataset) -> str:
    return ", ".join(_object(target) for target in item.items(REFERENCED_SOP))


def _object(target: RawDataset) -> str:
    words = sop_class_name(target.uid(_REFERENCED_CLASS))
    for tag, one, more in (
        (at.REFERENCED_FRAME_NUMBER, "frame", "frames"),
        (at.REFERENCED_SEGMENT_NUMBER, "segment", "segments"),
        (at.REFERENCED_WAVEFORM_CHANNELS, "channel", "channels"),
    ):
        numbers = target.ints(tag)
        if numbers:
            name = one if len(numbers) == 1 else more
            words += f", {name} {', '.join(map(str, numbers))}"
    return words


def _region(item: RawDataset) -> str:
    shape = item.code(_GRAPHIC_TYPE).lower()
    width = _SPATIAL[item.code(at.VALUE_TYPE) == "SCOORD3D"]
    # By its length: of a long list not every number is decoded.
    points = item.elements.get(at.GRAPHIC_DATA, (b"", 0, 0))[2] // 4 // width
    if not points:
        return shape
    return f"{shape or 'region'}, {points} point{'' if points == 1 else 's'}"


_READERS: Final[dict[str, Callable[[RawDataset], str]]] = {
    "CONTAINER": lambda _: "",
    "TEXT": lambda item: long_text(item, TEXT_VALUE),
    "CODE": lambda item: meaning(item.first_item(CONCEPT_CODE)),
    "NUM": _number,
    "DATETIME": lambda item: item.text(_DATE_TIME),
    "DATE": lambda item: item.text(_DATE),
    "TIME": lambda item: item.text(_TIME),
    "PNAME": lambda item: format_name(item.name(_PERSON_NAME)),
    "UIDREF": lambda item: item.uid(_UID),
    "IMAGE": _objects,
    "COMPOSITE": _objects,
    "WAVEFORM": _objects,
    "SCOORD": _region,
    "SCOORD3D": _region,
    "TCOORD": lambda item: item.code(_TEMPORAL_TYPE).lower(),
}
