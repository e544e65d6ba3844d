"""What the menu of a line of the browser offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from tests.factories.fake_session import small_catalog, two_people
from viewer.app.catalog import Catalog
from viewer.ui.browser.context_menu import Ways, row_menu
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
    menu = row_menu(row, catalog, Ways(chosen.append, lambda *_: None), parent)
    if menu is None:
        return {}
    copies = [action for action in menu.actions() if "without identity" in action.text()]
    for action in copies:
        action.trigger()
    return dict(zip([action.text() for action in copies], chosen, strict=True))


def kept(row: Row, catalog: Catalog, qtbot: QtBot) -> dict[str, tuple[frozenset[str], str]]:
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen: list[tuple[frozenset[str], str]] = []
    menu = row_menu(row, catalog, Ways(lambda _: None, lambda *found: chosen.append(found)), parent)
    assert menu is not None
    keeps = [
        action for action in menu.actions() if "identity" not in action.text() and action.text()
    ]
    for action in keeps:
        action.trigger()
    return dict(zip([action.text() for action in keeps], chosen, strict=True))


def test_a_series_is_kept_with_its_examination_and_a_person_with_all(qtbot: QtBot) -> None:
    catalog = small_catalog()
    rows = make_rows(catalog)
    item = next(row for row in rows if isinstance(row, ItemRow))
    (patient,) = catalog.patients
    uids = [study.facts.uid for study in patient.studies]
    assert kept(item, catalog, qtbot) == {
        "Copy this examination to my computer…": (frozenset({uids[0]}), "computer"),
        "Add this examination to a USB stick…": (frozenset({uids[0]}), "stick"),
    }
    person = next(row for row in make_rows(two_people()) if isinstance(row, PatientRow))
    found = kept(person, two_people(), qtbot)
    studies = two_people().patients[person.patient].studies
    assert found["Copy everything of this person to my computer…"] == (
        frozenset(study.facts.uid for study in studies),
        "computer",
    )


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
