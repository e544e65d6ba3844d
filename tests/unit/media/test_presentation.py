"""P-001..P-017: presentation states as the medium reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from pydicom.uid import UID

from tests.factories import presentation as made
from tests.factories.dicom import image_dataset, save
from viewer import limits
from viewer.media import presentation_graphics as graphics
from viewer.media import presentation_luts as luts
from viewer.media.header import read_dataset
from viewer.media.held import Held
from viewer.media.parse import parse_header
from viewer.media.presentation import AREA, COLOUR_PROFILE, MASK, NO_IMAGES, SHUTTER, TURNING
from viewer.media.presentation_references import TOO_MANY_IMAGES
from viewer.media.report import is_shown_by_default, object_findings
from viewer.model.findings import FindingCode
from viewer.model.image import FileKey
from viewer.model.lut import ModalityTable, Rescale, VoiFunction, VoiLut, VoiSource, Window
from viewer.model.mask import MaskItem, MaskOperation
from viewer.model.presentation_state import (
    GraphicKind,
    GraphicLayer,
    GraphicObject,
    PresentationState,
    SizeMode,
    TextObject,
    Units,
)
from viewer.settings import DecodeSettings

if TYPE_CHECKING:
    from pathlib import Path

    from pydicom.dataset import Dataset

    from viewer.model.header import InstanceHeader

IMAGE = image_dataset()
OTHER = image_dataset(number=2)
UID_1, UID_2 = IMAGE.SOPInstanceUID, OTHER.SOPInstanceUID


def header_of(folder: Path, dataset: Dataset) -> InstanceHeader:
    path = save(dataset, folder / "state")
    with path.open("rb") as stream:
        raw = read_dataset(stream, settings=DecodeSettings())
        return parse_header(raw, FileKey(1, "state"))


def state_in(
    folder: Path, sop_class: str = made.GREY_STATE, *, implicit: bool = False, **attributes: Any
) -> PresentationState:
    dataset = made.state_dataset([IMAGE, OTHER], sop_class, **attributes)
    if implicit:  # explicit VR has no room for long values
        dataset.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2")
    header = header_of(folder, dataset)
    assert header.state is not None, header.state_problem
    assert header.image is None
    return header.state


def test_who_when_and_for_which_images(tmp_path: Path) -> None:
    state = state_in(tmp_path)
    assert (state.label, state.description, state.creator) == (
        "MARKED", "Findings", "Muster, Anna",
    )  # fmt: skip
    assert (state.date, state.time) == ("20240229", "110000")
    assert state.covers(UID_1, 0)
    assert state.covers(UID_2, 7)
    assert not state.covers("1.2.3", 0)
    assert state.is_exact


def test_frames_count_from_1(tmp_path: Path) -> None:
    reference = made.reference(IMAGE, 2, 3)
    series = made.item_of(SeriesInstanceUID="1.2", ReferencedImageSequence=[reference])
    state = state_in(tmp_path, ReferencedSeriesSequence=[series])
    assert [state.covers(UID_1, index) for index in range(4)] == [False, True, True, False]


def test_what_is_not_there_is_identity(tmp_path: Path) -> None:
    """D-001."""
    state = state_in(
        tmp_path,
        RescaleSlope=None,
        RescaleIntercept=None,
        PresentationLUTShape=None,
        DisplayedAreaSelectionSequence=None,
    )
    assert state.modality == Rescale()
    assert state.voi(UID_1, 0) is None
    assert state.area(UID_1, 0) is None
    assert (state.presentation_lut, state.inverse) == (None, False)
    assert (state.quarter_turns, state.flipped, state.shutter) == (0, False, None)


def test_grey_steps(tmp_path: Path) -> None:
    state = state_in(
        tmp_path,
        RescaleSlope=2,
        RescaleIntercept=-50,
        SoftcopyVOILUTSequence=[
            made.window(40, 400, ReferencedImageSequence=[made.reference(IMAGE)]),
            made.window(
                0.5, 1, VOILUTFunction="SIGMOID", ReferencedImageSequence=[made.reference(OTHER)]
            ),
        ],
        PresentationLUTShape="INVERSE",
    )
    assert state.modality == Rescale(2, -50, "HU")
    assert state.voi(UID_1, 0) == Window(40, 400, source=VoiSource.STATE)
    assert state.voi(UID_2, 0) == Window(0.5, 1, VoiFunction.SIGMOID, source=VoiSource.STATE)
    assert state.inverse


def test_tables(tmp_path: Path) -> None:
    entries = np.arange(16, dtype=np.uint16)
    state = state_in(
        tmp_path,
        RescaleSlope=None,
        RescaleIntercept=None,
        ModalityLUTSequence=[made.lut(entries, 0, 4)],
        SoftcopyVOILUTSequence=[made.item_of(VOILUTSequence=[made.lut(entries, -8, 8)])],
        PresentationLUTShape=None,
        PresentationLUTSequence=[made.lut(entries, 0, 16)],
    )
    voi = state.voi(UID_1, 0)
    assert isinstance(state.modality, ModalityTable)
    assert isinstance(voi, VoiLut)
    assert state.presentation_lut is not None
    tables = (state.modality.table, voi.table, state.presentation_lut)
    assert [(t.first_mapped, t.bits, len(t.entries)) for t in tables] == [
        (0, 4, 16),
        (-8, 8, 16),
        (0, 16, 16),
    ]
    assert state.is_exact


@pytest.mark.parametrize(
    ("rotation", "flip", "expected"),
    [(0, "N", (0, False)), (90, "Y", (1, True)), (270, "N", (3, False)), (None, None, (0, False))],
)
def test_turning(
    rotation: int | None, flip: str | None, expected: tuple[int, bool], tmp_path: Path
) -> None:
    state = state_in(tmp_path, ImageRotation=rotation, ImageHorizontalFlip=flip)
    assert (state.quarter_turns, state.flipped) == expected


def test_the_displayed_area_is_kept_by_its_outer_edges(tmp_path: Path) -> None:
    """P-011: pixels 3..10 across and 1..4 down, which are 8 x 4."""
    areas = [
        made.area(
            3, 1, 10, 4,
            PresentationSizeMode="TRUE SIZE",
            PresentationPixelAspectRatio=None,
            PresentationPixelSpacing=[0.5, 0.25],
            ReferencedImageSequence=[made.reference(IMAGE)],
        ),
        made.area(-4, -4, 40, 40, PresentationSizeMode="MAGNIFY",
                  PresentationPixelMagnificationRatio=2.5),
    ]  # fmt: skip
    state = state_in(tmp_path, DisplayedAreaSelectionSequence=areas)
    first, second = state.area(UID_1, 0), state.area(UID_2, 0)
    assert first is not None
    assert second is not None
    assert (first.left, first.top, first.right, first.bottom) == (1.5, -0.5, 9.5, 3.5)
    assert (first.mode, first.aspect, first.spacing_mm) == (SizeMode.TRUE_SIZE, 2.0, (0.5, 0.25))
    assert first.center == (5.5, 1.5)
    assert (second.mode, second.magnification, second.left) == (SizeMode.MAGNIFY, 2.5, -5.5)
    assert state.area("1.2.3", 0) is None


def test_drawings_and_words(tmp_path: Path) -> None:
    style = made.item_of(
        PatternOnColorCIELabValue=[0, 0x8080, 0x8080],
        LineThickness=3.0,
        LineDashingStyle="DASHED",
        PatternOnOpacity=0.5,
    )
    drawn = [
        made.graphic("POINT", [1, 2]),
        made.graphic("POLYLINE", [1, 2, 3, 4], GraphicFilled="Y", LineStyleSequence=[style]),
        made.graphic("INTERPOLATED", [1, 2, 3, 4, 5, 1]),
        made.graphic("CIRCLE", [5, 5, 7, 5], "DISPLAY"),
        made.graphic("ELLIPSE", [1, 5, 9, 5, 5, 3, 5, 7]),
    ]
    words = [
        made.text("one\r\ntwo", BoundingBoxTextHorizontalJustification="RIGHT"),
        made.text("there", AnchorPoint=[4.0, 5.0], AnchorPointAnnotationUnits="PIXEL",
                  AnchorPointVisibility="Y"),
    ]  # fmt: skip
    state = state_in(
        tmp_path,
        GraphicAnnotationSequence=[made.annotation("L1", drawn, words, [made.reference(IMAGE)])],
        GraphicLayerSequence=[
            made.graphic_layer("L2", 5, GraphicLayerRecommendedDisplayGrayscaleValue=0xFFFF),
            made.graphic_layer(
                "L1", 2, GraphicLayerRecommendedDisplayCIELabValue=[0xFFFF, 0x8080, 0x8080],
                GraphicLayerRecommendedDisplayGrayscaleValue=0,
            ),
        ],
    )  # fmt: skip
    assert state.layers == (GraphicLayer("L1", 2, "#ffffff"), GraphicLayer("L2", 5, "#ffffff"))
    (entry,) = state.annotations
    assert entry.layer == "L1"
    assert entry.references.cover(UID_1, 3)
    assert not entry.references.cover(UID_2, 0)
    assert [graphic.kind for graphic in entry.graphics] == list(GraphicKind)
    line = entry.graphics[1]
    assert line.points == ((1.0, 2.0), (3.0, 4.0))
    assert line.filled
    assert (line.style.colour, line.style.width_px, line.style.dashed, line.style.opacity) == (
        "#000000", 3.0, True, 0.5,
    )  # fmt: skip
    assert entry.graphics[3] == GraphicObject(GraphicKind.CIRCLE, ((5, 5), (7, 5)), Units.DISPLAY)
    assert entry.texts == (
        TextObject(("one", "two"), ((2.0, 3.0), (12.0, 6.0)), alignment="right"),
        TextObject(("there",), anchor=(4.0, 5.0), anchor_visible=True),
    )
    assert state.is_exact


def test_overlays_are_shown_in_their_layers_and_shutters_may_be_one(tmp_path: Path) -> None:
    """D-084, D-092."""
    dataset = made.state_dataset(
        [IMAGE], ShutterShape="BITMAP", ShutterOverlayGroup=0x6000, ShutterPresentationValue=0xFFFF
    )
    made.add_overlay(dataset, np.eye(16, 20, dtype=np.bool_))
    made.add_overlay(dataset, np.eye(16, 20, dtype=np.bool_), 0x6002, "L1")
    dataset.add_new((0x6004, 0x1001), "CS", "L2")  # an overlay of the image
    state = header_of(tmp_path, dataset).state
    assert state is not None
    assert state.activations == ((0x6002, "L1"), (0x6004, "L2"))
    assert [overlay.group for overlay in state.overlays] == [0x6000, 0x6002]
    assert state.shutter is not None
    assert state.shutter.bitmap is state.overlays[0]
    assert state.shutter.colour == "#ffffff"


def palette(**more: Any) -> dict[str, Any]:
    entries = np.arange(256, dtype="<u2") * 257
    found: dict[str, Any] = {}
    for colour in ("Red", "Green", "Blue"):
        found[f"{colour}PaletteColorLookupTableDescriptor"] = [256, 0, 16]
        found[f"{colour}PaletteColorLookupTableData"] = entries.tobytes()
    return found | more


def test_pseudo_colour(tmp_path: Path) -> None:
    state = state_in(tmp_path, made.PSEUDO_COLOUR_STATE, **palette())
    assert state.palette is not None
    assert state.palette.rgb[[0, 128, 255]].tolist() == [[0] * 3, [128] * 3, [255] * 3]
    assert state.is_exact


STEPS = {"RescaleSlope": 1, "RescaleIntercept": 0}


@pytest.mark.parametrize(
    ("attributes", "missing"),
    [
        ({"RescaleSlope": 0, "RescaleIntercept": 1}, luts.MODALITY_UNUSABLE),
        ({"ModalityLUTSequence": [made.item_of(LUTExplanation="x")]}, luts.MODALITY_UNUSABLE),
        ({"SoftcopyVOILUTSequence": [made.item_of(WindowCenter=3)]}, luts.VOI_UNUSABLE),
        ({"SoftcopyVOILUTSequence": [made.window(3, 0)]}, luts.VOI_UNUSABLE),
        ({"PresentationLUTSequence": [made.item_of(LUTExplanation="x")]}, luts.LUT_UNUSABLE),
        ({"ImageRotation": 45}, TURNING),
        ({"DisplayedAreaSelectionSequence": [made.area(5, 5, 1, 1)]}, AREA),
        ({"DisplayedAreaSelectionSequence":
          [made.area(1, 1, 5, 5, PresentationSizeMode="MAGNIFY")]}, AREA),
        ({"ShutterShape": "CIRCULAR"}, SHUTTER),
        ({"ShutterShape": "BITMAP", "ShutterOverlayGroup": 0x6002}, SHUTTER),
        ({"MaskSubtractionSequence": [made.item_of(MaskOperation="AVG_SUB")],
          "RecommendedViewingMode": "SUB"}, MASK),
        ({"PixelShiftSequence": [made.item_of(SubtractionItemID=1)]},
         "moving the mask by parts of the film"),
        ({"DisplayFilterPercentage": 50.0}, "edge enhancement"),
        ({"ICCProfile": b"\0" * 128}, COLOUR_PROFILE),
    ],
)  # fmt: skip
def test_a_broken_part_is_missing_and_the_rest_is_used(
    attributes: dict[str, Any], missing: str, tmp_path: Path
) -> None:
    """P-002."""
    state = state_in(tmp_path, **(STEPS | attributes))
    assert state.missing == (missing,)
    assert state.label == "MARKED"


@pytest.mark.parametrize(
    ("drawn", "words", "missing"),
    [
        ([made.graphic("SPIRAL", [1, 2])], [], "a drawing of kind SPIRAL"),
        ([made.graphic("CIRCLE", [1, 2])], [], graphics.DRAWING_UNUSABLE),
        ([made.graphic("POLYLINE", [1, 2, float("nan"), 4])], [], graphics.DRAWING_UNUSABLE),
        ([made.graphic("POINT", [1, 2], "MATRIX")], [], graphics.SLIDE_UNITS),
        ([], [made.item_of(UnformattedTextValue="nowhere")], graphics.TEXT_UNUSABLE),
        ([], [made.text("", AnchorPoint=[1.0, 2.0], AnchorPointAnnotationUnits="PIXEL")],
         graphics.TEXT_UNUSABLE),
    ],
)  # fmt: skip
def test_a_broken_drawing_is_missing_and_the_others_are_drawn(
    drawn: list[Dataset], words: list[Dataset], missing: str, tmp_path: Path
) -> None:
    fine = made.graphic("POINT", [3, 4])
    entry = made.annotation("L1", [*drawn, fine], words)
    state = state_in(tmp_path, GraphicAnnotationSequence=[entry])
    assert state.missing == (missing,)
    assert [graphic.points for graphic in state.annotations[0].graphics] == [((3, 4),)]


def test_a_compound_graphic_needs_its_simple_equivalent(tmp_path: Path) -> None:
    """P-014."""

    def state(simple: int) -> PresentationState:
        entry = made.annotation("L1", [made.graphic("POINT", [1, 2])])
        entry.GraphicObjectSequence[0].CompoundGraphicInstanceID = simple
        entry.CompoundGraphicSequence = [made.item_of(CompoundGraphicInstanceID=7)]
        return state_in(tmp_path, GraphicAnnotationSequence=[entry])

    assert state(7).is_exact
    assert state(8).missing == (graphics.DRAWING_UNUSABLE,)


@pytest.mark.parametrize(
    ("sop_class", "missing"),
    [
        (made.COLOUR_STATE, ()),
        (made.BLENDING_STATE, ("blending of two series",)),
        ("1.2.840.10008.5.1.4.1.1.11.5", ()),
        ("1.2.840.10008.5.1.4.1.1.11.8", ("blending of series",)),
    ],
)
def test_classes_that_are_more_than_grey(
    sop_class: str, missing: tuple[str, ...], tmp_path: Path
) -> None:
    """P-017: what they share with the others is applied, what is theirs is said to be missing."""
    assert state_in(tmp_path, sop_class).missing == missing


def test_masks_are_read_and_native_viewing_has_none(tmp_path: Path) -> None:
    """P-016: all of them can be subtracted, or none is."""
    mean = made.item_of(
        MaskOperation="AVG_SUB", MaskFrameNumbers=[1, 2], MaskSubPixelShift=[0.5, 1]
    )
    time = made.item_of(MaskOperation="TID", TIDOffset=3, ContrastFrameAveraging=2)
    both: dict[str, Any] = {"MaskSubtractionSequence": [mean, time]}
    state = state_in(tmp_path, RecommendedViewingMode="SUB", **both)
    assert state.masks == (
        MaskItem(MaskOperation.AVERAGE, (1, 2), shift=(0.5, 1.0)),
        MaskItem(MaskOperation.TIME, offset=3, averaging=2),
    )
    assert state.is_exact
    native = state_in(tmp_path, RecommendedViewingMode="NAT", **both)
    assert (native.masks, native.missing) == ((), ())
    odd = made.item_of(MaskOperation="SPIRAL")
    broken = state_in(tmp_path, MaskSubtractionSequence=[mean, odd], RecommendedViewingMode="SUB")
    assert (broken.masks, broken.missing) == ((), (MASK,))


def test_a_state_that_names_no_images_is_a_finding(tmp_path: Path) -> None:
    header = header_of(tmp_path, made.state_dataset([IMAGE], ReferencedSeriesSequence=[]))
    assert header.state is None
    assert header.state_problem == NO_IMAGES
    (finding,) = object_findings(header, "1.2")
    assert finding.code is FindingCode.STATE_UNUSABLE
    assert not is_shown_by_default(header)


def test_a_usable_state_counts_as_shown(tmp_path: Path) -> None:
    header = header_of(tmp_path, made.state_dataset([IMAGE]))
    assert list(object_findings(header, "1.2")) == []
    assert is_shown_by_default(header)


def test_implicit_vr_says_the_same(tmp_path: Path) -> None:
    """Every attribute has a VR of ours, as the file names none."""
    dataset = made.state_dataset(
        [IMAGE],
        SoftcopyVOILUTSequence=[made.window(40, 400)],
        GraphicAnnotationSequence=[
            made.annotation("L1", [made.graphic("POLYLINE", [1, 2, 3, 4])], [made.text("x")])
        ],
        GraphicLayerSequence=[made.graphic_layer()],
        ImageRotation=90,
    )
    dataset.file_meta.TransferSyntaxUID = UID("1.2.840.10008.1.2")
    state = header_of(tmp_path, dataset).state
    assert state is not None
    assert state.is_exact
    assert state.voi(UID_1, 0) == Window(40, 400, source=VoiSource.STATE)
    assert state.annotations[0].graphics[0].points == ((1.0, 2.0), (3.0, 4.0))
    assert state.annotations[0].texts[0].box == ((2.0, 3.0), (12.0, 6.0))
    assert state.areas[0].bottom == 15.5
    assert (state.quarter_turns, state.layers[0].order) == (1, 1)


def test_a_flood_of_drawings_ends_at_the_limit(tmp_path: Path) -> None:
    drawn = [made.graphic("POINT", [1, 2])] * (limits.STATE_OBJECTS + 5)
    state = state_in(tmp_path, GraphicAnnotationSequence=[made.annotation("L1", drawn)])
    assert len(state.annotations[0].graphics) == limits.STATE_OBJECTS
    assert state.missing == (graphics.TOO_MANY,)


def test_a_flood_of_points_ends_at_the_limit(tmp_path: Path) -> None:
    """A drawing that is too long is left out as a whole: half of it would be another one."""
    most = [float(n) for n in range(2 * limits.STATE_POINTS)]
    drawn = [made.graphic("POLYLINE", most), made.graphic("POINT", [1, 2])]
    entry = made.annotation("L1", drawn)
    state = state_in(tmp_path, implicit=True, GraphicAnnotationSequence=[entry])
    assert [len(g.points) for g in state.annotations[0].graphics] == [limits.STATE_POINTS]
    assert state.missing == (graphics.DRAWING_UNUSABLE,)


def test_a_book_on_a_picture_ends_at_the_limit(tmp_path: Path) -> None:
    words = [made.text("x" * 1000)] * (limits.STATE_CHARACTERS // 1000 + 1)
    state = state_in(tmp_path, GraphicAnnotationSequence=[made.annotation("L1", [], words)])
    assert len(state.annotations[0].texts) == limits.STATE_CHARACTERS // 1000
    assert state.missing == (graphics.TOO_MANY,)


def test_a_flood_of_images_ends_at_the_limit(tmp_path: Path) -> None:
    many = made.reference(IMAGE, *range(1, 9001))
    series = [
        made.item_of(SeriesInstanceUID=f"1.{n}", ReferencedImageSequence=[many]) for n in range(12)
    ]
    state = state_in(tmp_path, implicit=True, ReferencedSeriesSequence=series)
    assert TOO_MANY_IMAGES in state.missing
    assert state.covers(UID_1, 0)


def test_a_flood_of_layers_ends_at_the_limit(tmp_path: Path) -> None:
    layers = [made.graphic_layer(f"L{n}", n) for n in range(limits.STATE_LAYERS + 3)]
    state = state_in(tmp_path, GraphicLayerSequence=layers)
    assert len(state.layers) == limits.STATE_LAYERS
    assert state.missing == (graphics.TOO_MANY_LAYERS,)


def test_states_count_among_what_headers_keep(tmp_path: Path) -> None:
    drawn = [made.graphic("POLYLINE", [float(n) for n in range(20_000)])]
    entry = made.annotation("L1", drawn)
    state = state_in(tmp_path, implicit=True, GraphicAnnotationSequence=[entry])
    held = Held()
    assert held.has_room_for(state)
    assert held._total > 1_000_000
