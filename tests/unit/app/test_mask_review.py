"""Decisions about layouts: only a person's, and only as long as nothing changes (A-051, A-053)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from viewer.app.mask_review import Choice, Decision, MaskReview
from viewer.deid.account import Layout
from viewer.deid.boxes import Box
from viewer.deid.found_text import FoundText, Meaning
from viewer.deid.layout_text import Searched
from viewer.deid.risk import Picture, Review, Risk

TOP, CORNER = Box(0, 0, 99, 9), Box(80, 80, 99, 99)
NAME = FoundText(Box(10, 40, 60, 51), "LINDQVIST", 0.9, Meaning.PERSON)
DEPTH = FoundText(Box(10, 70, 40, 79), "16 cm", 0.9)


def layout(name: str = "a", pictures: int = 1, *, proposal: tuple[Box, ...] = (TOP,)) -> Layout:
    made = Layout(Risk(("reason",), name, f"US {name}", proposal))
    made.pictures += [Picture(Path("/disc"), f"{name}{number}", 2) for number in range(pictures)]
    return made


@pytest.fixture
def review() -> MaskReview:
    made = MaskReview()
    made.set_layouts([layout("a"), layout("b", proposal=())])
    return made


def test_nothing_is_decided_by_itself(review: MaskReview) -> None:
    assert (review.waiting(), review.reviews()) == (2, {})
    review.take_search("b", Searched(frames=1))
    assert (review.waiting(), review.reviews()) == (2, {}), "no text found clears nothing"
    review.take_search("b", Searched((DEPTH,), (CORNER,), 1))
    review.set_boxes("a", (TOP, CORNER))
    assert (review.waiting(), review.reviews()) == (2, {})


def test_each_decision_becomes_what_the_job_does(review: MaskReview) -> None:
    review.decide("a", Decision.BLACK_OUT)
    review.decide("b", Decision.NO_TEXT)
    assert review.reviews() == {"a": Review((TOP,)), "b": Review()}
    review.decide("a", Decision.LEAVE_OUT)
    assert review.reviews()["a"] == Review(left_out=True)
    assert review.waiting() == 0


def test_where_there_is_no_text_there_are_no_boxes(review: MaskReview) -> None:
    review.decide("a", Decision.NO_TEXT)
    assert review.sheet("a").choice == Choice((), Decision.NO_TEXT)


def test_without_boxes_nothing_can_be_blacked_out(review: MaskReview) -> None:
    with pytest.raises(ValueError, match="nothing"):
        review.decide("b", Decision.BLACK_OUT)


def test_where_pixels_cannot_be_changed_nothing_is_proposed() -> None:
    review = MaskReview()
    stiff = layout("a")
    stiff.can_mask = False
    review.set_layouts([stiff])
    review.take_search("a", Searched((NAME,), (CORNER,), 1))
    assert review.sheet("a").choice == Choice()
    assert review.sheet("a").exposed == (NAME,)


def test_other_boxes_ask_for_a_new_decision(review: MaskReview) -> None:
    review.decide("a", Decision.BLACK_OUT)
    review.set_boxes("a", (CORNER,))
    assert review.reviews() == {}


def test_steps_are_undone_one_by_one(review: MaskReview) -> None:
    states = [review.sheet("a").choice]
    acts: list[Callable[[], None]] = [
        lambda: review.set_boxes("a", (TOP, CORNER)),
        lambda: review.decide("a", Decision.BLACK_OUT),
        lambda: review.set_boxes("a", ()),
        lambda: review.decide("a", Decision.NO_TEXT),
    ]
    for act in acts:
        act()
        states.append(review.sheet("a").choice)
    for expected in states[-2::-1]:
        review.undo("a")
        assert review.sheet("a").choice == expected
    review.undo("a")
    for expected in states[1:]:
        review.redo("a")
        assert review.sheet("a").choice == expected
    review.redo("a")
    assert review.sheet("b").past == ()


def test_a_search_proposes_where_nothing_is_decided(review: MaskReview) -> None:
    review.take_search("a", Searched((DEPTH,), (CORNER, Box(1, 1, 5, 5)), 1))
    assert review.sheet("a").choice.boxes == (TOP, CORNER), "what a box hides needs no other"
    review.undo("a")
    assert review.sheet("a").choice.boxes == (TOP,)


def test_a_name_found_after_a_decision_asks_again(review: MaskReview) -> None:
    review.decide("a", Decision.BLACK_OUT)
    review.take_search("a", Searched((DEPTH,), (CORNER,), 1))
    assert review.reviews()["a"] == Review((TOP,)), "other text was seen and left"
    review.take_search("a", Searched((DEPTH, NAME), (CORNER,), 1))
    assert review.sheet("a").exposed == (NAME,)
    assert review.reviews() == {}
    review.set_boxes("a", (Box(12, 42, 58, 49),))
    assert review.sheet("a").exposed == (), "drawn closely around the letters"


def test_pictures_left_out_stay_left_out(review: MaskReview) -> None:
    review.decide("a", Decision.LEAVE_OUT)
    review.take_search("a", Searched((NAME,), (CORNER,), 1))
    assert review.reviews() == {"a": Review(left_out=True)}


def test_a_choice_outlives_a_second_preview_unless_pictures_come(review: MaskReview) -> None:
    review.set_boxes("a", (TOP, CORNER))
    review.decide("a", Decision.BLACK_OUT)
    review.set_layouts([layout("a")])
    assert review.reviews() == {"a": Review((TOP, CORNER))}
    review.set_layouts([layout("a", 2)])
    assert review.reviews() == {}, "nobody has looked at the second one"
    assert review.sheet("a").choice.boxes == (TOP, CORNER)


def test_places_count_through_pictures_and_frames() -> None:
    review = MaskReview()
    review.set_layouts([layout("a", 3)])
    sheet = review.sheet("a")
    assert sheet.frames == 6
    assert [sheet.place(n) for n in range(6)] == [(0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1)]
    with pytest.raises(IndexError):
        sheet.place(6)


def test_who_listens_is_told_which_layout_changed(review: MaskReview) -> None:
    told: list[str] = []
    review.changed.connect(told.append)
    review.set_boxes("a", (CORNER,))
    review.set_boxes("a", (CORNER,))
    review.decide("b", Decision.NO_TEXT)
    review.set_layouts([])
    assert told == ["a", "b", ""]


def test_undo_brings_back_no_decision_that_leaves_a_name_to_be_seen() -> None:
    """A-053: it is asked for again, as right after the search."""
    review = MaskReview()
    review.set_layouts([layout("a", proposal=())])
    review.decide("a", Decision.NO_TEXT)
    name = FoundText(Box(0, 0, 40, 10), "LINDQVIST", 1.0, Meaning.PERSON)
    review.take_search("a", Searched(texts=(name,), boxes=(), frames=1))
    assert review.reviews() == {}
    review.undo("a")
    assert review.reviews() == {}
    review.redo("a")
    assert review.reviews() == {}
