"""The model of one viewport: what it shows, how, and what is on its way."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import chain
from typing import TYPE_CHECKING

from viewer.app.frames import FailedFrame, FrameStore, LoadedFrame
from viewer.app.marked import view_under
from viewer.app.prefetch import prefetch_order
from viewer.app.stack_windows import WindowGroup, window_group
from viewer.app.subtraction import mask_of, stack_under, subtracted_stack, wants_subtraction
from viewer.app.visited import Visited
from viewer.app.wishes import Wish
from viewer.model.display_set import Document, ImageStack, StackFrame
from viewer.model.viewport import FilmWay, Presentation, Tiles, ViewState
from viewer.observe import Event, Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping

    from viewer.model.display_set import DisplaySet
    from viewer.model.image import FrameKey
    from viewer.model.presentation_state import PresentationState


@dataclass(frozen=True, slots=True)
class Home:
    """How the display set was put in: what a reset goes back to."""

    view: ViewState = ViewState()
    presentation: Presentation = Presentation()


@dataclass(frozen=True, slots=True)
class ViewportState:
    """Everything a viewport widget draws from; replaced as a whole."""

    display_set: DisplaySet | None = None
    index: int = 0
    view: ViewState = ViewState()
    presentation: Presentation = Presentation()
    playing: bool = False
    message: str = ""  # shown instead of the image, e.g. "No corresponding slice"
    tiles: Tiles = Tiles()
    home: Home = Home()
    film: FilmWay = field(default=FilmWay())

    @property
    def stack(self) -> ImageStack | None:
        """The stack on show, None for documents and empty viewports."""
        return self.display_set if isinstance(self.display_set, ImageStack) else None

    @property
    def document(self) -> Document | None:
        """The document on show, if it is one."""
        return self.display_set if isinstance(self.display_set, Document) else None

    @property
    def frame(self) -> StackFrame | None:
        """The position of the stack that is asked for."""
        stack = self.stack
        return stack.frames[self.index] if stack and stack.frames else None

    @property
    def visible(self) -> range:
        """Positions of the stack that are in sight: one, or a page of tiles."""
        stack = self.stack
        if stack is None or not stack.frames:
            return range(0)
        if self.tiles.count == 1:
            return range(self.index, self.index + 1)
        first = self.tiles.first
        return range(first, min(first + self.tiles.count, len(stack.frames)))


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The frames of one stack and their keys, made once and not at every step."""

    stack: ImageStack | None = None
    keys: tuple[FrameKey, ...] = ()
    frames: Mapping[FrameKey, StackFrame] = field(default_factory=dict)
    group: WindowGroup | None = None


class ViewportModel:
    """State of one viewport. Lives on the thread that owns the session, no locks."""

    def __init__(self, frames: FrameStore) -> None:
        self.changed: Event[ViewportState] = Event()
        self.state = ViewportState()
        self.room_px = (0, 0)  # size on screen in device pixels, (0, 0) until there is one
        self._frames = frames
        self._direction = 1
        self._visited = Visited()
        self._table = _Table()
        self._subscriptions: tuple[Subscription, ...] = (
            frames.arrived.connect(self._on_arrived),
            frames.window_found.connect(self._on_window_found),
        )

    def close(self) -> None:
        """Drop every request of this viewport."""
        for subscription in self._subscriptions:
            subscription.close()
        self._frames.drop_wish(self)

    @property
    def shown(self) -> LoadedFrame | FailedFrame | None:
        """The frame asked for, if it is here; None while it is loading.

        Never another frame: the pixel and its label belong together (S-06, S-10).
        """
        frame = self.state.frame
        return self._frames.get(frame.key) if frame is not None else None

    @property
    def is_preview(self) -> bool:
        """Whether what is on show still lacks detail."""
        return isinstance(self.shown, LoadedFrame) and self.shown.is_preview

    @property
    def visited_fraction(self) -> float:
        """How much of the stack has been on screen (S-08)."""
        stack = self.state.stack
        return len(self._visited) / len(stack.frames) if stack and stack.frames else 0.0

    def shown_at(self, index: int) -> LoadedFrame | FailedFrame | None:
        """The frame of position `index` if it is here, as `shown` for the active one (S-10)."""
        stack = self.state.stack
        if stack is None or not 0 <= index < len(stack.frames):
            return None
        return self._frames.get(stack.frames[index].key)

    def loaded_indices(self) -> tuple[bool, ...]:
        """For each position of the stack whether its pixels are in memory."""
        stack = self.state.stack
        return self._frames.has_each(self._table_of(stack).keys) if stack else ()

    def visited_indices(self) -> bytes:
        """For each position of the stack 1 if it has been on screen, else 0 (S-08)."""
        stack = self.state.stack
        return self._visited.flags(self._table_of(stack).keys) if stack else b""

    def show(self, display_set: DisplaySet | None, index: int | None = None) -> None:
        """Put a display set in; view and window go back to its own defaults (S-06)."""
        self._visited.clear()
        self._direction = 1
        if isinstance(display_set, ImageStack) and wants_subtraction(display_set):
            display_set = subtracted_stack(display_set, mask_of(display_set))
        tiles = replace(self.state.tiles, first=0)
        self._set(with_tiles(ViewportState(display_set=display_set, index=index or 0), tiles))

    def show_variant(self, stack: ImageStack) -> None:
        """Show the same frames in another form, as with a mask subtracted, at the same image.

        Values mean something else then, so the window is that of the new form.
        """
        presentation = replace(self.state.presentation, voi=None)
        self._set(replace(self.state, display_set=stack, presentation=presentation))

    def refresh(self, display_set: DisplaySet) -> None:
        """Take a grown or re-sorted version of the same display set, staying on the image."""
        current = self.state.frame
        index = 0
        if isinstance(display_set, ImageStack) and current is not None:
            keys = [f.key for f in display_set.frames]
            index = keys.index(current.key) if current.key in keys else 0
        grown = replace(self.state, display_set=display_set, index=index)
        self._set(with_tiles(grown, grown.tiles))

    def go_to(self, index: int) -> bool:
        """Show position `index`, clamped to the stack; False if nothing changed."""
        stack = self.state.stack
        if stack is None or not stack.frames:
            return False
        index = max(0, min(index, len(stack.frames) - 1))
        if index == self.state.index and not self.state.message:
            return False
        self._direction = 1 if index >= self.state.index else -1
        moved = replace(self.state, index=index, message="")
        self._set(with_tiles(moved, moved.tiles))
        return True

    def scroll(self, steps: int) -> bool:
        """Move by `steps` positions, negative is backwards; of tiles by rows."""
        if self.state.tiles.count > 1:
            return self.scroll_tiles(steps * self.state.tiles.columns)
        return self.go_to(self.state.index + steps)

    def set_room(self, width_px: int, height_px: int) -> None:
        """Take how large the viewport is on screen: a fitted picture grows with it."""
        if (width_px, height_px) != self.room_px:
            self.room_px = (width_px, height_px)
            self.changed.emit(self.state)

    def scroll_tiles(self, images: int) -> bool:
        """Move the page of tiles by so many images; the active tile stays where it is."""
        state = self.state
        if state.stack is None:
            return False
        before = state.tiles.first
        moved = with_tiles(state, replace(state.tiles, first=before + images), keep_index=False)
        step = moved.tiles.first - before
        if not step:  # at an end: on to the first or last image
            return self.go_to(state.index + images)
        self._direction = 1 if step > 0 else -1
        index = max(0, min(state.index + step, len(state.stack.frames) - 1))
        self._set(replace(moved, index=index, message=""))
        return True

    def set_tiles(self, rows: int, columns: int) -> None:
        """Show so many consecutive images at once, 1 x 1 for one; the image stays in sight."""
        first = self.state.index if self.state.tiles.count == 1 else self.state.tiles.first
        self._set(with_tiles(self.state, Tiles(rows, columns, first)))

    def swap(self, other: ViewportModel) -> None:
        """Change places with another viewport; films stop, all else goes along (S-08)."""
        mine, theirs = replace(self.state, playing=False), replace(other.state, playing=False)
        self._visited, other._visited = other._visited, self._visited
        self._direction, other._direction = other._direction, self._direction
        self._set(theirs)
        other._set(mine)

    def set_view(self, view: ViewState) -> None:
        """Change zoom, position or turning."""
        self._set(replace(self.state, view=view))

    def set_presentation(self, presentation: Presentation) -> None:
        """Change window, inversion, overlays or smoothing."""
        self._set(replace(self.state, presentation=presentation))

    def set_playing(self, *, playing: bool) -> None:
        """Start or stop the film."""
        self._set(replace(self.state, playing=playing and self.state.stack is not None))

    def set_film(self, way: FilmWay, *, playing: bool | None = None) -> None:
        """Play the stack another way; `playing` starts or stops it in the same step."""
        on = self.state.playing if playing is None else playing and self.state.stack is not None
        self._set(replace(self.state, film=way, playing=on))

    def set_message(self, message: str) -> None:
        """Show `message` instead of an image that would be the wrong one (G-040)."""
        self._set(replace(self.state, message=message))

    def reset(self) -> None:
        """View and presentation as when the display set was put in; the image stays.

        Under a presentation state as when that became active.
        """
        state, home = self.state.presentation.state, self.state.home
        view, presentation = home.view, home.presentation
        if state is not None or home == Home():
            view = view_under(state, self.state.view.screen_pixel_mm)
            presentation = Presentation(state=state)
        self._set(replace(self.state, view=view, presentation=presentation))

    def show_state(self, state: PresentationState | None, screen_pixel_mm: float = 0.0) -> None:
        """Show the images as somebody else meant them, None as their own files do (P-016)."""
        presentation = Presentation(state=state, smooth=self.state.presentation.smooth)
        view, shown = view_under(state, screen_pixel_mm), self.state.display_set
        if isinstance(shown, ImageStack):
            shown = stack_under(state, shown)
        changed = replace(self.state, display_set=shown, view=view)
        self._set(replace(changed, presentation=presentation))

    def put(self, state: ViewportState) -> bool:
        """Take a whole state, as undo does, and tell nobody yet; True if it is another one.

        Who calls it emits `changed` once every viewport has its state (S-10).
        """
        if state == self.state:
            return False
        if state.display_set is not self.state.display_set:
            self._visited.clear()
        self._direction = 1
        self._take(state)
        return True

    def _set(self, state: ViewportState) -> None:
        if state == self.state:
            return
        self._take(state)
        self.changed.emit(state)

    def _take(self, state: ViewportState) -> None:
        moved = state.frame != self.state.frame or state.display_set is not self.state.display_set
        moved = moved or state.tiles != self.state.tiles
        self.state = state
        if moved:
            self._request()

    def _request(self) -> None:
        stack, frame = self.state.stack, self.state.frame
        if stack is None or frame is None:
            self._frames.drop_wish(self)
            self._table = _Table()
            return
        table, in_sight = self._table_of(stack), self.state.visible
        order = prefetch_order(self.state.index, len(table.keys), self._direction)
        if len(in_sight) > 1:
            others = (i for i in order if i not in in_sight)
            order = (i for i in chain(in_sight, others) if i != self.state.index)
        ahead = tuple(map(table.keys.__getitem__, order))
        self._frames.wish(self, Wish(frame.key, ahead, table.frames, group=table.group))
        for index in in_sight:
            if self._frames.has(table.keys[index]):
                self._visited.mark(table.keys, index)

    def _table_of(self, stack: ImageStack) -> _Table:
        if self._table.stack is not stack:
            keys = tuple(frame.key for frame in stack.frames)
            frames = dict(zip(keys, stack.frames, strict=True))
            self._table = _Table(stack, keys, frames, window_group(stack))
        return self._table

    def _on_arrived(self, key: FrameKey) -> None:
        stack = self.state.stack
        if stack is None:
            return
        for index in self.state.visible:
            if stack.frames[index].key == key:
                if self._frames.has(key):  # a preview is not yet the image (S-08)
                    self._visited.mark(self._table_of(stack).keys, index)
                self.changed.emit(self.state)
                return

    def _on_window_found(self, uid: str) -> None:
        """The picture is the same, its automatic brightness that of its stack from now on."""
        group = self._table.group
        if group is not None and group.uid == uid:
            self.changed.emit(self.state)


def with_tiles(state: ViewportState, tiles: Tiles, *, keep_index: bool = True) -> ViewportState:
    """The state with a page of tiles that holds its image and does not end before the stack.

    Moves the page by whole rows and no further than needed. Without `keep_index` only the ends
    of the stack limit it.
    """
    stack = state.stack
    if tiles.count == 1 or stack is None:
        return replace(state, tiles=replace(tiles, first=0))
    first, columns = tiles.first, tiles.columns
    if keep_index:
        if state.index < first:
            first -= -(-(first - state.index) // columns) * columns
        elif state.index >= first + tiles.count:
            first += -(-(state.index - first - tiles.count + 1) // columns) * columns
    last = max(0, -(-(len(stack.frames) - tiles.count) // columns) * columns)
    return replace(state, tiles=replace(tiles, first=max(0, min(first, last))))
