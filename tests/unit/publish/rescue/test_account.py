from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts
from viewer.publish.rescue.account import account, held_lines, lost_lines
from viewer.publish.rescue.aside import Aside
from viewer.publish.rescue.job import Change, Rescued
from viewer.publish.rescue.losses import Loss, Losses, Whose

MADE = datetime(2026, 11, 27, tzinfo=UTC)
PATIENT = PatientFacts("Müller, Jürgen", "1")


def whose(number: int | None, series: SeriesFacts | None = None) -> Whose:
    facts = series or SeriesFacts("1.2", 2, "CT", "Lung")
    return Whose(PATIENT, StudyFacts("1.1", "20240312", "", "CT chest"), facts, number, "1.9")


def rescued(*lost: Loss, changes: tuple[Change, ...] = ()) -> Rescued:
    return Rescued(
        Path("copy"),
        Losses(lost, 10, 8, 10),
        changes,
        Counter({"damaged": 2}),
        1,
        ("DICOM/x",),
        None,
        Aside(
            (Loss("B", "differs", whose(4)), Loss("C", "damaged")),
            (Loss("D", "the same as a", whose(5)),),
        ),
        ("a note",),
    )


def test_losses_are_told_by_series_with_runs_of_numbers() -> None:
    lost = [Loss(f"IM{n}", "4 KB of 8 KB cannot be read", whose(n)) for n in (7, 3, 4, 5)]
    lines = lost_lines(Losses(tuple(lost), 10, 6))
    assert lines == [
        "  Müller, Jürgen, 12 Mar 2024, CT chest",
        "    Series 2, CT, Lung: 4 images or objects lost, 3-5, 7",
        *(f"      IM{n}: 4 KB of 8 KB cannot be read" for n in (3, 4, 5, 7)),
    ]


def test_a_series_is_one_whatever_directory_and_headers_say_of_it() -> None:
    person = replace(PATIENT, birth_date="19700101")
    brief = replace(whose(8, SeriesFacts("1.2", 2, "CT", "")), patient=person)
    other = replace(whose(9), patient=PatientFacts("Other", "2"))
    lost = (Loss("A", "gone", whose(7)), Loss("B", "gone", brief), Loss("C", "gone", other))
    told = [line for line in lost_lines(Losses(lost, 9, 7)) if "Series" in line]
    assert told == [
        "    Series 2, CT, Lung: 2 images or objects lost, 7-8",
        "    Series 2, CT, Lung: 1 image or object lost, 9",
    ]


def test_what_belongs_to_nothing_known_is_told_too() -> None:
    lines = lost_lines(
        Losses((Loss("A", "gone"), Loss("B", "gone", whose(None, SeriesFacts()))), 2, 0)
    )
    assert "  Of no series that is known:" in lines
    assert "    Series Unknown: 1 image or object lost" in lines


def test_long_lists_end_on_the_screen_and_go_on_in_the_file() -> None:
    lost = tuple(Loss(f"IM{n}", "gone", whose(n)) for n in range(500))
    lines = lost_lines(Losses(lost, 500, 0))
    assert len(lines) == 201
    assert lines[-1] == "  … and 302 more lines"
    assert "IM499" in account(rescued(*lost), MADE)


def test_nothing_lost_is_said() -> None:
    assert lost_lines(Losses((), 0, 0)) == ["  Nothing: all that is listed was read."]


def test_what_is_there_and_what_is_not_is_counted() -> None:
    changes = (Change("a", "b"),)
    assert held_lines(rescued(changes=changes)) == [
        "  8 of 10 files were read as a whole:",
        "  1 object (images, reports and such)",
        "  2 directories, made anew",
        "  3 objects not in this copy (named in RESCUE.TXT)",
        "    2 objects left out: damaged",
        "  note: a note",
        "  1 other file",
        "  not copied: DICOM/x",
    ]


def test_what_was_left_out_is_named_by_series_and_copies_are_no_loss() -> None:
    text = account(rescued(changes=(Change("a", "b"),)), MADE)
    told = text[text.index("WHAT WAS READ AND IS NOT") : text.index("WHAT WAS CHANGED")]
    assert "Series 2, CT, Lung: 1 image or object not in the copy, 4\n      B: differs" in told
    assert "Of no series that is known:\n      C: damaged" in told
    assert "as the copy has the same:\n      D: the same as a" in told


def test_the_file_is_plain_ascii_and_says_what_was_changed() -> None:
    changes = (Change("im\x1b1", "DICOM/IM000000", ("character set undeclared -> ISO_IR 192",)),)
    text = account(rescued(Loss("A", "gone", whose(1)), changes=changes), MADE)
    assert text.isascii()
    assert "Made on 27 Nov 2026 with Lightbox" in text
    assert "Muller, Jurgen" in text
    assert "file meta information" in text  # the publisher writes it anew in every object
    assert r"im\x1b1 -> DICOM/IM000000 (character set undeclared -> ISO_IR 192)" in text
