"""Title and guard name whose frames are on show, not whom a list puts first (S-01, S-02)."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMessageBox

from tests.factories.fake_session import CHEST, ERIKA, MAX, catalog_of, small_catalog, stack_item
from tests.factories.window_desk import WindowDesk
from viewer.app.catalog import Catalog, CatalogStudy
from viewer.model.header import PatientFacts, SeriesFacts

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SERIES = SeriesFacts("1.2.1.2", 2, "CT", "Lung")
OTHER = SeriesFacts("1.2.1.3", 3, "CT", "Soft")


def one_catalog(listed: PatientFacts, *shown: PatientFacts) -> Catalog:
    """One entry of the list with a series of each of `shown` in it."""
    items = tuple(
        stack_item(series, facts) for series, facts in zip((SERIES, OTHER), shown, strict=False)
    )
    return catalog_of((listed, (CatalogStudy(CHEST, items),)))


def test_the_title_is_that_of_the_header_on_show(desk: WindowDesk) -> None:
    """Two objects of one uid: the list knows the first, the viewport shows the other."""
    desk.session.make_ready(one_catalog(ERIKA, MAX))
    assert desk.window.windowTitle() == "Lightbox — MUSTERMANN, Max · *1 Jan 1959 · M"


def test_the_title_follows_the_viewport_by_itself(desk: WindowDesk) -> None:
    """What a viewport shows may change without the grid: a series that grows while it is read."""
    desk.session.make_ready(small_catalog())
    desk.session.workspace.active.show(stack_item(SERIES, MAX).display_set)
    assert "Max" in desk.window.windowTitle()


def test_the_title_follows_the_active_viewport(desk: WindowDesk) -> None:
    desk.session.make_ready(one_catalog(ERIKA, ERIKA))
    workspace = desk.session.workspace
    workspace.set_layout(1, 2)
    workspace.viewports[1].show(stack_item(OTHER, MAX).display_set)
    assert "Erika" in desk.window.windowTitle()
    workspace.activate(1)
    assert "Max" in desk.window.windowTitle()


def questions(desk: WindowDesk) -> list[QMessageBox]:
    return [box for box in desk.window.findChildren(QMessageBox) if box.isVisible()]


def test_the_guard_sees_who_is_on_show_whatever_the_list_says(desk: WindowDesk) -> None:
    desk.session.make_ready(one_catalog(ERIKA, ERIKA, MAX))
    desk.session.workspace.set_layout(1, 2)
    desk.window.guard.show_item("1.2.1.3", 1)
    assert len(questions(desk)) == 1
    assert desk.window.guard.people_on_show() == (ERIKA,)


def test_another_age_is_no_other_person(desk: WindowDesk) -> None:
    """One person examined twice has two ages, and often a sex in one examination only."""
    older = replace(ERIKA, age="063Y", sex="")
    desk.session.make_ready(one_catalog(ERIKA, replace(ERIKA, age="062Y"), older))
    desk.session.workspace.set_layout(1, 2)
    desk.window.guard.show_item("1.2.1.3", 1)
    assert questions(desk) == []
    assert not desk.window.guard.banner.isVisible()
    assert desk.session.workspace.state.layout.cells == ("1.2.1.2", "1.2.1.3")
