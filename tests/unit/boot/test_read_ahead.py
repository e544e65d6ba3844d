"""Reading a program's own files in one sweep."""

from pathlib import Path

import pytest

from viewer.boot.load_list import Part
from viewer.boot.read_ahead import PIECE_BYTES, read_set


def test_one_set_is_read_part_by_part(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(bytes(100))
    (tmp_path / "two").write_bytes(bytes(2 * PIECE_BYTES + 5))
    parts = [Part("A", 10, 40, "one"), Part("B", 0, None, "one"), Part("A", 0, None, "two")]
    told: list[tuple[int, int]] = []
    count = read_set(str(tmp_path), parts, "A", lambda done, total: told.append((done, total)))
    total = 30 + 2 * PIECE_BYTES + 5
    assert count == total
    assert told == [
        (30, total),
        (30 + PIECE_BYTES, total),
        (30 + 2 * PIECE_BYTES, total),
        (total, total),
    ]


def test_what_is_not_there_or_shorter_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "short").write_bytes(bytes(10))
    parts = [Part("A", 0, None, "gone"), Part("A", 50, 60, "short"), Part("A", 5, 99, "short")]
    assert read_set(str(tmp_path), parts, "A") == 5


def test_who_listens_can_stop_it(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(bytes(3 * PIECE_BYTES))

    def stop(done: int, _: int) -> None:
        if done > PIECE_BYTES:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        read_set(str(tmp_path), [Part("A", 0, None, "one")], "A", stop)
