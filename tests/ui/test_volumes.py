"""Discs that come and go while the program runs."""

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


def ask(qtbot: QtBot, watch: VolumeWatch) -> None:
    watch.look()
    qtbot.waitUntil(lambda: not watch.is_asking)


def test_only_what_comes_while_it_runs_is_news(qtbot: QtBot) -> None:
    stick = Volume(Path("/media/stick"), "STICK")
    answers = [(stick,), (stick, DISC), (stick,), (stick, DISC)]
    told: list[Volume] = []
    bridge = Bridge()
    watch = VolumeWatch(bridge.post, lambda: answers.pop(0))
    watch.inserted.connect(told.append)
    for count in (0, 1, 1, 2):
        ask(qtbot, watch)
        assert told == [DISC] * count


def test_open_places_that_vanish_or_are_emptied_are_told(qtbot: QtBot, tmp_path: Path) -> None:
    """A disc that is taken out leaves no folder, or an empty mount point, or no archive."""
    mount, stick, archive, never = (tmp_path / name for name in ("cd", "usb", "a.zip", "never"))
    (mount / "DICOM").mkdir(parents=True)
    (stick / "DICOM").mkdir(parents=True)
    archive.write_bytes(b"PK")
    never.mkdir()  # an empty folder that was opened is nothing that was taken out
    told: list[frozenset[Path]] = []
    bridge = Bridge()
    watch = VolumeWatch(bridge.post, tuple, list_open=lambda: (mount, stick, archive, never))
    watch.away_changed.connect(told.append)
    ask(qtbot, watch)
    assert told == []
    (mount / "DICOM").rmdir()
    ask(qtbot, watch)
    (stick / "DICOM").rename(tmp_path / "elsewhere")
    stick.rmdir()
    archive.unlink()
    ask(qtbot, watch)
    (mount / "DICOM").mkdir()
    ask(qtbot, watch)
    assert told == [{mount}, {mount, stick, archive}, {stick, archive}]


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
