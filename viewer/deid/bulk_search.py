"""Many byte patterns looked for at once in a large piece of data, as pixels are (A-070).

Each pattern on its own would be a pass over the data. Here one pass looks up every pair of bytes in
a table of the pairs that patterns begin with; only where a pattern may begin is it looked at again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_PAIRS: Final = 4  # pairs of a pattern that are looked up before its bytes are compared
_BELIEVABLE: Final = 4096  # places to compare one by one; beyond, each pattern for itself is faster


class BulkSearch:
    """Looks for `patterns`: bytes of small letters, six and more, in data of any case."""

    def __init__(self, patterns: Iterable[bytes]) -> None:
        self._patterns = tuple(patterns)
        self._longest = max(map(len, self._patterns), default=0)
        self._tables: list[Any] = []

    def __call__(self, data: bytes) -> bool:
        """True if one of the patterns is in `data`."""
        if not self._patterns:
            return False
        places = self._places(data)
        if len(places) > _BELIEVABLE:
            small = data.lower()
            return any(pattern in small for pattern in self._patterns)
        for place in places:
            start = max(2 * place - 1, 0)
            small = data[start : start + self._longest + 2].lower()
            if any(pattern in small for pattern in self._patterns):
                return True
        return False

    def _places(self, data: bytes) -> list[int]:
        """Numbers of the pairs of bytes at which a pattern may go on (its first or second byte)."""
        import numpy as np  # noqa: PLC0415  hardly ever needed

        tables = self._tables or self._make_tables()
        pairs = np.frombuffer(data, "<u2", len(data) // 2)
        end = max(len(pairs) - _PAIRS, 0)
        places = np.flatnonzero(tables[0].take(pairs[:end]))
        for further, table in enumerate(tables[1:], 1):
            places = places[table.take(pairs[places + further])]
        return [*places.tolist(), *range(end, len(pairs) + 1)]  # the end is too short to look up

    def _make_tables(self) -> list[Any]:
        """For the first, second... pair of bytes whether it may be there.

        A pattern lies at even or odd places, so its pairs are counted from its first or second
        byte. The byte behind its end may be any.
        """
        import numpy as np  # noqa: PLC0415  hardly ever needed

        tables = [np.zeros((256, 256), bool) for _ in range(_PAIRS)]  # second byte, first byte
        for pattern in self._patterns:
            for shift in (0, 1):
                for number, table in enumerate(tables):
                    pair = pattern[shift + 2 * number : shift + 2 * number + 2]
                    first, second = (_cases(pair[i : i + 1]) for i in (0, 1))
                    table[np.ix_(second, first)] = True
        self._tables = [table.reshape(-1) for table in tables]
        return self._tables


def _cases(letter: bytes) -> list[int]:
    """A byte in both cases; none may be any."""
    return sorted({*letter, *letter.upper()}) if letter else list(range(256))
