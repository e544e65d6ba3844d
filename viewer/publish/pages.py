"""The pages of a disc that need no viewer: INDEX.HTM, README.TXT, IHE_PDI, AUTORUN.INF."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from viewer.errors import FileReadError, PixelError, WriteError
from viewer.media.cancel import CancelToken
from viewer.publish.contents import ObjectKind
from viewer.publish.disc_words import series_name
from viewer.publish.page_pictures import Chosen, picked, spread, write_jpeg
from viewer.publish.page_reports import PDF, Sheets, read_document, read_report
from viewer.publish.readme import autorun, readme
from viewer.publish.web import WebPatient, WebPicture, WebReport, WebSeries, WebStudy
from viewer.publish.web_pages import INDEX, index_page, report_page, study_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from viewer.publish.contents import DiscContents, DiscObject, DiscStudy

README = "README.TXT"
AUTORUN = "AUTORUN.INF"
WEB = "IHE_PDI"
REPORTS = "REPORTS"  # documents as files: IHE_PDI is for pages and pictures only (M-070)
_KEY_PICTURES = 4  # of a study on the first page
_SERIES_SHOWN_FIRST = 3  # where nobody picked any
_PICTURE_BYTES, _PAGE_BYTES = 160_000, 60_000  # more than nearly all need
_UNREAD = "It could not be read for this page. The viewer may be able to show it."
_ELSEWHERE = "A web page cannot show this kind of document. Open it with the viewer."


class PictureOf(Protocol):
    """Makes a marked picture of a frame, as a viewport shows it (S-31); `viewer.ui` has one."""

    def __call__(self, file: Path, frame: int, size: tuple[int, int]) -> NDArray[np.uint8] | None:
        """(rows, columns, 3) RGB of frame `frame`, from 0, in `size` (width, height) pixels.

        With identity, orientation, window, lossy and disclaimer marks. None where the image
        cannot be shown. Raises nothing for what a file holds.
        """


@dataclass(frozen=True, slots=True)
class PageOptions:
    """What an operator may choose."""

    web: bool = True  # INDEX.HTM and IHE_PDI
    autorun: bool = True
    documents: bool = True  # PDF reports also as files in REPORTS
    pictures_per_series: int = 5
    pictures_at_most: int = 250  # on one disc; with many series there are fewer of each
    picture_px: tuple[int, int] = (768, 768)


@dataclass(frozen=True, slots=True)
class Pages:
    """What was written, as paths from the root, in the order a disc should have it."""

    first: tuple[str, ...]  # README.TXT, INDEX.HTM, AUTORUN.INF
    web: tuple[str, ...] = ()  # IHE_PDI/..., REPORTS/...
    notices: tuple[str, ...] = ()  # what could not be shown, for the operator


def write_pages(
    tree: Path,
    contents: DiscContents,
    options: PageOptions,
    picture_of: PictureOf | None = None,
    progress: Callable[[int, int], None] | None = None,
    cancel: CancelToken | None = None,
) -> Pages:
    """Write the pages beside the DICOM objects already staged below `tree`.

    Reports and pictures are read from the staged files, and from `contents.beside` where they are
    not below `tree`. Without `picture_of` there are no pictures. `progress` counts pictures and
    reports. Raises WriteError, CancelledError.
    """
    writer = _Writer(tree, contents, options, picture_of, progress, cancel or CancelToken())
    first = [writer.write(README, readme(contents, web=options.web))]
    if options.web:
        try:
            people = writer.people()
        finally:
            writer.sheets.close()
        first.append(writer.write(INDEX, index_page(contents, people).encode()))
        writer.write_web(people)
    start = autorun(contents.volume_id, contents.kits) if options.autorun else b""
    if start:
        first.append(writer.write(AUTORUN, start))
    web = tuple(path for path in writer.written if path not in first)
    return Pages(tuple(first), web, tuple(writer.notices))


def pages_bytes_at_most(contents: DiscContents, options: PageOptions) -> int:
    """How much room the pages may take, for a plan; documents as files are not in it."""
    if not options.web:
        return _PAGE_BYTES
    per_series = _per_series(contents, options)
    pictures = sum(min(per_series, s.pictures) for t in contents.studies for s in t.series)
    pages = 2 + len(contents.studies) + 3 * len(_reports(contents))
    return (pictures + _KEY_PICTURES * len(contents.studies)) * _PICTURE_BYTES + pages * _PAGE_BYTES


def _per_series(contents: DiscContents, options: PageOptions) -> int:
    series = sum(1 for study in contents.studies for s in study.series if s.pictures)
    return min(options.pictures_per_series, options.pictures_at_most // max(1, series))


def _reports(contents: DiscContents) -> list[DiscObject]:
    return [o for o in contents.objects if o.kind in {ObjectKind.REPORT, ObjectKind.DOCUMENT}]


@dataclass(slots=True)
class _Writer:
    """Writes one disc's pages; numbers are counted through, so that names are 8.3."""

    tree: Path
    contents: DiscContents
    options: PageOptions
    picture_of: PictureOf | None
    progress: Callable[[int, int], None] | None
    cancel: CancelToken
    written: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    sheets: Sheets = field(default_factory=Sheets)
    _counts: dict[str, int] = field(default_factory=dict)
    _pictures: dict[tuple[str, int], WebPicture | None] = field(default_factory=dict)
    _done: int = 0
    _total: int = 0

    def write(self, path: str, data: bytes) -> str:
        """Write a file, its folder too; gives `path`."""
        target = self.tree / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        except OSError as error:
            raise WriteError(error.strerror or "the place refused it") from error
        self.written.append(path)
        return path

    def file_of(self, source: DiscObject) -> Path:
        """Where an object lies now."""
        here = self.tree.joinpath(*source.file_id)
        beside = self.contents.beside
        return here if beside is None or here.exists() else beside.joinpath(*source.file_id)

    def people(self) -> tuple[WebPatient, ...]:
        """All there is to show, its pictures written."""
        per_series = _per_series(self.contents, self.options)
        self._total = len(_reports(self.contents)) + sum(
            min(per_series, s.pictures) for t in self.contents.studies for s in t.series
        )
        return tuple(
            WebPatient(patient, tuple(self._study(study, per_series) for study in patient.studies))
            for patient in self.contents.patients
        )

    def write_web(self, people: tuple[WebPatient, ...]) -> None:
        """The pages in IHE_PDI."""
        for person in people:
            for study in person.studies:
                self.write(study.page, study_page(person, study).encode())
                for report in study.reports:
                    self.write(report.page, report_page(person, study, report).encode())

    def _name(self, stem: str, extension: str, folder: str = WEB) -> str:
        """The next name of a kind: IHE_PDI/PI000000.JPG."""
        kind = stem + extension
        number = self._counts.get(kind, 0)
        self._counts[kind] = number + 1
        return f"{folder}/{stem}{number:06d}.{extension}"

    def _step(self) -> None:
        self.cancel.check()
        self._done += 1
        if self.progress is not None:
            self.progress(min(self._done, self._total), self._total)

    def _study(self, study: DiscStudy, per_series: int) -> WebStudy:
        page = self._name("ST", "HTM")
        series = []
        for one in study.series:
            pictures = [self._picture(chosen) for chosen in spread(one, per_series)]
            series.append(WebSeries(one, tuple(p for p in pictures if p is not None)))
        chosen = picked(study, _KEY_PICTURES)
        largest = sorted((s for s in study.series if s.pictures), key=lambda s: -s.pictures)
        shown = chosen or tuple(
            c for s in largest[:_SERIES_SHOWN_FIRST] if per_series for c in spread(s, 1)
        )
        keys = tuple(p for c in shown if (p := self._picture(c)) is not None)
        kinds = {ObjectKind.REPORT, ObjectKind.DOCUMENT}
        reports = tuple(self._report(o) for o in study.objects if o.kind in kinds)
        return WebStudy(study, page, tuple(series), reports, keys, keys_chosen=bool(chosen))

    def _picture(self, chosen: Chosen) -> WebPicture | None:
        """The picture, made once however often it is shown; None where it cannot be."""
        key = (chosen.image.sop_instance_uid, chosen.frame)
        if self.picture_of is None or key in self._pictures:
            return self._pictures.get(key)
        self._step()
        file = self.file_of(chosen.image)
        pixels = self.picture_of(file, chosen.frame, self.options.picture_px)
        caption = f"Picture {chosen.number} of {chosen.of}" if chosen.of > 1 else "Picture"
        name = series_name(chosen.series)
        self._pictures[key] = None if pixels is None else self._jpeg("PI", pixels, caption, name)
        if pixels is None:
            self.notices.append(f"No preview of {'/'.join(chosen.image.file_id)}")
        return self._pictures[key]

    def _jpeg(
        self, stem: str, pixels: NDArray[np.generic], caption: str, series: str = ""
    ) -> WebPicture:
        path = self._name(stem, "JPG")
        write_jpeg(self.tree / path, pixels)
        self.written.append(path)
        return WebPicture(path, caption, pixels.shape[1], pixels.shape[0], series)

    def _report(self, source: DiscObject) -> WebReport:
        self._step()
        page = self._name("RE", "HTM")
        file = self.file_of(source)
        try:
            if source.kind is ObjectKind.REPORT:
                return WebReport(source, page, read_report(file))
            if source.mime_type.lower() == PDF:
                return self._document(source, page, read_document(file))
        except FileReadError:
            self.notices.append(f"No page of {'/'.join(source.file_id)}")
            return WebReport(source, page, problem=_UNREAD)
        return WebReport(source, page, problem=_ELSEWHERE)

    def _document(self, source: DiscObject, page: str, data: bytes) -> WebReport:
        shown: list[WebPicture] = []
        in_all, problem = 0, ""
        try:
            in_all, sheets = self.sheets.of(data)
            for number, pixels in enumerate(sheets, 1):
                shown.append(self._jpeg("PD", pixels, f"Page {number} of {in_all}"))
        except PixelError:
            problem = _UNREAD
            self.notices.append(f"Not all pages of {'/'.join(source.file_id)}")
        file = self.write(self._name("RE", "PDF", REPORTS), data) if self.options.documents else ""
        return WebReport(source, page, None, tuple(shown), in_all, file, problem)
