"""The whole way of a frame: read from its medium, decoded in a process, prepared to be drawn."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from viewer.app.frames import LoadedFrame
from viewer.app.masked_frames import MaskedFrames
from viewer.errors import MediumNotFoundError, NoPixelsError
from viewer.media.colour_profile import ColourProfiles
from viewer.media.decoders import is_native, supports
from viewer.media.decoders.pool import DecoderPool
from viewer.media.load import load_frame, reduction_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.app.open_medium import OpenMedium
    from viewer.media.cancel import CancelToken
    from viewer.media.dataset import RawDataset
    from viewer.media.decoders.base import DecodedFrame, DecodeRequest
    from viewer.media.medium import Medium
    from viewer.model.display_set import Document, StackFrame
    from viewer.model.header import ImageFacts, InstanceHeader
    from viewer.model.image import FileKey, Frame, FrameKey
    from viewer.model.report import Report
    from viewer.model.tags import TagTree
    from viewer.settings import Settings

    CopyFile = Callable[[FileKey, BinaryIO, CancelToken], bytes]

_Parsed = TypeVar("_Parsed")


class MediaFrames:
    """Frames of every open medium; `load` is called on loader threads."""

    def __init__(self, settings: Settings) -> None:
        self.media: dict[int, OpenMedium] = {}
        self._spare_cores = (os.cpu_count() or 1) - 1
        self._pool = DecoderPool(settings.decode)
        self._colours = ColourProfiles(self._pool)
        self._masked = MaskedFrames(lambda header, key: self._decoded(header, key)[0])

    def load(self, frame: StackFrame) -> LoadedFrame:
        """Read, decode and prepare one frame; raises ViewerError."""
        if frame.subtraction is not None:
            return self._masked.load(frame, frame.subtraction)
        return self._loaded(frame)

    def has_preview(self, frame: StackFrame) -> bool:
        """Whether the frame takes so long that a part of it should come first."""
        image = frame.header.image
        return image is not None and frame.subtraction is None and reduction_of(image) > 0

    def preview(self, frame: StackFrame) -> LoadedFrame:
        """As `load`, with a part of the detail."""
        image = frame.header.image
        return self._loaded(frame, reduction_of(image) if image is not None else 0)

    def _loaded(self, frame: StackFrame, reduction: int = 0) -> LoadedFrame:
        decoded, image = self._decoded(frame.header, frame.key, reduction)
        # Here and not above: a decoder starts while another thread imports numpy.
        from viewer.render.source import prepare  # noqa: PLC0415  numpy, after the first paint

        decoded = self._colours.applied(decoded, image)
        uid = frame.header.sop_instance_uid
        return LoadedFrame(frame.key, decoded, prepare(decoded, image, frame.facts, uid))

    def _decoded(
        self, header: InstanceHeader, key: FrameKey, reduction: int = 0
    ) -> tuple[Frame, ImageFacts]:
        """Stored values of a frame, read again if the medium came back meanwhile."""
        image = header.image
        if image is None:
            raise NoPixelsError("the object has no pictures")
        number = key.file.medium
        opened = self.media.get(number)
        returns = opened.returns if opened is not None else 0
        try:
            medium = self._medium(number)
            return load_frame(medium, header, key, self._pool, reduction=reduction), image
        except MediumNotFoundError as error:
            if opened is not None and opened.returns != returns:
                return self._decoded(header, key, reduction)  # it is back by now
            if opened is not None:
                opened.taken_out(error, returns)
            raise
        finally:
            self._tell_loaded(number)

    def expect(self, syntax_uid: str) -> None:
        """Have a decoder ready for frames that will come; called on any thread.

        On a single core it would only delay what is asked for before them.
        """
        if self._spare_cores > 0 and supports(syntax_uid) and not is_native(syntax_uid):
            self._pool.warm()

    def _tell_loaded(self, number: int) -> None:
        opened = self.media.get(number)
        if opened is not None:
            opened.picture_loaded()

    def read_document(self, document: Document) -> bytes:
        """The bytes of an encapsulated document; raises FileReadError."""
        file = document.header.file
        return self._medium(file.medium).read_document(file)

    def read_report(self, document: Document) -> Report:
        """The content of a structured report; raises FileReadError."""
        from viewer.media.documents.sr import parse_report  # noqa: PLC0415  not before it is asked

        file = document.header.file
        return self._medium(file.medium).parsed(file, parse_report)

    def read_tags(self, file: FileKey) -> TagTree:
        """Every element of a file as text; raises FileReadError."""
        from viewer.media.tags import read_tags  # noqa: PLC0415  likewise

        return self._medium(file.medium).parsed(file, read_tags)

    def parsed(self, file: FileKey, job: Callable[[RawDataset], _Parsed]) -> _Parsed:
        """What `job` makes of a file's data set, read anew; raises FileReadError."""
        return self._medium(file.medium).parsed(file, job)

    def copy_file(self, file: FileKey, target: BinaryIO, cancel: CancelToken) -> bytes:
        """Write a file of a medium as it is to `target`; see `HeaderReader.copy`."""
        return self._medium(file.medium).copy_file(file, target, cancel)

    def decode(self, request: DecodeRequest) -> DecodedFrame:
        """Have a worker process decode what is no frame of an image; raises ViewerError."""
        return self._pool.decode(request)

    def forget(self, medium: int) -> None:
        """Read no more of a medium that was closed."""
        self.media.pop(medium, None)
        self._masked.forget(medium)
        self._pool.forget()

    def close(self) -> None:
        """End the decoder processes."""
        self._pool.close()

    def _medium(self, number: int) -> Medium:
        opened = self.media.get(number)
        if opened is None or opened.medium is None:
            raise NoPixelsError("the medium is closed")
        if opened.is_away:  # a drive that is not there is left alone
            raise MediumNotFoundError("the medium was taken out")
        return opened.medium
