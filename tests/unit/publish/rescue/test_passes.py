import io
import random
from pathlib import Path

import pytest

from viewer.errors import CancelledError, FileReadError, MediumNotFoundError, WriteError
from viewer.publish.rescue.gaps import Gaps
from viewer.publish.rescue.passes import SECTOR, Pass, run_pass

SIZE = 100 * SECTOR + 700
DATA = random.Random(7).randbytes(SIZE)  # noqa: S311  bytes that are all different


class Scratched(io.RawIOBase):
    """A file of which some sectors cannot be read, or only at a later try."""

    def __init__(self, bad: dict[int, int]) -> None:
        self.bad = bad  # sector: tries that fail
        self.tried: list[tuple[int, int]] = []
        self._inner = io.BytesIO(DATA)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._inner.seek(offset, whence)

    def read(self, size: int = -1) -> bytes:
        start = self._inner.tell()
        self.tried.append((start, start + size))
        hit = [
            s for s in range(start // SECTOR, (start + size - 1) // SECTOR + 1) if self.bad.get(s)
        ]
        for sector in hit:
            self.bad[sector] -= 1
        if hit:
            raise OSError(5, "Input/output error")
        return self._inner.read(size)

    def close(self) -> None:
        """It is looked at afterwards."""


FOREVER = 10**6


@pytest.fixture
def target(tmp_path: Path) -> Path:
    with (tmp_path / "target").open("wb") as stream:
        stream.truncate(SIZE)
    return tmp_path / "target"


def passes(
    source: Scratched, target: Path, *kinds: Pass, gaps: Gaps | None = None
) -> tuple[Gaps, list[int]]:
    left = gaps or Gaps([(0, SIZE)])
    watched: list[int] = []
    for kind in kinds:
        run_pass(kind, lambda: source, target, left, watched.append)  # type: ignore[arg-type, return-value]
    return left, watched


def agrees(target: Path, gaps: Gaps) -> bool:
    expected = bytearray(DATA)
    for start, end in gaps:
        expected[start:end] = bytes(end - start)
    return target.read_bytes() == expected


def test_a_sound_file_is_read_in_one_sweep(target: Path) -> None:
    gaps, watched = passes(Scratched({}), target, Pass.SWEEP)
    assert not gaps
    assert sum(watched) == SIZE
    assert target.read_bytes() == DATA


def test_a_sweep_leaves_the_blocks_around_a_scratch(target: Path) -> None:
    source = Scratched({40: FOREVER})
    gaps, _ = passes(source, target, Pass.SWEEP)
    assert list(gaps) == [(32 * SECTOR, 64 * SECTOR)]
    assert agrees(target, gaps)
    assert len(source.tried) == 4


def test_trimming_goes_to_the_first_bad_sector_from_both_ends(target: Path) -> None:
    source = Scratched({40: FOREVER, 50: FOREVER})
    gaps, _ = passes(source, target, Pass.SWEEP, Pass.TRIM)
    assert list(gaps) == [(40 * SECTOR, 51 * SECTOR)]
    assert agrees(target, gaps)


def test_scraping_leaves_only_what_is_bad(target: Path) -> None:
    source = Scratched({40: FOREVER, 50: FOREVER, 100: FOREVER})
    gaps, _ = passes(source, target, Pass.SWEEP, Pass.TRIM, Pass.SCRAPE)
    bad = [(40 * SECTOR, 41 * SECTOR), (50 * SECTOR, 51 * SECTOR), (100 * SECTOR, SIZE)]
    assert list(gaps) == bad
    assert agrees(target, gaps)


def test_trying_again_gets_what_gives_way_at_last(target: Path) -> None:
    source = Scratched({40: 4, 41: FOREVER})
    gaps, _ = passes(source, target, Pass.SWEEP, Pass.TRIM, Pass.SCRAPE)
    assert gaps.touches(40 * SECTOR, 41 * SECTOR)
    source.tried.clear()
    passes(source, target, Pass.BACKWARDS, Pass.BACKWARDS, gaps=gaps)
    assert source.tried[:2] == [(41 * SECTOR, 42 * SECTOR), (40 * SECTOR, 41 * SECTOR)]
    assert list(gaps) == [(41 * SECTOR, 42 * SECTOR)]
    assert agrees(target, gaps)


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_scratched_exactly_the_bad_sectors_are_lost(target: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  scratches that can be made again
    bad = set(chance.sample(range(100), chance.randrange(1, 30)))
    gaps, _ = passes(Scratched(dict.fromkeys(bad, FOREVER)), target, *Pass)
    missing = {start // SECTOR for a, b in gaps for start in range(a, b, SECTOR)}
    assert missing == bad
    assert agrees(target, gaps)


def test_only_gaps_are_read_when_one_goes_on(target: Path) -> None:
    source = Scratched({})
    gaps = Gaps([(5000, 9000), (SIZE - 10, SIZE)])
    passes(source, target, Pass.SWEEP, gaps=gaps)
    assert source.tried == [(5000, 9000), (SIZE - 10, SIZE)]
    assert not gaps


def test_a_file_shorter_than_said_stays_a_gap_at_its_end(target: Path) -> None:
    with target.open("r+b") as stream:
        stream.truncate(SIZE + 5000)
    gaps = Gaps([(0, SIZE + 5000)])
    passes(Scratched({}), target, *Pass, gaps=gaps)
    assert list(gaps) == [(SIZE, SIZE + 5000)]


def test_without_gaps_nothing_is_opened(target: Path) -> None:
    def never() -> io.BytesIO:
        raise AssertionError("nothing is missing")

    run_pass(Pass.SWEEP, never, target, Gaps(), lambda _: None)


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), FileReadError("refused")])
def test_a_file_that_does_not_open_stays_a_gap(target: Path, error: Exception) -> None:
    def closed() -> io.BytesIO:
        raise error

    gaps = Gaps([(0, SIZE)])
    run_pass(Pass.SWEEP, closed, target, gaps, lambda _: None)
    assert gaps.missing == SIZE


def test_a_disc_taken_out_ends_it_at_once(target: Path) -> None:
    def gone() -> io.BytesIO:
        raise MediumNotFoundError("gone")

    class Leaving(Scratched):
        def read(self, size: int = -1) -> bytes:
            del size
            raise MediumNotFoundError("gone")

    with pytest.raises(MediumNotFoundError):
        run_pass(Pass.SWEEP, gone, target, Gaps([(0, SIZE)]), lambda _: None)
    with pytest.raises(MediumNotFoundError):
        passes(Leaving({}), target, Pass.SWEEP)


def test_it_stops_when_asked_and_keeps_what_it_has(target: Path) -> None:
    gaps, tries = Gaps([(0, SIZE)]), []

    def stop(length: int) -> None:
        tries.append(length)
        if len(tries) == 3:
            raise CancelledError("stop")

    with pytest.raises(CancelledError):
        run_pass(Pass.SWEEP, lambda: io.BytesIO(DATA), target, gaps, stop)
    assert list(gaps) == [(64 * SECTOR, SIZE)]
    assert agrees(target, gaps)


def test_a_place_that_refuses_is_said(tmp_path: Path) -> None:
    with pytest.raises(WriteError):
        run_pass(
            Pass.SWEEP,
            lambda: io.BytesIO(DATA),
            tmp_path / "nothing",
            Gaps([(0, SIZE)]),
            lambda _: None,
        )
    with pytest.raises(WriteError):
        run_pass(
            Pass.SWEEP,
            lambda: io.BytesIO(DATA),
            Path("/dev/full"),
            Gaps([(0, SIZE)]),
            lambda _: None,
        )
