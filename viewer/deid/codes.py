"""Coded entries: those of public schemes say the same everywhere, local ones may say anything."""

from __future__ import annotations

import re
from typing import Final

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


def is_public(scheme: str) -> bool:
    """True for a scheme whose codes are published (PS3.16 Table 8-1)."""
    return scheme.strip().upper() in _PUBLIC


def is_public_value(text: str) -> bool:
    """True for what may be a code of a public scheme."""
    return _PUBLIC_VALUE.fullmatch(text) is not None
