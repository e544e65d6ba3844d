"""Saving key pictures and drawings by hand: questions, progress, words at the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pydicom
import pytest

from tests.factories.dicom import image_dataset, make_disc
from tests.factories.session_desk import FaultyDesk
from tests.factories.window_desk import ThemeDesk, WindowDesk
from viewer.errors import CancelledError, WriteError
from viewer.export.key_titles import KeyTitle
from viewer.export.place import ON_MEDIUM
from viewer.export.with_images import Written
from viewer.model.annotation import Anchor, Annotation, AnnotationKind
from viewer.ui.dialogs.save_marked import SaveMarkedDialog, how_it_went, why_not
from viewer.ui.saving_commands import NOTHING_MARKED, SavingCommands

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Desk(FaultyDesk):
    """A disc with one series on show, its first picture drawn on."""

    def __init__(self, folder: Path) -> None:
        super().__init__(None)
        self.disc = folder / "disc"
        make_disc(self.disc, (image_dataset(number=n) for n in (1, 2, 3)))
        self.open(self.disc)
        self.run_until(lambda: self.session.workspace.active.shown is not None)
        self.looks = ThemeDesk()
        frame = self.session.workspace.active.state.frame
        assert frame is not None
        self.frame = frame
        anchor = Anchor(frame.key, frame.header.sop_instance_uid)
        line = Annotation("a", AnnotationKind.LENGTH, ((1.0, 1.0), (9.0, 1.0)), anchor)
        self.session.annotations.add(line)
        self.target = folder / "target"
        self.target.mkdir()

    def mark(self) -> None:
        self.session.key_images.toggle(self.frame.key, self.frame.header)

    def dialog(self) -> SaveMarkedDialog:
        return SaveMarkedDialog(self.session, {}, self.looks.theme, None)

    def close(self) -> None:
        self.looks.close()
        super().close()


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    del qtbot
    made = Desk(tmp_path)
    yield made
    made.close()


def test_saved_with_title_and_note(desk: Desk, qtbot: QtBot) -> None:
    desk.mark()
    dialog = desk.dialog()
    qtbot.addWidget(dialog)
    assert "1 picture with drawings and 1 key picture" in dialog.words.text()
    dialog.title.setCurrentText("For Teaching")
    dialog.description.setText("look")
    dialog.save_to(desk.target)
    desk.run_until(lambda: dialog.words.text().startswith("Saved in"))
    assert "1 picture" in dialog.words.text()
    assert dialog.close_button.text() == "Close"
    document = pydicom.dcmread(desk.target / "MARKED" / "KO000001")
    assert document.ConceptNameCodeSequence[0].CodeValue == KeyTitle.FOR_TEACHING.value.code
    assert document.ContentSequence[0].TextValue == "look"


def test_without_key_pictures_nothing_is_asked(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.dialog()
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.title.isVisible()
    dialog.save_to(desk.target)
    desk.run_until(lambda: dialog.words.text().startswith("Saved in"))
    assert not (desk.target / "MARKED" / "KO000001").exists()


def test_the_disc_itself_is_refused_calmly(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.dialog()
    qtbot.addWidget(dialog)
    dialog.save_to(desk.disc)
    assert ON_MEDIUM.rstrip(".") in dialog.words.text()


def test_closing_stops_the_work_and_leaves_nothing(desk: Desk, qtbot: QtBot) -> None:
    dialog = desk.dialog()
    qtbot.addWidget(dialog)
    dialog.show()
    medium = desk.session._media[1].medium
    assert medium is not None
    with medium._reader.gate.turn(urgent=True):
        dialog.save_to(desk.target)
        dialog.close()
    before = dialog.words.text()
    desk.session._background.join(time.monotonic() + 30)
    assert list(desk.target.iterdir()) == []
    assert dialog.words.text() == before


def test_words_name_what_is_not_there(tmp_path: Path) -> None:
    problems = tuple(f"problem {n}" for n in range(8))
    words = how_it_went(Written(tmp_path / "MARKED", 3, 1, 0, problems))
    assert "3 pictures" in words
    assert "Not everything could be saved" in words
    assert "and 3 more" in words
    assert "key objects" not in words
    assert "Nothing was left behind" in why_not(WriteError("No space left on device"))
    assert why_not(CancelledError("cancelled")) == "Stopped. Nothing was left behind."


def test_key_k_marks_the_picture_on_show(qtbot: QtBot, tmp_path: Path) -> None:
    del qtbot
    from tests.factories.fake_session import small_catalog  # noqa: PLC0415

    desk = WindowDesk(tmp_path)
    try:
        desk.session.make_ready(small_catalog())
        frame = desk.session.workspace.active.state.frame
        assert frame is not None
        action = desk.window.actions_set["key-image"]
        assert action.isEnabled()
        action.trigger()
        assert desk.session.key_images.state.keys == {frame.key}
        action.trigger()
        assert desk.session.key_images.state.keys == frozenset()
        SavingCommands(desk.window, desk.grid).save_marked()
        assert desk.window.status.probe.text() == NOTHING_MARKED
    finally:
        desk.close()
