"""What a person who knows no fear does next: every act follows from the seed and its number.

An act says where in fractions of a window and which of the choices there are; what that means is
resolved when it is done. So the same seed asks for the same acts however fast the machine is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")

# How often each kind comes, of 1000.
WEIGHTS = {
    "move": 110,
    "click": 80,
    "double-click": 30,
    "drag": 150,
    "wheel": 170,
    "key": 230,
    "held-space": 10,
    "touch": 20,
    "list-click": 50,
    "list-drop": 20,
    "menu": 30,
    "context-menu": 10,
    "palette": 20,
    "resize": 16,
    "open": 24,
    "drop-disc": 10,
    "close-disc": 10,
    "vanish": 10,
}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do, in numbers from 0 up to 1 that are given a meaning when it is done."""

    number: int
    kind: str
    at: tuple[float, float]
    to: tuple[float, float]
    choice: float
    strength: float

    def __str__(self) -> str:
        (x, y), (u, v) = self.at, self.to
        return (
            f"{self.number} {self.kind} at {x:.3f},{y:.3f} to {u:.3f},{v:.3f} "
            f"choice {self.choice:.4f} strength {self.strength:.3f}"
        )


def act(seed: int, number: int) -> Act:
    """The act with a number, counted from 0."""
    random = Random(f"{seed}/{number}")  # noqa: S311  to be repeated, not to be secret
    kind = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    x, y, u, v, choice, strength = (random.random() for _ in range(6))
    return Act(number, kind, (x, y), (u, v), choice, strength)


def choose(items: Sequence[T], choice: float) -> T:
    """The item that a number from 0 up to 1 stands for."""
    return items[int(choice * len(items))]
