"""One family of icons, each there, in the colour of the theme, crisp at every scale."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from tests.factories.window_desk import ThemeDesk
from viewer.resources import resources_folder
from viewer.ui.action_table import ACTIONS
from viewer.ui.colours import Colours
from viewer.ui.theme import ThemeMode

FILES = sorted((resources_folder() / "icons").iterdir(), key=lambda file: file.name)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[ThemeDesk]:
    del qtbot
    desk = ThemeDesk()
    yield desk
    desk.close()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_family_rules_hold(file: Path) -> None:
    svg = file.read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in svg
    assert 'stroke-linecap="round"' in svg
    assert not re.search(r"#[0-9a-fA-F]{3}", svg), "icons take the colour of the theme"
    if file.stem != "insert-disc":  # the large picture
        assert 'stroke-width="1.75"' in svg


def test_icons_are_drawn_in_a_colour() -> None:
    colours = {field.name for field in dataclasses.fields(Colours)}
    for spec in ACTIONS:
        named = spec.icon_colour in colours
        assert named or re.fullmatch("#[0-9a-f]{6}", spec.icon_colour), (spec.id, spec.icon_colour)


def test_every_action_icon_exists() -> None:
    names = {file.name.removesuffix(".svg") for file in FILES}
    assert {spec.icon for spec in ACTIONS if spec.icon} <= names


def test_a_swatch_has_the_colour_it_stands_for(desk: ThemeDesk) -> None:
    swatches = [spec for spec in ACTIONS if spec.icon == "swatch"]
    assert len({spec.icon_colour for spec in swatches}) == len(swatches) > 1
    for mode in (ThemeMode.DARK, ThemeMode.LIGHT):
        desk.theme.set_mode(mode)
        for spec in swatches:
            image = desk.icons.pixmap(spec.icon, spec.icon_colour).toImage()
            middle = image.pixelColor(image.width() // 2, image.height() // 2)
            assert middle == QColor(spec.icon_colour)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_pixels_follow_the_screen_and_the_theme(desk: ThemeDesk, ratio: float) -> None:
    for mode in (ThemeMode.DARK, ThemeMode.LIGHT):
        desk.theme.set_mode(mode)
        pixmap = desk.icons.pixmap("invert", "text", 20, ratio)
        assert pixmap.width() == round(desk.theme.px(20) * ratio)
        assert pixmap.devicePixelRatio() == ratio
        image = pixmap.toImage()
        inside = QColor(image.pixelColor(round(image.width() * 0.7), round(image.height() * 0.7)))
        assert inside.name() == desk.theme.colours.text
        assert image.pixelColor(0, 0).alpha() == 0
