"""Linked scrolling by position (G-040) and by a match of hand (G-041)."""

from dataclasses import replace

from tests.unit.app.stacks import CORONAL, make_stack
from viewer.app.link_state import Links
from viewer.app.links import corresponding, corresponding_index, slice_match
from viewer.model.display_set import ImageStack


def test_the_nearest_slice_in_the_same_frame_of_reference_is_found() -> None:
    thin = make_stack("1.1", positions=tuple(float(i) for i in range(20)), spacing=1.0)
    thick = make_stack("1.2", positions=(0.0, 5.0, 10.0, 15.0))
    match = corresponding_index(thin, 11, thick)
    assert match is not None
    assert (match.index, match.residual_mm, match.missing) == (2, 1.0, False)


def test_a_slice_beyond_the_other_stack_has_no_counterpart() -> None:
    low = make_stack("1.1", positions=(0.0, 5.0, 10.0))
    high = make_stack("1.2", positions=(60.0, 65.0))
    match = corresponding_index(low, 2, high)
    assert match is not None
    assert match.missing


def test_the_order_of_the_other_stack_does_not_matter() -> None:
    up = make_stack("1.1", positions=(0.0, 5.0, 10.0))
    down = make_stack("1.2", positions=(10.0, 5.0, 0.0))
    match = corresponding_index(up, 0, down)
    assert match is not None
    assert match.index == 2


def test_other_patients_are_never_linked_even_with_one_frame_of_reference() -> None:
    mine, theirs = make_stack("1.1"), make_stack("1.2")
    other = replace(theirs.frames[0].header.patient, birth_date="19700101")
    frames = tuple(replace(f, header=replace(f.header, patient=other)) for f in theirs.frames)
    assert corresponding_index(mine, 0, theirs) is not None
    assert corresponding_index(mine, 0, replace(theirs, frames=frames)) is None


def test_other_frames_of_reference_and_other_planes_are_never_linked() -> None:
    axial = make_stack("1.1")
    elsewhere = make_stack("1.2", reference="1.8")
    nowhere = make_stack("1.3", reference="")
    coronal = make_stack("1.4", directions=CORONAL)
    for other in (elsewhere, nowhere, coronal):
        assert corresponding_index(axial, 0, other) is None
    assert corresponding_index(nowhere, 0, nowhere) is None


def test_it_works_alike_from_either_side() -> None:
    thin = make_stack("1.1", positions=tuple(float(i) for i in range(21)), spacing=1.0)
    thick = make_stack("1.2", positions=(0.0, 5.0, 10.0, 15.0, 20.0))
    for index in range(5):
        there = corresponding_index(thick, index, thin)
        assert there is not None
        back = corresponding_index(thin, there.index, thick)
        assert back is not None
        assert back.index == index


def test_a_scout_of_one_image_can_lead_and_follow() -> None:
    stack = make_stack("1.1")
    one = replace(make_stack("1.2", positions=(5.0,)), is_volume=False)
    forth, back = corresponding_index(stack, 1, one), corresponding_index(one, 0, stack)
    assert forth is not None
    assert back is not None
    assert (forth.index, back.index) == (0, 1)


# By a person's word (G-041)


def matched(first: ImageStack, at: int, second: ImageStack, there: int) -> Links:
    return Links().matched(slice_match(first, at, second, there))


def test_matched_slices_keep_equal_millimetres() -> None:
    now = make_stack("1.1", positions=tuple(2.5 * i for i in range(20)), spacing=2.5)
    before = make_stack("2.1", positions=tuple(20.0 + 5.0 * i for i in range(10)), reference="2.9")
    links = matched(now, 4, before, 2)  # 10 mm here is 30 mm there
    found = corresponding(links, now, 8, before)
    assert found is not None
    assert (found.index, found.missing, found.offset) == (4, False, "+20.0 mm")
    back = corresponding(links, before, 4, now)
    assert back is not None
    assert (back.index, back.offset) == (8, "−20.0 mm")


def test_stacks_that_count_the_other_way_go_the_same_way_in_the_patient() -> None:
    """The sign is that of the normals: both move towards the head."""
    flipped = ((1.0, 0.0, 0.0), (0.0, -1.0, 0.0))  # normal points to the feet
    up = make_stack("1.1", positions=(0.0, 5.0, 10.0, 15.0))
    down = make_stack("2.1", positions=(0.0, -5.0, -10.0, -15.0), directions=flipped, reference="2")
    plane = down.frames[1].facts.plane
    assert plane is not None
    assert plane.position[2] == 5.0  # along -z at -5: towards the head all the same
    found = corresponding(matched(up, 0, down, 0), up, 2, down)
    assert found is not None
    assert (found.index, found.missing) == (2, False)


def test_beyond_the_end_of_a_matched_stack_there_is_no_slice() -> None:
    now = make_stack("1.1", positions=(0.0, 5.0, 10.0, 15.0, 20.0))
    before = make_stack("2.1", positions=(0.0, 5.0, 10.0), reference="2.9")
    links = matched(now, 0, before, 0)
    assert [found.missing for n in range(5) if (found := corresponding(links, now, n, before))] == [
        False,
        False,
        False,
        False,
        True,
    ]  # 5 mm is still within the spacing (G-040)


def test_a_match_holds_for_every_series_of_the_two_examinations() -> None:
    now, before = make_stack("1.1"), make_stack("2.1", reference="2.9")
    thin = make_stack("1.2", positions=tuple(float(i) for i in range(11)), spacing=1.0)
    links = matched(now, 0, before, 1)
    found = corresponding(links, thin, 5, before)
    assert found is not None
    assert (found.index, found.offset) == (2, "+5.0 mm")
    coronal = make_stack("1.3", directions=CORONAL)
    assert corresponding(links, coronal, 0, before) is None


def test_without_positions_the_number_of_images_is_kept() -> None:
    one = make_stack("1.1", reference="", positions=tuple(map(float, range(6))))
    other = make_stack("2.1", reference="", positions=tuple(map(float, range(8))))
    links = matched(one, 1, other, 4)
    found = corresponding(links, one, 3, other)
    assert found is not None
    assert (found.index, found.missing, found.offset) == (6, False, "+3 images")
    beyond = corresponding(links, one, 5, other)
    assert beyond is not None
    assert beyond.missing
    assert corresponding(links, one, 3, make_stack("3.1", reference="")) is None


def test_a_match_within_one_frame_of_reference_corrects_these_two_alone() -> None:
    """A patient moved between two series: the hand knows better than the coordinates."""
    first, second, third = (make_stack(uid) for uid in ("1.1", "1.2", "1.3"))
    links = matched(first, 0, second, 1)
    corrected = corresponding(links, first, 1, second)
    untouched = corresponding(links, first, 1, third)
    assert corrected is not None
    assert untouched is not None
    assert (corrected.index, corrected.offset) == (2, "+5.0 mm")
    assert (untouched.index, untouched.offset) == (1, "")


def test_a_new_match_of_the_same_two_takes_the_place_of_the_old() -> None:
    now, before = make_stack("1.1"), make_stack("2.1", reference="2.9")
    links = matched(now, 0, before, 0).matched(slice_match(before, 2, now, 0))
    assert len(links.matches) == 1
    found = corresponding(links, now, 0, before)
    assert found is not None
    assert found.index == 2


def test_one_match_of_another_person_links_nobody_else() -> None:
    """S-02: a match speaks of the identities it was made for."""
    now, before = make_stack("1.1"), make_stack("2.1", reference="2.9")
    links = matched(now, 0, before, 0)
    patient = replace(now.frames[0].header.patient, patient_id="other")
    frames = tuple(
        replace(f, header=replace(f.header, patient=patient))
        for f in make_stack("3.1", reference="2.9").frames
    )
    stranger = replace(make_stack("3.1", reference="2.9"), frames=frames)
    assert corresponding(links, now, 0, stranger) is None
    assert corresponding(links, now, 0, make_stack("3.1", reference="2.9")) is not None
