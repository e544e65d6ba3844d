"""The load report: what was expected, found and readable, and what was noticed (M-041)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from viewer.app.identity_view import SHOWN
from viewer.app.stage import Stage
from viewer.limits import FINDINGS_LISTED
from viewer.model.findings import FindingCode, LoadReport, Severity
from viewer.model.safe_text import visible
from viewer.model.wording import describe
from viewer.ui.panels.counts_model import CountsModel, counts_rows
from viewer.ui.plain_text import plain_label
from viewer.ui.words import load_words, missing, number, pictures

if TYPE_CHECKING:
    from viewer.app.session import Session
    from viewer.ui.icons import Icons
    from viewer.ui.theme import Theme

_ICONS = {
    Severity.INFO: ("info", "secondary"),
    Severity.WARNING: ("warning", "warning"),
    Severity.ERROR: ("problem", "danger"),
}
STILL_READING = "The series appear here as they are read."
NO_SERIES = "No series of pictures was found."
_ORDER = (Severity.ERROR, Severity.WARNING, Severity.INFO)


class LoadReportPanel(QWidget):
    """Follows the session's report while reading goes on."""

    def __init__(
        self, session: Session, icons: Icons, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._icons = icons
        self._theme = theme
        self._groups: tuple[tuple[Severity, str], ...] = ()
        self.summary = plain_label(self, "heading")
        self.table = QTableView(self)
        self.counts = CountsModel(theme, self)
        self.nothing = plain_label(self, "secondary")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._set_up_table()
        self.noticed = QVBoxLayout()
        self.noticed.setSpacing(theme.px(6))
        self.toggle = QPushButton("Technical details", self)
        self.toggle.setProperty("role", "link")
        self.toggle.setCheckable(True)
        self.details = QPlainTextEdit(self)
        self.details.setReadOnly(True)
        self.details.setAccessibleName("Technical details")
        self.details.setTabChangesFocus(True)
        self.details.hide()
        self.toggle.toggled.connect(self._show_details)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.summary)
        column.addWidget(self.table, stretch=3)
        column.addWidget(self.nothing, stretch=3)
        column.addLayout(self.noticed)
        column.addWidget(self.toggle, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.details, stretch=2)
        self._subscriptions = [
            session.report_changed.connect(lambda _: self.refresh()),
            session.load_changed.connect(lambda _: self.refresh()),
            session.catalog_changed.connect(lambda _: self.refresh()),
            SHOWN.changed.connect(lambda _: self.refresh()),
        ]
        theme.changed.connect(self._redraw)
        self._redraw()
        self.refresh()

    def close_panel(self) -> None:
        """Listen to nothing any more."""
        for subscription in self._subscriptions:
            subscription.close()

    def refresh(self) -> None:
        """Take the report as it is now."""
        report = self._session.report
        self.summary.setText(load_words(self._session.load, report) or "Nothing is open")
        self.counts.set_rows(counts_rows(self._session.catalog, report))
        empty = not self.counts.rowCount()
        reading = self._session.load.stage in {Stage.OPENING, Stage.READING}
        self.nothing.setText(STILL_READING if reading else NO_SERIES)
        self.nothing.setVisible(empty)
        self.table.setVisible(not empty)
        groups = finding_groups(report)
        if groups != self._groups:
            self._groups = groups
            self._fill_noticed()
        details = technical_text(report, FINDINGS_LISTED)
        if details != self.details.toPlainText():
            self.details.setPlainText(details)

    def as_text(self) -> str:
        """The whole report for the clipboard; names no patient."""
        report = self._session.report
        lines = [load_words(self._session.load, report), ""]
        lines += [words for _, words in self._groups]
        return "\n".join([*lines, "", technical_text(report)])

    def _set_up_table(self) -> None:
        self.table.setModel(self.counts)
        self.table.setAccessibleName("Pictures by series")
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setResizeContentsPrecision(50)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setMinimumHeight(self._theme.px(120))

    def _redraw(self) -> None:
        self.table.verticalHeader().setDefaultSectionSize(self._theme.px(28))
        self._fill_noticed()
        self._show_details(self.toggle.isChecked())

    def _show_details(self, shown: bool) -> None:  # noqa: FBT001  a signal's argument
        self.details.setVisible(shown)
        self.toggle.setIcon(self._icons.icon("expand" if shown else "next"))

    def _fill_noticed(self) -> None:
        while (item := self.noticed.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for severity, words in self._groups:
            self.noticed.addWidget(self._line(severity, words))

    def _line(self, severity: Severity, words: str) -> QWidget:
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._theme.px(8))
        name, colour = _ICONS[severity]
        icon = QLabel(line)
        icon.setPixmap(self._icons.pixmap(name, colour, ratio=self.devicePixelRatioF()))
        text = plain_label(line, text=words)
        row.addWidget(icon, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(text, stretch=1)
        return line


def finding_groups(report: LoadReport) -> tuple[tuple[Severity, str], ...]:
    """One sentence per kind of finding, the gravest first."""
    counted: Counter[tuple[Severity, FindingCode]] = Counter(
        (finding.severity, finding.code) for finding in report.findings
    )
    groups = [(severity, describe(code, count)) for (severity, code), count in counted.items()]
    if report.other_files:
        count = report.other_files
        files = f"{number(count)} other files are not medical pictures and"
        if count == 1:
            files = "1 other file is not a medical picture and"
        groups.append((Severity.INFO, f"{files} of no concern here."))
    lost = missing(report.counts)
    if lost and not any(f.severity is Severity.ERROR for f in report.findings):
        groups.append((Severity.ERROR, f"{pictures(lost)} could not be read."))
    return tuple(sorted(groups, key=lambda group: _ORDER.index(group[0])))


def technical_text(report: LoadReport, most: int | None = None) -> str:
    """A line for each finding, or for the first `most`: code, place on the medium, detail."""
    counts = report.counts
    named = "none" if counts.referenced is None else counts.referenced
    total = (
        f"referenced {named}, found {counts.found}, readable {counts.readable}, "
        f"shown {counts.shown}, other files {report.other_files}"
    )
    lines = [total]
    for finding in report.findings[:most]:
        path, detail = SHOWN.text(finding.path), SHOWN.text(finding.detail)
        place = f" {visible(path)}:" if path else ""
        lines.append(f"{finding.severity.value} {finding.code.value}{place} {detail}")
    if most is not None and len(report.findings) > most:
        left = number(len(report.findings) - most)
        lines.append(f"and {left} more; a copy of the report has them all")
    return "\n".join(lines)
