"""The grid of viewports: layout, the active one, and links between them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.app.links import corresponding_index
from viewer.app.scale_in_use import stated_scale
from viewer.app.viewport import ViewportModel, ViewportState
from viewer.model.display_set import ImageStack
from viewer.model.layout import Layout
from viewer.model.viewport import AnnotationLevel
from viewer.observe import Event, Subscription

if TYPE_CHECKING:
    from viewer.app.frames import FrameStore
    from viewer.app.marks import MarkSource
    from viewer.app.scale_in_use import ScaleOf
    from viewer.model.display_set import DisplaySet
    from viewer.model.image import FrameKey

NO_CORRESPONDING_SLICE = "No corresponding slice"


@dataclass(frozen=True, slots=True)
class WorkspaceState:
    """Everything about the grid that is not inside one viewport."""

    layout: Layout = Layout()
    active: int = 0
    maximised: bool = False  # the active viewport fills the grid
    linked: bool = True  # scrolling is linked where a frame of reference is shared
    annotations: AnnotationLevel = AnnotationLevel.FULL
    detached: tuple[int, ...] = ()  # viewports in windows of their own, ascending


class Workspace:
    """The viewports on screen; lives on the session's thread."""

    def __init__(self, frames: FrameStore) -> None:
        self.changed: Event[WorkspaceState] = Event()
        self.viewports: list[ViewportModel] = []
        self.state = WorkspaceState()
        self.mark_sources: tuple[MarkSource, ...] = ()  # set once, before anything is painted
        self.scale_of: ScaleOf = stated_scale  # likewise
        self._frames = frames
        self._subscriptions: list[Subscription] = []
        self._following = False
        self._positions: dict[ViewportModel, FrameKey | None] = {}  # where each was last
        self._grow(1)

    @property
    def active(self) -> ViewportModel:
        """The viewport that keys and the tool bar act on."""
        return self.viewports[self.state.active]

    def set_layout(self, rows: int, columns: int) -> None:
        """Change the grid; viewports that stay keep what they show."""
        count = rows * columns
        self._resize(count)
        cells = tuple(_uid(v.state.display_set) for v in self.viewports)
        self._set(
            replace(
                self.state,
                layout=Layout(rows, columns, cells),
                active=min(self.state.active, count - 1),
                maximised=False,
                detached=tuple(n for n in self.state.detached if n < count),
            )
        )

    def activate(self, index: int) -> None:
        """Make a viewport the active one."""
        index = max(0, min(index, len(self.viewports) - 1))
        apart = {index, self.state.active} & set(self.state.detached)
        # What fills one window says nothing about another one.
        full = self.state.maximised and (index == self.state.active or not apart)
        self._set(replace(self.state, active=index, maximised=full))

    def set_maximised(self, *, maximised: bool) -> None:
        """Let the active viewport fill the grid, or give the grid back."""
        self._set(replace(self.state, maximised=maximised))

    def set_linked(self, *, linked: bool) -> None:
        """Link or unlink scrolling by position (G-040)."""
        self._set(replace(self.state, linked=linked))
        if not linked:
            for viewport in self.viewports:
                if viewport.state.message == NO_CORRESPONDING_SLICE:
                    viewport.set_message("")

    def swap(self, first: int, second: int) -> None:
        """Let two viewports change places; the active one stays with its picture."""
        self._following = True
        try:
            self.viewports[first].swap(self.viewports[second])
        finally:
            self._following = False
        places = {first: second, second: first}
        active = places.get(self.state.active, self.state.active)
        cells = tuple(_uid(v.state.display_set) for v in self.viewports)
        layout = Layout(self.state.layout.rows, self.state.layout.columns, cells)
        self._set(replace(self.state, layout=layout, active=active))

    def set_annotations(self, level: AnnotationLevel) -> None:
        """Choose how much corner text is drawn (S-30)."""
        self._set(replace(self.state, annotations=level))

    def show(self, display_set: DisplaySet, viewport: int | None = None) -> None:
        """Put a display set in a viewport, the active one if none is named, and activate it.

        If it can be linked it starts where the others are; they stay as they are. What is
        there already stays at its image, with its view and window.
        """
        index = self.state.active if viewport is None else viewport
        if _uid(self.viewports[index].state.display_set) == display_set.uid:
            self.viewports[index].refresh(display_set)
            self.activate(index)
            return
        self._following = True
        try:
            self.viewports[index].show(display_set, self._starting_index(display_set, index))
        finally:
            self._following = False
        cells = tuple(_uid(v.state.display_set) for v in self.viewports)
        layout = self.state.layout
        layout = Layout(layout.rows, layout.columns, cells)
        self._set(replace(self.state, layout=layout, active=index))

    def restore(self, state: WorkspaceState, viewports: tuple[ViewportState, ...]) -> None:
        """Take the grid and every viewport of another moment, as undo does.

        Everybody is told only when all of it is in place: no listener sees a half of it (S-10).
        """
        grid_changed = state != self.state
        self._following = True
        try:
            self.state = state
            self._resize(len(viewports))
            changed = [
                model
                for model, shown in zip(self.viewports, viewports, strict=True)
                if model.put(shown)
            ]
            for model in self.viewports:
                frame = model.state.frame
                self._positions[model] = frame.key if frame is not None else None
            if grid_changed:
                self.changed.emit(state)
            for model in changed:
                model.changed.emit(model.state)
        finally:
            self._following = False

    def set_detached(self, index: int, *, detached: bool) -> None:
        """Put a viewport into a window of its own, or back into the grid."""
        others = {n for n in self.state.detached if n != index}
        windows = tuple(sorted(others | {index} if detached else others))
        self._set(replace(self.state, detached=windows, maximised=False))

    def clear(self) -> None:
        """Empty every viewport."""
        for viewport in self.viewports:
            viewport.show(None)
        self.state = replace(self.state, detached=())
        self.set_layout(1, 1)

    def close(self) -> None:
        """Drop all requests."""
        for viewport in self.viewports:
            viewport.close()

    def is_linked_to_active(self, index: int) -> bool:
        """Whether viewport `index` follows the active one by position."""
        other = self.viewports[index].state
        active = self.active.state
        return (
            self.state.linked
            and index != self.state.active
            and other.stack is not None
            and active.stack is not None
            and active.frame is not None
            and corresponding_index(active.frame, other.stack) is not None
        )

    def _starting_index(self, display_set: DisplaySet, viewport: int) -> int:
        """Where a stack starts: at the position of the first viewport it can be linked to."""
        if self.state.linked and isinstance(display_set, ImageStack):
            for other in self.viewports:
                frame = other.state.frame
                if frame is None or other is self.viewports[viewport]:
                    continue
                match = corresponding_index(frame, display_set)
                if match is not None and not match.missing:
                    return match.index
        return 0

    def _resize(self, count: int) -> None:
        self._grow(count)
        while len(self.viewports) > count:
            viewport = self.viewports.pop()
            viewport.close()
            self._positions.pop(viewport, None)
            self._subscriptions.pop().close()

    def _grow(self, count: int) -> None:
        while len(self.viewports) < count:
            viewport = ViewportModel(self._frames)
            self.viewports.append(viewport)
            self._subscriptions.append(
                viewport.changed.connect(lambda state, v=viewport: self._follow(v, state))  # type: ignore[misc]
            )

    def _follow(self, source: ViewportModel, state: ViewportState) -> None:
        """Move the linked viewports to the position of `source` when it has moved (G-040)."""
        frame = state.frame
        moved = frame is not None and frame.key != self._positions.get(source)
        self._positions[source] = frame.key if frame is not None else None
        if self._following or not self.state.linked or source is not self.active:
            return
        if frame is None or state.message or not moved:  # pixels that arrive move nothing
            return
        self._following = True
        try:
            for other in self.viewports:
                stack = other.state.stack
                if other is source or stack is None:
                    continue
                target = corresponding_index(frame, stack)
                if target is None:
                    continue
                if target.missing:
                    other.set_message(NO_CORRESPONDING_SLICE)
                else:
                    other.go_to(target.index)
        finally:
            self._following = False

    def _set(self, state: WorkspaceState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def _uid(display_set: DisplaySet | None) -> str:
    return display_set.uid if display_set is not None else ""
