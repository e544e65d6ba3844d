"""What in a data set says who somebody is: the terms that no text of the copy may hold."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from viewer.deid.folding import folded, is_undivided, words
from viewer.deid.profile import Option
from viewer.deid.table import safe_words

if TYPE_CHECKING:
    from viewer.deid.profile import Profile

SHORTEST: Final = 4  # characters of an identifier that are searched for
_SHORTEST_NAME: Final = 2
_SHORTEST_INSIDE: Final = 5  # letters of a name that is looked for inside longer words
_SHORTEST_NUMBER: Final = 6
_FIGURES: Final = re.compile(r"[0-9]+")
_INSTITUTION: Final = frozenset(
    {0x0008_0080, 0x0008_0081, 0x0008_1040, 0x0012_0030, 0x0012_0031, 0x0012_0060}
)
_DEVICE: Final = frozenset({0x0008_1010, 0x0018_1000, 0x0040_0010, 0x0040_0242, 0x0008_0055})
_IDENTIFIERS: Final = frozenset(
    {
        *(0x0008_0050, 0x0010_0020, 0x0010_0021, 0x0010_1000, 0x0010_1001, 0x0010_1040),
        *(0x0010_1080, 0x0010_1081, 0x0010_1090, 0x0010_2154, 0x0010_2155, 0x0010_2299),
        *(0x0012_0040, 0x0012_0042, 0x0020_0010, 0x0032_1033, 0x0038_0010, 0x0038_0060),
        *(0x0040_0009, 0x0040_0253, 0x0040_1001, 0x0040_2016, 0x0040_2017, 0x0008_0094),
        *(0x0008_0092, 0x0040_A027, 0x0040_0512, 0x0040_0551, 0x0008_0116, 0x0010_2000),
        *(0x0040_1400, 0x0018_1007, 0x0018_1008, 0x0018_700A),
    }
)
_WORD: Final = re.compile(r"[^\W_]+")
_TWO_LETTERS: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "å": "aa", "ø": "oe"}
)
_BIRTH_DATE, _INSTITUTION_NAME = 0x0010_0030, 0x0008_0080
# Of institutions anywhere, and of makers who give their names to scanners' first settings.
_EVERY_PLACE: Final = frozenset(
    {
        *("canon", "carestream", "center", "central", "centre", "clinica", "clinique"),
        *("department", "diagnostic", "diagnostics", "diagnostik", "electric", "elekta"),
        *("esaote", "fujifilm", "general", "health", "healthcare", "healthineers", "hitachi"),
        *("hologic", "hopital", "hospitals", "images", "imaging", "institut", "institute"),
        *("international", "kantonsspital", "klinik", "kliniken", "klinikum", "kodak"),
        *("krankenhaus", "medical", "mindray", "national", "olympus", "ospedale", "philips"),
        *("picture", "pictures", "praxis", "private", "radiologia", "radiologie"),
        *("radiologisches", "regional", "research", "saint", "samsung", "scanner", "shimadzu"),
        *("siemens", "spital", "system", "systems", "toshiba", "united", "universitaet"),
        *("universitaetsklinikum", "universitat", "universitatsklinikum", "university"),
        *("varian", "zeiss", "zentrum"),
    }
)
# Value Types of reports (PS3.3 C.17.3.2.1), without which an item is none.
_KINDS_OF_ITEMS: Final = frozenset(
    {"pname", "datetime", "uidref", "image", "composite", "waveform", "scoord", "scoord3d"}
    | {"tcoord", "container", "table"}
)
_MONTHS: Final = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905  shorter
# Never anybody's: what systems put where a name or number is missing.
_PLACEHOLDERS: Final = frozenset(
    [
        "none",
        "null",
        "unknown",
        "anonymous",
        "anonymized",
        "anonymised",
        "anon",
        "test",
        "patient",
        "name",
        "unnamed",
        "dummy",
        "noname",
        "physician",
        "doctor",
        "operator",
        "default",
        "hospital",
        "clinic",
        "radiology",
        "admin",
        "user",
        "service",
        "removed",
    ]
)


@dataclass(slots=True)
class Identity:
    """Terms found so far: `names` are folded single words, `identifiers` values as they are.

    `spellings` are names with their accents, for those who compare bytes.
    """

    names: set[str] = field(default_factory=set)
    spellings: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=set)
    uids: set[str] = field(default_factory=set)

    def add_name(self, text: str) -> None:
        """Every word of every component of a Person Name."""
        spelled = {
            word
            for word in _WORD.findall(text.lower())
            if len(word) >= _SHORTEST_NAME or is_undivided(word)
        }
        spelled |= {word.translate(_TWO_LETTERS) for word in spelled}
        found = {word for spelling in spelled for word in words(spelling)}
        self.names |= {w for w in found - _PLACEHOLDERS if not w.isdigit()}
        self.spellings |= {s for s in spelled if folded(s) in self.names}

    def add_identifier(self, text: str) -> None:
        """One value of an identifying attribute."""
        value = text.strip()
        if len(value) < SHORTEST or folded(value) in _PLACEHOLDERS or len(set(value)) == 1:
            return
        found = words(value)
        if found and all(word in safe_words() for word in found):
            return  # "CT abdomen" where a number should be
        self.identifiers.add(value)

    def add_place(self, text: str) -> None:
        """The words of an institution's name that are not those of every other one."""
        for word in words(text):
            is_common = word in safe_words() | _PLACEHOLDERS | _EVERY_PLACE
            if len(word) >= _SHORTEST_INSIDE and not is_common and not word.isdigit():
                self.identifiers.add(word)

    def add_birth_date(self, text: str) -> None:
        """A date of birth in the ways people write it."""
        digits = text.replace(".", "").strip()
        if len(digits) != 8 or not digits.isdigit() or digits in {"19000101", "00000000"}:
            return
        year, month, day = digits[:4], digits[4:6], digits[6:]
        self.identifiers |= {
            *(digits, f"{year}-{month}-{day}", f"{year}/{month}/{day}", f"{day}.{month}.{year}"),
            *(f"{day}/{month}/{year}", f"{month}/{day}/{year}", f"{day}-{month}-{year}"),
            *(f"{day}{month}{year}", f"{int(day)}.{int(month)}.{year}"),
        }
        if 1 <= int(month) <= 12:
            self.identifiers.add(f"{day}-{_MONTHS[int(month) - 1]}-{year}")

    def is_named_in(self, word: str) -> bool:
        """True if a name is part of a folded word: joined names, and writing without gaps."""
        return any(
            name in word
            for name in self.names
            if len(name) >= _SHORTEST_INSIDE or (not name.isascii() and is_undivided(name))
        )

    def numbers(self) -> frozenset[str]:
        """Figures in identifiers, enough of them to be nothing else in a numeric attribute."""
        found = (run for value in self.identifiers for run in _FIGURES.findall(value))
        plain = map(plain_number, found)
        return frozenset(number for number in plain if len(number) >= _SHORTEST_NUMBER)

    def merge(self, other: Identity) -> None:
        """Take over what `other` has."""
        self.names |= other.names
        self.spellings |= other.spellings
        self.identifiers |= other.identifiers
        self.uids |= other.uids

    def telling(self) -> Identity:
        """What would be somebody in the file of another person, too: long names, and identifiers.

        Bare numbers are codes and versions of others by chance, as short names are codes ("TEXT"),
        and names of people are those of makers and words of medicine.
        """
        names = {
            name
            for name in self.names - _EVERY_PLACE - _KINDS_OF_ITEMS - safe_words()
            if len(name) >= _SHORTEST_INSIDE or is_undivided(name)
        }
        return Identity(
            names,
            {spelling for spelling in self.spellings if folded(spelling) in names},
            {value for value in self.identifiers if any(map(str.isalpha, value))},
        )


def plain_number(text: str) -> str:
    """A written number without what changes nothing: signs, blanks and noughts before it."""
    return text.strip().lstrip("+0")


def take(identity: Identity, tag: int, vr: str, text: str, profile: Profile) -> None:
    """Learn from one text value what identifies; what the profile keeps does not count."""
    if vr == "PN":
        identity.add_name(text)
    elif tag == _BIRTH_DATE:
        identity.add_birth_date(text)
    elif tag in _identifying(profile.options):
        for value in text.split("\\"):
            identity.add_identifier(value)
        if tag == _INSTITUTION_NAME:
            identity.add_place(text)


def _identifying(options: frozenset[Option]) -> frozenset[int]:
    tags = _IDENTIFIERS
    if Option.RETAIN_INSTITUTION not in options:
        tags |= _INSTITUTION
    if Option.RETAIN_DEVICE_IDENTITY not in options:
        tags |= _DEVICE
    return tags
