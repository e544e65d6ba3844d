"""Label and cover of a disc as a page to print, plain text only (M-072)."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template
from typing import TYPE_CHECKING

from viewer.errors import WriteError
from viewer.model.plain_words import NOT_DIAGNOSTIC, format_date
from viewer.model.safe_text import visible
from viewer.publish.disc_words import (
    PRODUCT,
    SELECTION,
    amount,
    made_on,
    maker,
    name_of,
    study_title,
    which_disc,
)
from viewer.publish.markup import Html, element, joined
from viewer.resources import resources_folder

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.publish.contents import DiscContents, DiscStudy

_LONGEST = 70  # characters of a line
_STUDIES = 8  # named on the cover
_NAMES = 3


@dataclass(frozen=True, slots=True)
class LabelOptions:
    """What may be read from outside; a disc without names never has one on it."""

    name: bool = True
    birth_date: bool = False
    studies: bool = True
    web: bool = True  # the disc has INDEX.HTM


def write_label(contents: DiscContents, target: Path, options: LabelOptions | None = None) -> None:
    """Write the page to `target`, which is for whoever prints it; raises WriteError."""
    try:
        target.write_text(label_page(contents, options or LabelOptions()), "utf-8", newline="\n")
    except OSError as error:
        raise WriteError(error.strerror or "the place refused it") from error


def label_page(contents: DiscContents, options: LabelOptions) -> str:
    """A page of A4 with a cover of 12 by 12 cm and a round label."""
    who = _who(contents, options)
    made = ", ".join(filter(None, (made_on(contents), which_disc(contents))))
    kind = "DICOM plus web" if options.web else "DICOM only"
    place = _short(maker(contents))
    label = [_short(line) for line in contents.label.splitlines() if line.strip()]
    part = [SELECTION] if contents.is_selection else []
    studies = _studies(contents) if options.studies else []
    cover = [
        *_names(who),
        _lines([place, made]),
        _lines(studies, class_="part"),
        _lines([*label, *part], class_="part"),
        element(
            "div", f"{kind} · {contents.volume_id} · {NOT_DIAGNOSTIC} · {PRODUCT}", class_="foot"
        ),
    ]
    top = [*_names(who), _lines([place, made])]
    bottom = _lines([*label[:2], *part, f"{kind} · {contents.volume_id}", NOT_DIAGNOSTIC])
    words = Template((resources_folder() / "disc" / "label.htm").read_text("utf-8"))
    return words.substitute(cover="\n".join(cover), top="\n".join(top), bottom=bottom)


def _short(value: str) -> str:
    return visible(" ".join(value.split()), _LONGEST)


def _names(lines: list[str]) -> list[Html]:
    return [element("p", line, class_="name") for line in lines]


def _lines(lines: list[str], **attributes: str) -> Html:
    paragraphs = joined(element("p", line) for line in lines if line)
    return element("div", paragraphs, **attributes) if paragraphs else Html("")


def _who(contents: DiscContents, options: LabelOptions) -> list[str]:
    if contents.deidentified:
        return [_short(contents.export_id) or "Without a name"]
    if not options.name:
        return []
    names = []
    for patient in contents.patients:
        born = format_date(patient.facts.birth_date) if options.birth_date else ""
        names.append(_short(name_of(patient.facts)) + (f", *{_short(born)}" if born else ""))
    more = len(names) - _NAMES
    return [*names[:_NAMES], f"and {more} more"] if more > 0 else names


def _studies(contents: DiscContents) -> list[str]:
    studies = contents.studies
    lines = [_study(study) for study in studies[:_STUDIES]]
    more = len(studies) - _STUDIES
    return [*lines, f"and {more} more"] if more > 0 else lines


def _study(study: DiscStudy) -> str:
    day = format_date(study.facts.date) or "no date"
    return f"{_short(day)} · {_short(study_title(study))}: {amount(study)}"
