"""A disc that is taken out, and another that comes, while pictures are on show."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.factories.fake_session import small_catalog
from tests.factories.window_desk import WindowDesk
from viewer.app.stage import LoadState, Stage
from viewer.media.removable import Volume
from viewer.ui.disc_banners import BACK, OUT, REPLACED

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

DISC = Path("/media/cdrom")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDesk]:
    del qtbot
    desk = WindowDesk(tmp_path)
    desk.window.open_path(DISC)
    desk.session.make_ready(small_catalog())
    yield desk
    desk.close()


def test_pictures_stay_and_a_bar_tells_that_the_disc_is_out(desk: WindowDesk) -> None:
    discs = desk.window.discs
    discs.set_away(frozenset({DISC}))
    assert desk.session.gone == [DISC]
    desk.session.set_load(LoadState(Stage.REMOVED, label="DISC"))
    assert desk.window.centre.currentWidget() is desk.grid
    assert discs.removed.isVisible()
    assert discs.removed.text() == OUT
    assert not discs.instead.isVisible()  # reading nothing would lose what is in memory


def test_back_in_it_goes_on_by_itself(desk: WindowDesk) -> None:
    discs = desk.window.discs
    discs.set_away(frozenset({DISC}))
    desk.session.set_load(LoadState(Stage.REMOVED, label="DISC"))
    discs.set_present(frozenset())
    assert desk.session.back == []  # a drive that is not there is left alone
    discs.set_away(frozenset())
    discs.set_present(frozenset({DISC}))
    assert desk.session.back == [DISC]
    assert discs.removed.text() == BACK
    desk.session.set_load(LoadState(Stage.READY, label="DISC"))
    assert not discs.removed.isVisible()
    assert desk.session.opened == [DISC]  # nothing was opened anew


def test_a_disc_that_cannot_be_read_on_is_tried_less_and_less_often(desk: WindowDesk) -> None:
    discs = desk.window.discs
    desk.session.set_load(LoadState(Stage.REMOVED, label="DISC"))
    tried = []
    for _ in range(64):
        before = len(desk.session.back)
        discs.set_present(frozenset({DISC}))
        tried.append(len(desk.session.back) - before)
    looks = [look for look, count in enumerate(tried) if count]
    assert looks == [0, 3, 8, 17, 33, 49]
    discs.set_away(frozenset({DISC}))  # taken out and put in once more
    discs.set_away(frozenset())
    discs.set_present(frozenset({DISC}))
    assert len(desk.session.back) == len(looks) + 1


def test_another_disc_in_the_drive_is_told_and_can_be_opened(desk: WindowDesk) -> None:
    """S-01: it is never taken for the one whose pictures are on show."""
    discs = desk.window.discs
    load = LoadState(Stage.REMOVED, label="DISC", is_replaced=True)
    desk.session.set_load(load)
    discs.set_present(frozenset({DISC}))
    assert discs.removed.text() == REPLACED
    discs.instead.click()
    assert desk.session.opened == [DISC, DISC]
    assert not discs.removed.isVisible()


def test_another_disc_is_offered_beside_the_pictures(desk: WindowDesk) -> None:
    other = Volume(Path("/media/other"), "MR 2024", is_optical=True)
    discs = desk.window.discs
    discs.offer_volume(other)
    assert discs.offer.isVisible()
    assert discs.offer.text() == "A disc was inserted: “MR 2024”"
    assert QApplication.activeModalWidget() is None
    open_it = next(b for b in discs.offer.findChildren(QPushButton) if b.text() == "Open")
    open_it.click()
    assert desk.session.opened == [DISC, other.root]
    assert not discs.offer.isVisible()


def test_the_open_disc_is_not_offered_and_an_offer_ends_with_its_disc(desk: WindowDesk) -> None:
    discs = desk.window.discs
    discs.offer_volume(Volume(DISC, "CT", is_optical=True))
    assert not discs.offer.isVisible()
    other = Volume(Path("/media/usb"), "STICK")
    discs.offer_volume(other)
    assert discs.offer.text() == "A stick or drive was inserted: “STICK”"
    discs.set_volumes(())
    assert not discs.offer.isVisible()
    discs.offer_volume(other)
    desk.session.close_media()
    assert not discs.offer.isVisible()  # the start page lists it
