"""A page for every state in which there is no image (look.md, "States")."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from tests.factories.fake_session import small_catalog, two_people
from tests.factories.window_desk import WindowDesk
from viewer.app.catalog import Catalog
from viewer.app.stage import LoadState, Stage
from viewer.media.removable import Volume
from viewer.model.findings import Counts, Finding, FindingCode, LoadReport, Severity
from viewer.ui.dialogs.people_notice import PeopleNotice
from viewer.ui.pages.page import Page
from viewer.ui.pages.problem import problem_words
from viewer.ui.viewports_watch import person_in

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def page(desk: WindowDesk) -> Page:
    current = desk.window.centre.currentWidget()
    assert isinstance(current, Page)
    return current


def test_start_page_tells_where_the_disc_goes(desk: WindowDesk) -> None:
    assert page(desk) is desk.window.centre.start
    assert "Insert your disc or choose a folder" in page(desk).title.text()


def test_an_inserted_disc_is_one_click_away(desk: WindowDesk, tmp_path: Path) -> None:
    disc = Volume(tmp_path, "CT_2024", is_optical=True)
    desk.window.centre.start.show_volumes((disc,))
    (card,) = desk.window.centre.start.cards()
    assert "CT_2024" in card.text()
    card.click()
    assert desk.session.opened == [tmp_path]


def test_reading_page_counts_until_the_first_picture(desk: WindowDesk) -> None:
    desk.session.set_load(LoadState(Stage.OPENING, label="DISC"))
    assert page(desk) is desk.window.centre.reading
    desk.session.set_load(LoadState(Stage.READING, 214, 1200, "DISC"))
    assert "214 of about 1\N{NARROW NO-BREAK SPACE}200" in page(desk).title.text()
    desk.session.set_catalog(small_catalog())
    desk.session.show_item("1.2.1.1")
    assert desk.window.centre.currentWidget() is desk.grid


def test_stop_reading_goes_back_to_the_start(desk: WindowDesk) -> None:
    desk.session.set_load(LoadState(Stage.READING, 1, 9))
    desk.window.centre.reading.cancel_wanted.emit()
    assert page(desk) is desk.window.centre.start


def test_other_files_are_counted_for_what_is_no_medical_medium(desk: WindowDesk) -> None:
    desk.session.set_report(LoadReport(other_files=23))
    desk.session.set_load(LoadState(Stage.NOTHING_FOUND, label="Holiday"))
    assert page(desk) is desk.window.centre.problem
    assert "No medical pictures" in page(desk).title.text()
    assert "23 files" in page(desk).words.text()


@pytest.mark.parametrize(
    ("load", "other", "title"),
    [
        (LoadState(Stage.NOTHING_FOUND, label="X"), 0, "“X” is empty"),
        (LoadState(Stage.NOTHING_FOUND, label="X"), 1, "No medical pictures here"),
        (LoadState(Stage.FAILED, label="X", problem="EIO"), 0, "“X” could not be opened"),
        (LoadState(Stage.REMOVED, label="X"), 0, "The disc was taken out"),
    ],
)
def test_words_are_calm_and_say_what_to_do(load: LoadState, other: int, title: str) -> None:
    words = problem_words(load, LoadReport(other_files=other))
    assert words.title == title
    text = f"{words.title} {words.text}".lower()
    for never in ("error", "exception", "invalid", "fatal"):
        assert never not in text
    assert len(words.text) > 40


def test_read_again_closes_and_opens_the_same_place(desk: WindowDesk, tmp_path: Path) -> None:
    desk.window.open_path(tmp_path)
    desk.session.set_load(LoadState(Stage.FAILED, label="DISC"))
    desk.window.centre.problem.again_wanted.emit()
    assert desk.session.opened == [tmp_path, tmp_path]


def test_after_removal_what_was_read_can_still_be_looked_at(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog(), show=False)
    desk.session.set_load(LoadState(Stage.REMOVED, label="DISC"))
    problem = desk.window.centre.problem
    assert page(desk) is problem
    assert problem.keep.isVisible()
    problem.keep.click()
    assert desk.window.centre.currentWidget() is desk.grid


def test_a_series_chosen_after_removal_comes_to_the_front(desk: WindowDesk) -> None:
    desk.session.make_ready(small_catalog())
    desk.session.set_load(LoadState(Stage.REMOVED, label="DISC"))
    desk.window.browser.item_wanted.emit("1.2.1.2")
    assert desk.window.centre.currentWidget() is desk.grid
    assert desk.session.shown[-1][0] == "1.2.1.2"


def test_a_table_of_contents_without_pictures_is_told_as_that(desk: WindowDesk) -> None:
    """Nothing waits for series that will never come (look.md, "States")."""
    desk.session.set_report(LoadReport(Counts(referenced=20)))
    desk.session.make_ready(two_people(), show=False)
    problem = desk.window.centre.problem
    assert page(desk) is problem
    assert "20 pictures" in problem.words.text()
    assert problem.details.isVisible()
    desk.session.set_report(LoadReport(Counts(20, 1, 1, 1)))
    desk.session.set_load(LoadState(Stage.READY, 20, 20))
    assert page(desk) is desk.window.centre.people


def test_a_very_long_name_is_shortened_in_the_title(desk: WindowDesk) -> None:
    long = "MR_" + "0123456789" * 20 + "_2024"
    desk.session.set_load(LoadState(Stage.FAILED, label=long))
    title = page(desk).title.text()
    assert title == "“MR_012345678901234567890123…3456789_2024” could not be opened"


@pytest.mark.parametrize("stage", [Stage.FAILED, Stage.NOTHING_FOUND])
def test_a_second_medium_that_fails_hides_nothing_of_the_first(
    desk: WindowDesk, stage: Stage
) -> None:
    desk.session.make_ready(small_catalog())
    desk.session.set_load(LoadState(stage, label="OTHER"))
    assert desk.window.centre.currentWidget() is desk.grid
    failed = desk.window.discs.failed
    assert failed.isVisible()
    assert "“OTHER”" in failed.text()
    failed.findChildren(QPushButton)[0].click()
    assert not failed.isVisible()
    desk.session.set_load(LoadState(stage, label="ANOTHER"))
    assert failed.isVisible()


def notice_of(desk: WindowDesk) -> PeopleNotice | None:
    return desk.window.newcomers.notice


def second_disc(desk: WindowDesk, *, number: str = "") -> tuple[Catalog, PeopleNotice]:
    """Erika on show, and a second disc: of Max, or of an Erika with another number."""
    hers, his = two_people().patients
    if number:
        his = replace(hers, facts=replace(hers.facts, patient_id=number))
    study = his.studies[0]
    items = tuple(replace(item, medium=2, uid=f"2/{item.uid}") for item in study.items)
    both = Catalog((hers, replace(his, studies=(replace(study, items=items),))))
    desk.session.make_ready(Catalog((hers,)))
    desk.session.set_catalog(both)
    notice = notice_of(desk)
    assert notice is not None
    return both, notice


def test_a_second_disc_of_another_person_blocks_every_window_and_hides_nothing(
    desk: WindowDesk,
) -> None:
    """S-01: nobody who looks at pictures loses them; who came has to be answered first."""
    _, notice = second_disc(desk)
    cells = desk.session.workspace.state.layout.cells
    assert notice.isVisible()
    assert notice.windowModality() is Qt.WindowModality.ApplicationModal
    assert desk.window.centre.currentWidget() is desk.grid
    assert [line.split("\n")[0] for line in notice.people()] == [
        "MUSTERMANN, Erika – on show",
        "MUSTERMANN, Max – new",
    ]
    assert "born 1 Jan 1959" in notice.people()[1]
    assert "number" in notice.people()[1]
    assert notice.close_button.isDefault()
    assert notice.close_button.text() == "Go on with MUSTERMANN, Erika"
    QTest.keyClick(notice, Qt.Key.Key_Escape)
    assert notice_of(desk) is None
    assert desk.session.workspace.state.layout.cells == cells
    assert desk.window.centre.currentWidget() is desk.grid
    assert not desk.window.centre.newcomers


def test_the_newcomer_is_shown_instead_never_beside(desk: WindowDesk) -> None:
    both, notice = second_disc(desk)
    assert notice.instead.text() == "Show MUSTERMANN, Max instead"
    desk.session.workspace.set_layout(1, 2)
    notice.instead.click()
    assert notice_of(desk) is None
    assert len(desk.session.workspace.viewports) == 1
    shown = person_in(desk.session.workspace.active.state)
    assert shown is not None
    assert shown.identity == both.patients[1].facts.identity


def test_a_second_disc_of_perhaps_the_same_person_says_what_agrees(desk: WindowDesk) -> None:
    _, notice = second_disc(desk, number="A-99")
    assert "may be of another person" in notice.title.text()
    assert "The name and birth date agree." in notice.words.text()
    assert "patient number differs: 4711 and A-99" in notice.words.text()
    assert notice.close_button.text() == "Go on with number 4711"
    assert notice.instead.text() == "Show number A-99 instead"


def test_who_comes_while_the_notice_is_up_is_listed_in_it(desk: WindowDesk) -> None:
    both, notice = second_disc(desk)
    his = both.patients[1]
    more = tuple(
        replace(his, facts=replace(his.facts, name=f"Guest & {n}", patient_id=str(n)))
        for n in range(9)
    )
    desk.session.set_catalog(Catalog((*both.patients, *more)))
    assert notice_of(desk) is notice
    assert notice.people()[0].startswith("MUSTERMANN, Erika – on show")
    assert notice.people()[-1] == "and 5 more, in the overview beside the pictures"
    assert not notice.instead.isVisible()
    notice.close_button.click()
    assert notice_of(desk) is None
    late = replace(his, facts=replace(his.facts, name="Late", patient_id="99"))
    desk.session.set_catalog(Catalog((*both.patients, *more, late)))
    again = notice_of(desk)
    assert again is not None, "found on the second disc while it is being read"
    assert again.people()[-2].startswith("Late – new")
    assert desk.window.centre.currentWidget() is desk.grid


def test_a_notice_whose_people_are_gone_goes(desk: WindowDesk) -> None:
    both, notice = second_disc(desk)
    desk.session.set_catalog(Catalog(both.patients[:1]))
    assert notice_of(desk) is None
    assert not notice.isVisible()


def test_several_people_block_until_one_is_chosen(desk: WindowDesk) -> None:
    """S-01: more than one identity is a blocking notice."""
    desk.session.make_ready(two_people())
    people = desk.window.centre.people
    assert page(desk) is people
    assert not desk.window.browser.isVisible()
    assert not desk.window.actions_set["next-image"].isEnabled()
    assert ["Erika" in c.text() for c in people.cards()] == [True, False]
    assert ["number 4711" in c.text() for c in people.cards()] == [True, False]
    people.cards()[1].click()
    assert desk.window.centre.currentWidget() is desk.grid
    assert desk.session.shown[-1][0] == "1.3.1.1"
    assert desk.window.windowTitle() == "Lightbox — MUSTERMANN, Max · *1 Jan 1959 · M"


def test_long_names_and_numbers_end_in_dots_never_at_the_edge(desk: WindowDesk) -> None:
    """S-01: what tells people apart is whole in the tooltip and for screen readers."""
    name = "Wolfeschlegelsteinhausenbergerdorff-Schumacher-Oberammergau, Maximiliane Alexandra"
    number = "ID-" + "9" * 70
    both = two_people()
    first = both.patients[0]
    facts = replace(first.facts, name=name, patient_id=number)
    desk.session.make_ready(replace(both, patients=(replace(first, facts=facts), both.patients[1])))
    long, short = desk.window.centre.people.cards()
    room = long.width() - long.iconSize().width()
    lines = long.text().split("\n")
    assert len(lines) == 4
    assert all(long.fontMetrics().horizontalAdvance(line) < room for line in lines)
    assert "…" in lines[0]
    assert long.height() > short.height()
    assert name in long.toolTip()
    assert number in long.accessibleName()


def test_two_discs_of_two_people_are_not_called_mixed_up(desk: WindowDesk) -> None:
    hers, his = two_people().patients
    study = his.studies[0]
    items = tuple(replace(item, medium=2) for item in study.items)
    his_disc = replace(his, studies=(replace(study, items=items),))
    desk.session.make_ready(Catalog((hers, his_disc)))
    words = desk.window.centre.people.words
    assert "mixed up" not in words.text()
    desk.session.set_catalog(two_people())
    assert "mixed up" in words.text()


def test_a_person_who_appears_later_blocks_again(desk: WindowDesk) -> None:
    both = two_people()
    desk.session.make_ready(type(both)(both.patients[:1]))
    assert desk.window.centre.currentWidget() is desk.grid
    desk.session.set_catalog(both)
    assert page(desk) is desk.window.centre.people


def test_one_other_file_is_spoken_of_as_one() -> None:
    assert (
        "1 file, and it is not"
        in problem_words(LoadState(Stage.NOTHING_FOUND), LoadReport(other_files=1)).text
    )


def test_a_locked_folder_is_not_called_empty() -> None:
    locked = Finding(FindingCode.FOLDER_UNREADABLE, Severity.ERROR, "PermissionError", "IMAGES")
    words = problem_words(LoadState(Stage.NOTHING_FOUND), LoadReport(findings=(locked,)))
    assert "empty" not in f"{words.title} {words.text}"
    assert "protected or damaged" in words.text


STATES = (
    LoadState(),
    LoadState(Stage.READING, 214, 1200, "A DISC WITH A RATHER LONG NAME"),
    LoadState(Stage.NOTHING_FOUND, label="Holiday"),
    LoadState(Stage.FAILED, label="DISC", problem="the drive said no"),
)


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [520, 1280])
@pytest.mark.parametrize("load", STATES, ids=lambda load: load.stage.value)
def test_no_text_is_cut_off(desk: WindowDesk, load: LoadState, width: int, scale: float) -> None:
    desk.theme.set_text_scale(scale)
    desk.window.resize(width, 700)
    desk.session.set_load(load)
    for _ in range(12):
        desk.app.processEvents()
    current = page(desk)
    for label in current.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.height() >= label.heightForWidth(label.width()), label.text()
    for button in current.findChildren(QPushButton):
        if button.isVisible():
            assert button.width() >= button.minimumSizeHint().width(), button.text()
            assert button.height() >= button.fontMetrics().height()
