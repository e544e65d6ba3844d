"""The frame store: urgent first, stale wishes vanish, memory bounded, failures kept."""

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.unit.app.stacks import GatedSource, PreviewedSource, make_stack
from viewer.app.frames import FailedFrame, FrameStore, LoadedFrame
from viewer.app.wishes import Wish
from viewer.errors import DecodeError, DecoderDiedError, DecoderTimeoutError, ViewerError
from viewer.model.display_set import ImageStack, StackFrame
from viewer.model.image import FrameKey
from viewer.settings import MIB, CacheSettings, DecodeSettings, Settings

SETTINGS = Settings(decode=DecodeSettings(workers=1), cache=CacheSettings(frames_mib=1))


class Owner:
    """The thread that owns the store: runs what was posted when the test says so."""

    def __init__(self) -> None:
        self._posted: queue.Queue[Callable[[], None]] = queue.Queue()

    def post(self, action: Callable[[], None]) -> None:
        self._posted.put(action)

    def run_one(self) -> None:
        self._posted.get(timeout=20)()


@pytest.fixture
def owner() -> Owner:
    return Owner()


@pytest.fixture
def opened() -> Iterator[list[FrameStore]]:
    stores: list[FrameStore] = []
    yield stores
    for store in stores:
        store.close()


def wish_for(stack: ImageStack, now: int, ahead: tuple[int, ...] = ()) -> Wish:
    keys = [f.key for f in stack.frames]
    frames = {f.key: f for f in stack.frames}
    return Wish(keys[now], tuple(keys[i] for i in ahead), frames)


def test_a_wished_frame_arrives_and_is_announced_on_the_owner_thread(
    owner: Owner, opened: list[FrameStore]
) -> None:
    stack = make_stack()
    store = FrameStore(GatedSource(), SETTINGS, owner.post)
    opened.append(store)
    arrived: list[FrameKey] = []
    store.arrived.connect(arrived.append)
    store.wish("viewport", wish_for(stack, 1))
    assert not arrived
    owner.run_one()
    assert arrived == [stack.frames[1].key]
    assert isinstance(store.get(stack.frames[1].key), LoadedFrame)


def test_a_broken_frame_is_kept_as_a_failure_and_the_next_still_comes(
    owner: Owner, opened: list[FrameStore]
) -> None:
    stack = make_stack()
    source = GatedSource(broken=frozenset({stack.frames[0].key}))
    store = FrameStore(source, SETTINGS, owner.post)
    opened.append(store)
    store.wish("viewport", wish_for(stack, 0, (1,)))
    owner.run_one()
    owner.run_one()
    failed = store.get(stack.frames[0].key)
    assert isinstance(failed, FailedFrame)
    assert failed.error.__traceback__ is None  # it would keep pixels beside the cache
    assert failed.error.__cause__ is failed.error.__context__ is None
    assert failed.error.code == "PIX-001"
    assert isinstance(store.get(stack.frames[1].key), LoadedFrame)


def test_a_replaced_wish_is_never_loaded(owner: Owner, opened: list[FrameStore]) -> None:
    stack = make_stack(positions=tuple(float(i) for i in range(30)), spacing=1.0)
    source = GatedSource(open_all=False)
    store = FrameStore(source, SETTINGS, owner.post)
    opened.append(store)
    for index in range(30):  # two loader threads: at most two of these can have started
        store.wish("viewport", wish_for(stack, index))
    for frame in stack.frames:
        source.gate(frame.key).set()
    while store.get(stack.frames[29].key) is None:
        owner.run_one()
    assert len(source.asked) <= 4
    assert source.asked[-1] == stack.frames[29].key


class MeetingSource(GatedSource):
    """Frames that come only if as many are loaded at the same time as there are threads."""

    def __init__(self, threads: int) -> None:
        super().__init__()
        self._together = threading.Barrier(threads)

    def load(self, frame: StackFrame) -> LoadedFrame:
        self._together.wait(20)
        return super().load(frame)


def test_one_wish_sets_every_loader_to_work(owner: Owner, opened: list[FrameStore]) -> None:
    """Each is woken by the one before it, which must not stop at the first."""
    stack = make_stack(positions=tuple(float(i) for i in range(6)), spacing=1.0)
    settings = replace(SETTINGS, decode=DecodeSettings(workers=2))
    store = FrameStore(MeetingSource(3), settings, owner.post)
    opened.append(store)
    for first in (0, 3):  # asleep at the beginning, and asleep again
        store.wish("viewport", wish_for(stack, first, (first + 1, first + 2)))
        for _ in range(3):
            owner.run_one()
    assert all(isinstance(store.get(frame.key), LoadedFrame) for frame in stack.frames)


def test_memory_stays_within_the_limit_and_keeps_what_is_on_screen(
    owner: Owner, opened: list[FrameStore]
) -> None:
    stack = make_stack(positions=tuple(float(i) for i in range(12)), spacing=1.0)
    store = FrameStore(GatedSource(nbytes=MIB // 4), SETTINGS, owner.post)
    opened.append(store)
    for index in range(12):
        store.wish("viewport", wish_for(stack, index))
        while store.get(stack.frames[index].key) is None:
            owner.run_one()
    kept = [f.key for f in stack.frames if store.has(f.key)]
    assert stack.frames[11].key in kept
    assert len(kept) <= 4


def test_prefetch_stops_before_it_evicts_its_own_frames(owner: Owner) -> None:
    stack = make_stack(positions=tuple(float(i) for i in range(12)), spacing=1.0)
    source = GatedSource(nbytes=MIB // 4)
    store = FrameStore(source, SETTINGS, owner.post)
    store.wish("viewport", wish_for(stack, 0, tuple(range(1, 12))))
    for _ in range(3):  # as many as fit into the memory limit
        owner.run_one()
    store.close()
    assert len(source.asked) <= 4


def test_a_removed_medium_leaves_nothing_behind(owner: Owner, opened: list[FrameStore]) -> None:
    stack = make_stack()
    store = FrameStore(GatedSource(), SETTINGS, owner.post)
    opened.append(store)
    store.wish("viewport", wish_for(stack, 0))
    owner.run_one()
    store.drop_wish("viewport")
    store.forget(1)
    assert store.get(stack.frames[0].key) is None


def test_a_preview_comes_first_and_gives_way_to_the_whole(
    owner: Owner, opened: list[FrameStore]
) -> None:
    stack = make_stack()
    key = stack.frames[0].key
    source = PreviewedSource()
    store = FrameStore(source, SETTINGS, owner.post)
    opened.append(store)
    store.wish("viewport", wish_for(stack, 0, (1, 2)))
    owner.run_one()
    preview = store.get(key)
    assert isinstance(preview, LoadedFrame)
    assert preview.is_preview
    assert not store.has(key)
    for frame in stack.frames:
        source.gate(frame.key).set()
    while not store.has(key):
        owner.run_one()
    whole = store.get(key)
    assert isinstance(whole, LoadedFrame)
    assert not whole.is_preview
    assert source.asked[0] == key  # nothing was loaded ahead of it
    assert source.previewed == [key]  # and what is loaded ahead has no preview


def test_the_next_image_has_a_preview_while_others_are_still_being_decoded(
    owner: Owner, opened: list[FrameStore]
) -> None:
    stack = make_stack()
    source = PreviewedSource()
    store = FrameStore(source, SETTINGS, owner.post)
    opened.append(store)
    for index in range(3):  # one thread more than the two that decode whole frames
        store.wish("viewport", wish_for(stack, index))
        owner.run_one()
        shown = store.get(stack.frames[index].key)
        assert isinstance(shown, LoadedFrame)
        assert shown.is_preview
    assert store.get(stack.frames[0].key) is None  # no longer asked for
    for frame in stack.frames:
        source.gate(frame.key).set()


def test_without_a_preview_the_whole_is_loaded_and_tells_what_is_wrong(
    owner: Owner, opened: list[FrameStore]
) -> None:
    stack = make_stack()
    key = stack.frames[0].key
    source = PreviewedSource(without=frozenset({key}))
    source.broken = frozenset({key})
    source.gate(key).set()
    store = FrameStore(source, SETTINGS, owner.post)
    opened.append(store)
    store.wish("viewport", wish_for(stack, 0))
    owner.run_one()
    assert isinstance(store.get(key), FailedFrame)
    assert source.previewed == [key]


def test_thumbnails_are_content_with_previews(owner: Owner, opened: list[FrameStore]) -> None:
    stack = make_stack()
    keys = tuple(f.key for f in stack.frames)
    source = PreviewedSource(without=frozenset({keys[1]}))
    source.gate(keys[1]).set()
    store = FrameStore(source, SETTINGS, owner.post)
    opened.append(store)
    frames = {f.key: f for f in stack.frames}
    store.wish("thumbnails", Wish(None, keys, frames, background=True))
    while any(store.get(key) is None for key in keys):
        owner.run_one()
    assert source.asked == [keys[1]]


def failing(
    error: ViewerError, owner: Owner, opened: list[FrameStore], nbytes: int = 100
) -> tuple[ImageStack, GatedSource, FrameStore]:
    """The first frame of a stack fails; it has been prefetched and is not on show."""
    stack = make_stack(positions=tuple(float(i) for i in range(12)), spacing=1.0)
    source = GatedSource(nbytes=nbytes, broken=frozenset({stack.frames[0].key}), error=error)
    store = FrameStore(source, SETTINGS, owner.post)
    opened.append(store)
    store.wish("viewport", wish_for(stack, 1, (0,)))
    owner.run_one()
    owner.run_one()
    assert isinstance(store.get(stack.frames[0].key), FailedFrame)
    return stack, source, store


def visits(stack: ImageStack, store: FrameStore, owner: Owner) -> None:
    """Go to the first frame, stay while the series grows, and leave it again."""
    store.wish("viewport", wish_for(stack, 0))
    while store.get(stack.frames[0].key) is None:
        owner.run_one()
    store.wish("viewport", wish_for(stack, 0, (1,)))
    store.wish("viewport", wish_for(stack, 1))


@pytest.mark.parametrize(
    ("error", "tries"),
    [
        (DecodeError("damaged"), 1),
        (DecoderDiedError("killed"), 4),  # each visit is another chance, staying there is none
        (DecoderTimeoutError("slow"), 2),  # seconds each, in which others wait
    ],
)
def test_a_failed_frame_is_tried_again_only_when_somebody_comes_to_see_it(
    error: ViewerError, tries: int, owner: Owner, opened: list[FrameStore]
) -> None:
    stack, source, store = failing(error, owner, opened)
    for _ in range(3):
        visits(stack, store, owner)
    assert source.asked.count(stack.frames[0].key) == tries


def test_a_failed_frame_is_not_forgotten_for_want_of_room(
    owner: Owner, opened: list[FrameStore]
) -> None:
    """A bitstream that ends its process would end one after the other."""
    stack, source, store = failing(DecoderDiedError("killed"), owner, opened, nbytes=MIB // 3)
    for index in range(2, 12):
        store.wish("viewport", wish_for(stack, index))
        while store.get(stack.frames[index].key) is None:
            owner.run_one()
    assert not store.has(stack.frames[1].key)
    assert isinstance(store.get(stack.frames[0].key), FailedFrame)
    assert source.asked.count(stack.frames[0].key) == 1


def test_a_failure_nobody_wants_does_not_make_prefetching_go_in_circles(owner: Owner) -> None:
    """It stays in memory without taking room: nothing can be loaded in its place."""
    opened: list[FrameStore] = []
    stack, source, store = failing(DecoderDiedError("killed"), owner, opened, nbytes=MIB // 4)
    store.wish("viewport", wish_for(stack, 2, tuple(range(3, 12))))
    for _ in range(3):  # as many as fit into the memory limit
        owner.run_one()
    store.close()
    assert len(source.asked) <= 2 + 4
