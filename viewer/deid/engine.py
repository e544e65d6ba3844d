"""`deidentify`: a data set in, its copy without identity and an account of it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from viewer.deid import piece
from viewer.deid.cleaner import DEEPEST, Cleaner
from viewer.deid.errors import ExcludedError
from viewer.deid.folding import folded
from viewer.deid.identity import Identity, take
from viewer.deid.marks import mark
from viewer.deid.objects import refuse, sop_class_name
from viewer.deid.profile import Option
from viewer.deid.rules import Do, Rules, kind_of
from viewer.media.charset import REPLACEMENT, charset

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydicom.dataset import Dataset

    from viewer.deid.key import JobKey
    from viewer.deid.profile import Profile
    from viewer.media.charset import Charset

_CODE: Final = "{code}"
_TEXTS: Final = frozenset({"PN", "LO", "SH", "DA", "UT", "ST", "LT", "UC", "CS", "AE", "IS"})
_LONGEST_ID: Final = 64


@dataclass(frozen=True, slots=True)
class DeidReport:
    """What was done to one data set; nothing in it says who it was, but for `identity`.

    `tally` is (attribute, what was done, how often). `identity` holds the terms that were found,
    for the proof to search for; it is never written anywhere.
    """

    pseudonym: str
    person_code: str  # the same for the same person in this job, and nothing else
    shift_days: int = field(default=0, repr=False)  # by which all dates were moved
    tally: tuple[tuple[str, Do, int], ...] = ()
    identity: Identity = field(default_factory=Identity, repr=False)

    def count(self, do: Do) -> int:
        """How many elements this was done to."""
        return sum(number for _, done, number in self.tally if done is do)


@dataclass(frozen=True, slots=True)
class Change:
    """One value of the source beside what the copy has for it, for a person to look at."""

    name: str
    before: str
    after: str


def deidentify(
    dataset: Dataset,
    profile: Profile,
    key: JobKey,
    *,
    pixels_cleaned: bool = False,
    known: Mapping[str, Identity] | None = None,
    others: Identity | None = None,
) -> tuple[Dataset, DeidReport]:
    """The copy of `dataset` by `profile`; the input is not changed, values may be shared.

    `pixels_cleaned` says that text in the pixels was looked for and masked, which the copy then
    states. `known` are terms that other files of the same people taught, by `person_code`; `others`
    those of everybody, which are taken out as well. The file meta information is made anew by
    whoever writes the copy.

    Raises ExcludedError for what cannot be made anonymous (`viewer.deid.objects`).
    """
    refuse(dataset, str(getattr(dataset, "file_meta", {}).get("TransferSyntaxUID", "")), profile)
    letters = piece.charset_of(dataset, charset(b""))
    identity = identity_in(dataset, profile)
    person = person_of(dataset, letters)
    if known is not None and key.code(person) in known:
        identity.merge(known[key.code(person)])
    pseudonym = pseudonym_of(dataset, letters, profile, key)
    rules = Rules(profile, kind_of(sop_class_name(piece.text_at(dataset, "SOPClassUID"))))
    terms = Identity()
    for one in (identity, *([others] if others is not None else ())):
        terms.merge(one)
    cleaner = Cleaner(rules, key, person, terms)
    out = cleaner.clean(dataset, pseudonym, letters)
    for tag, vr in ((0x0010_0010, "PN"), (0x0010_0020, "LO")):  # a copy is never nobody's
        if tag not in out:
            out[tag] = piece.text_element(tag, vr, pseudonym)
    identity.uids |= terms.uids
    mark(out, dataset, profile, pixels_cleaned=pixels_cleaned)
    if cleaner.not_ascii:
        text = piece.text_element(piece.CHARACTER_SET, "CS", piece.UTF8)
        out[piece.CHARACTER_SET] = text
    tally = tuple((name, do, number) for (name, do), number in sorted(cleaner.tally.items()))
    is_moved = profile.has(Option.RETAIN_MODIFIED_DATES)
    shift_days = key.shift_days(person) if is_moved else 0
    return out, DeidReport(pseudonym, key.code(person), shift_days, tally, identity)


def identity_in(dataset: Dataset, profile: Profile) -> Identity:
    """Every term in a data set that says who somebody is; raises ExcludedError."""
    identity = Identity()
    for word in profile.extra_words:
        identity.add_name(word)
        identity.add_identifier(word)
    _learn(identity, dataset, piece.charset_of(dataset, charset(b"")), profile, 0)
    return identity


def person_of(ds: Dataset, letters: Charset) -> str:
    """What tells one person from another: the ID and who gave it, else name and birth date.

    Without any of these a study is a person of its own, so that two are never taken for one.
    """
    patient_id = _value(ds, 0x0010_0020, "LO", letters)
    if patient_id:
        return f"id\0{patient_id}\0{_value(ds, 0x0010_0021, 'LO', letters)}"
    name = " ".join(folded(_value(ds, 0x0010_0010, "PN", letters)).replace("^", " ").split())
    if name:
        return f"name\0{name}\0{_value(ds, 0x0010_0030, 'DA', letters)}"
    return f"study\0{_value(ds, 0x0020_000D, 'UI', letters)}"


def pseudonym_of(ds: Dataset, letters: Charset, profile: Profile, key: JobKey) -> str:
    """The new Patient ID and name: chosen for this ID, or by the profile's pattern."""
    patient_id = _value(ds, 0x0010_0020, "LO", letters)
    chosen = dict(profile.pseudonyms).get(patient_id, profile.pseudonym)
    return chosen.replace(_CODE, key.code(person_of(ds, letters)))[:_LONGEST_ID]


def changes(before: Dataset, after: Dataset) -> tuple[Change, ...]:
    """Every text, number and date of the top level that the copy has not, or has otherwise."""
    found = []
    first, second = (piece.charset_of(ds, charset(b"")) for ds in (before, after))
    for tag in sorted({*before.keys(), *after.keys()}):
        old, new = before.get_item(tag), after.get_item(tag)
        one = old if old is not None else new
        vr = piece.vr_of(int(tag), one.VR if one is not None else None)
        if vr == "SQ" or (vr not in _TEXTS and vr not in {"UI", "TM", "DT", "AS", "DS"}):
            continue
        was = "" if old is None else piece.text_of(old, vr, first)
        now = "" if new is None else piece.text_of(new, vr, second)
        if was != now:
            found.append(Change(piece.name_of(int(tag)), was, now))
    return tuple(found)


def _learn(identity: Identity, ds: Dataset, letters: Charset, profile: Profile, depth: int) -> None:
    """Collect the terms of identity at every depth, private elements with names included."""
    if depth > DEEPEST:
        raise ExcludedError("nested too deeply", "sequences nested deeper than is believable")
    letters = piece.charset_of(ds, letters)
    for tag, element in list(ds.items()):
        vr = element.VR or piece.vr_of(int(tag), None)
        if vr == "SQ":
            for item in piece.items_of(ds, int(tag)):
                _learn(identity, item, letters, profile, depth + 1)
            continue
        if vr == "UN":
            vr = piece.vr_of(int(tag), None)
        if vr in _TEXTS and not piece.is_empty(element):
            text = piece.text_of(element, vr, letters)
            take(identity, int(tag), vr, text, profile)
            if REPLACEMENT in text and isinstance(element.value, bytes):
                _learn_undeclared(identity, element.value)


def _learn_undeclared(identity: Identity, raw: bytes) -> None:
    """A name whose letters are not those declared may be written rightly elsewhere."""
    if REPLACEMENT.encode() in raw:
        return  # somebody has lost the letters before
    for letters in ("utf-8", "iso8859-1"):
        identity.add_name(raw.decode(letters, "ignore"))


def _value(ds: Dataset, tag: int, vr: str, letters: Charset) -> str:
    element = ds.get_item(tag) if tag in ds else None
    return "" if element is None else piece.text_of(element, vr, letters).strip()
