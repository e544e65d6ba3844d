"""From the viewer's tolerant reader to a pydicom data set, without its pixels.

So a copy can be made of every file the window can show, and what reads it back for the proof is
another parser than the one that read the source.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag
from pydicom.uid import UID

from viewer.deid import piece
from viewer.deid.cleaner import DEEPEST
from viewer.deid.errors import ExcludedError
from viewer.deid.values import is_uid
from viewer.limits import VALUE_BYTES
from viewer.media.encoding import Encoding
from viewer.media.source import READ_ERRORS

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset

_LONGEST_PRIVATE: Final = 4096  # numbers and codes are short; what is longer is removed anyway


def to_dataset(raw: RawDataset) -> Dataset:
    """Everything before the pixel data.

    Raises ExcludedError for nesting without end and for values that cannot be read.
    """
    try:
        ds = _converted(raw, 0)
    except READ_ERRORS as error:  # not to be taken for errors of the place written to
        raise ExcludedError("damaged", "it cannot be read from the medium") from error
    ds.file_meta = FileMetaDataset()
    if is_uid(raw.transfer_syntax_uid):
        ds.file_meta.TransferSyntaxUID = UID(raw.transfer_syntax_uid)
    return ds


def _converted(raw: RawDataset, depth: int) -> Dataset:
    if depth > DEEPEST:
        raise ExcludedError("nested too deeply", "sequences nested deeper than is believable")
    elements: dict[BaseTag, piece.Element] = {}  # at once: a data set converts some when set
    encoding = raw.encoding
    for tag, (written, offset, length) in raw.elements.items():
        if tag & 0xFFFF == 0 or length > VALUE_BYTES:
            continue
        vr = _vr(tag, written)
        if vr == "SQ":
            items = [_converted(item, depth + 1) for item in raw.items(tag)]
            elements[BaseTag(tag)] = DataElement(BaseTag(tag), "SQ", Sequence(items))
            continue
        if tag >> 16 & 1 and length > _LONGEST_PRIVATE:
            value = b""
        else:
            value = raw.window.get(offset, length)
        elements[BaseTag(tag)] = _element(tag, vr, value, encoding)
    ds = Dataset(elements)
    ds.set_original_encoding(not encoding.explicit, encoding.little)
    return ds


def _vr(tag: int, written: bytes) -> str:
    """The VR as written; of implicit and unknown ones that of the dictionary."""
    vr = written.decode("ascii", "replace")
    if tag >> 16 & 1:
        return "LO" if vr == "UN" and 0x10 <= tag & 0xFFFF <= 0xFF else vr
    return piece.vr_of(tag, None) if vr == "UN" else vr


def _element(tag: int, vr: str, value: bytes, encoding: Encoding) -> RawDataElement:
    is_implicit, is_little = not encoding.explicit, encoding.little
    return RawDataElement(BaseTag(tag), vr, len(value), value, 0, is_implicit, is_little)
