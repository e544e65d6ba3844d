"""File names as people may see them: names are a stranger's text, and not always text (M-030)."""

import re
import unicodedata

LONGEST = 160  # characters; a name may have 255, a path 4096
_JOINERS = {"\u200c", "\u200d"}  # of scripts and emoji; they move nothing
_UNDECODABLE = range(0xDC80, 0xDD00)  # bytes that are no text, as Python passes them on
# Blocks of scripts that are written from right to left.
_FROM_THE_RIGHT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_TO_THE_RIGHT, _APART, _END = "\u200e", "\u2068", "\u2069"
_HIDDEN = {"Cc", "Cf", "Cs", "Cn", "Zl", "Zp"}


def visible(name: str, longest: int = LONGEST) -> str:
    r"""The name in one line that means what it shows, shortened in the middle.

    Control characters, what turns the direction of writing, and bytes that are no text are
    written as \x.. or \u....; a blank at the end is shown as ␣.
    """
    shown = name if name.isascii() and name.isprintable() else "".join(map(_visible, name))
    stripped = shown.rstrip(" ")
    shown = stripped + "␣" * (len(shown) - len(stripped))
    if len(shown) > longest:
        tail = longest * 3 // 10
        shown = f"{shown[: longest - tail - 1]}…{shown[-tail:]}"
    return shown


def kept_apart(text: str) -> str:
    """A name to stand in a line of ours: from right to left within itself alone (UAX 9, 2.4).

    Without it the line would begin at the right, and a date behind the name be drawn in pieces.
    """
    if not _FROM_THE_RIGHT.search(text):
        return text
    return f"{_TO_THE_RIGHT}{_APART}{text}{_END}"


def _visible(character: str) -> str:
    code = ord(character)
    if code in _UNDECODABLE:
        return f"\\x{code - 0xDC00:02x}"
    if unicodedata.category(character) not in _HIDDEN or character in _JOINERS:
        return character
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
