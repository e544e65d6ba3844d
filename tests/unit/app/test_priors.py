"""Which earlier series goes beside which (S-09)."""

from dataclasses import replace

import pytest

from tests.factories.fake_session import CHEST, ERIKA, MAX, catalog_of, document_item, stack_item
from tests.unit.app.stacks import AXIAL, CORONAL, make_stack
from viewer.app.catalog import Catalog, CatalogItem, CatalogStudy
from viewer.app.key_selections import KeyFacts
from viewer.app.priors import compare_with_prior, pair_series
from viewer.model.display_set import ImageStack
from viewer.model.header import SeriesFacts, StudyFacts
from viewer.model.key_selection import KeyReference, KeySelection

LAST_YEAR = StudyFacts("2", "20230201", "1000")
LONG_AGO = StudyFacts("3", "20150201", "1000")
UNDATED = StudyFacts("4")


def series(uid: str, modality: str = "CT", words: str = "Lung", **more: str) -> SeriesFacts:
    return SeriesFacts(uid, 1, modality, words, **more)


def study(facts: StudyFacts, *items: SeriesFacts) -> CatalogStudy:
    return CatalogStudy(facts, tuple(stack_item(item, study=facts) for item in items))


def hung(catalog: Catalog, *uids: str, step: int = 0) -> list[tuple[str, str | None]]:
    found = compare_with_prior(catalog, uids, step)
    assert found is not None
    return [(p.current.uid, p.prior.uid if p.prior else None) for p in found.pairs]


def test_several_series_find_their_own_partners() -> None:
    now = study(CHEST, series("1.1", words="Soft tissue"), series("1.2", words="Lung B70"))
    then = study(LAST_YEAR, series("2.1", words="lung b70"), series("2.2", words="soft tissue"))
    catalog = catalog_of((ERIKA, (now, then)))
    assert hung(catalog, "1.1", "1.2") == [("1.1", "2.2"), ("1.2", "2.1")]


# One hospital's names, what another one calls the same, and what else there is.
NAMES = {
    "t2_tse_tra": "T2 AX",
    "t2_tirm_tra_dark-fluid": "FLAIR AX",
    "t1_se_tra": "T1 AX",
    "t1_se_tra_KM": "T1 AX post Gd",
    "ep2d_diff_3scan_trace": "DWI b1000",
    "ep2d_diff_3scan_trace_ADC": "ADC map",
    "t2_stir_sag": "TIRM",
}


@pytest.mark.parametrize("own", NAMES)
def test_a_sequence_finds_its_like_whatever_another_hospital_calls_it(own: str) -> None:
    then = [series(f"2.{n}", "MR", words) for n, words in enumerate(NAMES.values())]
    catalog = catalog_of((ERIKA, (study(CHEST, series("1.1", "MR", own)), study(LAST_YEAR, *then))))
    (pair,) = compare_with_prior(catalog, ("1.1",)).pairs  # type: ignore[union-attr]
    assert pair.prior is not None
    assert pair.prior.series.description == NAMES[own]


@pytest.mark.parametrize(("kernel", "wanted"), [("Bl60", "B70f"), ("Br40", "B30f")])
def test_a_ct_finds_the_one_of_a_kernel_of_its_kind(kernel: str, wanted: str) -> None:
    def item(uid: str, words: str, kernel: str, facts: StudyFacts) -> CatalogItem:
        made = stack_item(series(uid, words=words), study=facts)
        stack = made.display_set
        assert isinstance(stack, ImageStack)
        frames = tuple(
            replace(
                f, header=replace(f.header, sort=replace(f.header.sort, convolution_kernel=kernel))
            )
            for f in stack.frames
        )
        return replace(made, display_set=replace(stack, frames=frames))

    now = CatalogStudy(CHEST, (item("1.1", f"Thorax 1.5 {kernel}", kernel, CHEST),))
    then = CatalogStudy(
        LAST_YEAR,
        tuple(item(f"2.{k}", f"Thorax 5.0 {k}", k, LAST_YEAR) for k in ("B30f", "B70f")),
    )
    assert hung(catalog_of((ERIKA, (now, then))), "1.1") == [("1.1", f"2.{wanted}")]
    other_way = CatalogStudy(LAST_YEAR, then.items[::-1])
    assert hung(catalog_of((ERIKA, (now, other_way))), "1.1") == [("1.1", f"2.{wanted}")]


def test_a_series_does_not_take_the_partner_of_another_one() -> None:
    now = study(CHEST, series("1.1", words="Soft tissue"), series("1.2", words="Lung"))
    catalog = catalog_of((ERIKA, (now, study(LAST_YEAR, series("2.1", words="Lung")))))
    assert hung(catalog, "1.1", "1.2") == [("1.1", None), ("1.2", "2.1")]


def test_plates_and_detectors_make_one_kind_of_picture() -> None:
    now = study(CHEST, series("1.1", "DX", "Chest", body_part="CHEST"))
    ct = study(StudyFacts("5", "20240101"), series("5.1", "CT", "Thorax", body_part="CHEST"))
    plate = study(LAST_YEAR, series("2.1", "CR", "Thorax", body_part="THORAX"))
    assert hung(catalog_of((ERIKA, (now, ct, plate))), "1.1") == [("1.1", "2.1")]


def test_what_was_rejected_is_no_partner() -> None:
    """P-022: while there is anything else."""
    (now,) = study(CHEST, series("1.1")).items
    then = study(LAST_YEAR, series("2.1"), series("2.2", words="Lung again"))
    first = then.items[0].display_set
    assert isinstance(first, ImageStack)
    bad = KeySelection(
        "113001",
        "Rejected",
        references=tuple(KeyReference(f.header.sop_instance_uid) for f in first.frames),
    )
    uids = dict.fromkeys((r.sop_instance_uid for r in bad.references), (bad,))
    (pair,) = pair_series((now,), then, KeyFacts(uids))
    assert pair.prior == then.items[1]


def test_no_series_is_hung_twice() -> None:
    now = study(CHEST, series("1.1"), series("1.2"))
    catalog = catalog_of((ERIKA, (now, study(LAST_YEAR, series("2.1")))))
    assert hung(catalog, "1.1", "1.2") == [("1.1", "2.1"), ("1.2", None)]


def test_priors_come_newest_first_and_round_again() -> None:
    catalog = catalog_of(
        (
            ERIKA,
            (
                study(CHEST, series("1.1")),
                study(LAST_YEAR, series("2.1")),
                study(LONG_AGO, series("3.1")),
                study(UNDATED, series("4.1")),
            ),
        )
    )
    shown = [hung(catalog, "1.1", step=n)[0][1] for n in range(5)]
    assert shown == ["2.1", "3.1", "4.1", "2.1", "3.1"]


def test_an_older_one_of_the_same_kind_comes_before_a_newer_one_of_another() -> None:
    catalog = catalog_of(
        (
            ERIKA,
            (
                study(CHEST, series("1.1", "MR", "t2")),
                study(LAST_YEAR, series("2.1", "DX", "Chest")),
                study(LONG_AGO, series("3.1", "MR", "t1")),
            ),
        )
    )
    assert [hung(catalog, "1.1", step=n)[0][1] for n in range(2)] == ["3.1", "2.1"]


def test_a_prior_of_nothing_alike_comes_after_the_same_examination() -> None:
    now = study(CHEST, series("1.1", "MR", "t2 head"), series("1.2", "MR", "t1 head"))
    catalog = catalog_of((ERIKA, (now, study(LAST_YEAR, series("2.1", "US", "heart")))))
    assert hung(catalog, "1.1") == [("1.1", "1.2")]
    assert hung(catalog, "1.1", step=1) == [("1.1", "2.1")]


def test_a_prior_of_another_kind_but_the_same_part_of_the_body_is_one() -> None:
    now = study(CHEST, series("1.1", body_part="CHEST"), series("1.2", body_part="CHEST"))
    then = study(LAST_YEAR, series("2.1", "DX", "pa", body_part="CHEST"))
    assert hung(catalog_of((ERIKA, (now, then))), "1.1") == [("1.1", "2.1")]


def test_the_newer_one_is_on_the_left_whichever_was_on_show() -> None:
    catalog = catalog_of((ERIKA, (study(CHEST, series("1.1")), study(LAST_YEAR, series("2.1")))))
    assert hung(catalog, "2.1") == [("1.1", "2.1")]


@pytest.mark.parametrize("by", ["plane", "side", "body part"])
def test_plane_side_and_body_part_decide_before_words(by: str) -> None:
    def item(uid: str, facts: StudyFacts, *, alike: bool) -> CatalogItem:
        words = "same words" if not alike or uid.startswith("1") else "other"
        more = {}
        if by == "side":
            more["laterality"] = "L" if alike else "R"
        elif by == "body part":
            more["body_part"] = "KNEE" if alike else "HIP"
        directions = CORONAL if by == "plane" and not alike else AXIAL
        stack = make_stack(uid, directions=directions, reference=uid)
        made = stack_item(series(uid, "MR", words, **more), study=facts)
        return replace(made, display_set=stack)

    now = CatalogStudy(CHEST, (item("1.1", CHEST, alike=True),))
    then = CatalogStudy(
        LAST_YEAR, (item("2.1", LAST_YEAR, alike=False), item("2.2", LAST_YEAR, alike=True))
    )
    assert hung(catalog_of((ERIKA, (now, then))), "1.1") == [("1.1", "2.2")]


def test_without_another_examination_another_series_is_shown_and_is_no_prior() -> None:
    found = compare_with_prior(
        catalog_of((ERIKA, (study(CHEST, series("1.1"), series("1.2")),))), ["1.1"]
    )
    assert found is not None
    assert not found.is_prior
    assert found.pairs[0].prior is not None
    assert found.pairs[0].prior.uid == "1.2"


def test_an_outside_disc_of_perhaps_the_same_person_is_a_prior() -> None:
    """The guard asks before it is hung (S-02)."""
    there = replace(ERIKA, patient_id="A-99")
    catalog = catalog_of(
        (ERIKA, (study(CHEST, series("1.1")),)), (there, (study(LAST_YEAR, series("2.1")),))
    )
    assert hung(catalog, "1.1") == [("1.1", "2.1")]


def test_nobody_elses_examination_is_a_prior() -> None:
    """S-02."""
    catalog = catalog_of(
        (ERIKA, (study(CHEST, series("1.1")),)), (MAX, (study(LAST_YEAR, series("2.1")),))
    )
    assert compare_with_prior(catalog, ["1.1"]) is None
    assert compare_with_prior(catalog, []) is None
    assert compare_with_prior(catalog, ["gone"]) is None


def test_the_same_examination_on_a_second_disc_is_no_prior() -> None:
    copy = study(CHEST, series("1.1"))
    catalog = catalog_of((ERIKA, (study(CHEST, series("1.1")), copy)))
    found = compare_with_prior(catalog, ["1.1"])
    assert found is None or not found.is_prior


def test_a_study_of_reports_alone_is_no_prior() -> None:
    report = CatalogStudy(LAST_YEAR, (document_item(series("2.9", "DOC", "Report")),))
    assert (
        compare_with_prior(catalog_of((ERIKA, (study(CHEST, series("1.1")), report))), ["1.1"])
        is None
    )
