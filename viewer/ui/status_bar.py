"""The status bar: progress and findings at the left, the cursor's value, the permanent notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QSizePolicy, QStatusBar, QWidget

from viewer.app.stage import Stage
from viewer.ui.button import Button
from viewer.ui.contained import contained
from viewer.ui.words import NOT_DIAGNOSTIC, load_words, missing

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from viewer.app.stage import LoadState
    from viewer.model.findings import LoadReport
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme


SLOW = "The disc answers slowly …"


class StatusBar(QStatusBar):
    """The one place that speaks about progress and findings (look.md)."""

    report_wanted = Signal()
    job_wanted = Signal(str)  # the name of what is shown

    def __init__(self, icons: Icons, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._icon_name = ("", "")
        self._theme = theme
        self._words = ""
        self._is_slow = False
        self._jobs: dict[str, str] = {}  # words by name, the newest job last
        self.setSizeGripEnabled(False)
        self.load = Button(parent=self)
        self.load.setProperty("role", "link")
        self.load.setCursor(Qt.CursorShape.PointingHandCursor)
        self.load.setToolTip("See what was expected, found and readable")
        self.load.clicked.connect(self.report_wanted)
        self.load.hide()
        self.job = Button(parent=self)
        self.job.setProperty("role", "link")
        self.job.setCursor(Qt.CursorShape.PointingHandCursor)
        self.job.setToolTip("Bring back what goes on beside the window")
        self.job.clicked.connect(lambda _checked: self.job_wanted.emit(next(reversed(self._jobs))))
        self.job.hide()
        self.probe = _small_label(self)
        self.probe.setAccessibleName("Value under the pointer")
        self.notice = _small_label(self)
        self.notice.setText(NOT_DIAGNOSTIC)
        self.notice.setAccessibleName(NOT_DIAGNOSTIC)
        self.addWidget(self.load)
        self.addWidget(self.job)
        # Takes what is left: nothing may push the notice out of the window (S-W1).
        self.probe.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.addWidget(self.probe, stretch=1)
        self.probe.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.addPermanentWidget(self.notice)
        theme.changed.connect(self._draw_icon)
        theme.changed.connect(self._fit_words)

    def show_load(self, load: LoadState, report: LoadReport) -> None:
        """Say how far reading has come, or how complete it was (S-05)."""
        words = load_words(load, report)
        self._words = words
        self._fit_words()
        self.load.setAccessibleName(words)
        self.load.setAccessibleDescription("Opens the list of what was read")
        self.load.setVisible(bool(words))
        incomplete = bool(missing(report.counts)) or report.has_problems
        match load.stage:
            case Stage.READY:
                icon = ("warning", "warning") if incomplete else ("check", "success")
            case Stage.FAILED | Stage.NOTHING_FOUND | Stage.REMOVED:
                icon = ("warning", "warning")
            case _:
                icon = ("", "")
        self._icon_name = icon
        self._draw_icon()

    def show_slow(self, *, slow: bool) -> None:
        """Say that the drive owes an answer; nothing is wrong yet."""
        if slow != self._is_slow:
            self._is_slow = slow
            self._fit_words()
            self._draw_icon()  # a tick would belong to other words

    def show_job(self, words: str, name: str) -> None:
        """How far something is that goes on beside the window; "" if it is through.

        Of several the one that was begun last is shown.
        """
        if words:
            self._jobs[name] = words
        else:
            self._jobs.pop(name, None)
        words = next(reversed(self._jobs.values()), "")
        self.job.setText(words)
        self.job.setAccessibleName(words)
        self.job.setVisible(bool(words))
        self._fit_words()

    def show_probe(self, text: str) -> None:
        """The place and value under the pointer, e.g. "x 231 y 180: −842 HU"."""
        self.probe.setText(text)

    @contained
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_words()

    def _fit_words(self) -> None:
        """Shorten the words about the load where there is no room beside the notice."""
        frame = self._theme.px(48)  # icon, padding and gaps
        room = self.width() - self.notice.sizeHint().width() - frame
        room -= self.job.sizeHint().width() if not self.job.isHidden() else 0
        self.load.ensurePolished()
        metrics = self.load.fontMetrics()
        words = SLOW if self._is_slow and self._words else self._words
        self.load.setText(metrics.elidedText(words, Qt.TextElideMode.ElideRight, room))

    def _draw_icon(self) -> None:
        name, colour = ("", "") if self._is_slow else self._icon_name
        self.load.setIcon(self._icons.icon(name, colour) if name else QIcon())


def _small_label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("role", "small")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(8, 0, 8, 0)
    return label
