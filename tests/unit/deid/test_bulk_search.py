"""Many patterns at once find what each finds for itself, wherever it lies (A-070)."""

from __future__ import annotations

import numpy as np
import pytest

from viewer.deid.bulk_search import BulkSearch

WORDS = (b"lindqvist", b"l\0i\0n\0d\0q\0v\0i\0s\0t", "müller".encode(), b"7784512")


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("place", [*range(9), 500, 991, *range(1000, 1009)])
def test_a_word_is_found_at_every_place(word: bytes, place: int) -> None:
    noise = np.random.default_rng(place).integers(0, 256, 1017, np.uint8).tobytes()
    data = noise[:place] + word.upper() + noise[place + len(word) :]
    search = BulkSearch(WORDS)
    assert search(data)
    assert search(data[: place + len(word)])
    assert not search(noise)
    assert not search(data[: place + len(word) - 1])


def test_what_is_all_beginnings_is_searched_all_the_same() -> None:
    data = b"lindqvislindqvisli" * 4000
    assert not BulkSearch(WORDS)(data)
    assert BulkSearch(WORDS)(data + b"lindqvist")


def test_nothing_is_found_by_nobody_or_in_nothing() -> None:
    assert not BulkSearch(())(b"lindqvist")
    assert not BulkSearch(WORDS)(b"")
    assert not BulkSearch(WORDS)(b"l")
