"""What is kept and what is removed: presets, files of one's own, and the same in plain words."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from viewer.deid.errors import ProfileError

if TYPE_CHECKING:
    from pathlib import Path


class Option(StrEnum):
    """The options of PS3.15 Annex E that are offered; the value is the code of CID 7050."""

    CLEAN_PIXELS = "113101"
    CLEAN_GRAPHICS = "113103"
    CLEAN_STRUCTURED_CONTENT = "113104"
    CLEAN_DESCRIPTORS = "113105"
    RETAIN_FULL_DATES = "113106"
    RETAIN_MODIFIED_DATES = "113107"
    RETAIN_PATIENT_CHARACTERISTICS = "113108"
    RETAIN_DEVICE_IDENTITY = "113109"
    RETAIN_UIDS = "113110"
    RETAIN_SAFE_PRIVATE = "113111"
    RETAIN_INSTITUTION = "113112"


BASIC_PROFILE: Final = ("113100", "Basic Application Confidentiality Profile")
MEANINGS: Final = {
    Option.CLEAN_PIXELS: "Clean Pixel Data Option",
    Option.CLEAN_GRAPHICS: "Clean Graphics Option",
    Option.CLEAN_STRUCTURED_CONTENT: "Clean Structured Content Option",
    Option.CLEAN_DESCRIPTORS: "Clean Descriptors Option",
    Option.RETAIN_FULL_DATES: "Retain Longitudinal Temporal Information Full Dates Option",
    Option.RETAIN_MODIFIED_DATES: "Retain Longitudinal Temporal Information Modified Dates Option",
    Option.RETAIN_PATIENT_CHARACTERISTICS: "Retain Patient Characteristics Option",
    Option.RETAIN_DEVICE_IDENTITY: "Retain Device Identity Option",
    Option.RETAIN_UIDS: "Retain UIDs Option",
    Option.RETAIN_SAFE_PRIVATE: "Retain Safe Private Option",
    Option.RETAIN_INSTITUTION: "Retain Institution Identity Option",
}
_KEPT: Final = {
    Option.CLEAN_GRAPHICS: "lines and shapes drawn on images, without their text",
    Option.CLEAN_STRUCTURED_CONTENT: "codes and measurements of reports; sentences only where "
    "every word is a known medical one",
    Option.CLEAN_DESCRIPTORS: "descriptions, word by word: known medical words stay",
    Option.RETAIN_FULL_DATES: "dates and times of the examinations",
    Option.RETAIN_MODIFIED_DATES: "time between examinations: all dates of a person move by the "
    "same number of days",
    Option.RETAIN_PATIENT_CHARACTERISTICS: "sex, age (from 90 on as 90), size and weight",
    Option.RETAIN_DEVICE_IDENTITY: "name and serial number of the device",
    Option.RETAIN_UIDS: "the original identifiers of images, by which a hospital finds the person",
    Option.RETAIN_SAFE_PRIVATE: "a short list of manufacturers' numbers, such as PET factors",
    Option.RETAIN_INSTITUTION: "name and address of the institution",
}
_REMOVED: Final = {
    Option.CLEAN_GRAPHICS: "everything drawn on images",
    Option.CLEAN_STRUCTURED_CONTENT: "reports and structured measurements, whole",
    Option.CLEAN_DESCRIPTORS: "all descriptions and comments",
    Option.RETAIN_PATIENT_CHARACTERISTICS: "sex, age, size and weight",
    Option.RETAIN_DEVICE_IDENTITY: "name and serial number of the device",
    Option.RETAIN_UIDS: "the original unique identifiers; new ones stand for them",
    Option.RETAIN_SAFE_PRIVATE: "everything only the manufacturer understands",
    Option.RETAIN_INSTITUTION: "name and address of the institution",
}
_ALWAYS_KEPT: Final = ("the images, their geometry, brightness and how they were taken",)
_ALWAYS_REMOVED: Final = (
    "name, numbers, birth date, address and everything else that says who it is",
    "names of physicians and staff",
    "images with text burned in, unless they were looked at and masked",
    "PDF and other documents, film, raw data, treatment plans",
)
_CODE: Final = "{code}"
_TEXT_LENGTH: Final = 64 - 8  # LO, less the longest code


def _is_plain(text: str) -> bool:
    """ASCII without what separates values or parts of a name."""
    return text.isascii() and text.isprintable() and not set(text) & set("\\^=")


@dataclass(frozen=True, slots=True)
class Profile:
    """A named choice of options; `pseudonym` becomes Patient ID and name, `{code}` in it a code.

    `pseudonyms` are those chosen for certain Patient IDs; `extra_words` are removed from text
    and searched for in the copy besides what the files say themselves (A-070).
    """

    name: str
    title: str
    options: frozenset[Option] = frozenset()
    pseudonym: str = "ANON-{code}"
    pseudonyms: tuple[tuple[str, str], ...] = ()
    extra_words: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        if {Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES} <= self.options:
            raise ProfileError("dates can be kept or moved, not both")
        for text in (self.pseudonym, *(name for _, name in self.pseudonyms)):
            if not text.strip() or len(text) > _TEXT_LENGTH or not _is_plain(text):
                raise ProfileError(f"a pseudonym is 1 to {_TEXT_LENGTH} plain characters")

    def has(self, option: Option) -> bool:
        """True if the option is on."""
        return option in self.options

    def statements(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What is kept and what is removed, in plain words."""
        kept = [*_ALWAYS_KEPT, *(text for option, text in _KEPT.items() if option in self.options)]
        removed = [
            *_ALWAYS_REMOVED,
            *(text for option, text in _REMOVED.items() if option not in self.options),
        ]
        if not self.options & {Option.RETAIN_FULL_DATES, Option.RETAIN_MODIFIED_DATES}:
            removed.append("all dates and times")
        return tuple(kept), tuple(removed)


PRESETS: Final = {
    profile.name: profile
    for profile in (
        Profile(
            "share",
            "Share with a doctor (keep dates and descriptions)",
            frozenset(
                {
                    Option.CLEAN_PIXELS,
                    Option.CLEAN_GRAPHICS,
                    Option.CLEAN_STRUCTURED_CONTENT,
                    Option.CLEAN_DESCRIPTORS,
                    Option.RETAIN_FULL_DATES,
                    Option.RETAIN_PATIENT_CHARACTERISTICS,
                    Option.RETAIN_SAFE_PRIVATE,
                }
            ),
        ),
        Profile(
            "public",
            "Post in public or teach (remove everything)",
            frozenset({Option.CLEAN_PIXELS}),
        ),
        Profile(
            "research",
            "Research (shift dates, keep patient characteristics)",
            frozenset(
                {
                    Option.CLEAN_PIXELS,
                    Option.CLEAN_GRAPHICS,
                    Option.CLEAN_STRUCTURED_CONTENT,
                    Option.CLEAN_DESCRIPTORS,
                    Option.RETAIN_MODIFIED_DATES,
                    Option.RETAIN_PATIENT_CHARACTERISTICS,
                    Option.RETAIN_SAFE_PRIVATE,
                }
            ),
        ),
    )
}
_KEYS: Final = frozenset({"base", "title", "options", "pseudonym", "pseudonyms", "extra_words"})


def load_profile(path: Path) -> Profile:
    """A profile of one's own from a TOML file.

    Keys: `base` (a preset), `title`, `options` (a table of option names in small letters, true
    or false), `pseudonym`, `pseudonyms` (a table from Patient ID to pseudonym), `extra_words`.
    Raises ProfileError.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ProfileError(f"the profile cannot be read: {type(error).__name__}") from error
    unknown = sorted(set(table) - _KEYS)
    if unknown:
        raise ProfileError(f"the profile has unknown keys: {', '.join(unknown)}")
    base = PRESETS.get(str(table.get("base", "public")))
    if base is None:
        raise ProfileError(f"`base` is one of {', '.join(PRESETS)}")
    try:
        return replace(
            base,
            name="custom",
            title=str(table.get("title", "Custom")),
            options=_options(base.options, table.get("options", {})),
            pseudonym=str(table.get("pseudonym", base.pseudonym)),
            pseudonyms=tuple((str(k), str(v)) for k, v in table.get("pseudonyms", {}).items()),
            extra_words=tuple(str(word) for word in table.get("extra_words", ())),
        )
    except (AttributeError, TypeError) as error:
        raise ProfileError("the profile holds a value of the wrong kind") from error


def _options(base: frozenset[Option], table: dict[str, Any]) -> frozenset[Option]:
    chosen = set(base)
    for name, is_on in table.items():
        if name.upper() not in Option.__members__ or not isinstance(is_on, bool):
            raise ProfileError(f"no such option, or neither true nor false: {name}")
        option = Option[name.upper()]
        (chosen.add if is_on else chosen.discard)(option)
    return frozenset(chosen)
