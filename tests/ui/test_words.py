"""The window's sentences."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QTextLayout

from tests.factories.fake_session import ERIKA, MAX
from viewer.app.stage import LoadState, Stage
from viewer.model.findings import Counts, LoadReport
from viewer.model.header import PatientFacts
from viewer.ui.words import (
    birth_words,
    load_words,
    missing,
    number,
    number_words,
    person,
    pictures,
    same_name_hint,
    system_words,
    tell_apart,
)

THIN = "\N{NARROW NO-BREAK SPACE}"
TWIN = replace(ERIKA, patient_id="0815")


@pytest.mark.parametrize(("value", "text"), [(0, "0"), (999, "999"), (1203000, "1 203 000")])
def test_numbers_have_thin_spaces(value: int, text: str) -> None:
    assert number(value) == text.replace(" ", THIN)


def test_one_picture_is_no_plural() -> None:
    assert (pictures(1), pictures(2)) == ("1 picture", "2 pictures")


@pytest.mark.parametrize(
    ("load", "words"),
    [
        (LoadState(), ""),
        (LoadState(Stage.OPENING), "Opening…"),
        (LoadState(Stage.READING, 3), "Reading… 3"),
        (LoadState(Stage.READING, 3, 1200), f"Reading… 3 of about 1{THIN}200"),
        (LoadState(Stage.READY), "No pictures"),
        (LoadState(Stage.REMOVED), "The disc was taken out"),
        (LoadState(Stage.FAILED), "It could not be opened"),
        (LoadState(Stage.NOTHING_FOUND), "No medical pictures found"),
    ],
)
def test_load_in_one_line(load: LoadState, words: str) -> None:
    assert load_words(load, LoadReport()) == words


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("cannot be opened: PermissionError", "cannot be opened: access was refused"),
        ("cannot be opened: OSError", "cannot be opened: the drive could not read it"),
        ("unexpected KeyError", "something unexpected happened"),
        ("unexpected NotADirectoryError", "it is not there any more"),
        ("the medium was taken out", "the medium was taken out"),
    ],
)
def test_the_systems_words_are_plain(told: str, words: str) -> None:
    assert system_words(told) == words


def test_missing_counts_against_directory_and_files() -> None:
    assert missing(Counts(referenced=10, found=8, readable=7)) == 3
    assert missing(Counts(referenced=None, found=8, readable=8)) == 0
    assert missing(Counts(referenced=5, found=8, readable=8)) == 0


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("name", ["שרון, דבורה", "أحمد, علي"])
def test_behind_a_name_from_right_to_left_the_birth_date_is_in_one_piece(name: str) -> None:
    line = person(replace(ERIKA, name=name))
    layout = QTextLayout(line)
    layout.beginLayout()
    drawn = layout.createLine()
    layout.endLayout()
    begin = line.index("*14")
    # (x, where it went) in PySide; from left to right, behind the name
    places = [drawn.cursorToX(n)[0] for n in range(begin, begin + len("*14 May 1961"))]  # type: ignore[index]
    assert places == sorted(places)
    assert drawn.cursorToX(line.index(name[0]))[0] <= places[0]  # type: ignore[index]


def test_people_are_named_with_what_tells_them_apart() -> None:
    assert person(ERIKA) == "MUSTERMANN, Erika · *14 May 1961 · F"
    assert person(PatientFacts()) == "No name"
    assert birth_words(PatientFacts()) == "no birth date"
    for impossible in ("00000000", "19611332"):
        assert person(replace(ERIKA, birth_date=impossible)) == "MUSTERMANN, Erika · F"
    odd = (replace(ERIKA, birth_date="00000000"), replace(ERIKA, birth_date="19611332"))
    assert len(set(tell_apart(odd))) == 2
    assert birth_words(PatientFacts(birth_date="00000000")) == "no birth date"
    assert number_words(replace(ERIKA, issuer="CLINIC")) == "number 4711, given by CLINIC"
    assert tell_apart((ERIKA, MAX)) == (person(ERIKA), person(MAX))
    assert tell_apart((ERIKA, TWIN)) == (
        f"{person(ERIKA)} · number 4711",
        f"{person(TWIN)} · number 0815",
    )


def test_namesakes_are_pointed_out() -> None:
    assert same_name_hint((ERIKA, MAX)) == ""
    assert "same name" in same_name_hint((ERIKA, TWIN))
