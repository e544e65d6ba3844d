"""Keeps what a handler of events raises from getting into Qt."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import TypeVar, cast

_Handler = TypeVar("_Handler", bound=Callable[..., object])


def contained(handler: _Handler) -> _Handler:
    """Tell what an `eventFilter` or `...Event` method raises as that of a slot is told.

    Below another call from Python into Qt (`resize`, `show`, a style sheet) PySide keeps the
    exception for the outer call instead. On Python 3.11 that ends the program if C code raised it,
    as numpy and `int` do, or if an event filter did (docs/decisions.md, "Pins"). The event then
    counts as not filtered.
    """
    unhandled = False if handler.__name__ == "eventFilter" else None

    @functools.wraps(handler)
    def contain(*args: object) -> object:
        try:
            return handler(*args)
        except Exception:  # noqa: BLE001  all of them: none may get into Qt
            kind, error, trace = sys.exc_info()
            assert kind is not None
            assert error is not None
            sys.excepthook(kind, error, trace)
            return unhandled

    return cast("_Handler", contain)
