"""What can be done with a line of the browser, by right click or the menu key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from viewer.ui.browser.rows import ItemRow, PatientRow, StudyRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from viewer.app.catalog import Catalog
    from viewer.app.deid_scope import Offer
    from viewer.ui.browser.rows import Row


def row_menu(
    row: Row, catalog: Catalog, copy: Callable[[Offer], object], parent: QWidget
) -> QMenu | None:
    """Copies of this line and of what it belongs to; None for a line that is gone."""
    entries = _entries(row, catalog)
    if not entries:
        return None
    menu = QMenu(parent)
    for words, offer in entries:
        action = menu.addAction(words)
        action.triggered.connect(lambda _checked, offer=offer: copy(offer))
    return menu


def _entries(row: Row, catalog: Catalog) -> list[tuple[str, Offer]]:
    """Words and what they mean, the line itself first."""
    from viewer.app.deid_scope import of_item, of_person, of_study  # noqa: PLC0415  when asked for

    found: list[tuple[str, Offer]] = []
    for place, patient in enumerate(catalog.patients):
        for study in patient.studies:
            for item in study.items:
                if isinstance(row, ItemRow) and item.uid == row.key:
                    words = "Copy this series without identity…"
                    found = [(words, of_item(item)), (_STUDY, of_study(study))]
            if isinstance(row, StudyRow) and row.key == f"study:{place}:{study.facts.uid}":
                found = [(_STUDY, of_study(study))]
        is_whole = isinstance(row, PatientRow) and row.patient == place
        if is_whole or (found and (len(patient.studies) > 1 or len(catalog.patients) > 1)):
            words = "Copy everything of this person without identity…"
            return [*found, (words, of_person(patient))]
        if found:
            return found
    return found


_STUDY = "Copy this examination without identity…"
