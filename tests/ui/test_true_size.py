"""True size: only on a measured screen, and said in the corner (D-108)."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest

from tests.factories.viewports import Recipe, flat, stack_of
from tests.factories.window_desk import WindowDesk
from viewer.app.corner_text import CornerFacts, corner_text
from viewer.model.geometry import PixelSpacing, SpacingSource
from viewer.model.viewport import AnnotationLevel, FitMode, Presentation, ViewState
from viewer.render.placement import in_true_size
from viewer.ui.dialogs.screen_size import CARD_MM, ScreenSizeDialog
from viewer.ui.preferences import Preferences
from viewer.ui.true_size import in_view, screen_name

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_a_millimetre_is_a_millimetre() -> None:
    view = in_true_size(in_view(ViewState(), 0.25), 0.5)
    assert (view.fit, view.zoom) == (FitMode.FREE, 2.0)  # 0.5 mm are two pixels of 0.25 mm


@pytest.mark.parametrize(("column_mm", "pixel_mm"), [(None, 0.25), (0.5, 0.0), (0.0, 0.25)])
def test_without_known_sizes_the_picture_fits_the_viewport(
    column_mm: float | None, pixel_mm: float
) -> None:
    view = in_view(ViewState(), pixel_mm)
    assert in_true_size(view, column_mm) == view  # which is placed as FIT


def test_the_card_tells_the_size_and_the_picture_follows(desk: WindowDesk) -> None:
    stack = stack_of(flat([1, 2]), Recipe(spacing=PixelSpacing(0.5, 0.5, SpacingSource.PATIENT)))
    desk.session.workspace.show(stack)
    desk.window.actions_set["true-size"].setEnabled(True)
    desk.window.actions_set["true-size"].trigger()  # nobody has measured: the dialog opens
    dialog = desk.window.findChild(ScreenSizeDialog)
    assert dialog is not None
    assert desk.session.workspace.active.state.view.fit is FitMode.FIT
    dialog.slider.setValue(400)
    QTest.keyClick(dialog.slider, Qt.Key.Key_Right)
    QTest.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    ratio = dialog.devicePixelRatioF()
    view = desk.session.workspace.active.state.view
    assert view.fit is FitMode.TRUE_SIZE
    assert view.screen_pixel_mm == pytest.approx(CARD_MM[0] / (401 * ratio))
    stored = desk.preferences.screen_pixel_mm(screen_name(desk.window.screen()))
    assert stored == pytest.approx(view.screen_pixel_mm)


def test_a_screen_that_is_forgotten_is_asked_about_again(desk: WindowDesk) -> None:
    name = screen_name(desk.window.screen())
    desk.preferences.set_screen_pixel_mm(name, 0.3)
    desk.window.actions_set["measure-screen"].trigger()
    dialog = desk.window.findChild(ScreenSizeDialog)
    assert dialog is not None
    assert dialog.card.width_px == round(CARD_MM[0] / 0.3)
    QTest.mouseClick(dialog.forget_button, Qt.MouseButton.LeftButton)
    assert desk.preferences.screen_pixel_mm(name) == 0.0


@pytest.mark.parametrize("value", ["rubbish", "-1", "1e9", "nan"])
def test_sizes_that_no_screen_has_are_not_believed(tmp_path: Path, value: str) -> None:
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    store.setValue("screens/one", value)
    assert Preferences(store).screen_pixel_mm("one") == 0.0


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (SpacingSource.PATIENT, "true size"),
        (SpacingSource.DETECTOR, "true size at detector plane, magnification not corrected"),
    ],
)
def test_the_corner_says_what_is_true(source: SpacingSource, words: str) -> None:
    stack = stack_of(flat([1]), Recipe(spacing=PixelSpacing(0.5, 0.5, source)))
    facts = CornerFacts(
        stack, 0, stack.frames[0], in_view(ViewState(), 0.25), Presentation(), None, 2.0
    )
    lines = [line.text for line in corner_text(facts, AnnotationLevel.FULL).bottom_left]
    assert f"zoom 200 % · {words}" in lines
