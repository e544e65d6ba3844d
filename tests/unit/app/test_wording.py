"""Words for ages, priors, windows and series (S-06, S-09)."""

import pytest

from viewer.app import wording
from viewer.model.header import SeriesFacts, StudyFacts
from viewer.model.lut import VoiSource, Window


@pytest.mark.parametrize(
    ("birth", "study", "age"),
    [
        ("19610514", "20240312", "62 y"),
        ("19610312", "20240312", "63 y"),
        ("20240101", "20240312", "2 mo"),
        ("20240301", "20240312", "11 d"),
        ("20250101", "20240312", ""),
        ("", "20240312", ""),
    ],
)
def test_age_is_the_age_at_the_study(birth: str, study: str, age: str) -> None:
    assert wording.age_between(birth, study) == age


@pytest.mark.parametrize(
    ("study", "newest", "label"),
    [
        ("20210201", "20240312", "prior, 3 y"),
        ("20230912", "20240312", "prior, 6 mo"),
        ("20240310", "20240312", "prior, 2 d"),
        ("20240312", "20240312", ""),
        ("", "20240312", ""),
        ("20240312 0605", "20240312 1410", "prior, 8 h"),
        ("20240312 0605", "20240312 0655", ""),  # one visit
        ("20240312 1410", "20240312 0605", ""),
        ("20240312", "20240312 1410", ""),  # nobody knows
        ("20240311 2355", "20240312 0005", "prior, 1 d"),
    ],
)
def test_priors_carry_their_age(study: str, newest: str, label: str) -> None:
    assert wording.prior_label(study, newest) == label


def test_the_window_says_where_it_comes_from() -> None:
    window = Window(-600, 1500, source=VoiSource.FILE)
    assert wording.voi_label(window) == "W 1500 L −600 (file)"
    assert wording.voi_label(Window(40, 400, name="Abdomen", source=VoiSource.PRESET)) == (
        "W 400 L 40 (Abdomen)"
    )
    assert wording.voi_label(Window(0.5, 1.25, source=VoiSource.AUTO)) == "W 1.25 L 0.5 (auto)"


def test_a_series_without_description_is_named_by_its_modality() -> None:
    assert wording.series_title(SeriesFacts(number=3, modality="DX")) == "3 · X-ray"


def test_moments_sort_by_age_and_take_times_as_they_are_written() -> None:
    made = [("20240312", "141003.25"), ("20240312", "06:05"), ("20240312", "now"), ("", "")]
    studies = [StudyFacts(str(n), day, time) for n, (day, time) in enumerate(made)]
    moments = [wording.moment(study) for study in studies]
    assert moments == ["20240312 1410", "20240312 0605", "20240312", ""]
    assert sorted(moments, reverse=True) == moments
