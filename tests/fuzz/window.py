"""Damaged discs in the real window, offscreen: opened, waited for, closed, without a complaint."""

from __future__ import annotations

import logging
import os
import sys
import threading
import time
import traceback
from pathlib import Path
from types import TracebackType
from typing import Self

from PySide6.QtCore import (
    QEventLoop,
    QMessageLogContext,
    QSettings,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)

from tests.fuzz.contract import require
from tests.fuzz.discs import Disc
from tests.fuzz.findings import Findings
from tests.fuzz.limits import still_alive
from tests.fuzz.pipeline import placed
from tests.fuzz.watch import Watch
from viewer.app.stage import Stage
from viewer.ui.application import Desktop, make_application
from viewer.ui.preferences import Preferences

PATIENCE_S = 60.0  # a disc may hold frames that take a worker its whole time limit
_AT_WORK = {Stage.OPENING, Stage.READING}
_STEP_MS = 5
_QUIET = ("This plugin does not support",)


class _Complaints(logging.Handler):
    """Warnings of the viewer, exceptions nobody caught, and what Qt says."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())

    def uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.heard.append("".join(traceback.format_exception(kind, error, trace, limit=-4)))

    def uncaught_on_thread(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self.uncaught(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)

    def qt(self, kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        del context
        serious = kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}
        if serious and not message.startswith(_QUIET):
            self.heard.append(f"Qt: {message}")


class WindowRun:
    """One window for many discs; each is opened in it and closed again."""

    def __init__(self, folder: Path, settings: Path, findings: Findings, watch: Watch) -> None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        self.discs = 0
        self._folder = folder
        self._findings = findings
        self._watch = watch
        self._complaints = _Complaints()
        logging.getLogger("viewer").addHandler(self._complaints)
        sys.excepthook = self._complaints.uncaught
        threading.excepthook = self._complaints.uncaught_on_thread
        app = make_application()
        qInstallMessageHandler(self._complaints.qt)
        self._store = QSettings(str(settings / "window.ini"), QSettings.Format.IniFormat)
        preferences = Preferences(self._store)
        preferences.acknowledge_notice()
        self._desktop = Desktop(app, preferences)
        self._desktop.window.resize(900, 600)
        self._desktop.window.show()
        self._desktop.start([])
        self._wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._desktop.window.close()
        self._desktop.close()
        self._store.sync()  # before its folder goes: it would make another one

    def run(self, disc: Disc) -> None:
        """Open the disc as a person does, wait for its pictures, close it."""
        self._complaints.heard.clear()
        still_alive()
        with placed(disc, self._folder) as path:
            try:
                with self._watch.armed(self._folder):
                    self._desktop.window.open_path(path)
                    on_time = self._wait()
                    self._desktop.window.grab()
                    self._desktop.session.close_media()
                    self._pause(_STEP_MS)
                require(on_time, f"not at rest after {PATIENCE_S:g} s")
                require(not self._complaints.heard, "\n".join(self._complaints.heard)[:2000])
            except Exception as error:  # noqa: BLE001  the point of it
                self._findings.add("window", disc.packed(), error)
        self.discs += 1

    def _wait(self) -> bool:
        """Run the event loop until reading is over and nothing on show is missing."""
        deadline = time.monotonic() + PATIENCE_S
        quiet = 0
        while quiet < 3 and time.monotonic() < deadline:
            self._pause(_STEP_MS)
            quiet = 0 if self._is_busy() else quiet + 1
        return quiet >= 3

    def _is_busy(self) -> bool:
        session = self._desktop.session
        waiting = any(
            v.state.frame is not None and v.shown is None for v in session.workspace.viewports
        )
        missing = self._desktop.window.browser.thumbnails.is_waiting
        at_work = session.load.stage in _AT_WORK
        return at_work or waiting or missing or self._desktop.is_starting

    def _pause(self, milliseconds: int) -> None:
        loop = QEventLoop()
        QTimer.singleShot(milliseconds, loop.quit)
        loop.exec()
