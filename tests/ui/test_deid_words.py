"""The sentences of the copy without identity."""

from pathlib import Path

import pytest

from viewer.app.deid_scope import PersonScope, Scope, SeriesScope, StudyScope
from viewer.app.making import Progress
from viewer.deid.account import Account
from viewer.deid.errors import DeidError
from viewer.deid.profile import PRESETS
from viewer.model.header import PatientFacts
from viewer.ui.copying.words import left_words, size_words
from viewer.ui.deid.result_words import came_out, detail_of, notes, place_words, why_not
from viewer.ui.deid.words import progress_words, scope_words


def person(name: str, *pictures: int) -> PersonScope:
    series = tuple(SeriesScope("s", count, frozenset(), 1, None) for count in pictures)
    study = StudyScope("2 Jan 2024", "CT", series)
    return PersonScope(PatientFacts(name, "1", birth_date="19610514", sex="F"), (study,))


def test_who_which_and_how_many() -> None:
    words = scope_words(Scope((person("MUSTER, Erika", 400, 12, 0),)))
    assert words == (
        "MUSTER, Erika · *14 May 1961 · F: 1 examination (2 Jan 2024), 412 pictures and "
        "1 other object such as reports"
    )
    assert scope_words(Scope()) == "Nothing is chosen yet."


def test_of_many_people_a_few_are_named() -> None:
    words = scope_words(Scope(tuple(person(f"P{n}", 1) for n in range(6))))
    assert words.count("\n") == 4
    assert words.endswith("and 2 more people")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, ""),
        (3, "a few seconds left"),
        (44, "about 40 seconds left"),
        (61, "about 1 minute left"),
        (900, "about 15 minutes left"),
    ],
)
def test_time_left_is_round(seconds: float | None, words: str) -> None:
    assert left_words(seconds) == words


def test_what_is_done_and_of_how_many() -> None:
    assert progress_words(Progress()) == "Getting ready…"
    assert progress_words(Progress("copying", 214, 1200)).startswith("Copying: 214 of 1")
    again = Progress("checking", 1, 3, is_again=True)
    assert progress_words(again) == (
        "Reading back and searching: 1 of 3 files, once more from the start"
    )
    assert progress_words(Progress("drawing", 1, 3)).startswith("Drawing the pictures")


def test_sizes_have_units() -> None:
    assert [size_words(n) for n in (12, 1536, 5 << 20, 3 << 30)] == [
        "12 bytes",
        "1.5 kB",
        "5.0 MB",
        "3.0 GB",
    ]


def account() -> Account:
    made = Account(PRESETS["share"])
    made.objects, made.written = 3, 1
    made.exclude("burned in", "text may be in the image")
    made.exclude("burned in", "text may be in the image")
    made.warnings.append("1 series show a head")
    made.searched_files, made.searched_terms, made.searched_uids = 2, 1, 5
    return made


def test_what_came_out_and_what_did_not() -> None:
    made = account()
    assert came_out(made) == "1 of 3 files were copied without identity."
    lines = [words for _, _, words in notes(made)]
    assert "2 files of the copy" in lines[0]
    assert "1 name or number and 5 identifiers" in lines[0]
    assert lines[1] == "Left out, 2 files: text may be in the image."
    assert "1 series show a head" in lines
    assert "“/somewhere/copy”" in place_words(Path("/somewhere/copy"))
    assert "Proof:" in detail_of(made)


def test_reasons_of_any_number_stay_readable() -> None:
    made = account()
    for number in range(9):
        made.exclude("x", f"reason {number}")
    lines = [words for _, _, words in notes(made)]
    assert "Left out for other reasons: 4 files." in lines


def test_nothing_copied_says_why_and_what_is_left() -> None:
    title, more = why_not(DeidError("nothing could be copied; most often: speech"))
    assert title == "No copy was made."
    assert more == "Nothing could be copied; most often: speech. Nothing was left behind."
