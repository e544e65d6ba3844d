"""Colours that can be read (look.md: 4.5:1 for every text/background pair), sizes that scale."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from pytestqt.qtbot import QtBot

from tests.factories.window_desk import ThemeDesk
from viewer.ui.colours import (
    DARK,
    EDGE_PAIRS,
    LIGHT,
    PATIENT_COLOURS,
    TEXT_PAIRS,
    VIEWPORT_COLOURS,
    Colours,
    contrast,
)
from viewer.ui.style_sheet import style_sheet
from viewer.ui.theme import ThemeMode, box_palette, make_palette

TABLES = pytest.mark.parametrize("colours", [DARK, LIGHT], ids=["dark", "light"])


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[ThemeDesk]:
    del qtbot
    desk = ThemeDesk()
    yield desk
    desk.close()


def test_contrast_of_known_pairs() -> None:
    # WCAG 2.2: black on white is 21:1; #767676 on white is the well-known 4.54:1.
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@TABLES
def test_every_text_pair_can_be_read(colours: Colours) -> None:
    weak = [
        (text, back, round(contrast(getattr(colours, text), getattr(colours, back)), 2))
        for text, back in TEXT_PAIRS
        if contrast(getattr(colours, text), getattr(colours, back)) < 4.5
    ]
    assert weak == []


@TABLES
def test_a_box_in_focus_has_an_edge_that_can_be_seen(colours: Colours) -> None:
    edge = box_palette(colours).highlight().color().darker(125)  # as Fusion draws it
    assert contrast(edge.name(), colours.panel) >= 3.0


@TABLES
def test_edges_that_carry_meaning_can_be_seen(colours: Colours) -> None:
    weak = [
        pair
        for pair in EDGE_PAIRS
        if contrast(getattr(colours, pair[0]), getattr(colours, pair[1])) < 3.0
    ]
    assert weak == []


@TABLES
def test_the_style_sheet_uses_only_checked_pairs(colours: Colours) -> None:
    checked = {(getattr(colours, text), getattr(colours, back)) for text, back in TEXT_PAIRS}
    for rule in re.findall(r"\{([^}]*)\}", style_sheet(colours, round)):
        text = re.search(r"(?<![-\w])color: (#\w+)", rule)
        back = re.search(r"(?<![-\w])background: (#\w+)", rule)
        if text and back and text.group(1) != colours.disabled:
            assert (text.group(1), back.group(1)) in checked, rule


@TABLES
def test_the_palette_can_be_read(colours: Colours) -> None:
    palette = make_palette(colours)
    role = QPalette.ColorRole
    for text, back in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
        (role.PlaceholderText, role.Base),
        (role.Link, role.Base),
    ):
        assert contrast(palette.color(text).name(), palette.color(back).name()) >= 4.5


@pytest.mark.parametrize("colour", VIEWPORT_COLOURS + PATIENT_COLOURS)
def test_numbers_on_viewport_dots_can_be_read(colour: str) -> None:
    assert contrast("#000000", colour) >= 4.5


def test_a_chosen_mode_holds_and_images_dim_only_the_system_one(desk: ThemeDesk) -> None:
    theme = desk.theme
    theme.set_mode(ThemeMode.LIGHT)
    theme.set_reading(reading=True)
    assert theme.colours is LIGHT
    theme.set_mode(ThemeMode.SYSTEM)
    assert theme.colours is DARK
    theme.set_mode(ThemeMode.DARK)
    theme.set_reading(reading=False)
    assert theme.colours is DARK


def test_reading_changes_nothing_where_it_is_dark_already(desk: ThemeDesk) -> None:
    """A style sheet set in vain keeps the first picture waiting."""
    desk.theme.set_mode(ThemeMode.DARK)
    told: list[bool] = []
    desk.theme.changed.connect(lambda: told.append(True))
    desk.theme.set_reading(reading=True)
    desk.theme.set_reading(reading=False)
    assert told == []


def test_after_images_the_look_is_the_systems_again(desk: ThemeDesk) -> None:
    desk.theme.set_mode(ThemeMode.LIGHT)
    desk.theme.set_reading(reading=True)
    desk.theme.set_mode(ThemeMode.SYSTEM)  # dark, for reading
    told: list[bool] = []
    desk.theme.changed.connect(lambda: told.append(True))
    desk.theme.set_reading(reading=False)
    assert told == [True]


def test_switching_changes_palette_and_tells_everybody(desk: ThemeDesk) -> None:
    told = []
    desk.theme.changed.connect(lambda: told.append(desk.theme.is_dark))
    desk.theme.set_mode(ThemeMode.LIGHT)
    assert told == [False]
    assert desk.app.palette().color(QPalette.ColorRole.Base).name() == LIGHT.window


@pytest.mark.parametrize(("asked", "given"), [(1.0, 1.0), (2.0, 2.0), (0.2, 1.0), (9.0, 2.0)])
def test_text_grows_to_200_percent(desk: ThemeDesk, asked: float, given: float) -> None:
    normal = desk.theme.px(100)
    desk.theme.set_text_scale(asked)
    assert desk.theme.px(100) == pytest.approx(normal * given, abs=1)
    assert desk.app.font().pixelSize() == desk.theme.px(13)


def test_the_largest_text_asked_for_again_styles_nothing_anew(desk: ThemeDesk) -> None:
    desk.theme.set_text_scale(2.0)
    told: list[None] = []
    desk.theme.changed.connect(lambda: told.append(None))
    desk.theme.set_text_scale(2.5)
    assert desk.theme.text_scale == 2.0
    assert told == []
    desk.theme.set_text_scale(1.5)
    assert told == [None]
