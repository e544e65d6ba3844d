"""Who may be one person (S-01, S-02)."""

from dataclasses import replace

import pytest

from viewer.model.header import PatientFacts
from viewer.model.identity import Likeness, Part, compare_identities

ERIKA = PatientFacts("MUSTERMANN, Erika", "4711", "Clinic A", "19610514", "F")
BOTH = (Part.NAME, Part.BIRTH)


@pytest.mark.parametrize(
    ("other", "likeness", "differs"),
    [
        ({}, Likeness.SAME, ()),
        ({"age": "062Y", "sex": ""}, Likeness.SAME, ()),
        # An outside disc: its own number, of its own place.
        ({"patient_id": "A-99"}, Likeness.SIMILAR, (Part.NUMBER,)),
        (
            {"patient_id": "A-99", "issuer": "Clinic B"},
            Likeness.SIMILAR,
            (Part.NUMBER, Part.ISSUER),
        ),
        ({"issuer": "Clinic B"}, Likeness.SIMILAR, (Part.ISSUER,)),
        ({"issuer": ""}, Likeness.SIMILAR, ()),
        ({"name": "Mustermann, ERIKA"}, Likeness.SIMILAR, ()),
        # One number, another person: the mix-up that is easiest to miss.
        ({"name": "MUSTERMANN, Max"}, Likeness.SIMILAR, (Part.NAME,)),
        (
            {"name": "ANDERE, Person", "birth_date": "19330303"},
            Likeness.SIMILAR,
            (Part.NAME, Part.BIRTH),
        ),
        # Nothing but a name, and nothing against it.
        ({"patient_id": "", "issuer": "", "birth_date": ""}, Likeness.SIMILAR, ()),
        # A common name is not enough against another birth date.
        (
            {"patient_id": "9", "birth_date": "19800101"},
            Likeness.DIFFERENT,
            (Part.NUMBER, Part.BIRTH),
        ),
        # Born on one day.
        (
            {"patient_id": "9", "name": "ANDERE, Person"},
            Likeness.DIFFERENT,
            (Part.NAME, Part.NUMBER),
        ),
        # Equal numbers of two places mean nothing.
        (
            {"name": "ANDERE, Person", "birth_date": "19330303", "issuer": "Clinic B"},
            Likeness.DIFFERENT,
            (Part.NAME, Part.ISSUER, Part.BIRTH),
        ),
    ],
)
def test_likeness(other: dict[str, str], likeness: Likeness, differs: tuple[Part, ...]) -> None:
    found = compare_identities(ERIKA, replace(ERIKA, **other))
    assert found.likeness is likeness
    assert set(found.differs) == set(differs)
    back = compare_identities(replace(ERIKA, **other), ERIKA)
    assert (back.likeness, set(back.differs)) == (found.likeness, set(found.differs))


def test_nobody_is_like_nobody() -> None:
    """Two files without any identity are grouped as one; an unnamed one is like nobody named."""
    assert compare_identities(PatientFacts(), PatientFacts()).likeness is Likeness.SAME
    assert compare_identities(PatientFacts(), ERIKA).likeness is Likeness.DIFFERENT


def test_accents_and_case_are_no_other_name() -> None:
    one, other = replace(ERIKA, name="Müller-Groß, Zoë"), replace(ERIKA, name="MULLER GROSS, ZOE")
    assert Part.NAME in compare_identities(one, other).agrees
