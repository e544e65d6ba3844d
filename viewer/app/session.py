"""The session: open media, what is on them, and the viewports that show it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from viewer.app.annotations import AnnotationStore
from viewer.app.annotations_shown import AnnotationMarks
from viewer.app.background import Background
from viewer.app.catalog import Catalog
from viewer.app.catalog_builder import build_catalog
from viewer.app.closing import close_medium, deadline
from viewer.app.first_showing import FirstShowing
from viewer.app.frame_source import MediaFrames
from viewer.app.frames import FailedFrame, FrameStore, Post
from viewer.app.key_images import KeyImageStore
from viewer.app.key_selections import as_shown
from viewer.app.marked import MarkedStates
from viewer.app.measurements import Measurements
from viewer.app.open_medium import MediumNews, OpenMedium
from viewer.app.pdf_pages import PdfPages
from viewer.app.pixel_problems import PixelProblems
from viewer.app.registrations import registrations_of
from viewer.app.session_history import session_history
from viewer.app.stack_suv import suv_scales
from viewer.app.stage import LoadState, Stage, overall
from viewer.app.wishes import Wish
from viewer.app.workspace import Workspace
from viewer.errors import FileReadError, MediumNotFoundError, PixelError, ViewerError
from viewer.media.keyring import KEYRING
from viewer.media.medium import Medium
from viewer.model.display_set import Document, ImageStack
from viewer.model.findings import LoadReport
from viewer.observe import Event

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from viewer.app.catalog import CatalogItem
    from viewer.app.frame_source import CopyFile
    from viewer.app.open_medium import MediumOpener
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.app.workspace import WorkspaceState
    from viewer.media.dataset import RawDataset
    from viewer.model.display_set import DisplaySet
    from viewer.model.image import FileKey, FrameKey
    from viewer.model.report import Report
    from viewer.model.tags import TagTree
    from viewer.settings import Settings

_IN_USE = {Stage.READING, Stage.READY}
READING_SERIES = "Reading the series …"
_Answer = TypeVar("_Answer")
NOTHING_READABLE = "None of the pictures of this series can be read."


class Session:
    """Everything open at the moment.

    Lives on one thread (the GUI thread in the window). Background results come back
    through `post`, which must run a function on that thread, in order.
    """

    def __init__(self, settings: Settings, post: Post, opener: MediumOpener = Medium.open) -> None:
        self.catalog = Catalog()
        self.report = LoadReport()
        self.load = LoadState()
        self.catalog_changed: Event[Catalog] = Event()
        self.report_changed: Event[LoadReport] = Event()
        self.load_changed: Event[LoadState] = Event()
        self._settings = settings
        self._opener = opener
        self._post = post
        self._source = MediaFrames(settings)
        self.frames = FrameStore(self._source, settings, post)
        self.workspace = Workspace(self.frames)
        self.annotations = AnnotationStore()
        self.marked = MarkedStates()
        self.key_images = KeyImageStore()
        self.measurements = Measurements(self.frames, suv_scales)
        self.measurements.presentation_of = self.workspace.presentation_of
        self.annotation_marks = AnnotationMarks(self.annotations, self.measurements)
        self.workspace.draw_over(self.marked.graphics, self.annotation_marks)
        self.workspace.scale_of = self.measurements.spacing
        self._media: dict[int, OpenMedium] = {}
        self.news: dict[int, MediumNews] = {}
        self._numbers = 0
        self._problems: defaultdict[int, PixelProblems] = defaultdict(PixelProblems)
        self.frames.arrived.connect(self._note_problem)
        self._awaited: dict[int, str] = {}  # viewport -> uid of the item it waits for
        self.history = session_history(self, post, self._awaited.clear, READING_SERIES)
        self.first = FirstShowing(self.workspace, self.show_item, NOTHING_READABLE)
        self._background = Background(post)

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where the open media are, in the order they were opened."""
        return tuple(medium.path for medium in self._media.values())

    def path_of(self, medium: int) -> Path:
        """Where an open medium is; raises KeyError."""
        return self._media[medium].path

    def parsed(self, file: FileKey, job: Callable[[RawDataset], _Answer]) -> _Answer:
        """What `job` makes of a file's data set; for a thread, raises ViewerError."""
        return self._source.parsed(file, job)

    @property
    def removed(self) -> tuple[Path, ...]:
        """Those of `paths` that were taken out."""
        return tuple(
            self._media[number].path
            for number, news in self.news.items()
            if news.load.stage is Stage.REMOVED
        )

    @property
    def replaced(self) -> tuple[Path, ...]:
        """Those of `removed` at whose place there is another medium (S-01)."""
        return tuple(
            self._media[number].path for number, news in self.news.items() if news.load.is_replaced
        )

    def expect(self, path: Path) -> None:
        """Say that `path` is about to be opened; `open` is to follow."""
        self._set_load(LoadState(Stage.OPENING, label=path.name or str(path)))

    def open(self, path: Path) -> None:
        """Start opening a drive, folder, file, DICOMDIR or ZIP beside what is open."""
        self._numbers += 1
        number = self._numbers
        medium = OpenMedium(
            number,
            path,
            self._settings,
            lambda news: self._post(lambda: self._on_news(news)),
            self._source.expect,
            self._opener,
        )
        self._media[number] = medium
        self._source.media[number] = medium
        self.expect(path)
        medium.start()

    def medium_taken_out(self, path: Path) -> None:
        """Tell the media at or under `path` that they are gone, before any read finds out."""
        gone = MediumNotFoundError("the medium was taken out")
        for number, news in self.news.items():
            medium = self._media[number]
            if news.load.stage in _IN_USE and medium.path.is_relative_to(path):
                # A thread, as the medium may be busy publishing what it has read.
                self._background.run(partial(medium.taken_out, gone), lambda _: None)

    def medium_back(self, path: Path) -> None:
        """Have the removed media at or under `path` looked at, and read on if they are the same.

        Nothing of the window changes by it: pictures, layout and positions stay.
        """
        for number, news in self.news.items():
            medium = self._media[number]
            if news.load.stage is Stage.REMOVED and medium.path.is_relative_to(path):
                medium.come_back()

    @property
    def waiting_s(self) -> float:
        """How long the slowest medium has been owing an answer."""
        return max((medium.waiting_s for medium in self._media.values()), default=0.0)

    def picture_painted(self) -> None:
        """Tell that a picture can be seen: what was put off for it may go on."""
        for medium in self._media.values():
            medium.picture_painted()

    def show_item(self, uid: str, viewport: int | None = None) -> None:
        """Show a catalog item in a viewport (the active one by default).

        If its headers are not read yet they are read first, before everything else; the
        viewport shows the item as soon as its first image is known.
        """
        item = self.catalog.item(uid)
        if item is None:
            return
        self.first.person_chose()
        index = self.workspace.state.active if viewport is None else viewport
        self._awaited.pop(index, None)
        if item.display_set is not None:
            self.workspace.show(as_shown(item.display_set, self.catalog), index)
            return
        self.workspace.activate(index)
        self.workspace.viewports[index].show(None)
        self.workspace.viewports[index].set_message(READING_SERIES)
        self._awaited[index] = item.uid
        self._media[item.medium].want_series(item.series.uid)

    def read_series(self, item: CatalogItem) -> None:
        """Have the headers of this item's series read before the rest of its medium."""
        self._media[item.medium].want_series(item.series.uid)

    def show_screen(self, state: WorkspaceState, viewports: tuple[ViewportState, ...]) -> None:
        """Put up a whole screen at once; nothing is waited for any more."""
        self.first.person_chose()
        self._awaited.clear()
        self.workspace.restore(state, viewports)

    def stack_with(self, key: FrameKey) -> ImageStack | None:
        """The series or part of one that holds a frame."""
        sets = [item.display_set for item in self.catalog.items() if item.display_set is not None]
        return _containing(sets, key)

    def want_thumbnails(self, keys: tuple[FrameKey, ...]) -> None:
        """Load these frames in the background, the visible ones first."""
        found = map(self.catalog.thumbnail_frame, keys)
        frames = {frame.key: frame for frame in found if frame is not None}
        self.frames.wish("thumbnails", Wish(None, tuple(frames), frames, background=True))

    def read_document(
        self, document: Document, done: Callable[[bytes | ViewerError], None]
    ) -> None:
        """Read an encapsulated document's bytes in the background; `done` is posted back."""
        self._background.run(lambda: self._source.read_document(document), done)

    def read_report(self, document: Document, done: Callable[[Report | ViewerError], None]) -> None:
        """Read a structured report in the background; `done` is posted back."""
        self._background.run(lambda: self._source.read_report(document), done)

    def read_tags(self, file: FileKey, done: Callable[[TagTree | ViewerError], None]) -> None:
        """Read every element of a file in the background; `done` is posted back."""
        self._background.run(lambda: self._source.read_tags(file), done)

    def in_background(
        self, job: Callable[[], _Answer], done: Callable[[_Answer | ViewerError], None]
    ) -> None:
        """Do what may take its time, such as writing to a stick; `done` is posted back."""
        self._background.run(job, done)

    def write(
        self,
        job: Callable[[CopyFile, Callable[[int, int], None]], _Answer],
        progress: Callable[[int, int], None],
        done: Callable[[_Answer | ViewerError], None],
    ) -> None:
        """Do what copies files of the media, in the background; what it tells is posted back."""

        def tell(count: int, total: int) -> None:
            self._post(lambda: progress(count, total))

        self._background.run(lambda: job(self._source.copy_file, tell), done)

    def open_pdf(self, document: Document) -> PdfPages:
        """Open a PDF to be looked at; the caller closes it."""
        pages = PdfPages(
            lambda: self._source.read_document(document), self._source.decode, self._post
        )
        self._background.keep(pages)
        return pages

    def close_media(self) -> None:
        """Close everything open and go back to the start page."""
        self.workspace.clear()
        self.key_images.clear()
        self.frames.drop_wish("thumbnails")
        for number in self._media:
            self._source.forget(number)
            self.frames.forget(number)
        for medium in self._media.values():
            self._close_medium(medium)
        self._media.clear()
        self.news.clear()
        self._awaited.clear()
        self._problems.clear()
        self.annotations.clear()
        self.measurements.clear()
        self.first.forget()
        self._publish()
        self._set_load(LoadState())
        self.history.clear()
        KEYRING.clear()

    def close(self) -> None:
        """Cancel, stop every process, join every thread but those that hang in a read."""
        self.history.close()
        self.workspace.close()
        for medium in self._media.values():
            self._close_medium(medium)
        self._background.cancel()
        self._source.close()
        until = deadline()
        self.frames.close(until)
        self._background.join(until)

    def _close_medium(self, medium: OpenMedium) -> None:
        """A read may hang on a scratched disc; the window does not wait for it."""
        self._background.start("medium-closing", partial(close_medium, medium))

    def _on_news(self, news: MediumNews) -> None:
        if news.medium not in self._media:
            return  # closed while the news was on its way
        if news.snapshot is None and news.medium in self.news:
            old = self.news[news.medium]
            news = replace(old, load=news.load)
        before = self.news.get(news.medium)
        if before is not None and before.load.stage is Stage.REMOVED != news.load.stage:
            self.frames.retry(news.medium)
        self.news[news.medium] = news
        self._publish()
        if news.load.stage is not Stage.READY or len(self.news) == len(self._media):
            self._set_load(overall(news.load, (one.load for one in self.news.values())))
        with self.history.unrecorded():  # nobody did this
            self._refresh_viewports()
            self.first.update(self.catalog, self.load.stage)

    def _note_problem(self, key: FrameKey) -> None:
        """Take into the report what decoding told of a frame (S-05)."""
        entry = self.frames.get(key)
        problems = self._problems[key.file.medium]
        if isinstance(entry, FailedFrame) and entry.header is not None:
            if not isinstance(entry.error, (PixelError, FileReadError)):
                return  # about the medium, not about this frame
            changed = problems.add(entry.header, key.frame_index, entry.error)
        else:
            changed = problems.solved(key.file, key.frame_index)
        if changed:
            self._publish_report()

    def _publish(self) -> None:
        snapshots = [news.snapshot for news in self.news.values() if news.snapshot is not None]
        self.marked.set_headers(header for snapshot in snapshots for header in snapshot.states)
        catalog = build_catalog(snapshots)
        if catalog != self.catalog:
            self.catalog = catalog
            self.catalog_changed.emit(catalog)
        self._publish_report()

    def _publish_report(self) -> None:
        reports = (
            self._problems[number].applied_to(news.report) for number, news in self.news.items()
        )
        report = sum(reports, LoadReport())
        if report != self.report:
            self.report = report
            self.report_changed.emit(report)

    def _set_load(self, load: LoadState) -> None:
        if load != self.load:
            self.load = load
            self.load_changed.emit(load)

    def _refresh_viewports(self) -> None:
        """Give viewports the grown version of what they show, or what they wait for."""
        self.workspace.set_registrations(registrations_of(self.catalog))
        self._serve_awaiting()
        items = self.catalog.items()
        by_series: dict[str, list[DisplaySet]] = {}
        for item in items:
            if item.display_set is not None:
                by_series.setdefault(item.series.uid, []).append(item.display_set)
        for viewport in self.workspace.viewports:
            frame = viewport.state.frame
            if frame is None:
                continue
            if viewport.state.stack is not None and viewport.state.stack.is_selection:
                self._refresh_selection(viewport)
                continue
            newer = _containing(by_series.get(frame.header.series.uid, []), frame.key)
            if newer is not None and newer is not viewport.state.display_set:
                viewport.refresh(newer)

    def _refresh_selection(self, viewport: ViewportModel) -> None:
        """Key images found since the selection was put in."""
        current = viewport.state.display_set
        item = self.catalog.item(current.uid) if current is not None else None
        if item is None or not isinstance(item.display_set, Document):
            return  # the picked images of a series: made again when somebody asks
        newer = as_shown(item.display_set, self.catalog)
        if newer != current:
            viewport.refresh(newer)

    def _serve_awaiting(self) -> None:
        """Show what has come, and say of what cannot come that it cannot."""
        for index, uid in list(self._awaited.items()):
            item = self.catalog.item(uid)
            if index >= len(self.workspace.viewports):
                del self._awaited[index]
            elif item is not None and item.display_set is not None:
                del self._awaited[index]
                self.workspace.show(as_shown(item.display_set, self.catalog), index)
            elif item is None or item.series.uid in self.news[item.medium].tried:
                del self._awaited[index]
                self.workspace.viewports[index].set_message(NOTHING_READABLE)


def _containing(sets: list[DisplaySet], key: FrameKey) -> ImageStack | None:
    for display_set in sets:
        if isinstance(display_set, ImageStack) and any(f.key == key for f in display_set.frames):
            return display_set
    return None
