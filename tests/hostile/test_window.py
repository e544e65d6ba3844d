"""Names that look like commands: the window shows them letter by letter and follows none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QApplication, QLabel, QToolTip, QWidget

from tests.factories.dicomdir import image, patient, series, study, write_dicomdir
from tests.factories.elements import even
from tests.factories.window_desk import ThemeDesk
from tests.hostile.objects import element, instance, native
from viewer.limits import FINDINGS_LISTED, PEOPLE_LISTED
from viewer.model.findings import Finding, FindingCode, LoadReport, Severity
from viewer.ui import application
from viewer.ui.pages.people import MORE
from viewer.ui.panels.load_report import finding_groups, technical_text
from viewer.ui.plain_text import tool_tip
from viewer.ui.preferences import Preferences

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

MARKUP = "<h1>Big</h1><img src='file:///etc/passwd'><a href='http://x/'>link</a>"
TURNED = "\u202eelpoeP\u2066\u200f\x1b[31m\x07\x00\u2028"


def hostile_disc(folder: Path, people: int) -> Path:
    """Pictures of people whose every name is markup or turns the text around."""
    for person in range(1, people + 1):
        name = f"{MARKUP}{person}^{TURNED}Ann"
        texts = (
            (0x00080005, "CS", "ISO_IR 192"),
            (0x00081030, "LO", f"{MARKUP[:50]}study"),
            (0x0008103E, "LO", f"{TURNED}{MARKUP[:40]}series"),
            (0x00080080, "LO", MARKUP[:60]),
            (0x00100010, "PN", name),
            (0x00100020, "LO", f"<b>{person}</b>{TURNED}"),
            (0x0020000D, "UI", f"1.2.3.{person}"),
            (0x00281050, "DS", "40"),
            (0x00281051, "DS", "400"),
            (0x00281055, "LO", "<s>soft</s>"),
        )
        more = [element(tag, vr, even(text.encode())) for tag, vr, text in texts]
        data = native(bytes(64 * 64))(instance(person, *more, rows=64, columns=64))
        (folder / f"<i>{person}&").write_bytes(data)
    (folder / "<img src=x>.dcm").write_bytes(bytes(128) + b"DICM" + b"\2\0\0\0UL\4\0")
    return folder


@pytest.fixture
def desktop(qtbot: object, tmp_path: Path) -> Iterator[application.Desktop]:
    del qtbot
    desk = ThemeDesk()
    preferences = Preferences(QSettings(str(tmp_path / "w.ini"), QSettings.Format.IniFormat))
    preferences.acknowledge_notice()
    desktop = application.Desktop(desk.app, preferences)
    desktop.window.resize(1280, 840)
    desktop.window.show()
    yield desktop
    desktop.window.close()
    desktop.close()
    desk.close()


def opened(desktop: application.Desktop, disc: Path) -> None:
    desktop.start([disc])
    application._wait_for_pictures(desktop)


def everything_said(window: QWidget) -> Iterator[str]:
    """Every text a widget or a list offers to hands, eyes and screen readers."""
    for widget in (window, *window.findChildren(QWidget)):
        yield from (widget.toolTip(), widget.whatsThis(), widget.statusTip())
    model = window.browser.lines  # type: ignore[attr-defined]
    for row in range(model.rowCount(QModelIndex())):
        yield str(model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole) or "")


@pytest.mark.parametrize("people", [1, 2])
def test_no_name_is_taken_for_markup(
    desktop: application.Desktop, tmp_path: Path, people: int
) -> None:
    disc = tmp_path / "disc"
    disc.mkdir()
    opened(desktop, hostile_disc(disc, people))
    labels = [label for label in desktop.window.findChildren(QLabel) if label.text()]
    assert labels
    assert [
        label.text() for label in labels if label.textFormat() is not Qt.TextFormat.PlainText
    ] == []
    tips = [text for text in everything_said(desktop.window) if "Big" in text]
    assert tips
    for tip in tips:
        assert GuiQt.mightBeRichText(tip)
        assert "<h1" not in tip
        assert "<img" not in tip
        assert "&lt;h1&gt;" in tip


def test_names_hold_no_character_that_rules_the_text(
    desktop: application.Desktop, tmp_path: Path
) -> None:
    disc = tmp_path / "disc"
    disc.mkdir()
    opened(desktop, hostile_disc(disc, 1))
    (someone,) = desktop.session.catalog.patients
    texts = [someone.facts.name, someone.facts.patient_id]
    for exam in someone.studies:
        texts += [exam.facts.description, *(item.series.description for item in exam.items)]
    assert all(text.isprintable() for text in texts)
    assert "elpoeP[31m Ann" in someone.facts.name


def test_a_tool_tip_is_shown_letter_by_letter(qtbot: object) -> None:
    del qtbot
    QToolTip.showText(QGuiApplication.primaryScreen().geometry().center(), tool_tip(MARKUP))
    (label,) = [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, QLabel) and widget.isVisible()
    ]
    width = label.fontMetrics().horizontalAdvance(MARKUP)
    assert label.sizeHint().width() > 0.8 * width or label.wordWrap()
    assert QToolTip.text() == tool_tip(MARKUP)
    QToolTip.hideText()
    label.close()


def test_a_hundred_thousand_findings_are_counted_and_not_all_listed() -> None:
    count = 100_000
    findings = tuple(
        Finding(FindingCode.FILE_MISSING, Severity.ERROR, "not there", f"D\x1b\u202e/{n}")
        for n in range(count)
    )
    report = LoadReport(findings=findings)
    (group,) = finding_groups(report)
    assert group[1].startswith("100\u202f000 objects")
    lines = technical_text(report, FINDINGS_LISTED).split("\n")
    assert len(lines) == FINDINGS_LISTED + 2
    assert lines[1] == "error file-missing D\\x1b\\u202e/0: not there"
    assert lines[-1].startswith("and 98\u202f000 more")
    assert len(technical_text(report).split("\n")) == count + 1


def test_thousands_of_people_are_not_thousands_of_buttons(
    desktop: application.Desktop, tmp_path: Path
) -> None:
    people = [
        patient(f"P{n}", str(n), study(f"1.{n}", series(f"1.{n}.1", image(f"D\\{n}", f"9.{n}"))))
        for n in range(1500)
    ]
    (tmp_path / "DICOMDIR").write_bytes(write_dicomdir(people))
    (tmp_path / "GOOD").write_bytes(native(bytes(6))(instance(99)))
    opened(desktop, tmp_path)
    page = desktop.window.centre.people
    assert desktop.window.centre.currentWidget() is page
    assert page.title.text() == "Pictures of 1501 people"
    assert len(page.cards()) == PEOPLE_LISTED
    hints = [label.text() for label in page.findChildren(QLabel)]
    assert MORE.format(PEOPLE_LISTED) in hints
