"""What a film is steered with, under the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from viewer.app.cine import is_film
from viewer.ui.contained import contained
from viewer.ui.listening import until_destroyed
from viewer.ui.plain_text import tool_tip
from viewer.ui.viewport.film_icons import film_icon

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from viewer.app.cine import Film
    from viewer.app.viewport import ViewportModel, ViewportState
    from viewer.ui.viewport.film import FilmRunner

_BUTTON_PX, _WIDE_PX, _GAP_PX, _MARGIN_PX = 28, 40, 2, 8
_SIGN_PX = 20
_RATE_PX = 128  # room that the rate keeps, a third of a narrow bar


class FilmBar(QWidget):
    """Shown for films, and for slices while they are played.

    In a narrow viewport the buttons that matter less go; their keys stay.
    """

    def __init__(self, model: ViewportModel, runner: FilmRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self._runner = runner
        self._icons = {name: film_icon(name) for name in ("play", "backwards", "pause")}
        self.first = self._button("First picture", "first-image", lambda: self._go(0))
        self.previous = self._button("Previous picture", "previous-image", lambda: self._step(-1))
        self.backwards = self._button("Play backwards", "cine-backwards", runner.toggle_backwards)
        self.stop = self._button("Stop, to the first picture", "cine-stop", runner.stop)
        self.play = self._button("Play", "cine", runner.toggle)
        self.next = self._button("Next picture", "next-image", lambda: self._step(1))
        self.last = self._button("Last picture", "last-image", lambda: self._go(-1))
        for button, sign in (
            (self.first, "first"),
            (self.previous, "previous"),
            (self.stop, "stop"),
            (self.next, "next"),
            (self.last, "last"),
        ):
            button.setIcon(film_icon(sign))
        self.slower = self._button("Slower", "cine-slower", lambda: runner.change_speed(-1))
        self.slower.setText("−")
        self.faster = self._button("Faster", "cine-faster", lambda: runner.change_speed(1))
        self.faster.setText("+")
        self.all = self._button("Show all pictures", "cine-all", runner.toggle_all)
        self.all.setText("All")
        self.all.setCheckable(True)
        self.all.setFixedWidth(_WIDE_PX)
        self.rate = QLabel(self)
        self.rate.setTextFormat(Qt.TextFormat.PlainText)
        self.rate.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.rate.installEventFilter(self)
        self._lay_out()
        # What stays when there is no room for all of them, the most important first.
        self._by_use: tuple[QToolButton, ...] = (
            self.play,
            self.slower,
            self.faster,
            self.stop,
            self.all,
            self.backwards,
        )
        self._by_use += (self.previous, self.next, self.first, self.last)
        subscription = model.changed.connect(self._show)
        until_destroyed(self, subscription)
        runner.rate_changed.connect(self._show_film)
        self._show(model.state)

    @contained
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Name the key that does the same: it may have been changed since."""
        if watched is self.rate and event.type() == QEvent.Type.Resize:
            plan = self._runner.plan
            if plan is not None:
                self._say_rate(plan)
        if event.type() == QEvent.Type.Enter and isinstance(watched, QToolButton):
            watched.setToolTip(self._tip(watched))
        return False

    def _lay_out(self) -> None:
        # A cell may be narrower than all buttons together.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(_MARGIN_PX, 2, _MARGIN_PX, 2)
        row.setSpacing(_GAP_PX)
        for part in (self.first, self.previous, self.backwards, self.stop, self.play):
            row.addWidget(part)
        for part in (self.next, self.last, self.slower, self.faster):
            row.addWidget(part)
        row.addWidget(self.rate, 1)
        row.addWidget(self.all)

    def _button(self, name: str, action_id: str, slot: Callable[[], None]) -> QToolButton:
        button = QToolButton(self)
        button.setAutoRaise(True)
        button.setAccessibleName(name)
        button.setToolTip(name)
        button.setProperty("action", action_id)
        button.setProperty("role", "film")
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        button.setIconSize(QSize(_SIGN_PX, _SIGN_PX))
        button.clicked.connect(lambda _=False: slot())
        button.installEventFilter(self)
        return button

    def _tip(self, button: QToolButton) -> str:
        action = next(
            (a for a in self.window().actions() if a.objectName() == button.property("action")),
            QAction(self.window()),
        )
        words = self._trim_words() if button is self.all else button.accessibleName()
        key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        return f"{words} ({key})" if key else words

    def _trim_words(self) -> str:
        trims, stack = self._runner.trims, self._model.state.stack
        if trims is None or stack is None:
            return self.all.accessibleName()
        first, last = trims[0] + 1, trims[1] + 1
        if self._model.state.film.shows_all:
            return f"Play pictures {first} to {last} only, as the film is marked"
        return (
            f"Play all {len(stack.frames)} pictures; the film is marked to play {first} to {last}"
        )

    def _go(self, position: int) -> None:
        stack = self._model.state.stack
        if stack is not None:
            self._model.set_playing(playing=False)
            self._model.go_to(position % len(stack.frames))

    def _step(self, steps: int) -> None:
        self._model.set_playing(playing=False)
        self._model.scroll(steps)

    def _show(self, state: ViewportState) -> None:
        stack = state.stack
        plays = stack is not None and len(stack.frames) > 1
        self.setVisible(plays and stack is not None and (is_film(stack) or state.playing))
        if not self.isHidden():
            self._show_film()

    def _show_film(self) -> None:
        plan = self._runner.plan if not self.isHidden() else None
        if plan is None:
            return
        playing, backwards = self._model.state.playing, self._model.state.film.backwards
        self._name(self.play, "Play", "play", pausing=playing and not backwards)
        self._name(self.backwards, "Play backwards", "backwards", pausing=playing and backwards)
        if self.all.isChecked() != self._model.state.film.shows_all:
            self.all.setChecked(self._model.state.film.shows_all)
        self._fit()
        self._say_rate(plan)

    def _say_rate(self, plan: Film) -> None:
        achieved = self._runner.achieved_rate
        words = [plan.label, f"{plan.rate:.3g} fps"]
        if achieved:
            words = [f"{w} · shown {achieved:.1f} fps" for w in words]
            words.append(f"shown {achieved:.1f} fps")  # what is really seen matters most (D-142)
        room, metrics = self.rate.width(), self.rate.fontMetrics()
        fitting = (w for w in words if metrics.horizontalAdvance(w) <= room)
        self.rate.setText(next(fitting, words[-1]))
        self.rate.setToolTip(tool_tip(words[0]))

    def _name(self, button: QToolButton, name: str, sign: str, *, pausing: bool) -> None:
        name, sign = ("Pause", "pause") if pausing else (name, sign)
        if button.accessibleName() != name or button.icon().isNull():
            button.setIcon(self._icons[sign])
            button.setAccessibleName(name)
            button.setToolTip(name)

    def _fit(self) -> None:
        """Show as many buttons as there is room for beside the rate."""
        room = self.width() - 2 * _MARGIN_PX - min(_RATE_PX, self.width() // 3)
        for button in self._by_use:
            wanted = button is not self.all or self._runner.trims is not None
            needs = button.maximumWidth() + _GAP_PX
            fits = wanted and room >= needs
            room -= needs if fits else 0
            if button.isHidden() == fits:
                button.setVisible(fits)
