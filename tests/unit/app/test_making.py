"""How far a job is, disc by disc, and questions of which only the latest counts."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from tests.factories.session_desk import FaultyDesk
from viewer.app.latest import Latest
from viewer.app.making import Progress
from viewer.app.publish_copy import Copied, DiscInTheMaking, Order, steps_of
from viewer.errors import ViewerError
from viewer.publish.furnish import Wanted
from viewer.publish.pages import PageOptions
from viewer.publish.request import Request

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from viewer.media.cancel import CancelToken

STEPS, WEIGHTS = ("writing", "checking") * 2, (3, 1) * 2


@pytest.fixture
def desk() -> Iterator[FaultyDesk]:
    made = FaultyDesk(None)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("phase", "before", "share"),
    [("writing", 0, 1.5 / 8), ("checking", 0, 3.5 / 8), ("writing", 2, 5.5 / 8)],
)
def test_the_same_phases_come_again_for_each_disc(phase: str, before: int, share: float) -> None:
    progress = Progress(phase, 5, 10, phases=STEPS, weights=WEIGHTS, before=before)
    assert progress.share == pytest.approx(share)


def test_what_is_done_follows_what_is_wanted(tmp_path: Path) -> None:
    folder, image = tmp_path / "copy", tmp_path / "copy.iso"
    plain = Request((tmp_path,), folder, with_tools=False, icons=False)
    assert [name for name, _ in steps_of(Order(plain, discs=2))] == ["writing", "checking"] * 2
    disc = Request((tmp_path,), image, wanted=Wanted(pages=PageOptions()))
    assert [name for name, _ in steps_of(Order(disc))] == [
        "writing",
        "drawing icons",
        "writing pages",
        "checking",
        "asking other programs",
        "writing the image",
    ]
    assert [name for name, _ in steps_of(Order(plain, exact=tmp_path))] == ["copying everything"]
    assert [name for name, _ in steps_of(Order(disc, exact=tmp_path))] == ["writing the image"]


def test_the_place_of_several_discs_is_the_folder_that_has_them(tmp_path: Path) -> None:
    assert Copied((tmp_path / "a",)).place == tmp_path / "a"
    assert Copied((tmp_path / "a", tmp_path / "b")).place == tmp_path


def test_a_job_that_cannot_begin_tells_why(desk: FaultyDesk, tmp_path: Path) -> None:
    making = DiscInTheMaking(desk.session)
    making.start(Order(Request((tmp_path / "gone",), tmp_path / "copy")))
    desk.run_until(lambda: not making.is_running)
    assert making.problem is not None
    assert making.outcome is None
    assert not making.was_stopped


def test_only_the_latest_question_is_answered(desk: FaultyDesk) -> None:
    latest: Latest[int] = Latest(desk.session)
    told: list[int | None] = []
    latest.changed.connect(lambda one: told.append(one.answer))
    first = threading.Event()

    def slow(cancel: CancelToken) -> int:
        first.wait(10)
        assert cancel.cancelled
        return 1

    latest.ask(slow)
    latest.ask(lambda _: 2)
    desk.run_until(lambda: not latest.is_running)
    first.set()
    assert told == [2]
    latest.ask(lambda _: 3, keep=True)
    assert latest.answer == 2  # until the new one is there
    desk.run_until(lambda: not latest.is_running)
    assert latest.answer == 3


def test_a_problem_is_an_answer_too(desk: FaultyDesk) -> None:
    latest: Latest[int] = Latest(desk.session)

    def fails(_: CancelToken) -> int:
        raise ViewerError("no")

    latest.ask(fails)
    desk.run_until(lambda: not latest.is_running)
    assert latest.answer is None
    assert str(latest.problem) == "no"
    latest.ask(lambda _: 1)
    latest.stop()
    assert not latest.is_running
