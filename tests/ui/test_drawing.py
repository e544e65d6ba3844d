"""What a thread loads while the window paints, and what it must leave alone."""

from __future__ import annotations

import json
import subprocess
import sys

# In a process of its own: modules are imported once.
TOLD = """
import json, sys, threading
import viewer.ui.application
from viewer.ui.drawing import load_beside, load_for_hands, load_here

def on_a_thread(work):
    before = set(sys.modules)
    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return sorted(set(sys.modules) - before)

def here(work):
    before = set(sys.modules)
    work()
    return sorted(set(sys.modules) - before)

def load_hands():
    import viewer.ui.annotating.hand
    import viewer.ui.targets

first = on_a_thread(load_beside), here(load_here)
then = on_a_thread(load_for_hands), here(load_hands)
print(json.dumps([*first, *then]))
"""


def test_classes_of_qt_are_made_on_the_windows_thread_and_numpy_beside_it() -> None:
    """PySide does not survive a class of Qt made on another thread (decisions.md, "Pins")."""
    command = [sys.executable, "-c", TOLD]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    beside, here, for_hands, last = json.loads(ran.stdout)
    not_qt = [*beside, *for_hands]
    assert not [name for name in not_qt if name.startswith(("viewer.ui.", "PySide6", "shiboken"))]
    assert {"numpy", "viewer.render.viewport"} <= set(beside)
    assert "viewer.ui.layout_grid" in here
    assert "viewer.ui.compare_commands" in last  # after the first picture
    waited_for = [name for name in here + last if not name.startswith(("viewer.ui.", "PySide6"))]
    assert waited_for == [], "to be loaded beside the window: lists of viewer/ui/drawing.py"
