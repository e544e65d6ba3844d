"""The window: menus, tool bar, browser, pages or viewports, status bar."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from viewer.app.first_report import first_report
from viewer.app.stage import Stage
from viewer.tools.tool_mode import ToolMode
from viewer.ui.actions import ActionSet
from viewer.ui.brightness_menu import FileBrightness
from viewer.ui.browser.browser import Browser
from viewer.ui.centre import Centre
from viewer.ui.contained import contained
from viewer.ui.dialogs.open_dialogs import OpenDialogs
from viewer.ui.disc_banners import DiscBanners
from viewer.ui.documents.covers import DocumentCovers
from viewer.ui.dropping import dropped_paths
from viewer.ui.file_dialogs import ask_for_file, ask_for_folder
from viewer.ui.grid_widget import GridWidget
from viewer.ui.hand_commands import HandCommands
from viewer.ui.hide_identity import HideIdentity
from viewer.ui.icons import Icons
from viewer.ui.key_map import KeyMap
from viewer.ui.menus import fill_menu_bar
from viewer.ui.newcomers import Newcomers
from viewer.ui.panels.side import SidePanel
from viewer.ui.people_guard import PeopleGuard
from viewer.ui.slow_watch import SlowWatch
from viewer.ui.status_bar import StatusBar
from viewer.ui.theme import TEXT_SCALES, Theme, ThemeMode
from viewer.ui.toolbar import ToolBar
from viewer.ui.viewports_watch import ViewportsWatch, person_in
from viewer.ui.window_body import WindowBody
from viewer.ui.words import person

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QDialog

    from viewer.app.catalog import CatalogItem
    from viewer.app.deid_scope import Offer
    from viewer.app.session import Session
    from viewer.observe import Subscription
    from viewer.ui.action_spec import Targets, ViewportActions
    from viewer.ui.arrange_commands import ArrangeCommands
    from viewer.ui.preferences import Preferences
    from viewer.ui.viewport.scene import Scene


class MainWindow(QMainWindow):
    """Draws from the session's state and turns actions into calls; keeps no copy of either."""

    def __init__(self, session: Session, theme: Theme, preferences: Preferences) -> None:
        super().__init__()
        self._session = session
        self._theme = theme
        self._preferences = preferences
        self._icons = Icons(theme)
        self._grid: GridWidget | None = None
        self._covers: DocumentCovers | None = None
        self._dialogs = OpenDialogs()
        self._closing: tuple[Callable[[], None], ...] = ()  # what ends with the window
        self._overview = True  # the list of examinations is wanted
        self.arrange: ArrangeCommands | None = None
        self.setAcceptDrops(True)
        self.actions_set = ActionSet(self._icons, theme, KeyMap(preferences, self), self)
        self.addActions(self.actions_set.all())
        self.menus = fill_menu_bar(self.menuBar(), self.actions_set)
        FileBrightness(self.menus["Image/Brightness"], session.workspace)
        self.tool_bar = ToolBar(self.actions_set, self._icons, theme, self)
        self.addToolBar(self.tool_bar)
        self.status = StatusBar(self._icons, theme, self)
        self.setStatusBar(self.status)
        self.browser = Browser(session, self._icons, theme, self)
        self.centre = Centre(session, self._icons, theme, self)
        self.guard = PeopleGuard(session, self._icons, theme, self)
        self.discs = DiscBanners(session, self._icons, theme, self)
        self.hide_identity = HideIdentity(self, icons=self._icons)
        self.newcomers = Newcomers(session, self.centre, theme, self)
        self.slow = SlowWatch(session, self)
        self.panels = SidePanel(self._icons, theme, self)
        self.hand = HandCommands(self, session, self._icons, theme)
        self.body = WindowBody(preferences, self._icons, theme, self)
        banners = (self.guard.banner, self.hide_identity.banner, *self.discs.all)
        self.body.fill(banners, self.browser, self.centre, self.panels)
        self.setCentralWidget(self.body)
        self._connect()
        self._scale()
        self._show_theme()
        if not self.restoreGeometry(preferences.geometry):
            room = self.screen().availableSize()
            self.resize(min(1280, room.width() * 9 // 10), min(840, room.height() * 9 // 10))
        self.update_window()

    @property
    def icons(self) -> Icons:
        """The drawings on buttons."""
        return self._icons

    def attach(self, grid: GridWidget, viewport: ViewportActions | None = None) -> None:
        """Take the viewports; they are made after the first paint, what acts on them later."""
        assert isinstance(grid, QWidget)
        self._grid = grid
        self._covers = DocumentCovers(self._session, grid, self._icons, self._theme)
        grid.probe_changed.connect(self.status.show_probe)
        grid.tool_changed.connect(self._tool_changed)
        grid.item_wanted.connect(self.guard.show_item)
        self.actions_set.call(lambda: self._make_targets(grid, viewport))
        self.centre.set_grid(grid)
        self.set_tool(ToolMode.SCROLL)

    def _make_targets(self, grid: GridWidget, viewport: ViewportActions | None) -> Targets:
        from viewer.ui.targets import make_targets  # noqa: PLC0415  after the first picture

        return make_targets(self, grid, viewport)

    def when_closed(self, *close: Callable[[], None]) -> None:
        """Have these called when the window closes."""
        self._closing += close

    def ask_before_closing(self, may_close: Callable[[], bool]) -> None:
        """Have this asked before the window closes."""
        self._dialogs.ask(may_close)

    def open_path(self, path: Path) -> None:
        """Open a drive, folder, file, DICOMDIR or ZIP, or put a saved arrangement up."""
        if not self.hand.opens(path):
            self._session.open(path)

    @property
    def session(self) -> Session:
        """What the window shows."""
        return self._session

    @property
    def preferences(self) -> Preferences:
        """What is remembered between runs."""
        return self._preferences

    @property
    def theme(self) -> Theme:
        """Colours and sizes."""
        return self._theme

    def active_scene(self) -> tuple[Scene, tuple[int, int]] | None:
        """What the active viewport shows and its size in logical pixels, None without a picture."""
        active = self._session.workspace.state.active
        views = self._grid.views if self._grid is not None else ()
        if active >= len(views) or self._session.workspace.active.state.frame is None:
            return None
        canvas = views[active].canvas
        return canvas.scene(), (canvas.width(), canvas.height())

    def show_dialog(self, name: str, make: Callable[[], QDialog]) -> None:
        """Bring the one dialog of a kind to the front, beside this window."""
        self._dialogs.show(name, make)

    # Actions of the window (`WindowActions`)

    def open_folder(self) -> None:
        self.choose_folder("Open the folder or disc with the pictures")

    def choose_folder(self, title: str) -> None:
        """Ask for a folder and open it beside what is open."""
        chosen = ask_for_folder(self, title)
        if chosen is not None:
            self.open_path(chosen)

    def open_file(self) -> None:
        chosen = ask_for_file(self)
        if chosen is not None:
            self.open_path(chosen)

    def close_dialog(self, name: str) -> None:
        """Close the one dialog of a kind, if it is open."""
        self._dialogs.close(name)

    def close_media(self) -> None:
        self._session.close_media()

    def quit(self) -> None:
        self.close()

    def set_tool(self, mode: ToolMode) -> None:
        if self._grid is not None:
            self._grid.set_tool(mode)
        self._tool_changed(mode)

    def toggle_overview(self) -> None:
        self._overview = not self._overview
        self.update_window()

    def toggle_full_screen(self) -> None:
        full = not self.isFullScreen()
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)
        self.menuBar().setVisible(not full)
        self.actions_set["full-screen"].setChecked(full)

    def set_theme(self, mode: str) -> None:
        self._preferences.theme = ThemeMode(mode)
        self._theme.set_mode(ThemeMode(mode))
        self._show_theme()

    def step_text_size(self, direction: int) -> None:
        now = min(
            range(len(TEXT_SCALES)), key=lambda n: abs(TEXT_SCALES[n] - self._theme.text_scale)
        )
        scale = TEXT_SCALES[max(0, min(now + direction, len(TEXT_SCALES) - 1))]
        self._preferences.text_scale = scale
        self._theme.set_text_scale(scale)

    def show_report(self) -> None:
        report = self._report()
        if report is not None:
            self._show_item(report.uid)

    def show_load_report(self) -> None:
        from viewer.ui.dialogs.load_report import LoadReportDialog  # noqa: PLC0415  when asked for

        self.show_dialog(
            "report", lambda: LoadReportDialog(self._session, self._icons, self._theme, self)
        )

    def show_commands(self) -> None:
        from viewer.ui.command_palette import CommandPalette  # noqa: PLC0415  when asked for

        self.actions_set.draw_icons()
        palette = CommandPalette(self.actions_set, self._theme, self)
        palette.open_over(self.centre)

    def show_help(self) -> None:
        from viewer.ui.dialogs.help import HelpDialog  # noqa: PLC0415  when asked for

        self.show_dialog("help", lambda: HelpDialog(self.actions_set.keys, self._theme, self))

    def show_about(self) -> None:
        from viewer.ui.dialogs.about import AboutDialog  # noqa: PLC0415  when asked for

        self.show_dialog("about", lambda: AboutDialog(self._theme, self))

    # Qt events

    @contained
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.centre.focus_page()

    @contained
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._dialogs.may_close():
            event.ignore()
            return
        self._preferences.geometry = self.saveGeometry()
        self._dialogs.close_all()
        for close in self._closing:
            close()
        for subscription in self._subscriptions:
            subscription.close()
        self.browser.close_browser()
        self.centre.close_centre()
        self.guard.close_guard()
        self.hide_identity.close()
        self.newcomers.close()
        self.slow.close_watch()
        if self._covers is not None:
            self._covers.close_covers()
        if self._grid is not None:
            self._grid.close_grid()
        super().closeEvent(event)

    @contained
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event.mimeData().urls()):
            event.acceptProposedAction()

    @contained
    def dropEvent(self, event: QDropEvent) -> None:
        for path in dropped_paths(event.mimeData().urls()):
            event.acceptProposedAction()
            self.open_path(path)

    # Own work

    def update_window(self) -> None:
        """Title, what can be done now, and which light the room has."""
        images = self.centre.shows_images
        stage = self._session.load.stage
        self._show_title()
        picture = images and self._session.workspace.active.state.document is None
        self.actions_set.set_image_shown(shown=images, picture=picture)
        self.tool_bar.layout_button.setEnabled(images)
        self.tool_bar.compare_button.setEnabled(images)
        self.tool_bar.measure_button.setEnabled(picture)
        self._name_presets()
        self.actions_set["close-media"].setEnabled(stage is not Stage.NO_MEDIUM)
        self.actions_set["report"].setEnabled(images and self._report() is not None)
        self.actions_set["load-report"].setEnabled(stage is not Stage.NO_MEDIUM)
        is_filled = bool(self._session.catalog.patients)
        self.actions_set["copy-without-identity"].setEnabled(is_filled)
        has_list = is_filled and not self.centre.is_blocked
        self.browser.setVisible(has_list and self._overview)
        self.actions_set["overview"].setEnabled(has_list)
        self.actions_set["overview"].setChecked(has_list and self._overview)
        self._theme.set_reading(reading=images)
        self.discs.update_banners(images_shown=images)
        self.newcomers.update()

    def _connect(self) -> None:
        session, centre = self._session, self.centre
        self._subscriptions: list[Subscription | ViewportsWatch] = [
            session.load_changed.connect(lambda _: self._show_load()),
            session.report_changed.connect(lambda _: self._show_load()),
            session.workspace.changed.connect(lambda _: self.update_window()),
            ViewportsWatch(session.workspace, self._show_title),
        ]
        self._theme.changed.connect(self._scale)
        self.slow.slow_changed.connect(lambda slow: self.status.show_slow(slow=slow))
        self.status.report_wanted.connect(self.show_load_report)
        self.browser.item_wanted.connect(self._show_item)
        self.browser.copy_wanted.connect(self._copy_of)
        self.browser.keep_wanted.connect(self._keep)
        centre.page_changed.connect(self.update_window)
        centre.folder_wanted.connect(self.open_folder)
        centre.file_wanted.connect(self.open_file)
        centre.volume_chosen.connect(self.open_path)
        centre.cancel_wanted.connect(self.close_media)
        centre.again_wanted.connect(self._read_again)
        self.discs.again_wanted.connect(self._read_again)
        self.discs.volume_chosen.connect(self.open_path)
        centre.report_wanted.connect(self.show_load_report)

    def _show_title(self) -> None:
        shown = self.centre.shows_images
        self.setWindowTitle(window_title(self._session) if shown else "Lightbox")

    def _show_load(self) -> None:
        self.status.show_load(self._session.load, self._session.report)

    def _show_item(self, uid: str) -> None:
        self.centre.put_problem_away()
        self.guard.show_item(uid)
        self.centre.focus_page()

    def _copy_of(self, offer: Offer) -> None:
        targets = self.actions_set.make_targets()
        if targets is not None:
            targets.deid.copy_of(offer)

    def _keep(self, studies: frozenset[str], where: str) -> None:
        targets = self.actions_set.make_targets()
        if targets is not None:
            targets.publish.copy_studies(studies, where)

    def _report(self) -> CatalogItem | None:
        """The report of the examination on show, if there is one."""
        state = self._session.workspace.state
        return first_report(self._session.catalog, state.layout.cells[state.active] or "")

    def _read_again(self) -> None:
        paths = self._session.paths
        self._session.close_media()
        for path in paths:
            self.open_path(path)

    def _tool_changed(self, mode: ToolMode) -> None:
        self.actions_set[f"tool-{mode.value}"].setChecked(True)
        self.tool_bar.measure_button.show_tool(mode)

    def _name_presets(self) -> None:
        """The keys 0 to 9 mean what suits the kind of picture that is active."""
        frame = self._session.workspace.active.state.frame
        if frame is not None:
            from viewer.hanging.presets import presets  # noqa: PLC0415  read with the first image

            found = presets(frame.header.series.modality)
            self.actions_set.name_presets({preset.key: preset.name for preset in found})

    def _scale(self) -> None:
        """Larger text needs a larger window, as far as the screen has room."""
        room = self.screen().availableSize()
        smallest = QSize(self._theme.px(480), self._theme.px(360))
        self.setMinimumSize(smallest.boundedTo(room))
        self.body.scale()

    def _show_theme(self) -> None:
        self.actions_set[f"theme-{self._theme.mode.value}"].setChecked(True)


def window_title(session: Session) -> str:
    """Name, birth date and sex of whose picture is active (S-01)."""
    facts = person_in(session.workspace.active.state)
    return f"Lightbox — {person(facts)}" if facts is not None else "Lightbox"
