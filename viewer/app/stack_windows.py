"""One automatic window for a stack, so that brightness says something along it (D-050)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Generic, Protocol, Self, TypeVar

from viewer.app.stack_suv import frame_suv
from viewer.model.lut import VoiFunction, VoiSource, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, MutableMapping

    from viewer.app.wishes import Wish, Wishes
    from viewer.model.display_set import ImageStack, StackFrame
    from viewer.model.image import FrameKey
    from viewer.model.lut import VoiTransform

# What PET of the body is usually read in. The highest value of all, that of the bladder, would
# leave the rest without contrast; that of one slice would say nothing about the next.
MOST_UPTAKE: Final = 10.0


class Entry(Protocol):
    """What the frame store keeps of a frame: pixels, or why there are none."""

    @property
    def automatic(self) -> VoiTransform | None:
        """The window from its own values; None where it has one of its file, or no pixels."""
        ...

    @property
    def is_away(self) -> bool:
        """Whether it could not be read because its medium is not there."""
        ...

    def in_window(self, window: VoiTransform, unit: str, /) -> Self:
        """The same in the automatic window of its stack, which is in `unit`."""
        ...


_Kept = TypeVar("_Kept", bound=Entry)
_Preview = TypeVar("_Preview", bound=Entry)


@dataclass(frozen=True, slots=True)
class WindowGroup:
    """Frames of one stack whose values can be compared, and where their window comes from."""

    uid: str  # of the stack
    candidates: tuple[FrameKey, ...]  # the first that can be shown decides; () for a selection
    unit: str = ""
    window: Window | None = None  # where headers alone say it


def window_group(stack: ImageStack) -> WindowGroup | None:
    """Which frames of a stack share an automatic window; None if each has its own.

    The image in the middle decides, or the nearest to it that can be shown: the ends of a stack
    are air and noise. So the window does not depend on where one began or what came first.
    Slices share one, and the frames of one file; projections without a plane do not, as each has
    an exposure of its own. PET with SUV goes from 0 to SUV 10.
    """
    members = [frame for frame in stack.frames if _wants_window(frame)]
    if not members or not _are_comparable(members):
        return None
    unit = members[len(members) // 2].facts.modality_lut.unit
    if stack.is_selection:  # of this very stack, or else nobody knows its uid
        return WindowGroup(stack.uid, (), unit)
    window = _uptake_window(members[len(members) // 2])
    if len(members) == 1 and window is None:
        return None
    keys = tuple(frame.key for frame in members if frame.facts.modality_lut.unit == unit)
    middle = len(keys) // 2
    nearest = sorted(range(len(keys)), key=lambda place: (abs(place - middle), place))
    return WindowGroup(stack.uid, tuple(keys[place] for place in nearest), unit, window)


def _wants_window(frame: StackFrame) -> bool:
    image = frame.header.image
    return (
        image is not None
        and not frame.facts.voi
        and frame.subtraction is None  # its window is about zero and changes with the mask
        and image.pixels.samples_per_pixel == 1
        and image.pixels.bits_stored > 1  # D-130
        and image.palette is None
    )


def _are_comparable(frames: list[StackFrame]) -> bool:
    if len({frame.key.file for frame in frames}) == 1:
        return True
    return all(frame.facts.plane is not None for frame in frames)


def _uptake_window(frame: StackFrame) -> Window | None:
    uptake = frame_suv(frame)
    if uptake is None or uptake.factor is None:
        return None
    high = MOST_UPTAKE / uptake.factor
    return Window(high / 2, high, VoiFunction.LINEAR_EXACT, source=VoiSource.AUTO)


@dataclass(slots=True)
class _Known:
    group: WindowGroup
    window: VoiTransform | None
    is_found: bool
    failed: int = 0  # how many of the candidates cannot be shown

    @property
    def reference(self) -> FrameKey | None:
        """The frame that decides, until it has."""
        at, candidates = self.failed, self.group.candidates
        return candidates[at] if not self.is_found and at < len(candidates) else None


class StackWindows(Generic[_Kept, _Preview]):
    """The windows found so far; used under the lock of the store whose mappings it is given.

    A window is found once and stays while its medium is open. A stack that has grown keeps what
    it has until its new middle is there.
    """

    def __init__(
        self,
        loaded: MutableMapping[FrameKey, _Kept],
        previews: MutableMapping[FrameKey, _Preview | None],
        wishes: Wishes,
    ) -> None:
        self._loaded = loaded
        self._previews = previews
        self._wishes = wishes
        self._known: dict[str, _Known] = {}

    def expect(self, wish: Wish, before: Wish | None) -> Wish:
        """Take in what a viewport will show; the frame that decides is loaded next, once."""
        if wish.group is None:
            return wish
        known = self._register(wish.group)
        found = self._find(known)
        if found or before is None or before.frames is not wish.frames:
            self._apply(known, wish.frames)
        reference = known.reference
        if reference is None or reference == wish.now or reference not in wish.frames:
            return wish
        return replace(wish, ahead=(reference, *wish.ahead))

    def came(self, key: FrameKey) -> tuple[str, ...]:
        """A frame is there now: put it in its window; which stacks have found theirs by it."""
        found = tuple(
            uid
            for uid, known in self._known.items()
            if key == known.reference and self._find(known)
        )
        for known, wish in self._shown():
            if known.group.uid in found:
                self._apply(known, wish.frames)
            elif key in wish.frames:
                self._apply(known, (key,))
        return found

    def try_again(self) -> None:
        """What could not be shown may be shown now."""
        for known in self._known.values():
            known.failed = 0

    def forget(self, medium: int) -> None:
        """Keep nothing of a closed medium."""
        for uid, known in list(self._known.items()):
            if all(key.file.medium == medium for key in known.group.candidates[:1]):
                del self._known[uid]

    def _register(self, group: WindowGroup) -> _Known:
        known = self._known.get(group.uid)
        if known is not None and (not group.candidates or known.group == group):
            return known
        before = known.window if known is not None and known.group.unit == group.unit else None
        made = _Known(group, group.window or before, is_found=group.window is not None)
        self._known[group.uid] = made
        return made

    def _find(self, known: _Known) -> bool:
        """Look whether the deciding frame is there; True if it has just decided."""
        while (reference := known.reference) is not None:
            entry = self._loaded.get(reference)
            if entry is None or entry.is_away:
                return False
            if entry.automatic is not None:
                known.window, known.is_found = entry.automatic, True
                return True
            known.failed += 1
        return False

    def _shown(self) -> Iterator[tuple[_Known, Wish]]:
        for wish in self._wishes.foreground:
            if wish.group is not None and wish.group.uid in self._known:
                yield self._known[wish.group.uid], wish

    def _apply(self, known: _Known, keys: Iterable[FrameKey]) -> None:
        window, unit = known.window, known.group.unit
        if window is None:
            return
        for key in keys:  # each stays in its place: the order says what was used last
            if (entry := self._loaded.get(key)) is not None:
                self._loaded[key] = entry.in_window(window, unit)
            if self._previews and (preview := self._previews.get(key)) is not None:
                self._previews[key] = preview.in_window(window, unit)
