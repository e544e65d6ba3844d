"""A program whose parts are lost or forbidden says so; it never ends without a word."""

import lzma
import sys
from pathlib import Path

import pytest

from viewer import __main__ as program
from viewer.boot import unfit
from viewer.cli import main as command_line
from viewer.cli.exit_code import ExitCode


@pytest.fixture
def bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bundle, in English, without a screen for messages."""
    monkeypatch.setattr(sys, "lightbox_folder", str(tmp_path), raising=False)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "de_DE.UTF-8")


LOST = FileNotFoundError(2, "No such file", "/disc/VIEWER/WINDOWS/resources.zip")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (lzma.LZMAError("Corrupt input data"), "nicht lesbar: Corrupt input data"),
        (LOST, "nicht lesbar: resources.zip"),
        (ModuleNotFoundError("No module named 'x'"), "nicht lesbar: No module named 'x'"),
        (ImportError("DLL load failed"), "durfte nicht geladen werden: DLL load failed"),
        (EOFError(), "nicht lesbar: EOFError"),
    ],
)
@pytest.mark.usefixtures("bundled")
def test_why_it_cannot_start_is_said(
    error: Exception,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    def lost(_: object) -> int:
        raise error

    monkeypatch.setattr(command_line, "run", lost)
    monkeypatch.setattr(sys, "argv", ["START.EXE"])
    assert program.main() == ExitCode.NOTHING
    told = capfd.readouterr().err
    assert words in told
    assert "INDEX.HTM" in told


@pytest.mark.usefixtures("bundled")
def test_a_command_that_fails_is_no_computer_that_is_unfit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lost(_: object) -> int:
        raise EOFError

    monkeypatch.setattr(command_line, "run", lost)
    monkeypatch.setattr(sys, "argv", ["lightbox", "--self-test"])
    with pytest.raises(EOFError):
        program.main()


def test_outside_a_bundle_errors_are_for_developers(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_: object) -> int:
        raise LOST

    monkeypatch.setattr(command_line, "run", lost)
    monkeypatch.setattr(sys, "argv", ["lightbox"])
    with pytest.raises(FileNotFoundError):
        program.main()


@pytest.mark.usefixtures("bundled")
def test_what_shows_messages_may_be_lost_too(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "ctypes", None)
    unfit.tell_error(EOFError())  # `os.startfile` is not here: told to the terminal at least
    assert "INDEX.HTM" in capfd.readouterr().err
