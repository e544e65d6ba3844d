"""What the pages of a disc show, once pictures and reports are there to show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.report import Report
    from viewer.publish.contents import DiscObject, DiscPatient, DiscSeries, DiscStudy


@dataclass(frozen=True, slots=True)
class WebPicture:
    """A picture by its path from the root of the disc."""

    path: str
    caption: str
    width: int
    height: int
    series: str = ""  # of which it is, in words


@dataclass(frozen=True, slots=True)
class WebReport:
    """A report: its content as text, or its sheets as pictures and the file itself."""

    source: DiscObject
    page: str  # path from the root
    report: Report | None = None
    sheets: tuple[WebPicture, ...] = ()
    sheets_in_all: int = 0
    file: str = ""  # path of the document, "" where there is none that a browser shows
    problem: str = ""  # why there is nothing to read


@dataclass(frozen=True, slots=True)
class WebSeries:
    """A series with a few of its pictures."""

    series: DiscSeries
    pictures: tuple[WebPicture, ...] = ()


@dataclass(frozen=True, slots=True)
class WebStudy:
    """A study with its page, its reports and the pictures that stand for it."""

    study: DiscStudy
    page: str
    series: tuple[WebSeries, ...]
    reports: tuple[WebReport, ...]
    key_pictures: tuple[WebPicture, ...]
    keys_chosen: bool = False  # somebody picked them out, it was not the program


@dataclass(frozen=True, slots=True)
class WebPatient:
    """A person with what there is to see."""

    patient: DiscPatient
    studies: tuple[WebStudy, ...]
