"""What found text says: who somebody is, also where a letter was read wrongly (A-053)."""

import pytest

from tests.factories.burned_in import identity
from viewer.deid.boxes import Box
from viewer.deid.found_text import FoundText, Meaning, Recogniser, distinct, one_apart


@pytest.mark.parametrize(
    "text",
    [
        *(
            "LINDQVIST, MARGARETA",
            "Lindqvist Margareta 30.11.1948",
            "L1NDQV1ST",
            "XLINDQVISTX",
        ),
        *("Lindqvlst", "L!ndqvist", "Lndqvist", "Lindqviist", "margareta"),
        *("ID A-7784512", "A7784512", "A-77845l2", "1948-11-30", "30.11.1948 F", "NAME: X", "DOB:"),
    ],
)
def test_a_person_is_recognised(text: str) -> None:
    assert Recogniser([identity()]).meaning(text) is Meaning.PERSON


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("12.03.2024", Meaning.DATE),
        ("03/02/201705:24:57PM", Meaning.DATE),
        ("30 JAN 94", Meaning.DATE),
        ("20240312", Meaning.DATE),
        ("2.7 MHz", Meaning.TEXT),
        ("TIS0.0 MI 0.6", Meaning.TEXT),
        ("Sag Liver", Meaning.TEXT),
        ("Linda", Meaning.TEXT),
        ("", Meaning.TEXT),
    ],
)
def test_other_texts_are_no_person(text: str, meaning: Meaning) -> None:
    assert Recogniser([identity()]).meaning(text) is meaning


def test_without_people_nothing_is_anybody() -> None:
    assert Recogniser([]).meaning("Lindqvist") is Meaning.TEXT


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("same", "same", True),
        ("same", "some", True),
        ("same", "ame", True),
        ("same", "samex", True),
        ("xsame", "same", True),
        ("same", "soma", False),
        ("same", "sa", False),
        ("abcd", "bcda", False),
    ],
)
def test_one_character_apart(first: str, second: str, *, expected: bool) -> None:
    assert one_apart(first, second) is expected
    assert one_apart(second, first) is expected


def test_of_one_place_what_says_most_is_kept() -> None:
    here, there = Box(0, 0, 99, 19), Box(0, 50, 99, 69)
    shifted = Box(3, 1, 101, 20)
    texts = [
        FoundText(here, "Lindqv", 0.9),
        FoundText(shifted, "Lindqvist", 0.8, Meaning.PERSON),
        FoundText(there, "2D", 0.9),
    ]
    assert [text.text for text in distinct(texts)] == ["2D", "Lindqvist"][::-1]
