"""What the menu of a line of the browser offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from tests.factories.fake_session import small_catalog, two_people
from viewer.app.catalog import Catalog
from viewer.ui.browser.context_menu import row_menu
from viewer.ui.browser.rows import ItemRow, PatientRow, StudyRow, make_rows

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from viewer.app.deid_scope import Offer
    from viewer.ui.browser.rows import Row

SERIES = "Copy this series without identity…"
STUDY = "Copy this examination without identity…"
PERSON = "Copy everything of this person without identity…"


def offered(row: Row, catalog: Catalog, qtbot: QtBot) -> dict[str, Offer]:
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen: list[Offer] = []
    menu = row_menu(row, catalog, chosen.append, parent)
    if menu is None:
        return {}
    for action in menu.actions():
        action.trigger()
    return dict(zip([action.text() for action in menu.actions()], chosen, strict=True))


def test_of_several_examinations_all_can_be_copied(qtbot: QtBot) -> None:
    catalog = small_catalog()
    rows = make_rows(catalog)
    item = next(row for row in rows if isinstance(row, ItemRow))
    study = next(row for row in rows if isinstance(row, StudyRow))
    found = offered(item, catalog, qtbot)
    assert list(found) == [SERIES, STUDY, PERSON]
    assert found[SERIES].items == frozenset({item.key})
    assert found[STUDY].items == offered(study, catalog, qtbot)[STUDY].items
    assert found[PERSON].items == frozenset(item.uid for item in catalog.items())


def test_each_person_is_offered_alone(qtbot: QtBot) -> None:
    catalog = two_people()
    rows = [row for row in make_rows(catalog) if isinstance(row, PatientRow)]
    for row, patient in zip(rows, catalog.patients, strict=True):
        found = offered(row, catalog, qtbot)
        assert list(found) == [PERSON]
        uids = {item.uid for study in patient.studies for item in study.items}
        assert set(found[PERSON].items or ()) == uids


def test_a_line_that_is_gone_offers_nothing(qtbot: QtBot) -> None:
    row = next(row for row in make_rows(small_catalog()) if isinstance(row, ItemRow))
    assert offered(row, Catalog(), qtbot) == {}
