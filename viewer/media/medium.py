"""One opened medium: its tree at once, the rest in the background, single series on demand."""

import logging
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from viewer.errors import FileReadError, MediumNotFoundError, MediumReplacedError
from viewer.media.cancel import CancelToken
from viewer.media.catalogue import Catalogue, SeriesNode
from viewer.media.copies import Copies
from viewer.media.dicomdir import Directory, ListedSeries
from viewer.media.frame_reader import FrameReader
from viewer.media.header_reader import HeaderReader
from viewer.media.listing import Differences, Listing, Missing, load_directory
from viewer.media.load_events import Batches, LoadEvent, OnEvent
from viewer.media.locate import Located, locate
from viewer.media.report import (
    CanShow,
    file_set_findings,
    is_shown_by_default,
    load_report,
    object_findings,
)
from viewer.media.scan import OtherFile, Progress, Scanned, scan, unreadable
from viewer.media.source import READ_ERRORS
from viewer.model.entities import FileSet, Instance
from viewer.model.findings import Finding, FindingCode, LoadReport, Severity
from viewer.model.header import InstanceHeader
from viewer.model.image import FileKey, FrameKey
from viewer.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.media.dataset import RawDataset
    from viewer.media.frame_bytes import EncodedFrame

log = logging.getLogger(__name__)

_Parsed = TypeVar("_Parsed")
_Unopened = tuple[Listing, ListedSeries, SeriesNode]

_GROWTH = 4  # each portion of a series is at most that many times the one before
_UNREAD = {FindingCode.FILE_UNREADABLE, FindingCode.FOLDER_UNREADABLE, FindingCode.ENCRYPTED}
CONFLICT_NOTICE = "conflicting copies: another file with this UID differs"

__all__ = ["LoadEvent", "Medium", "OnEvent"]


class Medium:
    """All access to one medium; every method may be called from any thread.

    Reads take turns, `headers` and frames before the background (M-042). Nothing is written.
    """

    def __init__(self, located: Located, number: int, settings: Settings) -> None:
        self.number = number
        self._located = located
        self._source = located.source
        self._reader = HeaderReader(self._source, number, settings.decode)
        self._frames = FrameReader(self._source, self._reader, settings.decode)
        self._copies = Copies(self._reader)
        self._catalogue = Catalogue(number, self._source.label)
        self._lock = RLock()
        self._unopened: dict[str, list[_Unopened]] = {}  # by Series Instance UID
        self._findings: list[Finding] = []
        self._found_scanning: list[Finding] = []
        self._differences = Differences()
        self._missing: dict[str, Finding | None] = {}
        self._failed: set[str] = set()  # paths listed, and not readable
        self._checked: set[FileKey] = set()
        self._other_files = 0
        self._has_directory = False
        self._is_complete = False

    @classmethod
    def open(cls, path: Path, number: int, settings: Settings) -> "Medium":
        """Find out what `path` is; raises MediumNotFoundError or MediumError."""
        return cls(locate(path, settings.archive), number, settings)

    @property
    def label(self) -> str:
        """Name of the folder, drive, archive or file."""
        return self._source.label

    @property
    def waiting_s(self) -> float:
        """How long the read that is under way has taken so far."""
        return self._reader.gate.held_s

    def close(self) -> None:
        """Release file handles; wait for a read that is under way."""
        with self._reader.gate.turn(first=True):
            self._frames.close()
            self._source.close()

    def read_directory(self) -> FileSet:
        """The tree of the DICOMDIRs, its series still without instances; opens nothing else."""
        for path in self._located.directories:
            directory = load_directory(path, self._source, self._reader)
            if isinstance(directory, Finding):
                self._findings.append(directory)
            else:
                self._take(directory)
        if not self._located.directories and not self._located.single:
            self._find(FindingCode.DIRECTORY_MISSING, Severity.INFO, "no DICOMDIR")
        return self.file_set()

    def first_syntax(self) -> str:
        """The transfer syntax of the first picture a directory lists, "" while none is known."""
        with self._lock:
            for listing, listed, _ in chain.from_iterable(self._unopened.values()):
                syntax = listing.directory.first_syntax(listed)
                if syntax:
                    return syntax
        return ""

    def file_set(self) -> FileSet:
        """The tree as it is now."""
        with self._lock:
            return self._catalogue.file_set()

    def complete(self, on_event: OnEvent, cancel: CancelToken, *, scan_all: bool = False) -> None:
        """Read every listed header in disc order, then look for what is not listed (M-040).

        Unlisted files are searched everywhere when there is no usable directory, when it
        names anything that is not there, or with `scan_all`; else beside listed ones.
        Raises CancelledError, and MediumNotFoundError when the medium is taken out; called again
        after `come_back` it goes on with what is left.
        """
        batches = Batches(self.file_set, on_event)
        try:
            self._complete(batches, cancel, scan_all=scan_all)
        except MediumNotFoundError:
            batches.pause()
            raise
        batches.finish()

    def _complete(self, batches: Batches, cancel: CancelToken, *, scan_all: bool) -> None:
        with self._lock:
            waiting = list(self._unopened)
        for uid in waiting:  # one by one, for somebody may wait for a series
            cancel.check()
            self._open_series(uid)
        with self._lock:
            listed = sorted(
                file for node in self._catalogue.all_series() for file in node.instances
            )
        for number, file in enumerate(listed):
            cancel.check()
            batches.add(self._check(file))
            batches.progress(number + 1, len(listed))
        if not self._is_complete:
            self._scan(batches, cancel, everywhere=scan_all or self._needs_scan())
        with self._lock:
            self._is_complete = True

    def come_back(self) -> None:
        """Go on with a medium that was away; what could not be read will be tried again.

        Raises MediumNotFoundError if it still is, MediumReplacedError if another is there (S-01).
        """
        with self._reader.gate.turn(urgent=True):
            self._frames.close()
            try:
                self._source.restore()
            except (*READ_ERRORS, FileReadError) as error:  # an archive that was written anew
                raise MediumReplacedError("another medium is in its place") from error
            self._reader.forget_failures()
        with self._lock:
            lost = self._failed | {f.path for f in self._found_scanning if f.code in _UNREAD}
            self._checked = {file for file in self._checked if file.path not in lost}
            self._findings = [
                f for f in self._findings if f.code not in _UNREAD or f.path not in self._failed
            ]
            self._failed.clear()
            self._catalogue.retry_unreadable()
            self._is_complete = self._is_complete and not lost

    def headers(self, series_uid: str) -> tuple[InstanceHeader, ...]:
        """The headers of one series, read now and before everything else.

        Files that cannot be read are left out; the report names them.
        """
        portions = self.headers_as_read(series_uid)
        return tuple({h.file: h for portion in portions for h in portion}.values())

    def headers_as_read(self, series_uid: str) -> Iterator[tuple[InstanceHeader, ...]]:
        """As `headers`, in growing portions: the first holds one, so that it can be shown.

        That is the picture the directory calls the first; the others follow in disc order. A
        header comes again when a file read later makes a difference to it.
        """
        self._open_series(series_uid)
        with self._lock:
            files = self._catalogue.files(series_uid)
        portion: list[InstanceHeader] = []
        enough = 1
        for file in files:
            changed = self._check(file, urgent=True)
            header = self._reader.known(file.path)
            with self._lock:
                if header is not None and self._catalogue.instance(file) is not None:
                    portion.append(header)
            portion.extend(header for header in changed if header.file != file)
            if len(portion) >= enough:
                yield tuple(portion)
                portion, enough = [], enough * _GROWTH
        if portion:
            yield tuple(portion)

    def header(self, file: FileKey) -> InstanceHeader:
        """The header of one file; raises FileReadError."""
        return self._reader.read(file.path, urgent=True)

    def read_frame(self, key: FrameKey, *, urgent: bool = True) -> "EncodedFrame":
        """One frame as stored; raises NoPixelsError, TruncatedPixelsError or FileReadError."""
        return self._frames.read(key, urgent=urgent)

    def read_document(self, file: FileKey) -> bytes:
        """The encapsulated document of one file, a PDF usually; raises FileReadError."""
        from viewer.media.documents.encapsulated import encapsulated_document  # noqa: PLC0415

        return self._reader.from_dataset(file.path, encapsulated_document)

    def parsed(self, file: FileKey, job: "Callable[[RawDataset], _Parsed]") -> "_Parsed":
        """What `job` makes of one file's data set, read anew; raises FileReadError."""
        return self._reader.from_dataset(file.path, job)

    def copy_file(self, file: FileKey, target: BinaryIO, cancel: CancelToken) -> bytes:
        """Write a file as it is to `target`; returns its SHA-256. See `HeaderReader.copy`."""
        return self._reader.copy(file.path, target, cancel)

    def frame_count(self, file: FileKey) -> int:
        """How many frames the file really holds, at least in part; raises as `read_frame`."""
        return self._frames.count(file)

    def scan_files(self, progress: Progress, cancel: CancelToken) -> Iterator[Scanned]:
        """Every single file, each copy too, whatever the directory says; for accounts of all."""
        return scan(self._source, self._reader, lambda _: True, cancel, progress)

    def report(self, can_show: CanShow = is_shown_by_default) -> LoadReport:
        """Expected, found, readable and shown so far, with every finding (M-041).

        `can_show` says which objects this build displays; give the same one every time.
        """

        def count_shown(node: SeriesNode) -> int:
            headers = (self._reader.known(file.path) for file in node.readable)
            return sum(header is not None and can_show(header) for header in headers)

        with self._lock:
            findings = (
                *file_set_findings(self._catalogue.file_set(), is_complete=self._is_complete),
                *self._findings,
                *self._found_scanning,
                *filter(None, self._missing.values()),
            )
            series = list(self._catalogue.all_series())
            return load_report(series, count_shown, findings, self._other_files)

    def _take(self, directory: Directory) -> None:
        listing = Listing(directory, self._source, self._reader, self.number)
        with self._lock:
            self._has_directory = True
            self._findings.extend(directory.findings)
            for listed in directory.series:
                node = self._catalogue.add_listed(listed)
                self._unopened.setdefault(node.facts.uid, []).append((listing, listed, node))

    def _open_series(self, series_uid: str) -> None:
        """Read the instance records of one series."""
        with self._lock:
            waiting = self._unopened.get(series_uid, [])
            while waiting:
                self._open_listed(*waiting[0])
                del waiting[0]
            self._unopened.pop(series_uid, None)

    def _open_listed(self, listing: Listing, listed: ListedSeries, node: SeriesNode) -> None:
        items = list(listing.instances(listed))  # first, as the medium may vanish meanwhile
        node.pending -= len(listed.leaves)
        for item in items:
            if isinstance(item, Instance):
                self._catalogue.add_instance(node, item)
            elif isinstance(item, Missing):
                uid = item.sop_instance_uid or f"{listed.series.uid}/{len(self._missing)}"
                self._missing[uid] = item.finding
            else:
                self._findings.append(item)
        node.changed()

    def _check(self, file: FileKey, *, urgent: bool = False) -> tuple[InstanceHeader, ...]:
        """Read a listed file's header and put it where it belongs; () if that was done."""
        with self._lock:
            if file in self._checked:
                return ()
        try:
            header = self._reader.read(file.path, urgent=urgent)
        except FileReadError as error:
            self._reject(file, error)
            return ()
        return self._accept(header)

    def _reject(self, file: FileKey, error: FileReadError) -> None:
        with self._lock:
            if file in self._checked:
                return
            self._checked.add(file)
            self._failed.add(file.path)
            series_uid = self._catalogue.series_uid(file)
            self._catalogue.drop(file, unreadable=True)
            self._findings.append(unreadable(file.path, error, series_uid))
        log.info("a listed file was not read: %s", error.code)

    def _accept(self, header: InstanceHeader) -> tuple[InstanceHeader, ...]:
        """Take a readable file; gives it and headers it changed, () for a copy or a known one."""
        file = header.file
        with self._lock:
            if file in self._checked:
                return ()
            self._checked.add(file)
        problem = self._copies.check(header)  # may read files, so not under the lock
        with self._lock:
            if problem is not None:
                self._findings.append(problem)
                if problem.code is FindingCode.DUPLICATE:
                    self._catalogue.drop(file)
                    return ()
            differences = self._differences.findings(header, self._catalogue.confirm(header))
            self._findings.extend(differences)
            self._findings.extend(object_findings(header, header.series.uid))
            return (header,) if problem is None else self._in_conflict(header)

    def _in_conflict(self, header: InstanceHeader) -> tuple[InstanceHeader, ...]:
        """The files of one SOP Instance UID that differ, each with a notice now (G-014)."""
        paths = [
            path
            for path in self._copies.to_mark(header.sop_instance_uid, header.file.path)
            if self._catalogue.instance(FileKey(self.number, path)) is not None
        ]
        return tuple(self._reader.add_notice(path, CONFLICT_NOTICE) for path in paths)

    def _needs_scan(self) -> bool:
        """True unless a sound directory lists something and all of it is there (M-040)."""
        codes = {finding.code for finding in self._findings}
        doubtful = {FindingCode.DIRECTORY_DAMAGED, FindingCode.DIRECTORY_RECORD}
        gaps = self._missing or self._failed or codes & doubtful
        return not self._has_directory or bool(gaps)

    def _scan(self, batches: Batches, cancel: CancelToken, *, everywhere: bool) -> None:
        """Look at all files, or only at the neighbours of listed ones.

        Reading every file of a disc takes long and its viewer program has hundreds; but
        writers do leave out pictures they could not classify, and those lie beside others.
        """
        with self._lock:
            seen = {file.path for file in self._checked} | set(self._located.directories)
        folders = {path.rpartition("/")[0] for path in seen}

        def wanted(path: str) -> bool:
            return path not in seen and (everywhere or path.rpartition("/")[0] in folders)

        with self._lock:
            self._found_scanning.clear()
            self._other_files = 0
        for item in scan(self._source, self._reader, wanted, cancel, batches.progress):
            if isinstance(item, InstanceHeader):
                batches.add(self._take_scanned(item))
            elif isinstance(item, OtherFile):
                self._other_files += 1
            else:
                with self._lock:
                    self._found_scanning.append(item)

    def _take_scanned(self, header: InstanceHeader) -> tuple[InstanceHeader, ...]:
        taken = self._accept(header)
        if not taken:
            return ()
        path, uid = header.file.path, header.series.uid
        with self._lock:
            listed = header.sop_instance_uid in self._missing
            missing = self._missing.pop(header.sop_instance_uid, None)
        if missing is not None:
            detail = "listed under a name that is not on the medium"
            self._find(FindingCode.NAME_DEVIATES, Severity.INFO, detail, path, uid)
        elif self._has_directory and not listed:
            detail = "not listed in the directory"
            self._find(FindingCode.FILE_NOT_LISTED, Severity.INFO, detail, path, uid)
        return taken

    def _find(
        self, code: FindingCode, severity: Severity, detail: str, path: str = "", series: str = ""
    ) -> None:
        with self._lock:
            self._findings.append(Finding(code, severity, detail, path, series))
