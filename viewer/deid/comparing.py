"""The values of an object beside those of its copy, all of them, for a person to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydicom.datadict import dictionary_description
from pydicom.dataset import Dataset

from viewer.deid import piece
from viewer.deid.compared import WITHIN, Compared, Value
from viewer.deid.convert import to_dataset
from viewer.deid.engine import deidentify
from viewer.deid.errors import ExcludedError
from viewer.media.charset import charset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viewer.deid.key import JobKey
    from viewer.deid.profile import Profile
    from viewer.media.charset import Charset
    from viewer.media.dataset import RawDataset

Original = Dataset  # for those who only pass it on
_LONGEST: Final = 160  # characters of a value that are shown
_MOST_ITEMS: Final = 8  # of one sequence
_MOST_VALUES: Final = 4000
_DEEPEST: Final = 4


def original(raw: RawDataset) -> Original:
    """An object to be compared with its copies; raises ExcludedError."""
    return to_dataset(raw)


def compared(ds: Original, profile: Profile, key: JobKey) -> Compared:
    """What the copy by `profile` would say in place of what `ds` says.

    Never raises for what is in a file: an object that cannot be copied says why.
    """
    patient_id = piece.text_at(ds, "PatientID").strip()
    try:
        out, report = deidentify(ds, profile, key)
    except ExcludedError as error:
        return Compared(patient_id, "", tuple(_values(ds, None)), str(error))
    return Compared(patient_id, report.pseudonym, tuple(_values(ds, out)))


def _values(before: Dataset, after: Dataset | None) -> list[Value]:
    found: list[Value] = []
    letters = charset(b"")
    for value in _walk(before, after, "", 0, (letters, letters)):
        found.append(value)
        if len(found) >= _MOST_VALUES:
            break
    return found


def _walk(
    before: Dataset | None,
    after: Dataset | None,
    within: str,
    depth: int,
    letters: tuple[Charset, Charset],
) -> Iterator[Value]:
    first = letters[0] if before is None else piece.charset_of(before, letters[0])
    second = letters[1] if after is None else piece.charset_of(after, letters[1])
    tags = {*(before.keys() if before is not None else ())}
    tags |= {*(after.keys() if after is not None else ())}
    for tag in sorted(tags):
        vr = _vr(before, after, int(tag))
        name = within + _name(int(tag))
        if vr == "SQ":
            if depth < _DEEPEST:
                for one, other in _items(before, after, int(tag)):
                    yield from _walk(one, other, f"{name}{WITHIN}", depth + 1, (first, second))
            continue
        was, now = _text(before, int(tag), vr, first), _text(after, int(tag), vr, second)
        if was or now:
            yield Value(int(tag), name, was, now)


def _items(
    before: Dataset | None, after: Dataset | None, tag: int
) -> list[tuple[Dataset | None, Dataset | None]]:
    """The items side by side; the copy has all of them, or none."""
    one = piece.items_of(before, tag) if before is not None and tag in before else ()
    other = piece.items_of(after, tag) if after is not None and tag in after else ()
    count = min(max(len(one), len(other)), _MOST_ITEMS)
    return [
        (one[n] if n < len(one) else None, other[n] if n < len(other) else None)
        for n in range(count)
    ]


def _vr(before: Dataset | None, after: Dataset | None, tag: int) -> str:
    for ds in (before, after):
        element = ds.get_item(tag) if ds is not None and tag in ds else None
        if element is not None:
            return piece.vr_of(tag, element.VR)
    return "UN"


def _text(ds: Dataset | None, tag: int, vr: str, letters: Charset) -> str:
    element = ds.get_item(tag) if ds is not None and tag in ds else None
    if element is None or piece.is_empty(element):
        return ""
    if piece.is_binary(vr) or vr in {"UN", "OB", "OW", "AT"}:
        return _binary(ds, tag, vr)
    return piece.text_of(element, vr, letters).strip()[:_LONGEST]


def _binary(ds: Dataset | None, tag: int, vr: str) -> str:
    """Numbers as such; of all else how much there is."""
    assert ds is not None
    element = ds.get_item(tag)
    value = element.value if element is not None else None
    if vr in {"US", "SS", "UL", "SL", "FL", "FD", "UV", "SV", "AT"}:
        try:
            return str(ds[tag].value)[:_LONGEST]
        except Exception:  # noqa: BLE001  pydicom fails at odd values in many ways
            return "(unreadable)"
    return f"({len(value)} bytes)" if isinstance(value, bytes) else "(data)"


def _name(tag: int) -> str:
    try:
        return dictionary_description(tag).strip()
    except KeyError:
        kind = "Private " if tag >> 16 & 1 else "Unknown "
        return f"{kind}({tag >> 16:04X},{tag & 0xFFFF:04X})"
