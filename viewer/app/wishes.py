"""What everybody wants of the frame store, and how soon."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress, count, islice
from operator import not_
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from viewer.app.stack_windows import WindowGroup
    from viewer.model.display_set import StackFrame
    from viewer.model.image import FrameKey

NEVER = 1 << 30  # depth of a frame nobody wants


@dataclass(frozen=True, slots=True)
class Wish:
    """What one viewport (or the thumbnail strip) wants; all of it is among `frames`."""

    now: FrameKey | None
    ahead: tuple[FrameKey, ...] = ()
    frames: Mapping[FrameKey, StackFrame] = field(default_factory=dict)
    # Thumbnails: after every `now`, before any other `ahead`; a preview will do.
    background: bool = False
    group: WindowGroup | None = None  # whose automatic window holds for `frames`


class Wishes:
    """The wishes of all owners; used under the lock of the store that keeps it.

    Of each wish it is remembered how far there is nothing to do, as loaders ask again after every
    frame: four viewports want 1,600 of them. `loaded` is the store's own, `is_open` tells whether
    a frame is neither there nor on its way.
    """

    def __init__(
        self, loaded: Mapping[FrameKey, object], is_open: Callable[[FrameKey], bool]
    ) -> None:
        self._loaded = loaded
        self._is_open = is_open
        self._by_owner: dict[object, Wish] = {}
        self._settled: dict[object, int] = {}  # how many of `ahead`, from the first, are not open
        self._depths: dict[FrameKey, int] | None = None

    def get(self, owner: object) -> Wish | None:
        """What `owner` wants."""
        return self._by_owner.get(owner)

    def put(self, owner: object, wish: Wish) -> None:
        """Replace what `owner` wants."""
        self._by_owner[owner] = wish
        # The dictionary and the set know the hashes of their keys: this asks no key for it.
        is_all_here = not frozenset(wish.frames).difference(self._loaded)
        self._settled[owner] = len(wish.ahead) if is_all_here else 0
        self._depths = None

    def drop(self, owner: object) -> None:
        """Want nothing for `owner` any more."""
        self._by_owner.pop(owner, None)
        self._settled.pop(owner, None)
        self._depths = None

    def clear(self) -> None:
        """Want nothing at all."""
        for owner in list(self._by_owner):
            self.drop(owner)

    def reopen(self, depth: int = 0) -> None:
        """Take in that frames wanted at `depth` or later are no longer there."""
        for owner, settled in self._settled.items():
            self._settled[owner] = min(settled, depth)

    @property
    def foreground(self) -> list[Wish]:
        """The wishes of viewports."""
        return [wish for wish in self._by_owner.values() if not wish.background]

    @property
    def background(self) -> list[Wish]:
        """The wishes of thumbnails."""
        return [wish for wish in self._by_owner.values() if wish.background]

    def gives_work(self, owner: object) -> bool:
        """Whether something of what `owner` wants is open."""
        wish = self._by_owner[owner]
        if wish.now is not None and self._is_open(wish.now):
            return True
        return self._first_open(owner, wish) < len(wish.ahead)

    def next_ahead(self) -> tuple[int, StackFrame] | None:
        """The frame viewports may want soonest and how soon, of those that are open."""
        best: tuple[int, StackFrame] | None = None
        for owner, wish in self._by_owner.items():
            if wish.background:
                continue
            depth = self._first_open(owner, wish)
            if depth < len(wish.ahead) and (best is None or depth < best[0]):
                best = depth, wish.frames[wish.ahead[depth]]
        return best

    def open_in_background(self) -> Iterator[StackFrame]:
        """What is open of the thumbnails, in their order."""
        for owner, wish in self._by_owner.items():
            if wish.background:
                for key in islice(wish.ahead, self._first_open(owner, wish), None):
                    if self._is_open(key):
                        yield wish.frames[key]

    def depths(self) -> Mapping[FrameKey, int]:
        """How soon each wanted frame is wanted; -1 is now."""
        if self._depths is None:
            depths: dict[FrameKey, int] = {}
            for wish in self._by_owner.values():
                for depth, key in enumerate(wish.ahead):
                    depths[key] = min(depth, depths.get(key, NEVER))
                if wish.now is not None:
                    depths[wish.now] = -1
            self._depths = depths
        return self._depths

    def _first_open(self, owner: object, wish: Wish) -> int:
        """The place in `ahead` before which nothing is open; its length if nothing is."""
        at, end = self._settled[owner], len(wish.ahead)
        while at < end:
            there = map(self._loaded.__contains__, islice(wish.ahead, at, None))
            at = next(compress(count(at), map(not_, there)), end)
            if at < end and self._is_open(wish.ahead[at]):
                break
            at = min(at + 1, end)
        self._settled[owner] = at
        return at
