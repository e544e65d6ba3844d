"""JSON values of a stranger's file, taken apart strictly: what has not the form is refused."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

from viewer.errors import ArrangementError

if TYPE_CHECKING:
    from collections.abc import Callable

_LARGEST: Final = 1e9  # of a coordinate or zoom; what is larger is none
_Enum = TypeVar("_Enum", bound=StrEnum)
_Value = TypeVar("_Value")


class Fields:
    """One JSON object, taken apart strictly; `finish` refuses what nobody asked for.

    Every method raises ArrangementError that names the place.
    """

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise ArrangementError(f"{place} is not an object")
        self._left: dict[str, Any] = dict(value)
        self._place = place

    def has(self, key: str) -> bool:
        """Whether there is such a field with a value."""
        if key in self._left and self._left[key] is None:
            del self._left[key]
        return key in self._left

    def value(self, key: str) -> Any:  # noqa: ANN401  JSON
        """A field as it is."""
        if key not in self._left:
            self._refuse(key, "is missing")
        return self._left.pop(key)

    def text(self, key: str, longest: int = 256) -> str:
        """A text up to a length."""
        value = self.value(key)
        if not isinstance(value, str) or len(value) > longest:
            self._refuse(key, f"is not a text of up to {longest} characters")
        return value

    def hexadecimal(self, key: str, length: int) -> str:
        """A text of so many hexadecimal digits."""
        value = self.text(key)
        if len(value) != length or not set(value) <= set("0123456789abcdef"):
            self._refuse(key, f"is not {length} hexadecimal digits")
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self.value(key)
        if not isinstance(value, bool):
            self._refuse(key, "is not true or false")
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number within bounds."""
        value = self.value(key)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self._refuse(key, f"is not a whole number from {low} to {high}")
        return value

    def number(self, key: str, low: float = -_LARGEST, high: float = _LARGEST) -> float:
        """A finite number within bounds."""
        value = number(self.value(key))
        if value is None or not low <= value <= high:
            self._refuse(key, "is not a number that makes sense")
        return value

    def pair(self, key: str) -> tuple[float, float]:
        """Two numbers."""
        value = pair(self.value(key))
        if value is None:
            self._refuse(key, "is not a pair of numbers")
        return value

    def choice(self, key: str, kind: type[_Enum]) -> _Enum:
        """One of an enumeration."""
        value = self.text(key)
        if value not in {member.value for member in kind}:
            self._refuse(key, "is none of the known words")
        return kind(value)

    def each(
        self, key: str, most: int, make: Callable[[object, str], _Value]
    ) -> tuple[_Value, ...]:
        """A list of up to so many, each made of its value and its place."""
        value = self.value(key)
        if not isinstance(value, list) or len(value) > most:
            self._refuse(key, f"is not a list of up to {most}")
        return tuple(make(one, f"{self._place}, {key} {n}") for n, one in enumerate(value, 1))

    def inner(self, key: str) -> Fields:
        """An object inside of this one."""
        return Fields(self.value(key), f"{self._place}, {key}")

    def finish(self) -> None:
        """Refuse what is left."""
        for key in self._left:
            self._refuse(key[:40], "is unknown")

    def _refuse(self, key: str, why: str) -> NoReturn:
        raise ArrangementError(f"{self._place}: {key!a} {why}")


def number(value: object) -> float | None:
    """A finite number, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) and abs(found) <= _LARGEST else None


def pair(value: object) -> tuple[float, float] | None:
    """Two finite numbers, None for anything else."""
    if not isinstance(value, list) or len(value) != 2:
        return None
    first, second = number(value[0]), number(value[1])
    return (first, second) if first is not None and second is not None else None
