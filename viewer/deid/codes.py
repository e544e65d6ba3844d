"""Coded entries: those of public schemes say the same everywhere, local ones may say anything."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, cast

from viewer.deid import wording
from viewer.deid.table import safe_words

if TYPE_CHECKING:
    from viewer.deid.identity import Identity

CODE_VALUE: Final = 0x0008_0100
SCHEME: Final = 0x0008_0102
VERSION: Final = 0x0008_0103
MEANING: Final = 0x0008_0104
LONG_CODE_VALUE: Final = 0x0008_0119
URN_CODE_VALUE: Final = 0x0008_0120
LOCAL_SCHEME: Final = "99LOCAL"
VALUES: Final = (CODE_VALUE, LONG_CODE_VALUE, URN_CODE_VALUE)
_PUBLIC: Final = frozenset(
    [
        "DCM",
        "SRT",
        "SCT",
        "SNM3",
        "SNM",
        "SNMED",
        "99SDM",
        "UCUM",
        "LN",
        "LOINC",
        "RADLEX",
        "FMA",
        "UMLS",
        "NCIT",
        "MDC",
        "I9C",
        "I10",
        "I10P",
        "ICD10",
        "ISO3166_1",
        "ISO639_1",
        "ISO639_2",
        "NEU",
        "UBERON",
        "MSH",
        "BI",
        "NDC",
        "RXNORM",
        "ACR",
        "C4",
        "C5",
        "PUBCHEM_CID",
        "RFC3066",
        "RFC5646",
        "BARI",
        "CD8",
        "NICIP",
        "IHERADTF",
        "ISO_OID",
        "ITIS_TSN",
        "DCMUID",
    ]
)
_PUBLIC_VALUE: Final = re.compile(r"[A-Za-z0-9.,:;/\[\]{}'%*^()_+\- ]{1,64}")
_ISOTOPE: Final = re.compile(r"\^?\d{1,3}m?\^?[A-Z][a-z]?")
_URN: Final = re.compile(r"urn:(oid:[0-2](\.\d{1,6}){2,12}|lex:[a-z:;.\-0-9]{1,40})")
_LETTERS: Final = re.compile(r"[A-Za-z]{5,}")  # in codes there are hardly any words
# Written out in units of UCUM and identifiers of MDC.
_WORDS: Final = frozenset(
    {"counts", "count", "events", "pulse", "ratio", "score", "suvbw", "suvlbm"}
)


def is_public(scheme: str) -> bool:
    """True for a scheme whose codes are published (PS3.16 Table 8-1)."""
    return scheme.strip().upper() in _PUBLIC


def is_public_value(tag: int, text: str) -> bool:
    """True for what may be a code of a public scheme: figures, a few letters, known words."""
    if tag == URN_CODE_VALUE:
        return _URN.fullmatch(text) is not None
    if _PUBLIC_VALUE.fullmatch(text) is None:
        return False
    return all(word.lower() in _WORDS | safe_words() for word in _LETTERS.findall(text))


def clean_meaning(text: str, identity: Identity) -> str:
    """What a code of a public scheme means: as the standard says it, else its known words."""
    if wording.is_all_known(text, identity) or _ISOTOPE.fullmatch(text):
        return text
    if text.casefold() in _standard_meanings():
        return "" if wording.holds_identity(text, identity) else text
    return wording.clean_words(text, identity)


@cache
def _standard_meanings() -> frozenset[str]:
    """The meanings of all codes of PS3.16; read when first needed."""
    from pydicom.sr._concepts_dict import concepts  # noqa: PLC0415  a second

    schemes = cast("dict[str, dict[str, dict[str, tuple[str, list[int]]]]]", concepts)
    return frozenset(
        meaning.casefold()
        for scheme in schemes.values()
        for named in scheme.values()
        for meaning, _ in named.values()
    )
