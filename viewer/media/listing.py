"""What one DICOMDIR lists, as files of the medium (M-011, M-030..M-035)."""

from collections.abc import Iterator
from dataclasses import dataclass

from viewer.errors import FileReadError, UnsafePathError
from viewer.limits import DIRECTORY_BYTES
from viewer.media.dicomdir import Directory, ListedInstance, ListedSeries
from viewer.media.header_reader import HeaderReader
from viewer.media.resolve import Resolver
from viewer.media.source import READ_ERRORS, MediumSource
from viewer.model.entities import Instance
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.model.header import InstanceHeader
from viewer.model.image import FileKey


@dataclass(frozen=True, slots=True)
class Missing:
    """A listed instance without a file; a scan may still find it under another name."""

    sop_instance_uid: str
    finding: Finding | None  # None if another finding tells why


def load_directory(path: str, source: MediumSource, reader: HeaderReader) -> Directory | Finding:
    """Read a DICOMDIR whole, or say why it cannot be."""
    try:
        with reader.gate.turn(first=True), source.open(path) as stream:
            data = stream.read(DIRECTORY_BYTES)
    except (*READ_ERRORS, FileReadError, UnsafePathError) as error:
        detail = f"the directory cannot be read: {type(error).__name__}"
        return Finding(FindingCode.DIRECTORY_DAMAGED, Severity.ERROR, detail, path)
    directory = Directory(data, path)
    if len(data) == DIRECTORY_BYTES:
        detail = f"more than {DIRECTORY_BYTES} bytes, the rest is not read"
        cut = Finding(FindingCode.DIRECTORY_DAMAGED, Severity.ERROR, detail, path)
        directory.findings = (cut, *directory.findings)
    return directory


class Listing:
    """Turns the records of one directory into instances, series by series."""

    def __init__(
        self, directory: Directory, source: MediumSource, reader: HeaderReader, medium: int
    ) -> None:
        self.directory = directory
        self._reader = reader
        self._medium = medium
        self._resolver = Resolver(source, directory.path.rpartition("/")[0])
        self._names_deviate = False

    def instances(self, listed: ListedSeries) -> Iterator[Instance | Missing | Finding]:
        """The files of one series; each folder of the medium is listed once, no file opened."""
        for item in self.directory.instances(listed):
            if isinstance(item, Finding):
                yield item
            else:
                yield from self._find(item, listed.series.uid)

    def _find(
        self, item: ListedInstance, series_uid: str
    ) -> Iterator[Instance | Missing | Finding]:
        try:
            with self._reader.gate.turn(urgent=True):
                found = self._resolver.resolve(item.file_id)
        except UnsafePathError as error:
            refusal = Finding(
                FindingCode.PATH_REFUSED, Severity.WARNING, str(error), series_uid=series_uid
            )
            yield refusal
            yield Missing(item.sop_instance_uid, None)
            return
        if not found.paths:
            yield Missing(item.sop_instance_uid, self._missing(item, series_uid))
            return
        if found.deviates and not self._names_deviate:
            self._names_deviate = True  # the first stands for all, they come from one writer
            detail = "file names differ from the directory in case, version or extension"
            yield Finding(FindingCode.NAME_DEVIATES, Severity.INFO, detail, found.paths[0])
        yield self._instance(item, self._best(found.paths, item))

    def _best(self, paths: tuple[str, ...], item: ListedInstance) -> str:
        """Of several files, the one with the record's SOP Instance UID (M-031)."""
        for path in paths if len(paths) > 1 else ():
            try:
                header = self._reader.read(path)
            except FileReadError:
                continue
            if header.sop_instance_uid == item.sop_instance_uid:
                return path
        return paths[0]

    def _instance(self, item: ListedInstance, path: str) -> Instance:
        return Instance(
            FileKey(self._medium, path),
            item.sop_instance_uid,
            item.sop_class_uid,
            item.transfer_syntax_uid,
            item.instance_number,
            listed=True,
            record_type=item.record_type,
        )

    def _missing(self, item: ListedInstance, series_uid: str) -> Finding:
        path = item.file_id.strip(" \0").replace("\\", "/")
        if item.in_use:
            detail = "listed in the directory, not on the medium"
            return Finding(FindingCode.FILE_MISSING, Severity.ERROR, detail, path, series_uid)
        detail = "a record marked as not in use, and no file"  # M-013
        return Finding(FindingCode.DIRECTORY_RECORD, Severity.INFO, detail, path, series_uid)


class Differences:
    """What the files say otherwise than their directory, told once for a series (M-024)."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def findings(self, header: InstanceHeader, differences: tuple[str, ...]) -> Iterator[Finding]:
        """One finding for each kind of difference that is new for the series."""
        uid = header.series.uid
        for what in differences:
            if (uid, what) not in self._told:
                self._told.add((uid, what))
                detail = f"the directory names another {what} than the file"
                code = FindingCode.DIRECTORY_MISMATCH
                yield Finding(code, Severity.WARNING, detail, header.file.path, uid)
