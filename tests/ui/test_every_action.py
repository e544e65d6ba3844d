"""Every action, wherever one may be: pictures, colours, documents, nothing at all."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QDialog

from viewer.app.catalog import CatalogItem
from viewer.model.display_set import ImageStack
from viewer.ui.action_table import ACTIONS
from viewer.ui.application import Desktop

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

# These wait for an answer, or end what is tested.
ASKING = {"quit", "close-media", "commands"} | {spec.id for spec in ACTIONS if "…" in spec.text}
IDS = [spec.id for spec in ACTIONS if spec.id not in ASKING]


def items(desktop: Desktop) -> dict[str, CatalogItem]:
    """One item of each kind there is."""
    found: dict[str, CatalogItem] = {}
    for item in sorted(desktop.session.catalog.items(), key=lambda item: -item.count):
        shown = item.display_set
        is_stack = isinstance(shown, ImageStack)
        image = shown.frames[0].header.image if isinstance(shown, ImageStack) else None
        samples = image.pixels.samples_per_pixel if image is not None else 0
        kind = f"{samples} samples" if is_stack else item.series.modality
        found.setdefault(kind, item)
    return found


def close_dialogs(desktop: Desktop) -> None:
    for dialog in desktop.window.findChildren(QDialog):
        if dialog.isVisible():
            dialog.reject()


def trigger_all(desktop: Desktop, again: CatalogItem | None) -> list[str]:
    """Choose every action that is offered, each where `again` is on show."""
    workspace = desktop.session.workspace
    done = []
    for name in IDS:
        action = desktop.window.actions_set[name]
        if action.isEnabled():
            action.trigger()
            QApplication.processEvents()
            done.append(name)
        close_dialogs(desktop)
        for viewport in workspace.viewports:
            viewport.set_playing(playing=False)
        if again is not None and workspace.active.state.display_set is not again.display_set:
            desktop.session.show_item(again.uid)
            QApplication.processEvents()
    return done


def test_on_everything_a_disc_can_hold(desktop: Desktop) -> None:
    kinds = items(desktop)
    assert len(kinds) >= 4
    for item in kinds.values():
        desktop.session.show_item(item.uid)
        QApplication.processEvents()
        done = trigger_all(desktop, item)
        is_picture = isinstance(item.display_set, ImageStack)
        assert len(done) > (80 if is_picture else 40)
        assert ("tool-window" in done) == ("invert" in done) == is_picture


def test_on_an_empty_place(desktop: Desktop) -> None:
    desktop.window.actions_set["layout-2x2"].trigger()
    for name in IDS:
        desktop.session.workspace.activate(len(desktop.session.workspace.viewports) - 1)
        desktop.window.actions_set[name].trigger()
        QApplication.processEvents()
        close_dialogs(desktop)


def test_where_nothing_is_open(desktop: Desktop) -> None:
    desktop.session.close_media()
    QApplication.processEvents()
    assert "tags" in trigger_all(desktop, None)
