from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.factories.grid_desk import GridDesk
from tests.factories.overlays import overlay_of
from tests.factories.viewports import STUDY, Recipe, flat, stack_of
from viewer.app.catalog import Catalog, CatalogItem, CatalogPatient, CatalogStudy
from viewer.model.header import PatientFacts, SeriesFacts
from viewer.model.lut import Padding, VoiSource, Window
from viewer.model.viewport import FitMode, Presentation, ViewState
from viewer.ui.viewport.scene import PADDING_SHOWN

# A picture that looks different after every turn and mirroring.
CORNER = np.full((64, 64), 900, np.uint16)
CORNER[:32, :32] = 1200


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[GridDesk]:
    desk = GridDesk(qtbot, (500, 500))
    desk.put([CORNER] * 4)
    yield desk
    desk.close()


def bright_quarter(desk: GridDesk) -> tuple[str, str]:
    """Where the bright corner of the picture is seen."""
    image = desk.canvas.grab().toImage()
    width, height = image.width(), image.height()
    quarters = {
        (v, h): image.pixelColor(int(width * x), int(height * y)).red()
        for v, y in (("top", 0.25), ("bottom", 0.7))
        for h, x in (("left", 0.25), ("right", 0.7))
    }
    return max(quarters, key=quarters.__getitem__)


def test_rotating_turns_what_is_seen_clockwise(desk: GridDesk) -> None:
    seen = []
    for _ in range(4):
        desk.commands.rotate(1)
        seen.append(bright_quarter(desk))
    assert seen == [("top", "right"), ("bottom", "right"), ("bottom", "left"), ("top", "left")]


def test_rotating_a_mirrored_picture_is_clockwise_as_seen_too(desk: GridDesk) -> None:
    desk.commands.flip()
    assert bright_quarter(desk) == ("top", "right")
    desk.commands.rotate(1)
    assert bright_quarter(desk) == ("bottom", "right")
    desk.commands.rotate(-1)
    assert bright_quarter(desk) == ("top", "right")


def test_flip_mirrors_what_is_seen(desk: GridDesk) -> None:
    desk.commands.rotate(1)
    desk.commands.flip()
    assert bright_quarter(desk) == ("top", "left")


def test_fit_one_to_one_and_zoom(desk: GridDesk) -> None:
    desk.commands.one_to_one()
    placement = desk.canvas.placement()
    assert placement is not None
    assert placement.zoom == 1.0
    desk.commands.zoom_by(1.25)
    assert desk.state.view.zoom == 1.25
    desk.commands.fit()
    assert desk.state.view.fit is FitMode.FIT


def test_invert_is_shown(desk: GridDesk) -> None:
    desk.commands.invert()
    desk.canvas.grab()
    text = desk.canvas.painted.text
    assert text is not None
    assert "INVERTED" in [line.text for line in text.bottom_left]
    assert bright_quarter(desk) != ("top", "left")


def test_preset_of_the_modality_and_back_to_the_file(desk: GridDesk) -> None:
    for key in range(1, 10):
        desk.commands.preset(key)
        voi = desk.state.presentation.voi
        if isinstance(voi, Window) and voi.source is VoiSource.PRESET:
            break
    else:
        pytest.fail("CT has no preset window")
    desk.commands.preset(0)
    assert desk.state.presentation.voi is None


def test_auto_window_spans_the_values_of_the_image(desk: GridDesk) -> None:
    desk.commands.auto_window()
    voi = desk.state.presentation.voi
    assert isinstance(voi, Window)
    # 900 - 1024 = -124 HU black, 1200 - 1024 = 176 HU white
    assert (voi.center, voi.width, voi.source) == (26.5, 301, VoiSource.AUTO)


def test_automatic_brightness_stays_along_a_stack_until_it_is_asked_for_again(
    desk: GridDesk,
) -> None:
    """D-050: a tissue looks the same in every slice, and the label says where it comes from."""
    dim, bright = CORNER // 2, CORNER * 2
    arrays = [dim, CORNER, bright]
    stack = desk.put(arrays, Recipe(uid="mr", modality="MR", voi=()))
    desk.inbox.until(lambda: all(desk.session.frames.has(f.key) for f in stack.frames))

    def look() -> tuple[str, int]:
        image = desk.canvas.grab().toImage()
        text = desk.canvas.painted.text
        assert text is not None
        label = next(line.text for line in text.bottom_left if line.text.startswith("W "))
        middle_left = image.pixelColor(image.width() // 4, image.height() // 4)
        return label, middle_left.red()

    desk.session.history.commit()
    looks = []
    for index in range(3):
        desk.model.go_to(index)
        looks.append(look())
    of_middle = "W 301 L 26 (auto)"  # 900 - 1024 = -124 HU black, 176 HU white
    assert looks == [(of_middle, 0), (of_middle, 255), (of_middle, 255)]
    desk.session.history.commit()
    desk.commands.auto_window()  # Shift+A: by the picture on show, kept from then on
    desk.session.history.commit()
    asked = "W 601 L 1076 (auto)"
    assert look()[0] == asked
    desk.model.go_to(0)
    assert look() == (asked, 0)
    desk.session.history.commit()
    for expected in (asked, of_middle):
        assert desk.session.history.undo()
        assert look()[0] == expected
    while desk.session.history.redo():
        pass
    assert look() == (asked, 0)
    desk.commands.preset(0)
    assert look() == (of_middle, 0)


def test_reset_keeps_the_image(desk: GridDesk) -> None:
    desk.model.go_to(2)
    desk.commands.flip()
    desk.commands.invert()
    desk.commands.reset()
    assert (desk.state.view, desk.state.presentation) == (ViewState(), Presentation())
    assert desk.state.index == 2


def test_reset_first_leaves_a_maximised_viewport(desk: GridDesk) -> None:
    desk.commands.set_layout(1, 2)
    desk.commands.flip()
    desk.commands.toggle_maximised()
    desk.commands.reset()
    assert not desk.session.workspace.state.maximised
    assert desk.state.view.flipped


def test_first_last_and_steps(desk: GridDesk) -> None:
    desk.commands.last_frame()
    assert desk.state.index == 3
    desk.commands.step_frame(-2)
    assert desk.state.index == 1
    desk.commands.first_frame()
    assert desk.state.index == 0


@pytest.mark.parametrize(
    ("uid", "steps", "wanted"),
    [("s1", 1, ["s2"]), ("s1", -1, []), ("s2", -1, ["s1"]), ("s2", 1, []), ("max", -1, [])],
)
def test_series_are_walked_in_the_order_of_the_browser_within_one_person(
    desk: GridDesk, uid: str, steps: int, wanted: list[str]
) -> None:
    people = [
        CatalogPatient(
            PatientFacts(name),
            (CatalogStudy(STUDY, tuple(CatalogItem(u, 1, SeriesFacts(u), "", 1) for u in uids)),),
        )
        for name, uids in (("Erika", ("s1", "s2")), ("Max", ("max",)))
    ]
    desk.session.catalog = Catalog(tuple(people))
    asked: list[str] = []
    desk.grid.item_wanted.connect(lambda item, _viewport: asked.append(item))
    told: list[str] = []
    desk.grid.probe_changed.connect(told.append)
    desk.put(flat([1000]), Recipe(uid))
    told.clear()
    desk.commands.step_series(steps)
    assert asked == wanted
    assert bool(told) != bool(wanted)  # a key that can do nothing says so


@pytest.mark.parametrize(
    ("uid", "steps", "wanted"),
    [("new2", 1, ["old2"]), ("old1", -1, ["new2"]), ("old1", 1, []), ("max", 1, [])],
)
def test_examinations_are_walked_by_their_main_series_within_one_person(
    desk: GridDesk, uid: str, steps: int, wanted: list[str]
) -> None:
    def study(name: str, *counts: int) -> CatalogStudy:
        names = [f"{name}{n}" for n in range(1, len(counts) + 1)] if len(counts) > 1 else [name]
        items = zip(names, counts, strict=True)
        return CatalogStudy(
            STUDY, tuple(CatalogItem(u, 1, SeriesFacts(u), "", n) for u, n in items)
        )

    desk.session.catalog = Catalog(
        (
            CatalogPatient(PatientFacts("Erika"), (study("new", 3, 90), study("old", 2, 50))),
            CatalogPatient(PatientFacts("Max"), (study("max", 5),)),
        )
    )
    asked: list[str] = []
    desk.grid.item_wanted.connect(lambda item, _viewport: asked.append(item))
    told: list[str] = []
    desk.grid.probe_changed.connect(told.append)
    desk.put(flat([1000]), Recipe(uid))
    told.clear()
    desk.commands.step_study(steps)
    assert asked == wanted
    assert bool(told) != bool(wanted)  # a key that can do nothing says so


def test_commands_on_an_empty_viewport_do_nothing(qtbot: QtBot) -> None:
    desk = GridDesk(qtbot)
    try:
        commands = desk.commands
        for call in (commands.auto_window, commands.last_frame, commands.toggle_cine):
            call()
        commands.preset(3)
        commands.zoom_by(2)
        commands.step_series(1)
        commands.step_frame(1)
        assert desk.state.display_set is None
        assert not desk.state.playing
    finally:
        desk.close()


def test_hidden_overlays_are_said_and_can_come_back(qtbot: QtBot) -> None:
    """S-12: a toggle with a visible state."""
    desk = GridDesk(qtbot, (500, 500))
    try:
        bits = np.zeros((1, 64, 64), np.bool_)
        bits[0, 8:56, 8:56] = True
        desk.put([CORNER], Recipe("overlay", overlays=(overlay_of(bits),)))
        with_overlay = desk.canvas.grab().toImage()
        desk.commands.toggle_overlays()
        assert desk.canvas.grab().toImage() != with_overlay
        text = desk.canvas.painted.text
        assert text is not None
        assert "overlays hidden" in [line.text for line in text.bottom_left]
        desk.commands.toggle_overlays()
        assert desk.canvas.grab().toImage() == with_overlay
    finally:
        desk.close()


def test_pixels_can_be_shown_as_squares(desk: GridDesk) -> None:
    smooth = desk.canvas.grab().toImage()
    desk.commands.toggle_smooth()
    assert desk.canvas.grab().toImage() != smooth


def test_a_strongly_reduced_picture_says_so(qtbot: QtBot) -> None:
    """S-18."""
    desk = GridDesk(qtbot, (300, 300))
    try:
        desk.put([np.full((2000, 1000), 1000, np.uint16)], Recipe("large"))
        desk.canvas.grab()
        text = desk.canvas.painted.text
        assert text is not None
        assert any(line.text.startswith("reduced 6.8") for line in text.bottom_left)
    finally:
        desk.close()


def test_colours_of_a_grey_picture_are_not_read_differently(desk: GridDesk) -> None:
    before = desk.session.workspace.active.state.presentation
    desk.commands.next_colour_reading()
    assert desk.session.workspace.active.state.presentation == before


def test_padding_can_be_shown_and_it_is_said(qtbot: QtBot) -> None:
    """S-12: a toggle with a visible state."""
    desk = GridDesk(qtbot, (500, 500))
    try:
        array = np.full((64, 64), 1000, np.uint16)
        array[:32] = 900
        stack = stack_of([array])
        frame = stack.frames[0]
        assert frame.header.image is not None
        image = replace(frame.header.image, padding=Padding(900, 900))
        padded = replace(frame, header=replace(frame.header, image=image))
        desk.source.add(replace(stack, frames=(padded,)), [array])
        desk.session.workspace.show(replace(stack, frames=(padded,)))
        desk.inbox.until(lambda: desk.model.shown is not None)
        desk.model.set_presentation(Presentation(voi=Window(0, 1000)))

        def seen() -> tuple[bool, bool]:
            picture = desk.canvas.grab().toImage()
            text = desk.canvas.painted.text
            assert text is not None
            said = PADDING_SHOWN in [line.text for line in text.bottom_left]
            return picture.pixelColor(250, 150).red() > 50, said

        assert seen() == (False, False)
        desk.commands.toggle_padding()
        assert seen() == (True, True)
        desk.commands.toggle_padding()
        assert seen() == (False, False)
    finally:
        desk.close()
