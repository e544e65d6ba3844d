"""Corner text: complete when full, and never without identity, orientation marks and lossy."""

from dataclasses import replace

import pytest

from tests.unit.app.stacks import make_stack
from viewer.app.corner_text import KEY_PICTURE, CornerFacts, CornerText, Emphasis, corner_text
from viewer.model.header import IndexVector, LossyFacts, Overlay
from viewer.model.lut import VoiSource, Window
from viewer.model.pet import PetFacts, PetSeries
from viewer.model.viewport import AnnotationLevel, ColourReading, Presentation, ViewState


def facts(**changes: object) -> CornerFacts:
    stack = make_stack()
    values: dict[str, object] = {
        "stack": stack,
        "index": 1,
        "frame": stack.frames[1],
        "view": ViewState(),
        "presentation": Presentation(),
        "voi": Window(-600, 1500, source=VoiSource.FILE),
        "zoom": 1.8,
        **changes,
    }
    return CornerFacts(**values)  # type: ignore[arg-type]


def all_text(text: CornerText) -> str:
    corners = (text.top_left, text.top_right, text.bottom_left, text.bottom_right)
    return "\n".join(line.text for corner in corners for line in corner)


def test_full_text_names_patient_study_window_zoom_and_place() -> None:
    text = all_text(corner_text(facts(), AnnotationLevel.FULL))
    for part in (
        "Muster, Erika",
        "id 4711",
        "*14 May 1961",
        "62 y",
        "12 Mar 2024",
        "W 1500 L −600 (file)",
        "zoom 180 %",
        "2 / 3",
        "5.0 mm",
        "pos 5.0",
    ):
        assert part in text


@pytest.mark.parametrize("level", list(AnnotationLevel))
def test_identity_date_and_lossy_mark_survive_every_level(level: AnnotationLevel) -> None:
    given = facts(view=ViewState(flipped=True, quarter_turns=3))
    image = given.frame.header.image
    assert image is not None
    lossy = replace(image, lossy=LossyFacts(lossy=True, ratios=(10.0,), methods=("ISO_10918_1",)))
    header = replace(given.frame.header, image=lossy)
    given = replace(given, frame=replace(given.frame, header=header))
    text = all_text(corner_text(given, level))
    for part in ("Muster, Erika", "4711", "12 Mar 2024", "LOSSY 10:1 ISO_10918_1"):
        assert part in text
    assert "FLIPPED" in text
    assert "ROTATED 90°" in text


@pytest.mark.parametrize(
    ("lossy", "expected"),
    [
        (LossyFacts(lossy=True), "LOSSY"),
        (LossyFacts(lossy=True, ratios=(12.5,)), "LOSSY 12.5:1"),
        (LossyFacts(True, (10.0, 4.0), ("A", "B")), "LOSSY 10:1 A + 4:1 B"),  # noqa: FBT003  lossy
        (LossyFacts(True, (10.0,), ("A", "B")), "LOSSY 10:1 A + B"),  # noqa: FBT003  lossy
    ],
)
def test_every_lossy_compression_is_named(lossy: LossyFacts, expected: str) -> None:
    """S-07: ratios and methods are multi-valued."""
    given = facts()
    image = given.frame.header.image
    assert image is not None
    header = replace(given.frame.header, image=replace(image, lossy=lossy))
    given = replace(given, frame=replace(given.frame, header=header))
    lines = [line.text for line in corner_text(given, AnnotationLevel.OFF).bottom_left]
    assert lines[0] == expected


def test_technique_stands_side_by_side_in_few_lines() -> None:
    given = facts()
    image = given.frame.header.image
    assert image is not None
    made = ("120 kV", "210 mA", "500 ms", "SOFT", "contrast: a long name of an agent")
    header = replace(given.frame.header, image=replace(image, technique=made))
    given = replace(given, frame=replace(given.frame, header=header))
    lines = [line.text for line in corner_text(given, AnnotationLevel.FULL).bottom_left]
    assert lines[:2] == ["120 kV · 210 mA · 500 ms · SOFT", "contrast: a long name of an agent"]
    assert "120 kV" not in all_text(corner_text(given, AnnotationLevel.MINIMAL))


def test_off_hides_window_and_zoom() -> None:
    text = all_text(corner_text(facts(), AnnotationLevel.OFF))
    assert "zoom" not in text
    assert "W 1500" not in text


def test_a_prior_says_so_beside_its_date() -> None:
    text = corner_text(facts(newest_study="20270401"), AnnotationLevel.MINIMAL)
    assert [line.text for line in text.top_right[:2]] == ["12 Mar 2024", "prior, 3 y"]


def test_missing_images_and_disagreeing_sides_are_warnings() -> None:
    stack = replace(make_stack(), expected=5)
    frame = replace(stack.frames[1], facts=replace(stack.frames[1].facts, laterality=("R", "L")))
    lines = corner_text(facts(stack=stack, frame=frame), AnnotationLevel.MINIMAL).bottom_right
    warnings = [line.text for line in lines if line.emphasis is Emphasis.WARNING]
    assert warnings == ["2 missing", "R / L (sources disagree)"]


@pytest.mark.parametrize("level", AnnotationLevel)
def test_that_only_key_pictures_are_leafed_through_is_always_said(level: AnnotationLevel) -> None:
    stack = make_stack()
    picked = replace(stack, frames=stack.frames[:1], is_selection=True)
    assert "only key pictures" in all_text(corner_text(facts(stack=picked), level))
    assert "only key pictures" not in all_text(corner_text(facts(stack=stack), level))


def test_a_patient_without_name_or_id_is_said_to_have_none() -> None:
    given = facts()
    header = replace(given.frame.header, patient=type(given.frame.header.patient)())
    text = corner_text(
        replace(given, frame=replace(given.frame, header=header)), AnnotationLevel.OFF
    )
    assert [line.text for line in text.top_left[:2]] == ["no name", "no id"]


def test_overlays_are_named_with_what_was_measured_in_them_while_they_are_shown() -> None:
    """D-083."""
    given = facts()
    image = given.frame.header.image
    assert image is not None
    region = Overlay(
        0x6000, b"\x01", 1, 1, 1, kind="R", label="LESION", statistics=("mean 12.3", "SD 4")
    )
    header = replace(given.frame.header, image=replace(image, overlays=(region,)))
    given = replace(given, frame=replace(given.frame, header=header))
    line = "overlay: LESION · mean 12.3 · SD 4"
    assert line in all_text(corner_text(given, AnnotationLevel.FULL))
    hidden = replace(given, presentation=Presentation(show_overlays=False))
    assert line not in all_text(corner_text(hidden, AnnotationLevel.FULL))


@pytest.mark.parametrize(("samples", "marked"), [(3, True), (1, False)])
def test_colours_read_differently_are_marked(samples: int, *, marked: bool) -> None:
    """D-072; on a grey image there is nothing to read differently, and nothing is claimed."""
    given = facts(presentation=Presentation(colour_reading=ColourReading.YCBCR))
    image = given.frame.header.image
    assert image is not None
    pixels = replace(image.pixels, samples_per_pixel=samples)
    header = replace(given.frame.header, image=replace(image, pixels=pixels))
    given = replace(given, frame=replace(given.frame, header=header))
    text = all_text(corner_text(given, AnnotationLevel.OFF))
    assert ("colours read as YCbCr" in text) is marked


@pytest.mark.parametrize(
    ("pet", "words"),
    [
        (PetSeries(units="GML", corrected_image=("ATTN", "DECY")), "SUVbw, as in the file"),
        (PetSeries(units="GML"), "no SUV: not corrected for attenuation"),
    ],
)
def test_the_case_of_suv_is_said_or_why_there_is_none(pet: PetSeries, words: str) -> None:
    """G-055, S-13: with full text, and only there."""
    given = facts()
    image = given.frame.header.image
    assert image is not None
    header = replace(given.frame.header, image=replace(image, pet=PetFacts(pet)))
    given = replace(given, frame=replace(given.frame, header=header))
    assert words in all_text(corner_text(given, AnnotationLevel.FULL))
    assert words not in all_text(corner_text(given, AnnotationLevel.MINIMAL))


def test_a_key_picture_has_a_star() -> None:
    for level, is_said in (
        (AnnotationLevel.FULL, True),
        (AnnotationLevel.MINIMAL, True),
        (AnnotationLevel.OFF, False),
    ):
        assert (KEY_PICTURE in all_text(corner_text(facts(is_key=True), level))) is is_said
    assert KEY_PICTURE not in all_text(corner_text(facts(), AnnotationLevel.FULL))


def test_the_frame_is_named_by_what_it_is_counted_by() -> None:
    """D-143, where a number alone does not tell which of two detectors it is."""
    given = facts()
    image = given.frame.header.image
    assert image is not None
    vectors = (IndexVector("detector", (2,)), IndexVector("view", (31,)))
    header = replace(given.frame.header, image=replace(image, index=vectors))
    given = replace(given, frame=replace(given.frame, header=header))
    for level, said in ((AnnotationLevel.FULL, True), (AnnotationLevel.OFF, False)):
        text = corner_text(given, level)
        assert ("detector 2 · view 31" in [line.text for line in text.bottom_right]) is said
