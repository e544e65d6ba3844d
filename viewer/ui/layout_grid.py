"""The grid of viewports in the middle of the window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QGridLayout, QWidget

from viewer.model.layout import MOST_COLUMNS, MOST_ROWS, Layout
from viewer.render.bands import BandPool
from viewer.tools.tool_mode import DRAWING_TOOLS, ToolMode
from viewer.ui.activation import Activation
from viewer.ui.annotating.pencil import Pencil
from viewer.ui.colours import DARK
from viewer.ui.contained import contained
from viewer.ui.listening import until_destroyed
from viewer.ui.surrounding import Surrounding
from viewer.ui.viewport.button_watch import comes_late
from viewer.ui.viewport.marked_chip import MarkedChip
from viewer.ui.viewport.viewport_widget import ITEM_MIME, ViewportWidget

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent

    from viewer.app.session import Session
    from viewer.app.workspace import WorkspaceState
    from viewer.observe import Subscription
    from viewer.render.placement import Placement
    from viewer.ui.detached import DetachedWindows

_GAP_PX = 2
_HANDS = {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin}


class LayoutGrid(QWidget):
    """Shows `session.workspace`: its layout, its viewports, the active one, a maximised one."""

    tool_changed = Signal(ToolMode)
    probe_changed = Signal(str)
    marked_wanted = Signal(object)  # QPoint on the screen, for the menu of what others marked
    item_wanted = Signal(str, int)  # uid of a catalog item, number of the viewport (S-02: ask)
    path_dropped = Signal(object)  # Path, on a window of a viewport

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tool = ToolMode.SCROLL
        self._pool = BandPool()
        self.pencil = Pencil()
        self._has_hands = False  # that draw
        self.views: list[ViewportWidget] = []
        self.surrounding = Surrounding(session, self.views, self)
        self._subscriptions: list[Subscription] = []
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(DARK.window))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        self.setAcceptDrops(True)
        self._activation = Activation(session.workspace, lambda: self.active_view)
        self.windows: DetachedWindows | None = None  # made with the first of them
        self._cells = QGridLayout(self)
        self._cells.setContentsMargins(0, 0, 0, 0)
        self._cells.setSpacing(_GAP_PX)
        self._listen()
        self._arrange()

    @property
    def active_view(self) -> ViewportWidget:
        """The widget of the active viewport."""
        return self.views[self._session.workspace.state.active]

    def active_placement(self) -> Placement | None:
        """Where the image of the active viewport lies, None while there is none."""
        return self.active_view.canvas.placement()

    def set_tool(self, mode: ToolMode) -> None:
        """Give the left button a tool, in every viewport."""
        if mode in DRAWING_TOOLS:
            self.equip()
        for view in self.views:
            view.canvas.hands.set_tool(mode)
        if mode is not ToolMode.CROSSHAIR:
            self._session.workspace.cursor.clear()
        if mode is not self._tool:
            self._tool = mode
            self.pencil.take_tool(mode)
            self.tool_changed.emit(mode)

    def close_grid(self) -> None:
        """Listen to nothing any more and end the drawing threads."""
        for subscription in self._subscriptions:
            subscription.close()
        self.surrounding.close()
        if self.windows is not None:
            self.windows.close_windows()
        self._pool.close()

    def equip(self) -> None:
        """Give every viewport the hand that draws: after the first picture, or once needed."""
        if not self._has_hands:
            self._has_hands = True
            for view in self.views:
                self._give_hand(view)

    def arranging(self) -> AbstractContextManager[None]:
        """While the program moves widgets: where the focus goes meanwhile is nobody's choice."""
        return self._activation.arranging()

    def toggle_detached(self) -> None:
        """Put the active viewport into a window of its own, or back into the grid.

        The only viewport leaves its picture in the grid and shows it in the new window too.
        """
        workspace = self._session.workspace
        state = workspace.state
        if state.active in state.detached:
            workspace.set_detached(state.active, detached=False)
            return
        count = len(workspace.viewports)
        if count - len(state.detached) == 1:
            if count == MOST_COLUMNS:
                return  # one picture stays in the grid
            cells = (*state.layout.cells, state.layout.cells[state.active])
            grid = replace(state, layout=Layout(1, count + 1, cells), active=count)
            shown = tuple(viewport.state for viewport in workspace.viewports)
            workspace.restore(grid, (*shown, replace(workspace.active.state, playing=False)))
        workspace.set_detached(workspace.state.active, detached=True)

    @contained
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(ITEM_MIME):
            event.acceptProposedAction()

    @contained
    def dropEvent(self, event: QDropEvent) -> None:
        """A series beside the viewports goes into the first empty one."""
        uid = bytes(event.mimeData().data(ITEM_MIME).data()).decode("utf-8", "replace")
        event.acceptProposedAction()
        models = self._session.workspace.viewports
        empty = (n for n, model in enumerate(models) if model.state.display_set is None)
        self.item_wanted.emit(uid, next(empty, self._session.workspace.state.active))

    @contained
    def showEvent(self, event: QShowEvent) -> None:
        # The focus may be in the list of series: Space+drag must move the image all the same.
        handle = self.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        super().showEvent(event)

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _HANDS:
            self._activation.touched()
        if event.type() in _HANDS or event.type() == QEvent.Type.KeyRelease:
            down = event.type() == QEvent.Type.KeyPress
            self._activation.tabbed(down=down and _is_tab(event))
        if event.type() == QEvent.Type.WindowBlocked:  # by a dialog, which hears the button go up
            self._put_down()
        elif comes_late(event):
            QTimer.singleShot(0, self, self._put_down)  # a click all the same
        if event.type() == QEvent.Type.Resize and watched is self.window().windowHandle():
            self._session.workspace.following.release_views()  # not undo: a person has sized it
        if isinstance(event, QKeyEvent) and _is_space(event):
            down = event.type() == QEvent.Type.KeyPress
            for view in self.views:
                view.canvas.hands.hold_space(held=down)
        return super().eventFilter(watched, event)

    def _put_down(self) -> None:
        for view in self.views:
            view.canvas.hands.put_down()

    def _listen(self) -> None:
        session = self._session
        self._subscriptions = [
            session.workspace.changed.connect(lambda _: self._arrange()),
            session.annotations.changed.connect(lambda _: self.equip()),
        ]
        for source in session.workspace.mark_sources:
            self._subscriptions.append(source.changed.connect(lambda _: self._draw_again()))
        until_destroyed(self, *self._subscriptions)
        self.destroyed.connect(self._pool.close)

    def _arrange(self) -> None:
        """Make the widgets what the workspace says."""
        with self.arranging():
            self._arrange_views()
        self.surrounding.renew()

    def _arrange_views(self) -> None:
        workspace = self._session.workspace
        had_focus = self._has_focus()
        self._match_views()
        state = workspace.state
        self._match_windows(state)
        places = _places(state, len(self.views))
        if had_focus and state.active in places:
            self._focus_active()
        alone = len(self.views) == 1 or (state.maximised and state.active in places)
        for number, view in enumerate(self.views):
            if number in state.detached:
                view.set_active(active=number == state.active, alone=False)
                continue
            if number in places:
                self._cells.addWidget(view, *places[number])
            view.setVisible(number in places)
            view.set_active(active=number == state.active, alone=alone)
        rows = {row for row, _ in places.values()}
        columns = {column for _, column in places.values()}
        for row in range(MOST_ROWS):
            self._cells.setRowStretch(row, 1 if row in rows else 0)
        for column in range(MOST_COLUMNS):
            self._cells.setColumnStretch(column, 1 if column in columns else 0)

    def _match_windows(self, state: WorkspaceState) -> None:
        if self.windows is None and state.detached:
            from viewer.ui.detached import DetachedWindows  # noqa: PLC0415  when asked for

            self.windows = DetachedWindows(self._session, self, self._activation)
            self.windows.path_dropped.connect(self.path_dropped)
        if self.windows is not None:
            self.windows.match(self.views)

    def _give_hand(self, view: ViewportWidget) -> None:
        from viewer.ui.annotating.hand import DrawingHand  # noqa: PLC0415  after the first picture

        view.canvas.hands.draw_with(DrawingHand(self._session, self.pencil, view))

    def _match_views(self) -> None:
        models = self._session.workspace.viewports
        while self.views and (
            len(self.views) > len(models) or self.views[-1].model is not models[len(self.views) - 1]
        ):
            view = self.views.pop()
            self._cells.removeWidget(view)
            view.hide()
            view.deleteLater()
        while len(self.views) < len(models):
            self._add_view(len(self.views))

    def _focus_active(self) -> None:
        """Keys stay in the grid, not on some button; Qt would activate whichever comes next."""
        view, focused = self.active_view, self.window().focusWidget()
        view.show()
        if focused is None or not (view is focused or view.isAncestorOf(focused)):
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_focus(self) -> bool:
        """Whether the focus is in one of the viewports, or will be when the window is active."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _add_view(self, number: int) -> None:
        model = self._session.workspace.viewports[number]
        view = ViewportWidget(number, model, self._session.frames, self._pool, self)
        view.canvas.hands.set_tool(self._tool)
        if self._has_hands:
            self._give_hand(view)
        view.focused.connect(lambda reason: self._activation.take(number, reason))
        view.canvas.hands.held.connect(self._held)
        view.canvas.hands.maximise_wanted.connect(self._toggle_maximised)
        view.canvas.hands.point_wanted.connect(lambda at: self._point(view, at))
        view.canvas.probe_changed.connect(self.probe_changed)
        view.canvas.painted_changed.connect(lambda: self._painted(view))
        chip = MarkedChip(model, self._session.marked, view.canvas)
        chip.wanted.connect(lambda: self._ask_for_marks(number, chip))
        view.item_dropped.connect(lambda uid: self.item_wanted.emit(uid, number))
        view.viewport_dropped.connect(lambda other: self._swap(other, number))
        self.surrounding.follow(number, view)
        self.views.append(view)

    def _swap(self, moved: int, target: int) -> None:
        workspace = self._session.workspace
        if moved != target and moved < len(workspace.viewports):
            workspace.swap(moved, target)

    def _painted(self, view: ViewportWidget) -> None:
        if view.canvas.painted.key is not None:
            self._session.picture_painted()

    def _point(self, view: ViewportWidget, at: QPointF | None) -> None:
        """Find the place under the pointer in every viewport (G-034)."""
        cursor, placement = self._session.workspace.cursor, view.canvas.placement()
        if at is None:
            cursor.clear()
        elif placement is not None:
            point = view.canvas.device_point(at)
            if placement.contains(point):
                cursor.point_at(view.model, placement.image_from_screen(point))

    def _held(self, down: bool) -> None:  # noqa: FBT001  a signal's argument
        history = self._session.history
        if down:
            history.hold()
        else:
            history.let_go()

    def _activate(self, number: int) -> None:
        self._session.workspace.activate(number)

    def _ask_for_marks(self, number: int, chip: MarkedChip) -> None:
        self._activate(number)
        self.marked_wanted.emit(chip.mapToGlobal(chip.rect().topLeft()))

    def _toggle_maximised(self) -> None:
        workspace = self._session.workspace
        if len(workspace.viewports) > 1:
            workspace.set_maximised(maximised=not workspace.state.maximised)

    def _draw_again(self) -> None:
        self.surrounding.marks_changed()
        for view in self.views:
            view.canvas.update()


def _places(state: WorkspaceState, count: int) -> dict[int, tuple[int, int]]:
    """Row and column of every viewport that is in sight in the grid, by number."""
    attached = [number for number in range(count) if number not in state.detached]
    columns = state.layout.columns
    if state.detached and attached:  # no hole where a viewport has left
        columns = min(columns, -(-len(attached) // state.layout.rows))
    if state.maximised and state.active in attached:
        return {state.active: divmod(attached.index(state.active), columns)}
    return {number: divmod(place, columns) for place, number in enumerate(attached)}


def _is_tab(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.key() in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}


def _is_space(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and not event.isAutoRepeat()
