"""The grid of viewports: layout, the active one, and links between them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from viewer.app.cine import film_of, is_film
from viewer.app.following import NO_CORRESPONDING_SLICE, Following
from viewer.app.link_state import LinkKind, Links
from viewer.app.links import Correspondence, corresponding, slice_match
from viewer.app.point_cursor import PointCursor
from viewer.app.reference_lines import ReferenceLines
from viewer.app.registrations import NO_REGISTRATIONS, Registrations, way_between
from viewer.app.scale_in_use import stated_scale
from viewer.app.viewport import ViewportModel
from viewer.model.display_set import ImageStack
from viewer.model.layout import Layout
from viewer.model.viewport import AnnotationLevel, Presentation, ReferenceLineMode
from viewer.observe import Event, Subscription

if TYPE_CHECKING:
    from viewer.app.frames import FrameStore
    from viewer.app.marks import MarkSource
    from viewer.app.scale_in_use import ScaleOf
    from viewer.app.viewport import ViewportState
    from viewer.model.display_set import DisplaySet, StackFrame
    from viewer.model.registration import Matrix


@dataclass(frozen=True, slots=True)
class WorkspaceState:
    """Everything about the grid that is not inside one viewport."""

    layout: Layout = Layout()
    active: int = 0
    maximised: bool = False  # the active viewport fills the grid
    links: Links = field(default=Links())  # scrolling by position at first (G-040)
    lines: ReferenceLineMode = ReferenceLineMode.OFF
    annotations: AnnotationLevel = AnnotationLevel.FULL
    detached: tuple[int, ...] = ()  # viewports in windows of their own, ascending


class Workspace:
    """The viewports on screen; lives on the session's thread."""

    def __init__(self, frames: FrameStore) -> None:
        self.changed: Event[WorkspaceState] = Event()
        self.viewport_changed: Event[ViewportModel] = Event()  # and those that follow it
        self.viewports: list[ViewportModel] = []
        self.state = WorkspaceState()
        self.mark_sources: tuple[MarkSource, ...] = ()  # set once, before anything is painted
        self.scale_of: ScaleOf = stated_scale  # likewise
        self.registrations = NO_REGISTRATIONS
        self._frames = frames
        self._subscriptions: list[Subscription] = []
        self.following = Following(self)
        self.cursor = PointCursor(self)
        self._grow(1)

    def draw_over(self, *sources: MarkSource) -> None:
        """Set who draws over the images; lines lie below, the 3D cursor above."""
        self.mark_sources = (ReferenceLines(self), *sources, self.cursor)

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

    def set_links(self, links: Links) -> None:
        """Link what moves together (G-040..G-042).

        What is newly linked comes to where the active viewport is at once: linked viewports
        never show different places.
        """
        new = links.kinds - self.state.links.kinds
        if links.matches != self.state.links.matches:
            new |= {LinkKind.SCROLL}
        self._set(replace(self.state, links=links))
        with self.following.held():
            for viewport in self.viewports:
                if viewport.state.message == NO_CORRESPONDING_SLICE:
                    viewport.set_message("")
        self.following.follow(self.active, new)

    def set_registrations(self, registrations: Registrations) -> None:
        """Take what the media say joins frames of reference (G-041)."""
        if registrations.stated != self.registrations.stated:
            self.registrations = registrations
            self.following.follow(self.active, frozenset({LinkKind.SCROLL, LinkKind.VIEW}))
            self.changed.emit(self.state)  # labels and lines are others now

    def corresponding(
        self, source: ImageStack, index: int, target: ImageStack
    ) -> Correspondence | None:
        """The slice of `target` that belongs to that of `source`, if anything links them."""
        return corresponding(self.state.links, source, index, target, self.registrations)

    def way(self, one: StackFrame, other: StackFrame) -> Matrix | None:
        """The registered way from one image's frame of reference to another's."""
        return way_between(self.registrations, self.state.links, one, other)

    def presentation_of(self, frame: StackFrame) -> Presentation | None:
        """How a frame is on show, in the active viewport first; None where its series is not."""
        models = (self.active, *self.viewports)
        same = (m for m in models if m.state.frame is not None and m.state.frame.key == frame.key)
        series = (m for m in models if m.state.stack is not None and frame in m.state.stack.frames)
        model = next(same, None) or next(series, None)
        return model.state.presentation if model is not None else None

    def match_slices(self, first: int, second: int) -> bool:
        """Take the slices of two viewports for the same place from now on (G-041).

        False if one of them shows no stack, or both show the same one.
        """
        one, other = self.viewports[first].state, self.viewports[second].state
        if one.stack is None or other.stack is None or one.stack.uid == other.stack.uid:
            return False
        match = slice_match(one.stack, one.index, other.stack, other.index)
        self.set_links(self.state.links.matched(match))
        return True

    def swap(self, first: int, second: int) -> None:
        """Let two viewports change places; the active one stays with its picture."""
        with self.following.held():
            self.viewports[first].swap(self.viewports[second])
        places = {first: second, second: first}
        self._set(
            replace(
                self.state,
                layout=self._layout(),
                active=places.get(self.state.active, self.state.active),
            )
        )

    def film_leader(self) -> ViewportModel:
        """Who plays when the active viewport should.

        Of linked films it is the longest, so that none is cut short.
        """
        together = [v for v in self.viewports if self.following.moves(v, self.active)]
        films = [v for v in (self.active, *together) if v.state.frame is not None]
        if LinkKind.FILM not in self.state.links.kinds or not films:
            return self.active
        return max(films, key=_length_ms)

    def set_lines(self, lines: ReferenceLineMode) -> None:
        """Show where slices cross each other, or not (G-033)."""
        self._set(replace(self.state, lines=lines))

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
        with self.following.held():
            self.viewports[index].show(display_set, self._starting_index(display_set, index))
        self.following.join(self.viewports[index])
        self._set(replace(self.state, layout=self._layout(), active=index))

    def restore(self, state: WorkspaceState, viewports: tuple[ViewportState, ...]) -> None:
        """Take the grid and every viewport of another moment, as undo does.

        Everybody is told only when all of it is in place: no listener sees a half of it (S-10).
        """
        grid_changed = state != self.state
        with self.following.held():
            self.state = state
            self._resize(len(viewports))
            changed = [
                model
                for model, shown in zip(self.viewports, viewports, strict=True)
                if model.put(shown)
            ]
            if grid_changed:
                self.changed.emit(state)
            for model in changed:
                model.changed.emit(model.state)

    def set_detached(self, index: int, *, detached: bool) -> None:
        """Put a viewport into a window of its own, or back into the grid."""
        others = {n for n in self.state.detached if n != index}
        windows = tuple(sorted(others | {index} if detached else others))
        self._set(replace(self.state, detached=windows, maximised=False))

    def clear(self) -> None:
        """Empty every viewport."""
        for viewport in self.viewports:
            viewport.show(None)
        self.cursor.clear()  # it and the matches speak of somebody who is gone
        self.registrations = NO_REGISTRATIONS
        self._set(replace(self.state, links=Links(self.state.links.kinds), detached=()))
        self.set_layout(1, 1)

    def close(self) -> None:
        """Drop all requests."""
        for viewport in self.viewports:
            viewport.close()

    def _starting_index(self, display_set: DisplaySet, viewport: int) -> int:
        """Where a stack starts: at the position of the first viewport it can be linked to."""
        links = self.state.links
        if LinkKind.SCROLL in links.kinds and isinstance(display_set, ImageStack):
            for other in self.viewports:
                stack = other.state.stack
                if stack is None or other is self.viewports[viewport]:
                    continue
                match = self.corresponding(stack, other.state.index, display_set)
                if match is not None and not match.missing:
                    return match.index
        return 0

    def _resize(self, count: int) -> None:
        self._grow(count)
        while len(self.viewports) > count:
            viewport = self.viewports.pop()
            viewport.close()
            self.following.forget(viewport)
            self._subscriptions.pop().close()

    def _grow(self, count: int) -> None:
        while len(self.viewports) < count:
            viewport = ViewportModel(self._frames)
            self.viewports.append(viewport)
            self._subscriptions.append(
                viewport.changed.connect(lambda _, v=viewport: self._viewport_changed(v))  # type: ignore[misc]
            )

    def _viewport_changed(self, viewport: ViewportModel) -> None:
        self.following.changed(viewport)
        self.viewport_changed.emit(viewport)

    def _layout(self) -> Layout:
        layout = self.state.layout
        cells = tuple(_uid(v.state.display_set) for v in self.viewports)
        return Layout(layout.rows, layout.columns, cells)

    def _set(self, state: WorkspaceState) -> None:
        if state != self.state:
            if state != replace(self.state, active=state.active):
                self.following.release_views()
            self.state = state
            self.changed.emit(state)


def _length_ms(viewport: ViewportModel) -> float:
    stack = viewport.state.stack
    if stack is None or not is_film(stack):
        return 0.0
    return sum(film_of(stack).durations_ms)


def _uid(display_set: DisplaySet | None) -> str:
    return display_set.uid if display_set is not None else ""
