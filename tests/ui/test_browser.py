"""The browser: what it lists, how it is walked, and that streaming never moves it."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, QSize, Qt
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy, QTest
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import (
    CHEST,
    ERIKA,
    catalog_of,
    document_item,
    small_catalog,
    stack_item,
    two_people,
)
from tests.factories.window_desk import WindowDesk
from viewer.app.catalog import Catalog, CatalogStudy
from viewer.app.stage import LoadState, Stage
from viewer.model.display_set import DocumentKind
from viewer.model.findings import Counts, LoadReport, SeriesCounts
from viewer.model.header import SeriesFacts
from viewer.ui.browser.browser import Browser
from viewer.ui.browser.delegate import BrowserDelegate
from viewer.ui.browser.model import MIME, BrowserModel, Role
from viewer.ui.browser.rows import ItemRow, PatientRow, StudyRow, make_rows

NBSP = "\N{NO-BREAK SPACE}"


def item_rows(catalog: Catalog) -> list[ItemRow]:
    return [row for row in make_rows(catalog) if isinstance(row, ItemRow)]


def many(count: int) -> Catalog:
    items = tuple(
        stack_item(SeriesFacts(f"5.{n}", n, "MR", f"s{n}"), count=1) for n in range(count)
    )
    return catalog_of((ERIKA, (CatalogStudy(CHEST, items),)))


def test_studies_say_date_first_then_what_and_where() -> None:
    rows = make_rows(small_catalog())
    studies = [row for row in rows if isinstance(row, StudyRow)]
    assert [(s.date, s.title, s.place) for s in studies] == [
        ("12 Mar 2024", "CT Chest", "St. Example Hospital"),
        ("3 Feb 2023", "X-ray Thorax p.a.", "Practice Dr. X"),
    ]
    assert [s.prior for s in studies] == ["", "prior, 1 y"]  # S-09


@pytest.mark.parametrize(
    ("modality", "description", "title"),
    [
        ("MG", "Mammography screening", "Mammography screening"),
        ("US", "Echocardiography", "Echocardiography"),
        ("US", "US Abdomen", "US Abdomen"),
        ("DX", "Thorax X-ray", "Thorax X-ray"),
        ("CT", "Neck, chest and abdomen, portal", "Neck, chest and abdomen, portal"),
        ("CT", "Picture 1", "CT Picture 1"),
        ("MR", "Knee", "MR Knee"),
        ("MG", "", "Mammogram"),
        ("XX", "", "XX"),
    ],
)
def test_study_titles_repeat_no_word(modality: str, description: str, title: str) -> None:
    study = replace(CHEST, description=description, date="20241332")
    items = (stack_item(SeriesFacts("5.1", 1, modality, "s"), count=1, study=study),)
    rows = make_rows(catalog_of((ERIKA, (CatalogStudy(study, items),))))
    (row,) = [row for row in rows if isinstance(row, StudyRow)]
    assert (row.title, row.date) == (title, "No date")


def test_one_person_needs_no_header_and_several_each_have_one() -> None:
    assert not [row for row in make_rows(small_catalog()) if isinstance(row, PatientRow)]
    people = [row for row in make_rows(two_people()) if isinstance(row, PatientRow)]
    assert [(p.name, p.birth, p.number) for p in people] == [
        ("MUSTERMANN, Erika", "born 14 May 1961 · female", "number 4711"),
        ("MUSTERMANN, Max", "born 1 Jan 1959 · male", "number 4712"),
    ]
    assert people[0].patient != people[1].patient  # each has a mark of its own (S-01)


def test_missing_pictures_are_told_on_the_item() -> None:
    rows = {row.key: row for row in item_rows(small_catalog())}
    assert rows["1.2.1.3"].problem == "12 of 15"  # S-05
    assert "12 of 15 pictures readable" in rows["1.2.1.3"].spoken
    assert rows["1.2.1.2"].problem == ""
    assert rows["1.2.1.2"].title == f"2{NBSP}·{NBSP}Lung 1.0 B70f"
    assert rows["1.2.1.2"].note == "3 pictures"


def test_what_cannot_be_shown_is_listed_with_a_reason_and_cannot_be_dragged() -> None:
    plan = document_item(SeriesFacts("9.1", 7, "RTPLAN", "Plan"), DocumentKind.OTHER, "")
    row = item_rows(catalog_of((ERIKA, (CatalogStudy(CHEST, (plan,)),))))[0]
    assert not row.shown
    assert row.note == "Cannot be shown"
    model = BrowserModel()
    model.set_rows((row,))
    flags = model.flags(model.index(0))
    assert flags & Qt.ItemFlag.ItemIsSelectable
    assert not flags & Qt.ItemFlag.ItemIsDragEnabled


def test_what_is_not_read_yet_is_no_warning() -> None:
    """S-05 counts at the end; until then the directory's number is a promise, not a loss."""
    unread = replace(
        stack_item(SeriesFacts("5.1", 1, "MR", "s")),
        display_set=None,
        count=0,
        expected=28,
        readable=0,
    )
    catalog = catalog_of((ERIKA, (CatalogStudy(CHEST, (unread,)),)))
    reading = make_rows(catalog, {})[1]
    assert isinstance(reading, ItemRow)
    assert (reading.problem, reading.note, reading.progress) == ("", "28 pictures", 0.0)
    over = make_rows(catalog)[1]
    assert isinstance(over, ItemRow)
    assert (over.problem, over.progress) == ("0 of 28", None)


def test_a_series_read_in_part_keeps_its_progress() -> None:
    partly = stack_item(SeriesFacts("5.1", 1, "MR", "s"))
    catalog = catalog_of((ERIKA, (CatalogStudy(CHEST, (partly,)),)))
    rows = [make_rows(catalog, {"5.1": Counts(6, 3, readable)})[1] for readable in (3, 6)]
    assert [row.progress for row in rows if isinstance(row, ItemRow)] == [0.5, None]


def test_progress_while_headers_are_read() -> None:
    unread = replace(stack_item(SeriesFacts("5.1", 1, "MR", "s")), display_set=None, readable=None)
    catalog = catalog_of((ERIKA, (CatalogStudy(CHEST, (unread,)),)))
    row = make_rows(catalog, {"5.1": Counts(referenced=4, found=4, readable=1)})[1]
    assert isinstance(row, ItemRow)
    assert row.progress == 0.25
    assert item_rows(small_catalog())[0].progress is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), ("a", "b")),
        (("a", "b"), ()),
        (("a", "c"), ("a", "b", "c", "d")),
        (("a", "b", "c", "d"), ("b", "d")),
        (("a", "b", "c"), ("c", "a", "b")),
        (("a", "b", "c"), ("x", "c", "a")),
    ],
)
def test_the_model_becomes_what_it_is_given(
    qtbot: QtBot, before: tuple[str, ...], after: tuple[str, ...]
) -> None:
    del qtbot
    row = item_rows(small_catalog())[0]
    model = BrowserModel()
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, model
    )
    model.set_rows([replace(row, key=key) for key in before])
    model.set_rows([replace(row, key=key) for key in after])
    shown = [model.index(n).data(Role.ROW).key for n in range(model.rowCount())]
    assert shown == list(after)
    assert [model.index_of(key).row() for key in after] == list(range(len(after)))
    del tester


def test_an_update_touches_only_what_changed(qtbot: QtBot) -> None:
    del qtbot
    rows = item_rows(many(2000))
    model = BrowserModel()
    model.set_rows(rows)
    changed = QSignalSpy(model.dataChanged)
    resets = QSignalSpy(model.modelReset)
    rows[1234] = replace(rows[1234], note="4 pictures")
    model.set_rows(rows)
    assert changed.count() == 1
    assert changed.at(0)[0].row() == 1234
    assert resets.count() == 0


def visible_top(browser: Browser) -> tuple[str, int]:
    index = browser.indexAt(browser.viewport().rect().center())
    return index.data(Role.ROW).key, browser.visualRect(index).top()


def test_streaming_keeps_selection_and_place(desk: WindowDesk) -> None:
    browser = desk.window.browser
    catalog = many(2000)
    desk.session.make_ready(catalog)
    browser.refresh()
    browser.setCurrentIndex(browser.lines.index_of("5.1000"))
    before = visible_top(browser)
    early = stack_item(SeriesFacts("4.1", 0, "MR", "early"), count=1)
    late = stack_item(SeriesFacts("6.1", 9000, "MR", "late"), count=1)
    study = catalog.patients[0].studies[0]
    grown = catalog_of((ERIKA, (replace(study, items=(early, *study.items, late)),)))
    desk.session.set_catalog(grown)
    browser.refresh()
    assert browser.currentIndex().data(Role.ROW).key == "5.1000"
    assert [i.data(Role.ROW).key for i in browser.selectedIndexes()] == ["5.1000"]
    assert visible_top(browser) == before


def test_arrows_walk_the_items_and_enter_shows(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    browser = desk.window.browser
    browser.refresh()
    browser.setFocus()
    browser.setCurrentIndex(browser.lines.index_of("1.2.1.9"))
    desk.key(browser, Qt.Key.Key_Down)  # over the header of the next study
    assert browser.currentIndex().data(Role.ROW).key == "1.2.2.1"
    desk.key(browser, Qt.Key.Key_Return)
    assert desk.session.shown[-1][0] == "1.2.2.1"


def test_one_click_shows_a_series(desk: WindowDesk) -> None:
    """Who has never seen such a program clicks a picture once and waits."""
    desk.session.make_ready(small_catalog())
    browser = desk.window.browser
    browser.refresh()
    place = browser.visualRect(browser.lines.index_of("1.2.1.2")).center()
    QTest.mouseClick(browser.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert desk.session.shown[-1][0] == "1.2.1.2"


def test_tool_letters_work_while_the_list_has_the_focus(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    desk.window.browser.refresh()
    desk.window.activateWindow()
    desk.window.browser.setFocus()
    desk.key(desk.window.browser, Qt.Key.Key_Z)
    assert desk.grid.tool.value == "zoom"


def test_dragging_carries_the_uid(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    browser = desk.window.browser
    browser.refresh()
    model: QAbstractItemModel = browser.lines
    data = model.mimeData([browser.lines.index_of("1.2.1.2")])
    assert MIME == "application/x-lightbox-item"
    assert bytes(data.data(MIME).data()) == b"1.2.1.2"


def test_viewports_that_show_an_item_are_marked(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    browser = desk.window.browser
    browser.refresh()
    desk.session.workspace.set_layout(1, 2)
    desk.session.show_item("1.2.2.1", 1)
    assert browser.lines.index_of("1.2.2.1").data(Role.VIEWPORTS) == ((1, True),)
    assert browser.lines.index_of("1.2.1.1").data(Role.VIEWPORTS) == ((0, False),)
    assert browser.lines.index_of("1.2.1.2").data(Role.VIEWPORTS) == ()


def test_only_visible_thumbnails_are_asked_for(desk: WindowDesk, qtbot: QtBot) -> None:
    desk.session.make_ready(many(2000))
    browser = desk.window.browser
    browser.refresh()
    item = desk.session.catalog.item("5.0")
    assert item is not None
    key = item.thumbnail
    assert key is not None
    qtbot.waitUntil(lambda: browser.thumbnails.get(key) is not None)
    far = desk.session.catalog.item("5.1999")
    assert far is not None
    assert far.thumbnail is not None
    assert not desk.session.frames.has(far.thumbnail)
    image = browser.thumbnails.get(key)
    assert image is not None
    picture = image.toImage()
    middle, corner = picture.pixelColor(28, 28), picture.pixelColor(1, 1)
    assert middle.lightness() > 150
    assert corner.lightness() < 60


def test_a_thumbnail_does_not_lay_all_lines_out_again(
    desk: WindowDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With thousands of series that took 50 ms for each of them."""
    asked: list[int] = []
    own = BrowserDelegate.sizeHint

    def counted(delegate: BrowserDelegate, option: Any, index: QModelIndex) -> QSize:
        asked.append(index.row())
        return own(delegate, option, index)

    monkeypatch.setattr(BrowserDelegate, "sizeHint", counted)
    browser = desk.window.browser
    catalog = many(200)
    desk.session.make_ready(catalog)
    browser.refresh()
    assert visible_top(browser)  # laid out
    assert max(asked) >= 200
    asked.clear()
    item = catalog.item("5.0")
    assert item is not None
    browser.thumbnails.ready.emit(item.thumbnail)
    browser.lines.set_viewports({"5.1": ((0, True),)})
    assert visible_top(browser)
    assert max(asked) < 100  # only lines in sight
    rows = make_rows(catalog)
    place = next(n for n, row in enumerate(rows) if isinstance(row, StudyRow))
    study = rows[place]
    assert isinstance(study, StudyRow)
    changed = [*rows[:place], replace(study, place=""), *rows[place + 1 :]]
    below = browser.visualRect(browser.lines.index(place + 1)).top()
    browser.lines.set_rows(changed)  # a line less: what is below moves up
    assert browser.visualRect(browser.lines.index(place + 1)).top() < below


def test_a_damaged_picture_is_told_apart(desk: WindowDesk, qtbot: QtBot) -> None:
    item = stack_item(SeriesFacts("7.1", 1, "MR", "bad"), count=1, name="damaged")
    desk.session.make_ready(catalog_of((ERIKA, (CatalogStudy(CHEST, (item,)),))), show=False)
    thumbnails = desk.window.browser.thumbnails
    key = item.thumbnail
    assert key is not None
    qtbot.waitUntil(lambda: thumbnails.failed(key))
    assert thumbnails.get(key) is None


def test_reading_progress_comes_from_the_report(desk: WindowDesk) -> None:
    unread = replace(stack_item(SeriesFacts("5.1", 1, "MR", "s")), display_set=None, readable=None)
    desk.session.set_load(LoadState(Stage.READING, 1, 4))
    desk.session.set_catalog(catalog_of((ERIKA, (CatalogStudy(CHEST, (unread,)),))))
    desk.session.set_report(LoadReport(series=(SeriesCounts("5.1", Counts(4, 4, 2)),)))
    browser = desk.window.browser
    browser.refresh()
    assert browser.lines.index_of("5.1").data(Role.ROW).progress == 0.5


def test_the_list_follows_the_active_viewport_once(desk: WindowDesk, qtbot: QtBot) -> None:
    desk.session.make_ready(many(300))
    browser = desk.window.browser
    qtbot.waitUntil(lambda: browser.width() > browser.minimumWidth())
    browser.refresh()
    desk.session.show_item("5.250")
    assert browser.currentIndex().data(Role.ROW).key == "5.250"
    area = browser.visualRect(browser.lines.index_of("5.250"))
    assert browser.viewport().rect().contains(area)
    browser.scrollToTop()
    browser.refresh()  # streaming must not pull the list back
    assert browser.verticalScrollBar().value() == 0
