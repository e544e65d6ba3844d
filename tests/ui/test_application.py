"""The whole program, from a path to a picture of its window."""

import logging
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.factories.dicom import image_dataset, make_disc
from tests.factories.window_desk import ThemeDesk
from tests.shared_data import shared_data
from viewer.app.stage import Stage
from viewer.boot.queue import PROGRAM_FIRST
from viewer.boot.start import UNFIT
from viewer.ui import application, drawing
from viewer.ui.dialogs.crash import CrashDialog, crash_text
from viewer.ui.layout_grid import LayoutGrid
from viewer.ui.preferences import Preferences

PATIENCE_MS = 30_000
Answer = TypeVar("Answer")
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[ThemeDesk]:
    """Puts fonts and colours of the shared application back."""
    del qtbot
    desk = ThemeDesk()
    yield desk
    desk.close()


def test_a_disc_becomes_a_picture_of_the_window(desk: ThemeDesk, tmp_path: Path) -> None:
    del desk
    disc = shared_data() / "media" / "hitachi-mr-disc"
    picture = tmp_path / "window.png"
    assert application.write_picture(disc, picture, (1000, 700))
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1000, 700)
    bright = sum(
        QColor(image.pixelColor(x, y)).lightness() > 60
        for x in range(300, 950, 10)
        for y in range(150, 600, 10)
    )
    assert bright > 200  # there is an image in the middle, not only black


def test_nothing_to_show_is_no_success(desk: ThemeDesk, tmp_path: Path) -> None:
    del desk
    empty = tmp_path / "empty"
    empty.mkdir()
    picture = tmp_path / "window.png"
    assert not application.write_picture(empty, picture)
    assert not picture.exists()


def test_what_draws_is_loaded_beside_the_window(
    desk: ThemeDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """Importing numpy takes up to a second: the window must not stand still for it."""
    on_threads: list[threading.Thread] = []

    def watched(work: Callable[[], Answer]) -> Callable[[], Answer]:
        def noted() -> Answer:
            on_threads.append(threading.current_thread())
            return work()

        return noted

    monkeypatch.setattr(application, "load_beside", watched(drawing.load_beside))
    monkeypatch.setattr(application, "load_here", watched(drawing.load_here))
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desktop = application.Desktop(desk.app, Preferences(store))
    try:
        desktop.window.show()
        desktop.start([tmp_path])
        assert desktop.is_starting
        assert desktop.window.centre.currentWidget() is desktop.window.centre.reading
        qtbot.waitUntil(lambda: not desktop.is_starting)
        assert on_threads[0] is not threading.main_thread()
        assert on_threads[1:] == [threading.main_thread()]  # classes of Qt
        assert desktop.window.centre.findChild(LayoutGrid) is not None
    finally:
        desktop.window.close()
        desktop.close()


def test_a_bundle_that_cannot_draw_says_so_and_ends(
    desk: ThemeDesk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A scratch in numpy: a window that waits for pictures for ever would be a silent end."""

    def lost() -> None:
        raise EOFError("Compressed file ended")

    monkeypatch.setattr(application, "load_beside", lost)
    monkeypatch.setattr(application, "load_here", lost)
    ended: list[int] = []
    monkeypatch.setattr(desk.app, "exit", ended.append)  # other tests need it
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desktop = application.Desktop(desk.app, Preferences(store))
    monkeypatch.setattr(sys, "lightbox_folder", str(tmp_path), raising=False)
    try:
        desktop.window.show()
        desktop.start([tmp_path])
        qtbot.waitUntil(lambda: bool(ended))
        told = capfd.readouterr().err
        assert "Compressed file ended" in told
        assert "INDEX.HTM" in told
        assert ended == [UNFIT]
        assert "what draws pictures could not be loaded" in caplog.text
        caplog.clear()
        assert desktop.is_starting
    finally:
        desktop.window.close()
        desktop.close()


def test_what_hands_call_comes_after_the_first_picture_or_at_the_first_call(
    desk: ThemeDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desktop = application.Desktop(desk.app, Preferences(store))
    try:
        desktop.window.show()
        desktop.session.expect(tmp_path)  # a medium that takes its time
        desktop.start([])
        qtbot.waitUntil(lambda: not desktop.is_starting)
        assert desktop.window.arrange is None
        desktop.window.actions_set["theme-dark"].trigger()
        assert desktop.window.arrange is not None
    finally:
        desktop.window.close()
        desktop.close()


def test_who_is_asked_whose_pictures_to_show_waits_for_no_picture(
    desk: ThemeDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    make_disc(tmp_path / "disc", [image_dataset(), image_dataset(series=2, PatientID="OTHER")])
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desktop = application.Desktop(desk.app, Preferences(store))
    PROGRAM_FIRST.hold()  # as a program on a disc does until there is a picture
    PROGRAM_FIRST.give_way()
    try:
        desktop.window.show()
        desktop.start([tmp_path / "disc"])
        qtbot.waitUntil(lambda: desktop.window.arrange is not None, timeout=PATIENCE_MS)
        assert desktop.window.centre.is_blocked
        assert desktop.session.load.stage is Stage.READING
    finally:
        PROGRAM_FIRST.release()
        desktop.window.close()
        desktop.close()


def test_without_a_medium_everything_is_there_at_once(
    desk: ThemeDesk, tmp_path: Path, qtbot: QtBot
) -> None:
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desktop = application.Desktop(desk.app, Preferences(store))
    try:
        desktop.window.show()
        desktop.start([])
        qtbot.waitUntil(lambda: desktop.window.arrange is not None)
    finally:
        desktop.window.close()
        desktop.close()


def test_the_first_page_is_about_the_disc_on_the_command_line(
    desk: ThemeDesk, tmp_path: Path
) -> None:
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desktop = application.Desktop(desk.app, Preferences(store), [tmp_path])
    try:
        desktop.window.show()
        centre = desktop.window.centre
        assert centre.currentWidget() is centre.reading
    finally:
        desktop.window.close()
        desktop.close()


def test_icons_of_a_menu_are_there_when_it_opens(desk: ThemeDesk, tmp_path: Path) -> None:
    store = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    desktop = application.Desktop(desk.app, Preferences(store))
    try:
        actions = desktop.window.actions_set
        assert not actions["tool-zoom"].icon().isNull()  # on the tool bar
        assert actions["invert"].icon().isNull()
        desktop.window.tool_bar.more_button.menu().aboutToShow.emit()
        assert not actions["invert"].icon().isNull()
    finally:
        desktop.window.close()
        desktop.close()


def fail_with(secret: str) -> None:
    raise ValueError(secret)


def test_an_unexpected_problem_is_met_calmly_and_privately(
    desk: ThemeDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    window = QWidget()
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    application.install_excepthook(desk.theme, window)
    with pytest.raises(ValueError, match="Erika") as caught:
        fail_with("MUSTERMANN, Erika")
    error = caught.value
    with caplog.at_level(logging.ERROR):
        sys.excepthook(type(error), error, error.__traceback__)
        sys.excepthook(type(error), error, error.__traceback__)
    assert "MUSTERMANN" not in crash_text(error)
    assert "fail_with" in crash_text(error)
    dialogs = [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog)]
    assert len(dialogs) == 1  # one at a time
    assert not dialogs[0].details.isVisible()
    assert "MUSTERMANN" not in caplog.text
    caplog.clear()
    dialogs[0].close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not [w for w in QApplication.topLevelWidgets() if isinstance(w, CrashDialog)]
    window.deleteLater()


@pytest.mark.parametrize("system", ["WINDOWS", "LINUX/_internal"])
def test_a_bundle_opens_the_folder_it_lies_in(
    tmp_path: Path, system: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Issue 6: at once and without a question, from a disc and from a copy on a hard disk."""
    assert application.own_medium() == ()
    folder = tmp_path / "Röntgen & mehr" / "VIEWER" / system
    folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "lightbox_folder", str(folder), raising=False)
    (tmp_path / "DICOMDIR").touch()  # of somebody else's disc, around it
    assert application.own_medium() == ()
    (tmp_path / "Röntgen & mehr" / "DICOMDIR").touch()
    assert application.own_medium() == (tmp_path / "Röntgen & mehr",)
