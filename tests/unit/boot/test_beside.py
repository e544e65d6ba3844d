"""What pictures need is read while the window is loaded; the medium's directory comes between."""

import threading
from pathlib import Path

from viewer.boot.beside import Beside
from viewer.boot.load_list import Part
from viewer.boot.queue import PROGRAM_FIRST, ProgramFirst
from viewer.boot.read_ahead import PIECE_BYTES

PARTS = [Part("A", 0, None, "window"), Part("B", 0, None, "pictures")]


def folder(place: Path) -> str:
    (place / "window").write_bytes(bytes(7))
    (place / "pictures").write_bytes(bytes(2 * PIECE_BYTES))
    return str(place)


def test_it_reads_while_others_work_and_stops_for_a_directory(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    beside = Beside(folder(tmp_path), PARTS)
    with PROGRAM_FIRST.program_turn():  # as the directory has it
        beside.start()
        waiting = threading.Thread(target=beside.wait, args=(lambda *now: told.append(now),))
        waiting.start()
        assert told == []
    waiting.join(10)
    assert told[-1] == (2 * PIECE_BYTES, 2 * PIECE_BYTES)


def test_one_that_is_not_started_has_nothing_to_read(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    assert Beside(folder(tmp_path), []).wait(lambda *now: told.append(now))
    assert told == [(0, 0)]


def test_a_directory_waits_for_nobody_where_no_program_reads_itself() -> None:
    first = ProgramFirst()
    with first.program_turn(), first.directory_turn(), first.directory_turn():
        assert not first.is_held
    with first.program_turn():  # nobody has let go of what another has
        pass
