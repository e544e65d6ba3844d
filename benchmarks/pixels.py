"""From file to stored values: uncompressed slices, and every compressed transfer syntax."""

from __future__ import annotations

import mmap
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks import peers
from benchmarks.codecs import CODECS, Codec, Pixels
from benchmarks.measure import Candidate, alternate, profile_of
from benchmarks.media import files_of, picture
from benchmarks.results import Bench, Group, Row, compared
from viewer.media.decoders import DecodeRequest, decode
from viewer.media.decoders.pool import DecoderPool
from viewer.media.load import load_frame
from viewer.media.medium import Medium
from viewer.model.header import InstanceHeader
from viewer.model.image import FrameKey
from viewer.settings import DecodeSettings, Settings

_PLAIN_LIMIT, _CODEC_LIMIT, _PROGRAM_LIMIT = 1.3, 1.2, 1.0
_SLICES = 200
_SAME = 1  # a lossy decoder may differ by that much in a sample


@dataclass(frozen=True)
class Opened:
    """Files of one medium, their headers known, as when a person goes through a series."""

    medium: Medium
    headers: tuple[InstanceHeader, ...]

    @classmethod
    def of(cls, path: Path) -> Opened:
        """Open a folder or file; every header is read."""
        medium = Medium.open(path, 1, Settings())
        tree = medium.read_directory()
        if not tree.patients:
            return cls(medium, tuple(_scanned(medium)))
        series = tree.patients[0].studies[0].series[0]
        return cls(medium, medium.headers(series.facts.uid))

    def request(self, header: InstanceHeader) -> DecodeRequest:
        """Read the first frame of a file."""
        assert header.image is not None
        encoded = self.medium.read_frame(FrameKey(header.file, 0))
        return DecodeRequest(header.image.pixels, encoded.data, encoded.bit_offset)


def _scanned(medium: Medium) -> Iterator[InstanceHeader]:
    from viewer.media.cancel import CancelToken  # noqa: PLC0415  only here

    events: list[InstanceHeader] = []
    medium.complete(lambda event: events.extend(event.headers), CancelToken())
    yield from events


def uncompressed(bench: Bench) -> Iterator[Row]:
    """A slice to an array against reading into one at a known offset."""
    count = 60 if bench.quick else _SLICES
    disc = bench.media.series(count, "native")
    yield _plain_row("uncompressed CT slice, 512 × 512", disc, files_of(disc), bench.rounds(15, 7))
    for megapixels in (1,) if bench.quick else (1, 8, 32):
        path = bench.media.image(megapixels, None)
        what = f"uncompressed image, {megapixels} megapixels"
        yield _plain_row(what, path.parent, [path], bench.rounds(41, 15))


def _plain_row(what: str, medium: Path, files: list[Path], rounds: int) -> Row:
    opened = Opened.of(medium)
    with DecoderPool(DecodeSettings(workers=1)) as pool:
        ours = partial(_ours_plain, opened, pool)
        floor = partial(_floor_plain, [(path, *_place_of_pixels(path)) for path in files])
        assert np.array_equal(ours()[0], floor()[0].reshape(ours()[0].shape))
        candidates = [Candidate("ours", ours), Candidate("floor: readinto", floor)]
        row = compared(
            what,
            alternate(candidates, rounds),
            {"floor: readinto": _PLAIN_LIMIT},
            goal="≤ 1.3 × readinto at a known offset",
            count=len(files),
        )
        if row.met is False:
            row.profile = profile_of(ours)
    opened.medium.close()
    return row


def _ours_plain(opened: Opened, pool: DecoderPool) -> list[Pixels]:
    return [
        load_frame(opened.medium, header, FrameKey(header.file, 0), pool).pixels
        for header in opened.headers
    ]


def _floor_plain(places: list[tuple[Path, int, int]]) -> list[Pixels]:
    arrays = []
    for path, offset, count in places:
        array = np.empty(count, np.uint16)
        with path.open("rb", buffering=0) as stream:
            stream.seek(offset)
            stream.readinto(array.data.cast("B"))
        arrays.append(array)
    return arrays


def _place_of_pixels(path: Path) -> tuple[int, int]:
    """Offset and number of words of Pixel Data, which is the last element."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.rfind(b"\xe0\x7f\x10\x00OW\0\0")
        return at + 12, (len(data) - at - 12) // 2


def compressed(bench: Bench) -> Iterator[Row]:
    """A frame's whole way, without the hop to another process, in every syntax."""
    rounds = {1: bench.rounds(11, 3), 8: bench.rounds(5, 2), 32: bench.rounds(3, 1)}
    for megapixels in (1,) if bench.quick else (1, 8, 32):
        for codec in CODECS:
            yield _compressed_row(bench, megapixels, codec, rounds[megapixels])


def _compressed_row(bench: Bench, megapixels: int, codec: Codec, rounds: int) -> Row:
    path = bench.media.image(megapixels, codec)
    opened = Opened.of(path.parent)
    header = opened.headers[0]
    frame = bytes(opened.request(header).data)
    like = np.empty_like(picture(megapixels, codec))

    def ours() -> Pixels:
        return decode(opened.request(header)).array

    call = partial(codec.call, frame, like)
    _check_same(ours(), call())
    with tempfile.TemporaryDirectory(dir=_memory_folder()) as place:
        programs = _programs(codec, path, Path(place))
        candidates = [Candidate("ours", ours), Candidate("codec call", call), *programs]
        measured = alternate(candidates, rounds)
    limits = {"codec call": _CODEC_LIMIT}
    limits |= {program.name: _PROGRAM_LIMIT for program in programs}
    goal = "≤ 1.2 × codec call" + (", ≤ 1 × DCMTK, GDCM" if programs else "")
    row = compared(f"{codec.name}, {megapixels} megapixels", measured, limits, goal=goal)
    row.note = "" if programs else "neither DCMTK nor GDCM decodes it here"
    if row.met is False:
        row.profile = profile_of(ours)
    opened.medium.close()
    return row


def _programs(codec: Codec, path: Path, place: Path) -> list[Candidate]:
    found = []
    target = str(place / "out.dcm")
    if codec.dcmtk:
        job = peers.program(codec.dcmtk, str(path), target)
        found += peers.candidate(codec.dcmtk, job, peers.start_of(codec.dcmtk))
    if codec.gdcm:
        job = peers.program("gdcmconv", "--raw", str(path), target)
        found += peers.candidate("gdcmconv --raw", job, peers.start_of("gdcmconv"))
    return found


def _memory_folder() -> str | None:
    """Where programs put their result: no disk takes part in the comparison."""
    folder = Path("/dev/shm")  # noqa: S108  a temporary folder is made in it
    return str(folder) if folder.is_dir() else None


def _check_same(ours: Pixels, other: Pixels) -> None:
    """Nothing is measured that does not do the work."""
    if np.abs(ours.astype(np.int32) - other.astype(np.int32)).max() > _SAME:
        raise AssertionError("ours and the codec differ")


GROUP = Group("pixels", "From file to stored values", (uncompressed, compressed))
