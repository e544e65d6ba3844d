"""Rows of one picture, shared out among a few threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

BAND_ROWS: Final = 64
_WORTH_SHARING: Final = 400_000  # pixels; below that handing out costs more than it saves


class BandPool:
    """Runs a function over bands of rows; numpy lets go of the interpreter lock meanwhile.

    One pool serves all viewports. Threads start with the first large picture.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or min(4, os.cpu_count() or 1)
        self._executor: ThreadPoolExecutor | None = None

    def run(self, rows: int, columns: int, work: Callable[[int, int], None]) -> None:
        """Call work(first, end) for bands that cover 0..rows; raises what `work` raises."""
        bands = [(top, min(top + BAND_ROWS, rows)) for top in range(0, rows, BAND_ROWS)]
        if self._threads == 1 or rows * columns < _WORTH_SHARING:
            for first, end in bands:
                work(first, end)
            return
        if self._executor is None:
            self._executor = ThreadPoolExecutor(self._threads, "lightbox-bands")
        shares = [bands[n :: self._threads] for n in range(self._threads)]
        for done in [self._executor.submit(_each, share, work) for share in shares if share]:
            done.result()

    def close(self) -> None:
        """Let the threads end; the pool may be used again."""
        if self._executor is not None:
            self._executor.shutdown()
            self._executor = None


def _each(bands: list[tuple[int, int]], work: Callable[[int, int], None]) -> None:
    for first, end in bands:
        work(first, end)
