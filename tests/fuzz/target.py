"""What one fuzz target is: where it starts, how its input is damaged, and what must hold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tests.fuzz.mutate import Change, mutated


@dataclass(frozen=True, slots=True)
class Target:
    """One reader under test; `check` raises whatever breaks its contract.

    `share` is its part, in percent, of the executions of a run over all targets.
    """

    name: str
    seeds: Callable[[], Sequence[bytes]]
    check: Callable[[bytes], None]
    change: Change = mutated
    share: int = 1
    largest: int = 64 * 1024  # bytes of an input
