"""Collects everything that must not happen: exceptions, warnings, crash dialogs."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from viewer.ui.dialogs.crash import CrashDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType, TracebackType
    from typing import TextIO

_OF_QT = ("viewer.ui.", "PySide6")

# What Qt's platform for machines without a screen says of itself, not of the program.
_OF_THE_PLATFORM = ("This plugin does not support",)


class Watch(logging.Handler):
    """Everything unexpected as text, with how often it came; stands in all hooks until closed."""

    def __init__(self, now: Callable[[], str], log: TextIO | None = None) -> None:
        super().__init__(logging.WARNING)
        self._log = log
        self.found: Counter[str] = Counter()
        self.first: dict[str, str] = {}  # during which act each came first
        self._now = now
        self._excepthook = sys.excepthook
        self._thread_hook = threading.excepthook
        self._unraisable_hook = sys.unraisablehook
        sys.excepthook = self._uncaught
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._unraisable
        self._qt_handler = qInstallMessageHandler(self._qt_message)
        logging.getLogger("viewer").addHandler(self)
        sys.meta_path.insert(0, self)

    def close(self) -> None:
        """Give every hook back; a second time does nothing."""
        if sys.unraisablehook == self._unraisable:
            sys.excepthook = self._excepthook
            threading.excepthook = self._thread_hook
            sys.unraisablehook = self._unraisable_hook
            qInstallMessageHandler(self._qt_handler)
            logging.getLogger("viewer").removeHandler(self)
            sys.meta_path.remove(self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        """Note an import that makes classes of Qt on another thread (decisions.md, "Pins")."""
        del path, target
        thread = threading.current_thread()
        if name.startswith(_OF_QT) and thread is not threading.main_thread():
            self.note(f"{name} is imported on thread {thread.name}")

    def look(self) -> None:
        """See whether a crash dialog is on screen."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, CrashDialog):
                self.note("a crash dialog is on screen")

    def note(self, text: str) -> None:
        """Take something that must not be; told at once too, as a run may end by itself."""
        if text not in self.found and self._log is not None:
            self._log.write(f"found: {text}\n")
            self._log.flush()
        self.first.setdefault(text, self._now())
        self.found[text] += 1

    def emit(self, record: logging.LogRecord) -> None:
        """Take a warning of the program."""
        self.note(f"log {record.levelname}: {record.getMessage()}")

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self.note("uncaught " + "".join(traceback.format_exception(kind, error, trace)))
        self._excepthook(kind, error, trace)

    def _in_thread(self, args: threading.ExceptHookArgs) -> None:
        words = traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback)
        self.note("uncaught in a thread " + "".join(words))

    def _unraisable(self, args: sys.UnraisableHookArgs) -> None:
        words = traceback.format_exception(args.exc_type, args.exc_value, args.exc_traceback)
        self.note(f"unraisable: {args.err_msg} " + "".join(words))

    def _qt_message(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        del context
        bad = kind not in {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}
        if bad and not text.startswith(_OF_THE_PLATFORM):
            self.note(f"Qt {kind.name}: {text}")
