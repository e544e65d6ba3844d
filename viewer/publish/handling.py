"""What must be done to an object so that it may be on a disc of a profile (M-052), or why not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, BinaryIO, Final

from viewer.errors import PixelError
from viewer.media import attributes as at
from viewer.media.decoders import supports, syntax_name
from viewer.media.directory_keys import is_storage, why_no_storage
from viewer.media.parse_pixels import check_pixels
from viewer.media.transfer_syntax import NATIVE, VIDEO, is_encapsulated
from viewer.publish.profiles import EXPLICIT_LITTLE

if TYPE_CHECKING:
    from viewer.media.dataset import RawDataset
    from viewer.model.image import ImagePixels
    from viewer.publish.profiles import Profile
    from viewer.settings import DecodeSettings

_DEFLATED: Final = "1.2.840.10008.1.2.1.99"
_BIG: Final = "1.2.840.10008.1.2.2"
_AFTER_META: Final = 0x0003_0000
_LARGEST_VALUE: Final = 0xFFFF_FFFE
_ROOM_FOR_HEADS: Final = 12  # bytes more of an element's head than before, at most
_END: Final = b"\xfe\xff\xdd\xe0\0\0\0\0"
_TAIL_TAGS: Final = (b"\xfa\xff\xfa\xff", b"\xfc\xff\xfc\xff")  # signatures, padding
# About the beginning of the file, which is written anew in any case.
_OF_THE_START: Final = (
    "no preamble",
    "preamble of",
    "file meta",
    "no transfer syntax",
    "data set is",
)
_UID: Final = re.compile(r"[0-9]+(\.[0-9]+)*")
_TRAILING: Final = "bytes after the end of the data set"


class Deed(StrEnum):
    """What is done to a data set on its way."""

    COPY = "copied as it is"
    REWRITE = "written anew in Explicit VR Little Endian, values and pixels unchanged"
    DECODE = "decompressed"


class LeftOutError(Exception):
    """An object that cannot be on the disc; `reason` is a stable word, the message says why."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class LeftOutFile:
    """One that is not on the disc: where it is below its source, and why; `study` may be ""."""

    path: str
    words: str
    study: str  # Study Instance UID


@dataclass(frozen=True, slots=True)
class Handling:
    """How one object is written: `syntax` is what it will be in, `length` about how long.

    Of one that is copied, `length` is that of its file.
    """

    deed: Deed
    syntax: str
    length: int
    source_syntax: str
    pixels: ImagePixels | None = None


def handling_of(
    raw: RawDataset, stream: BinaryIO, size: int, profile: Profile, settings: DecodeSettings
) -> Handling:
    """Decide by the header, which must be fresh from `read_dataset`.

    Raises LeftOutError, and what reading raises.
    """
    structural = [d for d in raw.deviations if not d.startswith(_OF_THE_START)]
    _check_identity(raw)
    if raw.cut_off and structural != [_TRAILING]:
        raise LeftOutError("damaged", "its header is cut off or damaged")
    pixels = _pixels(raw, settings)
    _check_complete(raw, pixels)
    syntax = pixels.transfer_syntax_uid if pixels is not None else raw.transfer_syntax_uid
    if raw.pixel_data is None and is_encapsulated(syntax):
        syntax = EXPLICIT_LITTLE  # nothing in it is compressed
    deed = _deed(raw, syntax, profile, is_odd=bool(structural) or _is_odd(raw, stream, size))
    if deed is Deed.DECODE:
        return _decoded(raw, pixels, syntax)
    is_plain = not is_encapsulated(syntax)
    result = EXPLICIT_LITTLE if deed is Deed.REWRITE and is_plain else syntax
    length = size if deed is Deed.COPY else _length_anew(raw, size)
    return Handling(deed, result, length, syntax, pixels)


def _check_identity(raw: RawDataset) -> None:
    sop_class = raw.uid(at.SOP_CLASS_UID)
    tags = (at.SOP_INSTANCE_UID, at.STUDY_INSTANCE_UID, at.SERIES_INSTANCE_UID)
    uids = [raw.uid(tag) for tag in tags]
    if not sop_class or not all(uids):
        raise LeftOutError("identifiers", "it has no identifiers to tell it from others")
    if not all(map(_is_uid, uids)):
        raise LeftOutError("identifiers", "its identifiers have not the form that discs need")
    if not is_storage(sop_class):
        raise LeftOutError("kind", why_no_storage(sop_class))


def _is_uid(text: str) -> bool:
    return len(text) <= 64 and _UID.fullmatch(text) is not None


def _pixels(raw: RawDataset, settings: DecodeSettings) -> ImagePixels | None:
    """The description of its pixels, None if it has none or they are described oddly."""
    if raw.pixel_data is None:
        return None
    try:
        return check_pixels(raw, settings)
    except PixelError:
        return None


def _check_complete(raw: RawDataset, pixels: ImagePixels | None) -> None:
    element = raw.pixel_data
    if element is None:
        return
    if element.length is not None and element.length > element.available:
        raise LeftOutError("damaged", "its pixel data ends early")
    if pixels is None:
        return
    stated = raw.integer(at.NUMBER_OF_FRAMES) or 1
    needed = (pixels.frame_bits * pixels.number_of_frames + 7) // 8
    if pixels.number_of_frames < stated or (element.length or needed) < needed:
        raise LeftOutError("damaged", "it holds fewer pictures than it says")


def _is_odd(raw: RawDataset, stream: BinaryIO, size: int) -> bool:
    """Whether the file departs from the standard where the reader does not mind."""
    if 1 in {length & 1 for _, _, length in raw.elements.values()}:
        return True
    if min(raw.elements) < _AFTER_META:
        return True
    pixels = raw.pixel_data
    if pixels is None or raw.stream is not stream:
        return False
    if pixels.length is not None:
        end = pixels.offset + pixels.length
        return pixels.length % 2 == 1 or (end < size and raw.window.get(end, 4) not in _TAIL_TAGS)
    return raw.window.get(size - len(_END), len(_END)) != _END


def _deed(raw: RawDataset, syntax: str, profile: Profile, *, is_odd: bool) -> Deed:
    declared = raw.transfer_syntax_uid
    is_plain = not is_encapsulated(syntax)
    if is_plain and (declared not in NATIVE or syntax == _DEFLATED):
        return Deed.REWRITE  # labelled as compressed and is not, or inflated while it is read
    if is_plain:
        is_swapped = syntax == _BIG and raw.encoding.little  # a maker's own: pixels only
        is_fit = syntax == EXPLICIT_LITTLE or (profile.syntaxes is None and not is_swapped)
        return Deed.COPY if is_fit and not is_odd else Deed.REWRITE
    if not profile.allows(syntax):
        return Deed.DECODE
    is_explicit = raw.encoding.explicit and raw.encoding.little
    return Deed.REWRITE if is_odd or not is_explicit or declared != syntax else Deed.COPY


def _length_anew(raw: RawDataset, size: int) -> int:
    """About how long a data set will be; `size` is of no use where it is deflated."""
    if raw.transfer_syntax_uid == _DEFLATED:
        size = max(offset + length for _, offset, length in raw.elements.values())
        if raw.pixel_data is not None:
            size = raw.pixel_data.offset + (raw.pixel_data.length or 0)
    return size + len(raw.elements) * _ROOM_FOR_HEADS


def _decoded(raw: RawDataset, pixels: ImagePixels | None, syntax: str) -> Handling:
    if syntax in VIDEO:
        raise LeftOutError("video", "film, which only profiles for film allow")
    if pixels is None or raw.pixel_data is None:
        raise LeftOutError("damaged", "its pixels are not described as they must be")
    if not supports(syntax):
        raise LeftOutError("syntax", f"nothing here decompresses {syntax_name(syntax)}")
    samples = pixels.rows * pixels.columns * pixels.samples_per_pixel
    length = (samples * pixels.bits_allocated * pixels.number_of_frames + 7) // 8
    if length > _LARGEST_VALUE:
        raise LeftOutError("size", "more than 4 GB once it is decompressed")
    header = raw.pixel_data.offset + len(raw.elements) * _ROOM_FOR_HEADS
    return Handling(Deed.DECODE, EXPLICIT_LITTLE, header + length, syntax, pixels)
