"""README.TXT and AUTORUN.INF: text that every computer can show (M-071, M-073)."""

from __future__ import annotations

import textwrap
import unicodedata
from string import Template
from typing import TYPE_CHECKING

from viewer.model.plain_words import INTENDED_USE
from viewer.model.safe_text import visible
from viewer.publish.contents import System
from viewer.publish.disc_words import (
    PRODUCT,
    SELECTION,
    SEVERAL,
    amount,
    counted,
    kinds,
    made_on,
    maker,
    name_of,
    person_line,
    study_date,
    study_title,
    which_disc,
)
from viewer.resources import resources_folder

if TYPE_CHECKING:
    from viewer.publish.contents import DiscContents, DiscPatient, DiscStudy, ViewerKit

_WIDTH = 76
_LONGEST = 2000  # characters of one value
_NAMED = {
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{NO-BREAK SPACE}": " ",
    "\N{NARROW NO-BREAK SPACE}": " ",
}
_LETTERS = str.maketrans(
    _NAMED
    | {
        "ß": "ss", "ẞ": "SS", "Æ": "AE", "æ": "ae", "Ø": "O", "ø": "o", "Œ": "OE", "œ": "oe",
        "Đ": "D", "đ": "d", "Ł": "L", "ł": "l", "Þ": "Th", "þ": "th", "ð": "d", "·": "-",
        "–": "-", "—": "-", "−": "-", "…": "...", "“": '"', "”": '"', "„": '"', "×": "x",
        "°": " deg", "µ": "u", "²": "2", "³": "3",
    }
)  # fmt: skip
_NAME_THERE, _NAME_ELSEWHERE = "Name: see INDEX.HTM", "Name in other letters"
_OTHER_PLACE = "an institution whose name this text has no letters for"
_STARTS = {
    System.WINDOWS: "  On Windows: open the disc in the Explorer and double-click\n    {}",
    System.MACOS: "  On a Mac: open the disc in the Finder, double-click\n    {}\n"
    "  and then Lightbox in the window that opens",
    System.LINUX: "  On Linux: open the disc in the file manager and start\n    {}",
}


def ascii_text(value: str) -> str:
    """The nearest text of plain ASCII: accents fall away, what has no Latin letter becomes "?".

    Of a name in several scripts only those parts stay that can be read.
    """
    parts = value.split(" = ") if " = " in value else [value]
    plain = [_plain(part) for part in parts]
    readable = [part for part in plain if "?" not in part]
    return " = ".join(readable or plain)


def _plain(value: str) -> str:
    spread = unicodedata.normalize("NFKD", visible(value, _LONGEST).translate(_LETTERS))
    letters = "".join(c for c in spread if not unicodedata.combining(c))
    return letters.encode("ascii", "replace").decode("ascii")


def readme(contents: DiscContents, *, web: bool) -> bytes:
    """README.TXT, ASCII with CR LF: who made what, when and of whom, and how to open it."""
    title = "MEDICAL PICTURES WITHOUT A NAME" if contents.deidentified else "MEDICAL PICTURES"
    words = Template((resources_folder() / "disc" / "readme.txt").read_text("utf-8"))
    filled = words.substitute(
        title=title,
        underline="=" * len(title),
        who="\n".join(_who(patient, web=web) for patient in contents.patients),
        made=made_on(contents),
        institution=_readable(maker(contents), _OTHER_PLACE) or "an unnamed institution",
        contact="".join(f"{ascii_text(line)}\n" for line in contents.contact.splitlines()),
        discs=f"This is {which_disc(contents)}.\n" if which_disc(contents) else "",
        content="\n".join(_study(s) for p in contents.patients for s in p.studies),
        notes="".join(f"\n{_wrapped(note)}\n" for note in _notes(contents)),
        start="".join(_start(kit) for kit in contents.kits),
        web=_WEB if web else "",
        profile=contents.profile,
        volume_id=contents.volume_id,
        disclaimer=_wrapped(INTENDED_USE, indent=""),
        product=PRODUCT,
    )
    return filled.encode("ascii").replace(b"\n", b"\r\n")


_WEB = """  Without a viewer: open INDEX.HTM in any web browser. It shows the reports and
  some of the pictures.
"""


def autorun(volume_id: str, kits: tuple[ViewerKit, ...]) -> bytes:
    """AUTORUN.INF for Windows, ASCII with CR LF; b"" where there is no viewer to start."""
    kit = next((kit for kit in kits if kit.system is System.WINDOWS), None)
    if kit is None:
        return b""
    start = "\\".join(kit.start)
    lines = [
        "[autorun]",
        f"label={volume_id}",
        f"icon={chr(92).join(kit.icon) or start}",
        f"open={start}",
        "action=Look at the pictures on this disc",
        "",
    ]
    return "\r\n".join(lines).encode("ascii")


def _readable(value: str, instead: str) -> str:
    """A value in ASCII; `instead` where not a letter of it would be left, only "???"."""
    plain = ascii_text(value)
    lost = plain != value and not any(c.isalnum() for c in plain)
    return instead if lost else plain


def _who(patient: DiscPatient, *, web: bool) -> str:
    # Each part for itself: what stands behind a name in several scripts belongs to none of them.
    name = _readable(name_of(patient.facts), _NAME_THERE if web else _NAME_ELSEWHERE)
    line = ", ".join(filter(None, (name, ascii_text(person_line(patient.facts)))))
    return "\n".join(textwrap.wrap(line, _WIDTH, subsequent_indent="  "))


def _study(study: DiscStudy) -> str:
    numbers = [f"accession number {study.facts.accession_number}"]
    lines = [
        f"{study_date(study)}, {_title(study)}",
        amount(study),
        *(numbers if study.facts.accession_number.strip() else ()),
    ]
    first, *rest = map(ascii_text, lines)
    return "\n".join([f"  {first}", *(f"    {line}" for line in rest)])


def _title(study: DiscStudy) -> str:
    return _readable(study_title(study), ", ".join(kinds(study)) or "Examination")


def _notes(contents: DiscContents) -> list[str]:
    notes = [SEVERAL] if len(contents.patients) > 1 else []
    if contents.is_selection:
        left = sum(study.left_out for study in contents.studies)
        notes.append(f"{SELECTION} {counted(left, 'object is', 'objects are')} not on it.")
    if contents.label.strip():
        notes.append(contents.label)
    return [*notes, *contents.notes]


def _wrapped(words: str, indent: str = "  ") -> str:
    lines = textwrap.wrap(ascii_text(" ".join(words.split())), _WIDTH)
    return "\n".join(indent + line for line in lines)


def _start(kit: ViewerKit) -> str:
    mark = "\\" if kit.system is System.WINDOWS else "/"
    return _STARTS[kit.system].format(ascii_text(mark.join(kit.start))) + "\n"
