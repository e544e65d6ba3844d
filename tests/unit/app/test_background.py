"""Jobs on threads of their own: whoever asked hears of the end, whatever it was."""

import logging
import queue
from collections.abc import Callable

import pytest

from viewer.app.background import Background
from viewer.app.closing import deadline
from viewer.errors import FileReadError, ViewerError


@pytest.mark.parametrize("error", [FileReadError("gone"), ZeroDivisionError("of nobody's making")])
def test_what_goes_wrong_is_told(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "viewer.app.background")
    posted: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
    background = Background(posted.put)
    told: list[object] = []

    def fail() -> str:
        raise error

    background.run(fail, told.append)
    posted.get(timeout=20)()
    background.join(deadline())
    (answer,) = told
    assert isinstance(answer, ViewerError)
    if isinstance(error, ViewerError):
        assert answer is error
    else:
        assert str(answer) == "unexpected ZeroDivisionError"  # its words may hold a path or a name
