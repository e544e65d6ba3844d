"""G-001, G-002, G-004, G-014, D-123: a series becomes display sets and nothing is lost."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories.headers import (
    image_header,
    instance,
    plane,
    read_headers,
    slices,
    with_facts,
    with_sort,
)
from tests.shared_data import shared_data
from viewer.hanging.planes import plane_name
from viewer.hanging.split_rules import split_series
from viewer.model.display_set import DisplaySet, Document, DocumentKind, ImageStack, StackKind
from viewer.model.findings import FindingCode
from viewer.model.header import CineFacts, FrameFacts, InstanceHeader


def _split(headers: list[InstanceHeader]) -> tuple[DisplaySet, ...]:
    return split_series([instance(h) for h in headers], {h.file: h for h in headers})


def _stacks(headers: list[InstanceHeader]) -> list[ImageStack]:
    return [s for s in _split(headers) if isinstance(s, ImageStack)]


def _files(stack: ImageStack) -> list[str]:
    return [f.key.file.path for f in stack.frames]


def test_one_series_of_slices_is_one_stack_with_the_series_uid() -> None:
    (stack,) = _stacks(slices([0, 5, 10]))
    assert (stack.uid, stack.label, stack.kind) == ("1.2.3", "", StackKind.SLICES)
    assert stack.spacing_mm == 5
    assert stack.is_volume


def test_the_first_sub_stack_keeps_the_uid_and_all_are_different() -> None:
    stacks = _stacks([*slices([0, 1, 2], "A"), *slices([0, 1, 2], "C", "coronal")])
    assert [s.uid for s in stacks] == ["1.2.3", "1.2.3#coronal"]
    assert [s.label for s in stacks] == ["axial", "coronal"]


def test_uids_stay_while_headers_arrive() -> None:
    headers = [*slices([0, 1, 2], "A"), *slices([0, 1, 2], "C", "coronal")]
    (early,) = _stacks(headers[:3])
    assert early.uid == _stacks(headers)[0].uid


def test_every_multi_frame_image_is_a_stack_of_its_own() -> None:
    film = CineFacts(temporal=True)
    headers = [
        image_header("a", count=3, cine=film, instance_number=1),
        image_header("b", count=4, cine=film, instance_number=2),
        image_header("c", instance_number=3),
    ]
    stacks = _stacks(headers)
    assert [(len(s.frames), s.kind) for s in stacks] == [
        (3, StackKind.CINE),
        (4, StackKind.CINE),
        (1, StackKind.SINGLE),
    ]
    assert len({s.uid for s in stacks}) == 3
    assert [s.label for s in stacks] == ["no. 1", "no. 2", "no. 3"]
    assert [f.key.frame_index for f in stacks[1].frames] == [0, 1, 2, 3]


def test_frames_of_an_enhanced_image_are_sorted_by_position() -> None:
    frames = [FrameFacts(plane=plane((0, 0, z))) for z in (10.0, 0.0, 5.0)]
    (stack,) = _stacks([image_header("e", *frames)])
    heights = [f.facts.plane.position[2] for f in stack.frames if f.facts.plane]
    assert heights in ([0, 5, 10], [10, 5, 0])
    assert stack.is_volume


def test_an_enhanced_image_parts_by_time() -> None:
    frames = [
        FrameFacts(plane=plane((0, 0, z)), temporal_position=t) for t in (1, 2) for z in (0.0, 5.0)
    ]
    stacks = _stacks([image_header("e", *frames)])
    assert [(s.label, len(s.frames)) for s in stacks] == [("phase 1", 2), ("phase 2", 2)]


def test_a_plane_shared_by_all_frames_makes_no_volume() -> None:
    header = image_header("f", FrameFacts(plane=plane((0, 0, 0))), count=5)
    (stack,) = _stacks([header])
    assert not stack.is_volume
    assert len(stack.frames) == 5


def test_a_concatenation_is_one_stack_in_its_own_order() -> None:
    headers = [
        image_header("b", count=2, concatenation_uid="1.7", in_concatenation_number=2),
        image_header("a", count=2, concatenation_uid="1.7", in_concatenation_number=1),
    ]
    (stack,) = _stacks(headers)
    assert _files(stack) == ["a", "a", "b", "b"]
    assert stack.findings == ()


def test_a_missing_part_of_a_concatenation_is_told() -> None:
    headers = [
        image_header("a", count=2, concatenation_uid="1.7", in_concatenation_number=1),
        image_header("c", count=2, concatenation_uid="1.7", in_concatenation_number=3),
    ]
    (stack,) = _stacks(headers)
    assert [f.code for f in stack.findings] == [FindingCode.FILE_MISSING]
    assert "parts 2" in stack.findings[0].detail


def test_a_series_of_localizers_is_a_localizer() -> None:
    headers = [
        with_facts(h, image_type=("ORIGINAL", "PRIMARY", "LOCALIZER")) for h in slices([0, 9])
    ]
    (stack,) = _stacks(headers)
    assert stack.kind is StackKind.LOCALIZER


def test_single_images_at_one_place_over_time_are_a_film() -> None:
    headers = [with_facts(h, trigger_time_ms=40.0 * n) for n, h in enumerate(slices([0, 0, 0]))]
    (stack,) = _stacks(headers)
    assert stack.kind is StackKind.CINE


@pytest.mark.parametrize(
    ("sop_class", "mime", "title", "kind", "label"),
    [
        ("1.2.840.10008.5.1.4.1.1.104.1", "application/pdf", "Letter", DocumentKind.PDF, "Letter"),
        ("1.2.840.10008.5.1.4.1.1.104.1", "application/pdf", "", DocumentKind.PDF, "PDF document"),
        ("1.2.840.10008.5.1.4.1.1.88.11", "", "Findings", DocumentKind.REPORT, "Findings"),
        (
            "1.2.840.10008.5.1.4.1.1.88.59",
            "",
            "Of interest",
            DocumentKind.REPORT,
            "Of interest",
        ),
        ("1.2.840.10008.5.1.4.1.1.2", "", "", DocumentKind.OTHER, "CT image"),
        ("1.2.999", "", "", DocumentKind.OTHER, "Object of class 1.2.999"),
        ("", "", "", DocumentKind.OTHER, "Object of unknown class"),
    ],
)
def test_what_has_no_picture_is_listed(
    sop_class: str, mime: str, title: str, kind: DocumentKind, label: str
) -> None:
    header = replace(
        image_header("d"), image=None, sop_class_uid=sop_class, mime_type=mime, title=title
    )
    (document,) = _split([header])
    assert isinstance(document, Document)
    assert (document.kind, document.label) == (kind, label)


def test_a_broken_image_stays_listed_beside_the_others() -> None:
    broken = replace(image_header("x"), image=None, image_problem="no rows")
    sets = _split([*slices([0, 1, 2]), broken])
    assert [type(s) for s in sets] == [ImageStack, Document]


def test_instances_not_read_yet_are_waited_for() -> None:
    headers = slices([0, 1, 2])
    (stack,) = split_series([instance(h) for h in headers], {h.file: h for h in headers[:2]})
    assert isinstance(stack, ImageStack)
    assert len(stack.frames) == 2
    assert split_series([instance(h) for h in headers], {}) == ()


def test_holes_in_the_numbering_are_expected_only_of_a_whole_series() -> None:
    headers = slices([0, 1, 2, 3])
    headers[3] = with_sort(headers[3], instance_number=6)
    assert _stacks(headers)[0].expected == 6
    split = _stacks([*headers, *slices([0, 1, 2], "C", "coronal")])
    assert [s.expected for s in split] == [None, None]


def test_both_of_two_conflicting_copies_are_in_the_stack() -> None:
    """G-014; the medium has compared them, drops true copies and tells of the others."""
    one, two = slices([0, 5])
    (stack,) = _stacks([one, replace(two, sop_instance_uid=one.sop_instance_uid)])
    assert len(stack.frames) == 2
    assert stack.findings == ()


def test_documents_of_one_name_have_different_uids() -> None:
    headers = [replace(image_header(n), image=None, sop_class_uid="1.2.9") for n in "abc"]
    uids = [s.uid for s in _split(headers)]
    assert uids == ["1.2.3", "1.2.3#Object of class 1.2.9", "1.2.3#c"]


def test_series_without_a_uid_still_have_different_ones() -> None:
    header = replace(image_header("a"), series=replace(image_header("a").series, uid=""))
    (stack,) = _stacks([header])
    assert stack.uid


# Real files; numbers from the shared data's SOURCES.md and dcmdump.


def _real(folder: str) -> list[InstanceHeader]:
    return read_headers(shared_data() / folder)


def _real_stacks(folder: str) -> list[ImageStack]:
    return _stacks(_real(folder))


def test_survey_of_three_planes() -> None:
    stacks = _real_stacks("series/mr-philips-survey-3-planes")
    found = {plane_name(s.frames[0].facts.plane): len(s.frames) for s in stacks}
    assert found == {"coronal": 5, "sagittal": 3, "axial": 3}
    assert all(s.spacing_mm == pytest.approx(25.0, abs=0.001) for s in stacks)


def test_gantry_tilt_is_found_and_both_slice_distances_are_kept_apart() -> None:
    stacks = _real_stacks("series/ct-ge-gantry-tilt")
    # 4.22 and 7.38 mm along the table, seen along a normal 18.5 degrees off.
    assert [len(s.frames) for s in stacks] == [14, 14]
    assert [s.spacing_mm for s in stacks] == pytest.approx([4.0019, 6.9986], abs=1e-3)
    for stack in stacks:
        (finding,) = stack.findings
        assert finding.code is FindingCode.TILTED
        assert "18.5 degrees" in finding.detail


def test_philips_head_is_ordered_by_number_not_by_file_name() -> None:
    (stack,) = _real_stacks("series/ct-philips-head-5mm")
    assert [f.header.sort.instance_number for f in stack.frames] == list(range(5, 15))
    assert stack.spacing_mm == pytest.approx(5.0)


def test_uneven_slices_have_gaps_where_the_table_moved_by_six() -> None:
    (stack,) = _real_stacks("made/series/ct-tilted-uneven")
    assert [f.header.sort.instance_number for f in stack.frames] == list(range(1, 15))
    assert stack.gaps == (9, 10, 11, 12)


def test_phases_become_stacks() -> None:
    stacks = _real_stacks("made/series/mr-3-phases")
    assert [len(s.frames) for s in stacks] == [5, 5, 5]
    numbers = [[f.header.sort.instance_number for f in s.frames] for s in stacks]
    assert numbers == [list(range(1, 6)), list(range(6, 11)), list(range(11, 16))]


def test_mixed_sizes_become_stacks() -> None:
    stacks = _real_stacks("made/series/mixed-sizes")
    assert sorted(s.label for s in stacks) == ["128 x 32", "64 x 64", "64 x 80"]


def test_three_planes_with_blank_numbers() -> None:
    stacks = _real_stacks("made/series/mr-three-planes")
    assert [_files(s) for s in stacks] == [
        ["ax0.dcm", "ax1.dcm", "ax2.dcm"],
        ["cor0.dcm", "cor1.dcm", "cor2.dcm"],
        ["sag0.dcm", "sag1.dcm", "sag2.dcm"],
    ]


def test_field_map_parts_into_magnitude_and_map() -> None:
    headers = [h for h in _real("multiframe") if h.file.path == "IM_0027_fMAP.dcm"]
    stacks = _stacks(headers)
    assert sorted((len(s.frames), s.label) for s in stacks) == [(32, "t1 field_map"), (32, "t1 m")]
    assert all(s.is_volume for s in stacks)


def test_no_image_of_a_real_disc_is_lost() -> None:
    headers = _real("media/hitachi-mr-disc")
    for uid in {h.series.uid for h in headers}:
        series = [h for h in headers if h.series.uid == uid]
        shown = [path for stack in _stacks(series) for path in _files(stack)]
        assert sorted(shown) == sorted(h.file.path for h in series)


def test_shared_data_folder_is_used(tmp_path: Path) -> None:
    assert read_headers(tmp_path) == []


def _missing_parts(*parts: tuple[int, int | None]) -> list[str]:
    headers = [
        image_header(
            str(place),
            count=2,
            concatenation_uid="1.7",
            in_concatenation_number=number,
            in_concatenation_total=total,
        )
        for place, (number, total) in enumerate(parts)
    ]
    (stack,) = _stacks(headers)
    return [f.detail for f in stack.findings if f.code is FindingCode.FILE_MISSING]


def test_a_missing_tail_of_a_concatenation_is_told() -> None:
    """D-123, S-05: the parts that are there know how many there should be."""
    assert _missing_parts((1, 3), (2, 3), (3, 3)) == []
    assert _missing_parts((2, 6), (3, 6)) == [
        "parts 1, 4 to 6 of a concatenation are missing",
    ]


def test_absurd_numbers_of_parts_are_ignored() -> None:
    absurd = 4_000_000_000
    assert _missing_parts((absurd, None)) == []
    assert _missing_parts((1, absurd), (absurd, 2)) == [
        "parts 2 of a concatenation are missing",
    ]
    assert _missing_parts((1, 65_535)) == ["parts 2 to 65535 of a concatenation are missing"]
