"""When which frame of a film is due (D-140..D-142), without clocks or timers of its own."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from viewer.model.display_set import StackKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from viewer.model.display_set import ImageStack

DEFAULT_RATE = 10.0  # frames per second when the file names none (D-140)
SPEED_STEP = 1.25
_SLOWEST, _FASTEST = 0.05, 16.0
_SHORTEST_MS = 1.0
HOLD_MS = 1000.0  # how long a film waits for a frame before it shows "loading"


@dataclass(frozen=True, slots=True)
class Film:
    """Order and durations of one pass through a stack."""

    order: tuple[int, ...]  # positions of the stack; a sweep goes there and back
    durations_ms: tuple[float, ...]  # one for each entry of `order`
    source: str  # attribute that gave the rate, "default" when none did
    speed: float = 1.0  # by the user; 1 is the file's own

    @property
    def rate(self) -> float:
        """Mean frames per second asked for."""
        return 1000.0 * self.speed * len(self.durations_ms) / sum(self.durations_ms)

    @property
    def label(self) -> str:
        """Rate and where it comes from, "12.5 fps (Cine Rate)"."""
        source = self.source if self.speed == 1.0 else f"×{self.speed:.2g}"
        return f"{self.rate:.3g} fps ({source})"


def is_film(stack: ImageStack) -> bool:
    """Whether the stack is meant to be played rather than paged through (D-143)."""
    return stack.kind is StackKind.CINE


def trims_of(stack: ImageStack) -> tuple[int, int] | None:
    """First and last position that a film is to be played from and to, None: all (D-142)."""
    image, count = stack.frames[0].header.image, len(stack.frames)
    if image is None or not is_film(stack):
        return None
    first, last = image.cine.start_trim - 1, (image.cine.stop_trim or count) - 1
    usable = 0 <= first <= last < count and (first, last) != (0, count - 1)
    return (first, last) if usable else None


def film_of(
    stack: ImageStack, speed: float = 1.0, *, trimmed: bool = True, backwards: bool = False
) -> Film:
    """Plan the playback of `stack`, not empty; slices run at 10 fps, marked "default"."""
    count = len(stack.frames)
    image = stack.frames[0].header.image
    facts = image.cine if image is not None and is_film(stack) else None
    positions = list(range(count))
    durations = [1000.0 / DEFAULT_RATE] * count
    source = "default"
    sweep = False
    if facts is not None:
        sweep = facts.sweep
        if len(facts.frame_times_ms) == count:
            durations, source = _durations(facts.frame_times_ms), facts.source
        elif facts.frame_rate > 0:
            durations, source = [max(_SHORTEST_MS, 1000.0 / facts.frame_rate)] * count, facts.source
    trims = trims_of(stack) if trimmed else None
    if trims is not None:
        positions = positions[trims[0] : trims[1] + 1]
    order = positions + positions[-2:0:-1] if sweep else positions
    if backwards:
        order = order[::-1]
    return Film(tuple(order), tuple(durations[i] for i in order), source or "default", speed)


def _durations(times_ms: tuple[float, ...]) -> list[float]:
    """How long each frame stays; a Frame Time Vector holds the time *before* each (D-141)."""
    times = list(times_ms)
    if times[0] == 0 and len(times) > 1:
        times = [*times[1:], sum(times) / (len(times) - 1)]
    return [max(_SHORTEST_MS, time) for time in times]


def moment_ms(stack: ImageStack, index: int) -> float:
    """Milliseconds from the start of the film to position `index`, at the file's own speed."""
    film = film_of(stack)
    if index in film.order:
        at = film.order.index(index)
    else:  # shown beyond what the film is trimmed to
        at = 0 if index < film.order[0] else len(film.order)
    return sum(film.durations_ms[:at])


def position_at(stack: ImageStack, moment: float) -> int:
    """The position of the film `moment` ms after its start; a shorter film waits at its end.

    So two films that run together start anew together, each at its own rate.
    """
    film = film_of(stack)
    passed = 0.0
    for position, duration in zip(film.order, film.durations_ms, strict=True):
        passed += duration
        if moment < passed - 1e-6:
            return position
    return film.order[-1]


def changed_speed(speed: float, steps: int) -> float:
    """The speed after pressing faster (positive) or slower `steps` times."""
    changed = min(_FASTEST, max(_SLOWEST, speed * SPEED_STEP**steps))
    return 1.0 if abs(changed - 1.0) < 1e-6 else changed


class FilmPlayer:
    """Walks through a film as time passes; late calls drop frames, never rename them (D-142)."""

    def __init__(self, film: Film, index: int, now_ms: float) -> None:
        self.film = film
        self._at = film.order.index(index) if index in film.order else 0
        self._since = now_ms
        self._waiting_since: float | None = None
        self._shown: deque[float] = deque(maxlen=30)

    @property
    def index(self) -> int:
        """Position of the stack that is due."""
        return self.film.order[self._at]

    def set_speed(self, speed: float) -> None:
        """Play faster or slower from the current frame on."""
        self.film = replace(self.film, speed=speed)

    @property
    def is_waiting(self) -> bool:
        """Whether a frame that is due is not there yet."""
        return self._waiting_since is not None

    def move_to(self, index: int, now_ms: float) -> None:
        """Go on from another position of the stack."""
        if index in self.film.order:
            self._at = self.film.order.index(index)
        self._since = now_ms
        self._waiting_since = None

    def advance(self, now_ms: float, is_ready: Callable[[int], bool]) -> int:
        """The position to show at `now_ms`.

        A frame that is not in memory is waited for up to HOLD_MS: the film slows down, the
        picture and its number stay together (S-10).
        """
        at, since = self._due(now_ms)
        if at == self._at:
            self._since = since  # perhaps whole rounds later
            return self.index
        if not is_ready(self.film.order[at]) and not self._waited_long_enough(now_ms):
            self._since = now_ms - self._duration(self._at)  # the next one is due at once
            return self.index
        self._waiting_since = None
        self._at, self._since = at, since
        self._shown.append(now_ms)
        return self.index

    def delay_ms(self, now_ms: float) -> float:
        """Time until the next frame is due, at least one millisecond."""
        return max(_SHORTEST_MS, self._since + self._duration(self._at) - now_ms)

    def achieved_rate(self, now_ms: float) -> float:
        """Frames per second really shown over the last frames; 0 before there are two."""
        recent = [moment for moment in self._shown if now_ms - moment <= 2000.0]
        gaps = [b - a for a, b in pairwise(recent)]
        return 1000.0 * len(gaps) / sum(gaps) if gaps and sum(gaps) > 0 else 0.0

    def _due(self, now_ms: float) -> tuple[int, float]:
        """Which entry of the order is due, and since when."""
        at, since = self._at, self._since
        if now_ms - since > HOLD_MS + self._duration(at):  # the machine slept: do not race
            since = now_ms - self._duration(at)
        while now_ms - since >= self._duration(at):
            since += self._duration(at)
            at = (at + 1) % len(self.film.order)
        return at, since

    def _duration(self, at: int) -> float:
        return self.film.durations_ms[at] / self.film.speed

    def _waited_long_enough(self, now_ms: float) -> bool:
        if self._waiting_since is None:
            self._waiting_since = now_ms
        return now_ms - self._waiting_since >= HOLD_MS
