"""The program in one compressed file, as `packaging/bundle/packed.py` writes it.

Read from a disc it is a third of the bytes and no seeks. It is one xz stream of text and content:

    lightbox-pack 1
    x 7618264 VIEWER/LINUX/lightbox     mode, bytes, place under the medium's root
    - 80124 VIEWER/LINUX/_internal/resources.zip
    = 0 START.EXE                       not in here: the medium's own file, read just before

then an empty line and the contents one after the other. Modes: x runs, - does not.
"""

from __future__ import annotations

import os
import threading

TYPE_CHECKING = False  # `typing` takes time to load
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

HEAD = b"lightbox-pack 1"
ENDING = ".PAK"
PIECE_BYTES = 1 << 18  # a CD takes 70 ms for it: as often the splash can answer
_MOST_HEAD_BYTES = 1 << 20


class PackError(Exception):
    """It cannot be read, or is something else."""


def unpack(archive: str, medium: str, target: str, progress: Callable[[int, int], None]) -> None:
    """Lay out the program in the folder `target`; `progress` gets bytes read and to read.

    Raises PackError, OSError; what `progress` raises passes through.
    """
    content = _Content(archive, progress)
    try:
        entries = _listed(content)
        for mode, _, name in entries:  # before the archive goes on: the head goes there once
            if mode == "=":
                _copy(os.path.join(medium, *name.split("/")), _place(target, name))  # noqa: PTH118
        content.go_on()
        for mode, size, name in entries:
            if mode != "=":
                permitted = 0o700 if mode == "x" else 0o600
                _write(_place(target, name), content.take(size), permitted)
    finally:
        content.close()


def _listed(content: _Content) -> list[tuple[str, int, str]]:
    head, *lines = content.head().split(b"\n")
    if head != HEAD:
        raise PackError("it is no program")
    entries = []
    for line in lines:
        try:
            mode, size, name = line.decode().split(" ", 2)
            entries.append((mode, int(size), name))
        except ValueError as error:
            raise PackError("its list is damaged") from error
        if ".." in name.split("/") or name.startswith("/") or "\\" in name or ":" in name:
            raise PackError("it would write elsewhere")
    return entries


def _place(target: str, name: str) -> str:
    place = os.path.join(target, *name.split("/"))  # noqa: PTH118  see read_ahead
    os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
    return place


def _copy(source: str, place: str) -> None:
    with open(source, "rb") as stream:  # noqa: PTH123
        _write(place, iter(lambda: stream.read(PIECE_BYTES), b""), 0o700)


def _write(place: str, pieces: Iterable[bytes], mode: int) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with open(os.open(place, flags, mode), "wb") as to:  # noqa: PTH123
        to.writelines(pieces)


class _Content:
    """What comes out of the archive; a thread of its own reads, so that the drive never waits.

    It reads the first piece, where the list is, and the others from `go_on`.
    """

    def __init__(self, archive: str, progress: Callable[[int, int], None]) -> None:
        try:
            import _lzma  # noqa: PLC0415  not in every Python; `lzma` has more than this needs
        except ImportError as error:
            raise PackError(str(error)) from error
        self._lzma = _lzma
        self._decompressor = _lzma.LZMADecompressor()
        self._progress = progress
        self._size = os.stat(archive).st_size  # noqa: PTH116
        self._taken = 0
        self._plain = b""
        self._read: list[bytes | OSError] = []
        self._there = threading.Semaphore(0)
        self._closed = False
        self._goes_on = threading.Event()
        threading.Thread(target=self._reading, args=(archive,), daemon=True).start()

    def head(self) -> bytes:
        """All up to the empty line."""
        self._plain = self._more()
        while b"\n\n" not in self._plain:
            self.go_on()
            if len(self._plain) > _MOST_HEAD_BYTES:
                raise PackError("it is no program")
            self._plain += self._more()
        head, _, self._plain = self._plain.partition(b"\n\n")
        return head

    def take(self, size: int) -> Iterable[bytes]:
        """The next bytes in pieces."""
        while size > 0:
            piece, self._plain = self._plain[:size], self._plain[size:]
            size -= len(piece)
            yield piece
            if size > 0:
                self._plain = self._more()

    def close(self) -> None:
        """Read no more."""
        self._closed = True
        self.go_on()

    def go_on(self) -> None:
        """Read more than the first piece."""
        self._goes_on.set()

    def _more(self) -> bytes:
        self._there.acquire()
        piece = self._read.pop(0)
        if isinstance(piece, OSError):
            raise piece
        if not piece:
            raise PackError("it is not complete")
        self._taken += len(piece)
        self._progress(self._taken, self._size)
        try:
            return self._decompressor.decompress(piece)
        except (self._lzma.LZMAError, EOFError) as error:
            raise PackError("it is damaged") from error

    def _reading(self, archive: str) -> None:
        try:
            with open(archive, "rb", buffering=0) as stream:  # noqa: PTH123
                piece = b"x"
                while piece and not self._closed:
                    piece = stream.read(PIECE_BYTES)
                    self._tell(piece)
                    self._goes_on.wait()
        except OSError as error:
            self._tell(error)

    def _tell(self, what: bytes | OSError) -> None:
        self._read.append(what)
        self._there.release()
