"""Headers of one medium's files: each read once, one at a time, with patience (M-042)."""

import os
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from viewer.errors import (
    FileReadError,
    MediumNotFoundError,
    NotDicomError,
    UnsafePathError,
    WriteError,
)
from viewer.media.gate import ReadGate
from viewer.media.held import Held
from viewer.media.source import READ_ERRORS, MediumSource
from viewer.model.header import InstanceHeader
from viewer.model.image import FileKey
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from viewer.media.cancel import CancelToken
    from viewer.media.dataset import RawDataset
    from viewer.media.elements import PixelElement
    from viewer.media.header_memory import HeaderMemory

NO_ROOM = "overlays and tables of this medium need more memory than it may take"
_ATTEMPTS = 3
_CHUNK = 1 << 20
_Result = TypeVar("_Result")


class HeaderReader:
    """Reads and keeps headers; safe to use from several threads."""

    def __init__(self, source: MediumSource, medium: int, settings: DecodeSettings) -> None:
        self.gate = ReadGate()
        self._source = source
        self._medium = medium
        self._settings = settings
        self._headers: dict[str, InstanceHeader] = {}
        self._memory: HeaderMemory | None = None  # one thread at a time, by the gate
        self._held = Held()
        self._failures: dict[str, FileReadError] = {}
        # Where the pixels are, and the stamp of the file when that was found out.
        self._pixels: dict[str, tuple[PixelElement, int]] = {}

    def read(self, path: str, *, urgent: bool = False) -> InstanceHeader:
        """The header of one file, from memory if it was read before.

        Raises NotDicomError, EncryptedError, HeaderError or another FileReadError;
        MediumNotFoundError if the medium is gone.
        """
        with self.gate.turn(urgent=urgent):
            header = self._headers.get(path)
            if header is None:
                header = self._headers[path] = self._first_read(path)
            return header

    def known(self, path: str) -> InstanceHeader | None:
        """The header if it has been read."""
        return self._headers.get(path)

    def forget_failures(self) -> None:
        """Try again what could not be read: the medium was away, or was wiped clean."""
        self._failures.clear()

    def pixels(self, path: str, stream: BinaryIO) -> "PixelElement | None":
        """Where the pixels in `stream` are, if its header was read and the file is as it was."""
        known = self._pixels.get(path)
        return known[0] if known is not None and known[1] == _stamp(stream) else None

    def keep_pixels(self, path: str, stream: BinaryIO, raw: "RawDataset") -> None:
        """Remember where the pixels are for `pixels`."""
        stamp = _stamp(stream)
        if raw.pixel_data is not None and raw.stream is stream and stamp is not None:
            self._pixels[path] = raw.pixel_data, stamp

    def from_dataset(self, path: str, job: Callable[["RawDataset"], _Result]) -> _Result:
        """What `job` makes of a file's data set, read anew; raises FileReadError."""
        from viewer.media.header import read_dataset  # noqa: PLC0415 - after the first paint

        with self.gate.turn(urgent=True):
            return self._patiently(
                path, lambda stream: job(read_dataset(stream, settings=self._settings))
            )

    def digest(self, path: str) -> bytes:
        """Hash of a file's data set, without preamble and meta information (G-014).

        It takes a turn for each piece, so that somebody who waits comes in between.
        """
        try:
            return self._patiently(path, self._digest)
        except ValueError as error:  # an archive closed between two turns
            raise FileReadError("closed while it was read") from error

    def copy(self, path: str, target: BinaryIO, cancel: "CancelToken") -> bytes:
        """Write the bytes of a file to `target`, an empty file; returns their SHA-256.

        It takes a turn for each piece, as `digest`. Raises FileReadError, MediumNotFoundError,
        WriteError where `target` refuses, CancelledError.
        """
        try:
            return self._patiently(path, lambda stream: self._copy(stream, target, cancel))
        except ValueError as error:  # an archive closed between two turns
            raise FileReadError("closed while it was read") from error

    def add_notice(self, path: str, notice: str) -> InstanceHeader:
        """The header of a file read before, its picture now with `notice`."""
        header = self._headers[path]
        if header.image is not None and notice not in header.image.notices:
            image = replace(header.image, notices=(*header.image.notices, notice))
            header = self._headers[path] = replace(header, image=image)
        return header

    def _first_read(self, path: str) -> InstanceHeader:
        failure = self._failures.get(path)
        if failure is not None:
            raise type(failure)(*failure.args)
        try:
            return self._patiently(path, lambda stream: self._parse(path, stream))
        except FileReadError as error:
            # Another one to keep: this one holds on to all that the failed calls had in hand.
            self._failures[path] = type(error)(*error.args)
            raise

    def _patiently(self, path: str, job: Callable[[BinaryIO], _Result]) -> _Result:
        """Do `job` with the file; a scratched disc may give at the second try what it refused."""
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                with self.gate.turn():
                    stream = self._source.open(path)
                with stream:
                    return job(stream)
            except (FileNotFoundError, UnsafePathError) as error:
                raise FileReadError(f"cannot be opened: {type(error).__name__}") from error
            except MediumNotFoundError:
                raise
            except READ_ERRORS as error:
                if attempt == _ATTEMPTS or not isinstance(error, OSError):
                    raise FileReadError(f"cannot be read: {type(error).__name__}") from error
        raise AssertionError("the loop returns or raises")

    def _parse(self, path: str, stream: BinaryIO) -> InstanceHeader:
        # numpy comes with the parser; the tree of a disc is on screen before it is loaded.
        from viewer.media.header import read_dataset  # noqa: PLC0415
        from viewer.media.header_memory import HeaderMemory  # noqa: PLC0415
        from viewer.media.parse import parse_header  # noqa: PLC0415

        if self._memory is None:
            self._memory = HeaderMemory()
        raw = read_dataset(stream, settings=self._settings, memory=self._memory)
        if raw.is_directory:
            raise NotDicomError("a directory, not an instance")
        self.keep_pixels(path, stream, raw)
        header = parse_header(raw, FileKey(self._medium, path))
        if header.image is not None and not self._held.has_room(header.image):
            return replace(header, image=None, image_problem=NO_ROOM)
        if header.state is not None and not self._held.has_room_for(header.state):
            return replace(header, state=None, state_problem=NO_ROOM)
        return header

    def _digest(self, stream: BinaryIO) -> bytes:
        start = 0
        with self.gate.turn():
            head = stream.read(144)
            if head[128:140] == b"DICM\x02\0\0\0UL\x04\0":
                start = 144 + int.from_bytes(head[140:144], "little")
            stream.seek(start)
        digest = sha256()
        while True:
            with self.gate.turn():
                chunk = stream.read(_CHUNK)
            if not chunk:
                return digest.digest()
            digest.update(chunk)

    def _copy(self, stream: BinaryIO, target: BinaryIO, cancel: "CancelToken") -> bytes:
        digest = sha256()
        try:
            target.seek(0)  # a second try starts anew
            target.truncate()
        except OSError as error:
            raise WriteError(error.strerror or "the place refused it") from error
        while True:
            cancel.check()
            with self.gate.turn():
                chunk = stream.read(_CHUNK)
            if not chunk:
                return digest.digest()
            digest.update(chunk)
            try:
                target.write(chunk)
            except OSError as error:
                raise WriteError(error.strerror or "the place refused it") from error


def _stamp(stream: BinaryIO) -> int | None:
    """What changes when a file does; None for a stream that is no file, as in an archive."""
    try:
        found = os.fstat(stream.fileno())
    except (OSError, AttributeError):
        return None
    return hash((found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev))
