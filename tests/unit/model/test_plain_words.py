"""Words for dates, times and modalities (S-20)."""

import pytest

from viewer.model import plain_words


@pytest.mark.parametrize(
    ("stored", "words"),
    [
        ("20240312", "12 Mar 2024"),
        ("2024.03.12", "12 Mar 2024"),
        ("20241332", "20241332"),
        ("", ""),
        ("unknown", "unknown"),
        ("00000000", ""),
        ("0000.00.00", ""),
    ],
)
def test_dates_are_unambiguous_and_odd_ones_stay_visible(stored: str, words: str) -> None:
    assert plain_words.format_date(stored) == words


def test_titles_have_real_dates_only() -> None:
    assert plain_words.real_date("20240312") == "12 Mar 2024"
    assert [plain_words.real_date(text) for text in ("20241332", "00000000", "unknown", "")] == [
        ""
    ] * 4


@pytest.mark.parametrize(
    ("stored", "words"), [("101500", "10:15"), ("10:15:00.5", "10:15"), ("10", ""), ("noon", "")]
)
def test_times_are_said_to_the_minute(stored: str, words: str) -> None:
    assert plain_words.format_time(stored) == words


def test_modalities_have_names_people_know() -> None:
    assert plain_words.modality_name("DX") == "X-ray"
    assert plain_words.modality_name("XYZ") == "XYZ"
    assert plain_words.modality_name("") == "Unknown"


def test_what_the_program_is_not_for_is_said_in_the_words_agreed_on() -> None:
    assert plain_words.NOT_DIAGNOSTIC == "Not for diagnostic use"
    assert "Not a medical device" in plain_words.INTENDED_USE
