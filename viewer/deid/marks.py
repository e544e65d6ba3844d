"""What a copy says about itself: that identity was removed, by whom and how (A-016)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydicom.dataset import Dataset
from pydicom.tag import BaseTag

import viewer
from viewer.deid import piece, values
from viewer.deid.profile import BASIC_PROFILE, MEANINGS, Option
from viewer.deid.table import EDITION

if TYPE_CHECKING:
    from viewer.deid.profile import Profile

IDENTITY_REMOVED: Final = 0x0012_0062
METHOD: Final = 0x0012_0063
METHOD_CODES: Final = 0x0012_0064
TEMPORAL_INFORMATION: Final = 0x0028_0303
BURNED_IN: Final = 0x0028_0301
_CODE_VALUE, _SCHEME, _MEANING = (BaseTag(tag) for tag in (0x0008_0100, 0x0008_0102, 0x0008_0104))
_LONGEST: Final = 64
_OPTIONS: Final = {option.value: meaning for option, meaning in MEANINGS.items()}


def mark(out: Dataset, source: Dataset, profile: Profile, *, pixels_cleaned: bool) -> None:
    """Set the marks on `out`; those `source` had from elsewhere are kept where they are codes."""
    options = set(profile.options)
    if not pixels_cleaned:
        options.discard(Option.CLEAN_PIXELS)
    out[IDENTITY_REMOVED] = piece.text_element(IDENTITY_REMOVED, "CS", "YES")
    method = (f"Lightbox {viewer.__version__}", EDITION, f"profile {profile.name}")
    text = "\\".join(part[:_LONGEST] for part in method)
    out[METHOD] = piece.text_element(METHOD, "LO", text)
    codes = dict([BASIC_PROFILE, *((option.value, MEANINGS[option]) for option in sorted(options))])
    for code in _codes_there(source):
        if code not in codes and code in _OPTIONS:
            codes[code] = _OPTIONS[code]
    out[METHOD_CODES] = piece.sequence_element(
        METHOD_CODES, [_code(value, meaning) for value, meaning in codes.items()]
    )
    kept = piece.text_element(TEMPORAL_INFORMATION, "CS", temporal_information(profile))
    out[TEMPORAL_INFORMATION] = kept
    if pixels_cleaned:
        out[BURNED_IN] = piece.text_element(BURNED_IN, "CS", "NO")


def own_texts(profile: Profile) -> tuple[str, ...]:
    """Everything that stands in a copy because we put it there."""
    program = ("Lightbox", EDITION, "profile", profile.name, values.DUMMY_TEXT)
    return (*program, BASIC_PROFILE[1], *MEANINGS.values())


def temporal_information(profile: Profile) -> str:
    """What became of the dates (0028,0303)."""
    if profile.has(Option.RETAIN_FULL_DATES):
        return "UNMODIFIED"
    return "MODIFIED" if profile.has(Option.RETAIN_MODIFIED_DATES) else "REMOVED"


def _codes_there(source: Dataset) -> list[str]:
    """Codes of options that another program applied before."""
    items = piece.items_of(source, METHOD_CODES) if METHOD_CODES in source else ()
    return [piece.text_at(item, "CodeValue") for item in items]


def _code(value: str, meaning: str) -> Dataset:
    texts = (
        (_CODE_VALUE, "SH", value),
        (_SCHEME, "SH", "DCM"),
        (_MEANING, "LO", meaning[:_LONGEST]),
    )
    return Dataset({tag: piece.text_element(tag, vr, text) for tag, vr, text in texts})
