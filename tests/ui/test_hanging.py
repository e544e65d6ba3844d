"""Hang as …: the menu, saving a layout, removing it, and files that are bad."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from tests.factories.studies import (
    BEFORE,
    TODAY,
    Scan,
    catalog_of_studies,
    mammograms,
    scan,
)
from tests.factories.window_desk import WindowDesk
from viewer.app.link_state import Links
from viewer.model.display_set import ImageStack
from viewer.model.viewport import ReferenceLineMode, ViewState
from viewer.ui.arrange_commands import ArrangeCommands
from viewer.ui.dialogs.save_layout import SaveLayoutDialog
from viewer.ui.layout_grid import LayoutGrid
from viewer.ui.viewport.commands import ViewportCommands

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
FOUR = (("R", "CC"), ("L", "CC"), ("R", "MLO"), ("L", "MLO"))


class Desk(WindowDesk):
    """The window with real viewports and an own folder for layouts."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.window.menus[
            "Window/Hang as"
        ].aboutToShow.disconnect()  # of the grid that only listens
        self.layouts = LayoutGrid(self.session, self.window)
        self.window.attach(self.layouts, ViewportCommands(self.session, self.layouts))
        self.window.actions_set.make_targets()
        assert self.window.arrange is not None
        self.arrange: ArrangeCommands = self.window.arrange
        self.arrange.own.folder = folder / "hanging"

    def show(self, *stacks: ImageStack, before: tuple[ImageStack, ...] = ()) -> None:
        studies = [(TODAY, stacks)] + ([(BEFORE, before)] if before else [])
        self.session.make_ready(catalog_of_studies(*studies))

    def menu(self) -> list[QAction]:
        menu = self.window.menus["Window/Hang as"]
        menu.aboutToShow.emit()
        return menu.actions()

    def entry(self, words: str) -> QAction:
        return next(action for action in self.menu() if action.text() == words)

    def uids(self) -> tuple[str, ...]:
        return self.session.workspace.state.layout.cells

    def dialog(self, title: str) -> QDialog:
        return next(d for d in self.window.findChildren(QDialog) if d.windowTitle() == title)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    del qtbot
    desk = Desk(tmp_path)
    yield desk
    desk.close()


def brain() -> tuple[ImageStack, ...]:
    names = ("t2_tse_tra", "t2_flair_tra", "t1_se_tra", "dwi_trace")
    return tuple(scan(Scan(n, "MR", n, plane="axial", body_part="HEAD", count=5)) for n in names)


def test_what_fits_comes_first_and_the_others_are_grey(desk: Desk) -> None:
    desk.show(*brain())
    actions = desk.menu()
    assert actions[0].text() == "Brain MR by sequence"
    assert actions[0].isEnabled()
    others = [a for a in actions if a.text() == "Mammography, four views"]
    assert [a.isEnabled() for a in others] == [False]
    again = desk.menu()
    assert [a.text() for a in again] == [a.text() for a in actions]  # not twice


def test_an_entry_hangs_and_the_status_bar_says_how(desk: Desk) -> None:
    desk.show(*brain())
    desk.entry("Brain MR by sequence").trigger()
    assert desk.uids() == ("t2_tse_tra", "t2_flair_tra", "t1_se_tra", "dwi_trace")
    assert desk.window.status.probe.text() == "Brain MR by sequence"
    assert [v.model.state.index for v in desk.layouts.views] == [2, 2, 2, 2]


def test_the_key_goes_through_the_ways_that_fit(desk: Desk) -> None:
    stacks = brain()
    old = scan(Scan("old", "MR", "t2_tse_tra", plane="axial", study=BEFORE))
    desk.show(*stacks, before=(old,))
    QTest.keyClick(desk.window, Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    assert len(desk.uids()) == 4
    QTest.keyClick(desk.window, Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    assert desk.uids() == ("t2_tse_tra", "old")
    QTest.keyClick(desk.window, Qt.Key.Key_H, Qt.KeyboardModifier.ShiftModifier)
    assert len(desk.uids()) == 4


def test_mammograms_face_each_other_on_the_screen(desk: Desk, qtbot: QtBot) -> None:
    """The bright disc of each picture stands at the inner edge; words stand at the outer."""
    small = mammograms("a", *FOUR[:2], size=(64, 64), pixel_mm=0.1)
    large = mammograms("b", *FOUR[2:], size=(64, 64), pixel_mm=0.2)
    desk.show(small, large)
    desk.arrange.hang_next()
    QApplication.processEvents()
    widths = []
    for number, view in enumerate(desk.layouts.views):
        model = view.model
        qtbot.waitUntil(lambda m=model: m.shown is not None)  # type: ignore[misc]
        view.canvas.grab()
        placement = view.canvas.painted.placement
        assert placement is not None
        width = placement.viewport[0]
        left, right = placement.left, placement.left + placement.size[0]
        assert (right == pytest.approx(width)) if number % 2 == 0 else (left == 0.0)
        widths.append(placement.size[0])
        text = view.canvas.painted.text
        assert text is not None
        words = [line.text for line in (*text.bottom_left, *text.bottom_right)]
        assert " ".join(FOUR[number]) in words
        free = (text.top_left, text.bottom_left) if number % 2 == 0 else (
            text.top_right, text.bottom_right)  # fmt: skip
        assert all(free)
        assert view.canvas.painted.text is not None
        assert (text.top_right if number % 2 == 0 else text.top_left) == ()
    # A millimetre is as long in every cell: the coarser detector's pictures are twice as wide.
    assert widths[2] == pytest.approx(2 * widths[0])


def test_series_of_one_and_of_several_mammograms_have_one_scale(desk: Desk, qtbot: QtBot) -> None:
    """The slider of a series with several pictures takes nothing from its cells."""
    size = (64, 256)  # wider than a cell: what decides is the width
    alone = [mammograms(f"a{n}", view, size=size) for n, view in enumerate(FOUR[:2])]
    desk.show(*alone, mammograms("b", *FOUR[2:], size=size))
    desk.arrange.hang_next()
    QApplication.processEvents()
    widths = set()
    for view in desk.layouts.views:
        qtbot.waitUntil(lambda m=view.model: m.shown is not None)  # type: ignore[misc]
        view.canvas.grab()
        placement = view.canvas.painted.placement
        assert placement is not None
        widths.add(placement.size[0])
        assert not view.slider.isVisible()
    assert max(widths) - min(widths) < 1  # cells differ by the pixel that is left over


def test_a_missing_view_is_said_in_its_cell(desk: Desk) -> None:
    desk.show(mammograms("a", *FOUR[:3]))
    desk.arrange.hang_next()
    QApplication.processEvents()  # the new cells have their places
    view = desk.layouts.views[3]
    view.canvas.grab()
    assert view.canvas.painted.words == "No left MLO in this examination"
    assert "no left MLO" in desk.window.status.probe.text()


def test_nothing_fits(desk: Desk) -> None:
    desk.show(scan(Scan("a", "OT", "Something")))
    desk.arrange.hang_next()
    assert desk.window.status.probe.text() == "No arrangement fits this examination"
    assert not desk.menu()[0].isEnabled()


def save(desk: Desk, name: str) -> SaveLayoutDialog:
    desk.arrange.save_layout()
    dialog = desk.dialog("Save this layout")
    assert isinstance(dialog, SaveLayoutDialog)
    assert not dialog.save_button.isEnabled()
    QTest.keyClicks(dialog.name, name)
    return dialog


def test_a_layout_is_saved_hung_and_removed(desk: Desk, tmp_path: Path) -> None:
    desk.show(*brain())
    workspace = desk.session.workspace
    workspace.set_layout(1, 2)
    items = desk.session.catalog.items()
    desk.session.show_item(items[3].uid, 0)
    desk.session.show_item(items[0].uid, 1)
    workspace.viewports[0].set_tiles(2, 2)
    assert not (tmp_path / "hanging").exists()
    dialog = save(desk, "Stroke & more")
    QTest.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    assert dialog.result() == QDialog.DialogCode.Accepted
    workspace.set_layout(1, 1)
    desk.session.show_item(items[2].uid, 0)
    desk.entry("Stroke && more").trigger()
    assert desk.uids() == ("dwi_trace", "t2_tse_tra")
    assert workspace.viewports[0].state.tiles.count == 4
    removing = next(a.menu() for a in desk.menu() if a.text() == "Remove a saved layout")
    assert removing is not None
    removing.actions()[0].trigger()  # type: ignore[attr-defined]  # a QMenu
    assert list((tmp_path / "hanging").iterdir()) == []
    assert not [a for a in desk.menu() if a.text() == "Stroke && more"]


def test_a_saved_layout_of_mammograms_has_them_face_each_other(desk: Desk) -> None:
    desk.show(mammograms("a", *FOUR[:2]))
    desk.arrange.hang_next()
    workspace = desk.session.workspace
    workspace.set_lines(ReferenceLineMode.LINES)
    workspace.set_links(Links(frozenset()))
    hung = [viewport.state.view for viewport in workspace.viewports]
    assert [view.room.toward for view in hung if view.room] == ["right", "left"]
    save(desk, "Mine").save_button.click()
    workspace.set_layout(1, 1)
    workspace.active.set_view(ViewState())
    workspace.set_lines(ReferenceLineMode.OFF)
    workspace.set_links(Links())
    desk.entry("Mine").trigger()
    assert [viewport.state.view for viewport in workspace.viewports] == hung
    assert workspace.state.lines is ReferenceLineMode.LINES
    assert not workspace.state.links.kinds


def test_a_folder_that_cannot_be_written_is_said_calmly(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    desk.arrange.own.folder = tmp_path / "file" / "hanging"
    desk.show(*brain())
    dialog = save(desk, "A")
    dialog.save_button.click()
    assert dialog.problem.isVisible()
    assert dialog.problem.text().startswith("The layout could not be saved: ")
    dialog.close()


def test_a_bad_file_is_told_and_the_others_work(desk: Desk) -> None:
    folder = desk.arrange.own.folder
    folder.mkdir()
    (folder / "bad.toml").write_text("grid = 3", encoding="utf-8")
    desk.show(*brain())
    assert desk.menu()[0].text() == "Brain MR by sequence"
    desk.entry("1 saved layout could not be read …").trigger()
    dialog = desk.dialog("Saved layouts")
    words = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "bad.toml: grid should be two numbers" in words
    assert "The others work." in words
    dialog.close()


def test_words_from_a_medium_are_no_markup_in_the_menu(desk: Desk) -> None:
    stacks = brain()
    odd = replace(stacks[0])
    desk.show(odd, *stacks[1:])
    assert all("<" not in action.text() for action in desk.menu())
