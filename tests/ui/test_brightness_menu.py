"""Every window and table the file offers can be chosen by name (D-046)."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QMenu

from tests.factories.fake_session import CHEST, ERIKA, catalog_of, small_catalog, stack_item
from tests.factories.window_desk import WindowDesk
from viewer.app.catalog import CatalogItem, CatalogStudy
from viewer.model.display_set import ImageStack
from viewer.model.header import SeriesFacts
from viewer.model.lut import LutTable, VoiLut, VoiTransform, Window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LUNG = Window(-600, 1500, name="LUNG & AIR")
PLAIN = Window(40, 400)
TABLE = VoiLut(LutTable(0, 8, np.zeros(256, np.uint16), "Bone film"))
UNNAMED = VoiLut(LutTable(0, 8, np.zeros(256, np.uint16)))


def item_with(*offered: VoiTransform) -> CatalogItem:
    item = stack_item(SeriesFacts("1.2.1.1", 1, "CT", "Chest"), count=1)
    assert isinstance(item.display_set, ImageStack)
    (frame,) = item.display_set.frames
    frame = replace(frame, facts=replace(frame.facts, voi=offered))
    return replace(item, display_set=replace(item.display_set, frames=(frame,)))


def opened(desk: WindowDesk) -> QMenu:
    """The menu as it is when a person opens it."""
    (image,) = [a for a in desk.window.menuBar().actions() if a.text() == "&Image"]
    parent = image.menu()
    assert isinstance(parent, QMenu)
    (action,) = [a for a in parent.actions() if a.text() == "Brightness"]
    menu = action.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return menu


def chosen(desk: WindowDesk) -> VoiTransform | None:
    return desk.session.workspace.active.state.presentation.voi


def texts(menu: QMenu) -> list[str]:
    return [a.text() for a in menu.actions() if a.isVisible() and not a.isSeparator()]


def test_all_alternatives_are_listed_by_name(desk: WindowDesk) -> None:
    item = item_with(LUNG, PLAIN, TABLE, UNNAMED)
    desk.session.make_ready(catalog_of((ERIKA, (CatalogStudy(CHEST, (item,)),))))
    assert texts(opened(desk))[:7] == [
        "From the file",
        "LUNG && AIR · W 1500 L −600",
        "Window 2 · W 400 L 40",
        "Bone film · table",
        "Table 4 · table",
        "Automatic brightness",
        "As in the file",
    ]
    assert len(opened(desk).actions()) == len(opened(desk).actions())  # nothing piles up


def test_one_is_chosen_for_the_active_viewport(desk: WindowDesk) -> None:
    item = item_with(LUNG, PLAIN, TABLE)
    desk.session.make_ready(catalog_of((ERIKA, (CatalogStudy(CHEST, (item,)),))))
    opened(desk).actions()[3].trigger()
    assert chosen(desk) is TABLE
    assert [a.isChecked() for a in opened(desk).actions()[1:4]] == [False, False, True]
    opened(desk).actions()[1].trigger()
    assert chosen(desk) is None  # each picture by its own again
    assert opened(desk).actions()[1].isChecked()


def test_a_file_that_offers_none_leaves_the_presets(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    assert texts(opened(desk))[:2] == ["Automatic brightness", "As in the file"]
    desk.session.close_media()
    assert "From the file" not in texts(opened(desk))
