import random
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import viewer.ui.viewport.ladder
from tests.factories.no_previews import NoPreviews
from tests.factories.viewports import (
    Array,
    ArraySource,
    Inbox,
    Recipe,
    flat,
    loaded,
    stack_of,
    store_of,
)
from viewer.app.corner_text import CornerText
from viewer.app.frames import FrameStore, LoadedFrame
from viewer.app.viewport import ViewportModel
from viewer.errors import TruncatedPixelsError, UnsupportedTransferSyntaxError, ViewerError
from viewer.model.display_set import Document, DocumentKind, ImageStack, StackFrame
from viewer.model.entities import Instance
from viewer.model.image import FrameKey
from viewer.model.lut import Window
from viewer.model.viewport import FitMode, ViewState
from viewer.render.bands import BandPool
from viewer.render.resample import Quality
from viewer.settings import Settings
from viewer.ui.viewport.canvas import Canvas
from viewer.ui.viewport.ladder import QualityLadder
from viewer.ui.viewport.painter import Painted

# One grey per frame: value 10 i in a window that maps v to v.
IDENTITY = Recipe(voi=(Window(128, 256),))


class GatedSource(NoPreviews):
    """Loads a frame when the test says so, from whatever thread happens to ask."""

    def __init__(self, values: dict[FrameKey, int]) -> None:
        self._values = values
        self._lock = threading.Condition()
        self._open: set[FrameKey] = set()
        self._all_open = False
        self.waiting: set[FrameKey] = set()

    def load(self, frame: StackFrame) -> LoadedFrame:
        with self._lock:
            self.waiting.add(frame.key)
            self._lock.notify_all()
            self._lock.wait_for(lambda: self._all_open or frame.key in self._open, timeout=20)
            self.waiting.discard(frame.key)
        return loaded(frame, np.full((64, 64), self._values[frame.key], np.uint16))

    def release_one(self, dice: random.Random) -> None:
        """Let one of the frames being loaded through, not the one asked for first."""
        with self._lock:
            assert self._lock.wait_for(lambda: self.waiting - self._open, timeout=20)
            self._open.add(dice.choice(sorted(self.waiting - self._open)))
            self._lock.notify_all()

    def release_all(self) -> None:
        with self._lock:
            self._all_open = True
            self._lock.notify_all()


def canvas_of(qtbot: QtBot, model: ViewportModel, size: int = 400) -> Canvas:
    canvas = Canvas(model, BandPool(1))
    canvas.resize(size, size)
    qtbot.addWidget(canvas)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


def grey_of(canvas: Canvas) -> int:
    """The grey of what is really painted, where no words are."""
    colour: QColor = canvas.grab().toImage().pixelColor(canvas.width() // 2, canvas.height() // 4)
    assert colour.red() == colour.green() == colour.blue()
    return colour.red()


def written(text: CornerText | None) -> str:
    assert text is not None
    corners = (text.top_left, text.top_right, text.bottom_left, text.bottom_right)
    return "\n".join(line.text for corner in corners for line in corner)


@pytest.mark.parametrize("seed", range(4))
def test_label_and_pixels_agree_while_frames_arrive_in_any_order(qtbot: QtBot, seed: int) -> None:
    """S-10: scroll fast with random decode order; what is painted is what the label says."""
    dice = random.Random(seed)  # noqa: S311  a test's dice
    count = 24
    stack = stack_of(
        flat([0] * count),
        replace(IDENTITY, modality_lut=replace(IDENTITY.modality_lut, intercept=0.0)),
    )
    source = GatedSource({f.key: 10 * i + 5 for i, f in enumerate(stack.frames)})
    inbox = Inbox()
    store = FrameStore(source, Settings(), inbox.post)
    model = ViewportModel(store)
    canvas = canvas_of(qtbot, model)
    try:
        model.show(stack)
        painted_frames = 0
        for _ in range(60):
            model.scroll(dice.choice([-3, -1, 1, 1, 2, 5]))
            if dice.random() < 0.5 and len([k for k in stack.frames if not store.has(k.key)]) > 4:
                source.release_one(dice)
                inbox.take()
            grey = grey_of(canvas)
            frame = model.state.frame
            assert frame is not None
            assert f"{model.state.index + 1} / {count}" in written(canvas.painted.text)
            if canvas.painted.key is None:
                assert canvas.painted.words == "loading"
                assert not store.has(frame.key)
                assert grey == 0
            else:
                painted_frames += 1
                assert canvas.painted.key == frame.key
                assert grey == 10 * model.state.index + 5
        assert painted_frames > 5
    finally:
        source.release_all()
        model.close()
        store.close()


class Desk:
    """One viewport model over arrays."""

    def __init__(self, qtbot: QtBot) -> None:
        self.source = ArraySource()
        self.inbox = Inbox()
        self.store = store_of(self.source, self.inbox)
        self.model = ViewportModel(self.store)
        self.canvas = canvas_of(qtbot, self.model)

    def put(
        self, contents: Sequence[Array | ViewerError], recipe: Recipe | None = None
    ) -> ImageStack:
        arrays = [c if not isinstance(c, ViewerError) else flat([0])[0] for c in contents]
        stack = stack_of(arrays, recipe)
        self.source.add(stack, contents)
        self.model.show(stack)
        self.inbox.until(lambda: self.model.shown is not None)
        return stack

    def painted(self) -> Painted:
        self.canvas.grab()
        return self.canvas.painted

    def text(self) -> str:
        return written(self.painted().text)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk(qtbot)
    yield desk
    desk.model.close()
    desk.store.close()


def test_an_empty_viewport_says_what_to_do(desk: Desk) -> None:
    desk.canvas.grab()
    assert desk.canvas.painted.words == "Drag a series here"


def test_a_broken_image_is_a_card_and_never_the_image_before(desk: Desk) -> None:
    desk.put([flat([200])[0], TruncatedPixelsError("data ends at byte 12")])
    assert desk.painted().key is not None
    desk.model.go_to(1)
    desk.inbox.until(lambda: desk.model.shown is not None)
    assert desk.painted().key is None
    assert desk.canvas.painted.words == "Part of this picture is missing on the disc."
    assert "2 / 2" in desk.text()
    assert "zoom" not in desk.text()


def test_the_card_of_a_broken_image_leads_on_and_at_the_end_back(desk: Desk) -> None:
    """look.md, "States": grey card with reason and "next image"."""
    broken = TruncatedPixelsError("data ends at byte 12")
    desk.put([broken, flat([200])[0], broken])
    way_on = desk.canvas.way_on
    for index, words, target in ((0, "Next picture", 1), (2, "Previous picture", 1)):
        desk.model.go_to(index)
        desk.inbox.until(lambda: desk.model.shown is not None)
        desk.canvas.grab()
        QApplication.processEvents()
        assert way_on.isVisible()
        assert way_on.text() == words
        way_on.click()
        assert desk.model.state.index == target
        desk.inbox.until(lambda: desk.model.shown is not None)
        desk.canvas.grab()
        QApplication.processEvents()
        assert not way_on.isVisible()


def test_a_message_stands_instead_of_the_wrong_slice(desk: Desk) -> None:
    desk.put(flat([2000, 2000]))
    desk.model.set_message("No corresponding slice")
    desk.canvas.grab()
    assert desk.canvas.painted.key is None
    assert desk.canvas.painted.words == "No corresponding slice"
    assert "/ 2" not in desk.text()
    assert "MUSTERMANN" in desk.text()


def test_corner_text_says_what_s_30_asks_for(desk: Desk) -> None:
    desk.put(flat([1000] * 3))
    text = desk.text()
    for words in (
        "MUSTERMANN, Erika",
        "id 4711",
        "14 May 1961",
        "F 62 y",
        "St. Example",
        "12 Mar 2024 10:15",
        "2 · Lung 1.0",
        "1 / 3",
        "5.0 mm",
        "pos 0.0",
        "W 400 L 40 (file)",
        "zoom 625 %",
        "120 kV",
    ):
        assert words in text


def test_letters_follow_turning_and_mirroring(desk: Desk) -> None:
    desk.put(flat([1000]))
    edges = []
    for view in (ViewState(), ViewState(quarter_turns=1), ViewState(flipped=True)):
        desk.model.set_view(view)
        desk.canvas.grab()
        found = desk.canvas.painted.edges
        assert found is not None
        edges.append((found.left, found.right, found.top, found.bottom))
    # D-110: row direction (1,0,0) points to L, column direction (0,1,0) to P
    assert edges == [("R", "L", "A", "P"), ("P", "A", "R", "L"), ("L", "R", "A", "P")]
    assert "FLIPPED" in desk.text()
    assert "seen from the head" in desk.text()


def test_slices_stored_as_seen_from_the_head_say_so_until_they_are_mirrored(desk: Desk) -> None:
    """S-03: the patient's left is at the left, not where every reader expects it."""
    desk.put(flat([1000]), Recipe(row_direction=(-1.0, 0.0, 0.0)))
    words = "CT seen from the head"
    assert words in desk.text()
    desk.model.set_view(ViewState(quarter_turns=1))
    assert words in desk.text()
    desk.model.set_view(ViewState(flipped=True))
    assert words not in desk.text()
    assert "FLIPPED" in desk.text()


def test_other_planes_are_called_mirrored_only_when_they_are(desk: Desk) -> None:
    desk.put(flat([1000]), Recipe(row_direction=(0.0, 0.0, -1.0)))
    assert "mind left" not in desk.text()
    desk.model.set_view(ViewState(flipped=True))
    assert "mirrored CT: mind left" in desk.text()


def test_where_lines_would_lie_over_each_other_the_letters_are_smaller(desk: Desk) -> None:
    desk.put(flat([1]))
    desk.canvas.resize(600, 500)
    usual = desk.painted()
    desk.canvas.resize(110, 190)
    small = desk.painted()
    assert small.line_height < usual.line_height
    assert small.text is not None
    assert "W " not in written(small.text), "identity and marks alone"
    tallest = max(len(small.text.top_left), len(small.text.top_right))
    assert tallest * small.line_height < 190 / 2
    desk.canvas.resize(600, 500)
    assert desk.painted().line_height == usual.line_height


def test_unknown_orientation_is_said(desk: Desk) -> None:
    desk.put(flat([1000]), Recipe(reference=""))
    assert "orientation unknown" in desk.text()


def test_the_picture_is_pixel_exact_at_one_to_one(qtbot: QtBot, desk: Desk) -> None:
    ramp = np.arange(64 * 64, dtype=np.uint16).reshape(64, 64) % 256
    recipe = replace(IDENTITY, modality_lut=replace(IDENTITY.modality_lut, intercept=0.0))
    desk.put([ramp], recipe)
    desk.canvas.resize(400, 400)
    desk.canvas.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    desk.model.set_view(ViewState(FitMode.ONE_TO_ONE))
    image = desk.canvas.grab().toImage()
    left = top = (400 - 64) // 2
    for row, column in ((0, 0), (10, 20), (63, 63), (32, 31)):
        assert image.pixelColor(left + column, top + row).red() == ramp[row, column]
    del qtbot


def test_an_unreadable_encoding_is_named(desk: Desk) -> None:
    desk.put([UnsupportedTransferSyntaxError("1.2.3")])
    desk.canvas.grab()
    assert desk.canvas.painted.words == "This picture is stored in a way Lightbox cannot read."


def test_slow_pictures_step_down_the_ladder_only_while_things_move() -> None:
    ladder = QualityLadder()
    ladder.took(500)
    qualities = [ladder.quality]
    ladder.moving = True
    for duration_ms in (19, 25, 25, 45, 500):
        ladder.took(duration_ms)
        qualities.append(ladder.quality)
    full, fast, nearest = Quality.FULL, Quality.FAST, Quality.NEAREST
    assert qualities == [full, full, fast, fast, nearest, nearest]
    assert ladder.rest()
    assert ladder.quality == Quality.FULL
    assert not ladder.rest()


def test_a_film_gives_up_finesse_for_its_rate(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(viewer.ui.viewport.ladder, "_SLOW_MS", 0.0)  # every picture is too slow
    noise = np.random.default_rng(1).integers(900, 1200, (64, 64)).astype(np.uint16)
    desk.put([noise] * 3)
    full = desk.canvas.grab().toImage()
    desk.model.set_playing(playing=True)
    for index in (1, 2, 0):
        desk.model.go_to(index)
        desk.inbox.until(lambda: desk.model.shown is not None)
        desk.canvas.grab()
    desk.model.set_view(ViewState(flipped=True))
    desk.model.set_view(ViewState())
    assert desk.canvas.grab().toImage() != full
    desk.model.set_playing(playing=False)
    qtbot.waitUntil(lambda: desk.canvas.grab().toImage() == full)


def test_the_picture_is_refined_when_the_hand_rests(
    qtbot: QtBot, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """rendering.md 6.5: what was drawn in a hurry is drawn again in full 120 ms later."""
    monkeypatch.setattr(viewer.ui.viewport.ladder, "_SLOW_MS", 0.0)  # every picture is too slow
    desk.put([np.random.default_rng(1).integers(900, 1200, (64, 64)).astype(np.uint16)])
    full = desk.canvas.grab().toImage()
    desk.canvas.moving()
    for turns in (1, 2, 3):  # three slow pictures go down both steps
        desk.model.set_view(ViewState(quarter_turns=turns))
        desk.canvas.grab()
    desk.model.set_view(ViewState())
    coarse = desk.canvas.grab().toImage()
    assert coarse != full
    qtbot.waitUntil(lambda: desk.canvas.grab().toImage() == full)


def test_a_document_in_a_viewport_says_where_to_read_it(desk: Desk) -> None:
    frame = stack_of(flat([0])).frames[0]
    instance = Instance(frame.key.file, "1", "2", "3")
    desk.model.show(Document("d", "Report", DocumentKind.PDF, instance, frame.header))
    assert desk.painted().words.startswith("Report")
    assert "list" in desk.painted().words
