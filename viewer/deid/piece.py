"""Elements of pydicom data sets as bytes and text, raw or converted alike, and how to make one."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from pydicom.charset import convert_encodings
from pydicom.datadict import dictionary_VM, dictionary_VR, keyword_for_tag, tag_for_keyword
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag

from viewer.deid.values import BINARY_SIZES, BULK, NUMBERS, fits, is_one
from viewer.media.charset import charset

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.media.charset import Charset

Element = DataElement | RawDataElement
_ATTRIBUTES: Final = 20_000  # of which the answer is remembered: pydicom looks it up slowly
CHARACTER_SET: Final = 0x0008_0005
UTF8: Final = "ISO_IR 192"
_UTF8_ENCODINGS: Final = convert_encodings(UTF8)
_FURTHEST: Final = 1 << 48  # in bytes; eight letters are a greater number
_FORMATS: Final = {
    "US": "H",
    "SS": "h",
    "UL": "I",
    "SL": "i",
    "FL": "f",
    "FD": "d",
    "SV": "q",
    "UV": "Q",
}


@lru_cache(maxsize=_ATTRIBUTES)
def vr_of(tag: int, written: str | None) -> str:
    """The VR of the dictionary, or as written where it leaves a choice or knows nothing."""
    try:
        known = str(dictionary_VR(tag))
    except KeyError:
        return written or "UN"
    choices = known.split(" or ")
    return written if written in choices else choices[0]


@lru_cache(maxsize=_ATTRIBUTES)
def vm_of(tag: int) -> str:
    """How many values the dictionary allows."""
    try:
        return str(dictionary_VM(tag))
    except KeyError:
        return "1-n"


@lru_cache(maxsize=_ATTRIBUTES)
def name_of(tag: int) -> str:
    """The keyword, or the tag itself."""
    return keyword_for_tag(tag) or f"{tag:08X}"


def charset_of(ds: Dataset, inherited: Charset) -> Charset:
    """The decoder of a data set's text; items inherit that of what they are in."""
    if CHARACTER_SET not in ds:
        return inherited
    element = ds.get_item(CHARACTER_SET)
    value = element.value if element is not None else b""
    if isinstance(value, bytes):
        return charset(value)
    return charset(_joined(value).encode("ascii", "replace"))


def text_of(element: Element, vr: str, letters: Charset) -> str:
    """All values, joined by backslashes, without padding; "" for what is no text."""
    value = element.value
    if isinstance(value, bytes):
        raw = value.rstrip(b" \0")
        return letters.decode_name(raw) if vr == "PN" else letters.decode(raw)
    return _joined(value).rstrip(" \0")


def text_at(ds: Dataset, keyword: str) -> str:
    """A value of the top level as text, decoded as its data set says; "" if there is none.

    pydicom is not asked to convert it: it warns of values that are not what they should be.
    """
    tag = tag_for_keyword(keyword)
    element: Element | None = None if tag is None else ds.get_item(tag)
    if tag is None or element is None:
        return ""
    vr = vr_of(tag, element.VR)
    value = element.value
    if isinstance(value, bytes):
        if vr == "US" and len(value) == 2:
            is_little = getattr(element, "is_little_endian", True)
            return str(int.from_bytes(value, "little" if is_little else "big"))
        if value.isascii() and (text := value.rstrip(b" \0").decode("ascii")).isprintable():
            return text.strip()  # nearly always; the same in every character set
    return text_of(element, vr, charset_of(ds, charset(b""))).strip()


def in_order(ds: Dataset) -> list[tuple[BaseTag, Element]]:
    """The elements by their tags, compared as numbers: tags of pydicom compare slowly."""
    return sorted(ds.items(), key=_number)


def _number(pair: tuple[BaseTag, Element]) -> int:
    return int(pair[0])


def items_of(ds: Dataset, tag: int) -> tuple[Dataset, ...]:
    """The items of a sequence, () for what cannot be read as one."""
    try:
        element = ds[tag]  # pydicom reads sequences of known length when asked for
    except Exception:  # noqa: BLE001  whatever a parser makes of damage: nothing is kept
        return ()
    return tuple(element.value) if element.VR == "SQ" and element.value is not None else ()


def is_empty(element: Element) -> bool:
    """True for a value of no length."""
    value = element.value
    return value is None or (hasattr(value, "__len__") and len(value) == 0)


def is_fit(element: Element, tag: int, vr: str) -> bool:
    """True if a number, code or table is what the dictionary says of its attribute."""
    value: Any = element.value
    vm = vm_of(tag)
    if is_empty(element):
        return True
    if vr == "AT" and not all(map(_is_attribute, _tags(element))):
        return False
    if isinstance(value, bytes):
        return fits(vr, value, vm) and (vr != "OV" or _are_places(value))
    if vr in NUMBERS | {"DS", "IS"}:
        values: list[Any] = list(value) if hasattr(value, "append") else [value]
        if vr in NUMBERS:
            return all(isinstance(one, int | float) for one in values)
        return all(is_one(vr, str(one)) for one in values)
    return vr == "CS" and all(is_one(vr, part) for part in _joined(value).split("\\"))


def _are_places(value: bytes) -> bool:
    """True for offsets and lengths of bytes (the extended offset table, PS3.5 A.4)."""
    return all(number < _FURTHEST for (number,) in struct.iter_unpack("<Q", value))


def _is_attribute(tag: int) -> bool:
    """True for an attribute of the standard, and for a private one unless it is four letters."""
    is_private = bool(tag >> 16 & 1) and any(byte < 0x20 for byte in tag.to_bytes(4, "big"))
    return is_private or bool(keyword_for_tag(tag))


def _tags(element: Element) -> list[int]:
    """The values of an attribute that names attributes."""
    value: Any = element.value
    if not isinstance(value, bytes):
        return [int(one) for one in (value if hasattr(value, "append") else [value])]
    order = "<HH" if getattr(element, "is_little_endian", True) else ">HH"
    whole = value[: len(value) // 4 * 4]
    return [group << 16 | number for group, number in struct.iter_unpack(order, whole)]


def kept(element: Element, tag: int, vr: str) -> Element:
    """The same value as an element of its own."""
    if isinstance(element, RawDataElement):
        written = element.VR
        same = written is None or written == vr or (written == "UN" and len(element.value or b""))
        return element if same else element._replace(VR=vr)
    return DataElement(BaseTag(tag), vr, element.value, already_converted=True)


def text_element(tag: int, vr: str, text: str) -> RawDataElement:
    """An element that holds text, in UTF-8."""
    value = text.encode("utf-8")
    if len(value) % 2:
        value += b"\0" if vr == "UI" else b" "
    return _raw(tag, vr, value)


def number_element(tag: int, vr: str, value: float | bytes, *, is_little: bool) -> RawDataElement:
    """An element that holds one number, or bytes."""
    if isinstance(value, bytes):
        return _raw(tag, vr, value)
    if vr == "AT":
        return _raw(tag, vr, b"\0\0\0\0")
    number = float(value) if vr in {"FL", "FD"} else int(value)
    return _raw(tag, vr, struct.pack(("<" if is_little else ">") + _FORMATS[vr], number))


def sequence_element(tag: int, items: Iterable[Dataset]) -> DataElement:
    """A sequence; text in its items is UTF-8 as everywhere in a copy."""
    found = list(items)
    for item in found:
        item._parent_encoding = _UTF8_ENCODINGS  # noqa: SLF001  no other way to say so
    return DataElement(BaseTag(tag), "SQ", Sequence(found))


def is_binary(vr: str) -> bool:
    """True if values of the VR are numbers as bytes."""
    return vr in BINARY_SIZES or vr in BULK


def _raw(tag: int, vr: str, value: bytes) -> RawDataElement:
    return RawDataElement(BaseTag(tag), vr, len(value), value, 0, False, True)  # noqa: FBT003


def _joined(value: Any) -> str:  # noqa: ANN401  whatever pydicom makes of a value
    if value is None:
        return ""
    if isinstance(value, str | bytes) or not hasattr(value, "__iter__"):
        return str(value)
    if hasattr(value, "components"):  # a Person Name
        return str(value)
    return "\\".join(str(one) for one in value)
