"""Qt beside Python's own import."""

import subprocess
import sys

TOLD = """
import linecache
from viewer.ui import plain_imports
before = set(linecache.cache)
import viewer.ui.application
print(len([name for name in linecache.cache if name not in before]))
"""


def test_no_source_is_read_for_the_modules_of_the_window() -> None:
    # PySide6's own import leaves the text of each module that imports another in `linecache`.
    command = [sys.executable, "-c", TOLD]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    assert ran.stdout.strip() == "0"
