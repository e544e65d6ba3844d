"""What was closed is gone from memory: nothing of a person stays behind, nothing adds up."""

from __future__ import annotations

import gc
import re
from collections import Counter
from typing import cast

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from viewer.app.annotation_places import anchor_of
from viewer.app.frames import FailedFrame, LoadedFrame
from viewer.app.pdf_pages import PdfPages
from viewer.app.viewport import ViewportModel
from viewer.media.medium import Medium
from viewer.model.annotation import Annotation, AnnotationKind
from viewer.model.display_set import Document, StackFrame
from viewer.model.header import InstanceHeader
from viewer.model.tags import TagRow
from viewer.ui.application import Desktop
from viewer.ui.documents.document_page import DocumentPage
from viewer.ui.panels.tag_browser import TagBrowser

_WATCHED = (
    *(InstanceHeader, StackFrame, LoadedFrame, FailedFrame, Annotation),
    *(TagRow, Medium, DocumentPage, PdfPages, ViewportModel),
)


class Others:
    """What other tests made and still have; asked for before the program is."""

    def __init__(self) -> None:
        gc.unfreeze()
        gc.collect()
        self._there = [o for o in gc.get_objects() if type(o) in _WATCHED]

    def beside(self) -> dict[str, int]:
        """How many there are beside those, once everything is dealt with."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        gc.unfreeze()  # what is there from the beginning is to be found too
        gc.collect()
        known = {id(o) for o in self._there}
        found = [o for o in gc.get_objects() if type(o) in _WATCHED and id(o) not in known]
        return dict(Counter(type(o).__name__ for o in found))


@pytest.fixture
def others(qtbot: QtBot) -> Others:
    del qtbot  # makes the application
    return Others()


def work(desktop: Desktop, qtbot: QtBot) -> None:
    """Look at everything, draw on it, and open what lists it."""
    session, actions = desktop.session, desktop.window.actions_set
    session.workspace.set_layout(2, 2)
    for number, item in enumerate(session.catalog.items()):
        session.show_item(item.uid, number % 4)
        QApplication.processEvents()
        frame = session.workspace.viewports[number % 4].state.frame
        if frame is None:
            continue
        points = ((2.0, 2.0), (30.0, 20.0))
        drawn = Annotation(str(number), AnnotationKind.ELLIPSE, points, anchor_of(frame))
        session.annotations.add(drawn)
        session.history.commit()
    document = next(i for i in session.catalog.items() if isinstance(i.display_set, Document))
    session.show_item(document.uid, 3)
    QApplication.processEvents()
    session.workspace.set_layout(1, 1)  # takes the page along with its viewport
    QApplication.processEvents()
    for name in ("tiles-2x2", "tags"):
        actions[name].trigger()
        QApplication.processEvents()
    qtbot.waitUntil(lambda: is_all_there(desktop))
    actions["measurements"].trigger()  # what was read of the file is behind it now
    while session.history.undo():
        QApplication.processEvents()


def is_all_there(desktop: Desktop) -> bool:
    """Whether every picture has come, and what the file of one says."""
    browser = desktop.window.panels.findChild(TagBrowser)
    views = desktop.session.workspace.viewports
    pictures = all(view.state.frame is None or view.shown is not None for view in views)
    return pictures and browser is not None and len(browser.shown) > 0


def test_nothing_of_a_person_stays_when_everything_is_closed(
    others: Others, desktop: Desktop, qtbot: QtBot
) -> None:
    work(desktop, qtbot)
    assert others.beside().keys() >= {"InstanceHeader", "Annotation", "TagRow", "Medium"}
    desktop.window.close_media()
    qtbot.waitUntil(lambda: not others.beside().keys() - {"ViewportModel"}, timeout=10_000)


def test_viewports_that_went_are_gone(others: Others, desktop: Desktop) -> None:
    """Whatever follows them: every panel was looked at."""
    workspace, actions = desktop.session.workspace, desktop.window.actions_set
    for name in ("tags", "measurements"):
        actions[name].trigger()
    for _ in range(3):
        workspace.set_layout(2, 2)
        QApplication.processEvents()
        workspace.set_layout(1, 1)
        QApplication.processEvents()
    assert others.beside()["ViewportModel"] == 1


def test_no_pattern_made_of_names_stays(desktop: Desktop, qtbot: QtBot) -> None:
    """Python keeps the last 512: of a proof, or of what is hidden, they are names."""
    kept: dict[object, object] = re._cache  # type: ignore[attr-defined]  # nobody else tells
    re.search(r"MUSTERMANN|Erika", "")
    assert any("MUSTERMANN" in str(key) for key in kept)
    desktop.window.close_media()
    qtbot.waitUntil(lambda: not any("MUSTERMANN" in str(key) for key in kept))


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_menus_that_were_open_keep_no_picture(desktop: Desktop, qtbot: QtBot) -> None:
    """Qt keeps what each showed, perhaps the name of an examination, as long as the window."""
    bar = desktop.window.menuBar()
    menus = [cast("QMenu", action.menu()) for action in bar.actions()]
    for menu in menus:
        menu.popup(bar.mapToGlobal(bar.rect().bottomLeft()))
        qtbot.waitUntil(menu.isVisible)
        menu.close()
    assert None not in {menu.windowHandle() for menu in menus}
    desktop.window.close_media()
    qtbot.waitUntil(lambda: {menu.windowHandle() for menu in menus} == {None})
    menus[0].popup(bar.mapToGlobal(bar.rect().bottomLeft()))  # and it opens again
    qtbot.waitUntil(menus[0].isVisible)
    menus[0].close()
