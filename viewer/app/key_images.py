"""The images somebody marked as the ones that matter; the one place where they change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from viewer.observe import Event

if TYPE_CHECKING:
    from viewer.model.header import InstanceHeader
    from viewer.model.image import FrameKey


@dataclass(frozen=True, slots=True)
class KeyImage:
    """One frame, with the header of its file."""

    key: FrameKey
    header: InstanceHeader


@dataclass(frozen=True, slots=True)
class KeyImageState:
    """All of them, in the order they were marked; replaced as a whole, so it can be undone."""

    images: tuple[KeyImage, ...] = ()

    @property
    def keys(self) -> frozenset[FrameKey]:
        """The frames."""
        return frozenset(image.key for image in self.images)


class KeyImageStore:
    """Marks and unmarks images; lives on the session's thread."""

    def __init__(self) -> None:
        self.changed: Event[KeyImageState] = Event()
        self.state = KeyImageState()

    def toggle(self, key: FrameKey, header: InstanceHeader) -> None:
        """Mark a frame, or take its mark away."""
        rest = tuple(image for image in self.state.images if image.key != key)
        if len(rest) == len(self.state.images):
            rest = (*rest, KeyImage(key, header))
        self.set_state(KeyImageState(rest))

    def clear(self) -> None:
        """Forget all marks."""
        self.set_state(KeyImageState())

    def set_state(self, state: KeyImageState) -> None:
        """Replace everything, as undo does."""
        if state != self.state:
            self.state = state
            self.changed.emit(state)


def describe_key_images(old: KeyImageState, new: KeyImageState) -> str:
    """Name a change for undo."""
    return "mark of a key picture" if old.images != new.images else ""
