"""How long, how large, how far, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from viewer.ui.words import counted

if TYPE_CHECKING:
    from viewer.app.making import Making

NOTHING_LEFT: Final = "Nothing was left behind."
_KIB: Final = 1024


def left_words(seconds: float | None) -> str:
    """Say "about 3 minutes left"; "" while nobody knows."""
    if seconds is None:
        return ""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 60:
        return f"about {round(seconds / 10) * 10} seconds left"
    minutes = round(seconds / 60)
    return f"about {counted(minutes, 'minute')} left"


def size_words(octets: float) -> str:
    """Say "1.2 GB"."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if octets < _KIB or unit == "GB":
            break
        octets /= _KIB
    return f"{octets:.1f} {unit}" if octets < 10 and unit != "bytes" else f"{octets:.0f} {unit}"


def sentence(words: str) -> str:
    """With a capital at the beginning and no full stop."""
    return f"{words[:1].upper()}{words[1:]}".rstrip(".")


def how_far(what: str, making: Making[Any]) -> str:
    """One line for the status bar about a job that runs."""
    if making.is_stopping:
        return f"{what}: stopping…"
    share = making.progress.share
    done = "" if share is None else f" {round(share * 100)} %"
    left = left_words(making.left_s)
    return f"{what}:{done or ' getting ready…'}{', ' if left else ''}{left}"
