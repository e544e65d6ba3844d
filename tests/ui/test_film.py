from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import LEFT, GridDesk
from tests.factories.viewports import Recipe, flat
from viewer.model.display_set import StackKind
from viewer.model.header import CineFacts

FILM = Recipe(
    "film", modality="US", kind=StackKind.CINE, cine=CineFacts(frame_rate=50, source="Cine Rate")
)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot)
    yield desk
    desk.close()


def load_all(desk: GridDesk) -> None:
    desk.inbox.until(lambda: all(desk.model.loaded_indices()))


def test_a_film_plays_and_its_number_is_that_of_its_picture(desk: GridDesk) -> None:
    desk.put(flat(range(1000, 1080, 10)), FILM)
    load_all(desk)
    seen: set[int] = set()

    def note(_: object) -> None:
        desk.canvas.grab()
        frame = desk.state.frame
        assert frame is not None
        assert desk.canvas.painted.key == frame.key
        seen.add(desk.state.index)

    subscription = desk.model.changed.connect(note)
    QTest.mouseClick(desk.view.film_bar.play, LEFT)
    desk.qtbot.waitUntil(lambda: len(seen) >= 4)
    assert "shown" in desk.view.film_bar.rate.text()
    QTest.mouseClick(desk.view.film_bar.play, LEFT)
    subscription.close()
    assert not desk.state.playing
    assert desk.view.film.achieved_rate == 0


def test_the_rate_names_its_source_and_can_be_changed(desk: GridDesk) -> None:
    desk.put(flat([1000] * 8), FILM)
    assert desk.view.film_bar.isVisible()
    assert desk.view.film_bar.rate.text() == "50 fps (Cine Rate)"
    desk.commands.cine_faster()
    assert desk.view.film_bar.rate.text() == "62.5 fps (×1.2)"
    desk.put(flat([1000] * 8), Recipe("other film", kind=StackKind.CINE))
    assert desk.view.film_bar.rate.text() == "10 fps (default)"


def test_slices_have_a_film_bar_only_while_they_play(desk: GridDesk) -> None:
    desk.put(flat([1000] * 4))
    assert not desk.view.film_bar.isVisible()
    desk.commands.toggle_cine()
    assert desk.view.film_bar.isVisible()
    desk.commands.toggle_cine()
    assert not desk.view.film_bar.isVisible()


def test_a_single_image_does_not_play(desk: GridDesk) -> None:
    desk.put(flat([1000]))
    desk.commands.toggle_cine()
    assert not desk.state.playing


def test_a_film_goes_on_from_where_somebody_scrolled_to(desk: GridDesk) -> None:
    desk.put(flat([1000] * 30), FILM)
    load_all(desk)
    desk.commands.toggle_cine()
    desk.model.go_to(20)
    desk.qtbot.waitUntil(lambda: desk.state.index != 20)
    assert 21 <= desk.state.index <= 29
    desk.commands.toggle_cine()


def test_another_series_stops_the_film(desk: GridDesk) -> None:
    desk.put(flat([1000] * 5), FILM)
    desk.commands.toggle_cine()
    desk.put(flat([1000] * 5), Recipe("other"))
    assert not desk.state.playing


def test_a_film_runs_backwards_and_turns_round(desk: GridDesk) -> None:
    desk.put(flat([1000] * 30), FILM)
    load_all(desk)
    desk.model.go_to(20)
    desk.commands.toggle_backwards()
    assert desk.view.film_bar.backwards.accessibleName() == "Pause"
    assert desk.view.film_bar.play.accessibleName() == "Play"
    desk.qtbot.waitUntil(lambda: desk.state.index != 20)
    assert 11 <= desk.state.index <= 19
    desk.commands.toggle_cine()
    assert desk.state.playing
    assert desk.view.film_bar.play.accessibleName() == "Pause"
    turned = desk.state.index
    desk.qtbot.waitUntil(lambda: desk.state.index != turned)
    assert desk.state.index > turned
    desk.commands.toggle_cine()
    assert not desk.state.playing


def test_undo_turns_a_film_round_that_runs_again(desk: GridDesk) -> None:
    desk.put(flat([1000] * 30), FILM)
    load_all(desk)
    desk.model.go_to(20)
    desk.session.history.commit()
    desk.commands.toggle_backwards()
    desk.qtbot.waitUntil(lambda: desk.state.index < 20)
    desk.commands.toggle_backwards()
    while desk.state.film.backwards:
        assert desk.session.history.undo()
    assert desk.state.index == 20
    desk.commands.toggle_cine()
    desk.qtbot.waitUntil(lambda: desk.state.index != 20)
    assert desk.state.index > 20
    desk.commands.toggle_cine()


def test_stop_goes_to_the_first_picture(desk: GridDesk) -> None:
    desk.put(flat([1000] * 30), FILM)
    desk.model.go_to(20)
    desk.commands.toggle_cine()
    QTest.mouseClick(desk.view.film_bar.stop, LEFT)
    assert (desk.state.playing, desk.state.index) == (False, 0)


def test_the_bar_steps_and_goes_to_the_ends(desk: GridDesk) -> None:
    desk.put(flat([1000] * 30), FILM)
    bar = desk.view.film_bar
    seen = []
    for button in (bar.last, bar.previous, bar.first, bar.next):
        desk.commands.toggle_cine()
        QTest.mouseClick(button, LEFT)
        assert not desk.state.playing
        seen.append(desk.state.index)
    assert seen == [29, 28, 0, 1]


def test_a_trimmed_film_can_be_shown_whole(desk: GridDesk) -> None:
    """D-142: the trims bound the playback until somebody asks for all."""
    trimmed = CineFacts(frame_rate=50, source="Cine Rate", start_trim=5, stop_trim=8)
    desk.put(flat([1000] * 12), Recipe("trimmed", kind=StackKind.CINE, cine=trimmed))
    bar, film = desk.view.film_bar, desk.view.film
    assert film.plan is not None
    assert film.plan.order == (4, 5, 6, 7)
    assert bar.all.isVisible()
    QTest.mouseClick(bar.stop, LEFT)
    assert desk.state.index == 4
    QTest.mouseClick(bar.all, LEFT)
    assert film.plan.order == tuple(range(12))
    QTest.mouseClick(bar.stop, LEFT)
    assert desk.state.index == 0
    desk.commands.toggle_all_frames()
    assert film.plan.order == (4, 5, 6, 7)
    assert not bar.all.isChecked()
    desk.put(flat([1000] * 12), FILM)
    assert not bar.all.isVisible()


def test_tool_tips_name_the_keys_that_a_person_uses(desk: GridDesk) -> None:
    bar = desk.view.film_bar
    desk.put(flat([1000] * 8), FILM)
    action = QAction(desk.view.window())
    action.setObjectName("cine-stop")
    action.setShortcut("F7")
    desk.view.window().addAction(action)
    for button in (bar.stop, bar.first):
        QApplication.sendEvent(button, QEvent(QEvent.Type.Enter))
    assert bar.stop.toolTip() == "Stop, to the first picture (F7)"
    assert bar.first.toolTip() == "First picture"


@pytest.mark.parametrize(("width", "count"), [(480, 9), (300, 6), (160, 3)])
def test_a_narrow_film_bar_keeps_what_matters_most(desk: GridDesk, width: int, count: int) -> None:
    desk.put(flat([1000] * 8), FILM)
    bar = desk.view.film_bar
    bar.resize(width, bar.height())
    shown = [b for b in bar.findChildren(QToolButton) if not b.isHidden()]
    assert len(shown) == count
    assert bar.play in shown
    assert desk.view.minimumSizeHint().width() <= 160
