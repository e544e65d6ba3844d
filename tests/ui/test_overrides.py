"""What PySide 6.11 does not survive on Python 3.11 (docs/decisions.md, "Pins")."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

import viewer.ui

if TYPE_CHECKING:
    from collections.abc import Iterator


def ours() -> Iterator[type[QObject]]:
    """Every class of the window that is one of Qt."""
    for module in pkgutil.walk_packages(viewer.ui.__path__, "viewer.ui."):
        for _, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if kind.__module__.startswith("viewer.") and issubclass(kind, QObject):
                yield kind


def is_handler(kind: type[QObject], name: str) -> bool:
    """Whether Qt calls it with events."""
    qt = [base for base in kind.__mro__ if base.__module__.startswith("PySide6")]
    wanted = name == "eventFilter" or name.endswith("Event")
    return wanted and any(name in vars(base) for base in qt)


def test_no_widget_has_an_event_method_of_its_own() -> None:
    """Anything raised from C code below one ends the program; event filters do the same."""
    assert [kind.__name__ for kind in ours() if "event" in vars(kind)] == []


def test_what_handlers_of_events_raise_is_contained() -> None:
    handlers = {
        f"{kind.__name__}.{name}": handler
        for kind in ours()
        for name, handler in vars(kind).items()
        if is_handler(kind, name)
    }
    assert "Canvas.paintEvent" in handlers
    bare = [name for name, handler in handlers.items() if not hasattr(handler, "__wrapped__")]
    assert bare == [], "to be decorated with viewer.ui.contained.contained"


# In a process of its own: without `contained` each of these ends it (segmentation fault).
RAISING = """
import sys
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from viewer.ui.contained import contained

class Raising(QWidget):
    @contained
    def paintEvent(self, event):
        if sys.argv[1] == "paint":
            int("from C")

    @contained
    def mousePressEvent(self, event):
        if sys.argv[1] == "press":
            int("from C")

    @contained
    def eventFilter(self, watched, event):
        if sys.argv[1] == "filter" and event.type() == QEvent.Type.MouseButtonPress:
            raise ValueError("from Python")
        return False

app = QApplication([])
told = []
sys.excepthook = lambda kind, error, trace: told.append(kind.__name__)
widget = Raising()
widget.installEventFilter(widget)
widget.show()
QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
widget.grab()
print(sorted(set(told)))
"""


@pytest.mark.parametrize("where", ["paint", "press", "filter"])
def test_what_is_raised_below_a_call_from_python_is_told_and_survived(where: str) -> None:
    command = [sys.executable, "-c", RAISING, where]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (ran.returncode, ran.stdout.strip()) == (0, "['ValueError']"), ran.stderr
