"""The account of a job: what went in, came out and was left out; no identity in it (A-072)."""

from __future__ import annotations

import html
import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import viewer
from viewer.deid.output import Output
from viewer.deid.rules import Do
from viewer.deid.table import EDITION

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.deid.profile import Profile
    from viewer.deid.risk import Picture, Risk

REPORT_PAGE, REPORT_DATA = "REPORT.HTM", "REPORT.JSN"
LIMITS = (
    "No program finds every word in a picture: look at the images before you pass them on.",
    "A face can be recognised from slices of a head, and some diseases and implants are rare.",
)


@dataclass(slots=True)
class Layout:
    """Images that look alike and may hold text; `boxes` is how many were blacked out in each.

    With `left_out` a person decided against them. `can_mask` is False if some are of a kind whose
    pixels cannot be changed. `pictures` is where they are, for whoever looks at them; it is in no
    report.
    """

    risk: Risk
    images: int = 0
    reviewed: bool = False
    boxes: int = 0
    left_out: bool = False
    can_mask: bool = True
    pictures: list[Picture] = field(default_factory=list, repr=False)


@dataclass(slots=True)
class Account:
    """Filled while a job runs. Files are told by their number in the order they were read."""

    profile: Profile
    output: Output = field(default_factory=Output)
    files: int = 0
    objects: int = 0
    written: int = 0
    patients: int = 0
    studies: int = 0
    series: int = 0
    other_files: int = 0
    directories: int = 0
    octets: int = 0  # of all objects, before
    not_chosen: int = 0  # files, where only some objects were asked for
    excluded: list[tuple[int, str, str]] = field(default_factory=list)  # number, reason, words
    tally: Counter[tuple[str, Do]] = field(default_factory=Counter)
    layouts: dict[str, Layout] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    pictures: int = 0  # files, where pictures were asked for
    not_drawn: int = 0  # objects that have no picture
    not_recoded: int = 0  # images that the compression asked for cannot hold
    searched_terms: int = 0
    searched_uids: int = 0
    searched_files: int = 0
    references: int = 0  # instances that copies name and that are in the copy
    dangling: int = 0  # those that are not
    validation: tuple[str, ...] = ()  # what validators said, where it was asked for

    def exclude(self, reason: str, words: str) -> None:
        """Leave out the file that is read now."""
        self.excluded.append((self.files, reason, words))

    @property
    def reasons(self) -> Counter[str]:
        """How many files were left out for each reason, in words."""
        return Counter(words for _, _, words in self.excluded)

    def as_data(self) -> dict[str, Any]:
        """Everything, for JSON."""
        kept, removed = self.profile.statements()
        done: dict[str, dict[str, int]] = {}
        for (name, do), number in sorted(self.tally.items()):
            done.setdefault(do.value, {})[name] = number
        return {
            "program": f"Lightbox {viewer.__version__}",
            "edition": EDITION,
            "profile": self.profile.name,
            "options": sorted(option.value for option in self.profile.options),
            "output": {
                "kind": self.output.kind.value,
                "compression": self.output.coding.value,
                "encrypted": bool(self.output.password),
            },
            "kept": list(kept),
            "removed": list(removed),
            "in": {
                "files": self.files,
                "objects": self.objects,
                "other_files": self.other_files,
                "directories": self.directories,
                "not_chosen": self.not_chosen,
            },
            "out": {
                "objects": self.written,
                "patients": self.patients,
                "studies": self.studies,
                "series": self.series,
                "pictures": self.pictures,
            },
            "excluded": [
                {"file": number, "reason": reason, "words": words}
                for number, reason, words in self.excluded
            ],
            "attributes": done,
            "layouts": [
                {
                    "layout": name,
                    "about": layout.risk.about,
                    "reasons": list(layout.risk.reasons),
                    "images": layout.images,
                    "reviewed": layout.reviewed,
                    "left_out": layout.left_out,
                    "boxes": layout.boxes,
                }
                for name, layout in sorted(self.layouts.items())
            ],
            "warnings": [*self.notes(), *self.warnings, *LIMITS],
            "proof": {
                "files": self.searched_files,
                "terms": self.searched_terms,
                "identifiers": self.searched_uids,
                "findings": 0,
                "references": self.references,
                "references_to_what_is_left_out": self.dangling,
            },
            "validation": list(self.validation),
        }

    def page(self) -> str:
        """The report as a page, for people."""
        return _page(self, self.as_data())

    def notes(self) -> list[str]:
        """What became otherwise than asked."""
        notes = []
        if self.not_recoded:
            text = "images are not compressed as asked, which cannot hold them."
            notes.append(f"{self.not_recoded} {text}")
        if self.not_drawn:
            notes.append(f"{self.not_drawn} objects have no picture.")
        return notes

    def write(self, folder: Path) -> None:
        """The report as a page and as data; raises OSError."""
        data = self.as_data()
        (folder / REPORT_DATA).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        (folder / REPORT_PAGE).write_text(_page(self, data), encoding="utf-8")


def _page(account: Account, data: dict[str, Any]) -> str:
    proof = data["proof"]
    body = [
        "<h1>A copy without identity</h1>",
        (
            f"<p>{_safe(account.profile.title)}. Made by {_safe(data['program'])} "
            f"by {_safe(data['edition'])}.</p>"
        ),
        (
            f"<p>{account.written} of {account.objects} objects were copied: "
            f"{_counted(account.patients, 'person', 'people')}, "
            f"{_counted(account.studies, 'study', 'studies')}, {account.series} series.</p>"
        ),
        f"<p>{account.pictures} pictures were drawn from these.</p>" if account.pictures else "",
        (
            f"<p>All {proof['files']} files were read back and searched for {proof['terms']} terms "
            f"and {proof['identifiers']} identifiers of the originals. None was found.</p>"
        ),
        _list("Validated", data["validation"]),
        _list("Kept", data["kept"]),
        _list("Removed", data["removed"]),
        _list("Left out", [f"{n} × {words}" for words, n in account.reasons.most_common()]),
        _list(
            "Images that may hold text",
            [f"{row['about']}: {row['images']} images, {_outcome(row)}" for row in data["layouts"]],
        ),
        _list("Please note", data["warnings"]),
        "<h2>Attributes</h2><table><tr><th>Attribute<th>What was done<th>How often</tr>",
        *(
            f"<tr><td>{_safe(name)}<td>{_safe(do.value)}<td>{number}</tr>"
            for (name, do), number in sorted(account.tally.items())
        ),
        "</table>",
    ]
    style = "body{font:16px sans-serif;max-width:48em;margin:2em auto}td,th{padding:0 1em 0 0}"
    head = f"<meta charset=utf-8><title>A copy without identity</title><style>{style}</style>"
    return f"<!doctype html><html lang=en>{head}\n" + "\n".join(filter(None, body)) + "\n</html>\n"


def _outcome(layout: dict[str, Any]) -> str:
    if not layout["reviewed"]:
        return "left out, not reviewed"
    if layout["left_out"]:
        return "looked at and left out"
    if not layout["boxes"]:
        return "looked at: no text"
    return f"{layout['boxes']} boxes black"


def _list(title: str, lines: list[str]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{_safe(line)}" for line in lines)
    return f"<h2>{title}</h2><ul>{items}</ul>"


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _safe(text: str) -> str:
    return html.escape(text)
