"""What goes beside a series: the same of another date, never another person's."""

from dataclasses import replace

from tests.factories.fake_session import (
    CHEST,
    ERIKA,
    catalog_of,
    document_item,
    small_catalog,
    stack_item,
    two_people,
)
from tests.unit.app.stacks import make_stack
from viewer.app.catalog import CatalogItem, CatalogStudy
from viewer.app.compare import comparable
from viewer.model.display_set import ImageStack, StackKind
from viewer.model.header import SeriesFacts, StudyFacts

OLD = StudyFacts("2", "20220101")


def test_the_same_modality_and_words_of_the_prior_win() -> None:
    now = stack_item(SeriesFacts("1.1", 1, "MR", "t2 tse sag"))
    prior = tuple(
        stack_item(SeriesFacts(f"2.{n}", n, modality, words), study=OLD)
        for n, (modality, words) in enumerate(
            (("DX", "t2 tse sag"), ("MR", "t1 tra"), ("MR", "T2 TSE sag"))
        )
    )
    catalog = catalog_of((ERIKA, (CatalogStudy(CHEST, (now,)), CatalogStudy(OLD, prior))))
    found = comparable(catalog, "1.1")
    assert found is not None
    assert found.uid == "2.2"


def test_a_scout_is_the_last_choice() -> None:
    now = stack_item(SeriesFacts("1.1", 1, "CT", "lung"))
    scout = stack_item(SeriesFacts("2.1", 1, "CT", "scout"), study=OLD)
    assert isinstance(scout.display_set, ImageStack)
    scout = replace(scout, display_set=replace(scout.display_set, kind=StackKind.LOCALIZER))
    soft = stack_item(SeriesFacts("2.2", 2, "CT", "soft"), study=OLD)
    catalog = catalog_of((ERIKA, (CatalogStudy(CHEST, (now,)), CatalogStudy(OLD, (scout, soft)))))
    found = comparable(catalog, "1.1")
    assert found is not None
    assert found.uid == "2.2"


def test_the_same_view_wins_among_projections_of_one_name() -> None:
    def projection(uid: str, view: str, study: StudyFacts) -> CatalogItem:
        made = stack_item(SeriesFacts(uid, 1, "MG", "Mammography"), study=study, count=1)
        assert isinstance(made.display_set, ImageStack)
        (frame,) = made.display_set.frames
        header = replace(frame.header, sort=replace(frame.header.sort, view_position=view))
        frames = (replace(frame, header=header),)
        return replace(made, display_set=replace(made.display_set, frames=frames))

    now = projection("1.1", "MLO", CHEST)
    prior = (projection("2.1", "CC", OLD), projection("2.2", "MLO", OLD))
    catalog = catalog_of((ERIKA, (CatalogStudy(CHEST, (now,)), CatalogStudy(OLD, prior))))
    found = comparable(catalog, "1.1")
    assert found is not None
    assert found.uid == "2.2"


def test_never_another_person() -> None:
    """S-02: two people on one medium are not compared."""
    assert comparable(two_people(), "1.2.1.2") is None


def test_documents_and_unknown_uids_are_no_company() -> None:
    one = stack_item(SeriesFacts("1.1", 1, "CT", "lung"))
    report = document_item(SeriesFacts("1.9", 9, "DOC", "Report"))
    catalog = catalog_of((ERIKA, (CatalogStudy(CHEST, (one, report)),)))
    assert comparable(catalog, "1.1") is None
    assert comparable(small_catalog(), "not there") is None


def test_another_series_at_the_same_place_beats_another_part_of_the_same_series() -> None:
    def item(series: str, uid: str, positions: tuple[float, ...]) -> CatalogItem:
        stack = make_stack(uid, positions=positions)
        facts = SeriesFacts(series, 1, "MR", "axial")
        return CatalogItem(uid, 1, facts, "", len(positions), display_set=stack)

    here = item("1.1", "1.1", (0.0, 5.0, 10.0))
    elsewhere = item("1.1", "1.1#2", (90.0, 95.0))
    other_weighting = item("1.2", "1.2", (0.0, 5.0, 10.0))
    study = CatalogStudy(CHEST, (here, elsewhere, other_weighting))
    assert comparable(catalog_of((ERIKA, (study,))), "1.1") == other_weighting
