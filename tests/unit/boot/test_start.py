"""What starts, and what is only called."""

from pathlib import Path

import pytest

from viewer.boot import unfit, words
from viewer.boot.load_list import Part
from viewer.boot.queue import PROGRAM_FIRST
from viewer.boot.start import Start, is_for_window, is_under_way


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], True),
        (["open"], True),
        (["PLACE"], True),
        (["--multiprocessing-fork", "tracker_fd=5"], False),
        (["-B", "-S", "-I", "-c", "from multiprocessing.resource_tracker import main"], False),
        (["--self-test", "PLACE"], False),
        (["check", "PLACE"], False),
        (["--version"], False),
    ],
)
def test_only_a_window_is_read_ahead(
    arguments: list[str], expected: object, tmp_path: Path
) -> None:
    assert is_for_window([a.replace("PLACE", str(tmp_path)) for a in arguments]) is expected


def test_pictures_are_held_until_the_program_gives_way(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(100))
    start = Start(str(tmp_path), [Part("A", 0, 40, "file"), Part("B", 40, None, "file")])
    start.read_window()
    assert PROGRAM_FIRST.is_held
    told: list[tuple[int, int]] = []
    start.read_pictures(lambda done, total: told.append((done, total)))
    assert told[-1] == (60, 60)
    assert PROGRAM_FIRST.is_held
    start.give_way(to_all=True)
    assert not PROGRAM_FIRST.is_held


def test_a_program_that_ends_holds_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(100))
    start = Start(str(tmp_path), [Part("B", 0, None, "file")])
    with PROGRAM_FIRST.program_turn():
        start.read_window()
        start.stop()
    told: list[tuple[int, int]] = []
    start.read_pictures(lambda done, total: told.append((done, total)))
    assert told == []
    assert not PROGRAM_FIRST.is_held


def test_nothing_is_under_way_in_a_checkout() -> None:
    assert not is_under_way()


@pytest.mark.parametrize("code", ["en", "de", "fr", "es", "it", "xx", ""])
def test_every_sentence_is_there_in_every_language(
    code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", f"{code}_XX.UTF-8" if code else "")
    said = [words.say(what, "libX.so") for what in range(11)]
    assert len(set(said)) == 11
    for what in (words.MISSING, words.BLOCKED, words.TOO_OLD, words.NOT_COPIED, words.DAMAGED):
        assert "libX.so" in said[what]
    if code in {"xx", ""}:
        assert said[words.CANNOT_START] == "Lightbox cannot start on this computer."


def test_a_computer_without_x11_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    problem = unfit.problem(str(tmp_path))
    assert problem is not None
    unfit.tell(*problem)
    assert "X11" in capfd.readouterr().err


def test_a_library_that_does_not_load_is_named(tmp_path: Path) -> None:
    plugin = tmp_path / "PySide6/Qt/plugins/platforms/libqxcb.so"
    assert unfit.missing_library(str(tmp_path)) == ""
    plugin.parent.mkdir(parents=True)
    plugin.write_bytes(b"not a library")
    assert "libqxcb.so" in unfit.missing_library(str(tmp_path))
