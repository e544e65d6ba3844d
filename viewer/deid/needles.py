"""What the proof searches for, in every way it might be written (A-070)."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from viewer.deid.bulk_search import BulkSearch
from viewer.deid.folding import folded, is_undivided, words
from viewer.deid.identity import SHORTEST
from viewer.deid.table import safe_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from viewer.deid.identity import Identity

_RAW_NATIONAL = 4  # bytes of two letters of Chinese or Japanese: in headers, not in pixels
_RAW_LETTERS, _RAW_DIGITS = 6, 9  # characters from which chance is no longer believable
_SCRIPTS: Final = ("utf-8", "iso8859-1", "utf-16-le", "utf-16-be")
_NATIONAL: Final = ("shift_jis", "euc_kr", "gb18030", "iso2022_jp", "iso8859-5", "iso8859-7")
_UID: Final = re.compile(rb"[0-2](?:\.(?:0|[1-9]\d*)){3,}")
_EDGE: Final = r"(?<![^\W_]){}(?![^\W_])"


@dataclass(frozen=True, slots=True)
class Needles:
    """Patterns for raw bytes, and a search for text that was parsed.

    Short words and numbers stand in every file by chance ("Gina" in "ORIGINAL"): they are looked
    for as whole words in the text of the copy, long ones everywhere, in pixels too.
    """

    everywhere: tuple[bytes, ...] = field(repr=False)
    in_pixels: BulkSearch = field(repr=False)  # the same, for much data
    in_headers: tuple[bytes, ...] = field(repr=False)
    coded: tuple[bytes, ...] = field(repr=False)  # base64, where capitals make a difference
    as_words: re.Pattern[str] | None = field(repr=False)
    uids: frozenset[str] = field(repr=False)
    numbers: frozenset[str] = field(repr=False)  # of people, that no numeric attribute may hold
    count: int = 0

    def in_bytes(self, data: bytes, *, is_pixels: bool) -> bool:
        """True if raw bytes hold one of the long terms."""
        if is_pixels:
            return self.in_pixels(data)
        small = data.lower()
        if any(needle in small for needle in self.everywhere):
            return True
        return any(n in small for n in self.in_headers) or any(n in data for n in self.coded)

    def source_uid_in(self, data: bytes) -> bool:
        """True if raw bytes hold a UID of the source."""
        return any(found.decode("ascii") in self.uids for found in set(_UID.findall(data)))

    def in_text(self, text: str) -> bool:
        """True if a parsed text holds one of the terms as a word of its own."""
        return self.as_words is not None and self.as_words.search(folded(text)) is not None


def needles_of(identity: Identity, allowed: Iterable[str]) -> Needles:
    """Everything to search for; `allowed` are texts of our own that every copy has.

    Somebody may be called as a word of these, or as a word of medicine: it says nothing there.
    """
    own = {word for text in allowed for word in words(text)}
    names = {n for n in identity.names if len(n) >= SHORTEST and n not in safe_words()}
    spelled = {spelling for spelling in identity.spellings if folded(spelling) in names}
    terms = {t for t in (*names, *spelled, *identity.identifiers) if not own.issuperset(words(t))}
    everywhere: set[bytes] = set()
    headers: set[bytes] = set()
    coded: set[bytes] = set()
    for term in terms:
        is_short = len(term) < (_RAW_DIGITS if _is_number(term) else _RAW_LETTERS)
        if is_short and not is_undivided(term):
            continue
        if len(set(folded(term))) == 1:  # "XXXXXX": so are pixels of one value
            continue
        forms = {term, term.lower(), term.upper(), folded(term)}  # bytes fold only ASCII
        found = {_small(form, script) for form in forms for script in _SCRIPTS}
        everywhere |= {raw for raw in found if len(raw) >= _RAW_LETTERS}
        if not term.isascii():
            found = {_small(form, script) for form in forms for script in _NATIONAL}
            headers |= {raw for raw in found if len(raw) >= _RAW_NATIONAL}
        coded |= {text for form in forms for text in _base64(form)}
    whole = sorted({folded(term) for term in terms if term}, key=len, reverse=True)
    divided = "|".join(re.escape(term) for term in whole if not is_undivided(term))
    undivided = [re.escape(term) for term in whole if is_undivided(term)]
    pattern = "|".join([_EDGE.format(f"(?:{divided})"), *undivided] if divided else undivided)
    return Needles(
        tuple(sorted(everywhere - {b""})),
        BulkSearch(everywhere - {b""}),
        tuple(sorted(headers - {b""})),
        tuple(sorted(coded)),
        re.compile(pattern) if whole else None,
        frozenset(identity.uids),
        identity.numbers(),
        len(terms),
    )


def _is_number(text: str) -> bool:
    return not any(letter.isalpha() for letter in text)


def _small(text: str, script: str) -> bytes:
    try:
        return text.encode(script).lower()
    except UnicodeEncodeError:
        return b""


def _base64(text: str) -> Iterable[bytes]:
    """The middle of the text in base64 at each of the three places it may begin."""
    raw = text.encode("utf-8")
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw)
        inner = coded[4 if shift else 0 : -4]
        if len(inner) >= 8:
            yield inner
