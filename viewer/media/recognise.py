"""Tells DICOM from everything else by content, never by name (M-003)."""

from typing import Final

from viewer.errors import EncryptedError, NotDicomError
from viewer.media import attributes as at
from viewer.media.byte_window import FIRST_READ, ByteWindow
from viewer.media.encoding import ALL_VRS, Encoding, guess_encoding

_MAGIC: Final = b"DICM"
PREAMBLE: Final = 132  # bytes in front of the first element: 128 of anything, then "DICM"
_PREAMBLE = 128
# DER: the object identifiers of CMS, 1.2.840.113549.1.7.n; n = 1 is plain data.
_CMS_OID: Final = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
# What begins like this may hold DICOM files, and is none itself.
_CONTAINERS: Final = (
    b"PK",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"MZ",
    b"\x7fELF",
    b"\x1f\x8b",
    b"BZh",
    b"7z\xbc\xaf",
    b"Rar!",
    b"\xfd7zXZ",
)
_TAR: Final = (257, b"ustar")
_FIRST_GROUPS: Final = frozenset({0x0002, 0x0008})
_ELEMENTS_TO_BELIEVE = 4


def find_start(window: ByteWindow) -> tuple[int, list[str]]:
    """Where the first element is, and how the beginning departs from PS3.10.

    Raises NotDicomError or EncryptedError.
    """
    head = window.peek(0, FIRST_READ)
    if head[_PREAMBLE : _PREAMBLE + 4] == _MAGIC:
        return _PREAMBLE + 4, []
    if head[:1] == b"\x30" and head.find(_CMS_OID, 0, 32) >= 0:
        raise EncryptedError("Secure DICOM file (CMS)")
    if _looks_like_elements(head, 0, window.size):
        return 0, ["no preamble"]
    if head.startswith(_CONTAINERS) or head.startswith(_TAR[1], _TAR[0]):
        raise NotDicomError("a file of another kind, with DICOM in it or not")
    misplaced = head.find(_MAGIC + b"\x02\0")
    if misplaced >= 0 and _looks_like_elements(head, misplaced + 4, window.size):
        return misplaced + 4, [f"preamble of {misplaced} bytes"]
    raise NotDicomError("the content is not DICOM")


def _looks_like_elements(head: bytes, position: int, size: int) -> bool:
    """True if a few elements in ascending order follow each other, or fill the file.

    Strict, because any file on a disc comes here: two bytes of a picture must not make it DICOM.
    """
    encoding = guess_encoding(head, position)
    last = -1
    for number in range(_ELEMENTS_TO_BELIEVE):
        if position == size and number > 1:
            return True
        element = encoding.head(head, position)
        if element is None or not _believable(element, last, encoding):
            return False
        tag, vr, length, header = element
        if last == -1 and (tag >> 16 not in _FIRST_GROUPS or tag & 0xFFFF > 0x0100):
            return False
        position += header + length
        if position > size or (vr == b"SQ" and number < 2):
            return False
        if position >= len(head):  # a long value after good ones
            return number > 1
        if tag >> 16 == 0x0002:
            encoding = guess_encoding(head, position, encoding)  # the data set may differ
        last = tag
    return True


def _believable(element: tuple[int, bytes, int, int], last: int, encoding: Encoding) -> bool:
    tag, vr, _, _ = element
    return last < tag <= at.PIXEL_DATA and (not encoding.explicit or vr in ALL_VRS)
