from collections.abc import Callable
from dataclasses import replace

import pytest

from viewer.app.cine import (
    FilmPlayer,
    changed_speed,
    film_of,
    moment_ms,
    position_at,
    trims_of,
)
from viewer.model.display_set import ImageStack, StackFrame, StackKind
from viewer.model.header import CineFacts, FrameFacts, ImageFacts, InstanceHeader
from viewer.model.image import FileKey, FrameKey, ImagePixels

ALWAYS: Callable[[int], bool] = lambda _: True  # noqa: E731  shorter than a def in every test
NEVER: Callable[[int], bool] = lambda _: False  # noqa: E731


def stack(count: int, cine: CineFacts, kind: StackKind = StackKind.CINE) -> ImageStack:
    file = FileKey(1, "A")
    pixels = ImagePixels(
        4,
        4,
        1,
        "MONOCHROME2",
        8,
        8,
        7,
        signed=False,
        planar_configuration=0,
        number_of_frames=count,
        transfer_syntax_uid="1.2.840.10008.1.2.1",
    )
    image = ImageFacts(pixels, (FrameFacts(),), cine=cine)
    header = InstanceHeader(file, "1", "1", "1", image=image)
    frames = tuple(StackFrame(FrameKey(file, i), header, FrameFacts()) for i in range(count))
    return ImageStack("s", "", kind, frames)


def test_slices_run_at_ten_marked_default() -> None:
    film = film_of(stack(4, CineFacts(frame_rate=25, source="Cine Rate"), StackKind.SLICES))
    assert (film.rate, film.source) == (10, "default")


def test_the_files_rate_is_used_and_named() -> None:
    film = film_of(stack(4, CineFacts(frame_rate=12.5, source="Cine Rate")))
    assert film.label == "12.5 fps (Cine Rate)"


def test_frame_time_vector_holds_the_time_before_each_frame() -> None:
    # D-141: dt_1 = 0; frame 1 stays until frame 2 is due
    film = film_of(stack(3, CineFacts(frame_times_ms=(0, 40, 120), source="Frame Time Vector")))
    assert film.durations_ms == (40, 120, 80)


@pytest.mark.parametrize(
    "facts", [CineFacts(frame_rate=1e9), CineFacts(frame_times_ms=(1e-9,) * 3)]
)
def test_no_frame_is_shorter_than_a_millisecond(facts: CineFacts) -> None:
    """Else a player that is late would walk through the film for ever."""
    film = film_of(stack(3, facts))
    assert film.durations_ms == (1, 1, 1)


def test_trims_bound_the_default_playback_only() -> None:
    facts = CineFacts(frame_rate=10, start_trim=2, stop_trim=4)
    assert film_of(stack(6, facts)).order == (1, 2, 3)
    assert film_of(stack(6, facts), trimmed=False).order == (0, 1, 2, 3, 4, 5)


@pytest.mark.parametrize(("start", "stop"), [(0, 3), (4, 2), (1, 99)])
def test_senseless_trims_are_left_out(start: int, stop: int) -> None:
    facts = CineFacts(frame_rate=10, start_trim=start, stop_trim=stop)
    assert film_of(stack(4, facts)).order == (0, 1, 2, 3)


@pytest.mark.parametrize(("count", "order"), [(4, (0, 1, 2, 3, 2, 1)), (2, (0, 1)), (1, (0,))])
def test_a_sweep_goes_there_and_back(count: int, order: tuple[int, ...]) -> None:
    assert film_of(stack(count, CineFacts(frame_rate=10, sweep=True))).order == order


def player(count: int = 5, rate: float = 10, index: int = 0) -> FilmPlayer:
    return FilmPlayer(film_of(stack(count, CineFacts(frame_rate=rate))), index, now_ms=0)


def test_frames_come_when_they_are_due_and_the_film_loops() -> None:
    film = player(3)
    shown = [film.advance(now, ALWAYS) for now in (0, 99, 100, 200, 300)]
    assert shown == [0, 0, 1, 2, 0]


def test_a_late_call_drops_frames() -> None:
    film = player(5)
    assert film.advance(320, ALWAYS) == 3
    assert film.delay_ms(320) == 80


def test_unequal_durations_are_kept() -> None:
    film = FilmPlayer(film_of(stack(3, CineFacts(frame_times_ms=(50, 200, 50)))), 0, 0)
    assert [film.advance(now, ALWAYS) for now in (50, 249, 250)] == [1, 1, 2]


def test_a_machine_that_slept_does_not_race_through_the_film() -> None:
    film = player(5)
    assert film.advance(60_000, ALWAYS) == 1


def test_a_frame_that_is_not_there_is_waited_for() -> None:
    film = player(5)
    assert film.advance(150, NEVER) == 0
    assert film.advance(900, NEVER) == 0
    assert film.advance(950, lambda index: index == 1) == 1


def test_the_wait_ends_so_that_the_frame_is_asked_for() -> None:
    film = player(5)
    film.advance(150, NEVER)
    assert film.advance(1150, NEVER) == 1


def test_speed_halves_the_time() -> None:
    film = player(5)
    film.set_speed(2.0)
    assert film.advance(50, ALWAYS) == 1
    assert film.film.rate == pytest.approx(20)


def test_starting_outside_the_trims_starts_at_the_first() -> None:
    facts = CineFacts(frame_rate=10, start_trim=3)
    assert FilmPlayer(film_of(stack(5, facts)), 0, 0).index == 2


def test_the_achieved_rate_is_what_was_shown() -> None:
    film = player(5)
    assert film.achieved_rate(0) == 0
    for now in range(200, 2001, 200):  # called at half the rate asked for
        film.advance(now, ALWAYS)
    assert film.achieved_rate(2000) == pytest.approx(5)


def test_a_single_image_never_moves() -> None:
    assert player(1).advance(5000, ALWAYS) == 0


def test_speed_steps_come_back_to_one() -> None:
    assert changed_speed(changed_speed(1.0, 3), -3) == 1.0
    assert changed_speed(1.0, 99) == 16
    assert changed_speed(1.0, -99) == 0.05


def test_a_changed_speed_is_named_instead_of_the_source() -> None:
    film = replace(film_of(stack(2, CineFacts(frame_rate=10, source="Frame Time"))), speed=2.0)
    assert film.label == "20 fps (×2)"


def test_backwards_every_frame_keeps_its_own_time() -> None:
    facts = CineFacts(frame_times_ms=(0, 40, 120), source="Frame Time Vector")
    film = film_of(stack(3, facts), backwards=True)
    assert (film.order, film.durations_ms) == ((2, 1, 0), (80, 120, 40))
    assert film.rate == film_of(stack(3, facts)).rate


def test_a_film_of_which_all_is_to_be_played_has_no_trims() -> None:
    assert trims_of(stack(6, CineFacts(start_trim=1, stop_trim=6))) is None
    assert trims_of(stack(6, CineFacts(start_trim=2))) == (1, 5)
    assert trims_of(stack(6, CineFacts(start_trim=2), StackKind.SLICES)) is None


def test_linked_films_stay_at_their_ends_where_one_is_shown_beyond_its_trims() -> None:
    """D-142: the one shows all of its frames, the other only what it is trimmed to."""
    leader = stack(8, CineFacts(frame_rate=10, start_trim=3, stop_trim=5))
    follower = stack(8, CineFacts(frame_rate=10, start_trim=2, stop_trim=7))
    found = [position_at(follower, moment_ms(leader, index)) for index in range(8)]
    assert found == [1, 1, 1, 2, 3, 4, 4, 4]
