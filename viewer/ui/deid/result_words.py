"""What came of a copy without identity, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from viewer.deid.errors import LeakError, OutputError
from viewer.errors import CancelledError, MediumError, MediumReplacedError, ViewerError
from viewer.model.safe_text import visible
from viewer.ui.copying.words import NOTHING_LEFT
from viewer.ui.words import counted, number, pictures, system_words

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.deid.account import Account

LEAK: Final = (
    "When it was read back, something was still in it that may say who the person is. {nothing} "
    "Go back and add what the detail names to the words to remove, or choose “Post in public”, "
    "which keeps less."
)
LOOK: Final = "No program finds every word in a picture. Look at the copy before you pass it on."
_CANNOT_BE_WRITTEN: Final = "the copy cannot be written: "  # as the title says already
_FULL: Final = "No space left"
_MOST_PATH: Final = 80
_MOST_REASONS: Final = 6


def came_out(account: Account) -> str:
    """How many of how many files were copied."""
    if account.pictures:
        drawn = pictures(account.pictures)
        return f"{drawn} without identity, from {counted(account.written, 'file')}."
    if account.written == account.objects:
        return f"All {counted(account.written, 'file')} were copied without identity."
    return (
        f"{number(account.written)} of {counted(account.objects, 'file')} were copied without "
        "identity."
    )


def place_words(place: Path) -> str:
    """Where it is."""
    return f"It is in “{visible(str(place), _MOST_PATH)}”."


def notes(account: Account) -> list[tuple[str, str, str]]:
    """Icon, colour and words of what is to be known."""
    lines = [("check", "success", proof_words(account))]
    reasons = account.reasons.most_common(_MOST_REASONS)
    lines += [
        ("info", "secondary", f"Left out, {counted(count, 'file')}: {words}.")
        for words, count in reasons
    ]
    more = len(account.excluded) - sum(count for _, count in reasons)
    if more > 0:
        lines.append(("info", "secondary", f"Left out for other reasons: {counted(more, 'file')}."))
    lines += [("info", "secondary", words) for words in account.notes()]
    lines += [("warning", "warning", words) for words in account.warnings]
    lines.append(("warning", "warning", LOOK))
    return lines


def proof_words(account: Account) -> str:
    """The proof in one sentence."""
    terms = account.searched_terms
    names = "1 name or number" if terms == 1 else f"{number(terms)} names and numbers"
    return (
        f"All {counted(account.searched_files, 'file')} of the copy were read back and searched "
        f"for {names} and {counted(account.searched_uids, 'identifier')} of the originals: none "
        "was found."
    )


def why_not(error: ViewerError) -> tuple[str, str]:
    """What happened, and what it means and what to do."""
    reason = system_words(str(error)).removeprefix(_CANNOT_BE_WRITTEN).rstrip(".")
    if _FULL in reason:
        reason = "there is no room left in that place"
    if isinstance(error, CancelledError):
        return "You stopped it.", NOTHING_LEFT
    if isinstance(error, LeakError):
        return (
            "The copy did not pass its check, so you do not get it.",
            LEAK.format(nothing=NOTHING_LEFT),
        )
    if isinstance(error, OutputError):
        return (
            "The copy could not be written.",
            f"{reason[:1].upper()}{reason[1:]}. {NOTHING_LEFT} Go back and choose another place.",
        )
    if isinstance(error, MediumReplacedError):
        what = "Another disc is in the drive."
        return what, f"{reason[:1].upper()}{reason[1:]}. {NOTHING_LEFT}"
    if isinstance(error, MediumError):
        return (
            "The pictures could not be read any more.",
            f"{reason[:1].upper()}{reason[1:]}. Is the disc or stick still in? {NOTHING_LEFT}",
        )
    return "No copy was made.", f"{reason[:1].upper()}{reason[1:]}. {NOTHING_LEFT}"


def failure_detail(error: ViewerError) -> str:
    """The code and every finding, without identity."""
    findings = error.findings if isinstance(error, LeakError) else ()
    return "\n".join([f"{error.code}: {error}", *findings])


def detail_of(account: Account) -> str:
    """Counts, options and what was done to each attribute."""
    data = account.as_data()
    lines = [
        f"{data['program']}, {data['edition']}",
        f"Profile: {data['profile']}, options {', '.join(data['options'])}",
        f"In: {data['in']}",
        f"Out: {data['out']}",
        f"Proof: {data['proof']}",
        "",
    ]
    lines += [f"file {row['file']}: {row['words']}" for row in data["excluded"]]
    for done, attributes in data["attributes"].items():
        lines += [f"{done}: {name} × {count}" for name, count in attributes.items()]
    return "\n".join(lines)
