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
        self._contents: dict[str, set[bytes]] = {}  # of each UID with several files
        self._told: set[str] = set()  # UIDs whose first files are marked

    def check(self, header: InstanceHeader) -> Finding | None:
        """DUPLICATE if the file adds nothing, CONFLICTING_COPIES if both must be kept."""
        uid, path = header.sop_instance_uid, header.file.path
        if not uid:
            return None
        with self._lock:
            paths = self._paths.setdefault(uid, [])
            paths.append(path)
            if len(paths) == 1:
                return None
            first = paths[0]
        series_uid = header.series.uid
        if self._is_copy(uid, path, first):
            detail = "a copy of another file on the medium"
            return Finding(FindingCode.DUPLICATE, Severity.INFO, detail, path, series_uid)
        detail = "SOP Instance UID of another file with different content"
        return Finding(FindingCode.CONFLICTING_COPIES, Severity.WARNING, detail, path, series_uid)

    def to_mark(self, uid: str, path: str) -> tuple[str, ...]:
        """The files in conflict since `path` came: all of them once, then it alone.

        Thousands of files may have one UID; those that came before it know.
        """
        with self._lock:
            if uid in self._told:
                return (path,)
            self._told.add(uid)
            return tuple(self._paths.get(uid, ()))

    def _is_copy(self, uid: str, path: str, first: str) -> bool:
        try:
            own = self._reader.digest(path)
        except FileReadError:
            return False  # what cannot be compared is not taken for the same
        with self._lock:
            contents = self._contents.get(uid)
        if contents is None:
            contents = self._contents_of(first)
        with self._lock:
            contents = self._contents.setdefault(uid, contents)
            is_copy = own in contents
            contents.add(own)
            return is_copy

    def _contents_of(self, path: str) -> set[bytes]:
        try:
            return {self._reader.digest(path)}
        except FileReadError:
            return set()
