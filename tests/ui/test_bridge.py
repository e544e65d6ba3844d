"""Work from other threads arrives on the window's thread, in order, and never too late."""

import threading

from pytestqt.qtbot import QtBot

from viewer.ui.bridge import Bridge


def test_order_and_thread(qtbot: QtBot) -> None:
    bridge = Bridge()
    seen: list[tuple[int, int]] = []

    def post_all() -> None:
        for number in range(200):
            bridge.post(lambda n=number: seen.append((n, threading.get_ident())))  # type: ignore[misc]

    worker = threading.Thread(target=post_all)
    worker.start()
    worker.join()
    assert seen == []  # queued, never run on the worker
    qtbot.waitUntil(lambda: len(seen) == 200)
    assert seen == [(n, threading.get_ident()) for n in range(200)]


def test_nothing_arrives_after_closing(qtbot: QtBot) -> None:
    bridge = Bridge()
    seen: list[str] = []
    bridge.post(lambda: seen.append("on its way"))
    bridge.close()
    bridge.post(lambda: seen.append("too late"))
    done: list[bool] = []
    other = Bridge()
    other.post(lambda: done.append(True))  # posted last: everything before it was delivered
    qtbot.waitUntil(lambda: done == [True])
    assert seen == []
