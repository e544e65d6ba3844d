"""Presentation states: drawings, view and window of images, for any other viewer (P-001..P-018)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import numpy as np
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.tag import Tag
from pydicom.valuerep import format_number_as_ds

from viewer.export.graphics import Graphic, GraphicText, graphic_text, graphics
from viewer.export.new_object import (
    choose_character_set,
    image_references,
    new_object,
    series_references,
)
from viewer.model.geometry import SpacingSource
from viewer.model.lut import ModalityTable, Rescale, VoiFunction, VoiLut, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence
    from datetime import datetime

    from viewer.export.marked_image import MarkedImage
    from viewer.model.lut import LutTable, ModalityLut, VoiTransform

_Value = TypeVar("_Value", bound="Hashable")
GRAYSCALE: Final = "1.2.840.10008.5.1.4.1.1.11.1"
COLOUR: Final = "1.2.840.10008.5.1.4.1.1.11.2"
DESCRIPTION: Final = "Drawings and view"
LAYER: Final = "LIGHTBOX"
_WHITE: Final = 0xFFFF  # P-Value of what is drawn
_LUT_DESCRIPTOR: Final = Tag(0x0028, 0x3002)
_LUT_DATA: Final = Tag(0x0028, 0x3006)


class _Kind(NamedTuple):
    """What all images of one presentation state must share: it can say it but once."""

    study_uid: str
    is_colour: bool
    is_inverse: bool
    quarter_turns: int
    flipped: bool
    modality: Hashable  # Rescale, or which table


def by_state(images: Iterable[MarkedImage]) -> list[list[MarkedImage]]:
    """The images of each presentation state to be written, in the order given.

    Images of one study are in one state unless they differ in what it says once for all:
    turning, polarity, rescale (PS3.3 A.33).
    """
    groups: dict[_Kind, list[MarkedImage]] = {}
    for image in images:
        groups.setdefault(_kind(image), []).append(image)
    return list(groups.values())


def _kind(image: MarkedImage) -> _Kind:
    return _Kind(
        image.header.study.uid,
        image.is_colour,
        image.is_inverse and not image.is_colour,
        image.view.quarter_turns % 4,
        image.view.flipped,
        None if image.is_colour else image.modality,
    )


def presentation_state(
    images: Sequence[MarkedImage], source: Dataset, when: datetime, number: int = 1
) -> Dataset:
    """A state for `images`, which are one group of `by_state`; `source` is the data set of one.

    Raises ValueError for an image that no state can be about (`MarkedImage.problem`).
    """
    if not images or any(image.problem for image in images):
        raise ValueError("no presentation state can be about these images")
    first = images[0]
    ds = new_object(COLOUR if first.is_colour else GRAYSCALE, "PR", source, when, DESCRIPTION)
    ds.InstanceNumber = number
    ds.ContentLabel = "LIGHTBOX"
    ds.ContentDescription = DESCRIPTION
    ds.ContentCreatorName = ""
    ds.PresentationCreationDate = when.strftime("%Y%m%d")
    ds.PresentationCreationTime = when.strftime("%H%M%S")
    ds.ReferencedSeriesSequence = series_references(images, "ReferencedImageSequence")
    ds.DisplayedAreaSelectionSequence = _grouped(images, _area, _area_item)
    _add_turning(ds, first)
    _add_annotations(ds, images)
    if first.is_colour:
        ds.ICCProfile = first.image.icc_profile or _srgb()
    else:
        _add_grey_steps(ds, images)
    choose_character_set(ds)
    return ds


def _add_turning(ds: Dataset, image: MarkedImage) -> None:
    """Turned clockwise first, then mirrored, as our own view is (P-010)."""
    if image.view.quarter_turns % 4 or image.view.flipped:
        ds.ImageRotation = image.view.quarter_turns % 4 * 90
        ds.ImageHorizontalFlip = "Y" if image.view.flipped else "N"


# Which part of the images


class _Area(NamedTuple):
    """Corners as on screen, (column, row), 1-based and inclusive; shape of a pixel (P-011)."""

    top_left: tuple[int, int]
    bottom_right: tuple[int, int]
    spacing: tuple[str, str] | None  # mm, vertical, horizontal
    ratio: tuple[int, int]


def _area(image: MarkedImage) -> _Area:
    spacing = image.spacing
    top_left, bottom_right = _corners(image)
    stated = None
    if spacing is not None and spacing.source is not SpacingSource.NONE:
        stated = (_decimal(spacing.row_mm), _decimal(spacing.column_mm))
    aspect = image.facts.aspect
    ratio = (1, 1) if math.isclose(aspect, 1.0) else (round(aspect * 1000), 1000)
    return _Area(top_left, bottom_right, stated, ratio)


def _corners(image: MarkedImage) -> tuple[tuple[int, int], tuple[int, int]]:
    """The pixels that are top left and bottom right after turning and mirroring (PS3.3 C.10.4)."""
    left, top, right, bottom = 1, 1, image.image.pixels.columns, image.image.pixels.rows
    if image.area is not None:
        columns, rows = (sorted(ends) for ends in zip(*image.area, strict=True))
        left, top = math.floor(columns[0] + 0.5) + 1, math.floor(rows[0] + 0.5) + 1
        right = max(left, math.ceil(columns[1] + 0.5))
        bottom = max(top, math.ceil(rows[1] + 0.5))
    # Clockwise from the top left; a turn brings the corner before it there.
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    turned = [corners[(place - image.view.quarter_turns) % 4] for place in range(4)]
    return (turned[1], turned[3]) if image.view.flipped else (turned[0], turned[2])


def _area_item(area: _Area) -> Dataset:
    item = Dataset()
    item.DisplayedAreaTopLeftHandCorner = list(area.top_left)
    item.DisplayedAreaBottomRightHandCorner = list(area.bottom_right)
    item.PresentationSizeMode = "SCALE TO FIT"
    if area.spacing is not None:
        item.PresentationPixelSpacing = list(area.spacing)
    else:
        item.PresentationPixelAspectRatio = list(area.ratio)
    return item


def _grouped(
    images: Sequence[MarkedImage],
    value_of: Callable[[MarkedImage], _Value],
    item_of: Callable[[_Value], Dataset],
) -> list[Dataset]:
    """One item for each value that images share, with references to those images."""
    groups: dict[_Value, list[MarkedImage]] = {}
    for image in images:
        groups.setdefault(value_of(image), []).append(image)
    items = []
    for value, members in groups.items():
        item = item_of(value)
        item.ReferencedImageSequence = image_references(members)
        items.append(item)
    return items


# What is drawn


def _add_annotations(ds: Dataset, images: Sequence[MarkedImage]) -> None:
    items = [item for image in images if (item := _annotation_item(image)) is not None]
    if not items:
        return
    ds.GraphicAnnotationSequence = items
    layer = Dataset()
    layer.GraphicLayer = LAYER
    layer.GraphicLayerOrder = 1
    layer.GraphicLayerRecommendedDisplayGrayscaleValue = _WHITE
    ds.GraphicLayerSequence = [layer]


def _annotation_item(image: MarkedImage) -> Dataset | None:
    objects = [
        _graphic_item(graphic)
        for drawing in image.drawings
        for graphic in graphics(drawing.annotation)
    ]
    texts = [
        _text_item(text)
        for drawing in image.drawings
        if (text := graphic_text(drawing)) is not None
    ]
    if not objects and not texts:
        return None
    item = Dataset()
    item.ReferencedImageSequence = image_references([image])
    item.GraphicLayer = LAYER
    if texts:
        item.TextObjectSequence = texts
    if objects:
        item.GraphicObjectSequence = objects
    return item


def _graphic_item(graphic: Graphic) -> Dataset:
    item = Dataset()
    item.GraphicAnnotationUnits = "PIXEL"
    item.GraphicDimensions = 2
    item.NumberOfGraphicPoints = len(graphic.points)
    item.GraphicData = [value for point in graphic.points for value in point]
    item.GraphicType = graphic.kind
    is_closed = graphic.kind == "ELLIPSE" or graphic.points[0] == graphic.points[-1]
    if is_closed and graphic.kind != "POINT":
        item.GraphicFilled = "N"
    return item


def _text_item(text: GraphicText) -> Dataset:
    item = Dataset()
    item.AnchorPointAnnotationUnits = "PIXEL"
    item.UnformattedTextValue = text.text
    item.AnchorPoint = list(text.at)
    item.AnchorPointVisibility = "N"
    return item


# From stored values to grey


def _add_grey_steps(ds: Dataset, images: Sequence[MarkedImage]) -> None:
    """Modality LUT, window and polarity: a state's own replace those of the image (PS3.4 N.2)."""
    first = images[0]
    _add_modality(ds, first.modality)
    items = _grouped([image for image in images if image.voi is not None], _voi_of, _voi_item)
    if items:
        ds.SoftcopyVOILUTSequence = items
    ds.PresentationLUTShape = "INVERSE" if first.is_inverse else "IDENTITY"


def _add_modality(ds: Dataset, lut: ModalityLut) -> None:
    match lut:
        case Rescale(slope, intercept, unit):
            if (slope, intercept, unit) == (1.0, 0.0, ""):
                return
            ds.RescaleIntercept = _decimal(intercept)
            ds.RescaleSlope = _decimal(slope)
            ds.RescaleType = _unit(unit)
        case ModalityTable(table, unit):
            item = _table_item(table)
            item.ModalityLUTType = _unit(unit)
            ds.ModalityLUTSequence = [item]


def _unit(unit: str) -> str:
    return unit[:16] if unit.isascii() and "\\" not in unit and unit else "US"


def _voi_of(image: MarkedImage) -> VoiTransform:
    assert image.voi is not None
    return image.voi


def _voi_item(voi: VoiTransform) -> Dataset:
    item = Dataset()
    match voi:
        case Window(center, width, function, name):
            item.WindowCenter = _decimal(center)
            item.WindowWidth = _decimal(width)
            if function is not VoiFunction.LINEAR:
                item.VOILUTFunction = function.value
            if name:
                item.WindowCenterWidthExplanation = name[:64].replace("\\", " ")
        case VoiLut(table):
            item.VOILUTSequence = [_table_item(table)]
    return item


def _table_item(table: LutTable) -> Dataset:
    """A LUT; 65536 entries are written as 0 (PS3.3 C.11.1.1)."""
    item = Dataset()
    vr = "SS" if table.first_mapped < 0 else "US"
    count = len(table.entries) % 65536
    item[_LUT_DESCRIPTOR] = DataElement(
        _LUT_DESCRIPTOR, vr, [_fitting(count, vr), table.first_mapped, table.bits]
    )
    data = np.ascontiguousarray(table.entries, "<u2").tobytes()
    item[_LUT_DATA] = DataElement(_LUT_DATA, "OW", data)
    return item


def _fitting(count: int, vr: str) -> int:
    """The number of entries in the bits of the descriptor's VR: it is never negative."""
    return count - 65536 if vr == "SS" and count > 32767 else count


def _srgb() -> bytes:
    """The profile of colours nobody described (D-077)."""
    import imagecodecs  # noqa: PLC0415  only for colour

    return bytes(imagecodecs.cms_profile("srgb"))


def _decimal(value: float) -> str:
    """A number in the 16 characters of VR DS."""
    return format_number_as_ds(float(value))
