"""What stands for people while they are hidden, and what stays as it is."""

from __future__ import annotations

import pytest

from viewer.app.identity_view import GAP, Hiding, IdentityView
from viewer.model.header import PatientFacts

ERIKA = PatientFacts("MÜLLER-LÜDENSCHEIDT, Erika", "A-4711", "KSB", "19610514", "F", "062Y")
MAX = PatientFacts("Li, Max", "4712", birth_date="1959.01.01", sex="M")


@pytest.fixture
def view() -> IdentityView:
    view = IdentityView()
    view.meet((ERIKA, MAX))
    view.set_state(Hiding(people=True))
    return view


def test_facts_keep_sex_and_age_and_nothing_that_names(view: IdentityView) -> None:
    assert view.facts(ERIKA) == PatientFacts("Person 1", sex="F", age="062Y")
    assert view.facts(MAX).name == "Person 2"
    view.set_state(Hiding())
    assert view.facts(ERIKA) is ERIKA


def test_a_number_stays_whoever_comes(view: IdentityView) -> None:
    view.meet((PatientFacts("New, Person"), ERIKA))
    assert view.facts(ERIKA).name == "Person 1"
    assert view.facts(PatientFacts("New, Person")).name == "Person 3"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("CT of Frau Mueller-Luedenscheidt", f"CT of Frau {GAP}-{GAP}"),
        ("MULLER_ERIKA.dcm", f"{GAP}_{GAP}.dcm"),
        ("ErikaLüdenscheidt", GAP),
        ("id A-4711, born 14.05.1961", f"id {GAP}, born {GAP}"),
        ("a-4711", GAP),
        ("Mr Li", f"Mr {GAP}"),
        ("Liver, limb, 47120", "Liver, limb, 47120"),
        ("1961", "1961"),
        ("", ""),
    ],
)
def test_other_words_get_gaps(view: IdentityView, text: str, shown: str) -> None:
    assert view.text(text) == shown


def test_dates_are_hidden_with_people_only(view: IdentityView) -> None:
    heard: list[Hiding] = []
    view.changed.connect(heard.append)
    view.set_state(Hiding(dates=True))
    view.set_state(Hiding())
    assert heard == [Hiding()]
    assert view.text("Erika") == "Erika"
    assert view.place("Spital") == "Spital"
