"""What the transfer syntaxes mean for pixel data (PS3.5 A, PS3.6 A)."""

from typing import Final

NATIVE: Final = frozenset(
    {
        "1.2.840.10008.1.2",
        "1.2.840.10008.1.2.1",
        "1.2.840.10008.1.2.2",
        "1.2.840.10008.1.2.1.99",
    }
)
ENCAPSULATED_UNCOMPRESSED: Final = "1.2.840.10008.1.2.1.98"
DEFLATED_FRAME: Final = "1.2.840.10008.1.2.8.1"
RLE: Final = "1.2.840.10008.1.2.5"
VIDEO: Final = frozenset(
    f"1.2.840.10008.1.2.4.{number}{variant}" for number in range(100, 109) for variant in ("", ".1")
)
# Always lossy by definition; JPEG 2000 (.91), HTJ2K (.203) and JPEG XL (.112) may be reversible.
_LOSSY: Final = frozenset(
    f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 53, 55, 81, 91, 93, 111, 112, 203)
)


def is_encapsulated(syntax: str) -> bool:
    """True for every syntax whose pixel data comes in fragments, unknown ones included."""
    return syntax not in NATIVE


def is_lossy(syntax: str) -> bool:
    """True if images in this syntax are to be marked as lossy (S-07)."""
    return syntax in _LOSSY or syntax in VIDEO
