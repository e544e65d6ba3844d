"""Every file of a medium, recognised by content (M-003, M-040)."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from viewer.errors import EncryptedError, FileReadError, NotDicomError
from viewer.media.cancel import CancelToken
from viewer.media.header_reader import HeaderReader
from viewer.media.nested import NestedSource
from viewer.media.source import FileEntry
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.model.header import InstanceHeader

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OtherFile:
    """A file that is no DICOM object: counted, no problem."""

    path: str
    reason: str


Progress = Callable[[int, int], None]  # files done, files there are (about)
Scanned = InstanceHeader | Finding | OtherFile


def scan(
    source: NestedSource,
    reader: HeaderReader,
    wanted: Callable[[str], bool],
    cancel: CancelToken,
    progress: Progress,
) -> Iterator[Scanned]:
    """Headers, findings and other files in disc order, archives included.

    Only paths for which `wanted` is true are opened.

    Raises CancelledError, and MediumNotFoundError when the medium is taken out.
    """
    pending = list(_in_turns(source.walk(cancel), reader))[::-1]
    total = len(pending)
    while pending:
        cancel.check()
        progress(total - len(pending), total)
        entry = pending.pop()
        if isinstance(entry, Finding):
            yield entry
        elif wanted(entry.path):
            result = _read(entry, reader)
            if isinstance(result, OtherFile) and entry.size:
                inside = list(_in_turns(source.expand(entry.path, cancel), reader))
                pending.extend(reversed(inside))
                total += len(inside)
            yield result
    progress(total, total)


def _in_turns(
    items: Iterator[FileEntry | Finding], reader: HeaderReader
) -> Iterator[FileEntry | Finding]:
    """List folders so that a reader in a hurry gets in between."""
    while True:
        with reader.gate.turn():
            item = next(items, None)
        if item is None:
            return
        yield item


def unreadable(path: str, error: FileReadError, series_uid: str = "") -> Finding:
    """What a file that looks like DICOM and cannot be read is called (M-003, M-081)."""
    encrypted = isinstance(error, EncryptedError)
    code = FindingCode.ENCRYPTED if encrypted else FindingCode.FILE_UNREADABLE
    return Finding(code, Severity.ERROR, str(error), path, series_uid)


def _read(entry: FileEntry, reader: HeaderReader) -> Scanned:
    if entry.is_link:
        return OtherFile(entry.path, "a link to another place of the medium")
    if not entry.size:
        return OtherFile(entry.path, "empty")
    try:
        return reader.read(entry.path)
    except NotDicomError as error:
        return OtherFile(entry.path, str(error))
    except FileReadError as error:
        log.info("a file was not read: %s", error.code)
        return unreadable(entry.path, error)
