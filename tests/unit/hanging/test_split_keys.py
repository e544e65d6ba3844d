"""G-003..G-005: which frames stay together."""

import math
from typing import Any

import pytest

from tests.factories.headers import MR, image_header, slices, with_facts, with_sort
from viewer.hanging.split_keys import split
from viewer.model.display_set import StackFrame
from viewer.model.geometry import PixelSpacing, Plane, SpacingSource
from viewer.model.header import InstanceHeader
from viewer.model.image import FrameKey


def _frames(headers: list[InstanceHeader]) -> list[StackFrame]:
    return [StackFrame(FrameKey(h.file, 0), h, h.image.frame(0)) for h in headers if h.image]


def _parts(headers: list[InstanceHeader]) -> dict[str, int]:
    return {label: len(members) for label, members in split(_frames(headers))}


def test_what_is_alike_stays_whole_and_unlabelled() -> None:
    assert _parts(slices([0, 1, 2])) == {"": 3}


@pytest.mark.parametrize(
    ("field", "values", "labels"),
    [
        ("echo_time_ms", (12.0, 90.0), ["TE 12 ms", "TE 90 ms"]),
        ("b_value", (0.0, 1000.0), ["b 0", "b 1000"]),
        ("b_value", (None, 1000.0), ["no b-value", "b 1000"]),
        ("image_type", (("A", "B", "M"), ("A", "B", "PHASE MAP")), ["m", "phase map"]),
        ("stack_id", ("1", "2"), ["stack 1", "stack 2"]),
    ],
)
def test_frames_part_by_value(field: str, values: tuple[Any, Any], labels: list[str]) -> None:
    headers = [
        *(with_facts(h, **{field: values[0]}) for h in slices([0, 1, 2], "A")),
        *(with_facts(h, **{field: values[1]}) for h in slices([0, 1, 2], "B")),
    ]
    assert _parts(headers) == dict.fromkeys(labels, 3)


@pytest.mark.parametrize(
    ("field", "values", "labels"),
    [
        ("convolution_kernel", ("B30", "B70"), ["kernel B30", "kernel B70"]),
        ("acquisition_number", (1, 2), ["acquisition 1", "acquisition 2"]),
        (
            "frame_of_reference_uid",
            ("1.1", "1.2"),
            ["frame of reference 1", "frame of reference 2"],
        ),
    ],
)
def test_images_part_by_value(field: str, values: tuple[Any, Any], labels: list[str]) -> None:
    headers = [
        *(with_sort(h, **{field: values[0]}) for h in slices([0, 1, 2], "A")),
        *(with_sort(h, **{field: values[1]}) for h in slices([0, 1, 2], "B")),
    ]
    assert _parts(headers) == dict.fromkeys(labels, 3)


def test_a_sop_class_of_its_own_is_named() -> None:
    headers = [*slices([0, 1]), image_header("mr", sop_class=MR)]
    assert _parts(headers) == {"CT image": 2, "MR image": 1}


def test_sizes_part_and_are_named_columns_first() -> None:
    headers = [image_header("a", size=(64, 32)), image_header("b", size=(64, 64))]
    assert _parts(headers) == {"32 x 64": 1, "64 x 64": 1}


def test_three_planes_of_a_survey_part() -> None:
    headers = [
        *slices([0, 10, 20], "A"),
        *slices([0, 10, 20], "S", "sagittal"),
        *slices([0, 10, 20], "C", "coronal"),
    ]
    assert _parts(headers) == {"axial": 3, "sagittal": 3, "coronal": 3}


def test_a_few_images_across_a_large_stack_are_its_localizer() -> None:
    headers = [*slices(range(9), "A"), *slices([0, 10], "C", "coronal")]
    assert _parts(headers) == {"axial": 9, "coronal localizer": 2}


def test_image_type_names_a_localizer() -> None:
    scout = with_facts(slices([0], "L")[0], image_type=("ORIGINAL", "PRIMARY", "LOCALIZER"))
    axial = [with_facts(h, image_type=("ORIGINAL", "PRIMARY", "AXIAL")) for h in slices([0, 1, 2])]
    assert _parts([scout, *axial]) == {"localizer": 1, "": 3}


def test_phases_of_a_volume_part() -> None:
    headers = [
        with_facts(h, temporal_position=phase)
        for phase in (1, 2)
        for h in slices([0, 1, 2], f"P{phase}")
    ]
    assert _parts(headers) == {"phase 1": 3, "phase 2": 3}


def test_a_time_per_slice_is_no_reason_to_part() -> None:
    headers = [with_facts(h, trigger_time_ms=13.0 * n) for n, h in enumerate(slices([0, 1, 2]))]
    assert _parts(headers) == {"": 3}


def test_a_film_at_one_position_stays_whole() -> None:
    headers = [with_facts(h, trigger_time_ms=40.0 * n) for n, h in enumerate(slices([0, 0, 0]))]
    assert _parts(headers) == {"": 3}


def test_times_without_positions_are_no_reason_to_part() -> None:
    headers = [with_facts(image_header(f"{n}"), temporal_position=n) for n in (1, 2)]
    assert _parts(headers) == {"": 2}


def test_acquisitions_that_lie_behind_one_another_stay_together() -> None:
    headers = [with_sort(h, acquisition_number=n // 2) for n, h in enumerate(slices(range(6)))]
    assert _parts(headers) == {"": 6}


def test_pixel_sizes_part() -> None:
    sizes = (PixelSpacing(1, 1, SpacingSource.PATIENT), None)
    headers = [with_facts(h, spacing=s) for h, s in zip(slices([0, 1]), sizes, strict=True)]
    assert _parts(headers) == {"1 x 1 mm pixels": 1, "no pixel size": 1}


def test_gated_pet_parts_by_slot_and_interval() -> None:
    headers = [
        with_sort(
            h,
            pet_series_type=("GATED", "IMAGE"),
            number_of_slices=2,
            number_of_time_slots=2,
            pet_image_index=2 * block + n,
        )
        for block in range(3)
        for n, h in enumerate(slices([0, 1], f"B{block}"), 1)
    ]
    assert _parts(headers) == {"slot 1": 2, "slot 2": 2, "R-R 2, slot 1": 2}


def test_two_oblique_directions_are_numbered() -> None:
    turned = [
        with_facts(
            h,
            plane=Plane(
                h.image.frames[0].plane.position,
                (1, 0, 0),
                (0, math.cos(angle), math.sin(angle)),
                "1.9",
            ),
        )
        for angle in (0.0, 0.2)
        for h in slices([0, 1, 2], f"{angle}")
        if h.image is not None and h.image.frames[0].plane is not None
    ]
    assert _parts(turned) == {"axial": 3, "axial 2": 3}


def test_dynamic_pet_parts_by_image_index() -> None:
    headers = [
        with_sort(
            h,
            pet_series_type=("DYNAMIC", "IMAGE"),
            number_of_slices=3,
            pet_image_index=3 * time + n,
        )
        for time in (0, 1)
        for n, h in enumerate(slices([0, 1, 2], f"T{time}"), 1)
    ]
    assert _parts(headers) == {"time 1": 3, "time 2": 3}
