"""What holds for every test: no window on screen, nothing left behind."""

import logging
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _nothing_left_behind(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that leaves a thread running or logs a warning it did not expect.

    A test that expects warnings clears them with `caplog.clear()` after looking at them.
    """
    before = set(threading.enumerate())
    yield
    left = [t.name for t in threading.enumerate() if t not in before and t.is_alive()]
    ours = [name for name in left if name.startswith(("frame-loader", "medium", "decoder"))]
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
