"""Modality LUTs and the VOI choices of an image or frame (D-030..D-036, D-045..D-049)."""

from __future__ import annotations

import math
from typing import Final

from viewer.limits import VOI_CHOICES
from viewer.media import attributes as at
from viewer.media.dataset import RawDataset
from viewer.model.image import ImagePixels, PixelKind
from viewer.model.lut import (
    LutTable,
    ModalityLut,
    ModalityTable,
    Padding,
    Rescale,
    VoiFunction,
    VoiLut,
    VoiTransform,
    Window,
)

_STORAGE = "1.2.840.10008.5.1.4.1.1."
_DX_LIKE: Final = frozenset(
    _STORAGE + n for n in ("1.1", "1.1.1", "1.2", "1.2.1", "1.3", "1.3.1")
)  # digital X-ray, mammography, intra-oral
_XRAY_INTENSITY: Final = frozenset(_STORAGE + n for n in ("12.1", "12.2", "12.1.1", "12.2.1"))
_SECONDARY_CAPTURE: Final = frozenset(_STORAGE + n for n in ("7", "7.1", "7.2", "7.3", "7.4"))
_LUT_FIRST: Final = frozenset({"DX", "CR", "MG", "IO", "XA"})  # D-049


def modality_lut(raw: RawDataset, sop_class: str, pixels: ImagePixels) -> ModalityLut:
    """How stored values become modality values; identity where the standard wants none."""
    if pixels.kind is not PixelKind.INTEGER or pixels.samples_per_pixel != 1:
        return Rescale()  # D-131
    scaling = raw.number(at.DOSE_GRID_SCALING)
    if scaling:
        return Rescale(slope=scaling, unit=raw.text(at.DOSE_UNITS))
    if sop_class in _DX_LIKE:
        return _identity_of_dx(raw)
    if sop_class in _XRAY_INTENSITY and raw.code(at.PIXEL_INTENSITY_RELATIONSHIP) in {
        "LOG",
        "DISP",
    }:
        return Rescale()  # back to beam intensity, not for display (D-035)
    item = raw.first_item(at.MODALITY_LUT_SEQUENCE)
    if item is not None:
        table = _table(item, signed=pixels.signed)
        if table is not None:
            if at.RESCALE_SLOPE in raw:
                raw.note("Modality LUT and rescale together; the LUT is used (D-034)")
            return ModalityTable(table, item.text(at.MODALITY_LUT_TYPE))
        raw.note("Modality LUT is not usable")
    return _rescale(raw, sop_class)


def _identity_of_dx(raw: RawDataset) -> Rescale:
    slope, intercept = raw.number(at.RESCALE_SLOPE), raw.number(at.RESCALE_INTERCEPT)
    if (slope, intercept) not in {(None, None), (1.0, 0.0)} or at.MODALITY_LUT_SEQUENCE in raw:
        raw.note("rescale in a digital X-ray image, not applied (D-036)")
    return Rescale(unit=raw.text(at.RESCALE_TYPE))


def _rescale(raw: RawDataset, sop_class: str) -> Rescale:
    """Slope and intercept, with the mark "uncalibrated" where they are none (D-031)."""
    slope, intercept = 1.0, 0.0
    calibrated = True
    if _has_value(raw, at.RESCALE_SLOPE):
        slope = raw.number(at.RESCALE_SLOPE) or 0.0
        calibrated = slope != 0.0
    if _has_value(raw, at.RESCALE_INTERCEPT):
        stated = raw.number(at.RESCALE_INTERCEPT)
        calibrated = calibrated and stated is not None
        intercept = stated or 0.0
    if not calibrated:
        raw.note("rescale is not usable, values are uncalibrated (D-031)")
    return Rescale(slope or 1.0, intercept, _unit(raw, sop_class), calibrated)


def _has_value(raw: RawDataset, tag: int) -> bool:
    return tag in raw and bool(raw.text(tag))


def _unit(raw: RawDataset, sop_class: str) -> str:
    """Rescale Type, else the modality's own unit (D-030); of PET first its Units.

    These are what PET values are (PS3.3 C.8.9.1); some files call activity "SUV" in Rescale Type.
    """
    if sop_class == _STORAGE + "128" and (units := raw.text(at.PET_UNITS)):
        return units
    if stated := raw.text(at.RESCALE_TYPE):
        return stated
    image_type = raw.codes(at.IMAGE_TYPE)
    is_ct = sop_class == _STORAGE + "2" or raw.code(at.MODALITY) == "CT"
    localizer = len(image_type) > 2 and image_type[2] == "LOCALIZER"
    # The screen shot of a CT is a CT by its modality; only a rescale makes its values more.
    is_shot = sop_class in _SECONDARY_CAPTURE and not _has_value(raw, at.RESCALE_SLOPE)
    return "HU" if is_ct and not localizer and not is_shot else ""


def _table(item: RawDataset, *, signed: bool) -> LutTable | None:
    from viewer.media.lut_data import lut_table  # noqa: PLC0415 - numpy only for tables

    return lut_table(item, signed=signed)


def voi_transforms(
    raw: RawDataset, modality: ModalityLut, pixels: ImagePixels
) -> tuple[VoiTransform, ...]:
    """Every window and VOI LUT of the file, its default first (D-046, D-049)."""
    if pixels.samples_per_pixel != 1:
        return ()
    tables: list[VoiTransform] = []
    signed = _can_be_negative(modality, pixels)
    for item in raw.items(at.VOI_LUT_SEQUENCE, VOI_CHOICES):
        table = _table(item, signed=signed)
        if table is None:
            raw.note("VOI LUT is not usable")
        else:
            tables.append(VoiLut(table, table.explanation))
    windows: list[VoiTransform] = list(_windows(raw, modality, pixels))
    lut_first = raw.code(at.MODALITY) in _LUT_FIRST
    return tuple(tables + windows if lut_first else windows + tables)


def _windows(raw: RawDataset, modality: ModalityLut, pixels: ImagePixels) -> list[Window]:
    """The usable pairs of center and width, paired by index (D-045, D-046)."""
    centers = raw.numbers(at.WINDOW_CENTER)
    widths = raw.numbers(at.WINDOW_WIDTH)
    names = raw.texts(at.WINDOW_EXPLANATION)
    stated = raw.code(at.VOI_LUT_FUNCTION)
    function = VoiFunction(stated) if stated in list(VoiFunction) else VoiFunction.LINEAR
    windows = []
    pairs = zip(centers[:VOI_CHOICES], widths, strict=False)
    for index, (center, width) in enumerate(pairs):
        if center is None or width is None:
            continue
        used = function
        if function is VoiFunction.LINEAR and 0 < width < 1 and _is_within_1(modality, pixels):
            used = VoiFunction.LINEAR_EXACT
            raw.note("window narrower than 1 on values within 1, taken as LINEAR_EXACT (D-045)")
        name = names[index] if index < len(names) else ""
        try:
            windows.append(Window(center, width, used, name))
        except ValueError:
            continue
    if len(windows) < max(len(centers), len(widths)):
        raw.note("a window of the file is not usable (D-045)")
    return windows


def _is_within_1(modality: ModalityLut, pixels: ImagePixels) -> bool:
    low, high = _output_range(modality, pixels)
    return high - low <= 1


def _can_be_negative(modality: ModalityLut, pixels: ImagePixels) -> bool:
    """Whether first mapped values of VOI LUTs are signed (D-047)."""
    in_hounsfield_units = isinstance(modality, Rescale) and modality.unit == "HU"
    return in_hounsfield_units or _output_range(modality, pixels)[0] < 0


def _output_range(modality: ModalityLut, pixels: ImagePixels) -> tuple[float, float]:
    """Smallest and largest modality value there can be, by the header alone."""
    if isinstance(modality, ModalityTable):
        return 0.0, 2.0**modality.table.bits - 1
    if pixels.kind is not PixelKind.INTEGER:
        return -math.inf, math.inf
    values = 2.0**pixels.bits_stored
    lowest = -values / 2 if pixels.signed else 0.0
    ends = [stored * modality.slope for stored in (lowest, lowest + values - 1)]
    return min(ends) + modality.intercept, max(ends) + modality.intercept


def padding(raw: RawDataset, pixels: ImagePixels) -> Padding | None:
    """Stored values that are no image (D-020..D-022)."""
    if pixels.samples_per_pixel != 1:
        return None
    if pixels.kind is PixelKind.INTEGER:
        value = _stored(raw, at.PIXEL_PADDING_VALUE, signed=pixels.signed)
        limit = _stored(raw, at.PIXEL_PADDING_RANGE_LIMIT, signed=pixels.signed)
    elif pixels.kind is PixelKind.FLOAT:
        value = raw.number(at.FLOAT_PIXEL_PADDING_VALUE)
        limit = raw.number(at.FLOAT_PIXEL_PADDING_RANGE_LIMIT)
    else:
        value = raw.number(at.DOUBLE_FLOAT_PIXEL_PADDING_VALUE)
        limit = raw.number(at.DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT)
    if value is None:
        return None
    limit = value if limit is None else limit
    return Padding(min(value, limit), max(value, limit))


def _stored(raw: RawDataset, tag: int, *, signed: bool) -> float | None:
    """A stored value, whose sign follows Pixel Representation whatever the VR says (D-021)."""
    data = raw.raw(tag)
    if len(data) not in {2, 4}:
        return None
    return float(int.from_bytes(data, raw.encoding.byte_order, signed=signed))
