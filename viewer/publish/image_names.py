"""Names of ISO 9660 level 1 for a tree of files: eight characters, three behind the dot (V-09)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

LEGAL_FILE: Final = re.compile(r"[A-Z0-9_]{1,8}(\.[A-Z0-9_]{1,3})?")
LEGAL_FOLDER: Final = re.compile(r"[A-Z0-9_]{1,8}")
_FOREIGN: Final = re.compile(r"[^A-Z0-9_]")
_NAME, _EXTENSION = 8, 3


def level_1_names(files: Iterable[str], folders: Iterable[str]) -> dict[str, str]:
    """A level 1 name for each of the names in one folder, the same whatever their order.

    Legal names stay as they are; others are shortened, and counted where two would become one.
    Joliet and Rock Ridge keep the real ones, so only the oldest of readers see these (M-060).
    """
    kinds = [(name, LEGAL_FILE) for name in sorted(files)]
    kinds += [(name, LEGAL_FOLDER) for name in sorted(folders)]
    given = {name: name for name, legal in kinds if legal.fullmatch(name)}
    taken = set(given)
    for name, legal in kinds:
        if name not in given:
            given[name] = _free(name, taken, has_extension=legal is LEGAL_FILE)
            taken.add(given[name])
    return given


def _free(name: str, taken: set[str], *, has_extension: bool) -> str:
    """The shortened name, or the first counted one that is not taken."""
    stem, _, extension = name.rpartition(".") if has_extension else ("", "", "")
    if not stem:  # without a dot, or with nothing before it
        stem, extension = name, ""
    stem = _FOREIGN.sub("_", stem.upper())
    extension = _FOREIGN.sub("_", extension.upper())[:_EXTENSION]
    end = f".{extension}" if extension else ""
    candidate, number = stem[:_NAME] + end, 0
    while candidate in taken:
        count = str(number)
        candidate, number = stem[: _NAME - len(count)] + count + end, number + 1
    return candidate
