"""What drawing makes once and keeps for the next picture, and lets go when everything is closed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

_Arguments = ParamSpec("_Arguments")
_Made = TypeVar("_Made")
_forget: list[Callable[[], None]] = []


def kept(most: int) -> Callable[[Callable[_Arguments, _Made]], Callable[_Arguments, _Made]]:
    """Remember what a function made for its last `most` arguments, until `forget_kept`."""

    def remembering(make: Callable[_Arguments, _Made]) -> Callable[_Arguments, _Made]:
        cached: Any = functools.lru_cache(maxsize=most)(make)
        _forget.append(cached.cache_clear)
        return cast("Callable[_Arguments, _Made]", cached)

    return remembering


def forget_kept() -> None:
    """Let go of all of it: a shutter's mask is as large as its picture, a table is the disc's."""
    for forget in _forget:
        forget()
