"""What came of a copy, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.app.publish_draft import Goal
from viewer.errors import (
    CancelledError,
    MediumError,
    MediumReplacedError,
    ViewerError,
    WriteError,
)
from viewer.model.safe_text import visible
from viewer.publish.errors import RefusedError, TargetError, VerifyError
from viewer.ui.copying.words import NOTHING_LEFT, sentence
from viewer.ui.words import counted, system_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from viewer.app.publish_copy import Copied
    from viewer.publish.burning import Burner

_FULL: Final = "No space left"
_AS_BEFORE: Final = "The stick is as it was before."
_MAY_BE_LEFT: Final = (
    "Something of it may be left there, in a folder whose name begins with “.lightbox”."
)
_MOST_REASONS: Final = 6


def burn_words(burner: Burner, drive: str) -> str:
    """What burning means here."""
    if burner.asks:
        return f"To burn it, {burner.name} is opened with the image and does the rest."
    of = f" in {drive}" if drive else ""
    return f"To burn it, put an empty disc into the drive. {burner.name} burns it{of}."


def not_burned(error: ViewerError) -> tuple[str, str]:
    """What happened, and what is left."""
    still = "The image is still where it was made."
    if isinstance(error, CancelledError):
        return "You stopped it.", f"The disc may be spoilt. {still}"
    reason = sentence(system_words(str(error)))
    return "The disc could not be burned.", f"{reason}. Is an empty disc in the drive? {still}"


def came_out(copied: Copied, goal: Goal) -> str:
    """What is there now."""
    if copied.burned_by and copied.is_compared:
        return "The disc is burned, and was read back and compared."
    if copied.burned_by:
        return f"{copied.burned_by} has the image."
    published = copied.published
    if published is None:
        return "The disc was copied as it is."
    files = counted(published.objects, "file")
    if goal is Goal.STICK:
        return f"{files} were added to the stick." if published.objects > 1 else f"{files} added."
    if len(copied.places) > 1:
        return f"{counted(len(copied.places), 'disc')} with {files} are ready."
    return f"The copy with {files} is ready."


def notes(copied: Copied) -> Iterator[tuple[str, str, str]]:
    """Icon, colour and words of what is to be known."""
    published = copied.published
    if published is None:
        yield ("check", "success", "Every byte was read back and compared.")
        return
    files = counted(published.objects, "file")
    checked = f"All {files} were read back, compared, and found by the directory (DICOMDIR)."
    yield ("check", "success", checked)
    reasons = published.left_out.most_common(_MOST_REASONS)
    for words, count in reasons:
        yield ("warning", "warning", f"Left out, {counted(count, 'file')}: {visible(words)}.")
    more = sum(published.left_out.values()) - sum(count for _, count in reasons)
    if more > 0:
        yield ("warning", "warning", f"Left out for other reasons: {counted(more, 'file')}.")
    for words in published.notices:
        yield ("info", "secondary", f"{sentence(words)}.")


def detail(copied: Copied) -> str:
    """What other programs said, and what was filled in; "" where there is nothing."""
    published = copied.published
    if published is None:
        return ""
    said = {True: "passed", False: "complains about files as they were", None: "not installed"}
    lines = [f"{gate.name}: {said[gate.passed]}" for gate in published.gates]
    lines += [f"filled in in the directory: {key} × {n}" for key, n in published.filled.items()]
    return "\n".join(dict.fromkeys(lines))


def _medium_words(error: MediumError, reason: str, left: str) -> tuple[str, str]:
    if isinstance(error, MediumReplacedError):
        return "Another disc is in the drive.", f"{reason}. {left}"
    what = "The pictures could not be read any more."
    return what, f"{reason}. Is the disc or stick still in? {left}"


def why_not(error: ViewerError, goal: Goal, *, may_be_left: bool = False) -> tuple[str, str]:
    """What happened, and what it means and what to do."""
    left = _AS_BEFORE if goal is Goal.STICK else NOTHING_LEFT
    left = _MAY_BE_LEFT if may_be_left else left
    reason = sentence(system_words(str(error)))
    if _FULL in reason:
        reason = "There is no room left in that place"
    if isinstance(error, CancelledError):
        return "You stopped it.", left
    if isinstance(error, VerifyError):
        return (
            "The copy did not pass its check, so you do not get it.",
            f"{reason}. {left} Try another place: a stick or disk may be failing.",
        )
    if isinstance(error, RefusedError):
        return "This cannot be put together.", f"{reason}. {left}"
    if isinstance(error, TargetError | WriteError):
        return (
            "The copy could not be written.",
            f"{reason}. {left} Go back and choose another place.",
        )
    if isinstance(error, MediumError):
        return _medium_words(error, reason, left)
    return "No copy was made.", f"{reason}. {left}"
