"""Turns an act of the plan into steps on the windows as they are now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.endurance.around import Around
from tests.endurance.drawing import Drawer
from tests.endurance.plan import Act, choose
from viewer.ui.action_table import ACTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.endurance.discs import Discs
    from tests.endurance.hands import Hands
    from viewer.ui.application import Desktop

LEFT, MIDDLE, RIGHT = (
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.MiddleButton,
    Qt.MouseButton.RightButton,
)
HELD = ((LEFT,), (LEFT,), (LEFT,), (RIGHT,), (RIGHT,), (MIDDLE,), (MIDDLE, RIGHT))
MOST_OPEN = 4
SIZES = QSize(500, 380), QSize(1600, 1000)
# Keys that are no binding but that people press.
ARROWS = ("Up", "Down", "Left", "Right", "PgUp", "PgDown", "Home", "End")
OTHER_KEYS = (
    *("Tab", "Shift+Tab", "Space", "Return", "Backspace", "Del", "Menu", "F10"),
    *(f"{held}{key}" for held in ("", "Shift+", "Ctrl+") for key in ARROWS),
)
# No "quit": the run would be over. Twice as often: what leafs through the pictures.
KEYS = tuple(key for spec in ACTIONS for key in spec.keys if spec.id != "quit") + OTHER_KEYS
# Those that arrange pictures, go from one to the other, or open something that takes the keys.
_ARRANGING = ("layout", "hang", "tiles", "detach", "maximise", "compare", "swap", "next-", "link")
_ASIDE = (
    "tags",
    "load-report",
    "help",
    "keys",
    "measurements",
    "commands",
    "report",
    "full-screen",
)
_BOUND = (s for s in ACTIONS if s.id.startswith((*_ARRANGING, *_ASIDE)))
ARRANGING_KEYS = (
    *(key for spec in _BOUND for key in spec.keys),
    *("Ctrl+Shift+D", "Return", "Tab", "Shift+Tab", "F10", "Menu", "Esc", "Del", "Ctrl+Z"),
)


class Doing:
    """What each kind of act means; `steps_of` is asked when its turn comes."""

    def __init__(
        self, desktop: Desktop, discs: Discs, hands: Hands, keys: Sequence[str] = KEYS
    ) -> None:
        self._keys = keys
        self._window = desktop.window
        self._session = desktop.session
        self._discs = discs
        self._hands = hands
        drawer = Drawer(desktop.window, hands)
        self._draw = drawer.draw
        self._take_hold = drawer.take_hold
        self._around = Around(desktop.window, hands, drawer).work
        desktop.window.actions_set["quit"].setEnabled(False)  # random hands would find it

    def steps_of(self, act: Act) -> list[Callable[[], object]]:
        """The steps of an act; between two of them the event loop runs."""
        name = "_" + act.kind.replace("-", "_")
        steps: list[Callable[[], object]] = getattr(self, name)(act)
        return steps

    # Mouse and fingers

    def _move(self, act: Act) -> list[Callable[[], object]]:
        return [lambda: self._hands.move(self._point(act.at, act.strength))]

    def _click(self, act: Act) -> list[Callable[[], object]]:
        point = self._point(act.at, act.strength)
        button = choose((LEFT, LEFT, LEFT, LEFT, RIGHT, MIDDLE), act.choice)
        return self._click_at(point, button)

    def _click_at(self, point: QPoint, button: Qt.MouseButton = LEFT) -> list[Callable[[], object]]:
        hands = self._hands
        return [
            lambda: hands.move(point),
            lambda: hands.press(button),
            lambda: hands.release(button),
        ]

    def _double_click(self, act: Act) -> list[Callable[[], object]]:
        button = choose((LEFT, LEFT, RIGHT), act.choice)
        point = self._point(act.at, 0.0)
        return [lambda: self._hands.move(point), lambda: self._hands.double_click(button)]

    def _drag(self, act: Act) -> list[Callable[[], object]]:
        hands = self._hands
        start, end = self._point(act.at, act.strength), self._point(act.to, act.strength)
        buttons = choose(HELD, act.choice)
        stages = 3 + int(act.strength * 12)
        steps: list[Callable[[], object]] = [lambda: hands.move(start)]
        steps += [lambda b=b: hands.press(b) for b in buttons]  # type: ignore[misc]
        for stage in range(1, stages + 1):
            point = start + (end - start) * (stage / stages)
            steps.append(lambda p=point: hands.move(p))  # type: ignore[misc]
        steps += [lambda b=b: hands.release(b) for b in reversed(buttons)]  # type: ignore[misc]
        return steps

    def _wheel(self, act: Act) -> list[Callable[[], object]]:
        point = self._point(act.at, act.strength)
        notches = 1 if act.choice < 0.5 else -1
        control = act.choice % 0.5 < 0.1
        turns = 1 + int(act.strength * 10)
        turn: list[Callable[[], object]] = [
            lambda: self._hands.wheel(notches, control=control) for _ in range(turns)
        ]
        return [lambda: self._hands.move(point), *turn]

    def _touch(self, act: Act) -> list[Callable[[], object]]:
        start, end = self._point(act.at, act.strength), self._point(act.to, act.strength)
        fingers = [(start, end)]
        if act.choice < 0.5:
            fingers.append((end + QPoint(20, 20), start))
        return [lambda: self._hands.touch(fingers)]

    # Keys

    def _key(self, act: Act) -> list[Callable[[], object]]:
        keys = choose(self._keys, act.choice)
        times = 1 + int(act.strength * 8) if keys in {"Up", "Down", "PgDown", "PgUp"} else 1
        return [lambda: self._hands.key(keys)] * times

    def _held_space(self, act: Act) -> list[Callable[[], object]]:
        space = Qt.Key.Key_Space
        return [
            lambda: self._hands.hold(space, down=True),
            *self._drag(act),
            lambda: self._hands.hold(space, down=False),
        ]

    def _undo(self, act: Act) -> list[Callable[[], object]]:
        back = ["Ctrl+Z"] * (1 + int(act.strength * 8))
        forward = ["Ctrl+Shift+Z" if act.at[0] < 0.5 else "Ctrl+Y"] * int(act.choice * 9)
        return [lambda keys=keys: self._hands.key(keys) for keys in (*back, *forward)]  # type: ignore[misc]

    # The list of series

    def _row_point(self, act: Act) -> QPoint | None:
        browser = self._window.browser
        rows = browser.lines.rowCount()
        if not browser.isVisible() or not rows:
            return None
        index = browser.lines.index(int(act.choice * rows))
        browser.scrollTo(index)
        return browser.viewport().mapToGlobal(browser.visualRect(index).center())

    def _list_click(self, act: Act) -> list[Callable[[], object]]:
        point = self._row_point(act)
        return [] if point is None or self._blocked() else self._click_at(point)

    def _list_drop(self, act: Act) -> list[Callable[[], object]]:
        point = self._row_point(act)
        if point is None or self._blocked():
            return []
        hands, end = self._hands, self._point(act.to, 0.0)
        return [
            lambda: hands.move(point),
            lambda: hands.press(LEFT),
            lambda: hands.move(point + QPoint(0, 12)),
            lambda: hands.move(point + QPoint(0, 30)),
            lambda: hands.move(end),
            lambda: hands.release(LEFT),
            # Qt's platform without a screen drags nothing: hand it over as the system would.
            lambda: self._drop_row(act, end),
        ]

    def _drop_row(self, act: Act, end: QPoint) -> None:
        browser = self._window.browser
        if QApplication.platformName() != "offscreen" or not browser.lines.rowCount():
            return
        index = browser.lines.index(int(act.choice * browser.lines.rowCount()))
        target = QApplication.widgetAt(end)
        while target is not None and not target.acceptDrops():
            target = target.parentWidget()
        if target is not None and target is not self._window:
            _drop(target, browser.lines.mimeData([index]))

    # Menus

    def _menu(self, act: Act) -> list[Callable[[], object]]:
        bar = self._window.menuBar()
        if not bar.isVisible() or self._blocked():
            return []
        entry = choose(bar.actions(), act.choice)
        point = bar.mapToGlobal(bar.actionGeometry(entry).center())
        click = self._click_at(point)
        return [
            *click,
            lambda: self._choose_entry(act.at[0]),
            lambda: self._choose_entry(act.at[1]),
        ]

    def _context_menu(self, act: Act) -> list[Callable[[], object]]:
        bar = self._window.tool_bar
        if self._blocked():
            return []
        point = bar.mapToGlobal(QPoint(int(act.at[0] * bar.width()), bar.height() // 2))
        button = RIGHT if act.choice < 0.2 else LEFT  # a left click opens the bar's own menus
        return [*self._click_at(point, button), lambda: self._choose_entry(act.at[1])]

    def _choose_entry(self, choice: float) -> None:
        """Go to an entry of the menu that is open and take it, or put the menu away."""
        menu = QApplication.activePopupWidget()
        if not isinstance(menu, QMenu):
            return
        entry = choose(menu.actions(), choice)
        if entry.isSeparator() or choice < 0.15:
            self._hands.key("Esc")
            return
        self._hands.move(menu.mapToGlobal(menu.actionGeometry(entry).center()))
        self._hands.press(LEFT)
        self._hands.release(LEFT)

    def _palette(self, act: Act) -> list[Callable[[], object]]:
        spec = choose(ACTIONS, act.choice)
        typed = [letter for letter in spec.text[:5] if letter.isalpha() or letter == " "]
        last = "Return" if act.strength < 0.6 else "Esc"
        words = ["Ctrl+K", *("Space" if letter == " " else letter for letter in typed), last]
        return [lambda word=word: self._hands.key(word) for word in words]  # type: ignore[misc]

    # The window and the discs

    def _resize(self, act: Act) -> list[Callable[[], object]]:
        smallest, largest = SIZES
        width = smallest.width() + int(act.at[0] * (largest.width() - smallest.width()))
        height = smallest.height() + int(act.at[1] * (largest.height() - smallest.height()))
        return [lambda: self._window.resize(width, height)]

    def _open(self, act: Act) -> list[Callable[[], object]]:
        if self._blocked():
            return []
        path = self._discs.chosen(act.choice)
        make_room: list[Callable[[], object]] = []
        if len(self._session.paths) >= MOST_OPEN:
            make_room = [lambda: self._hands.key("Ctrl+W")]
        return [*make_room, lambda: self._window.open_path(path)]

    def _drop_disc(self, act: Act) -> list[Callable[[], object]]:
        if self._blocked() or len(self._session.paths) >= MOST_OPEN:
            return []
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._discs.chosen(act.choice)))])
        return [lambda: _drop(self._window, data)]

    def _close_disc(self, act: Act) -> list[Callable[[], object]]:
        del act
        return [lambda: self._hands.key("Ctrl+W")]

    def _vanish(self, act: Act) -> list[Callable[[], object]]:
        del act
        return [self._discs.vanish_or_return]

    # Where things are

    def _blocked(self) -> bool:
        """Whether something stands before the window that has to be answered first."""
        return (
            QApplication.activeModalWidget() is not None
            or QApplication.activePopupWidget() is not None
        )

    def _point(self, at: tuple[float, float], strength: float) -> QPoint:
        """A place on what is in front: mostly on the pictures, else anywhere in the window."""
        target: QWidget = self._in_front()
        if target is self._window and strength < 0.7:
            target = self._window.centre
        local = QPoint(int(at[0] * target.width()), int(at[1] * target.height()))
        return target.mapToGlobal(local)

    def _in_front(self) -> QWidget:
        found = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        found = found or QApplication.activeWindow()
        return found if found is not None and shiboken6.isValid(found) else self._window


def _drop(target: QWidget, data: QMimeData) -> None:
    """Drag something over a widget and let it go there."""
    copy, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    middle = target.rect().center()
    enter = QDragEnterEvent(middle, copy, data, LEFT, none)
    QApplication.sendEvent(target, enter)
    if enter.isAccepted() and shiboken6.isValid(target):
        QApplication.sendEvent(target, QDropEvent(QPointF(middle), copy, data, LEFT, none))
