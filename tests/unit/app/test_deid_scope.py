"""What goes into a copy, from what is open and what was chosen of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.factories.dicom import changed, image_dataset, make_disc
from tests.factories.key_objects import key_object
from tests.factories.session_desk import FaultyDesk
from viewer.app.deid_draft import CUSTOM, Draft
from viewer.app.deid_scope import (
    Offer,
    everything,
    first_offer,
    is_settled,
    of_item,
    of_key_pictures,
    of_person,
    of_study,
    offers,
    scope_of,
)
from viewer.app.stage import LoadState, Stage
from viewer.deid.profile import PRESETS
from viewer.model.display_set import Document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydicom.dataset import Dataset

PERSON: dict[str, Any] = {"PatientName": "Lindqvist^Margareta", "PatientID": "A-7784512"}
OTHER: dict[str, Any] = {"PatientName": "Oberholzer^Reto", "PatientID": "B-99123"}


def slices(series: int, count: int, **more: Any) -> list[Dataset]:
    return [image_dataset(series=series, number=n + 1, **{**PERSON, **more}) for n in range(count)]


class Desk(FaultyDesk):
    """A disc that is open and read."""

    def __init__(self, folder: Path, datasets: list[Dataset]) -> None:
        super().__init__(None)
        self.disc = folder / f"disc{len(list(folder.iterdir()))}"
        make_disc(self.disc, datasets)
        self.open(self.disc)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    images = slices(1, 3)
    document = changed(key_object(images[:2]), **PERSON)
    made = Desk(tmp_path, [*images, *slices(2, 2), document])
    yield made
    made.close()


def uids(*datasets: Dataset) -> frozenset[str]:
    return frozenset(str(ds.SOPInstanceUID) for ds in datasets)


def test_everything_is_whatever_the_sources_hold(desk: Desk) -> None:
    scope = scope_of(desk.session, everything())
    assert (scope.only, scope.sources) == (None, (desk.disc,))
    assert (scope.pictures, scope.examinations, scope.others) == (5, 1, 1)
    assert [words for words, _ in scope.examples] == [
        "2 Jan 2024, 1 · Series 1",
        "2 Jan 2024, 2 · Series 2",
        "2 Jan 2024, 90 · Key images · Of Interest",
    ]


def test_a_series_is_the_objects_of_its_pictures(desk: Desk) -> None:
    item = desk.session.catalog.items()[1]
    scope = scope_of(desk.session, of_item(item))
    assert scope.only == uids(*slices(2, 2))
    assert scope.pictures == 2


def test_a_key_object_brings_the_pictures_it_names(desk: Desk) -> None:
    item = next(
        item for item in desk.session.catalog.items() if isinstance(item.display_set, Document)
    )
    scope = scope_of(desk.session, of_item(item))
    assert scope.only is not None
    assert uids(*slices(1, 2)) < scope.only
    assert len(scope.only) == 3


def test_a_key_object_brings_nobody_elses_pictures(tmp_path: Path) -> None:
    images = slices(1, 3)
    document = changed(key_object(images[:2]), **OTHER, StudyInstanceUID="1.2.3")
    desk = Desk(tmp_path, [*images, document])
    item = next(
        item for item in desk.session.catalog.items() if isinstance(item.display_set, Document)
    )
    assert scope_of(desk.session, of_item(item)).only == uids(document)
    desk.close()


def test_a_person_and_an_examination_are_all_their_objects(desk: Desk) -> None:
    patient = desk.session.catalog.patients[0]
    whole = scope_of(desk.session, of_person(patient))
    study = scope_of(desk.session, of_study(patient.studies[0]))
    assert whole.only == study.only
    assert len(whole.only or ()) == 6


def test_nothing_chosen_is_nothing(desk: Desk) -> None:
    scope = scope_of(desk.session, Offer("nothing", frozenset()))
    assert (scope.people, scope.sources, scope.only) == ((), (), frozenset())


def test_what_is_offered_of_one_person(desk: Desk) -> None:
    session = desk.session
    session.show_item(session.catalog.items()[0].uid)
    found = [offer.words for offer in offers(session)]
    assert found == [
        "Everything that is open",
        "The examination: 2 Jan 2024, CT, Key images Factory study",
        "The series: 1 · Series 1",
        "The picture on show",
    ]
    assert first_offer(session) == everything()
    assert of_key_pictures(session) is None


def test_key_pictures_are_whole_files(tmp_path: Path) -> None:
    import numpy as np  # noqa: PLC0415

    film = image_dataset(series=3, pixels=np.zeros((4, 8, 8), np.uint16), **PERSON)
    desk = Desk(tmp_path, [*slices(1, 2), film])
    session = desk.session
    session.show_item(session.catalog.items()[-1].uid)
    frame = session.workspace.active.state.frame
    assert frame is not None
    session.key_images.toggle(frame.key, frame.header)
    offer = of_key_pictures(session)
    assert offer is not None
    scope = scope_of(session, offer)
    assert scope.only == uids(film)
    assert scope.pictures == 4
    assert offer in offers(session)
    desk.close()


class TestTwoPeople:
    @pytest.fixture
    def desk(self, tmp_path: Path) -> Iterator[Desk]:
        his = slices(1, 2, **OTHER, StudyInstanceUID="1.2.3", SeriesInstanceUID="1.2.3.1")
        for number, ds in enumerate(his):
            ds.SOPInstanceUID = ds.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.1.{number}"  # type: ignore[assignment]
        made = Desk(tmp_path, [*slices(1, 3), *his])
        yield made
        made.close()

    def test_the_person_on_show_comes_first(self, desk: Desk) -> None:
        session = desk.session
        for patient in session.catalog.patients:
            session.show_item(patient.studies[0].items[0].uid)
            assert first_offer(session) == of_person(patient)

    def test_nobody_else_is_in(self, desk: Desk) -> None:
        for patient in desk.session.catalog.patients:
            scope = scope_of(desk.session, of_person(patient))
            assert [person.facts for person in scope.people] == [patient.facts]
            assert scope.only is not None
            assert all(uid.startswith("1.2.3.1.") for uid in scope.only) == (
                patient.facts.patient_id == "B-99123"
            )


def test_two_discs_are_two_sources(tmp_path: Path) -> None:
    desk = Desk(tmp_path, slices(1, 2))
    second = tmp_path / "second"
    make_disc(second, slices(5, 1, StudyInstanceUID="1.9", SeriesInstanceUID="1.9.1"))
    desk.session.open(second)
    desk.run_until(lambda: len(desk.session.catalog.items()) == 2)
    desk.run_until(lambda: is_settled(desk.session))
    assert scope_of(desk.session, everything()).sources == (desk.disc, second)
    item = next(i for i in desk.session.catalog.items() if i.series.uid == "1.9.1")
    assert scope_of(desk.session, of_item(item)).sources == (second,)
    desk.close()


def test_before_headers_are_read_the_directory_tells(desk: Desk) -> None:
    """As in the moment in which only the DICOMDIR is known."""
    from dataclasses import replace  # noqa: PLC0415

    session = desk.session
    patient = session.catalog.patients[0]
    study = patient.studies[0]
    unread = replace(study.items[0], display_set=None, uid=study.items[0].series.uid)
    known = replace(patient, studies=(replace(study, items=(unread,)),))
    session.catalog = replace(session.catalog, patients=(known,))
    scope = scope_of(session, of_item(unread))
    assert scope.only == uids(*slices(1, 3))
    assert scope.examples


class TestDraft:
    @pytest.fixture
    def draft(self, desk: Desk) -> Iterator[Draft]:
        made = Draft(desk.session, everything())
        yield made
        made.close()

    def settle(self, desk: Desk, draft: Draft) -> None:
        desk.run_until(lambda: not draft.survey.is_running)
        desk.run_until(lambda: len(draft.examples) == 3)

    def test_it_finds_out_what_the_copy_would_be(self, desk: Desk, draft: Draft) -> None:
        self.settle(desk, draft)
        assert draft.survey.found is not None
        assert draft.survey.found.account.written == 6
        assert {example.compared.patient_id for example in draft.examples} == {"A-7784512"}

    def test_another_question_forgets_the_one_before(self, desk: Desk, draft: Draft) -> None:
        draft.set_purpose(PRESETS["public"])
        item = desk.session.catalog.items()[1]
        draft.set_offer(of_item(item))
        desk.run_until(lambda: not draft.survey.is_running)
        assert draft.survey.found is not None
        assert draft.survey.found.account.objects == 2
        assert draft.survey.found.account.profile.name == "public"

    def test_what_changes_values_only_asks_nothing_again(self, desk: Desk, draft: Draft) -> None:
        self.settle(desk, draft)
        found = draft.survey.found
        draft.set_purpose(PRESETS["research"])  # other dates, the same files
        assert draft.survey.found is found
        draft.set_purpose(PRESETS["public"])  # no reports
        assert draft.survey.found is None

    def test_names_and_words_are_in_the_profile(self, draft: Draft) -> None:
        draft.set_name("A-7784512", " Case 7 ")
        draft.set_words(("Beispielstadt",))
        assert dict(draft.profile.pseudonyms) == {"A-7784512": "Case 7"}
        assert draft.profile.extra_words == ("Beispielstadt",)
        draft.set_name("A-7784512", "")
        assert not dict(draft.profile.pseudonyms)

    def test_names_that_cannot_be_are_told(self, draft: Draft) -> None:
        draft.set_name("A-7784512", "a^b")
        assert "plain characters" in draft.problem
        draft.set_name("A-7784512", "same")
        draft.set_name("B", "same")
        assert "same" in draft.problem

    def test_own_options_are_a_profile_of_ones_own(self, draft: Draft) -> None:
        draft.set_options(PRESETS["research"].options)
        assert draft.base.name == CUSTOM
        assert draft.base.options == PRESETS["research"].options

    def test_held_it_stays_as_it_is(self, desk: Desk, draft: Draft, tmp_path: Path) -> None:
        draft.hold(held=True)
        second = tmp_path / "second"
        make_disc(second, slices(5, 1, StudyInstanceUID="1.9", SeriesInstanceUID="1.9.1"))
        desk.session.open(second)
        desk.run_until(lambda: len(desk.session.catalog.items()) == 4)
        desk.run_until(lambda: draft.is_settled)
        assert list(draft.scope.sources) == [desk.disc]
        draft.hold(held=False)
        assert list(draft.scope.sources) == [desk.disc, second]

    def test_it_waits_until_the_disc_is_read(self, desk: Desk) -> None:
        session = desk.session
        session._set_load(LoadState(Stage.READING))
        draft = Draft(session, everything())
        assert draft.survey.done == 0
        assert not is_settled(session)
        session._set_load(LoadState(Stage.READY))
        self.settle(desk, draft)
        assert draft.survey.found is not None
        draft.close()

    def test_after_a_problem_it_is_tried_again(self, desk: Desk, tmp_path: Path) -> None:
        session = desk.session
        away = tmp_path / "away"
        desk.disc.rename(away)
        draft = Draft(session, everything())
        desk.run_until(lambda: not draft.survey.is_running)
        assert draft.survey.problem is not None
        away.rename(desk.disc)
        session._set_load(LoadState(Stage.REMOVED))
        session._set_load(LoadState(Stage.READY))
        desk.run_until(lambda: draft.survey.found is not None)
        draft.close()

    def test_a_word_of_the_name_is_found_in_other_text(self, desk: Desk, draft: Draft) -> None:
        self.settle(desk, draft)
        assert draft.names_in("Knee of MARGARETA L.") == "margareta"
        assert draft.names_in("Knee") == ""
