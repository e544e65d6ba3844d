"""The tag browser: follows the picture, never mixes two, is searched and copied from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import document_item, small_catalog, stack_item
from tests.factories.window_desk import WindowDesk
from viewer.errors import FileReadError
from viewer.model.header import SeriesFacts
from viewer.model.image import FileKey
from viewer.model.tags import ITEM_TAG, TagNode, TagTree
from viewer.ui.dialogs.compare_tags import ONE_FILE, CompareTagsDialog
from viewer.ui.panels.tag_browser import NOTHING
from viewer.ui.panels.tags import READING, UNREADABLE, TagsPanel

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
CTRL = Qt.KeyboardModifier.ControlModifier
LUNG = "1.2.1.2"


def tree(number: int, series: str = LUNG) -> TagTree:
    code = TagNode(0x00080100, "CodeValue", "SH", "T-04000")
    item = TagNode(ITEM_TAG, "Item 1", "", "", children=(code,))
    return TagTree(
        (
            TagNode(0x00080060, "Modality", "CS", "CT"),
            TagNode(0x00082218, "AnatomicRegionSequence", "SQ", "1 item", children=(item,)),
            TagNode(0x00100010, "PatientName", "PN", "<b>Muster^Erika</b>"),
            TagNode(0x0020000E, "SeriesInstanceUID", "UI", series),
            TagNode(0x00200013, "InstanceNumber", "IS", str(number)),
            TagNode(0x00291008, "Image Number", "CS", "4", creator="SIEMENS CSA"),
        ),
        ("something odd about the file",) if number == 2 else (),
    )


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDesk]:
    del qtbot
    desk = WindowDesk(tmp_path)
    desk.session.make_ready(small_catalog())
    desk.session.tags = {file_of(number): tree(number) for number in range(3)}
    desk.session.show_item(LUNG)
    desk.app.processEvents()
    desk.window.activateWindow()
    yield desk
    desk.close()


def file_of(number: int, series: str = LUNG) -> FileKey:
    return FileKey(1, f"{series}/{number}/image")


@pytest.fixture
def panel(desk: WindowDesk, qtbot: QtBot) -> TagsPanel:
    QTest.keyClick(desk.window, Qt.Key.Key_T, CTRL)
    panel = desk.window.panels.findChild(TagsPanel)
    assert panel is not None
    qtbot.waitUntil(lambda: bool(panel.browser.shown))
    return panel


def cell(panel: TagsPanel, row: int, column: int, parent: QModelIndex | None = None) -> str:
    model = panel.browser.model
    return str(model.index(row, column, parent or QModelIndex()).data())


def test_the_key_shows_and_hides_it(desk: WindowDesk, panel: TagsPanel) -> None:
    assert panel.isVisible()
    assert [cell(panel, 0, column) for column in range(4)] == [
        *("Modality", "CT"),
        *("(0008,0060)", "CS"),
    ]
    assert cell(panel, 5, 0) == "SIEMENS CSA: Image Number"
    QTest.keyClick(desk.window, Qt.Key.Key_F12)
    assert not panel.isVisible()


def test_markup_in_a_value_stays_letters(panel: TagsPanel) -> None:
    index = panel.browser.model.index(2, 1)
    assert index.data() == "<b>Muster^Erika</b>"
    assert "&lt;b&gt;" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_it_follows_the_picture_and_keeps_the_place(
    desk: WindowDesk, panel: TagsPanel, qtbot: QtBot
) -> None:
    panel.browser.tree.setCurrentIndex(panel.browser.model.index(4, 0))
    desk.session.workspace.active.go_to(1)
    assert panel.browser.model.rowCount() == 0  # never values of another picture (S-10)
    assert panel.browser.message.text() == READING
    qtbot.waitUntil(lambda: cell(panel, 4, 1) == "1")
    assert panel.browser.tree.currentIndex().row() == 4
    assert panel.place.text() == file_of(1).path
    desk.session.workspace.active.go_to(2)
    qtbot.waitUntil(lambda: bool(panel.browser.shown))
    assert panel.browser.message.text() == "something odd about the file"


def test_a_hanging_disc_blocks_nothing_and_a_late_answer_is_dropped(
    desk: WindowDesk, panel: TagsPanel, qtbot: QtBot
) -> None:
    session = desk.session
    session.holds_tags = True
    session.tags_wanted.clear()
    viewport = session.workspace.active
    viewport.go_to(1)
    qtbot.waitUntil(lambda: len(session.tags_wanted) == 1)
    viewport.go_to(2)
    viewport.go_to(0)
    qtbot.waitUntil(lambda: panel.reading.is_reading and not panel._settled.isActive())
    assert len(session.tags_wanted) == 1  # one read at a time
    file, done = session.tags_wanted[0]
    done(tree(1))
    assert file == file_of(1)
    assert panel.browser.model.rowCount() == 0
    assert [wanted for wanted, _ in session.tags_wanted] == [file_of(1), file_of(0)]
    session.tags_wanted[1][1](tree(0))
    assert cell(panel, 4, 1) == "0"


def test_what_cannot_be_read_is_said_calmly(
    desk: WindowDesk, panel: TagsPanel, qtbot: QtBot
) -> None:
    desk.session.tags[file_of(1)] = FileReadError("made for the test")
    desk.session.workspace.active.go_to(1)
    qtbot.waitUntil(lambda: panel.browser.message.text() == UNREADABLE)
    assert panel.browser.model.rowCount() == 0


def test_a_document_says_something_too(desk: WindowDesk, panel: TagsPanel, qtbot: QtBot) -> None:
    report = document_item(SeriesFacts("1.2.1.9", 9, "DOC", "Report")).display_set
    assert report is not None
    desk.session.tags[FileKey(1, "1.2.1.9/document")] = tree(7)
    desk.session.workspace.show(report)
    qtbot.waitUntil(lambda: bool(panel.browser.shown))
    assert cell(panel, 4, 1) == "7"


def test_search_by_typing_opens_what_was_found(panel: TagsPanel, qtbot: QtBot) -> None:
    QTest.keyClicks(panel.browser.line, "t-04")
    qtbot.waitUntil(lambda: panel.browser.model.rowCount() == 1)
    top = panel.browser.model.index(0, 0)
    assert panel.browser.tree.isExpanded(top)
    inside = panel.browser.model.index(0, 0, panel.browser.model.index(0, 0, top))
    assert inside.data() == "CodeValue"
    assert inside.parent().parent() == top
    panel.browser.search("no such thing")
    assert panel.browser.message.text() == NOTHING


def test_arrows_walk_the_tree_and_not_the_pictures(desk: WindowDesk, panel: TagsPanel) -> None:
    tree_view = panel.browser.tree
    tree_view.setFocus()
    tree_view.setCurrentIndex(panel.browser.model.index(0, 0))
    QTest.keyClick(tree_view, Qt.Key.Key_Down)
    assert tree_view.currentIndex().row() == 1
    QTest.keyClick(tree_view, Qt.Key.Key_Right)
    assert tree_view.isExpanded(panel.browser.model.index(1, 0))
    assert desk.viewport.calls == []
    assert desk.session.workspace.active.state.index == 0


def test_value_line_and_all_can_be_copied(panel: TagsPanel) -> None:
    browser = panel.browser
    assert not browser.value_action.isEnabled()
    browser.tree.setFocus()
    browser.tree.setCurrentIndex(browser.model.index(4, 0))
    QTest.keyClick(browser.tree, Qt.Key.Key_C, CTRL)
    clipboard = QGuiApplication.clipboard()
    assert clipboard.text() == "(0020,0013)\tInstanceNumber\tIS\t0"
    browser.value_action.trigger()
    assert clipboard.text() == "0"
    browser.all_action.trigger()
    lines = clipboard.text().split("\n")
    assert len(lines) == 8
    assert lines[3] == "    (0008,0100)\tCodeValue\tSH\tT-04000"


def open_comparison(desk: WindowDesk) -> CompareTagsDialog:
    desk.window.actions_set["compare-tags"].trigger()
    dialog = desk.window.findChild(CompareTagsDialog)
    assert dialog is not None
    return dialog


def test_this_picture_and_the_next_are_compared(desk: WindowDesk) -> None:
    dialog = open_comparison(desk)
    assert dialog.choice.currentText().startswith("next picture")
    assert [row.node.name for row in dialog.browser.shown] == ["InstanceNumber"]
    model = dialog.browser.model
    cells = [model.index(0, column).data() for column in range(4)]
    assert cells == ["InstanceNumber", "0", "1", "differs"]
    assert model.index(0, 3).data(Qt.ItemDataRole.DecorationRole) is not None  # not colour alone
    dialog.browser.only.setChecked(False)
    assert model.rowCount() == 6
    dialog.browser.all_action.trigger()
    assert "InstanceNumber\tIS\t0\t1\tdiffers" in QGuiApplication.clipboard().text()


def test_two_viewports_are_compared(desk: WindowDesk) -> None:
    desk.session.workspace.set_layout(1, 2)
    desk.session.show_item("1.2.1.3", 1)
    desk.session.tags[file_of(0, "1.2.1.3")] = tree(0, "1.2.1.3")
    desk.session.workspace.activate(0)
    dialog = open_comparison(desk)
    assert dialog.choice.currentText().startswith("viewport 2")
    assert [row.node.name for row in dialog.browser.shown] == ["SeriesInstanceUID"]
    dialog.choice.setCurrentIndex(1)
    assert [row.node.name for row in dialog.browser.shown] == ["InstanceNumber"]


def test_a_single_picture_has_nothing_to_be_compared_with(desk: WindowDesk) -> None:
    alone = stack_item(SeriesFacts("1.9", 1, "CT"), count=1).display_set
    assert alone is not None
    desk.session.workspace.show(replace(alone, uid="1.9"))
    assert open_comparison(desk).browser.message.text() == ONE_FILE


def test_the_button_that_clears_the_search_is_within_its_line(desk: WindowDesk) -> None:
    desk.window.actions_set["tags"].trigger()
    (panel,) = desk.window.findChildren(TagsPanel)
    line = panel.browser.line
    line.setText("name")
    desk.app.processEvents()
    (button,) = line.findChildren(QToolButton)
    assert line.rect().contains(button.geometry())
    assert abs(button.geometry().center().y() - line.rect().center().y()) <= 1
