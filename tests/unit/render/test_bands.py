"""Rows shared among threads."""

from __future__ import annotations

import numpy as np
import pytest

from viewer.render.bands import BandPool


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("rows", [0, 1, 63, 64, 65, 1000])
def test_every_row_is_done_once(threads: int, rows: int) -> None:
    pool = BandPool(threads)
    done = np.zeros(rows, np.int64)

    def work(first: int, end: int) -> None:
        done[first:end] += 1

    pool.run(rows, 10_000, work)
    pool.close()
    assert (done == 1).all()


def test_errors_reach_the_caller_and_the_pool_goes_on() -> None:
    pool = BandPool(2)

    def fail(first: int, end: int) -> None:
        raise ValueError(f"{first} {end}")

    for _ in range(2):
        with pytest.raises(ValueError, match="64"):
            pool.run(1000, 1000, fail)
        pool.close()
