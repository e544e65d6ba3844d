"""Pictures to be reviewed are read beside the window, and put on top of each other."""

import queue
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from tests.factories.burned_in import ultrasound
from viewer.app.layout_pictures import LayoutPictures, Overlaid, Seen, Wish
from viewer.app.mask_review import Choice, Sheet
from viewer.deid.look import Look
from viewer.deid.risk import Picture, Risk
from viewer.settings import Settings


class Desk:
    """An owner whose thread runs what was posted."""

    def __init__(self) -> None:
        self.posted: queue.Queue[Callable[[], None]] = queue.Queue()
        self.pictures = LayoutPictures(Settings(), self.posted.put)
        self.seen: list[Seen] = []
        self.overlaid: list[Overlaid] = []
        self.pictures.arrived.connect(self.seen.append)
        self.pictures.overlaid.connect(self.overlaid.append)

    def run_one(self) -> None:
        self.posted.get(timeout=20)()


@pytest.fixture
def desk() -> Iterator[Desk]:
    made = Desk()
    yield made
    made.pictures.close()
    made.pictures.join(10)


def sheet(*pictures: Picture) -> Sheet:
    return Sheet(Risk(("reason",), "a", "US"), pictures, Choice())


def test_frames_come_one_by_one_and_as_bright_as_wished(desk: Desk, tmp_path: Path) -> None:
    frames = np.zeros((2, 20, 30), np.uint16)
    frames[1, 5, 6], frames[1, 7, 8] = 4095, 20
    ultrasound(tmp_path / "us", frames)
    one = sheet(Picture(tmp_path, "us", 2))
    desk.pictures.want([Wish(one, 1, Look.NORMAL), Wish(one, 1, Look.DARK)])
    for _ in range(2):
        desk.run_one()
    normal, dark = (seen.pixels for seen in desk.seen)
    assert normal is not None
    assert dark is not None
    assert (normal[5, 6], dark[5, 6]) == (255, 255)
    assert normal[7, 8] < 10
    assert dark[7, 8] > 40


def test_a_picture_that_is_gone_says_so_and_the_others_come(desk: Desk, tmp_path: Path) -> None:
    ultrasound(tmp_path / "us", np.eye(20, dtype=np.uint16) * 4095)
    both = sheet(Picture(tmp_path, "gone"), Picture(tmp_path, "us"))
    desk.pictures.want([Wish(both, 0, Look.NORMAL), Wish(both, 1, Look.NORMAL)])
    for _ in range(2):
        desk.run_one()
    assert desk.seen[0].pixels is None
    assert desk.seen[0].problem
    assert desk.seen[1].pixels is not None


def test_all_frames_are_put_on_top_of_each_other(desk: Desk, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    frames = rng.integers(0, 4096, (3, 16, 20)).astype(np.uint16)
    frames[:, 0, 0], frames[:, 0, 1] = 0, 4095  # so that all of them are stretched alike
    ultrasound(tmp_path / "one", frames)
    ultrasound(tmp_path / "two", frames[:1] // 2, SOPInstanceUID="2.25.7")
    pictures = [Picture(tmp_path, "one", 3), Picture(tmp_path, "gone"), Picture(tmp_path, "two")]
    desk.pictures.overlay(sheet(*pictures), Look.NORMAL)
    while not desk.overlaid or desk.overlaid[-1].frames < 5:
        desk.run_one()
    last = desk.overlaid[-1]
    assert last.unread == 1
    single = []
    for number in (0, 1, 2, 4):
        desk.pictures.want([Wish(sheet(*pictures), number, Look.NORMAL)])
        desk.run_one()
        pixels = desk.seen[-1].pixels
        assert pixels is not None
        single.append(pixels)
    assert np.array_equal(last.brightest, np.max(single, axis=0))
    assert np.array_equal(last.darkest, np.min(single, axis=0))


def test_small_pictures_wait_and_are_not_forgotten(desk: Desk, tmp_path: Path) -> None:
    ultrasound(tmp_path / "film", np.zeros((4, 20, 30), np.uint16))
    one = sheet(Picture(tmp_path, "film", 4))
    desk.pictures.want_later([Wish(one, number, Look.NORMAL) for number in (0, 1)])
    desk.pictures.want([Wish(one, 3, Look.NORMAL)])
    desk.pictures.want([Wish(one, 2, Look.NORMAL)])
    while not {0, 1, 2} <= {seen.number for seen in desk.seen}:  # 3 may have begun before
        desk.run_one()


def test_nothing_arrives_after_the_end(desk: Desk, tmp_path: Path) -> None:
    ultrasound(tmp_path / "us", np.eye(20, dtype=np.uint16) * 4095)
    desk.pictures.want([Wish(sheet(Picture(tmp_path, "us")), 0, Look.NORMAL)])
    arrival = desk.posted.get(timeout=20)
    desk.pictures.close()
    arrival()
    assert desk.seen == []
