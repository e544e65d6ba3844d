"""The longer sentences of the window, pure text from states and reports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from viewer.app.identity_view import SHOWN
from viewer.app.stage import LoadState, Stage
from viewer.app.wording import format_date, real_date
from viewer.model import plain_words
from viewer.model.safe_text import kept_apart, visible

if TYPE_CHECKING:
    from viewer.model.findings import Counts, LoadReport
    from viewer.model.header import PatientFacts

NOT_DIAGNOSTIC = plain_words.NOT_DIAGNOSTIC
INTENDED_USE = plain_words.INTENDED_USE
BIRTH_HIDDEN, NUMBER_HIDDEN = "birth date hidden", "number hidden"
MAX_NAME = 40  # characters; more would not fit a page at large text

_THIN = "\N{NARROW NO-BREAK SPACE}"
_OVER = {
    Stage.REMOVED: "The disc was taken out",
    Stage.FAILED: "It could not be opened",
    Stage.NOTHING_FOUND: "No medical pictures found",
}
# What a system calls its refusals; the word stands after "cannot be opened: ".
_REFUSALS = {
    "PermissionError": "access was refused",
    "FileNotFoundError": "it is not there any more",
    "NotADirectoryError": "it is not there any more",
    "IsADirectoryError": "it is a folder",
    "TimeoutError": "the drive gave no answer",
    "OSError": "the drive could not read it",
    "EOFError": "it ends too early",
    "BadZipFile": "the archive is damaged",
    "MemoryError": "there is not enough memory",
}
_UNEXPECTED = "something unexpected happened"
_CLASS_NAME = re.compile(r"\b(unexpected )?([A-Z]\w*(?:Error|Exception|ZipFile))\b")
_SEXES = {"M": "male", "F": "female", "O": "other"}


def number(value: int) -> str:
    """A count with thin spaces between thousands: 1 203."""
    return f"{value:,}".replace(",", _THIN)


def short_name(label: str) -> str:
    """A medium's name in quotes; a long one keeps its beginning and its end."""
    return f"“{visible(SHOWN.text(label), MAX_NAME)}”"


def counted(count: int, word: str) -> str:
    """Say "1 drawing" or "412 drawings"."""
    return f"{number(count)} {word}{'' if count == 1 else 's'}"


def pictures(count: int) -> str:
    """Say "1 picture" or "412 pictures"."""
    return counted(count, "picture")


def expected(counts: Counts) -> int:
    """How many instances there should be: what the directory names, else what was found."""
    return max(counts.referenced or 0, counts.found)


def missing(counts: Counts) -> int:
    """How many instances should be there and cannot be read (S-05)."""
    return max(0, expected(counts) - counts.readable)


def load_words(load: LoadState, report: LoadReport) -> str:
    """One line about the medium for the status bar; "" while nothing is open."""
    match load.stage:
        case Stage.OPENING:
            return "Opening…"
        case Stage.READING:
            of = f" of about {number(load.total)}" if load.total else ""
            return f"Reading… {number(load.done)}{of}"
        case Stage.READY:
            words = readable_words(report.counts)
            remarks = report.has_problems and not missing(report.counts)
            return f"{words}, with remarks" if remarks else words
    if load.is_replaced:
        return "Another disc is in the drive"
    return _OVER.get(load.stage, "")


def readable_words(counts: Counts) -> str:
    """Say "412 of 415 pictures readable" or that all are, and how many cannot be shown."""
    total = expected(counts)
    hidden = max(0, counts.readable - counts.shown)
    if total == 0:
        return "No pictures"
    if total == hidden:
        return "Lightbox cannot show " + ("it" if total == 1 else "any of it")
    if missing(counts):
        words = f"{number(counts.readable)} of {pictures(total)} readable"
    else:
        words = "The picture is readable" if total == 1 else f"All {pictures(total)} readable"
    return f"{words}, {number(hidden)} cannot be shown" if hidden else words


def system_words(problem: str) -> str:
    """A problem as the system told it, without the names programs have for such things."""
    return _CLASS_NAME.sub(lambda found: _REFUSALS.get(found.group(2), _UNEXPECTED), problem)


def person(facts: PatientFacts) -> str:
    """Say "MUSTERMANN, Erika · *14 May 1961 · F" for title bars and cards (S-01)."""
    facts = SHOWN.facts(facts)
    parts = [kept_apart(facts.name) or "No name"]
    birth = real_date(facts.birth_date)
    if birth:
        parts.append(f"*{birth}")
    if facts.sex:
        parts.append(facts.sex)
    return " · ".join(parts)


def name_words(facts: PatientFacts) -> str:
    """Say "MUSTERMANN, Erika", "No name" or what stands for it."""
    return SHOWN.facts(facts).name or "No name"


def birth_words(facts: PatientFacts) -> str:
    """Say "born 14 May 1961 · female"."""
    birth = format_date(facts.birth_date)
    birth = f"born {birth}" if birth else "no birth date"
    birth = BIRTH_HIDDEN if SHOWN.state.people else birth
    sex = _SEXES.get(facts.sex, facts.sex)
    return f"{birth} · {sex}" if sex else birth


def number_words(facts: PatientFacts) -> str:
    """Say "number 4711, given by …": what tells two people of one name apart."""
    if SHOWN.state.people:
        return NUMBER_HIDDEN
    if not facts.patient_id:
        return "no number"
    issuer = f", given by {facts.issuer}" if facts.issuer else ""
    return f"number {facts.patient_id}{issuer}"


def tell_apart(people: tuple[PatientFacts, ...]) -> tuple[str, ...]:
    """One text per person; with the number where name, birth date and sex are the same.

    The same name in capitals looks like the same person.
    """
    texts = [person(facts) for facts in people]
    plain = [text.casefold() for text in texts]
    return tuple(
        text
        if plain.count(text.casefold()) == 1
        else " · ".join((text, number_words(facts), *_odd_birth(facts)))
        for text, facts in zip(texts, people, strict=True)
    )


def _odd_birth(facts: PatientFacts) -> tuple[str, ...]:
    """A birth date that is none: it may be all that differs."""
    odd = facts.birth_date and not real_date(facts.birth_date)
    return (f"born “{facts.birth_date}”",) if odd else ()


def same_name_hint(people: tuple[PatientFacts, ...]) -> str:
    """Warn that entries of one name differ in number or birth date; "" if none do."""
    names = [facts.name.casefold() for facts in people]
    if len(set(names)) == len(names):
        return ""
    return (
        "Some carry the same name with another number or birth date. They may be the same "
        "person written differently, or two people: ask the place that made the disc."
    )
