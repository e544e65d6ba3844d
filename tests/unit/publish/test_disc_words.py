import pytest

from tests.factories.disc_contents import contents, image, series, study
from viewer.model.header import PatientFacts, SeriesFacts, StudyFacts
from viewer.publish.contents import DiscObject, DiscSeries, DiscStudy, ObjectKind
from viewer.publish.disc_words import (
    amount,
    counted,
    maker,
    name_of,
    person_line,
    report_title,
    series_line,
    study_date,
    study_title,
    which_disc,
)


def thing(kind: ObjectKind, title: str = "") -> DiscObject:
    return DiscObject(("X",), "1", "1.2.840.10008.5.1.4.1.1.88.11", kind, title=title)


def test_counts_agree_with_their_nouns() -> None:
    assert counted(1, "picture", "pictures") == "1 picture"
    assert counted(1203, "picture", "pictures") == "1\N{NO-BREAK SPACE}203 pictures"


def test_a_person_is_described_as_far_as_known() -> None:
    known = PatientFacts("Mustermann, Erika", "4711", "", "19610514", "F")
    assert person_line(known) == "born 14 May 1961, female, patient number 4711"
    assert person_line(PatientFacts()) == ""
    assert name_of(PatientFacts()) == "No name given"
    assert name_of(known) == "Mustermann, Erika"


def test_a_study_without_description_is_named_by_what_is_in_it() -> None:
    assert study_title(study(series(image(1)), words=" ")) == "CT"
    assert study_title(DiscStudy(StudyFacts(), ())) == "Examination"
    assert study_title(study(words="CT \n chest")) == "CT chest"


def test_dates_are_said_or_said_to_be_missing() -> None:
    assert study_date(study()) == "12 Mar 2024, 10:15"
    assert study_date(DiscStudy(StudyFacts(), ())) == "no date"


def test_amounts_name_everything_there_is() -> None:
    several = DiscSeries(
        SeriesFacts(),
        (
            thing(ObjectKind.REPORT),
            thing(ObjectKind.DOCUMENT),
            thing(ObjectKind.STATE),
            thing(ObjectKind.OTHER),
        ),
    )
    assert (
        amount(study(series(image(1), image(2, 4)), several))
        == "5 pictures in 1 series, 2 reports, 1 file with marks, 1 other file"
    )
    assert amount(study()) == "nothing to look at"


def test_series_are_said_with_number_name_kind_and_count() -> None:
    assert series_line(series(image(1), image(2))) == "1 · Lung (CT, 2 pictures)"
    bare = DiscSeries(SeriesFacts(modality="SR"), (thing(ObjectKind.REPORT),))
    assert series_line(bare) == "Without a name (Report, 1 object)"


@pytest.mark.parametrize(
    ("title", "words"), [("CT  report", "CT report"), ("", "Basic text report")]
)
def test_a_report_is_called_by_its_title_or_by_its_kind(title: str, words: str) -> None:
    assert report_title(thing(ObjectKind.REPORT, title)) == words


def test_who_made_the_disc_is_who_says_so_or_where_the_pictures_are_from() -> None:
    assert maker(contents(study(), institution=" Practice\nDr. X ")) == "Practice Dr. X"
    assert maker(contents(study(), study())) == "St. Example"


def test_one_of_several_discs_says_which() -> None:
    assert which_disc(contents()) == ""
    assert which_disc(contents(number=2, of=3)) == "disc 2 of 3"
