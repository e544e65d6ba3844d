"""Letters at the edges."""

from __future__ import annotations

import pytest

from viewer.model.geometry import Orientation, Plane, Vector
from viewer.model.header import FrameFacts
from viewer.model.viewport import ViewState
from viewer.render.orientation import Edges, direction_letters, edges, opposite_letters

AXIAL = FrameFacts(plane=Plane((0, 0, 0), (1, 0, 0), (0, 1, 0)))


@pytest.mark.parametrize(
    ("vector", "letters"),
    [
        ((1, 0, 0), "L"),
        ((0, 0, -1), "F"),
        ((0.9, 0.43, 0), "LP"),
        ((0, 0.7, -0.714), "FP"),
        ((-1, 0.00009, 0), "R"),
        ((-0.5, -0.6, 0.62), "HAR"),
    ],
)
def test_vectors_of_d110(vector: Vector, letters: str) -> None:
    assert direction_letters(vector) == letters


@pytest.mark.parametrize(
    ("view", "expected"),
    [  # left, right, top, bottom of an axial slice seen from the feet
        (ViewState(), Edges("R", "L", "A", "P")),
        (ViewState(quarter_turns=1), Edges("P", "A", "R", "L")),
        (ViewState(quarter_turns=2), Edges("L", "R", "P", "A")),
        (ViewState(quarter_turns=3), Edges("A", "P", "L", "R")),
        (ViewState(flipped=True), Edges("L", "R", "A", "P")),
        (ViewState(quarter_turns=1, flipped=True), Edges("A", "P", "R", "L")),
    ],
)
def test_letters_follow_every_turn_and_flip(view: ViewState, expected: Edges) -> None:
    """D-113."""
    assert edges(AXIAL, view) == expected


def test_letters_of_the_file_without_a_plane() -> None:
    """D-111: right edge = first value, bottom = second."""
    facts = FrameFacts(orientation=Orientation("A", "FL"))
    assert edges(facts, ViewState()) == Edges("P", "A", "HR", "FL")


def test_nothing_known_nothing_shown() -> None:
    """D-112."""
    assert not edges(FrameFacts(), ViewState(quarter_turns=1)).known
    assert edges(AXIAL, ViewState()).known


@pytest.mark.parametrize(
    ("letters", "opposite"),
    [("LE", "RT"), ("D", "V"), ("CRLE", "CDRT"), ("PA", "PL"), ("DI", "PR"), ("R", ""), ("X", "")],
)
def test_quadruped_opposites(letters: str, opposite: str) -> None:
    assert opposite_letters(letters, quadruped=True) == opposite


def test_unknown_letters_have_no_opposite() -> None:
    assert opposite_letters("AX") == ""
    assert opposite_letters("") == ""


def test_quadrupeds_use_the_letters_of_the_file_only() -> None:
    facts = FrameFacts(plane=AXIAL.plane, orientation=Orientation("LE", "D", quadruped=True))
    assert edges(facts, ViewState()) == Edges("RT", "LE", "V", "D")
