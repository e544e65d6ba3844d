"""Which viewports move together, and what a person said about their slices (G-041, G-042)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from viewer.model.geometry import Vector
    from viewer.model.header import Identity
    from viewer.model.image import FrameKey


class LinkKind(StrEnum):
    """One thing that can be done together; the value is its word on both viewports."""

    SCROLL = "scroll"
    VIEW = "zoom"
    WINDOW = "window"
    FILM = "film"


@dataclass(frozen=True, slots=True)
class MatchedSlice:
    """One of two slices that a person says show the same place."""

    display_set: str  # uid
    key: FrameKey
    identity: Identity
    frame_of_reference_uid: str = ""
    position: Vector | None = None  # mm, None where the stack has no positions
    normal: Vector | None = None


@dataclass(frozen=True, slots=True)
class SliceMatch:
    """Two slices that match, by a person's word: never registered (G-041)."""

    first: MatchedSlice
    second: MatchedSlice

    @property
    def by_position(self) -> bool:
        """Whether equal distances can be kept; else equal numbers of images."""
        return self.first.normal is not None and self.second.normal is not None

    @property
    def by_space(self) -> bool:
        """Whether it holds for every series of the two frames of reference.

        Within one frame of reference it is a correction of these two series alone.
        """
        first, second = self.first.frame_of_reference_uid, self.second.frame_of_reference_uid
        return self.by_position and bool(first) and bool(second) and first != second

    def replaces(self, other: SliceMatch) -> bool:
        """Whether both speak of the same pair, so that only the newer can hold."""
        return self._pair == other._pair

    @property
    def _pair(self) -> frozenset[tuple[str, ...]]:
        sides = (self.first, self.second)
        if self.by_space:
            return frozenset((*s.identity, s.frame_of_reference_uid) for s in sides)
        return frozenset((s.display_set,) for s in sides)


@dataclass(frozen=True, slots=True)
class Links:
    """What is linked; replaced as a whole, so that it can be undone and kept in a file."""

    kinds: frozenset[LinkKind] = frozenset({LinkKind.SCROLL})
    matches: tuple[SliceMatch, ...] = ()

    def switched(self, kind: LinkKind, *, on: bool) -> Links:
        """With one link switched on or off."""
        return replace(self, kinds=self.kinds | {kind} if on else self.kinds - {kind})

    def matched(self, match: SliceMatch) -> Links:
        """With a match, in place of an earlier one of the same two; scrolling is linked by it."""
        rest = tuple(m for m in self.matches if not match.replaces(m))
        return Links(self.kinds | {LinkKind.SCROLL}, (*rest, match))
