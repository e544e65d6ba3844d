"""Goes back through everything that was done and forward again, and looks at every state.

Each state is compared with what History kept of it, with what was read from the models while it
was on show (`Witness`), and some of them with the pictures drawn on the way back.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from tests.endurance.trail import Trail

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import TextIO

    from tests.endurance.hands import Hands
    from tests.endurance.quiet import Quiet
    from viewer.app.screen_state import ScreenState
    from viewer.ui.application import Desktop

_DRAWN = 6  # states of a walk whose pictures are compared
LOOK_MS = 40
_ROUNDS = 5  # looks in a row that must find nothing going on
_MOST_KEPT = 20  # pictures
_LEVELS = 40  # of 255
_LOST_LOOKS, _LOST_S = 3, 0.5  # acts in a row, and seconds, after which a release is lost
_PATIENCE = 500  # looks, of 40 ms and more: what is not at rest then has hung


@dataclass(frozen=True, slots=True)
class Witness:
    """What was on show, read from the models and not from what undo keeps."""

    viewports: tuple[object, ...]
    stores: tuple[object, ...]
    grid: tuple[object, ...]


class UndoCheck:
    """One desktop's; `note` takes what is wrong."""

    def __init__(
        self, desktop: Desktop, hands: Hands, quiet: Quiet, note: Callable[[str], None]
    ) -> None:
        self.walks = 0
        self.states = 0
        self.witnessed = 0
        self.pictures = 0
        self.keep_in: Path | None = None  # where pictures that differ are saved
        self.kept = 0
        self.is_quick = False  # no pictures, and no waiting for them
        self.log: TextIO | None = None  # where it is told who made which viewport active
        self._restless = False  # in this walk something did not come to rest; wait no more
        self._window = desktop.window
        self._session = desktop.session
        self._hands = hands
        self._quiet = quiet
        self._take = note
        self._trail = Trail(desktop.session)
        self._lost: list[float] = []  # when a gesture was seen held without a button, in a row
        self._seen: dict[int, tuple[ScreenState, Witness]] = {}  # by the identity of a state

    def __str__(self) -> str:
        return (
            f"undone and done again {self.walks} times, {self.states} states, {self.witnessed} of "
            f"them as they were seen, {self.pictures} pictures compared"
        )

    def remember(self) -> None:
        """Note what is on show as that of History's present step, if nothing is under way."""
        history, models = self._session.history, self._session.workspace.viewports
        if self._has_lost_the_release():
            self._note("undo: a gesture is held though no button is down")
            history.let_go()
        if history._held or history._posted or any(model.state.playing for model in models):
            return
        state = history.present
        self._seen[id(state)] = (state, self._witness())

    def _has_lost_the_release(self) -> bool:
        """Whether a gesture has been held for long though no button is down.

        The button may have gone up over a menu, of which the program knows 50 ms later; and what
        is sent through an X server may be on its way.
        """
        is_down = QApplication.mouseButtons() != Qt.MouseButton.NoButton
        if is_down or not self._session.history._held:
            self._lost.clear()
            return False
        self._lost.append(time.monotonic())
        return len(self._lost) > _LOST_LOOKS and self._lost[-1] - self._lost[0] > _LOST_S

    def forget(self) -> None:
        """Everything was closed: nothing of before can come back."""
        self._seen.clear()

    def walk(self) -> Iterator[int]:
        """All the way back and forward; the event loop runs for as many ms as it yields."""
        self._restless = False
        self._calm()
        yield from self._until_quiet()
        history = self._session.history
        history.commit()
        if not history.undo_words:
            return
        self.walks += 1
        start, shown = history.present, self._grabbed()
        drawn: dict[int, dict[int, QImage]] = {}
        steps = len(history._past)
        for left in range(steps, 0, -1):
            yield from self._step("undo", left - 1, history._past[-1])
            if not self.is_quick and left % (steps // _DRAWN + 1) == 0:
                yield from self._until_quiet()
                drawn[left - 1] = self._grabbed()
        if history.undo_words:
            self._note(f"undo: more than {steps} steps back")
        for past in range(steps):
            yield from self._step("redo", past + 1, history._future[-1])
            if past + 1 in drawn:
                yield from self._until_quiet()
                self._compare_pictures("redo", drawn[past + 1])
        yield from self._until_quiet()
        self._compare("after all of it", start, history.present)
        self._compare_pictures("after all of it", shown)
        self._prune()

    def _step(self, which: str, place: int, wanted: tuple[ScreenState, str]) -> Iterator[int]:
        """One step by its action, and what it leads to once the events of it are dealt with."""
        history, (state, words) = self._session.history, wanted
        where = f"{which} {words!r}"
        self._trail.note(f"{where}, to active {state.workspace.active}")
        action = self._window.actions_set[which]
        if not action.isEnabled():
            self._note(f"{where}: the action is off")
        action.trigger()
        self._look(f"{where}, at once", place, state)
        yield 0
        yield 0
        self._look(where, place, state)
        self._compare(f"{where}: it changed by itself", history.present, history._capture(None))
        self.states += 1
        known, witness = self._seen.get(id(state), (None, None))
        if known is state and witness is not None:
            self.witnessed += 1
            self._compare(f"{where}, as seen", witness, self._witness())

    def _look(self, where: str, place: int, state: ScreenState) -> None:
        history = self._session.history
        self._compare(where, state, history.present)
        if len(history._past) != place:
            self._note(f"{where}: {len(history._past)} steps are left instead")

    def _calm(self) -> None:
        """Put away what a person would: dialogs, films, what is being typed or drawn."""
        for model in self._session.workspace.viewports:
            model.set_playing(playing=False)
        grid = self._window._grid
        for view in grid.views if grid is not None else ():
            hand = view.canvas.hands.drawing
            if hand is not None:
                hand.put_down()  # a drawing that is begun is no state yet, so undo drops it
        self._window.activateWindow()
        focus = QApplication.focusWidget()
        if focus is not None:
            focus.clearFocus()
        self._hands.move(self._window.mapToGlobal(QPoint(2, 2)))

    def _until_quiet(self) -> Iterator[int]:
        rounds = same = 0
        before = ""
        while not self._restless:
            way = self._quiet.in_the_way()
            now = self._quiet.undrawn() if way is None else type(way).__name__
            if way is not None:
                way.close()
            rounds = rounds + 1 if not now else 0
            if rounds >= (1 if self.is_quick else _ROUNDS):
                return
            same = same + 1 if now == before else 0  # a slow machine goes on loading for long
            before, self._restless = now, same >= _PATIENCE
            yield LOOK_MS
        if before:
            self._note(f"undo: not at rest: {before}")

    def _witness(self) -> Witness:
        session = self._session
        workspace = session.workspace.state
        shown = []
        for model in session.workspace.viewports:
            state = model.state
            key = state.frame.key if state.frame is not None else None
            uid = state.display_set.uid if state.display_set is not None else ""
            shown.append((uid, key, state.view, state.presentation, state.message))
        stores = (
            session.annotations.state.annotations,
            session.key_images.state,
            session.measurements.state,
        )
        grid = (
            (workspace.layout.rows, workspace.layout.columns),
            (workspace.maximised, workspace.detached, workspace.links, workspace.lines),
        )
        return Witness(tuple(shown), stores, grid)

    def _grabbed(self) -> dict[int, QImage]:
        """What every picture in sight looks like now, by the number of its viewport."""
        grid = self._window._grid
        views = grid.views if grid is not None and not self.is_quick else ()
        return {
            number: view.canvas.grab().toImage()
            for number, view in enumerate(views)
            if view.isVisible()
        }

    def _note(self, text: str) -> None:
        self._take(text)
        if self.log is not None:
            self.log.writelines(f"    {line}\n" for line in self._trail.lines())

    def _compare(self, where: str, wanted: object, found: object) -> None:
        if wanted != found:
            self._note(f"{where}: {'; '.join(differences(wanted, found)) or 'not the same'}")

    def _compare_pictures(self, where: str, wanted: dict[int, QImage]) -> None:
        """What is in sight both times; a banner that came or went leaves other room."""
        for number, found in self._grabbed().items():
            before = wanted.get(number)
            if before is None or before.size() != found.size() or found.isNull():
                continue
            self.pictures += 1
            if not is_alike(before, found):
                self._note(f"{where}: picture {number} looks different")
                self._keep(before, found)

    def _keep(self, wanted: QImage, found: QImage) -> None:
        """Save both for whoever looks into it."""
        if self.keep_in is None or self.kept >= _MOST_KEPT:
            return
        self.keep_in.mkdir(exist_ok=True)
        self.kept += 1
        wanted.save(str(self.keep_in / f"{self.kept}-wanted.png"))
        found.save(str(self.keep_in / f"{self.kept}-found.png"))

    def _prune(self) -> None:
        """Keep only what can still be gone back to."""
        history = self._session.history
        kept = [history.present, *(s for s, _ in history._past), *(s for s, _ in history._future)]
        self._seen = {id(s): self._seen[id(s)] for s in kept if id(s) in self._seen}


def is_alike(one: QImage, other: QImage) -> bool:
    """Whether two pictures show the same; edges of letters come out a little different in Qt."""
    first, second = (
        np.asarray(image.convertToFormat(QImage.Format.Format_RGB32).constBits(), np.int16)
        for image in (one, other)
    )
    return bool(np.abs(first - second).max(initial=0) <= _LEVELS)


def differences(wanted: object, found: object, name: str = "") -> list[str]:
    """Where two values of the same kind differ, as paths with both values."""
    if wanted == found:
        return []
    if type(wanted) is not type(found):
        return [f"{name}: {wanted!r:.80} is {found!r:.80}"]
    if is_dataclass(wanted):
        return [
            text
            for field in fields(wanted)
            for text in differences(
                getattr(wanted, field.name), getattr(found, field.name), f"{name}.{field.name}"
            )
        ]
    if isinstance(wanted, tuple) and isinstance(found, tuple) and len(wanted) == len(found):
        return [
            text
            for number, (one, other) in enumerate(zip(wanted, found, strict=True))
            for text in differences(one, other, f"{name}[{number}]")
        ]
    return [f"{name}: {wanted!r:.80} is {found!r:.80}"]
