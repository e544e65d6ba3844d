"""The file inside an encapsulated document (PS3.3 C.24.2)."""

from viewer.errors import FileReadError
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset

_DOCUMENT = 0x00420011


def encapsulated_document(raw: RawDataset) -> bytes:
    """The document as it was before it went into the object, without the pad byte (P-040).

    Raises:
        FileReadError: if there is none, or only a part of it.
    """
    document = raw.raw(_DOCUMENT)
    if not document:
        raise FileReadError("the object holds no document")
    length = raw.integer(at.ENCAPSULATED_DOCUMENT_LENGTH)
    return document[:length] if length and length == len(document) - 1 else document
