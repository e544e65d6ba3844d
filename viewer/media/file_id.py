"""Names on a medium: which are safe, and how a Referenced File ID is split (M-030)."""

import re
from functools import lru_cache

from viewer.errors import UnsafePathError

_SEPARATORS = re.compile(r"[\\/]")
_UNSAFE = re.compile(r"[:\x00-\x1f\x7f]")
# What Windows does not allow in names; "CON.dcm" opens the console as well.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)")


def split_file_id(raw: str) -> tuple[str, ...]:
    r"""Split a Referenced File ID (0004,1500) or archive entry name into safe components.

    Both `\` and `/` separate; trailing spaces, NULs and dots of a component are padding.
    Raises UnsafePathError for what points outside its root or cannot be a name (M-030).
    """
    text = raw.rstrip(" \0")
    if not text:
        raise UnsafePathError("the file name is empty")
    if text[0] in "\\/":
        raise UnsafePathError("the file name is absolute")
    return tuple(_safe_component(part) for part in _SEPARATORS.split(text))


@lru_cache(maxsize=1024)  # thousands of files have the same folders
def _safe_component(part: str) -> str:
    if part.strip(" \0") in {"", ".", ".."}:
        raise UnsafePathError("the file name has an empty or relative component")
    name = part.rstrip(" \0.").lstrip(" ")
    if not name or name == "..":
        raise UnsafePathError("the file name has an empty or relative component")
    if _UNSAFE.search(name) or _DEVICE.match(name):
        raise UnsafePathError("the file name has characters that no file name may have")
    return name
