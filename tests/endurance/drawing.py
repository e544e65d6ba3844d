"""Acts that draw, take hold of what is drawn, and write beside it."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QKeySequenceEdit, QLineEdit, QWidget

from tests.endurance.plan import choose
from viewer.ui.action_table import ACTIONS
from viewer.ui.annotating.hand import DrawingHand

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.endurance.hands import Hands
    from tests.endurance.plan import Act
    from viewer.ui.main_window import MainWindow

    Steps = list[Callable[[], object]]

_LEFT = Qt.MouseButton.LeftButton
_TOOLS = tuple(spec for spec in ACTIONS if spec.group == "tool" and spec.menu == "Measure")
_LENGTHS = ("50", "12.5", "0", "nonsense", "")
_WORDS = ("LESION", "A B C", "", "1234567890" * 3)
_ENDS = ("double-click", "Return", "Backspace", "Esc", "tool", "leave")


class Drawer:
    """Draws in the viewports of one window."""

    def __init__(self, window: MainWindow, hands: Hands) -> None:
        self._window = window
        self._hands = hands

    def draw(self, act: Act) -> Steps:
        """A tool by its key or by the palette, a gesture with it, and words if they are asked."""
        random = Random(str(act))  # noqa: S311  to be repeated, not to be secret
        tool = choose(_TOOLS, act.choice)
        view = self._view(random)
        if view is None:
            return []
        take_up = [tool.keys[0]] if tool.keys else ["Ctrl+K", *letters(tool.text), "Return"]
        points = [self._inside(view, random) for _ in range(random.randint(2, 6))]
        gesture = self._dragged(points, random) if act.strength < 0.4 else self._clicked(points)
        end = random.choice(_ENDS)
        if end == "double-click":
            ending: Steps = [lambda: self._hands.double_click(_LEFT)]
        elif end == "tool":
            ending = [lambda: self._hands.key("S")]
        else:
            ending = [] if end == "leave" else [lambda: self._hands.key(end)] * random.randint(1, 3)
        words = _LENGTHS if "Calibrate" in tool.text else _WORDS
        return [
            *(lambda key=key: self._hands.key(key) for key in take_up),
            *gesture,
            *ending,
            *self.written(random.choice(words), random.choice(("Return", "Return", "Esc", ""))),
        ]

    def take_hold(self, act: Act) -> Steps:
        """Drag a handle or a line of a drawing, or do something with the chosen one."""
        random = Random(str(act))  # noqa: S311  to be repeated, not to be secret
        view = self._view(random)
        places = self._places(view) if view is not None else []
        if view is None or not places:
            return []
        start, end = random.choice(places), self._inside(view, random)
        hands = self._hands
        click: Steps = self._clicked([start])
        drag = self._dragged([start, end], random)
        twice: Steps = [lambda: hands.double_click(_LEFT)]
        things: list[Steps] = [
            [*click, *twice, *self.written("NOTE", "Return")],
            [*click, lambda: hands.key("F2"), *self.written("NOTE", "Esc")],
            [*click, lambda: hands.key("Ctrl+D")],
            [*click, lambda: hands.key("Del")],
            # Thought better of it, and another picture, while the button is down.
            [*drag[:-1], lambda: hands.key("Esc"), drag[-1]],
            [*drag[:-1], lambda: hands.wheel(1, control=False), drag[-1]],
            drag,
            drag,
        ]
        return choose(things, act.choice)

    def written(self, words: str, end: str) -> Steps:
        """Typed into the line that has the keys by then, if one has."""
        keys = [*letters(words), *([end] if end else [])]
        return [lambda key=key: self._type(key) for key in keys]  # type: ignore[misc]

    def _type(self, key: str) -> None:
        """Only where it is writing: elsewhere each letter is a command, which is another act."""
        if isinstance(QApplication.focusWidget(), QLineEdit | QKeySequenceEdit):
            self._hands.key(key)

    def _clicked(self, points: list[QPoint]) -> Steps:
        hands = self._hands
        steps: Steps = []
        for point in points:
            steps += [
                lambda point=point: hands.move(point),  # type: ignore[misc]
                lambda: hands.press(_LEFT),
                lambda: hands.release(_LEFT),
            ]
        return steps

    def _dragged(self, points: list[QPoint], random: Random) -> Steps:
        hands = self._hands
        stages = random.randint(2, 8)
        between = [
            first + (second - first) * (stage / stages)
            for first, second in pairwise(points)
            for stage in range(1, stages + 1)
        ]
        return [
            lambda: hands.move(points[0]),
            lambda: hands.press(_LEFT),
            *(lambda point=point: hands.move(point) for point in between),
            lambda: hands.release(_LEFT),
        ]

    def _view(self, random: Random) -> QWidget | None:
        grid = self._window._grid
        seen = [view for view in grid.views if view.isVisible()] if grid is not None else []
        return random.choice(seen) if seen else None

    @staticmethod
    def _inside(view: QWidget, random: Random) -> QPoint:
        x, y = random.random() * view.width(), random.random() * view.height()
        return view.mapToGlobal(QPoint(int(x), int(y)))

    @staticmethod
    def _places(view: QWidget) -> list[QPoint]:
        """Where something of a drawing is on screen."""
        found = [
            QPointF(*place)
            for hand in view.findChildren(DrawingHand)
            for target in hand.screen.targets()
            for place in (*target.handles, *(path[len(path) // 2] for path in target.paths if path))
        ]
        inside = [place.toPoint() for place in found if view.rect().contains(place.toPoint())]
        return [view.mapToGlobal(place) for place in inside]


def letters(words: str) -> list[str]:
    """The keys of words that are letters, digits, points and spaces."""
    return ["Space" if letter == " " else letter for letter in words]
