from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QByteArray, QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import LEFT, GridDesk
from tests.factories.viewports import PATIENT, STUDY, Recipe, flat, stack_of
from viewer.app.annotation_places import anchor_of
from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
from viewer.app.corner_text import Emphasis, Line
from viewer.app.link_state import LinkKind, Links
from viewer.app.measurements import CalibrationState
from viewer.model.annotation import Annotation, AnnotationKind
from viewer.model.display_set import ImageStack
from viewer.model.viewport import FitMode, ViewState
from viewer.ui.layout_grid import LayoutGrid
from viewer.ui.viewport.viewport_widget import ITEM_MIME

ACCENT = QColor("#4da3ff")


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot, (800, 600))
    yield desk
    desk.close()


def visible(grid: LayoutGrid) -> list[int]:
    return [n for n, view in enumerate(grid.views) if view.isVisible()]


def corner(desk: GridDesk, number: int) -> QColor:
    """The upper left pixel of a viewport, where its frame is."""
    return desk.grid.views[number].grab().toImage().pixelColor(40, 0)


def catalog_of(*stacks: ImageStack) -> Catalog:
    studies = tuple(
        CatalogStudy(
            stack.frames[0].header.study,
            (
                CatalogItem(
                    stack.uid,
                    1,
                    stack.frames[0].header.series,
                    "",
                    len(stack.frames),
                    display_set=stack,
                ),
            ),
        )
        for stack in stacks
    )
    return Catalog((CatalogPatient(PATIENT, studies),))


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (1, 2), (2, 2), (3, 4)])
def test_cells_share_the_room_with_two_pixels_between(
    desk: GridDesk, rows: int, columns: int
) -> None:
    desk.lay_out(rows, columns)
    rects = [view.geometry() for view in desk.grid.views]
    assert len(rects) == rows * columns
    if columns > 1:
        assert rects[1].left() - rects[0].right() - 1 == 2
    assert max(r.width() for r in rects) - min(r.width() for r in rects) <= 1
    assert rects[-1].bottomRight() == desk.grid.rect().bottomRight()


def test_the_session_hears_of_a_painted_picture(desk: GridDesk) -> None:
    desk.grid.views[0].grab()
    assert desk.session.pictures_painted == 0  # words alone are no picture
    desk.put(flat([1000]), viewport=0)
    desk.grid.views[0].grab()
    assert desk.session.pictures_painted > 0


def test_a_click_makes_a_viewport_active_and_gives_it_the_frame(desk: GridDesk) -> None:
    desk.lay_out(1, 2)
    desk.put(flat([1000]), viewport=0)
    assert corner(desk, 0) == ACCENT
    QTest.mouseClick(desk.grid.views[1].canvas, LEFT)
    assert desk.session.workspace.state.active == 1
    assert corner(desk, 1) == ACCENT
    assert corner(desk, 0) != ACCENT


def test_a_single_viewport_needs_no_frame(desk: GridDesk) -> None:
    desk.put(flat([1000]))
    assert corner(desk, 0) != ACCENT


def test_tab_goes_from_viewport_to_viewport(desk: GridDesk) -> None:
    desk.lay_out(1, 2)
    desk.grid.views[0].setFocus()
    window = desk.window.windowHandle()
    assert window is not None
    QTest.keyClick(window, Qt.Key.Key_Tab)
    assert desk.grid.views[1].hasFocus()
    assert desk.session.workspace.state.active == 1
    QTest.keyClick(window, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert desk.grid.views[0].hasFocus()
    assert desk.session.workspace.state.active == 0


def test_what_is_hidden_gives_the_keys_to_the_active_viewport(desk: GridDesk) -> None:
    """Qt gives them to the next widget and says that Tab did it."""
    desk.lay_out(2, 2)
    QTest.mouseClick(desk.grid.views[3].canvas, LEFT)
    listed = QLineEdit(desk.window)  # as the list of measurements, which goes with the last one
    listed.show()
    QTest.mouseClick(listed, LEFT)
    assert listed.hasFocus()
    listed.hide()
    assert desk.session.workspace.state.active == 3
    assert desk.grid.views[3].hasFocus()


def test_double_click_fills_the_grid_and_gives_it_back(desk: GridDesk) -> None:
    desk.lay_out(2, 2)
    QTest.mouseClick(desk.grid.views[3].canvas, LEFT)
    QTest.mouseDClick(desk.grid.views[3].canvas, LEFT)
    QApplication.processEvents()
    assert visible(desk.grid) == [3]
    assert desk.grid.views[3].size() == desk.grid.size()
    QTest.mouseDClick(desk.grid.views[3].canvas, LEFT)
    assert visible(desk.grid) == [0, 1, 2, 3]


def test_fewer_cells_remove_widgets_and_keep_the_first(desk: GridDesk) -> None:
    desk.lay_out(2, 2)
    first = desk.grid.views[0]
    desk.lay_out(1, 1)
    assert desk.grid.views == [first]


def test_a_viewport_that_is_gone_hears_of_no_frame(desk: GridDesk) -> None:
    """Its slider is deleted: a frame that arrives for another one must not reach it."""
    listeners = desk.session.frames.arrived._listeners
    one = len(listeners)
    desk.lay_out(2, 2)
    assert len(listeners) > one
    desk.lay_out(1, 1)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(listeners) == one
    desk.put(flat([1000] * 3))


def test_an_item_dropped_on_a_viewport_is_wanted_there(desk: GridDesk) -> None:
    desk.lay_out(1, 2)
    data = QMimeData()
    data.setData(ITEM_MIME, QByteArray(b"1.2.3"))
    copy = Qt.DropAction.CopyAction
    view = desk.grid.views[1]
    wanted: list[tuple[str, int]] = []
    desk.grid.item_wanted.connect(lambda uid, number: wanted.append((uid, number)))
    enter = QDragEnterEvent(view.rect().center(), copy, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, enter)
    assert enter.isAccepted()
    at = QPointF(view.rect().center())
    QApplication.sendEvent(view, QDropEvent(at, copy, data, LEFT, Qt.KeyboardModifier.NoModifier))
    assert wanted == [("1.2.3", 1)]  # the window asks first if need be (S-02)


def test_a_closing_viewport_leaves_its_focus_to_the_active_one(desk: GridDesk) -> None:
    """Else the next key would press a button of the tool bar."""
    desk.lay_out(2, 2)
    desk.grid.views[3].setFocus(Qt.FocusReason.MouseFocusReason)
    desk.lay_out(1, 2)
    assert desk.grid.active_view.hasFocus()


def test_other_things_cannot_be_dropped(desk: GridDesk) -> None:
    data = QMimeData()
    data.setText("something else")
    view = desk.grid.views[0]
    enter = QDragEnterEvent(
        view.rect().center(),
        Qt.DropAction.CopyAction,
        data,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(view, enter)
    assert not enter.isAccepted()


def test_linked_viewports_say_so_on_both_sides_and_follow(desk: GridDesk) -> None:
    desk.lay_out(1, 3)
    desk.put(flat([1000] * 10), Recipe("a"), viewport=1)
    desk.put(flat([1000] * 10), Recipe("alone", reference="other"), viewport=2)
    desk.put(flat([1000] * 5), Recipe("b", slice_mm=10), viewport=0)

    def marks() -> list[bool]:
        found = []
        for view in desk.grid.views:
            view.canvas.grab()
            text = view.canvas.painted.text
            assert text is not None
            found.append("scroll linked" in [line.text for line in text.bottom_right])
        return found

    assert marks() == [True, True, False]
    desk.model.go_to(3)
    assert [v.state.index for v in desk.session.workspace.viewports] == [3, 6, 0]
    desk.session.workspace.set_links(Links(frozenset()))
    assert marks() == [False, False, False]


def test_a_prior_is_named_beside_its_date_and_has_a_dashed_frame(desk: GridDesk) -> None:
    desk.lay_out(1, 2)
    old = replace(STUDY, date="20210203")
    now = desk.put(flat([1000]), Recipe("now"), viewport=0)
    then = desk.put(flat([1000]), Recipe("then", study=old), viewport=1)
    desk.session.catalog = catalog_of(now, then)
    desk.session.catalog_changed.emit(desk.session.catalog)
    view = desk.grid.views[1]
    view.canvas.grab()
    text = view.canvas.painted.text
    assert text is not None
    assert text.top_right[:2] == (
        Line("3 Feb 2021 10:15", Emphasis.STRONG),
        Line("prior, 3 y", Emphasis.WARNING),  # the age stands out (S-09)
    )
    assert view.is_prior
    assert not desk.grid.views[0].is_prior
    edge = view.grab().toImage()
    colours = {edge.pixelColor(x, 0).name() for x in range(20, 300)}
    assert ACCENT.name() in colours
    assert len(colours) > 1  # gaps between the dashes


def test_the_accessible_name_says_what_is_on_show(desk: GridDesk) -> None:
    desk.put(flat([1000] * 3))
    desk.model.go_to(1)
    assert desk.view.accessibleName() == "Viewport 1: CT Lung 1.0, image 2 of 3"


def test_annotation_levels_never_hide_identity(desk: GridDesk) -> None:
    desk.put(flat([1000]))
    counts = []
    for _ in range(3):
        desk.canvas.grab()
        text = desk.canvas.painted.text
        assert text is not None
        lines = [*text.top_left, *text.top_right, *text.bottom_left, *text.bottom_right]
        assert text.top_left[0].text == "MUSTERMANN, Erika"
        assert desk.canvas.painted.edges is not None
        counts.append(len(lines))
        desk.commands.cycle_annotations()
    assert counts == sorted(counts, reverse=True)
    assert len(set(counts)) == 3
    assert desk.session.workspace.state.annotations == "full"


def test_space_is_noticed_wherever_the_focus_is(desk: GridDesk) -> None:
    desk.put(flat([1000] * 20))
    elsewhere = QLineEdit(desk.window)
    elsewhere.show()
    elsewhere.setFocus()
    desk.model.set_view(ViewState(FitMode.FREE, zoom=10.0))
    QTest.mouseMove(desk.window.windowHandle(), QPoint(300, 240))
    QTest.keyPress(desk.window.windowHandle(), Qt.Key.Key_Space)
    desk.drag(LEFT, (40, 60))
    QTest.keyRelease(desk.window.windowHandle(), Qt.Key.Key_Space)
    assert desk.state.index == 0
    assert desk.state.view.center is not None
    desk.drag(LEFT, (0, 100))
    assert desk.state.index > 0


def link_words(desk: GridDesk, number: int) -> list[str]:
    """What is painted about links in a viewport."""
    view = desk.grid.views[number]
    view.canvas.repaint()
    text = view.canvas.painted.text
    lines = (*text.top_left, *text.top_right, *text.bottom_left, *text.bottom_right) if text else ()
    return [line.text for line in lines if "linked" in line.text]


def test_a_calibration_and_its_undo_change_what_is_said_about_links(desk: GridDesk) -> None:
    """G-042, D-104: never a word that was true before."""
    desk.lay_out(1, 2)
    desk.put(flat([100]), Recipe("a"), viewport=0)
    desk.put(flat([100]), Recipe("b", spacing=None), viewport=1)
    desk.session.workspace.set_links(Links(frozenset({LinkKind.VIEW})))
    assert link_words(desk, 1) == link_words(desk, 0) == ["zoom linked, not by mm"]
    frame = desk.grid.views[1].model.state.frame
    assert frame is not None
    drawn = Annotation("1", AnnotationKind.LENGTH, ((0.0, 0.0), (3.0, 0.0)), anchor_of(frame))
    assert desk.session.measurements.calibrate(drawn, frame, 30.0) == ""
    assert link_words(desk, 1) == link_words(desk, 0) == ["zoom linked"]
    desk.session.measurements.set_state(CalibrationState())  # as undo does
    assert link_words(desk, 1) == link_words(desk, 0) == ["zoom linked, not by mm"]


def test_what_is_said_about_links_is_true_of_the_images_on_show(desk: GridDesk) -> None:
    """G-042: a series may hold images of several kinds; what is painted is of those in sight."""
    desk.lay_out(1, 2)
    arrays = flat([100, 100])
    known = stack_of(arrays, Recipe("a"))
    unknown = stack_of(arrays, Recipe("a", spacing=None))
    mixed = replace(known, frames=(known.frames[0], unknown.frames[1]))
    desk.session.workspace.show(desk.source.add(mixed, arrays), 0)
    desk.put(flat([100]), Recipe("b"), viewport=1)
    desk.session.workspace.set_links(Links(frozenset({LinkKind.VIEW})))
    assert link_words(desk, 1) == link_words(desk, 0) == ["zoom linked"]
    desk.session.workspace.viewports[0].go_to(1)
    assert link_words(desk, 0) == link_words(desk, 1) == ["zoom linked, not by mm"]
    desk.session.workspace.viewports[0].go_to(0)
    QApplication.processEvents()  # also where that one is painted which did not change
    assert link_words(desk, 1) == ["zoom linked"]
