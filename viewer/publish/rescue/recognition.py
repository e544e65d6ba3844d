"""Whether the disc in the drive is the one that is being rescued: people must not be mixed (S-01).

Two discs of one maker have the same programs, names and sizes, and two images begin alike. So
what is compared is what tells discs apart: directories, the beginnings of objects (their
identifiers and the person), and of any other file places all over it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, Final

from viewer.errors import FileReadError, MediumNotFoundError
from viewer.media.source import READ_ERRORS
from viewer.publish.rescue.work import ANOTHER, OtherDiscError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from viewer.media.source import MediumSource
    from viewer.publish.rescue.gaps import Range
    from viewer.publish.rescue.work import RescuedFile, Work

UNKNOWN: Final = (
    "nothing that was read before can be read now, so nobody can tell whether this is the same "
    "disc; try again, or choose another place"
)
_PLACE: Final = 2048  # bytes that are compared at once
_ENOUGH: Final = 5  # files that agree
_TRIED: Final = 40  # files, as a drive may take half a minute for each that it cannot read
_PLACES: Final = 128  # of a file that is no object: an image of a disc is one
_DESCRIPTOR: Final = 32768  # ECMA-119 6.7.1: name and date of a disc, in its image
_DIRECTORY: Final = "DICOMDIR"
_MARK: Final = (128, 132, b"DICM")  # PS3.10 7.1


def recognise(source: MediumSource, work: Work, listed: Sequence[RescuedFile]) -> None:
    """Compare what is there with what was read of the disc before, as far as it can be read.

    `listed` are the files that are on the disc now. Raises OtherDiscError if it is another disc or
    nobody can tell; MediumNotFoundError.
    """
    known = [file for file in work.files.values() if _is_telling(work, file)]
    known = known or [file for file in work.files.values() if _places(file)]
    if not known:
        return  # nothing of it was read
    paths = {file.path for file in listed}
    here = sorted((f for f in known if f.path in paths), key=lambda f: not _is_directory(f))
    if not here:
        raise OtherDiscError(ANOTHER)
    compared = 0
    for file in here[:: max(1, len(here) // _TRIED)]:
        if compared == _ENOUGH:
            return
        same = _is_same(source, work, file)
        if same is False:
            raise OtherDiscError(ANOTHER)
        compared += same is True
    if not compared:
        raise OtherDiscError(UNKNOWN)


def _is_directory(file: RescuedFile) -> bool:
    return file.path.rpartition("/")[2].upper() == _DIRECTORY


def _is_telling(work: Work, file: RescuedFile) -> bool:
    """Whether it is a directory or an object, as far as its beginning was read."""
    start, end, mark = _MARK
    if file.size < end or file.gaps.touches(start, min(file.size, _PLACE)):
        return False
    with work.place(file).open("rb") as kept:
        kept.seek(start)
        return kept.read(end - start) == mark


def _places(file: RescuedFile) -> list[Range]:
    """Places all over a file, those that were read."""
    step = max(_PLACE, file.size // _PLACES // _PLACE * _PLACE)
    starts = sorted({*range(0, file.size, step), *((_DESCRIPTOR,) * (file.size > _DESCRIPTOR))})
    places = ((start, min(file.size, start + _PLACE)) for start in starts)
    return [place for place in places if not file.gaps.touches(*place)]


def _is_same(source: MediumSource, work: Work, file: RescuedFile) -> bool | None:
    """Whether it has the same content; None if nothing can be compared that tells anything."""
    is_object = _is_telling(work, file) and not _is_directory(file)
    places = _places(file)[: 1 if is_object else None]  # an object has its identifiers in front
    found = None
    try:
        with source.open(file.path) as stream, work.stream(file) as kept:
            for start, end in places:
                kept.seek(start)
                wanted = kept.read(end - start)
                there = _read(getattr(stream, "raw", stream), start, end)
                if there not in {None, wanted}:
                    return False
                if there is not None and any(there):  # there are noughts on every disc
                    found = True
    except MediumNotFoundError:
        raise
    except (*READ_ERRORS, FileReadError):
        return found
    return found


def _read(stream: BinaryIO, start: int, end: int) -> bytes | None:
    """These bytes, None if they cannot be read."""
    try:
        stream.seek(start)
        data = stream.read(end - start)
    except MediumNotFoundError:
        raise
    except (*READ_ERRORS, FileReadError):
        return None
    return data if len(data) == end - start else None
