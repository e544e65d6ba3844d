"""Written presentation states: what they say, and what others say of them (P-018)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pydicom.dataset import Dataset

from tests.factories.dicom import make_image
from tests.factories.marked import (
    DRAWINGS,
    WHEN,
    checked,
    complaints,
    drawing,
    marked,
    output_of,
    read,
    saved,
)
from viewer.export.presentation_state import by_state, presentation_state
from viewer.model.annotation import AnnotationKind
from viewer.model.lut import LutTable, ModalityTable, Rescale, VoiLut, Window
from viewer.model.viewport import ViewState
from viewer.render.placement import place

if TYPE_CHECKING:
    from pathlib import Path

    from viewer.model.header import InstanceHeader

SYNTAX = "1.2.840.10008.1.2.1"


@pytest.fixture
def images(tmp_path: Path) -> tuple[list[InstanceHeader], list[Dataset]]:
    folder = tmp_path / "images"
    for number in (1, 2):
        make_image(folder / f"IM{number}", number=number)
    return read(folder)


@pytest.mark.parametrize("kind", list(AnnotationKind))
def test_every_kind_of_drawing_is_valid(
    kind: AnnotationKind, images: tuple[list[InstanceHeader], list[Dataset]], tmp_path: Path
) -> None:
    headers, sources = images
    image = marked(headers[0], drawing(headers[0], kind))
    checked(presentation_state([image], sources[0], WHEN), tmp_path / "PR")


def test_it_names_the_images_and_the_patient(
    images: tuple[list[InstanceHeader], list[Dataset]], tmp_path: Path
) -> None:
    headers, sources = images
    ds = presentation_state([marked(h, drawing(h)) for h in headers], sources[0], WHEN)
    checked(ds, tmp_path / "PR")
    series = ds.ReferencedSeriesSequence[0]
    assert series.SeriesInstanceUID == sources[0].SeriesInstanceUID
    uids = [item.ReferencedSOPInstanceUID for item in series.ReferencedImageSequence]
    assert uids == [source.SOPInstanceUID for source in sources]
    assert "ReferencedFrameNumber" not in series.ReferencedImageSequence[0]
    for keyword in ("PatientName", "PatientID", "StudyInstanceUID", "StudyDate", "AccessionNumber"):
        assert ds[keyword].value == sources[0][keyword].value
    assert ds.SOPInstanceUID.startswith("2.25.")
    assert ds.SeriesInstanceUID not in {source.SeriesInstanceUID for source in sources}


def test_others_agree_that_it_is_the_same_patient_and_study(
    images: tuple[list[InstanceHeader], list[Dataset]], tmp_path: Path
) -> None:
    """V-02."""
    headers, sources = images
    path = saved(presentation_state([marked(headers[0])], sources[0], WHEN), tmp_path / "PR")
    files = [str(tmp_path / "images" / header.file.path) for header in headers]
    code, said = output_of("dcentvfy", *files, str(path))
    assert code == 0, said


def test_lines_are_at_the_corners_of_pixels(
    images: tuple[list[InstanceHeader], list[Dataset]],
) -> None:
    """P-013: the centre of the first pixel is 0.5, 0.5."""
    headers, sources = images
    image = marked(headers[0], drawing(headers[0]))
    item = presentation_state([image], sources[0], WHEN).GraphicAnnotationSequence[0]
    graphic = item.GraphicObjectSequence[0]
    assert graphic.GraphicData == [2.5, 3.5, 12.5, 3.5]
    assert (graphic.GraphicType, graphic.GraphicAnnotationUnits) == ("POLYLINE", "PIXEL")
    text = item.TextObjectSequence[0]
    assert text.UnformattedTextValue == "10.0 mm"
    assert text.AnchorPoint == [12.5, 3.5]  # at the right end, as on screen


def test_words_keep_their_lines_and_their_calibration(
    images: tuple[list[InstanceHeader], list[Dataset]], tmp_path: Path
) -> None:
    """P-015, S-04: a length is never without what it is worth."""
    headers, sources = images
    words = ("aorta", "10.0 mm", "at detector plane, magnification not corrected", "Fläche 3 mm²")
    image = marked(headers[0], drawing(headers[0], words=words))
    ds = presentation_state([image], sources[0], WHEN)
    path = checked(ds, tmp_path / "PR")
    text = ds.GraphicAnnotationSequence[0].TextObjectSequence[0].UnformattedTextValue
    assert text == "\r\n".join(words)
    assert "Fläche 3 mm²" in output_of("dcmdump", "+L", "+U8", str(path))[1]


@pytest.mark.parametrize(
    ("kind", "beside"),
    [
        (AnnotationKind.TEXT, [6.5, 6.5]),
        (AnnotationKind.ARROW, [14.5, 4.5]),
        (AnnotationKind.RECTANGLE, [10.5, 6.5]),
        (AnnotationKind.FREEHAND, [9.5, 4.5]),
    ],
)
def test_words_stand_where_they_do_on_screen(
    kind: AnnotationKind,
    beside: list[float],
    images: tuple[list[InstanceHeader], list[Dataset]],
) -> None:
    headers, sources = images
    ds = presentation_state([marked(headers[0], drawing(headers[0], kind))], sources[0], WHEN)
    assert ds.GraphicAnnotationSequence[0].TextObjectSequence[0].AnchorPoint == beside
    moved = drawing(headers[0], kind, label_offset=(-1.0, 2.0))
    ds = presentation_state([marked(headers[0], moved)], sources[0], WHEN)
    column, row = DRAWINGS[kind][0]
    anchor = ds.GraphicAnnotationSequence[0].TextObjectSequence[0].AnchorPoint
    assert anchor == [column - 0.5, row + 2.5]


def test_an_ellipse_names_its_major_axis_first(
    images: tuple[list[InstanceHeader], list[Dataset]],
) -> None:
    headers, sources = images
    image = marked(headers[0], drawing(headers[0], AnnotationKind.ELLIPSE))
    ds = presentation_state([image], sources[0], WHEN)
    graphic = ds.GraphicAnnotationSequence[0].GraphicObjectSequence[0]
    assert (graphic.GraphicType, graphic.GraphicFilled) == ("ELLIPSE", "N")
    assert graphic.GraphicData == [4.5, 2.5, 4.5, 12.5, 2.5, 7.5, 6.5, 7.5]


def test_regions_are_closed(images: tuple[list[InstanceHeader], list[Dataset]]) -> None:
    headers, sources = images
    for kind in (AnnotationKind.RECTANGLE, AnnotationKind.FREEHAND):
        ds = presentation_state([marked(headers[0], drawing(headers[0], kind))], sources[0], WHEN)
        graphic = ds.GraphicAnnotationSequence[0].GraphicObjectSequence[0]
        assert graphic.GraphicData[:2] == graphic.GraphicData[-2:]
        assert graphic.NumberOfGraphicPoints == len(graphic.GraphicData) / 2


def test_an_outline_of_very_many_points_is_thinned(
    images: tuple[list[InstanceHeader], list[Dataset]], tmp_path: Path
) -> None:
    headers, sources = images
    points = tuple((float(n % 19), float(n % 15)) for n in range(30_000))
    image = marked(headers[0], drawing(headers[0], AnnotationKind.FREEHAND, points=points))
    ds = presentation_state([image], sources[0], WHEN)
    checked(ds, tmp_path / "PR")
    graphic = ds.GraphicAnnotationSequence[0].GraphicObjectSequence[0]
    assert 7000 < graphic.NumberOfGraphicPoints < 8100
    assert graphic.GraphicData[:2] == graphic.GraphicData[-2:]


def test_frames_are_named_exactly(tmp_path: Path) -> None:
    """P-018."""
    folder = tmp_path / "images"
    many = "1.2.840.10008.5.1.4.1.1.7.3"  # multi-frame greyscale word secondary capture
    make_image(folder / "IM1", pixels=np.zeros((5, 16, 20), np.uint16), SOPClassUID=many)
    headers, sources = read(folder)
    drawn = [marked(headers[0], drawing(headers[0], frame=n), frame=n) for n in (3, 1)]
    ds = presentation_state([*drawn, marked(headers[0], frame=1)], sources[0], WHEN)
    checked(ds, tmp_path / "PR")
    reference = ds.ReferencedSeriesSequence[0].ReferencedImageSequence[0]
    assert reference.ReferencedFrameNumber == [2, 4]
    frames = [
        item.ReferencedImageSequence[0].ReferencedFrameNumber
        for item in ds.GraphicAnnotationSequence
    ]
    assert frames == [4, 2]


def test_the_steps_from_value_to_grey(
    images: tuple[list[InstanceHeader], list[Dataset]], tmp_path: Path
) -> None:
    headers, sources = images
    one, two = marked(headers[0]), marked(headers[1], voi=Window(-600, 1500, name="Lung"))
    ds = presentation_state([one, two], sources[0], WHEN)
    checked(ds, tmp_path / "PR")
    assert (ds.RescaleSlope, ds.RescaleIntercept, ds.RescaleType) == (1, -1024, "HU")
    windows = [
        (item.WindowCenter, item.WindowWidth, item.ReferencedImageSequence[0][0x00081155].value)
        for item in ds.SoftcopyVOILUTSequence
    ]
    assert windows == [
        (40, 400, sources[0].SOPInstanceUID),
        (-600, 1500, sources[1].SOPInstanceUID),
    ]
    assert ds.PresentationLUTShape == "IDENTITY"


@pytest.mark.parametrize(
    ("photometric", "inverted", "shape"),
    [
        ("MONOCHROME2", False, "IDENTITY"),
        ("MONOCHROME2", True, "INVERSE"),
        ("MONOCHROME1", False, "INVERSE"),
        ("MONOCHROME1", True, "IDENTITY"),
    ],
)
def test_the_state_alone_decides_what_is_white(
    photometric: str,
    inverted: bool,  # noqa: FBT001  a parameter of the table above
    shape: str,
    tmp_path: Path,
) -> None:
    """D-002, D-061."""
    folder = tmp_path / "images"
    make_image(folder / "IM1", PhotometricInterpretation=photometric)
    headers, sources = read(folder)
    ds = presentation_state([marked(headers[0], inverted=inverted)], sources[0], WHEN)
    assert ds.PresentationLUTShape == shape


def test_tables_are_written_as_they_are(
    images: tuple[list[InstanceHeader], list[Dataset]], tmp_path: Path
) -> None:
    headers, sources = images
    table = LutTable(-5, 12, np.arange(100, dtype=np.uint16))
    image = marked(headers[0], voi=VoiLut(table))
    image = replace(image, facts=replace(image.facts, modality_lut=ModalityTable(table, "OD")))
    ds = presentation_state([image], sources[0], WHEN)
    saved(ds, tmp_path / "PR")
    assert output_of("dcmpschk", str(tmp_path / "PR"))[0] == 0
    for item in (ds.ModalityLUTSequence[0], ds.SoftcopyVOILUTSequence[0].VOILUTSequence[0]):
        assert item.LUTDescriptor == [100, -5, 12]
        assert np.frombuffer(item.LUTData, "<u2").tolist() == list(range(100))


def test_view_and_area(images: tuple[list[InstanceHeader], list[Dataset]], tmp_path: Path) -> None:
    """P-010, P-011: 1-based, the corners that are there on screen; turned, then mirrored."""
    headers, sources = images
    turned = marked(
        headers[0],
        view=ViewState(quarter_turns=3, flipped=True),
        area=((9.6, 12.4), (1.5, 2.2)),
    )
    ds = presentation_state([turned], sources[0], WHEN)
    checked(ds, tmp_path / "PR")
    assert (ds.ImageRotation, ds.ImageHorizontalFlip) == (270, "Y")
    area = ds.DisplayedAreaSelectionSequence[0]
    assert area.DisplayedAreaTopLeftHandCorner == [11, 13]
    assert area.DisplayedAreaBottomRightHandCorner == [3, 3]
    assert area.PresentationPixelSpacing == [1, 1]
    whole = presentation_state([marked(headers[0])], sources[0], WHEN)
    area = whole.DisplayedAreaSelectionSequence[0]
    assert area.DisplayedAreaBottomRightHandCorner == [20, 16]
    assert "ImageRotation" not in whole


@pytest.mark.parametrize("turns", range(4))
@pytest.mark.parametrize("flipped", [False, True])
def test_corners_are_those_on_screen(
    turns: int,
    flipped: bool,  # noqa: FBT001  a parameter
    images: tuple[list[InstanceHeader], list[Dataset]],
    tmp_path: Path,
) -> None:
    """dciodvfy knows which corner must come where."""
    headers, sources = images
    image = marked(headers[0], view=ViewState(quarter_turns=turns, flipped=flipped))
    ds = presentation_state([image], sources[0], WHEN)
    checked(ds, tmp_path / "PR")
    area = ds.DisplayedAreaSelectionSequence[0]
    placement = place(16, 20, 1.0, image.view, (400, 400))
    column, row = area.DisplayedAreaTopLeftHandCorner
    x, y = placement.screen_from_image((column - 1, row - 1))
    assert x < 200
    assert y < 200


def test_images_that_cannot_share_a_state_get_several(
    images: tuple[list[InstanceHeader], list[Dataset]],
) -> None:
    headers, _ = images
    one, two = map(marked, headers)
    other_study = replace(headers[1], study=replace(headers[1].study, uid="1.2.3"))
    scaled = replace(two, facts=replace(two.facts, modality_lut=Rescale(2.0)))
    assert by_state([one, two]) == [[one, two]]
    for different in (
        marked(other_study),
        replace(two, inverted=True),
        replace(two, view=ViewState(quarter_turns=1)),
        replace(two, view=ViewState(flipped=True)),
        scaled,
    ):
        assert by_state([one, different]) == [[one], [different]]
    zoomed = replace(two, view=ViewState(zoom=3.0))
    assert by_state([one, zoomed]) == [[one, zoomed]]


def test_colour_images_get_a_colour_state(tmp_path: Path) -> None:
    folder = tmp_path / "images"
    make_image(
        folder / "IM1",
        bits=8,
        pixels=np.zeros((16, 60), np.uint16),
        Modality="US",
        SOPClassUID="1.2.840.10008.5.1.4.1.1.6.1",
        SamplesPerPixel=3,
        PlanarConfiguration=0,
        Columns=20,
        PhotometricInterpretation="RGB",
        PixelSpacing=None,
    )
    headers, sources = read(folder)
    ds = presentation_state([marked(headers[0], drawing(headers[0]), voi=None)], sources[0], WHEN)
    path = saved(ds, tmp_path / "PR")
    assert complaints(path) == []
    assert ds.SOPClassUID == "1.2.840.10008.5.1.4.1.1.11.2"
    assert ds.ICCProfile[36:40] == b"acsp"
    assert "PresentationLUTShape" not in ds
    assert ds.DisplayedAreaSelectionSequence[0].PresentationPixelAspectRatio == [1, 1]


def test_what_no_state_can_be_about_is_refused(
    images: tuple[list[InstanceHeader], list[Dataset]],
) -> None:
    headers, sources = images
    nameless = marked(replace(headers[0], sop_instance_uid=""))
    assert nameless.problem
    with pytest.raises(ValueError, match="no presentation state"):
        presentation_state([nameless], sources[0], WHEN)
    with pytest.raises(ValueError, match="no presentation state"):
        presentation_state([], sources[0], WHEN)
