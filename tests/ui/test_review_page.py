"""A person looks at every layout, draws, decides, and the copy is black there (A-051, A-052)."""

from __future__ import annotations

import shutil
import subprocess
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom import dcmread
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest

from tests.factories.burned_in import identity, ultrasound, with_text
from tests.factories.window_desk import ThemeDesk
from viewer.app.mask_review import Decision
from viewer.deid.boxes import Box
from viewer.deid.job import Preview, Request, preview, run
from viewer.deid.profile import PRESETS
from viewer.deid.risk import Review
from viewer.settings import Settings
from viewer.ui.deid.review_page import NOTHING, ReviewPage
from viewer.ui.deid.stepping import View

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

NAME = ("LINDQVIST, MARGARETA", 40, 30)
NOBODY = ("Depth 16 cm", 200, 200)


class Desk:
    """A source with ultrasound images, what a preview found in it, and the page."""

    def __init__(self, folder: Path, qtbot: QtBot) -> None:
        self.looks = ThemeDesk()
        self.source = folder / "source"
        self.target = folder / "copy"
        self.qtbot = qtbot
        self.page = ReviewPage(self.looks.theme, Settings())
        qtbot.addWidget(self.page)
        self.page.resize(900, 700)
        self.page.show()

    def add(self, name: str, pixels: np.ndarray, **overrides: Any) -> None:
        uid = f"2.25.{1000 + len(list(self.source.glob('*')))}"
        ultrasound(self.source / name, pixels, SOPInstanceUID=uid, **overrides)

    def request(self) -> Request:
        reviews = self.page.reviews()
        return Request((self.source,), self.target, PRESETS["share"], reviews=reviews)

    def look(self) -> Preview:
        found = preview(self.request())
        self.page.set_layouts(found.account.layouts.values(), found.people.values())
        self.wait_for_picture()
        return found

    def wait_for_picture(self) -> None:
        self.qtbot.waitUntil(lambda: self.page.editor.has_picture, timeout=20_000)

    def wait_for_words(self, words: str) -> None:
        self.qtbot.waitUntil(lambda: words in self.page.state.text(), timeout=20_000)

    def draw(self, box: Box) -> None:
        editor = self.page.editor
        start = editor.from_image(box.left + 0.5, box.top + 0.5).toPoint()
        end = editor.from_image(box.right + 0.5, box.bottom + 0.5).toPoint()
        shift = Qt.KeyboardModifier.ShiftModifier
        QTest.mousePress(editor, Qt.MouseButton.LeftButton, shift, start)
        QTest.mouseMove(editor, end)
        QTest.mouseRelease(editor, Qt.MouseButton.LeftButton, shift, end)

    def press(self, button: Any) -> None:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def close(self) -> None:
        self.page.stop()
        self.looks.close()


@pytest.fixture
def desk(tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(tmp_path, qtbot)
    yield made
    made.close()


def test_nothing_to_look_at(desk: Desk) -> None:
    desk.page.set_layouts([])
    assert (desk.page.waiting(), desk.page.reviews()) == (0, {})
    assert not desk.page.list.isVisible()
    assert desk.page.editor.message == NOTHING


def test_a_drawn_box_is_black_in_every_frame_of_the_copy(desk: Desk) -> None:
    frames = np.stack([with_text(NAME, NOBODY), with_text(NOBODY)])
    desk.add("us", frames)
    found = desk.look()
    assert found.account.written == 0, "nothing is copied that nobody has looked at"
    desk.draw(Box(30, 20, 280, 60))
    (box,) = desk.page.review.sheets[0].choice.boxes
    assert abs(box.left - 30) <= 1
    assert abs(box.bottom - 60) <= 1
    assert desk.page.waiting() == 1, "a box is no decision"
    desk.press(desk.page.black_out)
    assert desk.page.waiting() == 0
    assert run(desk.request()).written == 1
    (copy,) = desk.target.rglob("IM*")
    expected = frames.copy()
    expected[:, box.top : box.bottom + 1, box.left : box.right + 1] = 0
    assert np.array_equal(dcmread(copy).pixel_array, expected)
    difference = dcmtk_values(copy).astype(int) - (expected[0] >> 4)
    assert np.abs(difference).max() <= 1


def dcmtk_values(path: Path) -> np.ndarray:
    """The first frame as DCMTK shows it, 12 bits as 8 (V-10)."""
    program = shutil.which("dcm2pnm")
    if program is None:
        pytest.skip("dcm2pnm is not installed")
    out = path.with_suffix(".pgm")
    options = ["--no-modality", "+Ww", "2048", "4096", "+op"]
    subprocess.run([program, *options, str(path), str(out)], check=True, capture_output=True)  # noqa: S603  a program of the test's own choice
    head, size, top, data = out.read_bytes().split(b"\n", 3)
    assert (head, top) == (b"P5", b"255")
    columns, rows = map(int, size.split())
    return np.frombuffer(data, np.uint8, rows * columns).reshape(rows, columns)


def test_no_text_and_left_out(desk: Desk) -> None:
    desk.add("one", with_text(NOBODY))
    desk.add("two", with_text(NAME, rows=200))
    desk.look()
    first, second = (sheet.risk.layout for sheet in desk.page.review.sheets)
    desk.press(desk.page.no_text)
    assert desk.page.list.current() == second, "the next one that waits"
    desk.press(desk.page.leave_out)
    assert desk.page.reviews() == {first: Review(), second: Review(left_out=True)}
    account = run(desk.request())
    assert account.written == 1
    assert "you chose to leave it out" in str(account.reasons)


def test_undo_brings_back_boxes_and_decisions(desk: Desk) -> None:
    desk.add("us", with_text(NOBODY))
    desk.look()
    desk.draw(Box(30, 20, 280, 60))
    desk.press(desk.page.no_text)
    QTest.keyClick(desk.page.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.page.review.sheets[0].choice.decision is Decision.WAITING
    counts = [len(desk.page.editor.boxes)]
    for button in (desk.page.tools.undo, desk.page.tools.redo):
        desk.press(button)
        counts.append(len(desk.page.editor.boxes))
    assert counts == [1, 0, 1]


def test_every_frame_of_every_picture_can_be_seen(desk: Desk) -> None:
    frames = np.zeros((3, 60, 80), np.uint16)
    frames[2, 10:20, 10:20] = 4095
    desk.add("film", frames)
    desk.add("still", frames[0])
    desk.look()
    page = desk.page
    (sheet,) = page.review.sheets
    assert sheet.frames == 4
    assert "You have looked at 1 of 4 frames" in page.state.text()
    for place in (1, 2, 3):
        QTest.keyClick(page.editor, Qt.Key.Key_PageDown)
        assert page.stepping.place == place
        desk.wait_for_words(f"You have looked at {place + 1} of 4 frames")
    page.stepping.choice.setCurrentText(View.BRIGHTEST.value)
    desk.qtbot.waitUntil(
        lambda: page.stepping.words.text().startswith("4 frames tog"), timeout=20_000
    )
    assert "and at all of them together" in page.state.text()
    assert (
        page.editor.grab().toImage().pixelColor(page.editor.from_image(15, 15).toPoint()).red()
        == 255
    )


def test_a_page_that_goes_while_pictures_are_read(desk: Desk) -> None:
    for number in range(3):
        desk.add(f"us{number}", np.zeros((4, 60, 80), np.uint16), ManufacturerModelName=str(number))
    found = preview(desk.request())
    page = ReviewPage(desk.looks.theme, Settings())
    told: list[object] = []
    page.changed.connect(lambda: told.append(None))
    page.set_layouts(found.account.layouts.values())
    page.finding.started.emit()
    readers = (page._pictures, page._search)
    page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    count = len(told)
    for reader in readers:
        reader.join(60)
    QCoreApplication.processEvents()
    assert len(told) == count


needs_ocr = pytest.mark.skipif(
    find_spec("rapidocr_onnxruntime") is None, reason="the extra `ocr` is not installed"
)


@needs_ocr
def test_a_name_that_was_found_has_to_be_hidden_or_doubted_twice(desk: Desk) -> None:
    desk.add("us", with_text(NAME, NOBODY))
    desk.look()
    page = desk.page
    desk.press(page.finding.button)
    desk.qtbot.waitUntil(lambda: page.review.sheets[0].searched is not None, timeout=60_000)
    assert len(page.editor.boxes) == 2, "boxes are proposed"
    assert page.waiting() == 1, "and decide nothing"
    desk.press(page.no_text)
    assert page.waiting() == 1
    assert page.finding.warning.isVisible()
    assert "press once more" in page.state.text()
    desk.press(page.no_text)
    assert page.waiting() == 0
    page.review.undo(page.list.current())
    desk.press(page.black_out)
    assert page.waiting() == 0, "boxes hide it: nothing to doubt"
    assert not page.finding.warning.isVisible()


def test_without_the_library_it_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr("viewer.ui.deid.review_page.is_installed", lambda: False)
    page = ReviewPage(desk.looks.theme, Settings())
    qtbot.addWidget(page)
    desk.add("us", with_text(NOBODY))
    found = preview(desk.request())
    page.set_layouts(found.account.layouts.values())
    assert "not installed" in page.finding.words.text()
    assert not page.finding.button.isVisibleTo(page)
    page.stop()


def test_identities_are_those_of_the_preview(desk: Desk) -> None:
    desk.add("us", with_text(NOBODY))
    known = desk.look().people.values()
    assert any(one.names >= identity().names for one in known), "also where nothing is copied yet"
