"""A DICOMDIR that is being made: a record for each object, from its header alone (M-020)."""

from __future__ import annotations

import struct
from collections import Counter
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final

from pydicom.datadict import dictionary_VM, dictionary_VR, tag_for_keyword

from viewer.media import attributes as at
from viewer.media import directory_keys as keys
from viewer.media.charset import charset, plain
from viewer.media.directory_file import RecordNode, directory_bytes
from viewer.media.directory_values import mended
from viewer.media.header_memory import remembered
from viewer.media.rewrite import element, encoded, encoded_items, head

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from viewer.media.dataset import RawDataset

ICON: Final = 0x0088_0200
_CONTENT: Final = 0x0040_A730
_RELATIONSHIP: Final = 0x0040_A010
_VERIFIERS: Final = 0x0040_A073
_VERIFIED_WHEN: Final = 0x0040_A030
_CDA: Final = "1.2.840.10008.5.1.4.1.1.104.2"
_HL7_IDENTIFIER: Final = 0x0040_E001
_UTF8: Final = b"ISO_IR 192"
_TEXTS: Final = frozenset({"LO", "SH", "PN", "ST", "LT", "UT", "UC"})
_NUMBERS: Final = {"US": "<H", "UL": "<I"}


class DirectoryWriter:
    """Collects records in the order of `add`, then makes the file.

    `unknown` is the text that stands where a record must have a value and its object has none;
    `filled` counts the keywords for which something did.
    """

    def __init__(self, file_set_id: str, instance_uid: str, unknown: str = "UNKNOWN") -> None:
        self.file_set_id = file_set_id
        self.instance_uid = instance_uid
        self.roots: dict[str, RecordNode] = {}
        self.root_elements: Mapping[int, bytes] = {}
        self.filled: Counter[str] = Counter()
        self._unknown = unknown

    def add(
        self, raw: RawDataset, file_id: Sequence[str], syntax: str, icon: bytes = b""
    ) -> tuple[str, str, str]:
        """List an object that will lie at `file_id`; gives the keys of the records above it.

        `icon` is a whole Icon Image Sequence element for the record of the object.
        """
        kind = keys.kind_of(raw.uid(at.SOP_CLASS_UID))
        level, above = self.roots, ("", "", "")
        if kind not in keys.OF_NOBODY:
            above = self._above(raw)
            patient = self._node(self.roots, above[0], "PATIENT", raw, keys.PATIENT)
            study = self._node(patient.below, above[1], "STUDY", raw, keys.STUDY)
            level = self._node(study.below, above[2], "SERIES", raw, keys.SERIES).below
        elements = self._keys(raw, keys.LEAVES[kind], len(level) + 1)
        if kind in keys.WITH_CONCEPTS:
            elements |= _concepts(raw)
        if raw.uid(at.SOP_CLASS_UID) == _CDA and _HL7_IDENTIFIER not in elements:
            self.filled["HL7InstanceIdentifier"] += 1  # 1C of these; a UID is one
            uid = raw.uid(at.SOP_INSTANCE_UID).encode()
            elements[_HL7_IDENTIFIER] = element(_HL7_IDENTIFIER, b"ST", uid)
        if icon:
            elements[ICON] = icon
        elements |= {
            0x0004_1500: element(0x0004_1500, b"CS", "\\".join(file_id).encode("ascii")),
            0x0004_1510: element(0x0004_1510, b"UI", raw.uid(at.SOP_CLASS_UID).encode()),
            0x0004_1511: element(0x0004_1511, b"UI", raw.uid(at.SOP_INSTANCE_UID).encode()),
            0x0004_1512: element(0x0004_1512, b"UI", syntax.encode("ascii")),
        }
        level["/".join(file_id)] = _record(kind, elements)
        return above

    def set_icon(self, above: tuple[str, str, str], icon: bytes) -> None:
        """Give a SERIES record an Icon Image Sequence element."""
        node = self.roots[above[0]].below[above[1]].below[above[2]]
        node.content += icon  # its tag is behind all keys of the record

    def sort(self) -> None:
        """Put the records in the order of the File IDs, whatever order they came in."""
        _sort(self.roots)

    def to_bytes(self) -> bytes:
        """The whole file."""
        return directory_bytes(self.roots, self.file_set_id, self.instance_uid, self.root_elements)

    def _above(self, raw: RawDataset) -> tuple[str, str, str]:
        """Patient ID, which tells PATIENT records apart (M-011), and the UIDs."""
        patient = raw.text(at.PATIENT_ID).strip()
        if not patient:
            patient = f"\n{raw.name(at.PATIENT_NAME)}"  # a number of nobody's
        return patient, raw.uid(at.STUDY_INSTANCE_UID), raw.uid(at.SERIES_INSTANCE_UID)

    def _node(
        self,
        level: dict[str, RecordNode],
        key: str,
        kind: str,
        raw: RawDataset,
        wanted: keys.Keys,
    ) -> RecordNode:
        if key not in level:
            level[key] = _record(kind, self._keys(raw, wanted, len(level) + 1))
        return level[key]

    def _keys(self, raw: RawDataset, wanted: keys.Keys, number: int) -> dict[int, bytes]:
        """Elements by tag; `number` is the place among the siblings."""
        elements: dict[int, bytes] = {}
        letters = raw.raw(at.SPECIFIC_CHARACTER_SET).rstrip(b" \0")
        if _has_undeclared_letters(raw, wanted):
            letters = _UTF8
        if letters:
            elements[at.SPECIFIC_CHARACTER_SET] = element(at.SPECIFIC_CHARACTER_SET, b"CS", letters)
        for keyword, need in wanted.items():
            tag, vr, _ = _described(keyword)
            made = remembered(_maker(keyword), raw)
            if not made and need == "1":
                made = self._filler(raw, keyword, number)
            if made or need != "3":
                elements[tag] = made or head(tag, vr.encode("ascii"), 0)
        return elements

    def _filler(self, raw: RawDataset, keyword: str, number: int) -> bytes:
        """What stands for a value that must be there; b"" for a sequence."""
        tag, vr, _ = _described(keyword)
        if vr == "SQ":
            return b""
        self.filled[keyword] += 1
        for other in keys.FALLBACKS.get(keyword, ()):
            found = _text_of(raw, other, vr)
            if found:
                return element(tag, vr.encode("ascii"), found)
        if keyword in {"SeriesNumber", "InstanceNumber"}:
            text = str(number)
        elif keyword == "PatientID":
            text = self._unknown + (f"_{number}" if number > 1 else "")
        else:
            text = keys.CONSTANTS.get(keyword) or keys.BY_VR.get(vr, self._unknown)
        if vr in _NUMBERS:
            return element(tag, vr.encode("ascii"), struct.pack(_NUMBERS[vr], int(text)))
        return element(tag, vr.encode("ascii"), text.encode("ascii"))


@lru_cache(maxsize=256)
def _described(keyword: str) -> tuple[int, str, bool]:
    """Tag, VR, and whether the attribute has one value only."""
    tag = tag_for_keyword(keyword)
    assert tag is not None
    return tag, str(dictionary_VR(tag)), str(dictionary_VM(tag)) == "1"


@lru_cache(maxsize=256)
def _maker(keyword: str) -> Callable[[RawDataset], bytes]:
    """`_from_object` of one keyword, as a function that can be remembered by itself."""
    return partial(_from_object, keyword=keyword)


def _from_object(raw: RawDataset, keyword: str) -> bytes:
    """The element of a record from its object, b"" if there is nothing that can be used."""
    tag, vr, _ = _described(keyword)
    if tag not in raw:
        return b""
    if vr == "SQ":
        return encoded(raw, tag) if raw.first_item(tag) is not None else b""
    if vr in _NUMBERS:
        number = raw.integer(tag)
        most = (1 << 8 * struct.calcsize(_NUMBERS[vr])) - 1
        if number is None or not 0 <= number <= most:
            return b""
        return element(tag, vr.encode("ascii"), struct.pack(_NUMBERS[vr], number))
    value = _text_of(raw, keyword, vr)
    return element(tag, vr.encode("ascii"), value) if value else b""


def _text_of(raw: RawDataset, keyword: str, vr: str) -> bytes:
    tag, _, single = _described(keyword)
    if tag not in raw:
        return b""
    value, letters = raw.raw(tag), raw.charset
    if vr in _TEXTS and not letters.declared and not _is_ascii(value):
        read = letters.decode_name if vr == "PN" else letters.decode
        value, letters = read(value).encode("utf-8"), charset(_UTF8)
    return mended(vr, value, single=single, letters=letters)


def _has_undeclared_letters(raw: RawDataset, wanted: keys.Keys) -> bool:
    """Whether a text has letters no character set is declared for: the record declares one."""
    if raw.charset.declared:
        return False
    texts = (tag for tag, vr, _ in map(_described, wanted) if vr in _TEXTS)
    return not all(_is_ascii(raw.raw(tag)) for tag in texts if tag in raw)


def _is_ascii(value: bytes) -> bool:
    """Whether it is the same in every character set."""
    return value.isascii() and b"\x1b" not in value


def _concepts(raw: RawDataset) -> dict[int, bytes]:
    """What qualifies the title of a document, and when it was verified (1C of its record)."""
    found: dict[int, bytes] = {}
    modifiers = [
        item
        for item in raw.items(_CONTENT)
        if plain(item.raw(_RELATIONSHIP)).strip() == "HAS CONCEPT MOD"
    ]
    if modifiers:
        found[_CONTENT] = encoded_items(_CONTENT, modifiers)
    if _text_of(raw, "VerificationFlag", "CS") == b"VERIFIED":
        moments = (
            mended("DT", item.raw(_VERIFIED_WHEN), single=True) for item in raw.items(_VERIFIERS)
        )
        latest = max(moments, default=b"") or keys.BY_VR["DT"].encode("ascii")
        found[_VERIFIED_WHEN] = element(_VERIFIED_WHEN, b"DT", latest)
    return found


def _sort(level: dict[str, RecordNode]) -> str:
    """Sort by the first File ID that is below each record, and give the first of all."""
    firsts = {key: _sort(node.below) if node.below else key for key, node in level.items()}
    ordered = sorted(level.items(), key=lambda one: firsts[one[0]])
    level.clear()
    level.update(ordered)
    return min(firsts.values(), default="")


def _record(kind: str, elements: dict[int, bytes]) -> RecordNode:
    elements[0x0004_1430] = element(0x0004_1430, b"CS", kind.encode("ascii"))
    return RecordNode(b"".join(elements[tag] for tag in sorted(elements)))
