"""What PySide 6.11 does not survive on Python 3.11 (docs/architecture.md, "Pins")."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

from PySide6.QtCore import QObject

import viewer.ui


def test_no_widget_has_an_event_method_of_its_own() -> None:
    """Anything raised from C code below one ends the program; event filters do the same."""
    found = []
    for module in pkgutil.walk_packages(viewer.ui.__path__, "viewer.ui."):
        for name, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            ours = kind.__module__.startswith("viewer.") and issubclass(kind, QObject)
            if ours and "event" in vars(kind):
                found.append(name)
    assert found == []
