"""Pictures for the pages of a disc are what a viewport shows, with its marks."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.factories.disc_contents import contents_of
from viewer.publish.contents import DiscSeries
from viewer.publish.pages import PageOptions, write_pages
from viewer.ui.disc_pictures import DiscPictures

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def tree(tmp_path: Path, demo_disc: Path) -> Path:
    shutil.copytree(demo_disc, tmp_path / "tree")
    return tmp_path / "tree"


def longest(tree: Path) -> DiscSeries:
    series = [s for study in contents_of(tree).studies for s in study.series]
    return max(series, key=lambda s: len(s.images))


def test_every_kind_of_picture_on_the_demo_disc_can_be_made(tree: Path) -> None:
    with DiscPictures() as pictures:
        pages = write_pages(tree, contents_of(tree), PageOptions(picture_px=(256, 200)), pictures)
    assert pages.notices == ()
    assert [path for path in pages.web if "/PI" in path]


def test_a_picture_has_the_size_asked_for_and_its_words_in_the_corners(tree: Path) -> None:
    one = longest(tree).images[0]
    with DiscPictures() as pictures:
        pixels = pictures(tree.joinpath(*one.file_id), 0, (500, 400))
    assert pixels is not None
    assert pixels.shape == (400, 500, 3)
    assert pixels.dtype == np.uint8
    corners = (pixels[:60, :150], pixels[:60, -150:], pixels[-60:, :150], pixels[-60:, -150:])
    assert all(corner.max() > 150 for corner in corners)


def test_pictures_of_one_series_differ_and_say_their_number(tree: Path) -> None:
    first, *_, last = longest(tree).images
    with DiscPictures() as pictures:
        one = pictures(tree.joinpath(*first.file_id), 0, (300, 300))
        other = pictures(tree.joinpath(*last.file_id), 0, (300, 300))
    assert one is not None
    assert other is not None
    assert (one != other).any()


def test_what_cannot_be_shown_is_none(tree: Path) -> None:
    series = longest(tree)
    file = tree.joinpath(*series.images[0].file_id)
    file.write_bytes(file.read_bytes()[:2000])
    with DiscPictures() as pictures:
        assert pictures(file, 5, (100, 100)) is None
        assert pictures(tree / "DICOM" / "nothing" / "IM", 0, (100, 100)) is None


PROGRAM = """
import sys
from pathlib import Path
from PySide6.QtGui import QGuiApplication
from viewer.ui.disc_pictures import DiscPictures

if __name__ == "__main__":
    with DiscPictures() as pictures:
        assert pictures(Path(sys.argv[1]), 0, (100, 80)).shape == (80, 100, 3)
    assert QGuiApplication.instance() is None
    from PySide6.QtWidgets import QApplication
    QApplication([])
"""


def test_without_a_window_it_brings_what_it_needs_and_takes_it_away(
    tree: Path, tmp_path: Path
) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    image = tree.joinpath(*longest(tree).images[0].file_id)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(  # noqa: S603  the program above
        [sys.executable, str(program), str(image)],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
