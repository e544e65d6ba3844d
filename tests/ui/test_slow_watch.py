"""A drive that keeps somebody waiting: words instead of silence."""

import pytest

from tests.factories.fake_session import small_catalog
from tests.factories.window_desk import WindowDesk
from viewer.app.stage import LoadState, Stage
from viewer.ui.slow_watch import PATIENCE_S
from viewer.ui.status_bar import SLOW

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture(name="desk")
def desk_with_pictures(desk: WindowDesk) -> WindowDesk:
    desk.session.make_ready(small_catalog())
    return desk


def test_a_read_that_takes_long_is_told_until_it_ends(desk: WindowDesk) -> None:
    words = desk.window.status.load
    before = words.text()
    desk.session.owed_s = PATIENCE_S / 2
    desk.window.slow.look()
    assert words.text() == before
    desk.session.owed_s = PATIENCE_S * 2
    desk.window.slow.look()
    assert words.text() == SLOW
    assert words.icon().isNull()  # nothing is ticked off
    desk.session.owed_s = 0.0
    desk.window.slow.look()
    assert words.text() == before
    assert not words.icon().isNull()


def test_a_disc_that_was_taken_out_is_not_called_slow(desk: WindowDesk) -> None:
    desk.session.owed_s = 60.0
    desk.session.set_load(LoadState(Stage.REMOVED, label="DISC"))
    desk.window.slow.look()
    assert desk.window.status.load.text() != SLOW
