"""What a thread loads while the window paints, and what it must leave alone."""

from __future__ import annotations

import json
import subprocess
import sys

# In a process of its own: modules are imported once.
TOLD = """
import json, sys, threading
import viewer.ui.application
from viewer.ui.drawing import load_beside, load_here

before = set(sys.modules)
thread = threading.Thread(target=load_beside)
thread.start()
thread.join()
beside = set(sys.modules) - before
load_here()
import viewer.ui.targets  # with them: `MainWindow.attach`
print(json.dumps([sorted(beside), sorted(set(sys.modules) - before - beside)]))
"""


def test_classes_of_qt_are_made_on_the_windows_thread_and_numpy_beside_it() -> None:
    """PySide does not survive a class of Qt made on another thread (decisions.md, "Pins")."""
    command = [sys.executable, "-c", TOLD]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    beside, here = json.loads(ran.stdout)
    assert not [name for name in beside if name.startswith(("viewer.ui.", "PySide6", "shiboken"))]
    assert {"numpy", "viewer.render.viewport"} <= set(beside)
    assert "viewer.ui.layout_grid" in here
    waited_for = [name for name in here if not name.startswith(("viewer.ui.", "PySide6"))]
    assert waited_for == [], "to be loaded beside the window: BESIDE of viewer/ui/drawing.py"
