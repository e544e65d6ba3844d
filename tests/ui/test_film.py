from collections.abc import Iterator

import pytest
from PySide6.QtTest import QTest
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
