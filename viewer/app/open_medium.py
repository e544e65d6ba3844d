"""One medium being read: its threads, what is known of it, and the way to its frames."""

from __future__ import annotations

import logging
import queue
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from viewer.app.catalog_builder import MediumSnapshot
from viewer.app.series_sets import SeriesSets
from viewer.app.stage import LoadState, Stage
from viewer.boot.queue import PROGRAM_FIRST
from viewer.errors import (
    CancelledError,
    MediumError,
    MediumNotFoundError,
    MediumReplacedError,
    ViewerError,
)
from viewer.media.cancel import CancelToken
from viewer.media.decoders import supports
from viewer.media.medium import LoadEvent, Medium
from viewer.media.report import is_document
from viewer.model.findings import LoadReport

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from viewer.model.entities import FileSet
    from viewer.model.header import InstanceHeader
    from viewer.settings import Settings

log = logging.getLogger(__name__)

if TYPE_CHECKING:
    MediumOpener = Callable[[Path, int, Settings], Medium]

# How long the rest of a medium waits for its first picture: two threads at work on one
# interpreter would make a person wait longer for it, and on a disc each header is a seek.
_PATIENCE_S = 1.5
_SERIES_PATIENCE_S = 6.0  # the rest of its series: nobody can look at that before
_BREATH_S = 0.2  # and then until that is painted


@dataclass(frozen=True, slots=True)
class MediumNews:
    """What changed on one medium; replaces everything told before."""

    medium: int
    load: LoadState
    snapshot: MediumSnapshot | None = None
    report: LoadReport = field(default_factory=LoadReport)
    tried: frozenset[str] = frozenset()  # series asked for, of which all that can be read is


class OpenMedium:
    """Reads one medium in the background and publishes what it finds.

    Two threads: one goes through the whole medium in disc order, the other reads the series
    somebody waits for. `publish` is called on either; their reads take turns in `Medium`.
    Where the medium vanishes both wait until it is back, and go on where they were.
    """

    def __init__(
        self,
        number: int,
        path: Path,
        settings: Settings,
        publish: Callable[[MediumNews], None],
        expect: Callable[[str], None],
        opener: MediumOpener = Medium.open,
    ) -> None:
        self.number = number
        self.path = path
        self.medium: Medium | None = None
        self._settings = settings
        self._opener = opener
        self._publish = publish
        self._expect = expect  # told a transfer syntax of the pictures to come
        self._cancel = CancelToken()
        self._first_picture = threading.Event()
        self._painted = threading.Event()
        self._sets = SeriesSets(number)
        self._tried: set[str] = set()
        self._unserved: list[str] = []  # series wanted while the medium was away
        self._lock = threading.Lock()  # of `_sets`, and of the order of publications
        self._load = LoadState(Stage.OPENING, label=path.name or str(path))
        self._returned = threading.Event()  # somebody believes that the medium is back
        self.returns = 0  # how often the medium came back
        self._started = 0.0
        self._wanted: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._asked = ""  # for which series first
        self._threads = [
            threading.Thread(target=self._read, name=f"medium-{number}", daemon=True),
            threading.Thread(target=self._serve, name=f"medium-{number}-series", daemon=True),
        ]

    def start(self) -> None:
        """Begin reading."""
        self._started = time.monotonic()
        self._threads[0].start()

    @property
    def is_away(self) -> bool:
        """Whether the medium was taken out; it is not touched until it is back."""
        return self._load.stage is Stage.REMOVED

    @property
    def waiting_s(self) -> float:
        """How long the medium has been owing an answer, 0 if nobody waits for one."""
        if self.medium is not None:
            return self.medium.waiting_s
        return time.monotonic() - self._started if self._load.stage is Stage.OPENING else 0.0

    def want_series(self, series_uid: str) -> None:
        """Read this series' headers before everything else."""
        self._asked = self._asked or series_uid
        if series_uid != self._asked:
            self._first_picture.set()  # somebody did not wait for it
        self._wanted.put(series_uid)

    def picture_loaded(self) -> None:
        """Tell that the first picture is there; only then the rest of the medium is read."""
        self._first_picture.set()

    def picture_painted(self) -> None:
        """Tell that it can be seen."""
        self._painted.set()

    def taken_out(self, error: MediumNotFoundError, returns: int | None = None) -> None:
        """Tell that the whole medium is gone.

        Who found out by a read names the `returns` from before it: the medium may be back by now.
        """
        if returns is None or returns == self.returns:
            self._fail(Stage.REMOVED, error)

    def come_back(self) -> None:
        """Look whether the medium is back, and go on if so."""
        self._returned.set()

    def close(self) -> None:
        """Stop reading, wait for the threads, let go of the medium; may take as long as a read."""
        self._cancel.cancel()
        self._first_picture.set()
        self._returned.set()
        self._painted.set()
        self._wanted.put(None)
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        if self.medium is not None:
            self.medium.close()

    def _read(self) -> None:
        """Read the medium; whenever it was away and is back, go on."""
        while not self._cancel.cancelled:
            self._returned.clear()
            try:
                if self.medium is None:
                    self._open()
                elif self.is_away:
                    self._go_on(self.medium)
            except CancelledError:
                return
            except MediumNotFoundError as error:
                stage = Stage.REMOVED if self.medium is not None else Stage.FAILED
                self._fail(stage, error)
            except MediumError as error:
                self._fail(Stage.FAILED, error)
            except Exception as error:  # noqa: BLE001  a job runner: the window must hear of it
                # The type alone: the message of an error may hold a path or a name.
                log.error("reading a medium stopped with %s", type(error).__name__)  # noqa: TRY400
                self._fail(Stage.FAILED, ViewerError(f"unexpected {type(error).__name__}"))
            if self.medium is None:
                return
            self._returned.wait()

    def _open(self) -> None:
        with PROGRAM_FIRST.directory_turn():
            self.medium = self._opener(self.path, self.number, self._settings)
            file_set = self.medium.read_directory()
        self._expect(self.medium.first_syntax())
        self._tell(file_set, LoadState(Stage.READING, label=self.medium.label))
        self._threads[1].start()
        if file_set.patients:
            PROGRAM_FIRST.wait(urgent=False)
            self._first_picture.wait(_PATIENCE_S)
            self._painted.wait(_BREATH_S)
        self.medium.complete(self._on_event, self._cancel)

    def _go_on(self, medium: Medium) -> None:
        medium.come_back()
        with self._lock:
            self.returns += 1
            self._load = LoadState(Stage.READING, label=medium.label)
        self._tell(medium.file_set(), self._load)
        for uid in self._unserved:
            self._wanted.put(uid)
        self._unserved.clear()
        medium.complete(self._on_event, self._cancel)

    def _on_event(self, event: LoadEvent) -> None:
        with self._lock:
            for header in event.headers:
                self._sets.add(header)
        stage = Stage.READING
        if event.finished:
            stage = Stage.READY if event.file_set.patients else Stage.NOTHING_FOUND
        assert self.medium is not None
        load = LoadState(stage, event.done, event.total or None, self.medium.label)
        self._tell(event.file_set, load)

    def _serve(self) -> None:
        """Read series on demand until told to stop."""
        assert self.medium is not None
        while (uid := self._wanted.get()) is not None:
            if self.is_away:
                self._unserved.append(uid)
                continue
            returns = self.returns
            try:
                for headers in self.medium.headers_as_read(uid):
                    self._cancel.check()
                    self._take_urgent(uid, headers)
                    if any(header.image is not None for header in headers):
                        self._first_picture.wait(_SERIES_PATIENCE_S)
                        PROGRAM_FIRST.wait(urgent=False)  # until it is on show
                        self._painted.wait(_BREATH_S)
                self._tried.add(uid)
                self._take_urgent(uid, ())
            except CancelledError:
                return
            except MediumNotFoundError as error:
                if returns == self.returns:
                    self._unserved.append(uid)
                    self._fail(Stage.REMOVED, error)
                else:  # it is back already
                    self._wanted.put(uid)
            except Exception as error:  # noqa: BLE001  a job runner: the next series still comes
                log.warning("a series cannot be read: %s", type(error).__name__)

    def _take_urgent(self, series_uid: str, headers: tuple[InstanceHeader, ...]) -> None:
        assert self.medium is not None
        with self._lock:
            for header in headers:
                self._sets.add(header)
            self._sets.split_next(series_uid)
        self._tell(self.medium.file_set(), self._load)

    def _tell(self, file_set: FileSet, load: LoadState) -> None:
        assert self.medium is not None
        with self._lock:
            if self._load.stage in {Stage.OPENING, Stage.READING}:
                self._load = load  # else it is a late word: all is read, or the medium gone
            load = self._load
            complete = load.stage is not Stage.READING
            report = self.medium.report(can_show)
            counts = {series.series_uid: series.counts for series in report.series}
            sets = self._sets.update(file_set, counts, complete=complete)
            snapshot = MediumSnapshot(file_set, sets, counts, self._sets.states)
            news = MediumNews(self.number, load, snapshot, report, frozenset(self._tried))
            self._publish(news)

    def _fail(self, stage: Stage, error: ViewerError) -> None:
        with self._lock:
            replaced = isinstance(error, MediumReplacedError)
            label = self._load.label
            self._load = LoadState(stage, label=label, problem=str(error), is_replaced=replaced)
            self._publish(MediumNews(self.number, self._load))


def can_show(header: InstanceHeader) -> bool:
    """Whether this build has what it takes to show the object, as far as its header tells."""
    if header.image is not None:
        return supports(header.image.pixels.transfer_syntax_uid)
    return header.state is not None or is_document(header)
