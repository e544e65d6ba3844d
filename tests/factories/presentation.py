"""Presentation states for tests, written by pydicom, with any attribute overridden."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID

from tests.factories.dicom import STUDY, changed
from viewer.demo.identity import SeriesPlan, new_instance
from viewer.demo.pixels import EXPLICIT_LITTLE_ENDIAN

GREY_STATE = "1.2.840.10008.5.1.4.1.1.11.1"
COLOUR_STATE = "1.2.840.10008.5.1.4.1.1.11.2"
PSEUDO_COLOUR_STATE = "1.2.840.10008.5.1.4.1.1.11.3"
BLENDING_STATE = "1.2.840.10008.5.1.4.1.1.11.4"


def reference(image: Dataset, *frames: int) -> Dataset:
    """An item of Referenced Image Sequence."""
    item = Dataset()
    item.ReferencedSOPClassUID = image.SOPClassUID
    item.ReferencedSOPInstanceUID = image.SOPInstanceUID
    if frames:
        item.ReferencedFrameNumber = list(frames)
    return item


def item_of(**attributes: Any) -> Dataset:
    """A sequence item with attributes by keyword."""
    return changed(Dataset(), **attributes)


def state_dataset(
    images: Sequence[Dataset], sop_class: str = GREY_STATE, number: int = 1, **overrides: Any
) -> Dataset:
    """A state about all of `images`, identity but for `overrides` (None removes)."""
    ds = new_instance(sop_class, STUDY, SeriesPlan(80, "PR", "States"), number)
    ds.file_meta = FileMetaDataset()
    ds.file_meta.TransferSyntaxUID = UID(EXPLICIT_LITTLE_ENDIAN)
    series: dict[str, list[Dataset]] = {}
    for image in images:
        series.setdefault(image.SeriesInstanceUID, []).append(reference(image))
    ds.ReferencedSeriesSequence = [
        item_of(SeriesInstanceUID=uid, ReferencedImageSequence=references)
        for uid, references in series.items()
    ]
    ds.ContentLabel = "MARKED"
    ds.ContentDescription = "Findings"
    ds.ContentCreatorName = "Muster^Anna"
    ds.PresentationCreationDate, ds.PresentationCreationTime = "20240229", "110000"
    ds.PresentationLUTShape = "IDENTITY"
    first = images[0]
    ds.DisplayedAreaSelectionSequence = [area(1, 1, int(first.Columns), int(first.Rows))]
    if sop_class == GREY_STATE and "RescaleSlope" in first:
        ds.RescaleIntercept, ds.RescaleSlope = first.RescaleIntercept, first.RescaleSlope
        ds.RescaleType = "HU"
    return changed(ds, **overrides)


def area(left: int, top: int, right: int, bottom: int, **more: Any) -> Dataset:
    """An item of Displayed Area Selection Sequence; columns and rows from 1."""
    item = item_of(
        DisplayedAreaTopLeftHandCorner=[left, top],
        DisplayedAreaBottomRightHandCorner=[right, bottom],
        PresentationSizeMode="SCALE TO FIT",
        PresentationPixelAspectRatio=[1, 1],
    )
    return changed(item, **more)


def window(center: float, width: float, **more: Any) -> Dataset:
    """An item of Softcopy VOI LUT Sequence."""
    return item_of(WindowCenter=center, WindowWidth=width, **more)


def lut(entries: NDArray[np.uint16], first: int = 0, bits: int = 16) -> Dataset:
    """An item of a LUT sequence, its first mapped value signed if it is negative."""
    item = Dataset()
    vr = "SS" if first < 0 else "US"
    item.add_new(0x00283002, vr, [len(entries) % 65536, first, bits])
    item.add_new(0x00283006, "OW", np.asarray(entries, "<u2").tobytes())
    return item


def graphic(kind: str, points: Sequence[float], units: str = "PIXEL", **more: Any) -> Dataset:
    """An item of Graphic Object Sequence."""
    item = item_of(
        GraphicAnnotationUnits=units,
        GraphicDimensions=2,
        NumberOfGraphicPoints=len(points) // 2,
        GraphicData=[float(p) for p in points],
        GraphicType=kind,
        GraphicFilled="N",
    )
    return changed(item, **more)


def text(words: str, **more: Any) -> Dataset:
    """An item of Text Object Sequence, in a box unless `more` says otherwise."""
    item = item_of(UnformattedTextValue=words)
    if "AnchorPoint" not in more:
        item.BoundingBoxAnnotationUnits = "PIXEL"
        item.BoundingBoxTopLeftHandCorner = [2.0, 3.0]
        item.BoundingBoxBottomRightHandCorner = [12.0, 6.0]
        item.BoundingBoxTextHorizontalJustification = "LEFT"
    return changed(item, **more)


def annotation(
    layer: str = "L1",
    graphics: Sequence[Dataset] = (),
    texts: Sequence[Dataset] = (),
    references: Sequence[Dataset] = (),
) -> Dataset:
    """An item of Graphic Annotation Sequence."""
    item = item_of(GraphicLayer=layer)
    if references:
        item.ReferencedImageSequence = list(references)
    if graphics:
        item.GraphicObjectSequence = list(graphics)
    if texts:
        item.TextObjectSequence = list(texts)
    return item


def graphic_layer(name: str = "L1", order: int = 1, **more: Any) -> Dataset:
    """An item of Graphic Layer Sequence."""
    return item_of(GraphicLayer=name, GraphicLayerOrder=order, **more)


def add_overlay(
    ds: Dataset, bits: NDArray[np.bool_], group: int = 0x6000, layer: str | None = None
) -> Dataset:
    """An overlay plane in `ds`, activated in a layer if one is named."""
    packed = np.packbits(bits.ravel(), bitorder="little").tobytes()
    ds.add_new((group, 0x0010), "US", bits.shape[0])
    ds.add_new((group, 0x0011), "US", bits.shape[1])
    ds.add_new((group, 0x0040), "CS", "G")
    ds.add_new((group, 0x0050), "SS", [1, 1])
    ds.add_new((group, 0x0100), "US", 1)
    ds.add_new((group, 0x0102), "US", 0)
    ds.add_new((group, 0x3000), "OW", packed + b"\0" * (len(packed) % 2))
    if layer is not None:
        ds.add_new((group, 0x1001), "CS", layer)
    return ds
