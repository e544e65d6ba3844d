"""What is said beside an image whose file says that identity was removed (S-17, A-016)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from viewer.model.header import InstanceHeader, PatientFacts

BADGE: Final = "de-identified"
DOUBTFUL: Final = "de-identified, doubtful"  # where the reason has no room
NAMED: Final = "says de-identified, but names somebody"
BORN: Final = "says de-identified, but has a birth date"
_LONGEST: Final = 40  # characters of the method, a line of the corner
_WORD: Final = re.compile(r"[^\W\d_]+")
# Parts of what stands for a name after it was taken out, and of names nobody has.
_NOBODY: Final = (
    *("anon", "deid", "de-id", "removed", "subject", "patient", "case", "test", "pseudo", "person"),
    *("unknown", "none", "name", "phantom", "sample", "study", "volunteer", "redacted", "hidden"),
)


def badge(header: InstanceHeader, *, full: bool = False) -> str:
    """Say "de-identified", `full` with how; "" for others. Ask `doubt` before it is believed."""
    if not header.deidentified:
        return ""
    if full and header.deid_method:
        method = header.deid_method
        cut = method if len(method) <= _LONGEST else f"{method[: _LONGEST - 1]}…"
        return f"{BADGE}: {cut}"
    return BADGE


def doubt(header: InstanceHeader) -> str:
    """Why the file is not to be believed, "" if nothing speaks against it."""
    if not header.deidentified:
        return ""
    if _is_somebody(header.patient):
        return NAMED
    return BORN if _is_day(header.patient.birth_date) else ""


def _is_somebody(patient: PatientFacts) -> bool:
    """A family and a given name of letters, none of which says that it is none."""
    family, comma, given = patient.name.partition(",")
    parts = [_WORD.findall(family), _WORD.findall(given)]
    small = patient.name.casefold()
    if not comma or family.strip().casefold() == "doe" or any(word in small for word in _NOBODY):
        return False
    return all(words and all(len(word) > 1 for word in words) for words in parts)


def _is_day(birth_date: str) -> bool:
    """A day of birth; the first of January is what only a year becomes."""
    digits = birth_date.replace(".", "").strip()
    return len(digits) == 8 and digits.isdigit() and digits[4:] not in {"0101", "0000"}
