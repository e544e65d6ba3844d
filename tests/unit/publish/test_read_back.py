"""What is on the medium, compared with what was written (M-076)."""

import errno
import fcntl
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from xxhash import xxh3_128

from viewer.publish.read_back import Expected, ReadBack

START = b"start of the file" * 20
MB = 1 << 20


def compared(*files: Expected) -> list[bool]:
    with ReadBack() as back:
        back.compare(files, after=lambda: None)
        return [is_same for _, is_same in back.results()]


def written(path: Path, data: bytes) -> Expected:
    path.write_bytes(START + data)
    return Expected(str(path), xxh3_128(data).digest(), START, len(START + data))


SIZES = [0, 1, 5000, MB - len(START), MB, 3 * MB - len(START), 2 * MB + 777]


@pytest.mark.parametrize("size", SIZES)
def test_files_of_all_sizes(tmp_path: Path, size: int) -> None:
    file = written(tmp_path / "a", os.urandom(size))
    assert compared(file, Expected(file.path, file.digest, START)) == [True, True]


@pytest.mark.parametrize("size", SIZES[1:])
@pytest.mark.parametrize("where", [0, len(START) - 1, len(START), -1])
def test_one_bit_is_noticed(tmp_path: Path, size: int, where: int) -> None:
    file = written(tmp_path / "a", bytes(size))
    data = bytearray(Path(file.path).read_bytes())
    data[where] ^= 1
    Path(file.path).write_bytes(data)
    assert compared(file) == [False]


def test_what_is_longer_shorter_or_gone_is_noticed(tmp_path: Path) -> None:
    files = [written(tmp_path / name, bytes(MB)) for name in "abcd"]
    with Path(files[0].path).open("ab") as stream:
        stream.write(b"\0")
    os.truncate(files[1].path, MB)
    os.truncate(files[2].path, 3)
    Path(files[3].path).unlink()
    assert compared(*files) == [False] * 4


def test_where_a_file_cannot_be_read_past_the_memory_of_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some file systems let it be opened so, and refuse to read."""
    readv = os.readv
    refused = []

    def refusing(descriptor: int, buffers: Sequence[memoryview]) -> int:
        if fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_DIRECT:
            refused.append(descriptor)
            raise OSError(errno.EINVAL, "made for the test")
        return readv(descriptor, buffers)

    monkeypatch.setattr(os, "readv", refusing)
    file = written(tmp_path / "a", os.urandom(2 * MB))
    assert compared(file) == [True]
    assert refused
    Path(file.path).write_bytes(START + bytes(2 * MB))
    assert compared(file) == [False]


def test_nothing_is_read_before_the_medium_has_it(tmp_path: Path) -> None:
    file = written(tmp_path / "a", b"what is wanted")
    Path(file.path).write_bytes(b"not yet")

    def flush() -> None:
        Path(file.path).write_bytes(START + b"what is wanted")

    with ReadBack() as back:
        back.compare([file], after=flush)
        assert [is_same for _, is_same in back.results()] == [True]


def test_what_fails_on_the_way_is_told(tmp_path: Path) -> None:
    def flush() -> None:
        raise ValueError("made for the test")

    with ReadBack() as back:
        back.compare([written(tmp_path / "a", b"")], after=flush)
        with pytest.raises(ValueError, match="made for"):
            list(back.results())
