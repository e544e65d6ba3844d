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
_JPEG = "1.2.840.10008.1.2.4."
_START_OF_FRAME: Final = {0xC0: "50", 0xC1: "51", 0xC2: "55", 0xC3: "57", 0xF7: "80"}
VIDEO: Final = frozenset(
    f"1.2.840.10008.1.2.4.{number}{variant}" for number in range(100, 109) for variant in ("", ".1")
)
# JPEG 2000 (.91), HTJ2K (.203) and JPEG XL (.112) may be reversible; a mark too much costs less
# than one too few.
_LOSSY: Final = frozenset(
    f"1.2.840.10008.1.2.4.{number}" for number in (50, 51, 53, 55, 81, 91, 93, 111, 112, 203)
)


def is_encapsulated(syntax: str) -> bool:
    """True for every syntax whose pixel data comes in fragments, unknown ones included."""
    return syntax not in NATIVE


def is_lossy(syntax: str) -> bool:
    """True if images in this syntax are to be marked as lossy (S-07)."""
    return syntax in _LOSSY or syntax in VIDEO


def syntax_of_codestream(head: bytes) -> str:
    """The transfer syntax a codestream that begins with `head` is decodable by, "" if unknown."""
    if head.startswith(b"\xff\x4f\xff\x51"):
        # Part 15 streams have a CAP marker segment right after SIZ (ISO/IEC 15444-15 A.5).
        siz = int.from_bytes(head[4:6], "big")
        is_high_throughput = head[4 + siz : 6 + siz] == b"\xff\x50"
        return _JPEG + ("203" if is_high_throughput else "91")
    if head.startswith((b"\xff\x0a", b"\0\0\0\x0cJXL ")):
        return _JPEG + "112"
    if head.startswith(b"\xff\xd8"):
        return _jpeg_process(head)
    segments, first = head[:4], head[4:8]
    is_rle = first == b"\x40\0\0\0" and 1 <= int.from_bytes(segments, "little") <= 15
    return RLE if is_rle else ""


def _jpeg_process(head: bytes) -> str:
    """The syntax of a JPEG stream by its start-of-frame marker (ISO/IEC 10918-1 B.1.1.3)."""
    position = 2
    while position + 4 <= len(head) and head[position] == 0xFF:
        number = _START_OF_FRAME.get(head[position + 1])
        if number is not None:
            return _JPEG + number
        position += 2 + int.from_bytes(head[position + 2 : position + 4], "big")
    return ""
