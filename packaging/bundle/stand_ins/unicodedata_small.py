"""In place of Python's unicodedata, 1.1 MB of names and properties: what the program asks for.

`unicode_tables.py` fills in the tables, from the original of the same version of Unicode.
"""

import bisect
import functools
import itertools

unidata_version = "@VERSION@"
_CATEGORIES = "@CATEGORIES@"  # runs of code points: a category, how many
_CLASSES = "@CLASSES@"  # the same of combining classes
_APART = "@APART@"  # a line each: a character, what it is made of
# Syllables of Korean are made by rule (The Unicode Standard, 3.12).
_SYLLABLES = range(0xAC00, 0xD7A4)
_LEADS, _VOWELS, _TAILS = 0x1100, 0x1161, 0x11A7
_VOWELS_IN_ALL, _TAILS_IN_ALL = 21, 28


def category(character: str, /) -> str:
    """The general category, two letters."""
    starts, values = _runs(_CATEGORIES)
    return values[bisect.bisect_right(starts, ord(character)) - 1]


def combining(character: str, /) -> int:
    """The canonical combining class, 0 for what stands alone."""
    starts, values = _runs(_CLASSES)
    return int(values[bisect.bisect_right(starts, ord(character)) - 1])


def normalize(form: str, text: str, /) -> str:
    """The characters taken apart, in their canonical order.

    Raises:
        ValueError: another form than NFKD.
    """
    if form != "NFKD":
        raise ValueError("this build knows no other form than NFKD")
    if text.isascii():
        return text
    parts = "".join(map(_apart, text))
    made = []
    for is_mark, group in itertools.groupby(parts, lambda one: combining(one) > 0):
        marks = list(group)
        made.extend(sorted(marks, key=combining) if is_mark else marks)
    return "".join(made)


def _apart(character: str) -> str:
    code = ord(character)
    if code in _SYLLABLES:
        rest, tail = divmod(code - _SYLLABLES.start, _TAILS_IN_ALL)
        lead, vowel = divmod(rest, _VOWELS_IN_ALL)
        both = chr(_LEADS + lead) + chr(_VOWELS + vowel)
        return both + chr(_TAILS + tail) if tail else both
    return _table().get(character, character)


@functools.cache
def _table() -> dict[str, str]:
    return {line[0]: line[1:] for line in _APART.split("\n")}


@functools.cache
def _runs(text: str) -> tuple[list[int], list[str]]:
    starts, values, at = [], [], 0
    for run in text.split(" "):
        value, _, count = run.partition(":")
        starts.append(at)
        values.append(value)
        at += int(count, 36)
    return starts, values
