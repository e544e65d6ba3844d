"""Loads what writes copies of objects, when it is asked for."""

from __future__ import annotations

import importlib
import threading
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_LOADING: Final = threading.Lock()
_MODULES: Final = ("viewer.deid.job", "viewer.deid.comparing")


def load_engine(modules: Sequence[str] = _MODULES) -> None:
    """Import it on one thread while others wait.

    Modules of pydicom import each other in circles: of two threads that begin at different ends
    one would get a module that is not complete.
    """
    with _LOADING:
        for name in modules:
            importlib.import_module(name)
