"""What pictures need is read while the window is loaded; the medium's directory comes between."""

import threading
from pathlib import Path

from viewer.boot.beside import HEAD_START_BYTES, Beside
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


def test_the_rest_waits_until_the_window_is_there(tmp_path: Path) -> None:
    size = HEAD_START_BYTES + 2 * PIECE_BYTES
    (tmp_path / "pictures").write_bytes(bytes(size))
    beside = Beside(str(tmp_path), [Part("B", 0, None, "pictures")])
    told, waited_at = list[int](), list[int]()

    class Window(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited_at.append(told[-1])
            return super().wait(timeout)

    beside._window = Window()
    with PROGRAM_FIRST.program_turn():  # so that the first piece is told as well
        beside.start()
        waiting = threading.Thread(target=beside.wait, args=(lambda done, _: told.append(done),))
        waiting.start()
        while beside._progress is None:
            pass
    while not waited_at:
        pass
    assert waited_at == [HEAD_START_BYTES]
    beside.go_on()
    waiting.join(10)
    assert told[-1] == size


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
