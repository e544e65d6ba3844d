"""Files written by threads: what is in them, and what fails on the way."""

from io import BytesIO, FileIO
from pathlib import Path

import pytest
from xxhash import xxh3_128

from viewer.publish.errors import TargetError
from viewer.publish.handling import LeftOutError
from viewer.publish.sink import Writers

MB = 1 << 20


def test_parts_of_all_kinds_come_in_order(tmp_path: Path) -> None:
    body = bytes(range(256)) * (20 * MB // 256)  # more than may be on its way
    with Writers() as writers:
        sinks = [
            writers.sink(FileIO(tmp_path / name, "xb"), lambda: None) for name in ("a", "b", "c")
        ]
        for sink in sinks:
            sink.start(b"start")
            sink.write(b"one")
            sink.later(lambda: b"two" * 1000, 3000)
            sink.copy(BytesIO(body + b"behind"), len(body))
            sink.later(lambda: b"three", 99 * MB)  # larger than all the room there is
            sink.write(b"four")
            sink.finish()
        written = [sink.settled() for sink in sinks]
    data = b"one" + b"two" * 1000 + body + b"three" + b"four"
    assert {path.read_bytes() for path in tmp_path.iterdir()} == {b"start" + data}
    assert {(w.length, w.digest) for w in written} == {(len(data), xxh3_128(data).digest())}


def test_a_file_without_a_data_set_has_its_start(tmp_path: Path) -> None:
    with Writers() as writers:
        sink = writers.sink(FileIO(tmp_path / "a", "xb"), lambda: None)
        sink.start(b"start")
        sink.finish()
        assert sink.settled().digest == xxh3_128().digest()
    assert (tmp_path / "a").read_bytes() == b"start"


def test_a_full_disk_is_told_and_others_go_on(tmp_path: Path) -> None:
    with Writers() as writers:
        full = writers.sink(FileIO("/dev/full", "w"), lambda: None)
        good = writers.sink(FileIO(tmp_path / "a", "xb"), lambda: None)
        for sink in (full, good):
            sink.start(b"start")
            sink.copy(BytesIO(bytes(30 * MB)), 30 * MB)
            sink.finish()
        with pytest.raises(TargetError, match="space"):
            full.settled()
        full.abandon()
        assert good.settled().length == 30 * MB


def test_what_cannot_be_made_is_told(tmp_path: Path) -> None:
    def refuse() -> bytes:
        raise LeftOutError("damaged", "made for the test")

    with Writers() as writers:
        sink = writers.sink(FileIO(tmp_path / "a", "xb"), lambda: None)
        sink.start(b"start")
        sink.later(refuse, 10)
        sink.write(b"more")
        sink.finish()
        with pytest.raises(LeftOutError):
            sink.settled()


def test_a_source_that_ends_early_is_told_and_its_file_let_go(tmp_path: Path) -> None:
    with Writers() as writers:
        file = FileIO(tmp_path / "a", "xb")
        sink = writers.sink(file, lambda: None)
        sink.start(b"start")
        with pytest.raises(EOFError):
            sink.copy(BytesIO(bytes(5)), 6)
        sink.abandon()
        assert file.closed


def test_a_job_that_fails_closes_every_file(tmp_path: Path) -> None:
    files = [FileIO(tmp_path / name, "xb") for name in "ab"]
    with pytest.raises(ZeroDivisionError), Writers() as writers:  # noqa: PT012
        for file in files:
            sink = writers.sink(file, lambda: None)
            sink.start(b"start")
            sink.write(bytes(3 * MB))
        raise ZeroDivisionError
    assert all(file.closed for file in files)
