"""Marking images as key."""

from __future__ import annotations

from tests.unit.app.stacks import make_stack
from viewer.app.key_images import KeyImageState, KeyImageStore


def test_marked_and_unmarked_by_the_same_key() -> None:
    store, frames = KeyImageStore(), make_stack().frames
    seen: list[KeyImageState] = []
    store.changed.connect(seen.append)
    store.toggle(frames[1].key, frames[1].header)
    store.toggle(frames[0].key, frames[0].header)
    assert [image.key for image in store.state.images] == [frames[1].key, frames[0].key]
    assert store.state.images[0].header is frames[1].header
    store.toggle(frames[1].key, frames[1].header)
    assert store.state.keys == {frames[0].key}
    assert len(seen) == 3


def test_a_state_can_be_put_back() -> None:
    store, frame = KeyImageStore(), make_stack().frames[0]
    before = store.state
    store.toggle(frame.key, frame.header)
    after = store.state
    store.set_state(before)
    assert store.state.images == ()
    store.set_state(after)
    assert store.state.keys == {frame.key}
    store.clear()
    assert store.state == KeyImageState()
