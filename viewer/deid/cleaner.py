"""Makes the copy of a data set, element by element and item by item, at any depth (A-010)."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from pydicom._uid_dict import UID_dictionary
from pydicom.dataset import Dataset

from viewer.deid import codes, dates, piece, values, wording
from viewer.deid.errors import ExcludedError
from viewer.deid.icc import silenced_profile
from viewer.deid.identity import plain_number
from viewer.deid.private import safe_private
from viewer.deid.profile import Option
from viewer.deid.rules import Do, Step
from viewer.deid.structured import graphic_items, is_kept_item
from viewer.deid.table import action_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydicom.tag import BaseTag

    from viewer.deid.identity import Identity
    from viewer.deid.key import JobKey
    from viewer.deid.rules import Rules
    from viewer.media.charset import Charset

DEEPEST: Final = 24  # sequences inside one another
_PATIENT_NAME, _PATIENT_ID = 0x0010_0010, 0x0010_0020
_GRAPHIC_ANNOTATIONS: Final = 0x0070_0001
_ICC_PROFILE: Final = 0x0028_2000
_LABELS: Final = frozenset({0x0070_0002, 0x0070_0080})  # graphic layer, content label
_VALUES_BY_KIND: Final = {
    "TEXT": 0x0040_A160,
    "DATE": 0x0040_A121,
    "TIME": 0x0040_A122,
    "DATETIME": 0x0040_A120,
}
# Sex, smoking, neutered: the codes that rows of the table may keep (PS3.3 C.7.1.1, C.7.2.2).
_CODES_OF_PEOPLE: Final = frozenset({"M", "F", "O", "YES", "NO", "UNKNOWN", "ALTERED", "UNALTERED"})
_FUNCTIONAL_GROUPS: Final = 0x5200  # as many items as frames, come what may
_CLASS_UIDS: Final = frozenset(
    {0x0008_0016, 0x0008_1150, 0x0008_001A, 0x0008_001B, 0x0008_0062, 0x0008_010C, 0x0008_0117}
)
# Coding systems registered with HL7, and classes of the standard newer than the dictionary: of
# numbers so short that no date and no number of a person fits.
_CODING_SYSTEM: Final = re.compile(r"2\.16\.840\.1\.113883\.6(\.\d{1,4}){1,3}")
_CLASS: Final = re.compile(r"1\.2\.840\.10008\.5\.1\.4(\.\d{1,3}){1,6}")
_WRITTEN: Final = frozenset({"CS", "DS", "IS"})


class Cleaner:
    """Cleans data sets of one person by one profile; `tally` counts what was done to what."""

    def __init__(self, rules: Rules, key: JobKey, person: str, identity: Identity) -> None:
        self.rules = rules
        self.key = key
        self.identity = identity
        self.tally: Counter[tuple[str, Do]] = Counter()
        self.not_ascii = False
        self._days = key.shift_days(person)
        self._pseudonym = ""
        self._is_little = True
        self._numbers = identity.numbers()
        self._uids: dict[str, str] = {}

    def clean(self, ds: Dataset, pseudonym: str, letters: Charset) -> Dataset:
        """The copy of a whole data set; raises ExcludedError where it nests too deeply."""
        self._pseudonym = pseudonym
        encoding = ds.original_encoding
        self._is_little = encoding[1] is not False
        return self._dataset(ds, letters, 0)

    def _dataset(self, ds: Dataset, letters: Charset, depth: int) -> Dataset:
        if depth > DEEPEST:
            raise ExcludedError("nested too deeply", "sequences nested deeper than is believable")
        letters = piece.charset_of(ds, letters)
        made: dict[BaseTag, piece.Element] = {}  # at once: a data set looks at each when it is set
        private: list[piece.Element] = []
        for tag, element in piece.in_order(ds):
            if tag == piece.CHARACTER_SET:
                continue
            if tag >> 16 & 1:
                private.append(element)
                continue
            clean = self._standard(ds, element, letters, depth)
            if clean is not None:
                made[tag] = clean
        out = Dataset(made)
        if private:
            self._private(out, private)
        if codes.SCHEME in ds:
            self._coded(out, ds, letters)
        return out

    def _standard(
        self, ds: Dataset, element: piece.Element, letters: Charset, depth: int
    ) -> piece.Element | None:
        tag = int(element.tag)
        vr = piece.vr_of(tag, element.VR)
        step = self.rules.step(tag, vr)
        if vr == "SQ":
            return self._sequence(tag, step, ds, letters, depth)
        return self._value(tag, vr, step, element, letters)

    def _value(
        self, tag: int, vr: str, step: Step, element: piece.Element, letters: Charset
    ) -> piece.Element | None:
        """One element that is no sequence, by its step and, where that fails, by the other one."""
        if tag in {_PATIENT_NAME, _PATIENT_ID}:
            return self._done(tag, Do.DUMMY, piece.text_element(tag, vr, self._pseudonym))
        if step.do in {Do.REMOVE, Do.EMPTY, Do.DUMMY}:
            return self._plainly(tag, vr, step.do)
        if piece.is_empty(element):
            return piece.kept(element, tag, vr)
        if vr == "UI":
            return self._uid(tag, piece.text_of(element, vr, letters))
        made = self._kept_value(tag, vr, step.do, element, letters)
        return made if made is not None else self._plainly(tag, vr, step.otherwise)

    def _kept_value(
        self, tag: int, vr: str, do: Do, element: piece.Element, letters: Charset
    ) -> piece.Element | None:
        if vr in values.MOMENTS or vr == "AS":
            return self._moment(tag, vr, do, piece.text_of(element, vr, letters))
        if do is Do.SHIFT:  # an offset from UTC is the one text among the dates
            text = piece.text_of(element, vr, letters)
            is_zone = dates.is_zone(text)
            return self._done(tag, Do.KEEP, piece.text_element(tag, vr, text)) if is_zone else None
        if vr in values.TEXTS:
            return self._text(tag, vr, do, piece.text_of(element, vr, letters))
        if vr == "UN" or not piece.is_fit(element, tag, vr):
            return None
        return self._kept_number(tag, vr, element, letters)

    def _kept_number(
        self, tag: int, vr: str, element: piece.Element, letters: Charset
    ) -> piece.Element | None:
        if tag in _LABELS:
            return self._label(tag, piece.text_of(element, vr, letters))
        if vr in _WRITTEN and not self._is_harmless(tag, vr, piece.text_of(element, vr, letters)):
            return None
        if tag == _ICC_PROFILE:
            return self._profile(element, vr)
        self.tally[piece.name_of(tag), Do.KEEP] += 1
        return piece.kept(element, tag, vr)

    def _label(self, tag: int, text: str) -> piece.Element:
        """What somebody called a layer or a state: known words, else a name of our own.

        The same one everywhere in the job, as layers are referred to by it.
        """
        if wording.is_all_known(text.replace("_", " "), self.identity):
            return self._done(tag, Do.KEEP, piece.text_element(tag, "CS", text))
        made = self.key.local_code("layer", text.strip())
        return self._done(tag, Do.DUMMY, piece.text_element(tag, "CS", made))

    def _profile(self, element: piece.Element, vr: str) -> piece.Element | None:
        made = silenced_profile(element.value if isinstance(element.value, bytes) else b"")
        if not made:
            return None
        new = piece.number_element(_ICC_PROFILE, vr, made, is_little=self._is_little)
        return self._done(_ICC_PROFILE, Do.KEEP, new)

    def _is_harmless(self, tag: int, vr: str, text: str) -> bool:
        """False for a number or code that is somebody's, and for no code where few are defined."""
        if vr != "CS":
            return not any(plain_number(part) in self._numbers for part in text.split("\\"))
        if tag in action_rows() and text.strip() not in _CODES_OF_PEOPLE:
            return False
        return not any(wording.holds_identity(part, self.identity) for part in text.split("\\"))

    def _moment(self, tag: int, vr: str, do: Do, text: str) -> piece.Element | None:
        found = [part.strip() for part in text.split("\\")]
        if vr == "AS":
            made = [dates.bounded_age(part) for part in found]
        elif do is Do.SHIFT:
            made = [dates.shifted(vr, part, self._days) for part in found]
        else:
            made = [dates.shifted(vr, part, 0) for part in found]
        if not all(made):
            return None
        return self._done(tag, do, piece.text_element(tag, vr, "\\".join(made)))

    def _text(self, tag: int, vr: str, do: Do, text: str) -> piece.Element | None:
        if vr == "PN" or not text:
            return None
        if do is Do.WORDS and vr in values.LONG_TEXTS:
            made = text if wording.is_all_known(text, self.identity) else ""
        elif do is Do.WORDS:
            made = "\\".join(wording.clean_words(t, self.identity) for t in text.split("\\"))
        else:
            is_clean = text.isprintable() and not wording.holds_identity(text, self.identity)
            made = text if is_clean else ""
        if not made.strip("\\ "):
            return None
        self.not_ascii = self.not_ascii or not made.isascii()
        is_same = made == text
        return self._done(tag, Do.KEEP if is_same else do, piece.text_element(tag, vr, made))

    def _uid(self, tag: int, text: str) -> piece.Element:
        made = "\\".join(self._new_uid(tag, one.strip()) for one in text.split("\\"))
        do = Do.KEEP if made == text else Do.UID
        return self._done(tag, do, piece.text_element(tag, "UI", made))

    def _new_uid(self, tag: int, uid: str) -> str:
        """What stands for a UID: itself if it is public and names no instance (A-013)."""
        if not uid or uid in UID_dictionary:
            return uid
        known = _CLASS if tag in _CLASS_UIDS else _CODING_SYSTEM
        if values.is_uid(uid) and known.fullmatch(uid):
            return uid
        if self.rules.profile.has(Option.RETAIN_UIDS) and values.is_uid(uid):
            return uid
        self.identity.uids.add(uid)
        if uid not in self._uids:
            self._uids[uid] = self.key.uid(uid)
        return self._uids[uid]

    def _plainly(self, tag: int, vr: str, do: Do) -> piece.Element | None:
        """Remove, empty or replace, whatever the value is."""
        if do is Do.REMOVE:
            self.tally[piece.name_of(tag), do] += 1
            return None
        if do is Do.EMPTY or vr == "UI":
            text = self.key.uid(f"{tag:08X}") if do is not Do.EMPTY else ""
            return self._done(tag, do, piece.text_element(tag, vr, text))
        value = values.dummy(vr)
        if isinstance(value, str):
            return self._done(tag, do, piece.text_element(tag, vr, value))
        return self._done(tag, do, piece.number_element(tag, vr, value, is_little=self._is_little))

    def _done(self, tag: int, do: Do, element: piece.Element) -> piece.Element:
        self.tally[piece.name_of(tag), do] += 1
        return element

    def _sequence(
        self, tag: int, step: Step, ds: Dataset, letters: Charset, depth: int
    ) -> piece.Element | None:
        if step.do in {Do.REMOVE, Do.EMPTY}:
            return self._no_items(tag, step.do)
        items: Sequence[Dataset] = piece.items_of(ds, tag)
        if tag == _GRAPHIC_ANNOTATIONS:
            items = graphic_items(items)
        cleaned = self._items(tag, step, items, letters, depth)
        if not cleaned and (items or tag == _GRAPHIC_ANNOTATIONS):  # an empty one may be worse
            is_content = step.do is Do.CONTENT
            return self._no_items(tag, Do.REMOVE if is_content else step.otherwise)
        if step.do is Do.DUMMY:
            cleaned = [_dummy_code(self, item) for item in cleaned]
        return self._done(tag, step.do, piece.sequence_element(tag, cleaned))

    def _no_items(self, tag: int, do: Do) -> piece.Element | None:
        if do is Do.REMOVE:
            self.tally[piece.name_of(tag), do] += 1
            return None
        return self._done(tag, Do.EMPTY, piece.sequence_element(tag, ()))

    def _items(
        self, tag: int, step: Step, items: Sequence[Dataset], letters: Charset, depth: int
    ) -> list[Dataset]:
        """What is left of the items; those of which nothing is are left out."""
        is_content = step.do is Do.CONTENT and tag != _GRAPHIC_ANNOTATIONS
        cleaned = []
        for item in items:
            if is_content and not is_kept_item(item, tag):
                self.tally["ContentItem", Do.REMOVE] += 1
                continue
            made = self._dataset(item, letters, depth + 1)
            if is_content and self._lost_its_value(item, made):
                self.tally["ContentItem", Do.REMOVE] += 1
            elif made or not item or tag >> 16 == _FUNCTIONAL_GROUPS:
                cleaned.append(made)
        return cleaned

    def _lost_its_value(self, item: Dataset, made: Dataset) -> bool:
        """True for a content item whose text or moment did not survive: no item of it is left."""
        tag = _VALUES_BY_KIND.get(piece.text_at(item, "ValueType"))
        return tag is not None and tag in item and (tag not in made or is_dummy(made, tag))

    def _private(self, out: Dataset, elements: list[piece.Element]) -> None:
        is_on = self.rules.profile.has(Option.RETAIN_SAFE_PRIVATE)
        kept = safe_private(elements) if is_on else []
        for element in kept:
            out[element.tag] = element
        self.tally["private elements", Do.REMOVE] += len(elements) - len(kept)
        if kept:
            self.tally["private elements", Do.KEEP] += len(kept)

    def _coded(self, out: Dataset, ds: Dataset, letters: Charset) -> None:
        """In a coded entry, what is no code of a public scheme gets another value."""
        scheme = _text(out, codes.SCHEME)
        is_public = codes.is_public(scheme)
        for tag in codes.VALUES:
            value = _text(out, tag)
            if value and not (is_public and codes.is_public_value(tag, value)):
                vr = piece.vr_of(tag, None)
                made = self.key.local_code(scheme, value)
                out[tag] = piece.text_element(tag, vr, made)
        if is_public:
            meaning = codes.clean_meaning(_text(out, codes.MEANING), self.identity)
            self.not_ascii = self.not_ascii or not meaning.isascii()
            out[codes.MEANING] = piece.text_element(
                codes.MEANING, "LO", meaning or values.DUMMY_TEXT
            )
            return
        out[codes.SCHEME] = piece.text_element(codes.SCHEME, "SH", codes.LOCAL_SCHEME)
        out.pop(codes.VERSION, None)
        meaning = ""
        if self.rules.profile.has(Option.CLEAN_DESCRIPTORS):
            said = ds.get_item(codes.MEANING) if codes.MEANING in ds else None
            text = "" if said is None else piece.text_of(said, "LO", letters)
            meaning = wording.clean_words(text, self.identity)
            self.not_ascii = self.not_ascii or not meaning.isascii()
        made_meaning = meaning or values.DUMMY_TEXT
        out[codes.MEANING] = piece.text_element(codes.MEANING, "LO", made_meaning)


def is_dummy(ds: Dataset, tag: int) -> bool:
    """True if an element holds nothing but what stands for a value."""
    element = ds.get_item(tag)
    vr = piece.vr_of(tag, None)
    return element is None or element.value in {
        b"",
        piece.text_element(tag, vr, str(values.dummy(vr))).value,
    }


def _text(ds: Dataset, tag: int) -> str:
    element = ds.get_item(tag) if tag in ds else None
    value = element.value if element is not None else b""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace").strip(" \0")
    return str(value or "").strip()


def _dummy_code(cleaner: Cleaner, item: Dataset) -> Dataset:
    """A coded entry that says nothing, where one must be."""
    if codes.MEANING not in item:
        return item
    made = Dataset()
    values_there = [tag for tag in codes.VALUES if tag in item] or [codes.CODE_VALUE]
    made[codes.CODE_VALUE] = piece.text_element(codes.CODE_VALUE, "SH", "ANON")
    made[codes.SCHEME] = piece.text_element(codes.SCHEME, "SH", codes.LOCAL_SCHEME)
    made[codes.MEANING] = piece.text_element(codes.MEANING, "LO", values.DUMMY_TEXT)
    cleaner.tally["coded entry", Do.DUMMY] += len(values_there)
    return made
