"""A structured report as text one reads, selects and copies; never markup (P-033)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from viewer.model.report_text import report_facts, report_lines, report_warnings
from viewer.ui.contained import contained

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QWheelEvent

    from viewer.model.report import Report
    from viewer.model.report_text import ReportLine
    from viewer.ui.theme import Theme

ZOOM_STEP = 1.25
SMALLEST, LARGEST = 0.5, 4.0
_COLUMN = 760  # lines longer than this are hard to read
_BODY, _HEADING, _SECTION = 14, 15, 18
_INDENT = 20
_DEEPEST_INDENT = 6


class ReportView(QTextEdit):
    """Words are put in as plain text with formats, so that no value can be anything else."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._report: Report | None = None
        self._zoom = 1.0
        self.setProperty("role", "page")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        theme.changed.connect(self._fill)

    @property
    def zoom(self) -> float:
        """Size of the text over the normal one."""
        return self._zoom

    def show_report(self, report: Report | None) -> None:
        """Show a report from its beginning, or nothing."""
        self._report = report
        self._zoom = 1.0
        self._fill()
        self.verticalScrollBar().setValue(0)

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller text."""
        self._zoom = min(LARGEST, max(SMALLEST, self._zoom * factor))
        self._fill()

    def fit_width(self) -> None:
        """Text of normal size."""
        self._zoom = 1.0
        self._fill()

    @contained
    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        match event.key():
            case Qt.Key.Key_Home:
                bar.setValue(bar.minimum())
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                bar.setValue(bar.value() + bar.pageStep())
            case Qt.Key.Key_PageUp | Qt.Key.Key_Backspace:
                bar.setValue(bar.value() - bar.pageStep())
            case Qt.Key.Key_Down:
                bar.setValue(bar.value() + self._px(40))
            case Qt.Key.Key_Up:
                bar.setValue(bar.value() - self._px(40))
            case _:
                super().keyPressEvent(event)

    @contained
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(ZOOM_STEP if event.angleDelta().y() > 0 else 1 / ZOOM_STEP)
        else:
            super().wheelEvent(event)
        event.accept()  # never to the viewport below

    @contained
    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._centre()

    def _centre(self) -> None:
        """Keep lines short: the rest of a wide window is margin."""
        side = max(self._theme.px(16), (self.viewport().width() - self._px(_COLUMN)) // 2)
        frame = self.document().rootFrame()
        margins = frame.frameFormat()
        if margins.leftMargin() != side:
            margins.setLeftMargin(side)
            margins.setRightMargin(self._theme.px(16))
            margins.setTopMargin(self._theme.px(12))
            margins.setBottomMargin(self._theme.px(24))
            frame.setFrameFormat(margins)

    def _px(self, size: float) -> int:
        return max(1, round(self._theme.px(size) * self._zoom))

    def _fill(self) -> None:
        place = self.verticalScrollBar().value()
        self.clear()
        self._centre()
        if self._report is None:
            return
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for warning in report_warnings(self._report):
            self._block(cursor, 0, 4)
            cursor.insertText(f"⚠ {warning}", self._format("warning", bold=True))
        for label, value in report_facts(self._report):
            self._block(cursor, 0, 2)
            cursor.insertText(f"{label}: ", self._format("secondary"))
            cursor.insertText(value, self._format("text"))
        for line in report_lines(self._report):
            self._insert(cursor, line)
        if not self._report.items:
            self._block(cursor, 0, 12)
            cursor.insertText("The report has no content.", self._format("secondary"))
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)  # it went along to the end
        self.verticalScrollBar().setValue(place)

    def _insert(self, cursor: QTextCursor, line: ReportLine) -> None:
        level = min(line.level, _DEEPEST_INDENT)
        if line.is_heading:
            self._block(cursor, level, 20 if line.level == 0 else 12)
        else:
            self._block(cursor, level, 6)
        if line.prefix:
            cursor.insertText(f"{line.prefix} · ", self._format("secondary"))
        if line.is_heading:
            size = _SECTION if line.level == 0 else _HEADING
            cursor.insertText(line.label, self._format("text", size, bold=True))
            return
        if line.label:
            cursor.insertText(f"{line.label}: ", self._format("secondary"))
        # One paragraph each: a line separator keeps the lines of a value together.
        cursor.insertText(line.text.replace("\n", "\u2028"), self._format("text"))

    def _block(self, cursor: QTextCursor, level: int, above: int) -> None:
        block = QTextBlockFormat()
        block.setLeftMargin(self._px(_INDENT) * level)
        block.setTopMargin(self._px(above))
        block.setLineHeight(130, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if self.document().isEmpty():
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)

    def _format(self, colour: str, size: int = _BODY, *, bold: bool = False) -> QTextCharFormat:
        style = QTextCharFormat()
        font = QFont(self.font())
        font.setPixelSize(self._px(size))
        font.setBold(bold)
        style.setFont(font)
        style.setForeground(self._theme.colour(colour))
        return style
