"""Copies and parts of one examination on several discs are one examination (S-09)."""

from dataclasses import replace

from tests.factories.fake_session import CHEST, ERIKA, catalog_of, stack_item
from viewer.app.catalog import Catalog, CatalogItem, CatalogStudy
from viewer.app.compare import comparable
from viewer.app.examinations import examinations
from viewer.app.hang_items import hang_items
from viewer.app.priors import compare_with_prior
from viewer.model.display_set import ImageStack
from viewer.model.header import SeriesFacts, StudyFacts

BEFORE = StudyFacts("2", "20230201", "1000")
LONG_AGO = StudyFacts("3", "20150201", "1000")


def item(uid: str, study: StudyFacts, medium: int = 1, words: str = "Lung") -> CatalogItem:
    made = stack_item(SeriesFacts(uid, 1, "CT", words), study=study)
    own = uid if medium == 1 else f"{medium}/{uid}"
    assert isinstance(made.display_set, ImageStack)
    return replace(made, uid=own, medium=medium, display_set=replace(made.display_set, uid=own))


def two_discs() -> Catalog:
    """The second disc holds copies of both, one more series of the present, and an old one."""
    studies = (
        CatalogStudy(CHEST, (item("1.1", CHEST),)),
        CatalogStudy(CHEST, (item("1.1", CHEST, 2), item("1.2", CHEST, 2, "Soft"))),
        CatalogStudy(BEFORE, (item("2.1", BEFORE),)),
        CatalogStudy(BEFORE, (item("2.1", BEFORE, 2),)),
        CatalogStudy(LONG_AGO, (item("3.1", LONG_AGO, 2),)),
    )
    return catalog_of((ERIKA, studies))


def uids(studies: tuple[CatalogStudy, ...]) -> list[list[str]]:
    return [[one.uid for one in study.items] for study in studies]


def test_each_is_there_once_with_all_its_series() -> None:
    studies = two_discs().patients[0].studies
    assert uids(examinations(studies)) == [["1.1", "2/1.2"], ["2.1"], ["2/3.1"]]
    assert uids(examinations(studies, "2/1.1"))[0] == ["2/1.1", "2/1.2"]


def test_those_without_a_uid_stay_apart() -> None:
    nameless = StudyFacts("", "20200101")
    studies = [CatalogStudy(nameless, (item(uid, nameless),)) for uid in ("7", "8")]
    assert uids(examinations(studies)) == [["7"], ["8"]]


def test_a_copy_is_no_prior() -> None:
    catalog = two_discs()
    for leading in ("1.1", "2/1.1"):
        found = [compare_with_prior(catalog, [leading], step) for step in range(3)]
        priors = [one.pairs[0].prior for one in found if one is not None]
        assert [prior.uid for prior in priors if prior] == ["2.1", "2/3.1", "2.1"]
        ages = {hung.uid: hung.study for hung in hang_items(catalog, leading)}
        assert ages == {leading: 0, "2/1.2": 0, "2.1": 1, "2/3.1": 2}


def test_a_copy_is_no_company() -> None:
    studies = (
        CatalogStudy(CHEST, (item("1.1", CHEST),)),
        CatalogStudy(CHEST, (item("1.1", CHEST, 2),)),
    )
    assert comparable(catalog_of((ERIKA, studies)), "1.1") is None
