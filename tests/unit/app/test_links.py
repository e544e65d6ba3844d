"""Linked scrolling by position (G-040)."""

from dataclasses import replace

from tests.unit.app.stacks import CORONAL, make_stack
from viewer.app.links import corresponding_index


def test_the_nearest_slice_in_the_same_frame_of_reference_is_found() -> None:
    thin = make_stack("1.1", positions=tuple(float(i) for i in range(20)), spacing=1.0)
    thick = make_stack("1.2", positions=(0.0, 5.0, 10.0, 15.0))
    match = corresponding_index(thin.frames[11], thick)
    assert match is not None
    assert (match.index, match.residual_mm, match.missing) == (2, 1.0, False)


def test_a_slice_beyond_the_other_stack_has_no_counterpart() -> None:
    low = make_stack("1.1", positions=(0.0, 5.0, 10.0))
    high = make_stack("1.2", positions=(60.0, 65.0))
    match = corresponding_index(low.frames[2], high)
    assert match is not None
    assert match.missing


def test_the_order_of_the_other_stack_does_not_matter() -> None:
    up = make_stack("1.1", positions=(0.0, 5.0, 10.0))
    down = make_stack("1.2", positions=(10.0, 5.0, 0.0))
    match = corresponding_index(up.frames[0], down)
    assert match is not None
    assert match.index == 2


def test_other_patients_are_never_linked_even_with_one_frame_of_reference() -> None:
    mine, theirs = make_stack("1.1"), make_stack("1.2")
    other = replace(theirs.frames[0].header.patient, birth_date="19700101")
    frames = tuple(replace(f, header=replace(f.header, patient=other)) for f in theirs.frames)
    assert corresponding_index(mine.frames[0], theirs) is not None
    assert corresponding_index(mine.frames[0], replace(theirs, frames=frames)) is None


def test_other_frames_of_reference_and_other_planes_are_never_linked() -> None:
    axial = make_stack("1.1")
    elsewhere = make_stack("1.2", reference="1.8")
    nowhere = make_stack("1.3", reference="")
    coronal = make_stack("1.4", directions=CORONAL)
    for other in (elsewhere, nowhere, coronal):
        assert corresponding_index(axial.frames[0], other) is None
    assert corresponding_index(nowhere.frames[0], nowhere) is None
