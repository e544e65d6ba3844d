from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import GridDesk
from tests.factories.states import named, state_about
from tests.factories.viewports import Recipe, flat, loaded, stack_of
from viewer.app.frames import FailedFrame
from viewer.app.marked import view_under
from viewer.app.viewport import ViewportState
from viewer.errors import DecodeError
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.lut import Window
from viewer.model.shutter import Shutter
from viewer.model.viewport import AnnotationLevel, FitMode, Presentation, ViewState
from viewer.ui.viewport.painter import Surface, ViewportPainter
from viewer.ui.viewport.scene import SHUTTER_CLOSED, Scene, Surroundings
from viewer.ui.viewport.snapshot import render_viewport, write_viewport


def grey(image: QImage, x: int, y: int) -> int:
    return image.pixelColor(x, y).red()


def test_a_snapshot_is_what_the_viewport_shows(qtbot: QtBot) -> None:
    desk = GridDesk(qtbot, (480, 360))
    try:
        ramp = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64)
        desk.put([ramp])
        screen = desk.canvas.grab().toImage()
        size = (desk.canvas.width(), desk.canvas.height())
        shown = desk.model.shown
        picture = render_viewport(
            Scene(desk.state, shown), size, font=desk.canvas.font(), disclaimer=False
        )
        assert picture == screen.convertToFormat(picture.format())
    finally:
        desk.close()


@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
def test_pixels_are_device_pixels(qtbot: QtBot, dpr: float) -> None:
    del qtbot
    values = (np.arange(64 * 64, dtype=np.uint16).reshape(64, 64) * 7) % 256 + 1024
    stack = stack_of([values], Recipe(voi=(Window(128, 256),)))
    state = ViewportState(stack, view=ViewState(FitMode.ONE_TO_ONE))
    image = render_viewport(Scene(state, loaded(stack.frames[0], values)), (400, 300), dpr=dpr)
    assert (image.width(), image.height()) == (round(400 * dpr), round(300 * dpr))
    left, top = (image.width() - 64) // 2, (image.height() - 64) // 2
    for row, column in ((0, 0), (63, 63), (10, 50)):
        assert grey(image, left + column, top + row) == values[row, column] - 1024
    assert grey(image, left - 1, top) == 0


def test_pixels_of_another_frame_are_refused(qtbot: QtBot) -> None:
    """S-10: a label can never be put on other pixels."""
    del qtbot
    arrays = flat([1000, 1100])
    stack = stack_of(arrays)
    wrong = Scene(ViewportState(stack, 0), loaded(stack.frames[1], arrays[1]))
    with pytest.raises(ValueError, match="another frame"):
        render_viewport(wrong, (200, 200))


def test_a_failed_frame_is_a_card(qtbot: QtBot) -> None:
    del qtbot
    stack = stack_of(flat([1000]))
    failed = FailedFrame(stack.frames[0].key, DecodeError("bad marker"))
    image = render_viewport(Scene(ViewportState(stack), failed), (500, 400))
    assert image.pixelColor(250, 165).name() != "#000000"
    blank = render_viewport(Scene(ViewportState(stack), None), (500, 400))
    assert blank.pixelColor(250, 165).name() == "#000000"


def test_the_disclaimer_is_in_the_picture(qtbot: QtBot) -> None:
    del qtbot
    stack = stack_of(flat([1000]))
    shown = loaded(stack.frames[0], flat([1000])[0])
    scene = Scene(ViewportState(stack), shown)
    said = render_viewport(scene, (500, 400))
    unsaid = render_viewport(scene, (500, 400), disclaimer=False)
    lower_right, rest = (250, 300, 250, 100), (0, 0, 500, 300)
    assert said.copy(*lower_right) != unsaid.copy(*lower_right)
    assert said.copy(*rest) == unsaid.copy(*rest)


def test_a_viewport_is_written_as_png(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    arrays = flat([1000])
    stack = stack_of(arrays)
    shown = loaded(stack.frames[0], arrays[0])
    write_viewport(Scene(ViewportState(stack), shown), (300, 200), tmp_path / "picture.png")
    expected = render_viewport(Scene(ViewportState(stack), shown), (300, 200))
    written = QImage(str(tmp_path / "picture.png"))
    assert written.convertToFormat(expected.format()).copy() == expected.copy()


def test_a_picture_that_cannot_be_written_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    arrays = flat([1000])
    stack = stack_of(arrays)
    with pytest.raises(OSError, match=r"picture\.png"):
        write_viewport(
            Scene(ViewportState(stack), None), (300, 200), tmp_path / "no" / "picture.png"
        )


def test_the_scale_bar_is_by_the_scale_in_use(qtbot: QtBot) -> None:
    """D-104: with a person's scale the bar has another length, and says whose it is."""
    del qtbot
    stack = stack_of(flat([1000]))
    shown = loaded(stack.frames[0], flat([1000])[0])
    own = PixelSpacing(0.07, 0.07, SpacingSource.USER)
    pictures = [
        render_viewport(Scene(ViewportState(stack), shown, surroundings), (500, 400))
        for surroundings in (
            Surroundings(),
            Surroundings(scale_of=lambda frame: frame.facts.spacing),
            Surroundings(scale_of=lambda _: own),
            Surroundings(scale_of=lambda _: None),
        )
    ]
    by_file, likewise, by_user, without = (picture.copy(0, 200, 250, 200) for picture in pictures)
    assert by_file == likewise
    assert len({bytes(p.constBits()) for p in (by_file, by_user, without)}) == 3
    assert by_user.copy(0, 0, 250, 160) != by_file.copy(0, 0, 250, 160)  # a line more of words


@pytest.mark.parametrize("level", list(AnnotationLevel))
def test_pictures_that_leave_say_whose_state_they_show(
    qtbot: QtBot, level: AnnotationLevel
) -> None:
    """S-31, P-001: print and snapshot carry the state's name as the screen does, at every level."""
    del qtbot
    arrays = flat([1060])  # 36 HU, grey in the state's window
    stack = named(stack_of(arrays))
    shown = loaded(stack.frames[0], arrays[0])
    state = state_about(stack.frames[0], shutter=Shutter(rectangle=(17, 64, 1, 64)))
    look = ViewportState(stack, view=view_under(state), presentation=Presentation(state=state))
    scene = Scene(look, shown, Surroundings(level))
    size, image = QSizeF(500, 400), QImage(QSize(500, 400), QImage.Format.Format_RGB32)
    font = QGuiApplication.font()
    with QPainter(image) as painter:
        painted = ViewportPainter().paint(painter, Surface(size, image.size(), 1.0), scene, font)
    assert painted.text is not None
    lines = [line.text for line in painted.text.bottom_left]
    assert {"PR: MARKED · 29 Feb 2024", "Muster, Anna"} <= set(lines)
    assert SHUTTER_CLOSED in lines
    leaving = render_viewport(scene, (500, 400), font=font)
    upper = (0, 0, 500, 300)  # below stands what it is not for
    assert leaving.copy(*upper) == image.copy(*upper)
    hidden, beside = leaving.pixelColor(80, 200), leaving.pixelColor(250, 200)
    assert hidden != beside
