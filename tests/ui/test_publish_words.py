"""The sentences about copies of what is open."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from viewer.app.copy_place import Room
from viewer.app.making import Progress
from viewer.app.publish_choice import Examination, Person
from viewer.app.publish_copy import Copied
from viewer.app.publish_draft import Goal
from viewer.errors import CancelledError, MediumNotFoundError, ViewerError, WriteError
from viewer.model.header import PatientFacts
from viewer.publish.burning import Burner
from viewer.publish.errors import RefusedError, TargetError, VerifyError
from viewer.publish.publisher import Published
from viewer.ui.publishing.outcome_words import burn_words, came_out, detail, not_burned, notes
from viewer.ui.publishing.outcome_words import why_not as told
from viewer.ui.publishing.words import (
    ALL_SEEN,
    content_words,
    examination_words,
    person_words,
    progress_words,
    size_line,
    stick_question,
)

THIN = "\N{NARROW NO-BREAK SPACE}"


def facts(name: str) -> PatientFacts:
    return PatientFacts(patient_id=name, issuer="", name=name, birth_date="", sex="")


def exam(pictures: int, others: int = 0, date: str = "12 Mar 2024") -> Examination:
    return Examination("1.2", date, "CT Thorax", pictures, others, frozenset({0}))


def published(**more: Any) -> Published:
    known: dict[str, Any] = {
        "plan": None,
        "places": (Path("copy"),),
        "objects": 3,
        "left_out": Counter(),
        "filled": Counter(),
        "gates": (),
    }
    return Published(**{**known, **more})


def test_an_examination_is_a_short_line() -> None:
    assert examination_words(exam(1203)) == f"12 Mar 2024 · CT Thorax · 1{THIN}203 pictures"
    assert examination_words(exam(1, 2, "")) == "CT Thorax · 1 picture + 2 other"


def test_a_report_alone_is_no_picture() -> None:
    assert content_words((exam(0, 1),)) == "1 other object such as reports"
    assert content_words((exam(0),)) == "0 pictures"


def test_of_many_dates_the_first_are_named() -> None:
    many = tuple(exam(1, date=f"{day} Mar 2024") for day in (9, 8, 7, 6))
    words = person_words(Person(facts("Berg, Anna"), many))
    assert words.endswith("4 examinations (9 Mar 2024, 8 Mar 2024, 7 Mar 2024, …), 4 pictures")


def test_who_is_on_the_stick_is_named_up_to_three() -> None:
    there = tuple(facts(name) for name in ("A", "B", "C", "D", "E"))
    words = stick_question((facts("Z"),), there)
    assert words.endswith(f"and 2 more. {ALL_SEEN}")
    assert stick_question((facts("Y"), facts("Z")), ()) == f"These are 2 people. {ALL_SEEN}"


def test_unknown_room_is_not_spoken_of() -> None:
    assert size_line(1, Room(2 << 20, None)) == "1 file, about 2.0 MB while it is made."


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(), "Getting ready…"),
        (Progress("writing", 5, None), "Writing…"),
        (Progress("writing", 5, 10), "Writing: 5 of 10 files"),
        (Progress("drawing icons", 5, 10), "Drawing small pictures…"),
        (
            Progress("copying everything", 5, 10),
            "Copying everything and comparing it: 5 of 10 MB",
        ),
    ],
)
def test_progress_says_what_and_of_how_much(progress: Progress, words: str) -> None:
    assert progress_words(progress) == words


@pytest.mark.parametrize(
    ("error", "first"),
    [
        (CancelledError(), "You stopped it."),
        (VerifyError(("x",)), "The copy did not pass its check, so you do not get it."),
        (RefusedError("x"), "This cannot be put together."),
        (TargetError("x"), "The copy could not be written."),
        (WriteError("x"), "The copy could not be written."),
        (MediumNotFoundError("x"), "The pictures could not be read any more."),
        (ViewerError("x"), "No copy was made."),
    ],
)
def test_every_failure_says_what_is_left(error: ViewerError, first: str) -> None:
    words, more = told(error, Goal.COMPUTER)
    assert words == first
    assert "Nothing was left behind." in more
    assert "The stick is as it was before." in told(error, Goal.STICK)[1]


def test_a_full_disk_is_said_in_plain_words() -> None:
    assert "There is no room left" in told(TargetError("No space left on device"), Goal.DISC)[1]


def test_what_was_left_out_is_told_with_its_reason() -> None:
    reasons = Counter({f"reason {n}": 10 - n for n in range(8)})
    lines = [words for _, _, words in notes(Copied((Path("c"),), published(left_out=reasons)))]
    assert lines[1] == "Left out, 10 files: reason 0."
    assert lines[-1] == "Left out for other reasons: 7 files."


def test_what_came_out() -> None:
    one = Copied((Path("copy"),), published())
    two = Copied((Path("c/DISC1"), Path("c/DISC2")), published())
    assert came_out(one, Goal.COMPUTER) == "The copy with 3 files is ready."
    assert came_out(two, Goal.DISC) == "2 discs with 3 files are ready."
    assert came_out(one, Goal.STICK) == "3 files were added to the stick."
    assert came_out(Copied((Path("c"),)), Goal.DISC) == "The disc was copied as it is."
    assert came_out(Copied((Path("c"),), burned_by="K3b"), Goal.DISC) == "K3b has the image."
    assert detail(Copied((Path("c"),))) == ""
    filled = detail(Copied((Path("c"),), published(filled=Counter({"StudyID": 2}))))
    assert filled == "filled in in the directory: StudyID × 2"


def test_burning_is_told() -> None:
    asks = Burner("K3b", "k3b", (), asks=True)
    assert "K3b is opened with the image" in burn_words(asks, "")
    assert "burns it in /dev/sr0" in burn_words(Burner("xorriso", "xorriso", ()), "/dev/sr0")
    assert "may be spoilt" in not_burned(CancelledError())[1]
