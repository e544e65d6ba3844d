"""What the program says when things go wrong holds nothing about the person or the disc."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.factories.window_desk import ThemeDesk
from tests.shared_data import shared_data
from viewer.errors import ViewerError
from viewer.ui import application
from viewer.ui.dialogs.crash import CrashDialog, crash_text

NAME, NUMBER, UID = "MUSTERMANN^Erika", "PAT-4711-X", "1.2.276.0.99.4711.1"
PLACE = "/media/MUSTERMANN_Erika/DICOM/IM4711"
SECRETS = ("MUSTERMANN", "Erika", "4711", "/media", "IM4711")


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[ThemeDesk]:
    del qtbot
    desk = ThemeDesk()
    yield desk
    desk.close()


def from_message() -> None:
    raise ValueError(f"cannot parse {NAME} ({NUMBER}) of {UID}")


def from_a_path() -> None:
    Path(PLACE).read_bytes()


def from_a_key() -> None:
    patients: dict[str, int] = {}
    patients[NAME]


def from_a_chain() -> None:
    try:
        from_a_path()
    except OSError as error:
        raise ViewerError(f"{NAME} cannot be shown") from error


def with_a_note() -> None:
    error = RuntimeError("no message")
    error.add_note(f"while reading {PLACE} of {NAME}")
    raise error


def with_several() -> None:
    raise ExceptionGroup(NAME, [ValueError(NUMBER), OSError(2, "No such file", PLACE)])


FAILURES: list[Callable[[], None]] = [
    from_message,
    from_a_path,
    from_a_key,
    from_a_chain,
    with_a_note,
    with_several,
]


def caught(failure: Callable[[], None]) -> BaseException:
    patient_name, path = NAME, PLACE  # locals of a frame in the traceback
    try:
        failure()
    except (Exception, ExceptionGroup) as error:  # noqa: BLE001  whatever it is
        del patient_name, path
        return error
    pytest.fail("nothing was raised")


@pytest.mark.parametrize("failure", FAILURES)
def test_a_crash_report_names_nobody(desk: ThemeDesk, failure: Callable[[], None]) -> None:
    error = caught(failure)
    dialog = CrashDialog(error, desk.theme, None)
    shown = crash_text(error) + dialog.details.toPlainText()
    dialog.deleteLater()
    assert failure.__name__ in shown  # where it happened is told
    for secret in SECRETS:
        assert secret not in shown


@pytest.mark.parametrize("failure", FAILURES)
def test_a_thread_that_fails_prints_nothing_about_anybody(
    desk: ThemeDesk,
    failure: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Python's own hooks would print the message of the exception."""
    from PySide6.QtWidgets import QWidget  # noqa: PLC0415  with the desk

    window = QWidget()
    for module, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(module, name, getattr(module, name))
    application.install_excepthook(desk.theme, window)
    with caplog.at_level(logging.DEBUG):
        thread = threading.Thread(target=failure)
        thread.start()
        thread.join()
    said = capfd.readouterr()
    assert failure.__name__ in caplog.text
    for secret in SECRETS:
        assert secret not in said.out + said.err + caplog.text
    caplog.clear()
    window.deleteLater()


def dcmdump_values(folder: Path) -> set[str]:
    """Names, numbers and UIDs in the files of a folder, as an independent program reads them."""
    tags = ("0010,0010", "0010,0020", "0020,000d", "0020,000e", "0008,0018", "0008,0050")
    wanted = [part for tag in tags for part in ("+P", tag)]
    command = ["dcmdump", "-q", "+sd", "+r", *wanted, str(folder)]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)  # noqa: S603
    said = done.stdout
    values = re.findall(r"\[([^\]]+)\]", said.decode("utf-8", "replace"))
    return {value.strip() for value in values if len(value.strip()) > 5}


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["made/malformed", "malformed"])
def test_the_log_of_broken_files_names_nobody(folder: str) -> None:
    if shutil.which("dcmdump") is None and os.environ.get("CI") != "true":
        pytest.skip("dcmdump is not on this machine")
    place = shared_data() / folder
    values = dcmdump_values(place)
    assert values
    done = subprocess.run(  # noqa: S603  ourselves
        [sys.executable, "-m", "viewer", "-v", "check", str(place)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        check=False,
        timeout=300,
    )
    said = done.stderr.decode("utf-8", "replace")
    assert "INFO viewer" in said or "DEBUG viewer" in said  # it does log
    told = {value for value in values if value in said}
    told |= {path.name for path in place.rglob("*.dcm") if path.name in said}
    assert told == set()
