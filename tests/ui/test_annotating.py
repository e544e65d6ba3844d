"""Drawing in a viewport with mouse, fingers and keys."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QInputDevice, QMouseEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.factories.at_scale import problems_at_scale
from tests.factories.grid_desk import LEFT, NO_BUTTON, RIGHT, GridDesk
from tests.factories.viewports import Recipe, flat
from viewer.app.annotation_places import annotation_on
from viewer.app.annotations import AnnotationState
from viewer.model.annotation import Annotation, AnnotationKind
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.viewport import FitMode, ViewState
from viewer.tools.tool_mode import ToolMode
from viewer.ui.annotating.hand import DrawingHand
from viewer.ui.annotating.questions import millimetres
from viewer.ui.viewport.scene import Surroundings, scene_of
from viewer.ui.viewport.snapshot import render_viewport

SHIFT = Qt.KeyboardModifier.ShiftModifier
# Rows lie twice as far apart as columns: what forgets that is wrong by up to a factor of two.
TALL = Recipe(spacing=PixelSpacing(1.4, 0.7, SpacingSource.PATIENT))
VIEWS = [
    ViewState(),
    ViewState(quarter_turns=1),
    ViewState(quarter_turns=2, flipped=True),
    ViewState(FitMode.FREE, zoom=9.5, center=(20.25, 40.5), quarter_turns=3, flipped=True),
]
A, B, C, D = (220, 150), (400, 150), (400, 310), (230, 300)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot)
    ramp = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64)
    desk.put([ramp, *flat([1000] * 9)], TALL)
    yield desk
    desk.close()


def state(desk: GridDesk) -> AnnotationState:
    return desk.session.annotations.state


def only(desk: GridDesk) -> Annotation:
    (annotation,) = state(desk).annotations
    return annotation


def hand(desk: GridDesk) -> DrawingHand:
    found = desk.canvas.hands.drawing
    assert found is not None
    return found


def image_point(desk: GridDesk, at: tuple[int, int]) -> tuple[float, float]:
    placement = desk.canvas.placement()
    assert placement is not None
    return placement.image_from_screen((float(at[0]), float(at[1])))


def screen_point(desk: GridDesk, point: tuple[float, float]) -> tuple[int, int]:
    placement = desk.canvas.placement()
    assert placement is not None
    x, y = placement.screen_from_image(point)
    return round(x), round(y)


def numbers(desk: GridDesk) -> tuple[str, ...]:
    frame = desk.state.frame
    assert frame is not None
    return desk.session.measurements.of(only(desk), frame).lines()


def drag_between(
    desk: GridDesk, start: tuple[int, int], end: tuple[int, int], **more: object
) -> None:
    desk.drag(LEFT, (end[0] - start[0], end[1] - start[1]), start, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("view", VIEWS)
def test_a_length_lies_where_the_pointer_was_and_is_true(desk: GridDesk, view: ViewState) -> None:
    desk.model.set_view(view)
    desk.grid.set_tool(ToolMode.LENGTH)
    drag_between(desk, A, C)
    wanted = (image_point(desk, A), image_point(desk, C))
    assert only(desk).kind is AnnotationKind.LENGTH
    for point, there in zip(only(desk).points, wanted, strict=True):
        assert point == pytest.approx(there)
    (x, y), (u, v) = wanted
    length = np.hypot((u - x) * 0.7, (v - y) * 1.4)  # D-102
    assert numbers(desk)[0] == f"{length:.1f} mm"
    assert desk.state.view == view  # drawing moves nothing


@pytest.mark.parametrize("view", VIEWS[:3])
def test_clicks_make_the_same_as_a_drag(desk: GridDesk, view: ViewState) -> None:
    desk.model.set_view(view)
    desk.grid.set_tool(ToolMode.LENGTH)
    drag_between(desk, A, C)
    dragged = only(desk)
    desk.session.annotations.clear()
    desk.click(A)
    assert not state(desk).annotations
    desk.click(C)
    assert only(desk).points == dragged.points


@pytest.mark.parametrize(
    ("tool", "clicks"),
    [
        (ToolMode.ANGLE, (A, B, C)),
        (ToolMode.COBB, (A, B, C, D)),
        (ToolMode.BIDIRECTIONAL, (A, B, C, D)),
        (ToolMode.RECTANGLE, (A, C)),
        (ToolMode.ELLIPSE, (A, C)),
        (ToolMode.POINT, (A,)),
        (ToolMode.ARROW, (A, C)),
    ],
)
def test_every_tool_draws_its_kind(
    desk: GridDesk, tool: ToolMode, clicks: tuple[tuple[int, int], ...]
) -> None:
    desk.grid.set_tool(tool)
    for at in clicks:
        desk.click(at)
    assert only(desk).kind.name == tool.name
    assert only(desk).points == tuple(image_point(desk, at) for at in clicks)
    assert state(desk).selected == only(desk).id
    assert desk.canvas.hands.tool is tool  # the tool stays


def test_a_path_ends_with_a_double_click_and_the_grid_stays(desk: GridDesk) -> None:
    desk.lay_out(1, 2)
    desk.grid.set_tool(ToolMode.POLYLINE)
    at = ((60, 150), (200, 150), (200, 300))
    for point in at:
        desk.click(point)
    desk.double_click(at[-1])
    assert len(only(desk).points) == 3
    assert not desk.session.workspace.state.maximised


def test_enter_ends_a_path_and_backspace_takes_a_point_away(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.POLYLINE)
    for at in (A, B, C, D):
        desk.click(at)
    QTest.keyClick(desk.view, Qt.Key.Key_Backspace)
    QTest.keyClick(desk.view, Qt.Key.Key_Return)
    assert only(desk).points == tuple(image_point(desk, at) for at in (A, B, C))


def test_a_region_drawn_in_one_go(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.FREEHAND)
    turns = np.linspace(0, 2 * np.pi, 40)
    ring = [QPoint(round(300 + 80 * np.cos(t)), round(220 + 80 * np.sin(t))) for t in turns]
    desk.mouse(QMouseEvent.Type.MouseButtonPress, ring[0], LEFT, LEFT)
    for point in ring[1:]:
        desk.mouse(QMouseEvent.Type.MouseMove, point, NO_BUTTON, LEFT)
    desk.mouse(QMouseEvent.Type.MouseButtonRelease, ring[-1], LEFT, NO_BUTTON)
    assert only(desk).kind is AnnotationKind.FREEHAND
    assert len(only(desk).points) > 30


def test_a_click_draws_nothing_and_a_double_click_fills_the_grid(desk: GridDesk) -> None:
    desk.lay_out(1, 2)
    desk.grid.set_tool(ToolMode.LENGTH)
    desk.click((100, 200))
    assert not state(desk).annotations
    desk.double_click((100, 200))
    assert not state(desk).annotations
    assert not hand(desk).is_drawing
    assert desk.session.workspace.state.maximised


@pytest.mark.parametrize("view", VIEWS)
def test_shift_draws_straight_in_millimetres(desk: GridDesk, view: ViewState) -> None:
    desk.model.set_view(view)
    desk.grid.set_tool(ToolMode.LENGTH)
    drag_between(desk, (300, 240), (370, 180), keys=SHIFT)
    (x, y), (u, v) = only(desk).points
    angle = np.degrees(np.arctan2((v - y) * 1.4, (u - x) * 0.7))
    assert angle % 45 == pytest.approx(0, abs=1e-6) or angle % 45 == pytest.approx(45)


def test_the_length_stands_by_the_pointer_while_drawing(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.LENGTH)
    drag_between(desk, A, B, release=False)
    first = desk.canvas.grab().toImage()
    yellow = coloured(first, (B[0] + 12, B[1] + 8, 90, 24))
    assert yellow > 20  # its digits
    drag_between(desk, A, C, release=False)
    assert coloured(desk.canvas.grab().toImage(), (B[0] + 12, B[1] + 8, 90, 24)) < yellow / 2


def coloured(image: QImage, box: tuple[int, int, int, int]) -> int:
    """How many pixels of a box have the colour of drawings."""
    left, top, width, height = box
    found = 0
    for x in range(left, left + width):
        for y in range(top, top + height):
            colour: QColor = image.pixelColor(x, y)
            found += colour.red() > 150 and colour.red() - colour.blue() > 60
    return found


def test_a_preview_is_not_measured(desk: GridDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(desk.model), "is_preview", property(lambda _: True))
    desk.grid.set_tool(ToolMode.LENGTH)
    drag_between(desk, A, C)
    assert not state(desk).annotations


# What is drawn already


def draw_line(desk: GridDesk) -> Annotation:
    desk.grid.set_tool(ToolMode.LENGTH)
    drag_between(desk, A, C)
    return only(desk)


@pytest.mark.parametrize("tool", [ToolMode.SCROLL, ToolMode.WINDOW, ToolMode.LENGTH])
def test_a_handle_is_dragged_whatever_tool_is_active(desk: GridDesk, tool: ToolMode) -> None:
    before = draw_line(desk)
    desk.grid.set_tool(tool)
    drag_between(desk, C, D)
    after = only(desk)
    assert after.id == before.id
    assert after.points[0] == before.points[0]
    assert after.points[1] == pytest.approx(image_point(desk, D))
    assert desk.state.index == 0
    assert desk.state.presentation.voi is None


def test_elsewhere_the_tool_works_and_the_drawing_is_let_go(desk: GridDesk) -> None:
    draw_line(desk)
    desk.grid.set_tool(ToolMode.SCROLL)
    desk.drag(LEFT, (0, 150), (500, 100))
    assert desk.state.index > 0
    assert state(desk).selected == ""


def test_the_right_button_is_as_ever_on_a_drawing(desk: GridDesk) -> None:
    before = draw_line(desk)
    desk.drag(RIGHT, (80, 0), C)
    assert only(desk) == before
    assert desk.state.presentation.voi is not None


def test_a_line_is_moved_as_a_whole(desk: GridDesk) -> None:
    before = draw_line(desk)
    middle = ((A[0] + C[0]) // 2, (A[1] + C[1]) // 2)
    desk.grid.set_tool(ToolMode.SCROLL)
    desk.drag(LEFT, (24, -30), middle)
    way = [np.subtract(b, a) for a, b in zip(before.points, only(desk).points, strict=True)]
    assert way[0] == pytest.approx(way[1])
    assert screen_point(desk, only(desk).points[0]) == (A[0] + 24, A[1] - 30)


def label_middle(desk: GridDesk) -> tuple[int, int]:
    (target,) = hand(desk).screen.targets()
    assert target.label is not None
    left, top, right, bottom = target.label
    return round((left + right) / 2), round((top + bottom) / 2)


@pytest.mark.parametrize("view", VIEWS[:3])
def test_words_are_moved_by_themselves(desk: GridDesk, view: ViewState) -> None:
    desk.model.set_view(view)
    before = draw_line(desk)
    start = label_middle(desk)
    desk.grid.set_tool(ToolMode.SCROLL)
    desk.drag(LEFT, (-60, 40), start)
    assert only(desk).points == before.points
    moved = label_middle(desk)
    assert np.allclose(moved, (start[0] - 60, start[1] + 40), atol=1)


def test_the_pointer_tells_what_it_would_take_hold_of(desk: GridDesk) -> None:
    draw_line(desk)
    desk.grid.set_tool(ToolMode.SCROLL)
    shapes = []
    for at in ((500, 400), C, ((A[0] + C[0]) // 2, (A[1] + C[1]) // 2), label_middle(desk)):
        desk.hover(at)
        shapes.append(desk.canvas.cursor().shape())
    cursor = Qt.CursorShape
    assert shapes == [
        cursor.SizeVerCursor,
        cursor.SizeAllCursor,
        cursor.PointingHandCursor,
        cursor.PointingHandCursor,
    ]


def test_a_drag_is_one_change(desk: GridDesk) -> None:
    draw_line(desk)
    store = desk.session.annotations
    told: list[bool] = []
    store.changed.connect(lambda _: told.append(store.in_gesture))
    drag_between(desk, C, D)
    assert told.count(False) == 1
    assert not told[-1]


def test_escape_puts_a_dragged_drawing_back(desk: GridDesk) -> None:
    before = draw_line(desk)
    drag_between(desk, C, D, release=False)
    assert only(desk) != before
    assert hand(desk).escape()
    assert only(desk) == before


def test_escape_drops_what_is_being_drawn(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.COBB)
    desk.click(A)
    assert hand(desk).escape()
    assert not hand(desk).escape()
    desk.hover(C)
    desk.click(D)
    assert not state(desk).annotations


def test_a_drawing_begun_waits_while_one_looks_at_other_pictures(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.LENGTH)
    desk.click(A)
    frame = desk.state.frame
    desk.wheel(-120)
    desk.inbox.until(lambda: desk.model.shown is not None)
    assert not hand(desk).is_drawing
    desk.wheel(120)
    desk.click(C)
    assert frame is not None
    assert only(desk).anchor.key == frame.key


def test_what_is_drawn_shows_in_another_series_and_is_dragged_there(desk: GridDesk) -> None:
    line = draw_line(desk)
    first = desk.state.frame
    moved = replace(TALL, uid="s2", spacing=PixelSpacing(2.1, 1.4, SpacingSource.PATIENT))
    desk.put(flat([1000] * 3), moved)
    second = desk.state.frame
    assert first is not None
    assert second is not None
    there = annotation_on(line, second)
    assert there is not None
    end = screen_point(desk, there.points[1])
    desk.grid.set_tool(ToolMode.SCROLL)
    desk.drag(LEFT, (-30, -40), end)
    after = only(desk)
    assert after.anchor == line.anchor  # it belongs where it was drawn (P-018)
    assert after.points[0] == pytest.approx(line.points[0])
    back = annotation_on(after, second)
    assert back is not None
    assert screen_point(desk, back.points[1]) == (end[0] - 30, end[1] - 40)


def test_a_drag_ends_where_it_is_when_another_picture_comes(desk: GridDesk) -> None:
    draw_line(desk)
    drag_between(desk, C, D, release=False)
    there = only(desk)
    desk.wheel(-120)
    assert not desk.session.annotations.in_gesture
    desk.mouse(QMouseEvent.Type.MouseMove, QPoint(*A), NO_BUTTON, LEFT)
    assert only(desk) == there


def test_a_drag_ends_when_its_viewport_goes(desk: GridDesk) -> None:
    desk.lay_out(1, 2)
    desk.session.workspace.activate(1)
    desk.put(flat([1000]), Recipe(uid="s3"), viewport=1)
    desk.grid.set_tool(ToolMode.LENGTH)
    drag_between(desk, (100, 200), (220, 260))
    drag_between(desk, (220, 260), (200, 300), release=False)
    assert desk.session.annotations.in_gesture
    desk.lay_out(1, 1)
    assert not desk.session.annotations.in_gesture


# Words


def editor(desk: GridDesk) -> QLineEdit:
    (line,) = desk.view.findChildren(QLineEdit)
    return line


def test_words_are_written_in_the_picture(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.TEXT)
    desk.click(A)
    assert not state(desk).annotations
    QTest.keyClicks(editor(desk), "Knoten, S7?")
    QTest.keyClick(editor(desk), Qt.Key.Key_Return)
    assert only(desk).text == "Knoten, S7?"
    assert only(desk).points == (image_point(desk, A),)


def test_escape_drops_words_and_nothing_is_drawn(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.TEXT)
    desk.click(A)
    QTest.keyClicks(editor(desk), "Knoten")
    QTest.keyClick(editor(desk), Qt.Key.Key_Escape)
    assert not state(desk).annotations
    assert hand(desk).questions.editor is None


def test_a_press_elsewhere_takes_the_words(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.TEXT)
    desk.click(A)
    QTest.keyClicks(editor(desk), "Knoten")
    desk.grid.set_tool(ToolMode.SCROLL)
    desk.click((500, 400))
    assert only(desk).text == "Knoten"


def test_a_double_click_on_words_lets_them_be_written_anew(desk: GridDesk) -> None:
    line = draw_line(desk)
    at = label_middle(desk)
    desk.click(at)
    desk.double_click(at)
    QTest.keyClicks(editor(desk), "tumour")
    QTest.keyClick(editor(desk), Qt.Key.Key_Return)
    assert only(desk) == replace(line, text="tumour")


def test_a_text_without_words_goes(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.TEXT)
    desk.click(A)
    QTest.keyClicks(editor(desk), "x")
    QTest.keyClick(editor(desk), Qt.Key.Key_Return)
    QApplication.sendPostedEvents(None, 0)
    hand(desk).write_at(only(desk), desk.canvas.rect().center().toPointF())
    line = hand(desk).questions.editor
    assert line is not None
    line.line.clear()
    QTest.keyClick(line.line, Qt.Key.Key_Return)
    assert not state(desk).annotations


def test_a_known_length_calibrates_the_series(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.CALIBRATE)
    drag_between(desk, A, B)
    QTest.keyClicks(editor(desk), "about 5")
    QTest.keyClick(editor(desk), Qt.Key.Key_Return)
    asked = hand(desk).questions.editor
    assert asked is not None
    assert asked.problem.isVisible()
    assert not state(desk).annotations
    asked.line.setText("63,5 mm")
    QTest.keyClick(asked.line, Qt.Key.Key_Return)
    assert numbers(desk) == ("63.5 mm", "user calibrated")  # D-104
    desk.wheel(-120)
    frame = desk.state.frame
    assert frame is not None
    assert desk.session.measurements.is_calibrated(frame)


def test_the_line_is_seen_while_its_length_is_asked_for(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.CALIBRATE)
    before = desk.canvas.grab().toImage()
    drag_between(desk, A, B)
    middle = ((A[0] + B[0]) // 2, A[1])
    assert line_seen(desk, middle, before)
    QTest.keyClick(editor(desk), Qt.Key.Key_Escape)
    assert not line_seen(desk, middle, before)


@pytest.mark.parametrize("begun", ["a line", "a line on another picture", "a question"])
def test_undo_drops_what_is_begun(desk: GridDesk, begun: str) -> None:
    """It is no state: back on its picture later, nobody would know where it comes from."""
    history = desk.session.history
    history.commit()
    before = desk.canvas.grab().toImage()
    desk.grid.set_tool(ToolMode.CALIBRATE if begun == "a question" else ToolMode.LENGTH)
    if begun == "a question":
        drag_between(desk, A, B)
        QTest.keyClicks(editor(desk), "50")
    else:
        desk.click(A)
        desk.hover(B)
    middle = ((A[0] + B[0]) // 2, A[1])
    assert line_seen(desk, middle, before)
    elsewhere = begun == "a line on another picture"
    if elsewhere:
        desk.wheel(-120)
        history.commit()
    assert history.undo()
    if not elsewhere:
        assert history.redo()
    assert not line_seen(desk, middle, before)
    assert hand(desk).questions.editor is None
    assert not state(desk).annotations
    assert not desk.session.measurements.state.calibrations


def line_seen(desk: GridDesk, at: tuple[int, int], before: QImage) -> bool:
    return desk.canvas.grab().toImage().pixelColor(*at) != before.pixelColor(*at)


def test_what_is_wrong_with_words_is_said_within_the_picture(desk: GridDesk) -> None:
    desk.grid.set_tool(ToolMode.CALIBRATE)
    right, bottom = desk.canvas.width() - 4, desk.canvas.height() - 4
    drag_between(desk, (right - 200, bottom), (right, bottom))
    QTest.keyClick(editor(desk), Qt.Key.Key_Return)
    asked = hand(desk).questions.editor
    assert asked is not None
    assert asked.problem.isVisible()
    assert desk.view.rect().contains(asked.geometry())


@pytest.mark.parametrize(
    ("words", "length"),
    [
        ("50", 50.0),
        (" 12.5 ", 12.5),
        ("12,5", 12.5),
        ("7 mm", 7.0),
        ("2,5 cm", 25.0),
        ("0", None),
        ("-3", None),
        ("inf", None),
        ("nan", None),
        ("1e9", None),
        ("", None),
        ("long", None),
    ],
)
def test_lengths_as_people_write_them(words: str, length: float | None) -> None:
    assert millimetres(words) == length


# Pictures


def test_an_exported_picture_has_the_drawings(desk: GridDesk) -> None:
    """S-31."""
    draw_line(desk)
    desk.session.annotations.select("")
    screen = desk.canvas.grab().toImage()
    surroundings = Surroundings(mark_sources=desk.session.workspace.mark_sources)
    scene = scene_of(desk.model, surroundings)
    size = (desk.canvas.width(), desk.canvas.height())
    picture = render_viewport(scene, size, font=desk.canvas.font(), disclaimer=False)
    assert picture == screen.convertToFormat(picture.format())
    without = render_viewport(replace(scene, marks=()), size, font=desk.canvas.font())
    assert coloured(picture, (A[0], A[1], 180, 160)) > 100
    assert coloured(without, (A[0], A[1], 180, 160)) == 0


def test_a_picture_has_no_handles(desk: GridDesk) -> None:
    """Printed while a drawing is chosen, of which the rings say on the screen."""
    drag_between(desk, A, B)
    desk.grid.set_tool(ToolMode.ELLIPSE)
    drag_between(desk, (300, 200), (400, 280))
    surroundings = Surroundings(mark_sources=desk.session.workspace.mark_sources)
    size = (desk.canvas.width(), desk.canvas.height())
    picture = render_viewport(scene_of(desk.model, surroundings), size, font=desk.canvas.font())
    corner = (294, 194, 12, 12)  # of the ellipse's box, where nothing but the ring is
    assert coloured(desk.canvas.grab().toImage(), corner) > 0
    assert coloured(picture, corner) == 0


def test_hidden_drawings_are_told_and_not_touched(desk: GridDesk) -> None:
    before = draw_line(desk)
    desk.session.annotation_marks.set_visible(visible=False)
    desk.grid.set_tool(ToolMode.SCROLL)
    desk.hover(C)
    assert desk.canvas.cursor().shape() == Qt.CursorShape.SizeVerCursor
    desk.canvas.grab()
    text = desk.canvas.painted.text
    assert text is not None
    assert "own drawings hidden" in [line.text for line in text.bottom_left]
    desk.grid.set_tool(ToolMode.POINT)
    desk.click(D)  # whoever draws wants to see it
    assert desk.session.annotation_marks.visible
    assert before in state(desk).annotations


# Fingers


@pytest.fixture
def fingers(qtbot: QtBot) -> QPointingDevice:
    del qtbot
    return QTest.createTouchDevice(QInputDevice.DeviceType.TouchScreen)


def touch(desk: GridDesk, screen: QPointingDevice, *way: tuple[int, int]) -> None:
    canvas = desk.canvas
    QTest.touchEvent(canvas, screen).press(0, QPoint(*way[0]), canvas).commit()
    for at in way[1:]:
        QTest.touchEvent(canvas, screen).move(0, QPoint(*at), canvas).commit()
    QTest.touchEvent(canvas, screen).release(0, QPoint(*way[-1]), canvas).commit()


def test_a_finger_draws(desk: GridDesk, fingers: QPointingDevice) -> None:
    desk.grid.set_tool(ToolMode.LENGTH)
    touch(desk, fingers, A, (300, 200), C)
    assert only(desk).points == (image_point(desk, A), image_point(desk, C))


def test_a_finger_need_not_be_as_exact_as_a_mouse(desk: GridDesk, fingers: QPointingDevice) -> None:
    draw_line(desk)
    desk.grid.set_tool(ToolMode.SCROLL)
    beside = (C[0] + 14, C[1] - 10)
    desk.hover(beside)
    assert desk.canvas.cursor().shape() == Qt.CursorShape.SizeVerCursor
    touch(desk, fingers, beside, (beside[0] - 40, beside[1] + 20))
    assert screen_point(desk, only(desk).points[1]) == (C[0] - 40, C[1] + 20)
    assert desk.state.index == 0


def test_a_second_finger_puts_back_what_the_first_has_moved(
    desk: GridDesk, fingers: QPointingDevice
) -> None:
    before = draw_line(desk)
    canvas = desk.canvas
    QTest.touchEvent(canvas, fingers).press(0, QPoint(*C), canvas).commit()
    QTest.touchEvent(canvas, fingers).move(0, QPoint(*D), canvas).commit()
    assert only(desk) != before
    two = QTest.touchEvent(canvas, fingers)
    two.move(0, QPoint(*D), canvas)
    two.press(1, QPoint(500, 300), canvas)
    two.commit()
    assert only(desk) == before
    end = QTest.touchEvent(canvas, fingers)
    end.release(0, QPoint(*D), canvas)
    end.release(1, QPoint(500, 300), canvas)
    end.commit()


@pytest.mark.parametrize("factor", ["1", "1.25", "1.5", "2"])
def test_lines_are_true_at_any_scale_of_the_screen(factor: str) -> None:
    assert problems_at_scale("tests.factories.drawing_at_scale", factor) == ""
