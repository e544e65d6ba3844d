"""The store: what changes it, and what counts as one change."""

from viewer.app.annotations import AnnotationState, AnnotationStore
from viewer.model.annotation import Anchor, Annotation, AnnotationKind
from viewer.model.image import FileKey, FrameKey

ANCHOR = Anchor(FrameKey(FileKey(1, "a"), 0))


def line(name: str, end: float = 5.0) -> Annotation:
    return Annotation(name, AnnotationKind.LENGTH, ((0.0, 0.0), (end, 0.0)), ANCHOR)


class Witness:
    """Remembers what was told and whether it was in the middle of a gesture."""

    def __init__(self, store: AnnotationStore) -> None:
        self.told: list[tuple[AnnotationState, bool]] = []
        store.changed.connect(lambda state: self.told.append((state, store.in_gesture)))


def test_what_is_drawn_is_selected() -> None:
    store = AnnotationStore()
    store.add(line("a"))
    store.add(line("b"))
    assert store.state == AnnotationState((line("a"), line("b")), "b")


def test_deleting_the_selected_one_leaves_none_selected() -> None:
    store = AnnotationStore()
    store.add(line("a"))
    store.add(line("b"))
    store.remove("a")
    assert store.state == AnnotationState((line("b"),), "b")
    store.remove("b")
    assert store.state == AnnotationState()


def test_a_gesture_is_told_as_one_when_it_ends() -> None:
    store = AnnotationStore()
    store.add(line("a"))
    witness = Witness(store)
    store.begin_gesture()
    for end in (6.0, 7.0, 8.0):
        store.change(line("a", end))
    store.end_gesture()
    assert [during for _, during in witness.told] == [True, True, True, False]
    assert witness.told[-1][0].annotations == (line("a", 8.0),)


def test_a_gesture_that_changed_nothing_is_not_told() -> None:
    store = AnnotationStore()
    store.add(line("a"))
    witness = Witness(store)
    store.begin_gesture()
    store.end_gesture()
    assert not witness.told
    assert not store.in_gesture


def test_a_gesture_can_be_given_up() -> None:
    store = AnnotationStore()
    store.add(line("a"))
    store.begin_gesture()
    store.change(line("a", 9.0))
    store.cancel_gesture()
    assert store.state.annotations == (line("a"),)
    assert not store.in_gesture
