"""Values: whether one is what its VR says, and one that stands for it (A-019).

A value kept must be what the dictionary says of its attribute: a number where numbers belong, no
more of them than there may be. Else text would pass as "Rows".
"""

from __future__ import annotations

import re
from typing import Final

BINARY_SIZES: Final = {
    "US": 2,
    "SS": 2,
    "UL": 4,
    "SL": 4,
    "FL": 4,
    "FD": 8,
    "AT": 4,
    "SV": 8,
    "UV": 8,
    "OW": 2,
    "OF": 4,
    "OL": 4,
    "OD": 8,
    "OV": 8,
    "OB": 1,
}
TEXTS: Final = frozenset({"LO", "SH", "LT", "ST", "UT", "UC", "PN", "AE", "UR"})
LONG_TEXTS: Final = frozenset({"LT", "ST", "UT"})
NUMBERS: Final = frozenset({"US", "SS", "UL", "SL", "FL", "FD", "AT", "SV", "UV"})
BULK: Final = frozenset({"OB", "OW", "OF", "OD", "OL", "OV"})
MOMENTS: Final = frozenset({"DA", "TM", "DT"})
_DECIMAL: Final = re.compile(r" *[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)? *")
_WHOLE: Final = re.compile(r" *[+-]?\d{1,10} *")
_CODED: Final = re.compile(r" *[A-Z0-9_ ]{0,16} *")
_UID: Final = re.compile(r"[0-2](\.(0|[1-9]\d*))+")
_LONGEST_NUMBER: Final = 16
_LONGEST_UID: Final = 64
DUMMY_TEXT: Final = "ANONYMIZED"
_DUMMIES: Final[dict[str, str | float | bytes]] = {
    **dict.fromkeys(("LO", "SH", "LT", "ST", "UT", "UC", "PN", "AE", "CS"), DUMMY_TEXT),
    "DA": "19000101",
    "TM": "000000",
    "DT": "19000101000000",
    "AS": "000Y",
    "DS": "0",
    "IS": "0",
    "UR": "urn:anonymized",
    "FL": 0.0,
    "FD": 0.0,
    **dict.fromkeys(("US", "SS", "UL", "SL", "AT", "SV", "UV"), 0),
    **dict.fromkeys(("OB", "OW", "UN"), b"\0\0"),
    **dict.fromkeys(("OF", "OL"), b"\0\0\0\0"),
    **dict.fromkeys(("OD", "OV"), b"\0\0\0\0\0\0\0\0"),
}


def dummy(vr: str) -> str | float | bytes:
    """A value that obeys the VR and says nothing; "" for an unknown VR."""
    return _DUMMIES.get(vr, "")


def is_uid(text: str) -> bool:
    """True for a well-formed UID (PS3.5 9.1)."""
    return len(text) <= _LONGEST_UID and _UID.fullmatch(text) is not None


def fits(vr: str, value: bytes, vm: str) -> bool:
    """True if raw bytes are numbers or codes of this VR, and as many as `vm` allows."""
    most = _most(vm)
    size = BINARY_SIZES.get(vr)
    if size is not None:
        whole = len(value) % size == 0
        return whole and (vr in BULK or len(value) <= size * most)
    try:
        values = value.decode("ascii").rstrip(" \0").split("\\")
    except UnicodeDecodeError:
        return False
    return len(values) <= most and all(is_one(vr, text) for text in values)


def is_one(vr: str, text: str) -> bool:
    """True if a text is one number or code of this VR; an empty one always is."""
    if not text.strip():
        return True
    if vr == "DS":
        return len(text.strip()) <= 2 * _LONGEST_NUMBER and _DECIMAL.fullmatch(text) is not None
    if vr == "IS":
        return _WHOLE.fullmatch(text) is not None
    return vr == "CS" and _CODED.fullmatch(text) is not None


def _most(vm: str) -> int:
    """The largest number of values: "1-3" is 3, "2-2n" and "1-n" as many as one likes."""
    last = vm.rpartition("-")[2]
    return int(last) if last.isdigit() else 1 << 31
