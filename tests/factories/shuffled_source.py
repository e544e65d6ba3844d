"""A frame source whose frames come in an order the test draws."""

from __future__ import annotations

import threading
from random import Random

from tests.factories.viewports import ArraySource
from viewer.app.frames import LoadedFrame
from viewer.model.display_set import StackFrame
from viewer.model.image import FrameKey

PATIENCE_S = 20


class ShuffledSource(ArraySource):
    """Every decode takes as long as the test wants: it is over when it is let go."""

    def __init__(self, random: Random) -> None:
        super().__init__()
        self._random = random
        self._changed = threading.Condition()
        self._waiting: dict[FrameKey, threading.Event] = {}
        self.held = True

    def load(self, frame: StackFrame) -> LoadedFrame:
        go = threading.Event()
        with self._changed:
            self._waiting[frame.key] = go
            if not self.held:
                go.set()
            self._changed.notify_all()
        assert go.wait(PATIENCE_S), "the test never let this frame go"
        with self._changed:
            del self._waiting[frame.key]
        return super().load(frame)

    def let_one_go(self) -> bool:
        """End one of the decodes under way, drawn at random; False if there is none."""
        with self._changed:
            waiting = sorted(
                (key for key, go in self._waiting.items() if not go.is_set()),
                key=lambda key: key.file.path,
            )
            if waiting:
                self._waiting[self._random.choice(waiting)].set()
            return bool(waiting)

    def let_all_go(self) -> None:
        """Decode at once from now on."""
        with self._changed:
            self.held = False
            for go in self._waiting.values():
                go.set()
