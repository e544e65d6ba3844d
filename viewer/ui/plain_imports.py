"""Loads Qt and keeps Python's own `import`; loaded before every other module of the window.

PySide6 puts an `__import__` of its own in place, for the sake of `from __feature__ import`. It
reads the source text of every module that is imported later, to see whether it names PySide6:
hundreds of files and a quarter of the time until numpy is there. Nothing here uses features.
"""

import builtins

_own = builtins.__import__
import PySide6.QtCore  # noqa: E402, F401  between the two lines that make it harmless

builtins.__import__ = _own
