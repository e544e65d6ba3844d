from dataclasses import replace

import pytest

from tests.factories.disc_contents import (
    LINUX,
    MACOS,
    WINDOWS,
    contents,
    evil_contents,
    image,
    series,
    study,
)
from viewer.publish.contents import DiscContents, System, ViewerKit
from viewer.publish.readme import ascii_text, autorun, readme


def words(disc: DiscContents, *, web: bool = True) -> str:
    data = readme(disc, web=web)
    assert data.count(b"\n") == data.count(b"\r\n")
    assert max(map(len, data.splitlines())) <= 80
    return data.decode("ascii")


DISC = contents(study(series(image(1))))


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("Müller, Jürgen", "Muller, Jurgen"),
        ("Straße", "Strasse"),
        ("Łódź", "Lodz"),
        ("Yamada, Tarou = 山田, 太郎 = やまだ, たろう", "Yamada, Tarou"),
        ("山田", "??"),
        ("山 = 田", "? = ?"),
        ("5 × 3 µm²", "5 x 3 um2"),
        ("a\x1b\u202eb", r"a\x1b\u202eb"),
    ],
)
def test_every_text_has_a_form_in_ascii(value: str, plain: str) -> None:
    assert ascii_text(value) == plain


def test_it_says_who_what_when_by_whom_and_what_it_is_not_for() -> None:
    text = words(contents(study(series(image(1))), institution="Praxis", contact="a\nb"))
    for expected in (
        "Mustermann, Erika, born 14 May 1961, female, patient number 4711",
        "Made on 27 Nov 2026 by Praxis.\r\na\r\nb\r\n",
        "12 Mar 2024, 10:15, CT chest",
        "1 picture in 1 series",
        "accession number A-17",
        "Not a medical device",
        "diagnostic systems.",
        "STD-GEN-CD",
        "PATIENT01",
        "Made with Lightbox",
    ):
        assert expected in text


@pytest.mark.parametrize(
    ("kit", "start"),
    [(WINDOWS, "START.EXE"), (MACOS, "Lightbox.app"), (LINUX, "VIEWER/lightbox")],
)
def test_only_the_viewers_that_are_there_are_named(kit: ViewerKit, start: str) -> None:
    text = words(contents(study(), kits=(kit,)))
    assert start in text
    assert sum(text.count(f"  On {name}") for name in ("Windows", "a Mac", "Linux")) == 1
    assert "  On " not in words(DISC)


def test_web_pages_are_named_only_where_there_are_some() -> None:
    assert "INDEX.HTM" in words(DISC)
    assert "INDEX.HTM" not in words(DISC, web=False)


def test_a_part_of_a_study_is_said_to_be_one() -> None:
    text = words(contents(study(series(image(1)), left_out=3)))
    assert "Selected images" in text
    assert "3 objects are not on it." in text.replace("\r\n ", "")


def test_one_of_several_discs_and_what_an_operator_notes_are_said() -> None:
    text = words(contents(study(), number=1, of=2, label="For Dr. X", notes=("2 videos left out",)))
    assert "This is disc 1 of 2." in text
    assert "For Dr. X" in text
    assert "2 videos left out" in text


def test_a_disc_without_names_says_so() -> None:
    assert words(contents(deidentified=True)).startswith("MEDICAL PICTURES WITHOUT A NAME")
    assert words(contents()).startswith("MEDICAL PICTURES\r\n")


def test_several_people_are_all_named_with_a_caution() -> None:
    text = readme(evil_contents(), web=True).decode("ascii")
    assert "more than one person" in text.replace("\r\n  ", " ")
    assert "an unnamed institution" in words(contents())


def of(name: str, words_of_study: str = "CT chest") -> DiscContents:
    disc = contents(study(series(image(1)), words=words_of_study))
    one = disc.patients[0]
    return replace(disc, patients=(replace(one, facts=replace(one.facts, name=name)),))


def test_behind_a_name_in_several_scripts_nothing_is_lost() -> None:
    text = words(of("Yamada, Tarou = 山田, 太郎 = やまだ, たろう"))
    assert "Yamada, Tarou, born 14 May 1961, female, patient number 4711\r\n" in text


@pytest.mark.parametrize("name", ["山田, 太郎", "Иванов, Пётр", "ﾔﾏﾀﾞ = 山田", "أحمد, علي"])
def test_a_name_it_has_no_letters_for_is_said_to_be_one(name: str) -> None:
    text = words(of(name))
    assert "??" not in text
    assert "see INDEX.HTM, born 14 May 1961, female, patient number 4711" in text
    assert "INDEX.HTM" not in words(of(name), web=False)
    assert "patient number 4711" in words(of(name), web=False)


def test_nor_are_titles_and_places_rows_of_question_marks() -> None:
    text = words(replace(of("Berg, Anna", "胸部"), institution="東京病院"))
    assert "??" not in text
    assert "12 Mar 2024, 10:15, CT\r\n" in text
    assert "Muller, ????" in words(of("Müller, Иван"))  # what can be read is not taken away


def test_hostile_text_stays_on_its_line() -> None:
    data = readme(evil_contents(), web=True)
    assert b"\x1b" not in data
    assert data.isascii()


def test_windows_may_start_the_viewer_and_shows_its_picture() -> None:
    assert autorun("PATIENT01", (LINUX, WINDOWS)) == (
        b"[autorun]\r\nlabel=PATIENT01\r\nicon=VIEWER\\LIGHTBOX.ICO\r\nopen=START.EXE\r\n"
        b"action=Look at the pictures on this disc\r\n"
    )
    bare = ViewerKit(System.WINDOWS, ("VIEWER", "START.EXE"))
    assert b"icon=VIEWER\\START.EXE\r\n" in autorun("PATIENT01", (bare,))


def test_without_a_viewer_for_windows_there_is_nothing_to_start() -> None:
    assert autorun("PATIENT01", (LINUX, MACOS)) == b""
