"""The Compare menu, the 3D cursor under the hand, colours of two people, the wrong-disc guard."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import CHEST, ERIKA, catalog_of, document_item, stack_item
from tests.factories.grid_desk import LEFT, NO_BUTTON, GridDesk
from tests.factories.states import state_about
from tests.factories.viewports import PATIENT, Recipe, flat
from tests.factories.window_desk import WindowDesk
from tests.unit.app.stacks import AXIAL, CORONAL, make_stack
from tests.unit.app.test_point_cursor import stack
from viewer.app.beside_prior import NO_PARTNER
from viewer.app.catalog import Catalog, CatalogItem, CatalogStudy
from viewer.app.link_state import LinkKind
from viewer.model.display_set import Document, DocumentKind, ImageStack
from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts
from viewer.model.marks import PointMark
from viewer.model.tags import ITEM_TAG, TagNode, TagTree
from viewer.model.viewport import ReferenceLineMode
from viewer.tools.tool_mode import ToolMode
from viewer.ui.browser.rows import ItemRow, make_rows
from viewer.ui.colours import patient_colour
from viewer.ui.compare_commands import NO_OTHER_PRIOR, NO_PAIR, NO_PRIOR, SAME_EXAMINATION

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

BEFORE = StudyFacts("2", "20230201", "1000", "Chest")
LONG_AGO = StudyFacts("3", "20150201", "1000", "Chest")
OUTSIDE = replace(ERIKA, patient_id="A-99")
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDesk]:
    del qtbot
    desk = WindowDesk(tmp_path)
    yield desk
    desk.close()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot, (800, 600))
    yield desk
    desk.close()


def item(
    uid: str, words: str, study: StudyFacts = CHEST, who: PatientFacts = ERIKA, medium: int = 1
) -> CatalogItem:
    made = stack_item(SeriesFacts(uid, 1, "CT", words), who, study, count=5)
    return replace(made, medium=medium)


def three_examinations() -> Catalog:
    now = (item("1.1", "Soft"), item("1.2", "Lung"))
    then = (item("2.1", "Lung", BEFORE), item("2.2", "Soft", BEFORE))
    old = (item("3.1", "Soft", LONG_AGO),)
    studies = ((CHEST, now), (BEFORE, then), (LONG_AGO, old))
    return catalog_of((ERIKA, tuple(CatalogStudy(facts, items) for facts, items in studies)))


def cells(desk: WindowDesk) -> tuple[str, ...]:
    return desk.session.workspace.state.layout.cells


def questions(desk: WindowDesk) -> list[QMessageBox]:
    return [box for box in desk.window.findChildren(QMessageBox) if box.isVisible()]


# Priors


def test_one_key_hangs_the_prior_to_the_right_and_another_the_next(window: WindowDesk) -> None:
    window.session.make_ready(three_examinations())
    window.session.workspace.active.go_to(3)
    window.window.activateWindow()
    ctrl_shift = Qt.KeyboardModifier.ControlModifier | SHIFT
    QTest.keyClick(window.window, Qt.Key.Key_P, ctrl_shift)
    assert cells(window) == ("1.1", "2.2")
    assert window.session.workspace.state.active == 0
    assert [v.state.index for v in window.session.workspace.viewports] == [3, 3]
    window.window.actions_set["next-prior"].trigger()
    assert cells(window) == ("1.1", "3.1")
    window.window.actions_set["next-prior"].trigger()
    assert cells(window) == ("1.1", "2.2")


def test_what_was_hung_beside_it_is_said(window: WindowDesk) -> None:
    def told(*actions: str) -> str:
        for action in actions:
            window.window.actions_set[action].trigger()
        return window.window.status.probe.text()

    window.session.make_ready(three_examinations())
    assert told("compare") == "Earlier examination 1 of 2"
    assert told("next-prior") == "Earlier examination 2 of 2"
    now = CatalogStudy(CHEST, (item("1.1", "Soft"), item("1.2", "Lung")))
    one_prior = catalog_of((ERIKA, (now, CatalogStudy(BEFORE, (item("2.2", "Soft", BEFORE),)))))
    window.session.close_media()
    window.session.make_ready(one_prior)
    assert told("compare", "next-prior") == NO_OTHER_PRIOR
    window.session.close_media()
    window.session.make_ready(catalog_of((ERIKA, (now,))))
    assert told("compare") == SAME_EXAMINATION
    alone = catalog_of((ERIKA, (CatalogStudy(CHEST, (item("1.1", "Soft"),)),)))
    window.session.close_media()
    window.session.make_ready(alone)
    assert told("compare") == NO_PRIOR
    for action in ("swap", "match-slices"):
        window.window.status.show_probe("")
        assert told(action) == NO_PAIR


def test_that_the_prior_has_another_plane_is_said(window: WindowDesk) -> None:
    def flat_item(uid: str, study: StudyFacts, directions: Any) -> CatalogItem:
        made = item(uid, "Thorax", study)
        return replace(made, display_set=make_stack(uid, directions=directions, reference=uid))

    now = CatalogStudy(CHEST, (flat_item("1.1", CHEST, CORONAL),))
    then = CatalogStudy(BEFORE, (flat_item("2.1", BEFORE, AXIAL),))
    window.session.make_ready(catalog_of((ERIKA, (now, then))))
    window.window.actions_set["compare"].trigger()
    assert cells(window) == ("1.1", "2.1")
    words = window.window.status.probe.text()
    assert words == "No coronal series in the earlier examination"


@pytest.mark.parametrize(
    "action",
    [
        "original",
        "subtract",
        "use-as-mask",
        "mask-up",
        "key-filter",
    ],
)
def test_an_action_that_can_do_nothing_says_so(window: WindowDesk, action: str) -> None:
    alone = catalog_of((ERIKA, (CatalogStudy(CHEST, (item("1.1", "Soft"),)),)))
    window.session.make_ready(alone)
    before = window.session.workspace.state, window.session.workspace.active.state
    window.window.status.show_probe("")
    window.window.actions_set[action].trigger()
    assert window.window.status.probe.text()
    assert (window.session.workspace.state, window.session.workspace.active.state) == before


def test_series_side_by_side_become_rows(window: WindowDesk) -> None:
    """In the order in which they stand; the picture that was active still is."""
    window.session.make_ready(three_examinations())
    workspace = window.session.workspace
    workspace.set_layout(1, 2)
    window.session.show_item("1.2", 1)
    window.window.actions_set["compare"].trigger()
    assert cells(window) == ("1.1", "2.2", "1.2", "2.1")
    assert workspace.state.active == 2
    window.window.actions_set["next-prior"].trigger()
    # Neither the soft tissue of that day beside the lung, nor the lung of yet another day.
    assert cells(window) == ("1.1", "3.1", "1.2", "")
    assert workspace.viewports[3].state.message == NO_PARTNER


def test_the_bar_compares_with_one_click(window: WindowDesk) -> None:
    button = window.window.tool_bar.compare_button
    assert not button.isEnabled()
    window.session.make_ready(three_examinations())
    QTest.mouseClick(button, LEFT, pos=QPoint(8, button.height() // 2))
    assert cells(window) == ("1.1", "2.2")


def test_a_report_beside_the_pictures_is_not_what_is_compared(window: WindowDesk) -> None:
    catalog = three_examinations()
    report = document_item(SeriesFacts("1.9", 9, "DOC", "Report"))
    first = catalog.patients[0].studies[0]
    studies = (replace(first, items=(*first.items, report)), *catalog.patients[0].studies[1:])
    window.session.make_ready(catalog_of((ERIKA, studies)))
    window.window.actions_set["compare"].trigger()
    window.session.show_item("1.9", 1)  # active now
    window.window.actions_set["compare"].trigger()
    assert cells(window) == ("1.1", "2.2")


def test_with_nothing_to_compare_there_is_room_for_something(window: WindowDesk) -> None:
    alone = catalog_of((ERIKA, (CatalogStudy(CHEST, (item("1.1", "Soft"),)),)))
    window.session.make_ready(alone)
    window.window.actions_set["compare"].trigger()
    assert cells(window) == ("1.1", "")


def test_closing_forgets_the_point_and_the_matches(window: WindowDesk) -> None:
    """They hold who it was and where."""
    window.session.make_ready(three_examinations())
    window.window.actions_set["compare"].trigger()
    window.window.actions_set["match-slices"].trigger()
    assert window.session.workspace.state.links.matches
    window.window.actions_set["close-media"].trigger()
    assert not window.session.workspace.state.links.matches
    assert window.session.workspace.cursor.point is None


# Switches


def test_the_ticks_of_the_menu_are_those_of_the_workspace(window: WindowDesk) -> None:
    actions, workspace = window.window.actions_set, window.session.workspace
    window.session.make_ready(three_examinations())
    assert actions["link-scroll"].isChecked()
    for kind in (LinkKind.VIEW, LinkKind.WINDOW, LinkKind.FILM):
        actions[f"link-{kind.value}"].trigger()
        assert kind in workspace.state.links.kinds
        assert actions[f"link-{kind.value}"].isChecked()
    actions["unlink"].trigger()
    assert workspace.state.links.kinds == frozenset()
    assert not actions["link-scroll"].isChecked()
    actions["link"].trigger()
    assert workspace.state.links.kinds == {LinkKind.SCROLL, LinkKind.VIEW}
    actions["reference-lines"].trigger()
    assert workspace.state.lines.value == "lines"
    actions["slice-thickness"].trigger()
    assert actions["reference-lines"].isChecked()
    actions["reference-lines"].trigger()
    assert workspace.state.lines.value == "off"
    assert not actions["slice-thickness"].isChecked()


def test_two_slices_are_matched_and_forgotten(window: WindowDesk) -> None:
    window.session.make_ready(three_examinations())
    actions, workspace = window.window.actions_set, window.session.workspace
    actions["compare"].trigger()
    workspace.viewports[1].go_to(2)
    workspace.viewports[0].go_to(0)
    actions["match-slices"].trigger()
    workspace.viewports[0].go_to(1)
    assert workspace.viewports[1].state.index == 3
    actions["unlink"].trigger()
    assert workspace.state.links.matches == ()


def test_with_three_viewports_the_last_two_active_ones_are_meant(window: WindowDesk) -> None:
    window.session.make_ready(three_examinations())
    workspace = window.session.workspace
    workspace.set_layout(1, 3)
    for number, uid in enumerate(("1.1", "2.2", "3.1")):
        window.session.show_item(uid, number)
    workspace.activate(0)
    window.window.actions_set["swap"].trigger()  # 0 and, active before it, 2
    assert cells(window) == ("3.1", "2.2", "1.1")


# The 3D cursor, by hand


def rings(desk: GridDesk, number: int) -> list[PointMark]:
    viewport = desk.session.workspace.viewports[number]
    marks = desk.session.workspace.cursor.marks(viewport)
    return [mark for mark in marks if isinstance(mark, PointMark) and mark.handle]


def two_series(desk: GridDesk) -> None:
    desk.lay_out(1, 2)
    desk.put(flat([1000] * 9), Recipe("b"), viewport=1)
    desk.put(flat([1000] * 5), Recipe("a", slice_mm=10), viewport=0)
    QApplication.processEvents()


def test_the_crosshair_points_while_the_button_is_held(desk: GridDesk) -> None:
    two_series(desk)
    desk.grid.set_tool(ToolMode.CROSSHAIR)
    desk.drag(LEFT, (30, 20), (200, 300))
    placement = desk.canvas.placement()
    assert placement is not None
    wanted = placement.image_from_screen((230.0, 320.0))
    assert [ring.at for ring in rings(desk, 0)] == [pytest.approx(wanted)]
    assert [ring.at for ring in rings(desk, 1)] == [pytest.approx(wanted)]
    desk.grid.set_tool(ToolMode.SCROLL)
    assert rings(desk, 1) == []


def test_shift_points_with_any_tool_and_lets_go(desk: GridDesk) -> None:
    two_series(desk)
    move = QMouseEvent.Type.MouseMove
    desk.mouse(move, QPoint(200, 300), NO_BUTTON, NO_BUTTON, SHIFT)
    assert len(rings(desk, 1)) == 1
    before = np.array(desk.grid.views[1].canvas.grab().toImage().bits())
    desk.mouse(move, QPoint(210, 300), NO_BUTTON, NO_BUTTON, SHIFT)
    after = np.array(desk.grid.views[1].canvas.grab().toImage().bits())
    assert (before != after).any()  # it is drawn where it was not
    desk.mouse(move, QPoint(220, 300), NO_BUTTON, NO_BUTTON)
    assert rings(desk, 1) == []


def test_shift_while_drawing_is_for_straight_lines(desk: GridDesk) -> None:
    two_series(desk)
    desk.grid.set_tool(ToolMode.LENGTH)
    desk.mouse(QMouseEvent.Type.MouseMove, QPoint(200, 300), NO_BUTTON, NO_BUTTON, SHIFT)
    assert rings(desk, 1) == []


def test_beside_the_picture_there_is_no_place(desk: GridDesk) -> None:
    two_series(desk)
    desk.grid.set_tool(ToolMode.CROSSHAIR)
    desk.drag(LEFT, (0, 1), (200, 3))
    assert rings(desk, 0) == []


# Two people


def band(desk: GridDesk, number: int) -> QColor:
    view = desk.grid.views[number]
    return view.grab().toImage().pixelColor(view.width() // 2, 4)


def test_two_people_on_show_have_a_colour_each(desk: GridDesk) -> None:
    """S-01: besides name, number and birth date in every viewport."""
    desk.lay_out(1, 2)
    desk.put(flat([1000]), Recipe("a"), viewport=0)
    desk.put(flat([1000]), Recipe("b"), viewport=1)
    colours = {patient_colour(0), patient_colour(1)}
    assert band(desk, 0).name() not in colours
    other = replace(PATIENT, name="ANDERE, Person", patient_id="9")
    desk.put(flat([1000]), Recipe("c", patient=other), viewport=1)
    QApplication.processEvents()
    assert {band(desk, 0).name(), band(desk, 1).name()} == colours
    for view in desk.grid.views:
        text = view.canvas.painted.text
        assert text is not None
        assert any("*14 May 1961" in line.text for line in text.top_left)
    desk.put(flat([1000]), Recipe("b"), viewport=1)
    QApplication.processEvents()
    assert band(desk, 0).name() not in colours


def outside_disc() -> Catalog:
    return catalog_of(
        (ERIKA, (CatalogStudy(CHEST, (item("1.1", "Soft"),)),)),
        (OUTSIDE, (CatalogStudy(BEFORE, (item("2.1", "Soft", BEFORE, OUTSIDE, 2),)),)),
    )


def asked_about_the_outside_disc(desk: WindowDesk) -> QMessageBox:
    everybody = outside_disc()
    desk.session.make_ready(Catalog(everybody.patients[:1]))
    desk.session.set_catalog(everybody)
    desk.window.actions_set["compare"].trigger()
    (box,) = questions(desk)
    return box


def test_perhaps_the_same_person_is_asked_about_with_what_agrees_and_differs(
    window: WindowDesk,
) -> None:
    box = asked_about_the_outside_disc(window)
    assert box.isModal()
    assert cells(window) == ("1.1",)  # nothing is seen before the answer
    assert "The name and birth date agree." in box.informativeText()
    assert "The patient number differs: 4711 and A-99." in box.informativeText()
    assert box.textFormat() is Qt.TextFormat.PlainText
    labels = [button.text() for button in box.buttons()]
    assert labels[:2] == ["Only number 4711", "Only number A-99"]
    assert box.escapeButton().text() == "Only number 4711"
    box.escapeButton().click()
    assert cells(window) == ("1.1",)
    assert not window.window.guard.banner.isVisible()


def test_after_the_answer_a_red_banner_says_what_differs_as_long_as_it_lasts(
    window: WindowDesk,
) -> None:
    """S-02."""
    box = asked_about_the_outside_disc(window)
    next(b for b in box.buttons() if "both" in b.text()).click()
    assert cells(window) == ("1.1", "2.1")
    banner = window.window.guard.banner
    assert banner.isVisible()
    assert "Not known to be one person" in banner.text()
    assert "patient number differs" in banner.text()
    assert "4711" in banner.text()
    assert "A-99" in banner.text()
    window.window.actions_set["compare"].trigger()  # the same two: no second question
    assert questions(window) == []
    window.session.workspace.set_layout(1, 1)
    assert not banner.isVisible()


def test_links_between_two_people_need_a_hand(window: WindowDesk) -> None:
    """G-042, S-02: linked by nothing but an explicit act."""
    box = asked_about_the_outside_disc(window)
    next(b for b in box.buttons() if "both" in b.text()).click()
    workspace, actions = window.session.workspace, window.window.actions_set
    for action in ("link-zoom", "link-window"):
        actions[action].trigger()
    workspace.viewports[0].go_to(2)
    assert workspace.viewports[1].state.index == 0
    actions["match-slices"].trigger()
    workspace.viewports[0].go_to(3)
    assert workspace.viewports[1].state.index == 1


def test_the_localizer_comes_beside_the_slice_with_its_line(window: WindowDesk) -> None:
    """G-033: the file of the slice names it; the slice stays where it is and active."""
    slices = stack("1.1", AXIAL, (0.0, 0.0, 0.0))
    coronals = stack("1.2", CORONAL, (0.0, 0.0, 100.0), count=3)
    sets = {s.uid: s for s in (slices, coronals)}
    items = tuple(replace(item(uid, "MR"), display_set=sets[uid]) for uid in sets)
    facts = slices.frames[0].header.patient
    window.session.make_ready(catalog_of((facts, (CatalogStudy(CHEST, items),))))
    window.session.show_item("1.1")
    workspace = window.session.workspace
    workspace.active.go_to(7)
    window.window.actions_set["localizer"].trigger()
    assert len(workspace.viewports) == 1  # nobody names one, and none is a scout
    uid = TagNode(0x00081155, "", "UI", coronals.frames[2].header.sop_instance_uid)
    entry = TagNode(ITEM_TAG, "", "", "", children=(uid,))
    sequence = TagNode(0x00081140, "", "SQ", "", children=(entry,))
    window.session.tags[slices.frames[7].key.file] = TagTree((sequence,))
    window.window.actions_set["localizer"].trigger()
    assert cells(window) == ("1.1", "1.2")
    assert [v.state.index for v in workspace.viewports] == [7, 2]
    assert workspace.state.active == 0
    assert workspace.state.lines is ReferenceLineMode.LINES


# What others marked


def test_a_state_chosen_in_the_list_shows_its_picture_under_it(window: WindowDesk) -> None:
    now = item("1.1", "Soft")
    assert isinstance(now.display_set, ImageStack)
    state = replace(state_about(now.display_set.frames[1]), label="NODULE")
    marks = document_item(SeriesFacts("1.8", 8, "PR", "Marks"), DocumentKind.OTHER)
    assert isinstance(marks.display_set, Document)
    header = replace(marks.display_set.header, state=state)
    marks = replace(marks, display_set=replace(marks.display_set, header=header))
    window.session.make_ready(catalog_of((ERIKA, (CatalogStudy(CHEST, (now, marks)),))))
    (row,) = [r for r in make_rows(window.session.catalog) if r.key == marks.uid]
    assert isinstance(row, ItemRow)
    assert (row.shown, row.note) == (True, "At its picture")
    window.window.browser.item_wanted.emit(marks.uid)
    shown = window.session.workspace.active.state
    assert cells(window) == ("1.1",)
    assert (shown.index, shown.presentation.state) == (1, state)
