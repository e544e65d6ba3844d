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
    beginnings: dict[str, tuple[str, ...]]  # meaning -> beginnings of a word
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]  # first of words in a row, meaning
    kernels: tuple[tuple[re.Pattern[str], str], ...]

    @property
    def meanings(self) -> frozenset[str]:
        """Every name a protocol may ask for."""
        found = {meaning for meanings in self.singles.values() for meaning in meanings}
        found |= self.beginnings.keys() | {meaning for _, meaning in self.kernels}
        found |= {meaning for rows in self.phrases.values() for _, meaning in rows}
        return frozenset(found)

    def in_text(self, text: str) -> frozenset[str]:
        """What a description says: "t2_tse_sag LWS" is t2 and spine."""
        parts = words_of(text)
        found = {meaning for part in parts for meaning in self.singles.get(part, ())}
        found |= {
            meaning
            for meaning, beginnings in self.beginnings.items()
            if any(part.startswith(beginnings) for part in parts)
        }
        found |= {
            meaning
            for at, part in enumerate(parts)
            for phrase, meaning in self.phrases.get(part, ())
            if _stands(parts[at : at + len(phrase)], phrase)
        }
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
    beginnings: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {}
    for meaning, entries in tables["meaning"].items():
        for entry in entries:
            parts = tuple(entry.split())
            if len(parts) > 1:
                phrases[parts[0]] = (*phrases.get(parts[0], ()), (parts, meaning))
            elif entry.endswith("*"):
                beginnings[meaning] = (*beginnings.get(meaning, ()), entry[:-1])
            else:
                singles[entry] = (*singles.get(entry, ()), meaning)
    kernels = [
        (re.compile(pattern), meaning)
        for meaning, patterns in tables["kernel"].items()
        for pattern in patterns
    ]
    return Vocabulary(singles, beginnings, phrases, tuple(kernels))


def _stands(parts: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Whether these are the words of the phrase; those after the first may be beginnings."""
    return len(parts) == len(phrase) and all(map(_is, parts, phrase))


def _is(part: str, wanted: str) -> bool:
    return part.startswith(wanted[:-1]) if wanted.endswith("*") else part == wanted
