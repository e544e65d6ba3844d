"""When Python looks for garbage while a session reads, and on which thread."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import TYPE_CHECKING

import pytest

from viewer.app.session import Session
from viewer.app.stage import LoadState, Stage
from viewer.settings import Settings
from viewer.ui.collector import Collector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


class Circle:
    """Only a collection ends it."""

    def __init__(self) -> None:
        self.me = self


class Collections:
    """Notes which generation is collected on which thread."""

    def __init__(self) -> None:
        self.generations: list[int] = []
        self.threads: set[threading.Thread] = set()

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self.generations.append(info["generation"])
            self.threads.add(threading.current_thread())


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    del qtbot  # the collector has a timer
    session = Session(Settings(), lambda work: work())
    yield session
    session.close()


@pytest.fixture
def collector(session: Session) -> Iterator[Collector]:
    collector = Collector(session)
    yield collector
    collector.close()


@pytest.fixture
def collections() -> Iterator[Collections]:
    collections = Collections()
    gc.callbacks.append(collections)
    yield collections
    gc.callbacks.remove(collections)


def many_objects() -> None:
    """More than any generation bears."""
    kept = [[number] for number in range(300_000)]
    del kept


def test_garbage_goes_on_the_windows_thread_whoever_makes_it(
    collector: Collector, collections: Collections, qtbot: QtBot
) -> None:
    """A widget in a circle would end on the thread that collects, which Qt does not survive."""
    collector.go_on()
    circle = weakref.ref(Circle())
    worker = threading.Thread(target=many_objects)
    worker.start()
    worker.join()
    assert collections.threads <= {threading.main_thread()}
    made = [[number] for number in range(5_000)]
    qtbot.waitUntil(lambda: circle() is None)
    assert collections.threads == {threading.main_thread()}
    del made


def test_old_objects_are_left_alone_only_while_a_medium_is_read(
    session: Session, collector: Collector, collections: Collections
) -> None:
    session.load_changed.emit(LoadState(Stage.OPENING))
    session.load_changed.emit(LoadState(Stage.READING))

    def go_through(rounds: int) -> set[int]:
        collections.generations.clear()
        for _ in range(rounds):
            made = [[number] for number in range(2_100)]
            collector.look()
            del made
        return set(collections.generations)

    assert go_through(200) == {0, 1}
    session.load_changed.emit(LoadState(Stage.FAILED))
    assert go_through(200) == {0, 1, 2}


def test_what_was_read_is_left_alone_until_it_is_closed(
    session: Session, collector: Collector
) -> None:
    del collector
    session.load_changed.emit(LoadState(Stage.READY))
    assert gc.get_freeze_count() > 0
    session.load_changed.emit(LoadState())
    assert gc.get_freeze_count() == 0


def test_everything_is_as_usual_in_the_end(session: Session) -> None:
    usual = gc.get_threshold()
    gc.enable()  # as in a program that just began
    collector = Collector(session)
    session.load_changed.emit(LoadState(Stage.READING))
    collector.go_on()
    assert not gc.isenabled()
    collector.close()
    assert gc.isenabled()
    assert gc.get_threshold() == usual
    assert gc.get_freeze_count() == 0


def test_what_was_held_in_circles_goes_soon_after_everything_is_closed(
    session: Session, collector: Collector, qtbot: QtBot
) -> None:
    """Not when there would be enough new objects by chance: a disc may be hundreds of megabytes."""
    collector.go_on()
    session._set_load(LoadState(Stage.READY))
    circle = Circle()
    gone = weakref.ref(circle)
    gc.freeze()
    del circle
    session._set_load(LoadState())
    qtbot.waitUntil(lambda: gone() is None)
