"""Loads what makes copies without identity, when it is asked for."""

from __future__ import annotations

import importlib
import threading
from typing import Final

_LOADING: Final = threading.Lock()
_MODULES: Final = ("viewer.deid.job", "viewer.deid.comparing")


def load_engine() -> None:
    """Import it on one thread while others wait.

    Modules of pydicom import each other in circles: of two threads that begin at different ends
    one would get a module that is not complete.
    """
    with _LOADING:
        for name in _MODULES:
            importlib.import_module(name)
