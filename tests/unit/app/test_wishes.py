"""Wishes remember how far there is nothing to do; that must never hide a frame somebody wants."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.app.stacks import make_stack
from viewer.app.wishes import NEVER, Wish, Wishes
from viewer.model.display_set import StackFrame
from viewer.model.image import FrameKey

STACK = make_stack(positions=tuple(float(i) for i in range(8)), spacing=1.0)
KEYS = tuple(frame.key for frame in STACK.frames)
FRAMES = {frame.key: frame for frame in STACK.frames}


class Desk:
    """Wishes as a store uses them, and the same questions answered by looking at everything."""

    def __init__(self) -> None:
        self.loaded: dict[FrameKey, str] = {}
        self.in_flight: set[FrameKey] = set()
        self.wishes = Wishes(self.loaded, self.is_open)
        self.plain: dict[object, Wish] = {}

    def is_open(self, key: FrameKey) -> bool:
        return key not in self.loaded and key not in self.in_flight

    def put(self, owner: int, wish: Wish) -> None:
        self.wishes.put(owner, wish)
        self.plain[owner] = wish

    def drop(self, owner: int) -> None:
        self.wishes.drop(owner)
        self.plain.pop(owner, None)

    def depth(self, key: FrameKey) -> int:
        depths = [NEVER]
        for wish in self.plain.values():
            depths += [-1] if wish.now == key else []
            depths += [depth for depth, ahead in enumerate(wish.ahead) if ahead == key]
        return min(depths)

    def evict(self, key: FrameKey) -> None:
        """As the store does: what is wanted last goes first."""
        if key in self.loaded:
            del self.loaded[key]
            self.wishes.reopen(self.wishes.depths().get(key, NEVER))

    def next_ahead(self) -> tuple[int, StackFrame] | None:
        wishes = [wish for wish in self.plain.values() if not wish.background]
        for depth in range(len(KEYS)):
            for wish in wishes:
                if depth < len(wish.ahead) and self.is_open(wish.ahead[depth]):
                    return depth, FRAMES[wish.ahead[depth]]
        return None

    def in_background(self) -> list[StackFrame]:
        wishes = [wish for wish in self.plain.values() if wish.background]
        return [FRAMES[key] for wish in wishes for key in wish.ahead if self.is_open(key)]


def wish_of(order: list[int], *, background: bool = False) -> Wish:
    now, *ahead = order
    return Wish(
        None if background else KEYS[now],
        tuple(KEYS[i] for i in ahead),
        {KEYS[i]: FRAMES[KEYS[i]] for i in order},
        background=background,
    )


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("put"),
            st.integers(0, 2),
            st.lists(st.integers(0, 7), min_size=1, unique=True),
            st.booleans(),
        ),
        st.tuples(st.just("drop"), st.integers(0, 2)),
        st.tuples(st.sampled_from(("take", "come", "evict")), st.integers(0, 7)),
    ),
    max_size=40,
)


@given(STEPS)
def test_they_answer_as_if_they_looked_at_everything_each_time(
    steps: list[tuple[Any, ...]],
) -> None:
    desk = Desk()
    for what, number, *more in steps:
        if what == "put":
            order, background = more
            desk.put(number, wish_of(order, background=background))
        elif what == "drop":
            desk.drop(number)
        elif what == "take" and desk.is_open(KEYS[number]):
            desk.in_flight.add(KEYS[number])
        elif what == "come" and KEYS[number] in desk.in_flight:
            desk.in_flight.discard(KEYS[number])
            desk.loaded[KEYS[number]] = "pixels"
        elif what == "evict":
            desk.evict(KEYS[number])
        assert desk.wishes.next_ahead() == desk.next_ahead()
        assert list(desk.wishes.open_in_background()) == desk.in_background()
        for owner, wish in desk.plain.items():
            wanted = wish.ahead if wish.now is None else (wish.now, *wish.ahead)
            assert desk.wishes.gives_work(owner) == any(map(desk.is_open, wanted))
        assert all(desk.wishes.depths().get(key, NEVER) == desk.depth(key) for key in KEYS)


def test_what_is_no_longer_there_is_wanted_again() -> None:
    desk = Desk()
    desk.loaded.update(dict.fromkeys(KEYS, "pixels"))
    desk.put(0, wish_of([0, 1, 2, 3]))
    assert not desk.wishes.gives_work(0)
    del desk.loaded[KEYS[2]]  # as when a failure is to be tried again
    desk.wishes.reopen()
    assert desk.wishes.next_ahead() == (1, FRAMES[KEYS[2]])
