"""The error tree; every class has a stable code that `ui` and `cli` put into words."""

from typing import TypeVar

ErrorT = TypeVar("ErrorT", bound=BaseException)


class ViewerError(Exception):
    """Base of everything Lightbox raises on purpose."""

    code = "APP-000"


class MediumError(ViewerError):
    """The medium as a whole cannot be used."""

    code = "MED-001"


class MediumNotFoundError(MediumError):
    """There is nothing at the given place."""

    code = "MED-002"


class MediumReplacedError(MediumNotFoundError):
    """Another medium is at the place of the one that was opened (S-01)."""

    code = "MED-004"


class LockedMediumError(MediumError):
    """An archive is protected, and nobody has given its password (M-081)."""

    code = "MED-005"


class WrongPasswordError(LockedMediumError):
    """The password that was given is not that of the archive."""

    code = "MED-006"


class UnsafePathError(MediumError):
    """A file name points outside its medium (M-030, M-032)."""

    code = "MED-003"


class FileReadError(ViewerError):
    """One file cannot be read from the medium."""

    code = "FIL-001"


class NotDicomError(FileReadError):
    """The content is not DICOM; the file is ignored and counted (M-003)."""

    code = "FIL-002"


class EncryptedError(FileReadError):
    """The content is encrypted, CMS or vendor archive (M-080, M-081)."""

    code = "FIL-003"


class FileChangedError(FileReadError):
    """The file is not what it was when it was read first: what is known of it may be wrong."""

    code = "FIL-005"


class HeaderError(FileReadError):
    """The content looks like DICOM and cannot be parsed to the end of its header."""

    code = "FIL-004"


class PixelError(ViewerError):
    """One frame cannot be shown; the message says why, without patient data."""

    code = "PIX-001"


class UnsupportedTransferSyntaxError(PixelError):
    """No decoder in this build reads the transfer syntax of the image."""

    code = "PIX-002"

    def __init__(self, syntax: str, needs: tuple[str, ...] = ()) -> None:
        hint = f"; needs one of: {', '.join(needs)}" if needs else ""
        super().__init__(f"no decoder for transfer syntax {syntax}{hint}")
        self.syntax = syntax
        self.needs = needs


class PixelDescriptionError(PixelError):
    """The header describes pixels that cannot exist (D-132, D-133)."""

    code = "PIX-003"


class TruncatedPixelsError(PixelError):
    """The pixel data ends before the frame does (D-015)."""

    code = "PIX-004"


class DecodeError(PixelError):
    """A decoder refused the bitstream, or gave something that is not the described frame."""

    code = "PIX-005"


class DecoderTimeoutError(PixelError):
    """A decoder took longer than the limit and was stopped."""

    code = "PIX-006"


class DecoderDiedError(PixelError):
    """The decoder process ended while it had this frame."""

    code = "PIX-007"


class DecoderStartError(DecoderDiedError):
    """The system does not start a decoder process."""

    code = "PIX-009"


class NoPixelsError(PixelError):
    """The object has no pixel data."""

    code = "PIX-008"


class WriteError(ViewerError):
    """The place a person chose to write to refuses; the message says why."""

    code = "OUT-001"


class CancelledError(ViewerError):
    """The work was cancelled by the user or by closing."""

    code = "APP-001"


class ArrangementError(ViewerError):
    """A saved arrangement cannot be used: it has another form, or is of other pictures."""

    code = "APP-002"


def untraced(error: ErrorT) -> ErrorT:
    """The error to keep: a trace, its own or a cause's, holds on to all that the calls had in hand.

    Pixels of a picture that could not be shown would stay in memory beside the cache.
    """
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)
