"""Numbers of drawings on pictures that nobody has looked at yet."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from tests.factories.measuring_desk import MeasuringDesk
from viewer.app.annotation_places import anchor_of
from viewer.app.annotations import AnnotationState
from viewer.app.save_marked import marked_of
from viewer.model.display_set import ImageStack
from viewer.tools.region_values import NOT_LOADED
from viewer.tools.tool_mode import ToolMode
from viewer.ui.dialogs.save_marked import SaveMarkedDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[MeasuringDesk]:
    desk = MeasuringDesk(qtbot, tmp_path)
    yield desk
    desk.close()


def drawn_where_nobody_looked(desk: MeasuringDesk) -> None:
    """As after an arrangement was opened: a region on a picture that is not in memory."""
    desk.draw((300, 200), (420, 320), ToolMode.ELLIPSE)
    (here,) = desk.store.state.annotations
    item = desk.session.catalog.item("1.2.1.2")
    assert item is not None
    assert isinstance(item.display_set, ImageStack)
    far = item.display_set.frames[-1]
    assert not desk.session.frames.has(far.key)
    desk.store.set_state(AnnotationState((replace(here, id="far", anchor=anchor_of(far)),)))


def test_the_list_loads_pictures_for_their_values(desk: MeasuringDesk) -> None:
    drawn_where_nobody_looked(desk)
    desk.panel()
    desk.qtbot.waitUntil(lambda: "Mean" in str(desk.panel().sorted.index(0, 1).data()))


@pytest.mark.parametrize("action", ["measurements-copy", "measurements-save"])
def test_no_table_is_without_its_values(
    desk: MeasuringDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    drawn_where_nobody_looked(desk)
    where = tmp_path / "numbers.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(where), ""))
    QApplication.clipboard().clear()
    desk.act(action)
    if action == "measurements-copy":
        desk.qtbot.waitUntil(lambda: bool(QApplication.clipboard().text()))
        text = QApplication.clipboard().text()
    else:
        desk.qtbot.waitUntil(lambda: bool(desk.panel().told.text()))
        text = where.read_text("utf-8-sig")
    assert "Mean" in text
    assert NOT_LOADED not in text


def test_what_is_saved_with_pictures_has_its_values(desk: MeasuringDesk) -> None:
    drawn_where_nobody_looked(desk)
    desk.act("save-marked")
    desk.qtbot.waitUntil(lambda: bool(desk.window.findChildren(SaveMarkedDialog)))
    (image,) = marked_of(desk.session).images
    (drawing,) = image.drawings
    assert any("Mean" in line for line in drawing.words)
    desk.window.findChildren(SaveMarkedDialog)[0].close()
