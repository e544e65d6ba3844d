"""What descriptions and kernels mean, in several languages, from `resources/hanging-words.toml`."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache

from viewer.resources import resources_folder


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Meanings by what stands for them."""

    singles: dict[str, tuple[str, ...]]  # word -> meanings
    beginnings: tuple[tuple[str, str], ...]  # beginning of a word, meaning
    phrases: tuple[tuple[tuple[str, ...], str], ...]  # words in a row, meaning
    kernels: tuple[tuple[re.Pattern[str], str], ...]

    @property
    def meanings(self) -> frozenset[str]:
        """Every name a protocol may ask for."""
        found = {meaning for meanings in self.singles.values() for meaning in meanings}
        found |= {meaning for _, meaning in (*self.beginnings, *self.phrases, *self.kernels)}
        return frozenset(found)

    def in_text(self, text: str) -> frozenset[str]:
        """What a description says: "t2_tse_sag LWS" is t2 and spine."""
        parts = words_of(text)
        found = {meaning for part in parts for meaning in self.singles.get(part, ())}
        found |= {
            meaning
            for beginning, meaning in self.beginnings
            if any(part.startswith(beginning) for part in parts)
        }
        found |= {meaning for phrase, meaning in self.phrases if _has(parts, phrase)}
        return frozenset(found)

    def in_kernel(self, kernel: str) -> frozenset[str]:
        """What a convolution kernel is for; nothing if its name is not known."""
        name = kernel.partition("\\")[0].strip().casefold()
        return frozenset(meaning for pattern, meaning in self.kernels if pattern.fullmatch(name))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text without accents and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return tuple(re.findall(r"[a-z0-9]+", plain))


@cache
def vocabulary() -> Vocabulary:
    """The words that come with the program."""
    path = resources_folder() / "hanging-words.toml"
    return read_vocabulary(path.read_text(encoding="utf-8"))


def read_vocabulary(text: str) -> Vocabulary:
    """The words of a file; raises ValueError if it is no TOML, re.error for a wrong pattern."""
    tables = tomllib.loads(text)
    singles: dict[str, tuple[str, ...]] = {}
    beginnings: list[tuple[str, str]] = []
    phrases: list[tuple[tuple[str, ...], str]] = []
    for meaning, entries in tables["meaning"].items():
        for entry in entries:
            parts = tuple(entry.split())
            if len(parts) > 1:
                phrases.append((parts, meaning))
            elif entry.endswith("*"):
                beginnings.append((entry[:-1], meaning))
            else:
                singles[entry] = (*singles.get(entry, ()), meaning)
    kernels = [
        (re.compile(pattern), meaning)
        for meaning, patterns in tables["kernel"].items()
        for pattern in patterns
    ]
    return Vocabulary(singles, tuple(beginnings), tuple(phrases), tuple(kernels))


def _has(parts: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether the words of the phrase stand in a row; the ends may be beginnings ("inj*")."""
    width = len(phrase)
    return any(
        all(_is(part, wanted) for part, wanted in zip(parts[at:], phrase, strict=False))
        for at in range(len(parts) - width + 1)
    )


def _is(part: str, wanted: str) -> bool:
    return part.startswith(wanted[:-1]) if wanted.endswith("*") else part == wanted
