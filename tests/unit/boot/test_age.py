"""How long the process has been there, and the splash of a start that came late."""

import os
import time
from pathlib import Path

import psutil
import pytest

from viewer.boot import age, splash
from viewer.boot.load_list import Part
from viewer.boot.start import SLOW_SECONDS, Start


class _Drawn:
    """A system's window that only remembers."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def show(self, text: str, *_: str) -> None:
        self.told.append(text)

    def is_chosen(self) -> bool:
        return False

    def fill(self, share: float) -> None:
        pass

    def close(self) -> None:
        self.told.append("closed")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> _Drawn:
    """What the splash draws on."""
    drawn = _Drawn()
    monkeypatch.setattr(splash, "_drawn", lambda: drawn)
    return drawn


def _read(folder: Path) -> Start:
    (folder / "file").write_bytes(bytes(100))
    start = Start(str(folder), [Part("A", 0, 40, "file")])
    start.read_window()
    return start


def test_age_is_what_another_library_tells() -> None:
    expected = time.time() - psutil.Process(os.getpid()).create_time()
    assert age.seconds() == pytest.approx(expected, abs=1.0)


def test_a_process_that_took_long_to_begin_shows_a_splash_at_once(
    drawn: _Drawn, tmp_path: Path
) -> None:
    while age.seconds() <= SLOW_SECONDS:
        pass  # of a test process that has just begun
    start = _read(tmp_path)
    assert len(drawn.told) == 1
    start.window_is_there()
    assert drawn.told[1:] == ["closed"]


def test_a_quick_start_shows_none(
    drawn: _Drawn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(age, "seconds", lambda: 0.0)
    _read(tmp_path)
    assert drawn.told == []
