"""Discs that come and go while the start page waits."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from viewer.media.removable import Volume
from viewer.ui.bridge import Bridge
from viewer.ui.volumes import VolumeWatch

DISC = Volume(Path("/media/cdrom"), "CT", is_optical=True)


def test_changes_are_told_once(qtbot: QtBot) -> None:
    answers = [(), (DISC,), (DISC,), ()]
    told: list[tuple[Volume, ...]] = []
    bridge = Bridge()
    watch = VolumeWatch(bridge.post, lambda: answers.pop(0))
    watch.changed.connect(told.append)
    while answers:
        left = len(answers)
        watch.look()
        qtbot.waitUntil(lambda left=left: len(answers) < left and not watch.is_asking)  # type: ignore[misc]
    assert told == [(DISC,), ()]


def test_a_drive_that_does_not_answer_is_no_disc(qtbot: QtBot) -> None:
    def refuse() -> tuple[Volume, ...]:
        raise OSError

    bridge = Bridge()
    watch = VolumeWatch(bridge.post, refuse)
    watch.look()
    qtbot.waitUntil(lambda: not watch.is_asking)


def test_watching_stops(qtbot: QtBot) -> None:
    bridge = Bridge()
    watch = VolumeWatch(bridge.post, lambda: (DISC,))
    with qtbot.waitSignal(watch.changed):
        watch.set_watching(watching=True)
    watch.set_watching(watching=False)
    assert not watch.is_watching
