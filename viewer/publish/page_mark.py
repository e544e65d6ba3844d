"""What INDEX.HTM keeps for whoever brings it up to date: that it is ours, and what it was told.

Institution, contact and such are nowhere else on a medium, and are needed when studies are added.
Whoever reads it has a stranger's file before them: all of it is text, and cut.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, Final

from viewer.limits import DISC_PAGE_BYTES
from viewer.publish.markup import Html, element

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from viewer.publish.contents import DiscContents

_NAME: Final = "lightbox-disc"
_FORMAT: Final = 1
_TEXTS: Final = ("profile", "institution", "contact", "label", "export_id")
_MOST_CHARACTERS: Final = 2000  # of one text
_MOST_NOTES: Final = 50
_MOST_STUDIES: Final = 1000


@dataclass(frozen=True, slots=True)
class PageMark:
    """As `DiscContents` has them; `left_out` by Study Instance UID."""

    profile: str = ""
    institution: str = ""
    contact: str = ""
    label: str = ""
    export_id: str = ""
    deidentified: bool = False
    number: int = 1
    of: int = 1
    notes: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


def mark_of(contents: DiscContents) -> Html:
    """The element that says it, for the head of INDEX.HTM."""
    said: dict[str, object] = {name: getattr(contents, name)[:_MOST_CHARACTERS] for name in _TEXTS}
    said |= {"deidentified": contents.deidentified, "number": contents.number, "of": contents.of}
    said["notes"] = list(contents.notes[:_MOST_NOTES])
    missing = [(study.facts.uid, study.left_out) for study in contents.studies if study.left_out]
    said["left_out"] = dict(missing[:_MOST_STUDIES])
    return element("meta", name=_NAME, content=json.dumps({"format": _FORMAT, **said}))


def read_mark(page: Path) -> PageMark | None:
    """What our INDEX.HTM keeps; None where the page is not there, or not ours."""
    try:
        with page.open("rb") as stream:
            data = stream.read(DISC_PAGE_BYTES)
    except OSError:
        return None
    found = _Found()
    found.feed(data.decode("utf-8", "replace"))
    try:
        said = json.loads(found.content)
        return _mark(said) if said["format"] == _FORMAT else None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


class _Found(HTMLParser):
    """Finds our element in the head."""

    def __init__(self) -> None:
        super().__init__()
        self.content = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "meta" and values.get("name") == _NAME and not self.content:
            self.content = values.get("content") or ""


def _mark(said: dict[str, Any]) -> PageMark:
    texts = {name: str(said[name])[:_MOST_CHARACTERS] for name in _TEXTS}
    left_out = list(said["left_out"].items())[:_MOST_STUDIES]
    notes = [str(note)[:_MOST_CHARACTERS] for note in said["notes"][:_MOST_NOTES]]
    return PageMark(
        **texts,
        deidentified=said["deidentified"] is True,
        number=max(1, int(said["number"])),
        of=max(1, int(said["of"])),
        notes=tuple(notes),
        left_out={str(uid): max(0, int(number)) for uid, number in left_out},
    )
