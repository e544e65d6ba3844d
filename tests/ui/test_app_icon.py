"""The program's icon: drawn in every size, and the file for Windows is the same drawing."""

import importlib
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from viewer.ui.app_icon import SIDES, app_icon, drawn

BUNDLE = Path(__file__).parents[2] / "packaging" / "bundle"


@pytest.mark.parametrize("side", SIDES)
def test_a_light_in_a_case(qapp: QApplication, side: int) -> None:  # noqa: ARG001
    image = drawn(side)
    assert image.pixelColor(0, 0).alpha() < 128
    light = image.pixelColor(side // 2, int(side * 2.5 / 16))
    film = image.pixelColor(round(side * 3.8 / 16), side // 2)
    assert light.lightnessF() > 0.8
    assert film.lightnessF() < 0.5


def test_the_window_gets_all_sizes(qapp: QApplication) -> None:
    assert {size.width() for size in app_icon().availableSizes()} == set(SIDES[:-1])
    assert app_icon().actualSize(QSize(32, 32)) == QSize(32, 32)
    assert qapp is not None


def test_the_file_for_windows_is_that_drawing(
    qapp: QApplication,  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read by Pillow, an independent reader of the format."""
    monkeypatch.syspath_prepend(str(BUNDLE))
    icon = importlib.import_module("icon")
    kept = Image.open(io.BytesIO((BUNDLE / "lightbox.ico").read_bytes()))
    made = Image.open(io.BytesIO(icon.ico()))
    assert kept.info["sizes"] == made.info["sizes"] == {(s, s) for s in icon.SIDES}
    for side in icon.SIDES:
        one, other = (np.asarray(_picture(file, side), np.int16) for file in (kept, made))
        assert np.abs(one - other).mean() < 3  # another version of Qt draws edges another way


def _picture(file: Image.Image, side: int) -> Image.Image:
    file.size = (side, side)  # type: ignore[misc] # how Pillow's ICO reader is told which
    file.load()
    return file.copy()
