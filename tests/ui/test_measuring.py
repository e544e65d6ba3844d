"""Measuring in the whole window: keys, the button of the bar, the list, the table."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton
from pytestqt.qtbot import QtBot

from tests.factories.measuring_desk import SOFT, MeasuringDesk
from viewer.model.viewport import FitMode, ViewState
from viewer.tools.tool_mode import ToolMode
from viewer.ui.annotating.pencil import COLOURS
from viewer.ui.panels.measurements import GONE, NOTHING

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[MeasuringDesk]:
    desk = MeasuringDesk(qtbot, tmp_path)
    yield desk
    desk.close()


def ids(desk: MeasuringDesk) -> list[str]:
    return [annotation.id for annotation in desk.store.state.annotations]


# The bar


def test_the_button_names_the_tool_in_use_and_keeps_the_last_one(desk: MeasuringDesk) -> None:
    button = desk.window.tool_bar.measure_button
    assert (button.text(), button.isChecked()) == ("Measure", False)
    desk.key(Qt.Key.Key_A)
    assert (button.text(), button.isChecked()) == ("Angle", True)
    assert desk.canvas.hands.tool is ToolMode.ANGLE
    place = desk.window.tool_bar.layout_button.x()
    desk.key(Qt.Key.Key_W)
    assert (button.text(), button.isChecked()) == ("Measure", False)
    assert desk.window.tool_bar.layout_button.x() == place  # nothing jumps
    button.click()
    assert desk.canvas.hands.tool is ToolMode.ANGLE
    assert button.isChecked()
    assert "Angle" in button.accessibleName()


def test_the_menu_of_the_button_has_every_tool(desk: MeasuringDesk) -> None:
    menu = desk.window.tool_bar.measure_button.menu()
    names = {action.objectName() for action in menu.actions()}
    others = {"scroll", "window", "zoom", "pan", "magnifier", "crosshair"}
    assert {f"tool-{mode.value}" for mode in ToolMode if mode.value not in others} <= names


# Keys


def test_escape_goes_one_step_back_at_a_time(desk: MeasuringDesk) -> None:
    model = desk.session.workspace.active
    model.set_view(ViewState(FitMode.FREE, zoom=9.0))
    desk.draw()
    desk.window.set_tool(ToolMode.ANGLE)
    desk.drag((300, 400), (500, 420))
    hand = desk.canvas.hands.drawing
    assert hand is not None
    for begun in (True, False):
        assert hand.is_drawing is begun
        if begun:
            desk.key(Qt.Key.Key_Escape)
    assert desk.canvas.hands.tool is ToolMode.ANGLE
    desk.store.select(ids(desk)[0])
    for tool in (ToolMode.ANGLE, ToolMode.SCROLL):
        desk.key(Qt.Key.Key_Escape)
        assert desk.store.state.selected == ""
        assert desk.canvas.hands.tool is tool
    assert model.state.view.zoom == 9.0
    desk.key(Qt.Key.Key_Escape)
    assert model.state.view == ViewState()
    assert len(ids(desk)) == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_takes_the_chosen_drawing_alone(desk: MeasuringDesk, key: Qt.Key) -> None:
    first = desk.draw()
    desk.draw((300, 400), (500, 520))
    desk.key(key)
    assert ids(desk) == [first]
    desk.key(key)  # nothing is chosen now
    assert ids(desk) == [first]


def test_backspace_while_drawing_deletes_no_drawing(desk: MeasuringDesk) -> None:
    first = desk.draw()
    desk.window.set_tool(ToolMode.POLYLINE)
    desk.drag((300, 400), (500, 520))
    desk.store.select(first)
    desk.key(Qt.Key.Key_Backspace)
    desk.key(Qt.Key.Key_Backspace)
    assert ids(desk) == [first]


def test_keys_typed_into_words_reach_nothing_else(desk: MeasuringDesk) -> None:
    desk.window.set_tool(ToolMode.TEXT)
    desk.drag((300, 200), (300, 200))
    for letter in "daw2":
        desk.key(Qt.Key(ord(letter.upper())))
    desk.key(Qt.Key.Key_Backspace)
    desk.key(Qt.Key.Key_Return)
    (text,) = desk.store.state.annotations
    assert text.text.lower() == "daw"
    assert desk.canvas.hands.tool is ToolMode.TEXT


def test_f2_writes_beside_the_chosen_drawing(desk: MeasuringDesk) -> None:
    desk.draw()
    desk.key(Qt.Key.Key_F2)
    hand = desk.canvas.hands.drawing
    assert hand is not None
    assert hand.questions.editor is not None
    QTest.keyClicks(hand.questions.editor.line, "aorta")
    desk.key(Qt.Key.Key_Return)
    assert desk.store.state.annotations[0].text == "aorta"


def test_copy_to_the_next_picture(desk: MeasuringDesk) -> None:
    first = desk.draw()
    desk.key(Qt.Key.Key_D, CONTROL)
    model = desk.session.workspace.active
    assert model.state.index == 1
    one, two = desk.store.state.annotations
    assert one.id == first
    assert two.points == one.points
    assert model.state.frame is not None
    assert two.anchor.key == model.state.frame.key
    assert desk.store.state.selected == two.id
    model.go_to(11)
    desk.draw()
    desk.key(Qt.Key.Key_D, CONTROL)  # there is no next one
    assert len(ids(desk)) == 3


def test_restyling_holds_for_the_chosen_and_the_next(desk: MeasuringDesk) -> None:
    desk.draw()
    desk.act("annotation-colour-pink")
    desk.act("annotation-width-thick")
    desk.draw((300, 400), (500, 520))
    styles = [annotation.style for annotation in desk.store.state.annotations]
    assert styles == [replace(styles[0], colour=COLOURS["Pink"], width_px=3.0)] * 2


@pytest.mark.parametrize("colour", COLOURS.values())
def test_colours_are_seen_on_black(colour: str) -> None:
    """WCAG 2.1: relative luminance."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = sum(w * p for w, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    assert (luminance + 0.05) / 0.05 >= 7


def test_hiding_is_told_by_the_menu_and_ends_with_the_next_drawing(desk: MeasuringDesk) -> None:
    desk.draw()
    hidden = desk.window.actions_set["annotations-hidden"]
    desk.key(Qt.Key.Key_D, SHIFT)
    assert hidden.isChecked()
    assert not desk.session.annotation_marks.visible
    desk.draw((300, 400), (500, 520))
    assert not hidden.isChecked()


def test_delete_all_is_one_change(desk: MeasuringDesk) -> None:
    desk.draw()
    desk.draw((300, 400), (500, 520))
    told: list[int] = []
    desk.store.changed.connect(lambda state: told.append(len(state.annotations)))
    desk.act("annotations-delete-all")
    assert told == [0]


def test_forgetting_a_calibration(desk: MeasuringDesk) -> None:
    desk.draw()
    (line,) = desk.store.state.annotations
    frame = desk.session.workspace.active.state.frame
    assert frame is not None
    assert desk.session.measurements.calibrate(line, frame, 40.0) == ""
    desk.act("calibration-forget")
    assert not desk.session.measurements.is_calibrated(frame)


def test_only_what_would_do_something_is_offered(desk: MeasuringDesk) -> None:
    actions = desk.window.actions_set

    def offered() -> set[str]:
        names = ("annotation-delete", "annotations-delete-all", "calibration-forget")
        return {name for name in names if actions[name].isEnabled()}

    assert offered() == set()
    assert not actions["magnification"].isEnabled()  # nothing tells how much it is magnified
    desk.draw()
    assert offered() == {"annotation-delete", "annotations-delete-all"}
    desk.store.select("")
    assert offered() == {"annotations-delete-all"}
    frame = desk.session.workspace.active.state.frame
    assert frame is not None
    desk.session.measurements.calibrate(desk.store.state.annotations[0], frame, 40.0)
    assert offered() == {"annotations-delete-all", "calibration-forget"}
    desk.show("1.2.1.2")
    assert offered() == {"annotations-delete-all"}


def test_magnification_is_corrected_only_on_demand(desk: MeasuringDesk) -> None:
    desk.session.measurements.set_corrects_magnification(corrects=True)
    action = desk.window.actions_set["magnification"]
    assert action.isChecked()
    desk.act("magnification")
    assert not action.isChecked()
    assert not desk.session.measurements.state.corrects_magnification


# The list


def cells(desk: MeasuringDesk) -> list[tuple[str, ...]]:
    model = desk.panel().sorted
    return [
        tuple(str(model.index(row, column).data()) for column in range(3))
        for row in range(model.rowCount())
    ]


def test_the_list_follows_what_is_drawn(desk: MeasuringDesk) -> None:
    panel = desk.panel()
    assert panel.nothing.isVisible()
    assert panel.nothing.text() == NOTHING
    desk.draw()
    desk.session.workspace.active.go_to(4)
    desk.qtbot.waitUntil(lambda: desk.session.workspace.active.shown is not None)
    desk.draw(tool=ToolMode.COBB)
    desk.drag((300, 300), (420, 300))
    desk.qtbot.waitUntil(lambda: panel.model.rowCount() == 2)
    distance, cobb = cells(desk)
    assert distance[0] == "Distance"
    assert distance[1].endswith("px")  # no spacing in this file: never millimetres (S-04)
    assert distance[2] == "12 Mar 2024\npicture 1\n3 · Soft\ntissue 5.0"
    assert cobb[0] == "Cobb angle"
    assert cobb[1].endswith("°")
    assert "\npicture 5\n" in cobb[2]
    assert not panel.nothing.isVisible()


def test_numbers_of_two_days_are_told_apart(desk: MeasuringDesk) -> None:
    desk.draw()
    xray = next(i for i in desk.session.catalog.items() if i.series.modality == "DX")
    desk.session.show_item(xray.uid)
    desk.qtbot.waitUntil(lambda: desk.session.workspace.active.shown is not None)
    desk.draw()
    desk.qtbot.waitUntil(lambda: desk.panel().model.rowCount() == 2)
    new, old = cells(desk)
    assert new[2].startswith("12 Mar 2024\npicture 1\n")
    assert old[2].startswith("3 Feb 2023\nprior, 1 y\npicture 1\n")
    desk.act("measurements-copy")
    first, second = QApplication.clipboard().text().splitlines()
    assert "(12 Mar 2024, " in first
    assert "(3 Feb 2023 (prior, 1 y), " in second


def test_the_day_is_to_be_read_whole_however_narrow_the_list(desk: MeasuringDesk) -> None:
    desk.draw()
    panel = desk.panel()
    metrics = panel.table.fontMetrics()
    for width in (500, 300):
        panel.table.resize(width, 300)
        desk.app.processEvents()
        assert panel.table.columnWidth(2) > metrics.horizontalAdvance("12 Mar 2024")


def test_every_number_of_a_region_has_its_unit_in_the_list(desk: MeasuringDesk) -> None:
    desk.draw((300, 200), (420, 320), ToolMode.ELLIPSE)
    lines = cells(desk)[0][1].split("\n")
    for name in ("Area", "Mean", "SD", "Min", "Max"):
        (line,) = [line for line in lines if line.startswith(f"{name} ")]
        assert not line[-1].isdecimal()


def test_ctrl_shift_m_opens_and_closes_it(desk: MeasuringDesk) -> None:
    desk.key(Qt.Key.Key_M, SHIFT | CONTROL)
    assert desk.window.panels.shown == "measurements"
    assert desk.window.actions_set["measurements"].isChecked()
    desk.key(Qt.Key.Key_M, SHIFT | CONTROL)
    assert desk.window.panels.shown == ""
    assert not desk.window.actions_set["measurements"].isChecked()


def click_row(desk: MeasuringDesk, row: int) -> None:
    table = desk.panel().table
    at = table.visualRect(table.model().index(row, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=at)


def test_a_click_goes_to_the_picture_and_chooses_the_drawing(desk: MeasuringDesk) -> None:
    first = desk.draw()
    model = desk.session.workspace.active
    model.go_to(7)
    desk.draw((300, 400), (500, 520))
    click_row(desk, 0)
    assert model.state.index == 0
    assert desk.store.state.selected == first


def test_a_drawing_outside_of_the_view_is_brought_into_sight(desk: MeasuringDesk) -> None:
    first = desk.draw()
    (line,) = desk.store.state.annotations
    model = desk.session.workspace.active
    model.set_view(ViewState(FitMode.FREE, zoom=60.0, center=(3.0, 60.0)))
    click_row(desk, 0)
    desk.qtbot.waitUntil(lambda: model.shown is not None)
    placement = desk.canvas.placement()
    assert placement is not None
    assert desk.store.state.selected == first
    x, y = (sum(values) / 2 for values in zip(*map(placement.screen_from_image, line.points)))  # noqa: B905
    assert abs(x - placement.viewport[0] / 2) < 2
    assert abs(y - placement.viewport[1] / 2) < 2
    assert model.state.view.zoom == 60.0
    before = model.state.view
    click_row(desk, 0)  # in sight by now: nothing moves
    assert model.state.view == before


def test_the_way_leads_to_a_series_nobody_looks_at(desk: MeasuringDesk) -> None:
    desk.draw()
    desk.show("1.2.1.2")
    click_row(desk, 0)
    shown = desk.session.workspace.active.state.display_set
    assert shown is not None
    assert shown.uid == SOFT


def test_the_viewport_that_shows_it_is_taken(desk: MeasuringDesk) -> None:
    desk.draw()
    workspace = desk.session.workspace
    workspace.set_layout(1, 2)
    desk.session.show_item("1.2.1.2", 1)
    assert workspace.state.active == 1
    click_row(desk, 0)
    assert workspace.state.active == 0
    stack = workspace.viewports[1].state.display_set
    assert stack is not None
    assert stack.uid == "1.2.1.2"


def test_keys_walk_the_list_and_enter_goes(desk: MeasuringDesk) -> None:
    first = desk.draw()
    model = desk.session.workspace.active
    model.go_to(5)
    second = desk.draw((300, 400), (500, 520))
    panel = desk.panel()
    panel.table.setFocus()
    assert panel.table.currentIndex().row() == 1
    desk.key(Qt.Key.Key_Up)
    assert desk.store.state.selected == first
    assert model.state.index == 5  # the picture waits for Enter
    desk.key(Qt.Key.Key_Return)
    assert model.state.index == 0
    desk.key(Qt.Key.Key_Delete)
    assert ids(desk) == [second]


def test_numbers_are_sorted_as_numbers(desk: MeasuringDesk) -> None:
    long, short = desk.draw((300, 100), (700, 100)), desk.draw((300, 200), (340, 200))
    middle = desk.draw((300, 300), (400, 300))
    panel = desk.panel()
    panel.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    order = [
        panel.model.entry(panel.sorted.mapToSource(panel.sorted.index(row, 0)).row()).annotation.id
        for row in range(3)
    ]
    assert order == [short, middle, long]


def test_what_is_chosen_in_the_picture_is_marked_in_the_list(desk: MeasuringDesk) -> None:
    first = desk.draw()
    desk.draw((300, 400), (500, 520))
    panel = desk.panel()
    desk.store.select(first)
    panel.refresh()
    assert [index.row() for index in panel.table.selectionModel().selectedRows()] == [0]
    desk.store.select("")
    panel.refresh()
    assert not panel.table.selectionModel().selectedRows()


def test_a_drawing_whose_disc_is_gone_says_so(desk: MeasuringDesk) -> None:
    desk.draw()
    panel = desk.panel()
    desk.session.close_media()
    panel.refresh()
    assert cells(desk)[0][2] == "not open\nany more"
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    panel.table.setCurrentIndex(panel.table.model().index(0, 0))
    QTest.keyClick(panel.table, Qt.Key.Key_Return)
    assert panel.told.text() == GONE


def test_everything_of_the_list_has_a_name(desk: MeasuringDesk) -> None:
    desk.draw()
    panel = desk.panel()
    assert panel.table.accessibleName() == "Measurements"
    for button in panel.findChildren(QToolButton):
        assert button.accessibleName()
        assert button.toolTip()
    spoken = panel.sorted.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Measures: ")


@pytest.mark.parametrize(("scale", "width"), [(1.0, 1000), (1.5, 1000), (1.0, 1280), (1.5, 1600)])
@pytest.mark.parametrize("panel", ["measurements", "tags"])
def test_a_panel_leaves_room_for_the_picture(
    desk: MeasuringDesk, panel: str, scale: float, width: int
) -> None:
    desk.theme.set_text_scale(scale)
    desk.window.resize(width, 700)
    desk.app.processEvents()
    desk.act(panel)
    desk.app.processEvents()
    assert desk.window.width() == width
    room = desk.canvas.width() + desk.window.panels.width()
    assert desk.canvas.width() > room / 3


# Out of the window


def test_the_numbers_as_text_name_nobody(desk: MeasuringDesk) -> None:
    desk.draw()
    desk.store.change(replace(desk.store.state.annotations[0], text="left  node"))
    desk.act("measurements-copy")
    text = QApplication.clipboard().text()
    assert text.startswith("Distance: left node; ")
    assert text.endswith("px (12 Mar 2024, 3 · Soft tissue 5.0, picture 1)")
    assert "MUSTERMANN" not in text


@pytest.mark.parametrize("named", [False, True])
def test_the_table_is_saved_where_somebody_says(
    desk: MeasuringDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, named: bool
) -> None:
    desk.draw()
    where = tmp_path / "numbers"

    def choose(parent: object, title: str, name: str, kinds: str) -> tuple[str, str]:
        del parent, title
        assert "MUSTERMANN" not in name
        return str(where), kinds.split(";;")[named]

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    desk.act("measurements-save")
    assert not desk.panel().told.text()  # it is written beside the window
    desk.qtbot.waitUntil(lambda: bool(desk.panel().told.text()))
    table = where.with_suffix(".csv").read_text("utf-8-sig")
    assert "Distance" in table
    assert ("MUSTERMANN" in table) is named
    assert [path.name for path in tmp_path.glob("numbers*")] == ["numbers.csv"]
    assert desk.panel().told.text() == "Saved as numbers.csv."


def test_a_table_that_cannot_be_written_is_told(
    desk: MeasuringDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.draw()
    missing = tmp_path / "gone" / "numbers.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(missing), ""))
    desk.act("measurements-save")
    desk.qtbot.waitUntil(lambda: bool(desk.panel().told.text()))
    assert "could not be written" in desk.panel().told.text()


# Undo


def test_a_drag_is_undone_as_one_step_and_so_is_what_it_was_drawn_with(desk: MeasuringDesk) -> None:
    desk.draw()
    (drawn,) = desk.store.state.annotations
    QApplication.processEvents()  # one turn of the event loop, one step
    desk.drag((420, 260), (500, 330))
    (moved,) = desk.store.state.annotations
    assert moved.points != drawn.points
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert desk.store.state.annotations == (drawn,)
    desk.key(Qt.Key.Key_Z, CONTROL | SHIFT)
    assert desk.store.state.annotations == (moved,)


def test_deleting_all_is_undone(desk: MeasuringDesk) -> None:
    """Undo instead of a question."""
    desk.draw()
    desk.draw((300, 400), (500, 520))
    before = desk.store.state.annotations
    desk.act("annotations-delete-all")
    assert not desk.store.state.annotations
    desk.key(Qt.Key.Key_Z, CONTROL)
    assert desk.store.state.annotations == before


def test_words_and_a_calibration_are_undone(desk: MeasuringDesk) -> None:
    desk.window.set_tool(ToolMode.CALIBRATE)
    desk.drag((300, 200), (420, 200))
    hand = desk.canvas.hands.drawing
    assert hand is not None
    assert hand.questions.editor is not None
    QTest.keyClicks(hand.questions.editor.line, "40")
    QTest.keyClick(hand.questions.editor.line, Qt.Key.Key_Return)
    frame = desk.session.workspace.active.state.frame
    assert frame is not None
    assert desk.session.measurements.is_calibrated(frame)
    desk.canvas.setFocus()
    for _ in range(4):
        desk.key(Qt.Key.Key_Z, CONTROL)
    assert not desk.store.state.annotations
    assert not desk.session.measurements.calibration(frame)
