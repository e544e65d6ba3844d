"""What is said of images whose identity was removed, or is said to be (S-17)."""

from __future__ import annotations

import pytest

from viewer.app.deid_badge import BADGE, BORN, NAMED, badge, doubt
from viewer.model.header import InstanceHeader, PatientFacts
from viewer.model.image import FileKey


def header(
    name: str, birth_date: str = "", *, method: str = "", yes: bool = True
) -> InstanceHeader:
    facts = PatientFacts(name, "1", birth_date=birth_date)
    key = FileKey(1, "a")
    return InstanceHeader(key, "1.2", "1.3", "1.4", facts, deidentified=yes, deid_method=method)


def test_the_badge_says_how_where_there_is_room() -> None:
    assert badge(header("", yes=False)) == ""
    assert badge(header("", method="CTP")) == BADGE
    assert badge(header("", method="CTP"), full=True) == f"{BADGE}: CTP"
    assert len(badge(header("", method="x" * 500), full=True)) < 60


@pytest.mark.parametrize(
    ("name", "birth_date", "words"),
    [
        ("Muster, Erika", "", NAMED),
        ("CASE-7F3A", "", ""),
        ("Anonymous, Patient", "", ""),
        ("ANON, 0012", "", ""),
        ("Doe, Peter", "", ""),
        ("Smith", "", ""),
        ("CASE-7F3A", "19610514", BORN),
        ("CASE-7F3A", "19610101", ""),
        ("", "", ""),
    ],
)
def test_what_speaks_against_it(name: str, birth_date: str, words: str) -> None:
    assert doubt(header(name, birth_date)) == words
    assert doubt(header(name, birth_date, yes=False)) == ""
