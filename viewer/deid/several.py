"""Several copies at once in threads: what searches and sums bytes leaves the lock free."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MOST: Final = 4  # threads
_T = TypeVar("_T")
_R = TypeVar("_R")


def results(work: Callable[[_T], _R], things: Iterable[_T]) -> Iterator[_R]:
    """`work` of each thing, in their order; few are begun ahead of what was asked for.

    Raises what `work` raised. Whoever asks no more ends the rest.
    """
    threads = min(_MOST, os.cpu_count() or 1)
    begun: deque[Future[_R]] = deque()
    with ThreadPoolExecutor(threads, "proof") as pool:
        try:
            for thing in things:
                begun.append(pool.submit(work, thing))
                if len(begun) > 2 * threads:
                    yield begun.popleft().result()
            while begun:
                yield begun.popleft().result()
        finally:
            for future in begun:
                future.cancel()
