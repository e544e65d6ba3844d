"""The load report: every series, every kind of finding, the technical text (M-041, S-05)."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from tests.factories.fake_session import small_catalog
from tests.factories.window_desk import WindowDesk
from viewer.app.stage import LoadState, Stage
from viewer.model.findings import (
    Counts,
    Finding,
    FindingCode,
    LoadReport,
    SeriesCounts,
    Severity,
)
from viewer.model.wording import describe
from viewer.ui.dialogs.load_report import LoadReportDialog
from viewer.ui.panels.counts_model import counts_rows
from viewer.ui.panels.load_report import finding_groups, technical_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

REPORT = LoadReport(
    Counts(18, 17, 14, 14),
    (
        SeriesCounts("1.2.1.1", Counts(1, 1, 1, 1)),
        SeriesCounts("1.2.1.3", Counts(15, 14, 12, 12)),
        SeriesCounts("unknown", Counts(None, 2, 2, 0)),
    ),
    (
        Finding(FindingCode.NAME_DEVIATES, Severity.INFO, "lower case", "dicom/im1"),
        Finding(FindingCode.FILE_UNREADABLE, Severity.ERROR, "read failed", "DICOM/IM12"),
        Finding(FindingCode.FILE_UNREADABLE, Severity.ERROR, "read failed", "DICOM/IM13"),
        Finding(FindingCode.FILE_MISSING, Severity.ERROR, "no such file", "DICOM/IM14"),
    ),
    other_files=23,
)


@pytest.fixture
def dialog(desk: WindowDesk) -> Iterator[LoadReportDialog]:
    desk.session.set_catalog(small_catalog())
    desk.session.set_report(REPORT)
    desk.session.set_load(LoadState(Stage.READY))
    dialog = LoadReportDialog(desk.session, desk.icons, desk.theme, desk.window)
    dialog.show()
    yield dialog
    dialog.close()


def test_incomplete_series_come_first_with_words() -> None:
    rows = counts_rows(small_catalog(), REPORT)
    assert [row.cells() for row in rows] == [
        ("12 Mar 2024 · 3 · Soft tissue 5.0", "15", "14", "12", "12", "3 missing"),
        ("Unnamed series", "not said", "2", "2", "0", "2 not shown"),
        ("12 Mar 2024 · 1 · Scout", "1", "1", "1", "1", "complete"),
    ]
    both = LoadReport(series=(SeriesCounts("1.2.1.1", Counts(5, 4, 4, 3)),))
    assert counts_rows(small_catalog(), both)[0].state() == "1 missing, 1 not shown"


def test_findings_are_grouped_gravest_first() -> None:
    groups = finding_groups(REPORT)
    assert [severity for severity, _ in groups] == [
        Severity.ERROR,
        Severity.ERROR,
        Severity.INFO,
        Severity.INFO,
    ]
    assert groups[0][1] == describe(FindingCode.FILE_UNREADABLE, 2)
    assert "23 other files" in groups[3][1]


def test_a_loss_without_a_finding_is_still_told() -> None:
    groups = finding_groups(LoadReport(Counts(5, 5, 3, 3)))
    assert groups == ((Severity.ERROR, "2 pictures could not be read."),)


def test_technical_text_has_every_finding() -> None:
    lines = technical_text(REPORT).splitlines()
    assert lines[0] == "referenced 18, found 17, readable 14, shown 14, other files 23"
    assert lines[2] == "error file-unreadable DICOM/IM12: read failed"
    assert len(lines) == 5


def test_the_table_shows_the_rows(dialog: LoadReportDialog) -> None:
    model = dialog.panel.counts
    assert model.rowCount() == 3
    assert model.headerData(1, Qt.Orientation.Horizontal) == "Expected"
    assert model.index(0, 3).data() == "12"
    words = [label.text() for label in dialog.panel.findChildren(QLabel)]
    assert describe(FindingCode.FILE_MISSING, 1) in words


def test_an_empty_table_says_so(dialog: LoadReportDialog, desk: WindowDesk) -> None:
    assert not dialog.panel.nothing.isVisible()
    desk.session.set_report(LoadReport())
    assert not dialog.panel.table.isVisible()
    assert dialog.panel.nothing.text() == "No series of pictures was found."
    assert dialog.panel.nothing.isVisible()
    desk.session.set_load(LoadState(Stage.READING))
    assert dialog.panel.nothing.text() == "The series appear here as they are read."


def test_details_are_one_click_below(dialog: LoadReportDialog) -> None:
    assert not dialog.panel.details.isVisible()
    dialog.panel.toggle.click()
    assert dialog.panel.details.isVisible()
    assert "DICOM/IM14" in dialog.panel.details.toPlainText()


def test_copy_takes_everything_and_no_name(dialog: LoadReportDialog) -> None:
    dialog.copy_button.click()
    text = QGuiApplication.clipboard().text()
    assert "14 of 18 pictures readable" in text
    assert "file-unreadable" in text
    assert "MUSTERMANN" not in text


def test_the_panel_follows_reading(dialog: LoadReportDialog, desk: WindowDesk) -> None:
    desk.session.set_report(LoadReport(Counts(2, 2, 2, 2)))
    assert dialog.panel.summary.text() == "All 2 pictures readable"
    assert dialog.panel.counts.rowCount() == 0
