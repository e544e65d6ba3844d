"""What can be done with a line of the browser, by right click or the menu key."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QMenu

from viewer.ui.browser.rows import ItemRow, PatientRow, StudyRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
    from viewer.app.deid_scope import Offer
    from viewer.ui.browser.rows import Row

_KEPT: Final = (("computer", "Copy {} to my computer…"), ("stick", "Add {} to a USB stick…"))
_EXAMINATION, _ALL = "this examination", "everything of this person"


@dataclass(frozen=True, slots=True)
class Ways:
    """Who is told: `copy` without identity, `keep` examinations on a "computer" or a "stick"."""

    copy: Callable[[Offer], object]
    keep: Callable[[frozenset[str], str], object]


@dataclass(frozen=True, slots=True)
class _Line:
    """What a row is about: a series where it is one, an examination, a person."""

    patient: CatalogPatient
    study: CatalogStudy | None = None
    item: CatalogItem | None = None
    is_alone: bool = False  # the person has nothing else, and there is nobody else


def row_menu(row: Row, catalog: Catalog, ways: Ways, parent: QWidget) -> QMenu | None:
    """Copies of this line and of what it belongs to; None for a line that is gone."""
    line = _line(row, catalog)
    if line is None:
        return None
    menu = QMenu(parent)
    for words, act in _kept(line, ways):
        menu.addAction(words).triggered.connect(lambda _checked, act=act: act())
    menu.addSeparator()
    for words, offer in _without_identity(line):
        menu.addAction(words).triggered.connect(lambda _checked, offer=offer: ways.copy(offer))
    return menu


def _line(row: Row, catalog: Catalog) -> _Line | None:
    """What the row stands for now."""
    for place, patient in enumerate(catalog.patients):
        is_alone = len(patient.studies) < 2 and len(catalog.patients) < 2
        for study in patient.studies:
            for item in study.items:
                if isinstance(row, ItemRow) and item.uid == row.key:
                    return _Line(patient, study, item, is_alone)
            if isinstance(row, StudyRow) and row.key == f"study:{place}:{study.facts.uid}":
                return _Line(patient, study, is_alone=is_alone)
        if isinstance(row, PatientRow) and row.patient == place:
            return _Line(patient)
    return None


def _kept(line: _Line, ways: Ways) -> list[tuple[str, Callable[[], object]]]:
    """Words and what they do; a series is kept with its examination."""
    from viewer.app.publish_choice import of_person, of_study  # noqa: PLC0415  when asked for

    what, studies = _ALL, of_person(line.patient)
    if line.study is not None:
        what, studies = _EXAMINATION, of_study(line.study)
    return [(words.format(what), partial(ways.keep, studies, where)) for where, words in _KEPT]


def _without_identity(line: _Line) -> list[tuple[str, Offer]]:
    """Words and what they mean, the line itself first."""
    from viewer.app.deid_scope import of_item, of_person, of_study  # noqa: PLC0415  when asked for

    found: list[tuple[str, Offer]] = []
    if line.item is not None:
        found.append(("Copy this series without identity…", of_item(line.item)))
    if line.study is not None:
        found.append((f"Copy {_EXAMINATION} without identity…", of_study(line.study)))
    if not line.is_alone:
        found.append((f"Copy {_ALL} without identity…", of_person(line.patient)))
    return found
