"""Does one act after the other from the event loop itself, and rests now and then to measure."""

from __future__ import annotations

import faulthandler
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from tests.endurance import meters
from tests.endurance.doing import ARRANGING_KEYS, KEYS, Doing
from tests.endurance.once import make_once
from tests.endurance.plan import ARRANGING, WEIGHTS, act
from tests.endurance.quiet import Quiet
from tests.endurance.undoing import UndoCheck
from viewer.app.stage import Stage

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Callable, Iterator
    from typing import TextIO

    from tests.endurance.answers import Answers
    from tests.endurance.discs import Discs
    from tests.endurance.gaps import GapWatch
    from tests.endurance.hands import Hands
    from tests.endurance.meters import Sample
    from tests.endurance.watch import Watch
    from viewer.ui.application import Desktop

STUCK_S = 180.0  # without a step: ends the run and tells where every thread is
REST_S = 60.0  # what still runs then has hung
_LOOK_MS = 40
_PATIENCE = 40  # steps after which a dialog that random hands do not answer is answered
_LONG = 20  # turns of waiting after which what runs a loop of its own waits for an answer


@dataclass(frozen=True, slots=True)
class Pace:
    """How much and how fast."""

    seed: int = 1
    acts: int | None = None  # None: until `seconds` have passed
    seconds: float = 1800.0
    rest_every: int = 500  # acts
    undo_every: int = 40  # acts, after which all of it is undone and done again
    pause_ms: int = 5  # between steps
    arranging: bool = False  # only acts that arrange pictures, undone often, none drawn for it


class Driver(QObject):
    """Runs a plan on a window; `done` tells that it is over.

    Every step is a timer of its own, so that menus and drags that run an event loop of their own
    are worked on as well.
    """

    done = Signal()

    def __init__(
        self, desktop: Desktop, discs: Discs, hands: Hands, answers: Answers, pace: Pace
    ) -> None:
        super().__init__()
        self.samples: list[Sample] = []
        self.kinds: list[Counter[str]] = []  # at the first judged rest and at the last
        self.acts = 0
        self.steps = 0
        self._desktop = desktop
        self._size = desktop.window.size()
        self._discs = discs
        self._hands = hands
        self._answers = answers
        self._pace = pace
        self._quiet = Quiet(desktop)
        self.undone = UndoCheck(desktop, hands, self._quiet, self._note)
        self.undone.is_quick = pace.arranging
        self._weights = ARRANGING if pace.arranging else WEIGHTS
        self._doing = Doing(desktop, discs, hands, ARRANGING_KEYS if pace.arranging else KEYS)
        self._queue: deque[Callable[[], object]] = deque()
        self._started = time.monotonic()
        self._patience = _PATIENCE
        self._depth = 0  # steps within steps
        self._waited: dict[int, int] = {}  # turns, by the event that is on its way
        self._rest_until = 0.0
        self._looks = 0
        self._rested_at = 0
        self._undone_at = 0
        self._watch: Watch | None = None
        self._gaps: GapWatch | None = None
        self._log: TextIO | None = None

    def start(self, watch: Watch, gaps: GapWatch, log: TextIO | None) -> None:
        """Begin with a rest, for the first reading."""
        self._watch, self._gaps, self._log = watch, gaps, log
        self.undone.log = log
        self._begin_rest()

    @property
    def place(self) -> str:
        """Where in the plan it is."""
        return f"seed {self._pace.seed}, act {self.acts}"

    def _step(self) -> None:
        if self._is_within():
            QTimer.singleShot(self._pace.pause_ms, self._step)
            return
        try:
            if not self._queue and not self._next_act():
                return
        except Exception:  # ours: it is told, and the run goes on
            QTimer.singleShot(self._pace.pause_ms, self._step)
            raise
        faulthandler.dump_traceback_later(STUCK_S, exit=True)
        QTimer.singleShot(self._pace.pause_ms, self._step)  # first: the step may run a loop
        self.steps += 1
        if self._answered():
            return
        self._depth += 1
        try:
            self._queue.popleft()()
        finally:
            self._depth -= 1

    def _is_within(self) -> bool:
        """Whether an event is on its way that will be dealt with without anybody doing anything.

        QTest lets timers in between: one act within another would close the window whose key is
        not dealt with yet, which no person and no system can, and Qt does not survive. What takes
        long is a menu, a dialog or a drag with a loop of its own, which waits for the next step.
        """
        event = self._hands.at_work
        if not event:
            self._waited.clear()
            return False
        self._waited[event] = self._waited.get(event, 0) + 1
        return self._waited[event] <= _LONG

    def _next_act(self) -> bool:
        """Fill the queue with the next act; False if it is time to rest."""
        while not self._queue:
            if self._is_over() or self._is_due(self._pace.rest_every, self._rested_at):
                self._rested_at = self.acts
                self._begin_rest()
                return False
            if self._is_due(self._pace.undo_every, self._undone_at):
                self._undone_at = self.acts
                self._begin_walk()
                return False
            self.undone.remember()
            wanted = act(self._pace.seed, self.acts, self._weights)
            if self._log is not None:
                self._log.write(f"{time.monotonic() - self._started:9.2f} {wanted}\n")
                self._log.flush()
            self.acts += 1
            self._queue.extend(self._doing.steps_of(wanted))
            if self._watch is not None:
                self._watch.look()
        return True

    def _is_due(self, every: int, last: int) -> bool:
        return self.acts - last >= every

    def _is_over(self) -> bool:
        if self._pace.acts is not None:
            return self.acts >= self._pace.acts
        return time.monotonic() - self._started >= self._pace.seconds

    def _answered(self) -> bool:
        """Put away what would end the run or stay for ever; True if that was this step."""
        modal = QApplication.activeModalWidget()
        if self._answers.answer(modal):
            return True
        if modal is None and QApplication.activePopupWidget() is None:
            self._patience = _PATIENCE
            return False
        self._patience -= 1
        patience = self._patience  # a key or a close may run further steps, which set it anew
        if patience == 0:
            self._hands.key("Esc")
        elif patience < -2:
            in_the_way = self._quiet.in_the_way()
            if in_the_way is not None:
                in_the_way.close()
        return patience <= 0

    # Undo

    def _begin_walk(self, turns: int = _LONG) -> None:
        if self._depth and turns:  # within an act, which would go on in the middle of undo
            in_the_way = self._quiet.in_the_way()
            if in_the_way is not None:
                in_the_way.close()
            QTimer.singleShot(_LOOK_MS, lambda: self._begin_walk(turns - 1))
            return
        if self._discs.hidden.exists():
            self._discs.vanish_or_return()
        self._go_on(self.undone.walk())

    def _go_on(self, walk: Iterator[int]) -> None:
        faulthandler.dump_traceback_later(STUCK_S, exit=True)
        try:
            pause_ms = next(walk, None)
        except Exception:  # likewise
            QTimer.singleShot(self._pace.pause_ms, self._step)
            raise
        if pause_ms is None:
            self._step()
        else:
            QTimer.singleShot(pause_ms, lambda: self._go_on(walk))

    # Rest

    def _begin_rest(self) -> None:
        assert self._gaps is not None
        self._gaps.pause(paused=True)
        self._rest_until = time.monotonic() + REST_S
        self._looks = 0
        self._settle()

    def _settle(self) -> None:
        """Put everything away as a person would, until nothing moves any more."""
        in_the_way = self._quiet.in_the_way()
        if in_the_way is not None:
            in_the_way.close()
        elif self._desktop.window.isFullScreen():
            self._desktop.window.toggle_full_screen()
        elif self._desktop.window.size() != self._size:
            self._desktop.window.resize(self._size)  # its picture is as large: 1 to 7 MiB
        elif self._desktop.session.load.stage is not Stage.NO_MEDIUM:
            self._desktop.window.close_media()  # the key may be another by now
        elif self._discs.hidden.exists():
            self._discs.vanish_or_return()
        elif self._quiet.busy_with():
            self._looks = 0
        elif (over := self._quiet.to_be_looked_at()) is not None:
            over.accept()
        else:
            self._looks += 1
        late = time.monotonic() > self._rest_until
        if late:
            self._note(f"not at rest after {REST_S:g} s: {self._quiet.busy_with()}")
        if late or self._looks >= 5:
            self._rest()
        else:
            QTimer.singleShot(_LOOK_MS, self._settle)

    def _note(self, text: str) -> None:
        if self._watch is not None:
            self._watch.note(text)

    def _rest(self) -> None:
        if not self.samples:
            make_once(self._desktop, self._discs.small)
        self.undone.forget()
        self._answers.clear()
        self._desktop.window.actions_set.keys.reset_all()
        frames = len(self._desktop.session.frames._loaded)
        seconds = time.monotonic() - self._started
        self.samples.append(meters.read(self.acts, seconds, frames))
        self.kinds = [*self.kinds[:1], meters.kinds()] if seconds else self.kinds
        if self._log is not None:
            self._log.write(f"rest {self.samples[-1]}\n")
        if self._is_over():
            faulthandler.cancel_dump_traceback_later()
            self.done.emit()
            return
        if self._gaps is not None:
            self._gaps.pause(paused=False)
        QTimer.singleShot(0, self._step)
