"""The model of one viewport: what it shows, how, and what is on its way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from viewer.app.frames import FailedFrame, FrameStore, LoadedFrame, Wish
from viewer.app.marked import view_under
from viewer.app.prefetch import prefetch_order
from viewer.app.subtraction import mask_of, subtracted_stack, wants_subtraction
from viewer.model.display_set import Document, ImageStack, StackFrame
from viewer.model.viewport import Presentation, ViewState
from viewer.observe import Event, Subscription

if TYPE_CHECKING:
    from collections.abc import Mapping

    from viewer.model.display_set import DisplaySet
    from viewer.model.image import FrameKey
    from viewer.model.presentation_state import PresentationState


@dataclass(frozen=True, slots=True)
class ViewportState:
    """Everything a viewport widget draws from; replaced as a whole."""

    display_set: DisplaySet | None = None
    index: int = 0
    view: ViewState = ViewState()
    presentation: Presentation = Presentation()
    playing: bool = False
    message: str = ""  # shown instead of the image, e.g. "No corresponding slice"

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


class ViewportModel:
    """State of one viewport. Lives on the thread that owns the session, no locks."""

    def __init__(self, frames: FrameStore) -> None:
        self.changed: Event[ViewportState] = Event()
        self.state = ViewportState()
        self.room_px = (0, 0)  # size on screen in device pixels, (0, 0) until there is one
        self._frames = frames
        self._direction = 1
        self._visited: set[FrameKey] = set()
        # The frames of the stack on show, made once and not at every step.
        self._by_key: tuple[ImageStack | None, Mapping[FrameKey, StackFrame]] = (None, {})
        self._subscription: Subscription = frames.arrived.connect(self._on_arrived)

    def close(self) -> None:
        """Drop every request of this viewport."""
        self._subscription.close()
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

    def loaded_indices(self) -> tuple[bool, ...]:
        """For each position of the stack whether its pixels are in memory."""
        stack = self.state.stack
        return tuple(self._frames.has(f.key) for f in stack.frames) if stack else ()

    def visited_indices(self) -> tuple[bool, ...]:
        """For each position of the stack whether it has been on screen (S-08)."""
        stack = self.state.stack
        return tuple(f.key in self._visited for f in stack.frames) if stack else ()

    def show(self, display_set: DisplaySet | None, index: int | None = None) -> None:
        """Put a display set in; view and window go back to its own defaults (S-06)."""
        self._visited.clear()
        self._direction = 1
        if isinstance(display_set, ImageStack) and wants_subtraction(display_set):
            display_set = subtracted_stack(display_set, mask_of(display_set))
        self._set(ViewportState(display_set=display_set, index=index or 0))

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
        self._set(replace(self.state, display_set=display_set, index=index))

    def go_to(self, index: int) -> bool:
        """Show position `index`, clamped to the stack; False if nothing changed."""
        stack = self.state.stack
        if stack is None or not stack.frames:
            return False
        index = max(0, min(index, len(stack.frames) - 1))
        if index == self.state.index and not self.state.message:
            return False
        self._direction = 1 if index >= self.state.index else -1
        self._set(replace(self.state, index=index, message=""))
        return True

    def scroll(self, steps: int) -> bool:
        """Move by `steps` positions, negative is backwards."""
        return self.go_to(self.state.index + steps)

    def set_room(self, width_px: int, height_px: int) -> None:
        """Take how large the viewport is on screen: a fitted picture grows with it."""
        if (width_px, height_px) != self.room_px:
            self.room_px = (width_px, height_px)
            self.changed.emit(self.state)

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

    def set_message(self, message: str) -> None:
        """Show `message` instead of an image that would be the wrong one (G-040)."""
        self._set(replace(self.state, message=message))

    def reset(self) -> None:
        """View and presentation as when the display set was put in; the image stays.

        Under a presentation state as when that became active.
        """
        state = self.state.presentation.state
        view = view_under(state, self.state.view.screen_pixel_mm)
        self._set(replace(self.state, view=view, presentation=Presentation(state=state)))

    def show_state(self, state: PresentationState | None, screen_pixel_mm: float = 0.0) -> None:
        """Show the images as somebody else meant them, None as their own files do (P-016)."""
        presentation = Presentation(state=state, smooth=self.state.presentation.smooth)
        view = view_under(state, screen_pixel_mm)
        self._set(replace(self.state, view=view, presentation=presentation))

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
        self.state = state
        if moved:
            self._request()

    def _request(self) -> None:
        stack, frame = self.state.stack, self.state.frame
        if stack is None or frame is None:
            self._frames.drop_wish(self)
            return
        if self._by_key[0] is not stack:
            self._by_key = stack, {f.key: f for f in stack.frames}
        frames = stack.frames
        order = prefetch_order(self.state.index, len(frames), self._direction)
        ahead = tuple(frames[i].key for i in order)
        self._frames.wish(self, Wish(frame.key, ahead, self._by_key[1]))
        if self._frames.has(frame.key):
            self._visited.add(frame.key)

    def _on_arrived(self, key: FrameKey) -> None:
        frame = self.state.frame
        if frame is not None and frame.key == key:
            if self._frames.has(key):  # a preview is not yet the image (S-08)
                self._visited.add(key)
            self.changed.emit(self.state)
