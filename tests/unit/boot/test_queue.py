"""The program reads itself before its pictures, the picture one waits for before the others."""

import threading
from collections.abc import Iterator

import pytest

from viewer.boot.queue import PROGRAM_FIRST, ProgramFirst
from viewer.media.gate import ReadGate


@pytest.fixture(autouse=True)
def released() -> Iterator[None]:
    yield
    PROGRAM_FIRST.release()


class Reader:
    """Takes one turn on a thread of its own."""

    def __init__(self, gate: ReadGate, *, urgent: bool = False, first: bool = False) -> None:
        self._turn = gate.turn(urgent=urgent, first=first)
        self.read = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        with self._turn:
            self.read.set()

    def join(self) -> None:
        self._thread.join()


def test_pictures_wait_for_the_program_and_the_directory_does_not() -> None:
    gate = ReadGate()
    PROGRAM_FIRST.hold()
    urgent, patient = Reader(gate, urgent=True), Reader(gate)
    first = Reader(gate, first=True)
    assert first.read.wait(10)
    assert not urgent.read.is_set()
    PROGRAM_FIRST.give_way()
    assert urgent.read.wait(10)
    assert not patient.read.is_set()
    PROGRAM_FIRST.release()
    assert patient.read.wait(10)
    for reader in (first, urgent, patient):
        reader.join()


def test_all_go_on_once_one_has_waited_in_vain() -> None:
    first = ProgramFirst()
    first.longest_s = first.picture_s = 0.0
    held = []
    first.hold()
    first.wait(urgent=True)
    held.append(first.is_held)
    first.hold()
    first.give_way()
    held.append(first.is_held)
    first.wait(urgent=False)
    held.append(first.is_held)
    assert held == [False, True, False]


def test_nobody_waits_where_no_program_reads_itself() -> None:
    assert not PROGRAM_FIRST.is_held
    reader = Reader(ReadGate())
    assert reader.read.wait(10)
    reader.join()


def test_who_has_the_medium_goes_on() -> None:
    gate = ReadGate()
    with gate.turn(first=True):
        PROGRAM_FIRST.hold()
        with gate.turn():  # nested: it would wait for itself
            assert PROGRAM_FIRST.is_held
