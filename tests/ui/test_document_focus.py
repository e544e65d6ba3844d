"""Documents beside pictures: which viewport the keys act on stays a person's choice (S-10)."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from viewer.app.catalog import CatalogItem
from viewer.model.display_set import Document, DocumentKind
from viewer.ui.application import Desktop
from viewer.ui.documents.document_page import DocumentPage
from viewer.ui.viewport.viewport_widget import ViewportWidget

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

LEFT = Qt.MouseButton.LeftButton


def item_of(desktop: Desktop, kind: DocumentKind | None) -> CatalogItem:
    """An item with a document of a kind, None for one with pictures."""
    for item in desktop.session.catalog.items():
        shown = item.display_set
        found = shown.kind if isinstance(shown, Document) else None
        if shown is not None and found is kind:
            return item
    raise AssertionError(kind)


def views(desktop: Desktop) -> list[ViewportWidget]:
    grid = desktop.window._grid
    assert grid is not None
    return list(grid.views)


def page_in(desktop: Desktop, number: int) -> DocumentPage:
    page = views(desktop)[number].focusProxy()
    assert isinstance(page, DocumentPage)
    return page


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def has_keys(page: DocumentPage) -> bool:
    return page.isAncestorOf(focused())


def is_read(page: DocumentPage) -> bool:
    return page.body.currentWidget() is not page.message


def click(desktop: Desktop, number: int) -> None:
    QTest.mouseClick(views(desktop)[number].canvas, LEFT)


@pytest.fixture
def pair(desktop: Desktop, qtbot: QtBot) -> Desktop:
    """A report on the left, pictures on the right, where the person works."""
    session = desktop.session
    desktop.window.activateWindow()
    session.workspace.set_layout(1, 2)
    session.show_item(item_of(desktop, DocumentKind.REPORT).uid, 0)
    session.show_item(item_of(desktop, None).uid, 1)
    qtbot.waitUntil(lambda: is_read(page_in(desktop, 0)), timeout=20_000)
    click(desktop, 1)
    session.history.commit()
    session.history.clear()
    return desktop


def test_a_document_that_goes_by_undo_gives_the_keys_to_no_other_one(
    pair: Desktop, qtbot: QtBot
) -> None:
    """Qt gives them to the next widget, which may be the page of another viewport."""
    session, history = pair.session, pair.session.history
    session.show_item(item_of(pair, DocumentKind.PDF).uid, 1)
    session.show_item(item_of(pair, None).uid, 0)
    session.show_item(item_of(pair, DocumentKind.REPORT).uid, 0)  # a page made after the other
    qtbot.waitUntil(lambda: is_read(page_in(pair, 0)) and is_read(page_in(pair, 1)), timeout=20_000)
    QTest.mouseClick(page_in(pair, 1).pdf.viewport(), LEFT)
    history.commit()
    history.clear()
    session.show_item(item_of(pair, None).uid, 1)
    history.commit()
    told: list[int] = []
    listening = session.workspace.changed.connect(lambda state: told.append(state.active))
    for act in (history.undo, history.redo):
        wanted = (history._past if act == history.undo else history._future)[-1][0]
        assert act()
        for _ in range(3):
            QApplication.processEvents()
        assert history._capture(None) == wanted
    listening.close()
    assert set(told) == {1}  # not even for a moment
    assert views(pair)[1].hasFocus()


def test_a_report_that_has_been_read_takes_no_keys_from_where_somebody_works_now(
    pair: Desktop, qtbot: QtBot
) -> None:
    session = pair.session
    QTest.mouseClick(page_in(pair, 0).text.viewport(), LEFT)
    assert session.workspace.state.active == 0
    session.show_item(item_of(pair, None).uid, 0)
    session.show_item(item_of(pair, DocumentKind.REPORT).uid, 0)
    page = page_in(pair, 0)
    assert not is_read(page)
    assert has_keys(page)
    click(pair, 1)  # before it is there
    qtbot.waitUntil(lambda: is_read(page), timeout=20_000)
    assert session.workspace.state.active == 1
    assert views(pair)[1].hasFocus()


def test_working_in_a_document_makes_its_viewport_active(pair: Desktop) -> None:
    session, page = pair.session, page_in(pair, 0)
    QTest.mouseClick(page.text.viewport(), LEFT)
    assert session.workspace.state.active == 0
    assert page.text.hasFocus()
    click(pair, 1)
    assert session.workspace.state.active == 1
    window = pair.window.windowHandle()
    assert window is not None
    for _ in range(100):  # over its buttons, which are not yet the document
        if page.text.hasFocus():
            break
        QTest.keyClick(window, Qt.Key.Key_Tab)
    assert page.text.hasFocus()
    assert session.workspace.state.active == 0


def test_the_page_that_comes_to_the_front_gives_the_keys_to_the_active_viewport(
    pair: Desktop,
) -> None:
    """Qt gives them to the viewport that had them last, or to the first."""
    centre, workspace = pair.window.centre, pair.session.workspace
    assert isinstance(centre, QStackedWidget)
    grid = centre.currentWidget()
    centre.setCurrentWidget(centre.problem)
    centre.problem.setFocus()
    workspace.activate(0)
    assert centre.currentWidget() is grid  # it saw what is open
    assert workspace.state.active == 0
    assert has_keys(page_in(pair, 0))


def test_a_document_is_closed_with_its_viewport(pair: Desktop, qtbot: QtBot) -> None:
    """Its thread ends, and what it still tells reaches no page that is gone."""
    session = pair.session
    session.show_item(item_of(pair, DocumentKind.PDF).uid, 1)  # and is not waited for
    assert "pdf-pages" in [thread.name for thread in threading.enumerate()]
    session.workspace.set_layout(1, 1)
    for _ in range(3):
        QApplication.processEvents()
    qtbot.waitUntil(
        lambda: "pdf-pages" not in [thread.name for thread in threading.enumerate()],
        timeout=20_000,
    )
    QApplication.processEvents()
