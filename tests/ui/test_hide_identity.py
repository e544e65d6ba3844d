"""While identity is hidden no word of any window names anybody; while it is not, they do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QSettings,
    Qt,
)
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.factories.dicom import image_dataset, save
from tests.factories.viewports import loaded, stack_of
from tests.factories.window_desk import ThemeDesk
from viewer.app.corner_text import Line, corner_text
from viewer.app.identity_view import SHOWN, Hiding
from viewer.app.stage import Stage
from viewer.app.viewport import ViewportState
from viewer.model.header import PatientFacts
from viewer.model.marks import TextMark
from viewer.model.viewport import AnnotationLevel
from viewer.ui.application import Desktop
from viewer.ui.preferences import Preferences
from viewer.ui.viewport.scene import Scene, corner_facts
from viewer.ui.viewport.snapshot import render_viewport
from viewer.ui.viewport.viewport_widget import ViewportWidget

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

# Everything by which the two people of the disc are known, as words of the screen hold it.
SENTINELS = (
    *("zwiebelfisch", "kunigunde", "sent-4711", "3 feb 1961", "19610203"),
    *("querkopf", "balduin", "sent-4712", "4 mar 1972", "19720304", "sentinelspital"),
)
DATES = ("2 jan 2024", "20240102")
KUNIGUNDE: dict[str, Any] = {
    "PatientName": "Zwiebelfisch^Kunigunde",
    "PatientID": "SENT-4711",
    "PatientBirthDate": "19610203",
    "StudyInstanceUID": "1.2.3.1",
    "StudyDescription": "CT von Frau ZWIEBELFISCH",
    "SeriesDescription": "Thorax Zwiebelfisch SENT-4711",
    "InstitutionName": "Sentinelspital",
    "StudyDate": "20240102",
}
BALDUIN: dict[str, Any] = {
    **KUNIGUNDE,
    "PatientName": "Querkopf^Balduin",
    "PatientID": "SENT-4712",
    "PatientBirthDate": "19720304",
    "StudyInstanceUID": "1.2.3.2",
    "StudyDescription": "CT Querkopf",
    "SeriesDescription": "Abdomen Balduin",
}


def report() -> Dataset:
    """A report of Kunigunde that says her name."""
    about = {**KUNIGUNDE, "Modality": "SR", "SeriesDescription": "Befund Kunigunde"}
    ds = image_dataset(series=7, **about)
    for keyword in ("PixelData", "Rows", "Columns", "ImageType", "PixelSpacing"):
        delattr(ds, keyword)
    ds.SOPClassUID = "1.2.840.10008.5.1.4.1.1.88.11"
    ds.SeriesInstanceUID = "1.2.3.7"
    title = Dataset()
    title.CodeValue, title.CodingSchemeDesignator = "1", "99X"
    title.CodeMeaning = "Befund Zwiebelfisch"
    ds.ConceptNameCodeSequence = [title]
    ds.ValueType, ds.ContinuityOfContent = "CONTAINER", "SEPARATE"
    item = Dataset()
    item.RelationshipType, item.ValueType = "CONTAINS", "TEXT"
    item.TextValue = "Frau Kunigunde Zwiebelfisch ist wohlauf."
    ds.ContentSequence = [item]
    ds.CompletionFlag, ds.VerificationFlag = "COMPLETE", "UNVERIFIED"
    return ds


OTHERS: list[QWidget] = []  # windows that were there before


@pytest.fixture
def desktop(qtbot: QtBot, tmp_path: Path) -> Iterator[Desktop]:
    """Two people, a report and a damaged file in a folder that is called like one of them."""
    folder = tmp_path / "ZWIEBELFISCH_KUNIGUNDE"
    for number in (1, 2):
        save(image_dataset(number=number, **KUNIGUNDE), folder / "a" / f"Kunigunde{number}")
        ds = image_dataset(number=number, series=4, **BALDUIN, SeriesInstanceUID="1.2.3.4")
        save(ds, folder / "b" / f"Balduin{number}")
    save(report(), folder / "Befund_Zwiebelfisch")
    whole = (folder / "a" / "Kunigunde1").read_bytes()
    (folder / "Zwiebelfisch_kaputt").write_bytes(whole[:200])
    OTHERS[:] = QApplication.topLevelWidgets()
    shared = ThemeDesk()
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desktop = Desktop(shared.app, Preferences(store))
    desktop.window.resize(1100, 760)
    desktop.window.show()
    desktop.start([folder])
    qtbot.waitUntil(lambda: not desktop.is_starting, timeout=20_000)
    qtbot.waitUntil(lambda: desktop.session.load.stage is Stage.READY, timeout=20_000)
    yield desktop
    desktop.window.close()
    desktop.close()
    desktop.window.deleteLater()
    shared.close()
    OTHERS.clear()


def own_windows() -> list[QWidget]:
    """Those of this test: what an earlier one left is not hidden."""
    return [top for top in QApplication.topLevelWidgets() if top not in OTHERS]


def choose_both(desktop: Desktop, qtbot: QtBot) -> None:
    """Both people side by side, as somebody who said yes to it."""
    window, session = desktop.window, desktop.session
    window.centre.show_person(session.catalog.patients[0].facts)
    session.workspace.set_layout(1, 2)
    found = [
        item
        for item in session.catalog.items()
        if item.series.modality == "CT" and item.display_set is not None
    ]
    window.guard.show_item(found[0].uid, 0)
    window.guard.show_item(found[-1].uid, 1)
    for box in window.findChildren(QMessageBox):
        box.buttons()[-1].click()
    qtbot.waitUntil(lambda: all(v.shown is not None for v in session.workspace.viewports))


def words_of(widget: QWidget) -> Iterator[str]:
    """Everything a widget says by itself, to eyes, pointers and screen readers."""
    yield from (widget.windowTitle(), widget.toolTip(), widget.statusTip(), widget.whatsThis())
    yield from (widget.accessibleName(), widget.accessibleDescription())
    for name in ("text", "placeholderText", "informativeText", "currentText", "title"):
        read = getattr(widget, name, None)
        if callable(read):
            yield str(read())
    if isinstance(widget, QTextEdit | QPlainTextEdit):
        yield widget.toPlainText()
    if isinstance(widget, QAbstractItemView) and widget.model() is not None:
        yield from words_in(widget.model(), QModelIndex())
    if isinstance(widget, ViewportWidget):
        yield from painted(widget)


def words_in(model: QAbstractItemModel, parent: QModelIndex) -> Iterator[str]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(parent)
    for row in range(model.rowCount(parent)):
        for column in range(columns):
            index = model.index(row, column, parent)
            for role in (*range(20), Qt.ItemDataRole.UserRole):
                value = index.data(role)
                if isinstance(value, str):
                    yield value
                elif hasattr(value, "spoken"):
                    yield from (value.title, value.note, value.problem, value.spoken)
                elif hasattr(value, "place"):
                    yield from (value.title, value.date, value.prior, value.place)
                elif hasattr(value, "birth"):
                    yield from (value.name, value.birth, value.number)
            if column == 0:
                yield from words_in(model, index)


def painted(view: ViewportWidget) -> Iterator[str]:
    """What the canvas writes over its picture."""
    scene = view.canvas.scene()
    yield scene.state.message
    facts = corner_facts(scene, None)
    if facts is not None:
        text = corner_text(facts, AnnotationLevel.FULL)
        corners = (text.top_left, text.top_right, text.bottom_left, text.bottom_right)
        yield from (line.text for corner in corners for line in corner if isinstance(line, Line))
    for mark in scene.marks:
        if isinstance(mark, TextMark):
            yield from mark.lines


def everything_said() -> str:
    """All words of all windows and of their actions."""
    QApplication.processEvents()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    said: list[str] = []
    for top in own_windows():
        for widget in (top, *top.findChildren(QWidget)):
            if isinstance(widget, QMenu):
                widget.aboutToShow.emit()
            said += words_of(widget)
        for action in top.findChildren(QAction):
            said += (action.text(), action.toolTip(), action.statusTip())
    return "\n".join(said).casefold()


def who_says(sentinels: tuple[str, ...] = SENTINELS) -> list[str]:
    """Which widgets still name somebody, for whoever looks for a failure."""
    return [
        f"{type(widget).__name__}: {word}"
        for top in own_windows()
        for widget in (top, *top.findChildren(QWidget))
        for word in words_of(widget)
        if any(sentinel in word.casefold() for sentinel in sentinels)
    ]


def named(sentinels: tuple[str, ...] = SENTINELS) -> set[str]:
    said = everything_said()
    return {sentinel for sentinel in sentinels if sentinel in said}


def test_no_window_names_anybody_while_identity_is_hidden(desktop: Desktop, qtbot: QtBot) -> None:
    window, session = desktop.window, desktop.session
    assert {"zwiebelfisch", "kunigunde", "querkopf", "balduin", "sent-4711"} <= named()  # cards
    window.actions_set["hide-identity"].trigger()
    assert named() == set(), who_says()
    window.actions_set["hide-identity"].trigger()
    choose_both(desktop, qtbot)
    window.actions_set["tags"].trigger()
    qtbot.waitUntil(lambda: {"19720304", "sentinelspital"} <= named(), timeout=10_000)
    assert {*SENTINELS} - {"19610203"} == named()  # else the test would prove nothing
    window.actions_set["hide-identity"].trigger()
    qtbot.waitUntil(lambda: "identity is hidden: values" in everything_said(), timeout=10_000)
    assert named() == set(), who_says()
    assert window.guard.banner.isVisible()  # still two people, and it is said (S-02)
    assert "Person 1" in window.guard.banner.text()
    assert "Person 2" in window.guard.banner.text()
    window.actions_set["detach"].trigger()
    window.actions_set["load-report"].trigger()
    window.actions_set["compare-tags"].trigger()
    assert named() == set(), who_says()
    result = session.catalog.items()
    found = next(item for item in result if item.series.modality == "SR")
    session.show_item(found.uid, 0)
    qtbot.wait(50)
    assert "identity is hidden" in everything_said()
    assert named() == set(), who_says()


def test_dates_are_hidden_if_one_wants_it(desktop: Desktop, qtbot: QtBot) -> None:
    choose_both(desktop, qtbot)
    assert named(DATES) >= {"2 jan 2024"}
    desktop.window.actions_set["hide-identity"].trigger()
    assert named(DATES) >= {"2 jan 2024"}
    desktop.window.actions_set["hide-dates"].trigger()
    assert named((*DATES, *SENTINELS)) == set(), who_says((*DATES, *SENTINELS))
    assert SHOWN.state == Hiding(people=True, dates=True)
    desktop.window.actions_set["hide-identity"].trigger()
    assert SHOWN.state == Hiding()


def test_the_guard_tells_people_apart_whatever_is_shown(desktop: Desktop, qtbot: QtBot) -> None:
    window, session = desktop.window, desktop.session
    window.centre.show_person(session.catalog.patients[0].facts)
    qtbot.waitUntil(lambda: session.workspace.active.shown is not None, timeout=10_000)
    window.actions_set["hide-identity"].trigger()
    session.workspace.set_layout(1, 2)
    other = session.catalog.patients[1].studies[0].items[0]
    window.guard.show_item(other.uid, 1)
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    assert any("Person" in button.text() for button in box.buttons())
    assert named() == set(), who_says()
    box.reject()


def test_undo_brings_no_name_back(desktop: Desktop, qtbot: QtBot) -> None:
    """Whether people are named is about the room, not about what was done to pictures."""
    choose_both(desktop, qtbot)
    desktop.window.actions_set["invert"].trigger()
    desktop.window.actions_set["hide-identity"].trigger()
    desktop.window.actions_set["undo"].trigger()
    assert SHOWN.state.people
    assert named() == set(), who_says()


def picture_of(name: str, number: str, *, hidden: bool) -> QImage:
    """What is printed or saved of the picture of a person whom the program meets first."""
    values = np.full((32, 32), 1100, np.uint16)
    (frame,) = stack_of([values]).frames
    facts = PatientFacts(name, number, birth_date="19610203", sex="F")
    study = replace(frame.header.study, institution=name, description=f"CT {name}")
    series = replace(frame.header.series, description=f"{name} axial")
    header = replace(frame.header, patient=facts, study=study, series=series)
    frame = replace(frame, header=header)
    stack = replace(stack_of([values]), frames=(frame,))
    SHOWN._numbers.clear()  # whoever comes now is the first person
    SHOWN.meet((facts,))
    SHOWN.set_state(Hiding(people=hidden))
    try:
        return render_viewport(Scene(ViewportState(stack), loaded(frame, values)), (400, 300))
    finally:
        SHOWN.set_state(Hiding())


def test_two_people_print_alike_while_identity_is_hidden(qtbot: QtBot) -> None:
    """Whatever way a name might take into the picture, its pixels would differ (S-31)."""
    del qtbot
    one, other = ("Zwiebelfisch, Kunigunde", "SENT-4711"), ("Querkopf, Balduin", "SENT-4712")
    assert picture_of(*one, hidden=False) != picture_of(*other, hidden=False)
    assert picture_of(*one, hidden=True) == picture_of(*other, hidden=True)
