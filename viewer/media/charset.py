"""Text of data sets in their declared character sets (M-006), made safe to show (M-005)."""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from viewer.limits import TEXT_CHARACTERS

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"  # stands for bytes that mean nothing as declared

_CODECS: Final = {
    "": "ascii",
    "6": "ascii",
    "100": "iso8859-1",
    "101": "iso8859-2",
    "109": "iso8859-3",
    "110": "iso8859-4",
    "144": "iso8859-5",
    "127": "iso8859-6",
    "126": "iso8859-7",
    "138": "iso8859-8",
    "148": "iso8859-9",
    "203": "iso8859-15",
    "13": "shift_jis",
    "166": "tis-620",
    "192": "utf-8",
    "GB18030": "gb18030",
    "GBK": "gbk",
    "UTF8": "utf-8",
    "LATIN1": "iso8859-1",
}
# Escape sequences of PS3.3 C.12.1.1.2, after the ESC: codec, and whether it needs the escape
# sequence itself in front of the bytes (stateful ISO 2022 codecs do).
ESCAPES: Final = {
    b"(B": "ascii",
    b"-A": "iso8859-1",
    b"-B": "iso8859-2",
    b"-C": "iso8859-3",
    b"-D": "iso8859-4",
    b"-L": "iso8859-5",
    b"-G": "iso8859-6",
    b"-F": "iso8859-7",
    b"-H": "iso8859-8",
    b"-M": "iso8859-9",
    b"-b": "iso8859-15",
    b"-T": "tis-620",
    b")I": "shift_jis",
    b"(J": "shift_jis",
    b"$B": "iso2022_jp",
    b"$(D": "iso2022_jp_2",
    b"$)C": "euc_kr",
    b"$)A": "gb2312",
}
ESCAPE = re.compile(rb"\x1b(\([BJ]|-[A-Za-z]|\)I|\$B|\$\(D|\$\)[CA])")
# C0 and C1 controls, marks that turn the direction of text around, and what nobody sees at all:
# a stranger's value must not rearrange the label it stands in, or pass for another one.
_UNSAFE: Final = dict.fromkeys(
    [
        *range(32), *range(0x7F, 0xA0), 0x061C, *range(0x200B, 0x200C), *range(0x200E, 0x2010),
        *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC),
        *range(0xE0000, 0xE0080),
    ]
)  # fmt: skip
_SAFE: Final = {**_UNSAFE, **dict.fromkeys((9, 10, 12, 13, 0x2028, 0x2029), " ")}


class Charset:
    """The decoder of one Specific Character Set (0008,0005) value."""

    __slots__ = ("codec", "declared", "has_escapes")

    def __init__(self, terms: Iterable[str] = ()) -> None:
        codecs = [_codec_of(term) for term in terms] or [_CODECS[""]]
        self.declared = codecs != ["ascii"]
        self.codec = codecs[0]
        self.has_escapes = self.codec not in {"utf-8", "gb18030", "gbk"}

    def decode(self, raw: bytes, delimiters: bytes = b"\\\r\n\t\f") -> str:
        """The text of `raw`, unpadded, without control characters.

        At one of the `delimiters` ISO 2022 escapes lose their effect (PS3.5 6.1.2.5.3).
        Undecodable bytes become U+FFFD.
        """
        if raw.isascii() and b"\x1b" not in raw:
            text = raw.decode("ascii")
            if text.isprintable():
                return text.strip(" ")
        elif b"\x1b" in raw and self.has_escapes:
            text = self._decode_escapes(raw, delimiters)
        else:
            text = self._decode_plain(raw)
        return text.translate(_SAFE).strip(" ")

    def decode_name(self, raw: bytes) -> str:
        """A Person Name as stored: groups divided by `=`, components by `^` (PS3.5 6.2.1)."""
        return self.decode(raw, b"\\^=\r\n\t\f")

    def _decode_plain(self, raw: bytes) -> str:
        if self.declared:
            text = raw.decode(self.codec, "replace")
            if REPLACEMENT not in text or self.codec == "utf-8":
                return text
        return _decode_undeclared(raw, text if self.declared else None)

    def _decode_escapes(self, raw: bytes, delimiters: bytes) -> str:
        """Decode ISO 2022 text: runs of bytes, each in the set its escape sequence names."""
        pieces = ESCAPE.split(raw)
        text = self._decode_plain(pieces[0])
        for escape, piece in zip(pieces[1::2], pieces[2::2], strict=True):
            codec = ESCAPES.get(escape)
            if codec is None:
                text += REPLACEMENT + self._decode_plain(piece)
                continue
            ends = [piece.find(bytes([d])) for d in delimiters] if _one_byte(codec) else []
            end = min((e for e in ends if e >= 0), default=len(piece))
            lead = b"\x1b" + escape if codec.startswith("iso2022") else b""
            text += (lead + piece[:end]).decode(codec, "replace")
            text += self._decode_plain(piece[end:])
        return text


def _one_byte(codec: str) -> bool:
    """True if a delimiter byte in text of this codec is a delimiter, not half a character."""
    return not codec.startswith("iso2022")


def _decode_undeclared(raw: bytes, fallback: str | None) -> str:
    """Bytes beyond what is declared: UTF-8 proves itself, for the rest Latin-1 is the usual."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return fallback if fallback is not None else raw.decode("iso8859-1")


def _codec_of(term: str) -> str:
    """The Python codec of a defined term, however it is spelled."""
    name = re.sub(r"[^A-Z0-9]", "", term.upper())
    name = re.sub(r"^ISO(2022)?IR", "", name)
    if match := re.fullmatch(r"(?:ISO)?8859(\d+)", name):
        return f"iso8859-{match[1]}"
    return _CODECS.get(name, "ascii")


def plain(raw: bytes) -> str:
    """A UID, padded with NUL or space; anything but printable ASCII in it becomes `?`."""
    text = raw[:TEXT_CHARACTERS].strip(b" \0").decode("ascii", "replace")
    if text.isprintable() and text.isascii():
        return text
    return "".join(c if c.isprintable() and c.isascii() else "?" for c in text)


@lru_cache(maxsize=64)
def charset(declaration: bytes) -> Charset:
    """The decoder for a raw Specific Character Set value."""
    terms = declaration.decode("ascii", "replace").strip(" \0").split("\\")
    return Charset(terms if any(terms) else ())


def brief(text: str) -> str:
    """What is shown in a line must not be longer than anybody reads (M-005)."""
    return text if len(text) <= TEXT_CHARACTERS else text[: TEXT_CHARACTERS - 1] + "…"


def format_name(stored: str) -> str:
    """A Person Name for people: `Family, Prefix Given Middle, Suffix`; groups joined by ` = `."""
    return " = ".join(filter(None, (_format_group(group) for group in stored.split("="))))


def _format_group(group: str) -> str:
    parts = [part.strip() for part in group.split("^")] + [""] * 5
    family, given, middle, prefix, suffix = parts[:5]
    called = " ".join(filter(None, (prefix, given, middle)))
    return ", ".join(filter(None, (family, called, suffix)))
