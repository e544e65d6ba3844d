"""Pages as XML in which no text of a stranger can become markup (M-005)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from viewer.limits import REPORT_VALUE_CHARACTERS
from viewer.model.safe_text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

_EMPTY = frozenset({"br", "img", "meta"})


class Html(str):
    """Text that is markup already; all other text is escaped where it meets markup."""

    __slots__ = ()


def text(value: str) -> Html:
    """Text for people: escaped, control characters made visible, line breaks kept."""
    return Html("<br/>".join(_line(line) for line in value.splitlines()))


def element(tag: str, *children: str, **attributes: str) -> Html:
    """An element; a trailing underscore keeps an attribute's name off Python's own words."""
    inner = joined(child if isinstance(child, Html) else text(child) for child in children)
    names = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    written = "".join(
        f' {name}="{escape(visible(value, REPORT_VALUE_CHARACTERS), quote=True)}"'
        for name, value in names.items()
    )
    return Html(f"<{tag}{written}/>" if tag in _EMPTY else f"<{tag}{written}>{inner}</{tag}>")


def joined(parts: Iterable[Html]) -> Html:
    """One after the other."""
    return Html("".join(parts))


def _line(line: str) -> str:
    words = line.rstrip()
    blank = " " if words != line else ""  # `visible` would draw it
    return escape(visible(words, REPORT_VALUE_CHARACTERS), quote=True) + blank
