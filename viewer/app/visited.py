"""Which images of a stack have been on screen (S-08)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.image import FrameKey


class Visited:
    """The frames one viewport has shown of what it shows, as a set and as flags in order.

    The bar beside the image draws them at every step: the flags are kept, not made anew.
    """

    def __init__(self) -> None:
        self._frames: set[FrameKey] = set()
        self._keys: tuple[FrameKey, ...] = ()  # what the flags stand for
        self._flags = bytearray()

    def __len__(self) -> int:
        return len(self._frames)

    def clear(self) -> None:
        """Nothing has been on screen yet."""
        self._frames.clear()
        self._keys, self._flags = (), bytearray()

    def mark(self, keys: tuple[FrameKey, ...], index: int) -> None:
        """Frame `index` of `keys` is on screen."""
        self._frames.add(keys[index])
        if keys is self._keys:
            self._flags[index] = 1

    def flags(self, keys: tuple[FrameKey, ...]) -> bytes:
        """A byte for each of `keys`: 1 if it has been on screen, else 0."""
        if keys is not self._keys:
            self._keys = keys
            self._flags = bytearray(map(self._frames.__contains__, keys))
        return bytes(self._flags)
