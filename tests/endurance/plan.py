"""What a person who knows no fear does next: every act follows from the seed and its number.

An act says where in fractions of a window and which of the choices there are; what that means is
resolved when it is done. So the same seed asks for the same acts however fast the machine is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import TypeVar

T = TypeVar("T")

# How often each kind comes, of about 1000. Discs stay open for some hundred acts, so that there
# is something to go back through.
WEIGHTS = {
    "move": 90,
    "click": 70,
    "double-click": 25,
    "drag": 120,
    "wheel": 140,
    "key": 210,
    "held-space": 10,
    "touch": 20,
    "draw": 75,
    "take-hold": 45,
    "undo": 25,
    "around": 40,
    "list-click": 40,
    "list-drop": 15,
    "menu": 25,
    "context-menu": 8,
    "palette": 20,
    "resize": 10,
    "open": 8,
    "drop-disc": 4,
    "close-disc": 4,
    "vanish": 6,
}

# What changes the arrangement of pictures and which viewport is active, for a run about undo.
ARRANGING = {
    "move": 15,
    "click": 70,
    "double-click": 40,
    "drag": 30,
    "wheel": 40,
    "key": 260,
    "touch": 6,
    "draw": 60,
    "take-hold": 40,
    "undo": 40,
    "around": 50,
    "list-click": 90,
    "list-drop": 50,
    "menu": 25,
    "context-menu": 10,
    "palette": 70,
    "resize": 8,
    "open": 14,
    "drop-disc": 4,
    "close-disc": 3,
    "vanish": 4,
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


def act(seed: int, number: int, weights: Mapping[str, int] = WEIGHTS) -> Act:
    """The act with a number, counted from 0; `weights` say how often each kind comes."""
    random = Random(f"{seed}/{number}")  # noqa: S311  to be repeated, not to be secret
    kind = random.choices(list(weights), list(weights.values()))[0]
    x, y, u, v, choice, strength = (random.random() for _ in range(6))
    return Act(number, kind, (x, y), (u, v), choice, strength)


def choose(items: Sequence[T], choice: float) -> T:
    """The item that a number from 0 up to 1 stands for."""
    return items[int(choice * len(items))]
