"""Starts the window: first something to look at, then everything heavy."""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from viewer import __version__
from viewer.app.closing import join_all
from viewer.app.session import Session
from viewer.app.stage import Stage
from viewer.boot import start as boot
from viewer.boot import unfit
from viewer.boot.place import bundle_folder, is_bundled, medium_root
from viewer.memory_back import share_arenas
from viewer.settings import Settings
from viewer.ui import start_trace
from viewer.ui.bridge import Bridge
from viewer.ui.collector import Collector
from viewer.ui.drawing import load_beside, load_for_hands, load_here
from viewer.ui.first_paint import FirstPaint
from viewer.ui.main_window import MainWindow
from viewer.ui.preferences import Preferences
from viewer.ui.start_trace import StartTrace
from viewer.ui.theme import Theme
from viewer.ui.volumes import VolumeWatch

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from viewer.ui.layout_grid import LayoutGrid

log = logging.getLogger(__name__)

SWITCH_INTERVAL_S = 0.0005  # loader threads must not hold up the window (rendering.md)
UNSEEN_MS = 3_000  # until a window that nobody sees, as a minimised one, counts as there
LISTING_SECONDS = 10.0
PICTURE_SIZE = (1280, 840)
PICTURE_SECONDS = 60.0
_AT_WORK = {Stage.OPENING, Stage.READING}


class Desktop:
    """The application object, the session and the window, in the order they depend."""

    def __init__(
        self, app: QApplication, preferences: Preferences, paths: Sequence[Path] = ()
    ) -> None:
        self.app = app
        self.theme = Theme(app, preferences.theme)
        self.theme.set_text_scale(preferences.text_scale)
        self.bridge = Bridge()
        self.session = Session(Settings(), self.bridge.post)
        if paths:
            self.session.expect(paths[0])  # the window's first page is about that
        self._collector = Collector(self.session)
        self.window = MainWindow(self.session, self.theme, preferences)
        self.volumes = VolumeWatch(
            self.bridge.post, parent=self.window, list_open=lambda: self.session.paths
        )
        self._importing = threading.Thread(target=self._import, name="drawing", daemon=True)
        self._attached = False
        self._grid: LayoutGrid | None = None
        self._listed = threading.Event()  # the directory is read, or there is none to read
        self._seen = threading.Event()  # the first picture is on show, or none is on its way
        self.session.load_changed.connect(lambda _: self._look())
        self.window.centre.page_changed.connect(self._look)
        self._watching = False
        self._trace: StartTrace | None = None

    def trace_start(self, trace: StartTrace) -> None:
        """Have the moments of the start marked (LIGHTBOX_TRACE)."""
        self._trace = trace
        trace.watch_window(self.window, self.session)

    def start(self, paths: Sequence[Path]) -> None:
        """Go on after the first paint: the medium, and beside it what draws images."""
        for path in paths:
            self.window.open_path(path)
        if not paths:
            threading.Thread(target=self._find_own, name="own-medium", daemon=True).start()
            self._watch_volumes()  # else when there is time: nobody looks for another disc yet
        self._importing.start()  # the last: it competes with whatever runs beside it

    @property
    def is_starting(self) -> bool:
        """Whether the viewports are still to come."""
        return not self._attached

    def close(self) -> None:
        """Stop everything that runs; late results find nobody."""
        self.volumes.set_watching(watching=False)
        self.bridge.close()
        boot.stop()
        self._listed.set()
        self._seen.set()
        if self._importing.ident is not None:
            join_all([self._importing])  # the program itself may be on a disc that hangs
        self.session.close()
        self._collector.close()

    def _import(self) -> None:
        """Load modules on a thread: the window would stand still for as long as that takes."""
        if boot.is_under_way():
            self._listed.wait(LISTING_SECONDS)  # the disc's directory comes before the rest
            boot.read_pictures(
                lambda done, total: self.bridge.post(partial(self._tell, done, total))
            )
        # Loading asks the disc for nothing any more. Without a directory nothing is known of
        # pictures before files are read.
        boot.give_way(to_all=not self.session.catalog.items())
        with contextlib.suppress(Exception):  # told on the window's thread, by `_attach`
            load_beside()
        self.bridge.post(self._attach)
        self._seen.wait()
        boot.give_way(to_all=True)
        # What hands call can wait for what eyes see.
        with contextlib.suppress(Exception):  # told when it is needed
            load_for_hands()
        self.bridge.post(self._equip)

    def _find_own(self) -> None:
        """Look for the disc the program is on, on a thread: drives may take their time."""
        found = own_medium()
        if found:
            self.bridge.post(lambda: self._open_own(found))
        else:
            self._listed.set()

    def _open_own(self, paths: Sequence[Path]) -> None:
        if self.session.load.stage is Stage.NO_MEDIUM:  # nobody was faster
            for path in paths:
                self.window.open_path(path)

    def _tell(self, done: int, total: int) -> None:
        """How much of what draws pictures is read from the disc the program is on."""
        self.window.status.show_probe(f"Loading the viewer from its disc… {100 * done // total} %")

    def _attach(self) -> None:
        self.window.status.show_probe("")
        try:
            grid = load_here().LayoutGrid(self.session, self.window)
        except Exception as error:
            if not is_bundled():
                raise
            log.exception("what draws pictures could not be loaded")
            unfit.tell_error(error)  # as if it had not started: nothing can be shown
            self.app.exit(boot.UNFIT)
            return
        self.window.attach(grid)
        self._grid = grid
        for view in grid.views:
            view.canvas.painted_changed.connect(self._look)
        self._attached = True
        self._look()
        self._collector.go_on()
        if not self._watching:
            self._watch_volumes()
        if self._trace is not None:
            self._trace.watch_grid(grid)

    def _equip(self) -> None:
        """Make what hands use; whoever pressed a key before has some of it already."""
        if self._grid is not None:
            self._grid.equip()
        self.window.actions_set.make_targets()

    def _look(self) -> None:
        """Go on with what hands call once there is a picture, or none on its way."""
        if self.session.load.stage not in {Stage.NO_MEDIUM, Stage.OPENING}:
            self._listed.set()
        painted = any(view.canvas.painted.key for view in self._grid.views) if self._grid else False
        none = self.session.load.stage not in _AT_WORK or self.window.centre.is_blocked
        if painted or (self._attached and none):
            self._seen.set()

    def _watch_volumes(self) -> None:
        self._watching = True
        watch, discs = self.volumes, self.window.discs
        watch.changed.connect(self.window.centre.show_volumes)
        watch.changed.connect(discs.set_volumes)
        watch.inserted.connect(discs.offer_volume)
        watch.away_changed.connect(discs.set_away)
        watch.present.connect(discs.set_present)
        watch.set_watching(watching=True)


def own_medium() -> tuple[Path, ...]:
    """The disc Lightbox was started from: its pictures are what one wants to see."""
    if not is_bundled():
        return ()
    from viewer.media.removable import (  # noqa: PLC0415  frozen only
        own_file_set,
        own_volume,
        removable_volumes,
    )

    beside = own_file_set(Path(medium_root(bundle_folder())))
    if beside is not None:
        return (beside,)
    volume = own_volume(removable_volumes())
    return (volume.root,) if volume is not None else ()


def make_application() -> QApplication:
    """The QApplication with names and scaling set; the running one if there is one."""
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    share_arenas()
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
        Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
    )
    app = QApplication(["lightbox"])
    app.setApplicationName("Lightbox")
    app.setOrganizationName("Lightbox")
    app.setApplicationVersion(__version__)
    return app


def run(paths: Sequence[Path] = ()) -> int:
    """Open the window and stay until it is closed."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    trace = StartTrace() if start_trace.is_wanted() else None
    app = make_application()
    desktop = Desktop(app, Preferences(QSettings()), paths)
    if trace is not None:
        desktop.trace_start(trace)
    install_excepthook(desktop.theme, desktop.window)
    FirstPaint(desktop.window).painted.connect(boot.window_is_there)
    desktop.window.show()
    QTimer.singleShot(0, lambda: desktop.start(paths))
    QTimer.singleShot(UNSEEN_MS, boot.window_is_there)
    QTimer.singleShot(0, lambda: _draw_icon(app))
    try:
        return app.exec()
    finally:
        desktop.close()


def _draw_icon(app: QApplication) -> None:
    """Give the window its icon, when it is there: nobody waits for that."""
    from viewer.ui.app_icon import app_icon  # noqa: PLC0415  see above

    app.setWindowIcon(app_icon())


def write_picture(path: Path, picture: Path, size: tuple[int, int] = PICTURE_SIZE) -> bool:
    """Open `path`, wait until its pictures are on show, save the window as PNG.

    Works without a display (offscreen platform). False if nothing came up or the picture
    could not be written.
    """
    import tempfile  # noqa: PLC0415  not for the window

    app = make_application()
    with tempfile.TemporaryDirectory() as folder:
        store = QSettings(str(Path(folder) / "window.ini"), QSettings.Format.IniFormat)
        preferences = Preferences(store)
        preferences.acknowledge_notice()
        desktop = Desktop(app, preferences)
        try:
            desktop.window.resize(*size)
            desktop.window.show()
            desktop.start([path])
            _wait_for_pictures(desktop)
            return desktop.window.centre.shows_images and snapshot(desktop.window, picture)
        finally:
            desktop.window.close()
            desktop.close()
            store.sync()


def snapshot(window: QWidget, path: Path) -> bool:
    """Save what the window looks like as PNG; False if it cannot be written."""
    return window.grab().save(str(path), "PNG")


def install_excepthook(theme: Theme, window: QWidget) -> None:
    """Meet what nobody caught with a calm dialog; one at a time.

    What ends a thread or cannot be raised is logged alone. Python's own hooks would print the
    message, which may quote a file's content.
    """
    from viewer.ui.dialogs.crash import CrashDialog, crash_text  # noqa: PLC0415  rarely needed

    shown: list[CrashDialog] = []

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("unexpected %s\n%s", kind.__name__, crash_text(error))
        if not shown:
            dialog = CrashDialog(error, theme, window)
            dialog.finished.connect(lambda _: shown.pop().deleteLater())
            shown.append(dialog)
            dialog.show()

    def note(args: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            name = type(args.exc_value).__name__
            log.error("unexpected %s\n%s", name, crash_text(args.exc_value))

    sys.excepthook = hook
    threading.excepthook = note
    sys.unraisablehook = note


def _wait_for_pictures(desktop: Desktop) -> None:
    """Run the event loop until reading is over and nothing on show is missing."""
    from PySide6.QtCore import QEventLoop  # noqa: PLC0415  not for the window

    loop = QEventLoop()
    deadline = time.monotonic() + PICTURE_SECONDS
    quiet_rounds = 0
    while quiet_rounds < 5 and time.monotonic() < deadline:
        QTimer.singleShot(100, loop.quit)
        loop.exec()
        at_work = desktop.session.load.stage in _AT_WORK
        waiting = any(
            v.state.frame is not None and (v.shown is None or v.is_preview)
            for v in desktop.session.workspace.viewports
        )
        missing = desktop.window.browser.thumbnails.is_waiting
        busy = at_work or waiting or missing or desktop.is_starting
        quiet_rounds = 0 if busy else quiet_rounds + 1
