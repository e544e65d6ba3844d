"""Files with one SOP Instance UID: copies of one object, or a conflict (G-014)."""

from threading import Lock

from viewer.errors import FileReadError
from viewer.media.header_reader import HeaderReader
from viewer.model.findings import Finding, FindingCode, Severity
from viewer.model.header import InstanceHeader


class Copies:
    """Remembers which file has which SOP Instance UID; safe to use from several threads.

    Nothing is locked while files are compared: that reads them whole.
    """

    def __init__(self, reader: HeaderReader) -> None:
        self._reader = reader
        self._lock = Lock()
        self._paths: dict[str, list[str]] = {}
        self._digests: dict[str, bytes] = {}

    def check(self, header: InstanceHeader) -> Finding | None:
        """DUPLICATE if the file adds nothing, CONFLICTING_COPIES if both must be kept."""
        uid, path = header.sop_instance_uid, header.file.path
        if not uid:
            return None
        with self._lock:
            paths = self._paths.setdefault(uid, [])
            others = tuple(paths)
            paths.append(path)
        if not others:
            return None
        series_uid = header.series.uid
        if self._is_copy(path, others):
            detail = "a copy of another file on the medium"
            return Finding(FindingCode.DUPLICATE, Severity.INFO, detail, path, series_uid)
        detail = "SOP Instance UID of another file with different content"
        return Finding(FindingCode.CONFLICTING_COPIES, Severity.WARNING, detail, path, series_uid)

    def paths(self, uid: str) -> tuple[str, ...]:
        """All files of one SOP Instance UID that were checked, copies too."""
        with self._lock:
            return tuple(self._paths.get(uid, ()))

    def _is_copy(self, path: str, others: tuple[str, ...]) -> bool:
        try:
            return any(self._digest(path) == self._digest(other) for other in others)
        except FileReadError:
            return False  # what cannot be compared is not taken for the same

    def _digest(self, path: str) -> bytes:
        digest = self._digests.get(path)
        if digest is None:
            digest = self._digests[path] = self._reader.digest(path)
        return digest
