"""A deflated data set as a stream (PS3.5 A.5): seekable, bounded, honest about its end."""

import hashlib
import io
import zlib

import pytest

from viewer.errors import HeaderError
from viewer.media.inflate import InflatingReader, inflated

# Hashes, because what compresses well is inflated in one step.
CONTENT = b"".join(hashlib.sha256(bytes([i % 256, i >> 8])).digest() for i in range(9375))


def deflate(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return deflater.compress(data) + deflater.flush()


def test_it_reads_and_seeks_both_ways() -> None:
    stream = inflated(io.BytesIO(b"head" + deflate(CONTENT)), 4, 1_000_000)
    stream.seek(250_000)
    assert stream.read(100) == CONTENT[250_000:250_100]
    stream.seek(10)
    assert stream.read(5) == CONTENT[10:15]
    stream.seek(0)
    assert stream.read() == CONTENT
    assert stream.read(1) == b""


def test_a_place_beyond_the_end_reads_as_nothing() -> None:
    stream = inflated(io.BytesIO(deflate(CONTENT)), 0, 1_000_000)
    stream.seek(400_000)
    assert stream.read(10) == b""


def test_the_limit_is_an_error_not_an_end() -> None:
    stream = inflated(io.BytesIO(deflate(CONTENT)), 0, 200_000)
    with pytest.raises(HeaderError):
        stream.read()


def test_corruption_at_the_start_is_an_error() -> None:
    with pytest.raises(HeaderError):
        inflated(io.BytesIO(b"\xff" * 100), 0, 1000).read()


def test_what_precedes_damage_or_the_cut_is_read() -> None:
    deflated = deflate(CONTENT)
    for damaged in (deflated[:150_000], deflated[:150_000] + b"\xff" * 150_000):
        reader = InflatingReader(io.BytesIO(damaged), 0, 1_000_000)
        data = io.BufferedReader(reader).read()
        assert CONTENT.startswith(data[:100_000])
        assert len(data) > 100_000


def test_its_end_cannot_be_asked_for() -> None:
    stream = inflated(io.BytesIO(deflate(CONTENT)), 0, 1_000_000)
    with pytest.raises(io.UnsupportedOperation):
        stream.seek(0, io.SEEK_END)


@pytest.mark.parametrize("size", [4096, 65_536, 196_308])
def test_the_last_byte_comes_out_though_all_input_is_in(size: int) -> None:
    """What shrinks most waits inside zlib when nothing is left to be read."""
    stream = inflated(io.BytesIO(deflate(bytes(size + 1))), 0, 10_000_000)
    stream.seek(size)
    assert stream.read(4) == b"\0"


class CountingStream(io.BytesIO):
    """Counts the bytes that are read."""

    taken = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def test_going_back_does_not_start_over() -> None:
    content = CONTENT * 40
    deflated = deflate(content)
    source = CountingStream(deflated)
    stream = inflated(source, 0, 100_000_000)
    stream.seek(11_900_000)
    for step in range(1, 20):
        place = 11_900_000 - step * 100_000
        stream.seek(place)
        assert stream.read(7) == content[place : place + 7]
    assert source.taken < 8 * len(deflated)  # each step from the start would be 20
