"""When Python looks for garbage while a session reads."""

import gc
from collections.abc import Iterator

import pytest

from viewer.app.session import Session
from viewer.app.stage import LoadState, Stage
from viewer.settings import Settings
from viewer.ui.collector import Collector


@pytest.fixture
def session() -> Iterator[Session]:
    session = Session(Settings(), lambda work: work())
    yield session
    session.close()


@pytest.fixture
def collector(session: Session) -> Iterator[Collector]:
    collector = Collector(session)
    yield collector
    collector.close()


def test_old_objects_are_left_alone_only_while_a_medium_is_read(
    session: Session, collector: Collector
) -> None:
    del collector
    usual = gc.get_threshold()
    session.load_changed.emit(LoadState(Stage.OPENING))
    session.load_changed.emit(LoadState(Stage.READING))
    assert gc.get_threshold()[2] > 1000 * usual[2]
    session.load_changed.emit(LoadState(Stage.FAILED))
    assert gc.get_threshold() == usual


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
    gc.disable()
    collector = Collector(session)
    session.load_changed.emit(LoadState(Stage.READING))
    collector.go_on()
    assert gc.isenabled()
    collector.close()
    assert gc.isenabled()
    assert gc.get_threshold() == usual
    assert gc.get_freeze_count() == 0
