"""What holds for every test: no window on screen, nothing left behind."""

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from pytestqt.qtbot import QtBot

ENDING_S = 5.0
# Five seconds by default: a busy computer may take longer for what comes in the end.
for _wait in (QtBot.waitUntil, QtBot.waitExposed, QtBot.waitSignal):
    assert _wait.__kwdefaults__ is not None
    _wait.__kwdefaults__["timeout"] = 60_000

# No test is timed: on a busy computer one example may take longer than Hypothesis' 0.2 s.
hypothesis.settings.register_profile("lightbox", deadline=None)
hypothesis.settings.load_profile("lightbox")

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _nothing_left_behind(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that leaves a thread running or logs a warning it did not expect.

    A test that expects warnings clears them with `caplog.clear()` after looking at them.
    """
    before = set(threading.enumerate())
    yield
    left = [thread for thread in threading.enumerate() if thread not in before]
    ours = [t for t in left if t.name.startswith(("frame-loader", "medium", "decoder"))]
    for thread in ours:
        thread.join(ENDING_S)  # one that nobody waits for may be at its last line
    ours = [thread for thread in ours if thread.is_alive()]
    assert not ours, f"threads left running: {ours}"
    warnings = [
        record.getMessage()
        for record in caplog.get_records("call")
        if record.name.startswith("viewer") and record.levelno >= logging.WARNING
    ]
    assert not warnings, f"unexpected warnings: {warnings}"


@pytest.fixture(scope="session")
def demo_disc(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo disc in its small form: every kind of object, few and small pictures."""
    from viewer.demo.disc import make_demo_disc  # noqa: PLC0415  only for tests that need it

    folder = tmp_path_factory.mktemp("disc") / "DEMO"
    make_demo_disc(folder, small=True)
    return folder
