"""Reads the header of one DICOM file, fast for files in order, tolerant of the rest (M-001, M-002).

Plain headers cost one read of 8 KiB and one pass over their elements; pixel data is never read.
pydicom is not involved: it takes twenty times as long and refuses what discs really hold.
"""

import os
from typing import BinaryIO, Final

from viewer.errors import HeaderError
from viewer.media import attributes as at
from viewer.media.byte_window import ByteWindow
from viewer.media.dataset import RawDataset
from viewer.media.elements import AFTER_META, ElementScanner
from viewer.media.encoding import (
    EXPLICIT_BIG,
    EXPLICIT_LITTLE,
    IMPLICIT_LITTLE,
    Encoding,
    guess_encoding,
)
from viewer.media.header_memory import HeaderMemory
from viewer.media.inflate import inflated
from viewer.media.recognise import PREAMBLE, find_start
from viewer.settings import DecodeSettings

IMPLICIT_LITTLE_UID: Final = "1.2.840.10008.1.2"
EXPLICIT_LITTLE_UID: Final = "1.2.840.10008.1.2.1"
EXPLICIT_BIG_UID: Final = "1.2.840.10008.1.2.2"
DEFLATED_UID: Final = "1.2.840.10008.1.2.1.99"
_GE_SWAPPED_PIXELS_UID: Final = "1.2.840.113619.5.2"  # implicit little endian, pixels big endian
_IDENTIFYING: Final = (
    at.SOP_CLASS_UID,
    at.SOP_INSTANCE_UID,
    at.STUDY_INSTANCE_UID,
    at.SERIES_INSTANCE_UID,
    at.PATIENT_ID,
    at.PATIENT_NAME,
    at.MODALITY,
    at.ROWS,
    at.DIRECTORY_RECORD_SEQUENCE,
)


def read_dataset(
    stream: BinaryIO,
    *,
    settings: DecodeSettings,
    size: int | None = None,
    memory: HeaderMemory | None = None,
) -> RawDataset:
    """Read the header of the DICOM file in `stream`, which must be seekable and stay open.

    With `memory`, what is parsed of it is shared with the header before where they agree.

    Raises NotDicomError for anything else, EncryptedError for a Secure DICOM file (M-080),
    and HeaderError when nothing that identifies an object could be read.
    """
    if size is None:
        size = stream.seek(0, os.SEEK_END)
    window = ByteWindow(stream, size)
    if memory is not None and (recognised := memory.recognise(window)) is not None:
        return recognised
    start, deviations = find_start(window)
    meta, position = _read_meta(window, start, size, deviations)
    declared = meta.uid(at.TRANSFER_SYNTAX_UID)
    if declared == DEFLATED_UID and not _looks_plain(window, position):
        limit = settings.max_inflated_bytes
        window = ByteWindow(inflated(stream, position, limit), limit)
        size, position = limit, 0
    encoding = _encoding(window, position, declared, deviations)
    scanner = ElementScanner(window, encoding, position, size)
    scanner.scan()
    raw = RawDataset(window, encoding, scanner.elements)
    raw.meta, raw.start = meta, position
    raw.pixel_data = scanner.pixels
    raw.cut_off = scanner.damaged
    raw.transfer_syntax_uid = _effective_syntax(declared, encoding)
    for deviation in (*deviations, *scanner.deviations):
        raw.note(deviation)
    if memory is not None and not raw.deviations and start == PREAMBLE and window.stream is stream:
        memory.learn(raw)
    intact = raw.elements and not scanner.damaged
    if not intact and raw.pixel_data is None and not any(tag in raw for tag in _IDENTIFYING):
        problem = scanner.deviations[-1] if scanner.deviations else "no data set"
        raise HeaderError(f"nothing can be read after the start: {problem}")
    return raw


def _read_meta(
    window: ByteWindow, start: int, size: int, deviations: list[str]
) -> tuple[RawDataset, int]:
    """Group 0002 by its elements; its declared length is not needed and often wrong."""
    encoding = guess_encoding(window.peek(start, 8), 0)
    if window.peek(start, 2) not in {b"\x02\0", b"\0\x02"}:  # straight into the data set
        return RawDataset(window, EXPLICIT_LITTLE, {}), start
    if encoding is not EXPLICIT_LITTLE:
        deviations.append(f"file meta information in {encoding!r}")
    scanner = ElementScanner(window, encoding, start, size, stop=AFTER_META)
    scanner.scan()
    # The walk ends at the data set, whose encoding it does not know: only real damage counts.
    if at.TRANSFER_SYNTAX_UID not in scanner.elements:
        deviations.append("no transfer syntax in the file meta information")
    return RawDataset(window, encoding, scanner.elements), scanner.position


def _looks_plain(window: ByteWindow, position: int) -> bool:
    """True if a data set called deflated starts with an explicit VR element after all."""
    head = window.peek(position, 8)
    return head[:2] == b"\x08\0" and guess_encoding(head, 0).explicit and head[4:6].isalpha()


def _encoding(window: ByteWindow, position: int, declared: str, deviations: list[str]) -> Encoding:
    """The encoding the first element shows; a deviation if the file declares another one."""
    expected = EXPLICIT_LITTLE
    if declared in {IMPLICIT_LITTLE_UID, _GE_SWAPPED_PIXELS_UID}:
        expected = IMPLICIT_LITTLE
    elif declared == EXPLICIT_BIG_UID:
        expected = EXPLICIT_BIG
    head = window.peek(position, 8)
    found = guess_encoding(head, 0, expected) if len(head) == 8 else expected
    if declared and found is not expected:
        deviations.append(f"data set is {found!r}, declared is {expected!r}")
    return found


def _effective_syntax(declared: str, encoding: Encoding) -> str:
    if declared == _GE_SWAPPED_PIXELS_UID:
        return EXPLICIT_BIG_UID  # for the pixels, which alone are read by the syntax
    native = {IMPLICIT_LITTLE_UID, EXPLICIT_LITTLE_UID, EXPLICIT_BIG_UID, ""}
    if declared not in native:
        return declared
    if not encoding.little:
        return EXPLICIT_BIG_UID
    return EXPLICIT_LITTLE_UID if encoding.explicit else IMPLICIT_LITTLE_UID
