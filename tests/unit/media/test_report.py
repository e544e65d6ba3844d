"""M-041, S-05: counts that add up, and identities told apart (S-01)."""

import pytest

from viewer.media.catalogue import Catalogue, is_same_person
from viewer.media.dicomdir import ListedSeries
from viewer.media.report import file_set_findings, load_report, object_findings
from viewer.model.entities import Instance
from viewer.model.findings import Counts, FindingCode
from viewer.model.header import InstanceHeader, PatientFacts, SeriesFacts, StudyFacts
from viewer.model.image import FileKey

JANE = PatientFacts(name="Doe, Jane", patient_id="A")
PDF = "1.2.840.10008.5.1.4.1.1.104.1"


def key(path: str) -> FileKey:
    return FileKey(1, path)


def header(path: str, patient: PatientFacts = JANE, series: str = "1.1.1") -> InstanceHeader:
    return InstanceHeader(
        key(path), f"9.{path}", PDF, "1.2.840.10008.1.2.1", patient,
        StudyFacts(uid="1.1"), SeriesFacts(uid=series), mime_type="application/pdf",
    )  # fmt: skip


def listed(catalogue: Catalogue, *paths: str) -> None:
    series = ListedSeries(
        JANE, StudyFacts(uid="1.1"), SeriesFacts(uid="1.1.1"), tuple(range(len(paths)))
    )
    node = catalogue.add_listed(series)
    node.pending = 0
    for path in paths:
        catalogue.add_instance(node, Instance(key(path), f"9.{path}", PDF, "", listed=True))


def counts(catalogue: Catalogue) -> dict[str, Counts]:
    report = load_report(catalogue.all_series(), lambda node: len(node.readable), (), 0)
    return {entry.series_uid: entry.counts for entry in report.series}


def test_every_step_is_counted() -> None:
    catalogue = Catalogue(1, "disc")
    listed(catalogue, "a", "b", "c", "d")
    assert counts(catalogue) == {"1.1.1": Counts(4, 4, 0, 0)}
    catalogue.confirm(header("a"))
    catalogue.drop(key("b"))  # a copy: nobody waits for it any more (G-014)
    catalogue.drop(key("c"), unreadable=True)
    catalogue.confirm(header("new"))
    assert counts(catalogue) == {"1.1.1": Counts(3, 4, 2, 2)}


def test_an_instance_takes_its_promise_along() -> None:
    catalogue = Catalogue(1, "disc")
    listed(catalogue, "a", "b")
    assert catalogue.confirm(header("a", series="1.1.9")) == ("series",)
    assert counts(catalogue) == {"1.1.1": Counts(1, 1, 0, 0), "1.1.9": Counts(1, 1, 1, 1)}
    catalogue.confirm(header("b", series="1.1.9"))
    assert counts(catalogue) == {"1.1.9": Counts(2, 2, 2, 2)}
    assert len(catalogue.file_set().patients[0].studies[0].series) == 1


def test_a_series_that_is_missing_as_a_whole_stays_in_the_tree() -> None:
    catalogue = Catalogue(1, "disc")
    series = ListedSeries(JANE, StudyFacts(uid="1.1"), SeriesFacts(uid="1.1.1"), (0,))
    catalogue.add_listed(series).pending = 0  # its record was read, and led to no file
    assert counts(catalogue) == {"1.1.1": Counts(1, 0, 0, 0)}
    assert catalogue.file_set().patients[0].studies[0].series[0].instances == ()


def test_unchanged_series_are_the_same_value_in_the_next_tree() -> None:
    catalogue = Catalogue(1, "disc")
    catalogue.confirm(header("a"))
    catalogue.confirm(header("b", series="1.1.2"))
    before = catalogue.file_set().patients[0].studies[0].series
    catalogue.confirm(header("c", series="1.1.2"))
    after = catalogue.file_set().patients[0].studies[0].series
    assert after[0] is before[0]
    assert after[1] is not before[1]


@pytest.mark.parametrize(
    "other",
    [
        PatientFacts(name="Doe, Jane", patient_id="A", birth_date="19700101"),
        PatientFacts(name="Doe, Jane", patient_id="A", issuer="X"),
        PatientFacts(name="Doe, Jane", patient_id="B"),
        PatientFacts(name="Roe, Jane", patient_id="A"),
    ],
)
def test_headers_that_differ_in_any_part_of_the_identity_are_several_patients(
    other: PatientFacts,
) -> None:
    catalogue = Catalogue(1, "disc")
    catalogue.confirm(header("a"))
    catalogue.confirm(header("b", other))
    tree = catalogue.file_set()
    assert len(tree.patients) == 2
    (finding,) = file_set_findings(tree, is_complete=True)
    assert finding.code is FindingCode.SEVERAL_PATIENTS


@pytest.mark.parametrize(
    ("of_directory", "same"),
    [
        (PatientFacts(name="doe, jane", patient_id="A"), True),
        (PatientFacts(patient_id="A"), True),
        (PatientFacts(name="Doe, Jane"), True),
        (PatientFacts(), False),
        (PatientFacts(name="Doe, Jane", patient_id="A", birth_date="19700102"), False),
        (PatientFacts(name="Doe", patient_id="A"), False),
    ],
)
def test_a_directory_may_say_less_not_otherwise(of_directory: PatientFacts, *, same: bool) -> None:
    full = PatientFacts(name="Doe, Jane = 山本", patient_id="A", birth_date="19700101")
    assert is_same_person(of_directory, full) is same


def test_what_an_object_says_of_itself() -> None:
    assert list(object_findings(header("a"), "1.1.1")) == []
    other = InstanceHeader(key("a"), "9.1", "1.2.3", "", deviations=("no preamble", "odd"))
    unsupported, deviates = object_findings(other, "1.1.1")
    assert unsupported.code is FindingCode.UNSUPPORTED_OBJECT
    assert (deviates.code, deviates.detail) == (FindingCode.NOT_CONFORMANT, "no preamble; odd")
