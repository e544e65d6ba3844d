"""A session in memory: what the window needs, without media, processes or pydicom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from tests.factories.decode_requests import GREY_8
from tests.factories.no_previews import NoPreviews
from viewer.app.annotations import AnnotationStore
from viewer.app.annotations_shown import AnnotationMarks
from viewer.app.background import Background
from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
from viewer.app.closing import deadline
from viewer.app.first_showing import FirstShowing
from viewer.app.frames import FrameStore, LoadedFrame, Post
from viewer.app.key_images import KeyImageStore
from viewer.app.marked import MarkedStates
from viewer.app.measurements import Measurements
from viewer.app.pdf_pages import PdfPages
from viewer.app.session import READING_SERIES, Session
from viewer.app.session_history import session_history
from viewer.app.stage import LoadState, Stage
from viewer.app.wishes import Wish
from viewer.app.workspace import Workspace
from viewer.errors import DecodeError, FileReadError, ViewerError
from viewer.media.dataset import RawDataset
from viewer.media.decoders import decode
from viewer.model.display_set import Document, DocumentKind, ImageStack, StackFrame, StackKind
from viewer.model.entities import Instance
from viewer.model.findings import LoadReport
from viewer.model.header import (
    FrameFacts,
    ImageFacts,
    InstanceHeader,
    PatientFacts,
    SeriesFacts,
    StudyFacts,
)
from viewer.model.image import FileKey, Frame, FrameKey
from viewer.model.report import Report
from viewer.model.tags import TagTree
from viewer.observe import Event
from viewer.render.source import prepare
from viewer.settings import DecodeSettings, Settings

_Answer = TypeVar("_Answer")
PIXELS = replace(GREY_8, rows=64, columns=64)


class FakeSource(NoPreviews):
    """A bright disc for every frame; paths that end in "damaged" cannot be decoded."""

    def load(self, frame: StackFrame) -> LoadedFrame:
        if frame.key.file.path.endswith("damaged"):
            raise DecodeError("made for the test")
        rows, columns = np.mgrid[:64, :64]
        distance = np.hypot(rows - 32, columns - 32)
        pixels = np.where(distance < 24, 220 - 4 * distance, 8).astype(np.uint8)
        decoded = Frame(frame.key, pixels)
        assert frame.header.image is not None
        return LoadedFrame(frame.key, decoded, prepare(decoded, frame.header.image, frame.facts))


class FakeSession(Session):
    """States are set by the test; calls of the window are written down."""

    def __init__(self, post: Post) -> None:
        self.catalog = Catalog()
        self.report = LoadReport()
        self.load = LoadState()
        self.catalog_changed = Event()
        self.report_changed = Event()
        self.load_changed = Event()
        settings = Settings(decode=DecodeSettings(workers=1))
        self.frames = FrameStore(FakeSource(), settings, post)
        self.workspace = Workspace(self.frames)
        self._first = FirstShowing(self.workspace, self.show_item, "")
        self.marked = MarkedStates()
        self.annotations = AnnotationStore()
        self.measurements = Measurements(self.frames)
        self.annotation_marks = AnnotationMarks(self.annotations, self.measurements)
        self.workspace.draw_over(self.marked.graphics, self.annotation_marks)
        self.key_images = KeyImageStore()
        self._awaited = {}
        self.history = session_history(self, post, self._awaited.clear, READING_SERIES)
        self.opened: list[Path] = []
        self.gone: list[Path] = []
        self.back: list[Path] = []
        self.owed_s = 0.0  # how long a read has been under way
        self.shown: list[tuple[str, int | None]] = []
        self.document_bytes: bytes | ViewerError = b"%PDF-1.4 made for the test"
        self.report_content: Report | ViewerError = Report("Radiology report")
        self.pdfs: list[PdfPages] = []
        self.tags: dict[FileKey, TagTree | ViewerError] = {}
        self.tags_wanted: list[tuple[FileKey, Callable[[TagTree | ViewerError], None]]] = []
        self.holds_tags = False  # answers come when the test gives them
        self._post = post
        self._background = Background(post)
        self.first = FirstShowing(self.workspace, self.show_item, "")  # which nobody asks
        self._media = {}
        self.news = {}

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(self.opened[-1:])

    def path_of(self, medium: int) -> Path:
        return Path(f"no-such-medium-{medium}")

    def parsed(self, file: FileKey, job: Callable[[RawDataset], _Answer]) -> _Answer:
        del file, job
        raise FileReadError("there is no medium")

    @property
    def removed(self) -> tuple[Path, ...]:
        return self.paths if self.load.stage is Stage.REMOVED else ()

    @property
    def replaced(self) -> tuple[Path, ...]:
        return self.paths if self.load.is_replaced else ()

    @property
    def waiting_s(self) -> float:
        return self.owed_s

    def open(self, path: Path) -> None:
        self.opened.append(path)

    def picture_painted(self) -> None:
        pass

    def medium_taken_out(self, path: Path) -> None:
        self.gone.append(path)

    def medium_back(self, path: Path) -> None:
        self.back.append(path)

    def show_item(self, uid: str, viewport: int | None = None) -> None:
        self.shown.append((uid, viewport))
        item = self.catalog.item(uid)
        if item is not None and item.display_set is not None:
            self.workspace.show(item.display_set, viewport)

    def want_thumbnails(self, keys: tuple[FrameKey, ...]) -> None:
        frames = {
            f.key: f
            for item in self.catalog.items()
            if isinstance(item.display_set, ImageStack)
            for f in item.display_set.frames
        }
        known = tuple(key for key in keys if key in frames)
        self.frames.wish("thumbnails", Wish(None, known, frames, background=True))

    def read_document(
        self, document: Document, done: Callable[[bytes | ViewerError], None]
    ) -> None:
        del document
        done(self.document_bytes)

    def read_report(self, document: Document, done: Callable[[Report | ViewerError], None]) -> None:
        del document
        done(self.report_content)

    def read_tags(self, file: FileKey, done: Callable[[TagTree | ViewerError], None]) -> None:
        self.tags_wanted.append((file, done))
        if not self.holds_tags:
            done(self.tags.get(file, TagTree()))

    def open_pdf(self, document: Document) -> PdfPages:
        """As in the program, but drawn in this process."""
        del document
        self.pdfs.append(PdfPages(self._bytes, decode, self._post))
        return self.pdfs[-1]

    def _bytes(self) -> bytes:
        if isinstance(self.document_bytes, ViewerError):
            raise self.document_bytes
        return self.document_bytes

    def close_media(self) -> None:
        self.workspace.clear()
        self.set_catalog(Catalog())
        self.set_load(LoadState())

    def close(self) -> None:
        self.workspace.close()
        self.frames.close()
        for pdf in self.pdfs:
            pdf.close()
            pdf.join()
        self._background.join(deadline())

    def set_load(self, load: LoadState) -> None:
        self.load = load
        self.load_changed.emit(load)

    def set_catalog(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.catalog_changed.emit(catalog)

    def set_report(self, report: LoadReport) -> None:
        self.report = report
        self.report_changed.emit(report)

    def make_ready(self, catalog: Catalog, *, show: bool = True) -> None:
        """As after a complete load; the first item is on show."""
        self.set_catalog(catalog)
        self.set_load(LoadState(Stage.READY, label="DISC"))
        if show:
            self.show_item(catalog.items()[0].uid)


ERIKA = PatientFacts("MUSTERMANN, Erika", "4711", birth_date="19610514", sex="F")
MAX = PatientFacts("MUSTERMANN, Max", "4712", birth_date="19590101", sex="M")
CHEST = StudyFacts("1.2.1", "20240312", "1015", "Chest", institution="St. Example Hospital")


def stack_item(
    series: SeriesFacts,
    patient: PatientFacts = ERIKA,
    study: StudyFacts = CHEST,
    count: int = 3,
    name: str = "image",
) -> CatalogItem:
    """A complete series of `count` images."""
    frames = []
    for number in range(count):
        file = FileKey(1, f"{series.uid}/{number}/{name}")
        facts = FrameFacts()
        header = InstanceHeader(
            file,
            f"{series.uid}.{number}",
            "1.2.840.10008.5.1.4.1.1.2",
            PIXELS.transfer_syntax_uid,
            patient=patient,
            study=study,
            series=series,
            image=ImageFacts(PIXELS, (facts,)),
        )
        frames.append(StackFrame(FrameKey(file, 0), header, facts))
    stack = ImageStack(series.uid, "", StackKind.SLICES, tuple(frames))
    return CatalogItem(
        uid=series.uid,
        medium=1,
        series=series,
        label="",
        count=count,
        expected=count,
        readable=count,
        display_set=stack,
        thumbnail=frames[count // 2].key,
    )


def document_item(
    series: SeriesFacts, kind: DocumentKind = DocumentKind.PDF, title: str = "Radiology report"
) -> CatalogItem:
    """A document of Erika's chest study."""
    file = FileKey(1, f"{series.uid}/document")
    header = InstanceHeader(
        file,
        f"{series.uid}.1",
        "1.2.840.10008.5.1.4.1.1.104.1",
        PIXELS.transfer_syntax_uid,
        patient=ERIKA,
        study=CHEST,
        series=series,
        title=title,
    )
    instance = Instance(file, f"{series.uid}.1", header.sop_class_uid, header.transfer_syntax_uid)
    document = Document(series.uid, "", kind, instance, header)
    return CatalogItem(series.uid, 1, series, "", 1, 1, 1, document)


def catalog_of(*patients: tuple[PatientFacts, tuple[CatalogStudy, ...]]) -> Catalog:
    """A catalog of these people."""
    return Catalog(tuple(CatalogPatient(facts, studies) for facts, studies in patients))


def small_catalog() -> Catalog:
    """Two examinations of one person: five series, one of them incomplete, and a report."""
    scout = stack_item(SeriesFacts("1.2.1.1", 1, "CT", "Scout"), count=1)
    lung = stack_item(SeriesFacts("1.2.1.2", 2, "CT", "Lung 1.0 B70f", body_part="CHEST"))
    soft = stack_item(SeriesFacts("1.2.1.3", 3, "CT", "Soft tissue 5.0"), count=12)
    soft = replace(soft, expected=15)
    report = document_item(SeriesFacts("1.2.1.9", 9, "DOC", "Report"))
    before = StudyFacts("1.2.2", "20230203", "0900", "Thorax p.a.", institution="Practice Dr. X")
    xray = stack_item(SeriesFacts("1.2.2.1", 1, "DX", "Thorax p.a."), study=before, count=1)
    return catalog_of(
        (
            ERIKA,
            (CatalogStudy(CHEST, (scout, lung, soft, report)), CatalogStudy(before, (xray,))),
        )
    )


def two_people() -> Catalog:
    """One examination each of Erika and Max."""
    other = StudyFacts("1.3.1", "20240401", "0800", "Knee")
    hers = stack_item(SeriesFacts("1.2.1.2", 2, "CT", "Lung"))
    his = stack_item(SeriesFacts("1.3.1.1", 1, "MR", "t1 sag"), MAX, other)
    return catalog_of(
        (ERIKA, (CatalogStudy(CHEST, (hers,)),)), (MAX, (CatalogStudy(other, (his,)),))
    )
