from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from tests.factories.disc_contents import image, key_objects, series, study
from viewer.errors import WriteError
from viewer.model.key_selection import KeyReference, KeySelection
from viewer.publish.page_pictures import picked, spread, write_jpeg


def test_pictures_are_spread_over_a_series_and_its_frames() -> None:
    long = series(*(image(n) for n in range(100)))
    assert [c.number for c in spread(long, 5)] == [11, 31, 51, 71, 91]
    film = series(image(1), image(2, frames=39))
    assert [(c.image.number, c.frame) for c in spread(film, 4)] == [
        (2, 4),
        (2, 14),
        (2, 24),
        (2, 34),
    ]


@pytest.mark.parametrize("count", [1, 3, 5])
def test_a_short_series_is_shown_whole(count: int) -> None:
    short = series(*(image(n) for n in range(count)))
    assert [c.number for c in spread(short, 5)] == list(range(1, count + 1))
    assert all(c.of == count for c in spread(short, 5))


def test_nothing_is_chosen_of_nothing() -> None:
    assert spread(series(), 5) == ()
    assert spread(series(image(1)), 0) == ()


def test_pictures_somebody_picked_out_come_first_each_once_and_only_what_is_there() -> None:
    chosen = KeySelection(
        "113000",
        "Of Interest",
        references=(
            KeyReference("1.2.2"),
            KeyReference("1.2.3", frames=(7, 9)),
            KeyReference("1.2.2"),
            KeyReference("1.2.99"),
            KeyReference("1.2.3", frames=(99,)),
        ),
    )
    one = study(series(image(1), image(2), image(3, frames=10)), series(key_objects(chosen)))
    assert [(c.image.number, c.frame, c.number, c.of) for c in picked(one, 4)] == [
        (2, 0, 2, 12),
        (3, 6, 9, 12),
    ]
    assert len(picked(one, 1)) == 1


def test_rejected_pictures_are_not_shown_for_their_rejection() -> None:
    rejected = KeySelection("113001", "Rejected", references=(KeyReference("1.2.1"),))
    assert picked(study(series(image(1)), series(key_objects(rejected))), 4) == ()


def test_a_picture_is_written_as_jpeg(tmp_path: Path) -> None:
    pixels = np.zeros((40, 60, 3), np.uint8)
    pixels[:, 30:] = (200, 30, 30)
    write_jpeg(tmp_path / "new" / "P.JPG", pixels)
    read = imagecodecs.jpeg8_decode((tmp_path / "new" / "P.JPG").read_bytes())
    assert read.shape == pixels.shape
    assert np.abs(read.astype(int) - pixels)[:, 40:].max() < 8


def test_a_place_that_refuses_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(WriteError):
        write_jpeg(tmp_path / "file" / "P.JPG", np.zeros((8, 8, 3), np.uint8))
