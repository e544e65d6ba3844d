"""The grid of viewports in the middle of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QApplication, QGridLayout, QWidget

from viewer.app.key_selections import KeyFactsOf
from viewer.render.bands import BandPool
from viewer.tools.tool_mode import ToolMode
from viewer.ui.annotating.hand import DrawingHand
from viewer.ui.annotating.pencil import Pencil
from viewer.ui.colours import DARK
from viewer.ui.contained import contained
from viewer.ui.listening import until_destroyed
from viewer.ui.viewport.scene import Surroundings
from viewer.ui.viewport.viewport_widget import ViewportWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from viewer.app.session import Session
    from viewer.app.viewport import ViewportState
    from viewer.observe import Subscription
    from viewer.render.placement import Placement

_GAP_PX = 2
LINKED = "linked"


class LayoutGrid(QWidget):
    """Shows `session.workspace`: its layout, its viewports, the active one, a maximised one."""

    tool_changed = Signal(ToolMode)
    probe_changed = Signal(str)
    item_wanted = Signal(str, int)  # uid of a catalog item, number of the viewport (S-02: ask)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._tool = ToolMode.SCROLL
        self._pool = BandPool()
        self.pencil = Pencil()
        self._drawings_hidden = False
        self.views: list[ViewportWidget] = []
        self._key_facts = KeyFactsOf()
        self._shown_sets: dict[int, object] = {}
        self._subscriptions: list[Subscription] = []
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(DARK.window))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
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
        for view in self.views:
            view.canvas.hands.set_tool(mode)
        if mode is not self._tool:
            self._tool = mode
            self.pencil.take_tool(mode)
            self.tool_changed.emit(mode)

    def close_grid(self) -> None:
        """Listen to nothing any more and end the drawing threads."""
        for subscription in self._subscriptions:
            subscription.close()
        self._pool.close()

    @contained
    def showEvent(self, event: QShowEvent) -> None:
        # The focus may be in the list of series: Space+drag must move the image all the same.
        handle = self.window().windowHandle()
        if handle is not None:
            handle.installEventFilter(self)
        super().showEvent(event)

    @contained
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and _is_space(event):
            down = event.type() == QEvent.Type.KeyPress
            for view in self.views:
                view.canvas.hands.hold_space(held=down)
        return super().eventFilter(watched, event)

    def _listen(self) -> None:
        session = self._session
        self._subscriptions = [
            session.workspace.changed.connect(lambda _: self._arrange()),
            session.catalog_changed.connect(lambda _: self._surround()),
            session.key_images.changed.connect(lambda _: self._surround()),
        ]
        for source in session.workspace.mark_sources:
            self._subscriptions.append(source.changed.connect(lambda _: self._draw_again()))
        until_destroyed(self, *self._subscriptions)
        self.destroyed.connect(self._pool.close)

    def _arrange(self) -> None:
        """Make the widgets what the workspace says."""
        workspace = self._session.workspace
        had_focus = self._has_focus()
        self._match_views()
        state = workspace.state
        self.active_view.setVisible(True)
        if had_focus:
            self._focus_active()
        for number, view in enumerate(self.views):
            row, column = divmod(number, state.layout.columns)
            self._cells.addWidget(view, row, column)
            view.setVisible(not state.maximised or number == state.active)
            alone = state.maximised or len(self.views) == 1
            view.set_active(active=number == state.active, alone=alone)
        for row in range(3):
            self._cells.setRowStretch(
                row, 1 if self._counts(row, state.layout.rows, by_row=True) else 0
            )
        for column in range(4):
            counts = self._counts(column, state.layout.columns, by_row=False)
            self._cells.setColumnStretch(column, 1 if counts else 0)
        self._surround()

    def _counts(self, index: int, limit: int, *, by_row: bool) -> bool:
        """Whether a row or column of the grid has something in it now."""
        state = self._session.workspace.state
        if not state.maximised:
            return index < limit
        row, column = divmod(state.active, state.layout.columns)
        return index == (row if by_row else column)

    def _match_views(self) -> None:
        models = self._session.workspace.viewports
        while self.views and (
            len(self.views) > len(models) or self.views[-1].model is not models[len(self.views) - 1]
        ):
            view = self.views.pop()
            view.canvas.hands.put_down()
            self._cells.removeWidget(view)
            view.hide()
            view.deleteLater()
        while len(self.views) < len(models):
            self._add_view(len(self.views))

    def _focus_active(self) -> None:
        """Keys stay in the grid, not on some button; Qt would activate whichever comes next."""
        view, focused = self.active_view, QApplication.focusWidget()
        if focused is None or not (view is focused or view.isAncestorOf(focused)):
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _has_focus(self) -> bool:
        """Whether the focus is in one of the viewports."""
        focused = QApplication.focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _add_view(self, number: int) -> None:
        model = self._session.workspace.viewports[number]
        view = ViewportWidget(number, model, self._session.frames, self._pool, self)
        view.canvas.hands.draw_with(DrawingHand(self._session, self.pencil, view))
        view.canvas.hands.set_tool(self._tool)
        view.focused.connect(lambda: self._activate(number))
        view.canvas.hands.held.connect(self._held)
        view.canvas.hands.maximise_wanted.connect(self._toggle_maximised)
        view.canvas.probe_changed.connect(self.probe_changed)
        view.canvas.painted_changed.connect(lambda: self._painted(view))
        view.item_dropped.connect(lambda uid: self.item_wanted.emit(uid, number))
        subscription = model.changed.connect(lambda state: self._viewport_changed(number, state))
        until_destroyed(view, subscription)
        self.views.append(view)

    def _painted(self, view: ViewportWidget) -> None:
        if view.canvas.painted.key is not None:
            self._session.picture_painted()

    def _held(self, down: bool) -> None:  # noqa: FBT001  a signal's argument
        history = self._session.history
        if down:
            history.hold()
        else:
            history.let_go()

    def _activate(self, number: int) -> None:
        self._session.workspace.activate(number)

    def _toggle_maximised(self) -> None:
        workspace = self._session.workspace
        if len(workspace.viewports) > 1:
            workspace.set_maximised(maximised=not workspace.state.maximised)

    def _viewport_changed(self, number: int, state: ViewportState) -> None:
        if self._shown_sets.get(number) is not state.display_set:
            self._shown_sets[number] = state.display_set
            self._surround()

    def _draw_again(self) -> None:
        hidden = self._session.annotation_marks.hides_some
        if hidden != self._drawings_hidden:
            self._drawings_hidden = hidden
            self._surround()
        for view in self.views:
            view.canvas.update()

    def _surround(self) -> None:
        """Tell each viewport what its words depend on outside of it (S-09, G-040)."""
        workspace, catalog = self._session.workspace, self._session.catalog
        count = len(workspace.viewports)
        linked = {n for n in range(count) if workspace.is_linked_to_active(n)}
        if linked:
            linked.add(workspace.state.active)
        for number, view in enumerate(self.views):
            frame = view.model.state.frame
            newest = catalog.newest_study_date(frame.header.patient) if frame is not None else ""
            label = LINKED if number in linked else ""
            patient = catalog.patient(frame.header.patient) if frame is not None else None
            view.set_surroundings(
                Surroundings(
                    workspace.state.annotations,
                    newest,
                    label,
                    drawings_hidden=self._drawings_hidden,
                    mark_sources=workspace.mark_sources,
                    scale_of=workspace.scale_of,
                    key_facts=self._key_facts.of(patient),
                    own_keys=self._session.key_images.state.keys,
                )
            )


def _is_space(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Space and not event.isAutoRepeat()
